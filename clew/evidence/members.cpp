#include "clew/evidence/members.h"

#include "clew/evidence/byte_source.h"
#include "clew/evidence/container.h"

#include <fmt/core.h>

namespace clew::evidence {
namespace {

constexpr std::string_view utf8_mark = "\xef\xbb\xbf";
constexpr std::size_t utf16_mark_bytes = 2;

/// One thing inside another: the file itself, what was compressed in it, an archive in that, …
struct Layer {
  std::string own_name;  // "logs.zip"
  std::unique_ptr<ByteSource> decompressed;
  std::unique_ptr<Archive> archive;  // its entries are the contents, one after the other
  std::string name;                  // of the content: "logs.zip//dns.log"
  std::unique_ptr<Lookahead> content;
  std::optional<base::Instant> modified = {};  // of the content
};

base::Error named(base::Error error, const std::string& name) {
  if (error.file.empty()) error.file = name;
  return error;
}

}  // namespace

struct Members::State {
  State(std::unique_ptr<FileSource> source, const FileEntry& entry, const Limits& wanted, Hash hash)
      : limits(wanted), hashed(hash), expansion(source->size_bytes(), wanted), file(std::move(source)) {
    push({entry.name, nullptr, nullptr, entry.name, std::make_unique<Lookahead>(*file, Hash::no), entry.modified});
  }

  std::optional<OpenMember> next();
  std::optional<OpenMember> next_in(Layer& layer);
  std::optional<OpenMember> leave_archive();
  std::optional<OpenMember> unpack();
  [[nodiscard]] std::optional<base::Error> refusal(Packing packing) const;
  void push_unpacked(Packing packing);
  void push(Layer layer) { layers.push_back(std::make_unique<Layer>(std::move(layer))); }
  OpenMember begin_member(Layer& layer);
  OpenMember broken_member(const std::string& name, base::Error error);
  bool stop_at_limits();

  const Limits limits;
  const Hash hashed;
  Expansion expansion;
  std::shared_ptr<FileSource> file;
  std::vector<std::unique_ptr<Layer>> layers;  // outermost first; the first one is the file
  bool has_begun = false;
  std::uint64_t entries = 0;
  std::optional<base::Error> problem;

