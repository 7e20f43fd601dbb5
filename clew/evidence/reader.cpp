#include "clew/evidence/reader.h"

#include "clew/evidence/byte_source.h"
#include "clew/evidence/container.h"
#include "clew/evidence/framing.h"

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
};

base::Error named(base::Error error, const std::string& name) {
  if (error.file.empty()) error.file = name;
  return error;
}

}  // namespace

struct Reader::State {
  State(std::unique_ptr<FileSource> source, const FileEntry& entry, const ReaderOptions& wanted)
      : options(wanted), expansion(source->size_bytes(), wanted.limits), file(std::move(source)) {
    push({entry.name, nullptr, nullptr, entry.name, std::make_unique<Lookahead>(*file, Lookahead::Hash::no)});
  }

  std::optional<Member> next_member();
  std::optional<Member> next_in(Layer& layer);
  std::optional<Member> leave_archive();
  std::optional<Member> unpack();
  [[nodiscard]] std::optional<base::Error> refusal(Packing packing) const;
  void push_unpacked(Packing packing);
  void push(Layer layer) { layers.push_back(std::make_unique<Layer>(std::move(layer))); }
  Member begin_member(Layer& layer);
  Member broken_member(const std::string& name, base::Error error);
  bool stop_at_limits();

  ReaderOptions options;
  Expansion expansion;
  std::unique_ptr<FileSource> file;
  std::vector<std::unique_ptr<Layer>> layers;  // outermost first; the first one is the file
  bool has_begun = false;
  std::uint64_t entries = 0;
  std::optional<base::Error> problem;

  // The member that is being read; `framer` is null for one that has nothing to read.
  std::unique_ptr<Utf16Source> converted;
  std::unique_ptr<Lookahead> converted_content;
  std::unique_ptr<Framer> framer;
  std::optional<base::Error> member_problem;
};

