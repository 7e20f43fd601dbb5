/// Which ATT&CK technique the words of a sentence suggest: a linear model over hashed words and parts of words.
///
///     TechniqueModel::parse(bytes) --suggest("It adds a value to the Run key.")--> T1547.001, 0.97
///
/// In:     the data file of docs/formats/techniques.md, which eval/techniques/train.py writes; sentences of any bytes.
/// Out:    the technique that fits best, if its score reaches the model's threshold; the same on every machine.
/// Errors: `malformed` for a file that breaks its format. A sentence cannot fail.
/// Cost:   linear in the first `sentence_bytes_max` bytes of a sentence: about 10 microseconds.
/// Source: docs/adr/0023-techniques-by-a-linear-model.md.
#pragma once

#include "clew/base/result.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel {

struct Suggestion {
  std::string_view id;  ///< "T1547.001"; lives as long as its model
  double score = 0;     ///< how probable it is that a reader says the same, 0 to 1
};

class TechniqueModel {
 public:
  static constexpr std::size_t sentence_bytes_max = 1000;  ///< what stands behind is not looked at
  static constexpr std::size_t labels_max = 1024;
  static constexpr std::uint32_t bucket_bits_max = 20;

  static base::Result<TechniqueModel> parse(std::string_view bytes);

  [[nodiscard]] std::optional<Suggestion> suggest(std::string_view sentence) const;

  /// What `suggest` decides by: one number for each label, in order. For tests and figures.
  [[nodiscard]] std::vector<float> decide(std::string_view sentence) const;
  [[nodiscard]] const std::vector<std::string>& labels() const { return labels_; }
  /// The best label, "none" too, and its score, whatever the threshold says.
  [[nodiscard]] Suggestion best(std::string_view sentence) const;

 private:
  TechniqueModel() = default;

  std::vector<std::string> labels_;
  std::vector<float> intercepts_;
  std::vector<float> scales_;
  std::uint32_t word_bits_ = 0;
  std::uint32_t part_bits_ = 0;
  float words_share_ = 0;
  float idf_step_ = 0;
  std::array<float, 3> calibration_{};
  float threshold_ = 0;
  std::vector<std::uint8_t> idf_;     // of each bucket, words first; 0: never seen
  std::vector<std::uint32_t> rows_;   // of each bucket, into weights_
  std::vector<std::int8_t> weights_;  // a row for each bucket that was seen, a column for each label
};

/// The model that travels in the program.
const TechniqueModel& built_in_technique_model();

}  // namespace clew::intel