  // The member that is being read.
  std::unique_ptr<Utf16Source> converted;
  std::unique_ptr<Lookahead> converted_content;
  bool has_content = false;
  std::optional<base::Error> member_problem;  // of one without content
};

std::optional<OpenMember> Members::State::next() {
  has_content = false;
  converted_content.reset();
  converted.reset();
  member_problem.reset();
  std::optional<OpenMember> member;
  if (!has_begun) {
    has_begun = true;
    member = unpack();
  }
  while (!member && !layers.empty() && !stop_at_limits()) {
    if (layers.back()->archive == nullptr) {
      layers.pop_back();
    } else {
      member = next_in(*layers.back());
    }
  }
  if (!problem) problem = file->problem();
  return member;
}

/// The next entry of an archive: a member, or nothing when it is an archive itself (which then is the last layer).
std::optional<OpenMember> Members::State::next_in(Layer& layer) {
  layer.content.reset();
  const auto entry = layer.archive->next_entry();
  if (!entry) return leave_archive();
  ++entries;
  layer.name = layer.own_name + "//" + entry->name;
  layer.modified = entry->modified;
  if (entry->problem) return broken_member(layer.name, *entry->problem);
  layer.content = std::make_unique<Lookahead>(*layer.archive, hashed);
  return unpack();
}

std::optional<OpenMember> Members::State::leave_archive() {
  const std::unique_ptr<Layer> left = std::move(layers.back());
  layers.pop_back();
  const auto& damage = left->archive->damage();
  if (!damage) return std::nullopt;
  if (left->own_name != layers.front()->own_name) return broken_member(left->own_name, *damage);
  if (!problem) problem = named(*damage, left->own_name);
  return std::nullopt;
}

bool Members::State::stop_at_limits() {
  std::string what;
  if (expansion.is_exhausted()) what = "the file expands beyond reason; the rest of it was not read";
  if (entries > limits.archive_members_max) {
    what = fmt::format("more than {} entries in archives; the rest was not read", limits.archive_members_max);
  }
  if (what.empty()) return false;
  problem = base::Error{base::Fault::over_limit, what, {}, layers.front()->own_name};
  layers.clear();
  return true;
}

/// Goes into what the last layer's content is packed in, down to a member; nothing when that is an archive.
std::optional<OpenMember> Members::State::unpack() {
  while (true) {
    Layer& layer = *layers.back();
    const Packing packing = recognise_packing(layer.content->peek(packing_bytes));
    if (packing == Packing::none) return begin_member(layer);
    if (auto error = refusal(packing)) return broken_member(layer.name, *std::move(error));
    push_unpacked(packing);
    if (is_archive(packing)) return std::nullopt;
  }
}

std::optional<base::Error> Members::State::refusal(Packing packing) const {
  if (!is_archive(packing) && !is_compression(packing)) {
    return base::Error{
        base::Fault::unsupported, fmt::format("packed as {}, which is not opened here", name_of(packing)), {}};
  }
  if (layers.size() > limits.archive_depth_max) {
    return base::Error{base::Fault::over_limit, fmt::format("packed more than {} times", limits.archive_depth_max), {}};
  }
  return std::nullopt;
}

void Members::State::push_unpacked(Packing packing) {
  Layer& outer = *layers.back();
  if (is_archive(packing)) {
    // These two keep a directory at their end.
    const bool wants_seek = packing == Packing::zip || packing == Packing::seven_zip;
    FileSource* const whole_file = wants_seek && layers.size() == 1 ? file.get() : nullptr;
    push({outer.name, nullptr, std::make_unique<Archive>(packing, *outer.content, whole_file, expansion), outer.name,
          nullptr});
    return;
  }
  std::optional<base::Instant> modified;
  if (packing == Packing::gzip) modified = gzip_modified(outer.content->peek(packing_bytes));
  if (!modified) modified = outer.modified;
  auto decompressed = decompress(packing, *outer.content, expansion);
  auto content = std::make_unique<Lookahead>(*decompressed, hashed);
  push({outer.name, std::move(decompressed), nullptr, outer.name, std::move(content), modified});
}

OpenMember Members::State::begin_member(Layer& layer) {
  OpenMember member;
  member.name = layer.name;
  member.content = layer.content.get();
  member.head = layer.content->peek(recognition_bytes);
  member.modified = layer.modified;
  member.is_file_as_it_lies = layers.size() == 1;
  if (const auto order = Utf16Source::recognise(member.head)) {
    layer.content->drop(utf16_mark_bytes);
    converted = std::make_unique<Utf16Source>(*layer.content, *order);
    converted_content = std::make_unique<Lookahead>(*converted, Hash::no);
    member.content = converted_content.get();
    member.head = converted_content->peek(recognition_bytes);
    member.encoding = *order == Utf16Source::Order::little_endian ? "utf-16le" : "utf-16be";
    member.is_file_as_it_lies = false;
  } else if (member.head.starts_with(utf8_mark)) {
    layer.content->drop(utf8_mark.size());
    member.offset = utf8_mark.size();
    member.head.remove_prefix(utf8_mark.size());
  }
  has_content = true;
  return member;
}

OpenMember Members::State::broken_member(const std::string& name, base::Error error) {
  member_problem = named(std::move(error), name);
  OpenMember member;
  member.name = name;
  return member;
}

base::Result<Members> Members::open(const FileEntry& file, const Limits& limits, Hash hash) {
  CLEW_TRY(auto source, FileSource::open(file.path, hash));
  return Members(std::make_unique<State>(std::move(source), file, limits, hash));
}

Members::Members(std::unique_ptr<State> state) : state_(std::move(state)) {}
Members::Members(Members&&) noexcept = default;
Members& Members::operator=(Members&&) noexcept = default;
Members::~Members() = default;

std::optional<OpenMember> Members::next() { return state_->next(); }

std::optional<base::Error> Members::member_problem() const {
  if (!state_->has_content) return state_->member_problem;
  const Layer& layer = *state_->layers.back();
  auto problem = layer.content->problem();
  if (problem) problem = named(*std::move(problem), layer.name);
  return problem;
}

std::uint64_t Members::content_bytes() const {
  return state_->has_content ? state_->layers.back()->content->bytes() : 0;
}

std::string Members::content_sha256() {
  if (!state_->has_content) return {};
  return state_->layers.size() == 1 ? state_->file->sha256() : state_->layers.back()->content->sha256();
}

std::string Members::tail() const {
  constexpr std::size_t tail_bytes = 4096;
  const std::uint64_t size_bytes = state_->file->size_bytes();
  const bool lies_so = state_->has_content && state_->layers.size() == 1 && state_->converted == nullptr;
  if (!lies_so || size_bytes <= recognition_bytes) return {};
  std::string tail(tail_bytes, '\0');
  const auto got = state_->file->read_at(size_bytes - tail_bytes, tail);
  tail.resize(got ? *got : 0);
  return tail;
}

std::shared_ptr<FileSource> Members::file() const { return state_->file; }
const std::optional<base::Error>& Members::problem() const { return state_->problem; }

}  // namespace clew::evidence