std::optional<Member> Reader::State::next_member() {
  framer.reset();
  converted_content.reset();
  converted.reset();
  member_problem.reset();
  std::optional<Member> member;
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
std::optional<Member> Reader::State::next_in(Layer& layer) {
  layer.content.reset();
  const auto entry = layer.archive->next_entry();
  if (!entry) return leave_archive();
  ++entries;
  layer.name = layer.own_name + "//" + entry->name;
  if (entry->problem) return broken_member(layer.name, *entry->problem);
  layer.content = std::make_unique<Lookahead>(*layer.archive, Lookahead::Hash::yes);
  return unpack();
}

std::optional<Member> Reader::State::leave_archive() {
  const std::unique_ptr<Layer> left = std::move(layers.back());
  layers.pop_back();
  const auto& damage = left->archive->damage();
  if (!damage) return std::nullopt;
  if (left->own_name != layers.front()->own_name) return broken_member(left->own_name, *damage);
  if (!problem) problem = named(*damage, left->own_name);
  return std::nullopt;
}

bool Reader::State::stop_at_limits() {
  std::string what;
  if (expansion.is_exhausted()) what = "the file expands beyond reason; the rest of it was not read";
  if (entries > options.limits.archive_members_max) {
    what = fmt::format("more than {} entries in archives; the rest was not read", options.limits.archive_members_max);
  }
  if (what.empty()) return false;
  problem = base::Error{base::Fault::over_limit, what, {}, layers.front()->own_name};
  layers.clear();
  return true;
}

/// Goes into what the last layer's content is packed in, down to a member; nothing when that is an archive.
std::optional<Member> Reader::State::unpack() {
  while (true) {
    Layer& layer = *layers.back();
    const Packing packing = recognise_packing(layer.content->peek(packing_bytes));
    if (packing == Packing::none) return begin_member(layer);
    if (auto error = refusal(packing)) return broken_member(layer.name, *std::move(error));
    push_unpacked(packing);
    if (is_archive(packing)) return std::nullopt;
  }
}

std::optional<base::Error> Reader::State::refusal(Packing packing) const {
  if (!is_archive(packing) && !is_compression(packing)) {
    return base::Error{
        base::Fault::unsupported, fmt::format("packed as {}, which is not opened here", name_of(packing)), {}};
  }
  if (layers.size() > options.limits.archive_depth_max) {
    return base::Error{
        base::Fault::over_limit, fmt::format("packed more than {} times", options.limits.archive_depth_max), {}};
  }
  return std::nullopt;
}

void Reader::State::push_unpacked(Packing packing) {
  Layer& outer = *layers.back();
  if (is_archive(packing)) {
    // These two keep a directory at their end.
    const bool wants_seek = packing == Packing::zip || packing == Packing::seven_zip;
    FileSource* const whole_file = wants_seek && layers.size() == 1 ? file.get() : nullptr;
    push({outer.name, nullptr, std::make_unique<Archive>(packing, *outer.content, whole_file, expansion), outer.name,
          nullptr});
    return;
  }
  auto decompressed = decompress(packing, *outer.content, expansion);
  auto content = std::make_unique<Lookahead>(*decompressed, Lookahead::Hash::yes);
  push({outer.name, std::move(decompressed), nullptr, outer.name, std::move(content)});
}

Member Reader::State::begin_member(Layer& layer) {
  Member member;
  member.name = layer.name;
  Cut cut;
  ByteSource* source = layer.content.get();
  std::string_view head = layer.content->peek(recognition_bytes);
  if (const auto order = Utf16Source::recognise(head)) {
    layer.content->drop(utf16_mark_bytes);
    converted = std::make_unique<Utf16Source>(*layer.content, *order);
    converted_content = std::make_unique<Lookahead>(*converted, Lookahead::Hash::no);
    source = converted_content.get();
    head = converted_content->peek(recognition_bytes);
    member.encoding = *order == Utf16Source::Order::little_endian ? "utf-16le" : "utf-16be";
  } else if (head.starts_with(utf8_mark)) {
    layer.content->drop(utf8_mark.size());
    cut.offset = utf8_mark.size();
    head.remove_prefix(utf8_mark.size());
  }
  member.head = head;
  member.recognised = recognise_mapped(member.head, options.mappings, options.recognise(member.head));
  cut.framing = member.recognised.format->framing;
  cut.header_mark = member.recognised.format->header_mark;
  framer = make_framer(*source, cut, options.limits);
  return member;
}

Member Reader::State::broken_member(const std::string& name, base::Error error) {
  member_problem = named(std::move(error), name);
  Member member;
  member.name = name;
  member.recognised = options.recognise({});
  return member;
}

base::Result<Reader> Reader::open(const FileEntry& file, const ReaderOptions& options) {
  CLEW_TRY(auto source, FileSource::open(file.path));
  return Reader(std::make_unique<State>(std::move(source), file, options));
}

Reader::Reader(std::unique_ptr<State> state) : state_(std::move(state)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader::~Reader() = default;

std::optional<Member> Reader::next_member() { return state_->next_member(); }

bool Reader::next_block(Block& block) {
  if (state_->framer != nullptr) return state_->framer->next(block);
  block.bytes.clear();
  block.records.clear();
  return false;
}

MemberEnd Reader::member_end() const {
  State& state = *state_;
  MemberEnd end;
  end.problem = state.member_problem;
  if (state.framer == nullptr) return end;
  const Layer& layer = *state.layers.back();
  end.content_bytes = layer.content->bytes();
  end.content_sha256 = state.layers.size() == 1 ? state.file->sha256() : layer.content->sha256();
  end.long_records = state.framer->long_records().count;
  end.first_long_line = state.framer->long_records().first_line;
  end.problem = layer.content->problem();
  if (!end.problem) end.problem = state.framer->problem();
  if (end.problem) end.problem = named(*std::move(end.problem), layer.name);
  return end;
}

std::string Reader::file_sha256() { return state_->file->sha256(); }
const std::optional<base::Error>& Reader::problem() const { return state_->problem; }
std::uint64_t Reader::file_bytes_read() const { return state_->file->bytes_read(); }

}  // namespace clew::evidence
