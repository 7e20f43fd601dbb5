#include "clew/intel/technique_model.h"

#include "clew/embedded/techniques.h"
#include "clew/intel/detail/technique_features.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include <fmt/core.h>

namespace clew::intel {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using detail::Buckets;

constexpr std::string_view magic = "clewtech";
constexpr std::uint32_t version = 1;
constexpr std::size_t label_bytes = 12;
constexpr std::string_view no_technique = "none";

/// Takes numbers off the front of the file; the bytes of the file are in the order of x86.
class ModelReader {
 public:
  explicit ModelReader(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] bool has(std::size_t size) const { return rest_.size() >= size; }
  std::string_view take(std::size_t size) {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  std::uint32_t integer() {
    const std::string_view bytes = take(sizeof(std::uint32_t));
    std::uint32_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i) value = value << 8U | static_cast<unsigned char>(bytes[i - 1]);
    return value;
  }
  float real() { return std::bit_cast<float>(integer()); }

 private:
  std::string_view rest_;
};

/// 1 + ln(count), as far as counts in a sentence go.
float weight_of(std::uint32_t count) {
  static const std::array<float, TechniqueModel::sentence_bytes_max + 2> weights = [] {
    std::array<float, TechniqueModel::sentence_bytes_max + 2> made{};
    for (std::size_t i = 1; i < made.size(); ++i) made[i] = static_cast<float>(1.0 + std::log(static_cast<double>(i)));
    return made;
  }();
  return weights[std::min<std::size_t>(count, weights.size() - 1)];
}

/// Buckets of one thread, so that a sentence costs what it holds.
struct Scratch {
  Buckets words;
  Buckets parts;
};

}  // namespace

Result<TechniqueModel> TechniqueModel::parse(std::string_view bytes) {
  constexpr std::size_t header_bytes = 8 + 5 * 4 + 6 * 4;
  ModelReader reader(bytes);
  if (!reader.has(header_bytes) || reader.take(magic.size()) != magic)
    return fail(Fault::malformed, "no technique model", {0, std::min<std::size_t>(bytes.size(), magic.size())});
  if (const std::uint32_t found = reader.integer(); found != version)
    return fail(Fault::unsupported, fmt::format("technique model of version {}, {} is read", found, version), {8, 4});
  TechniqueModel model;
  const std::size_t labels = reader.integer();
  model.word_bits_ = reader.integer();
  model.part_bits_ = reader.integer();
  const std::size_t rows = reader.integer();
  if (labels == 0 || labels > labels_max || model.word_bits_ == 0 || model.word_bits_ > bucket_bits_max ||
      model.part_bits_ == 0 || model.part_bits_ > bucket_bits_max)
    return fail(Fault::malformed, "technique model with impossible sizes", {12, 16});
  const std::size_t buckets = (std::size_t{1} << model.word_bits_) + (std::size_t{1} << model.part_bits_);
  if (rows > buckets || bytes.size() != header_bytes + labels * (label_bytes + 8) + buckets + rows * labels)
    return fail(Fault::malformed, "technique model whose size is not what its header says", {24, 4});
  model.words_share_ = reader.real();
  model.idf_step_ = reader.real();
  for (float& number : model.calibration_) number = reader.real();
  model.threshold_ = reader.real();
  for (std::size_t i = 0; i < labels; ++i) {
    const std::string_view label = reader.take(label_bytes);
    model.labels_.emplace_back(label.substr(0, label.find('\0')));
  }
  for (std::size_t i = 0; i < labels; ++i) model.intercepts_.push_back(reader.real());
  for (std::size_t i = 0; i < labels; ++i) model.scales_.push_back(reader.real());
  std::uint32_t row = 0;
  for (const char c : reader.take(buckets)) {
    model.idf_.push_back(static_cast<std::uint8_t>(c));
    model.rows_.push_back(row);
    row += c != 0 ? 1 : 0;
  }
  if (row != rows) return fail(Fault::malformed, "technique model whose buckets are not as many as its rows", {24, 4});
  const std::string_view weights = reader.take(rows * labels);
  model.weights_.resize(weights.size());
  std::memcpy(model.weights_.data(), weights.data(), weights.size());
  return model;
}

std::vector<float> TechniqueModel::decide(std::string_view sentence) const {
  // Kept between calls: clearing costs only what was counted. Sizes differ only in tests.
  thread_local Scratch scratch{Buckets(word_bits_), Buckets(part_bits_)};
  thread_local std::uint32_t bits = word_bits_ << 8U | part_bits_;
  if (bits != (word_bits_ << 8U | part_bits_)) {
    scratch = Scratch{Buckets(word_bits_), Buckets(part_bits_)};
    bits = word_bits_ << 8U | part_bits_;
  }
  sentence = sentence.substr(0, sentence_bytes_max);
  detail::count_words(sentence, scratch.words);
  detail::count_parts(sentence, scratch.parts);

  std::vector<float> decided(labels_.size());
  const auto add_block = [&](const Buckets& counted, std::size_t first, float share) {
    float squares = 0;
    for (const std::uint32_t bucket : counted.touched()) {
      const float value = weight_of(counted.count(bucket)) * static_cast<float>(idf_[first + bucket]) * idf_step_;
      squares += value * value;
    }
    if (!(squares > 0)) return;
    const float norm = share / std::sqrt(squares);
    for (const std::uint32_t bucket : counted.touched()) {
      const std::uint8_t idf = idf_[first + bucket];
      if (idf == 0) continue;
      const float value = weight_of(counted.count(bucket)) * static_cast<float>(idf) * idf_step_ * norm;
      const std::int8_t* row = weights_.data() + std::size_t{rows_[first + bucket]} * labels_.size();
      for (std::size_t i = 0; i < decided.size(); ++i) decided[i] += value * static_cast<float>(row[i]);
    }
  };
  add_block(scratch.words, 0, words_share_);
  add_block(scratch.parts, std::size_t{1} << word_bits_, 1.0F);
  scratch.words.clear();
  scratch.parts.clear();
  for (std::size_t i = 0; i < decided.size(); ++i) decided[i] = decided[i] * scales_[i] + intercepts_[i];
  return decided;
}

Suggestion TechniqueModel::best(std::string_view sentence) const {
  const std::vector<float> decided = decide(sentence);
  const auto first = std::ranges::max_element(decided);
  float second = -1e9F;
  for (auto it = decided.begin(); it != decided.end(); ++it) {
    if (it != first) second = std::max(second, *it);
  }
  const double sum = double{calibration_[0]} * double{*first} + double{calibration_[1]} * double{*first - second} +
                     double{calibration_[2]};
  return {labels_[static_cast<std::size_t>(first - decided.begin())], 1.0 / (1.0 + std::exp(-sum))};
}

std::optional<Suggestion> TechniqueModel::suggest(std::string_view sentence) const {
  const Suggestion found = best(sentence);
  if (found.id == no_technique || found.score < double{threshold_}) return std::nullopt;
  return found;
}

const TechniqueModel& built_in_technique_model() {
  static const TechniqueModel model = [] {
    const auto files = embedded::techniques();
    CLEW_ASSERT(files.size() == 1);
    auto parsed = TechniqueModel::parse(files.front().bytes);
    CLEW_ASSERT(parsed.has_value());  // what the repository ships must parse
    return *std::move(parsed);
  }();
  return model;
}

}  // namespace clew::intel
