// What each stage of reading evidence costs one thread, on one file, in turn.
//
//   evidence_stages FILE [--turns 5] [--indicators LIST]     every stage, as one JSON object
//   evidence_stages FILE --only events                       that stage alone: what is run for its peak of memory, or profiled
//
// LIST has a value and a type on each line, parted by a tab. The stages, on the same bytes:
//   parse    what nobody can do without: each line as a JSON document by simdjson's own parser, reused from line to line,
//            from memory that is padded already. Only where records are lines of JSON.
//   cut      from memory into blocks of records
//   decode   the same, and every record into an event
//   events   from the file to events, as an investigation reads it; its SHA-256 is made on the way
//   hash     that SHA-256 alone
//   find     the matcher alone, block by block
//
// Seconds are those of this thread (user and system), so that a machine with other work does not show.
#include "clew/base/hash.h"
#include "clew/base/text.h"
#include "clew/evidence/framing.h"
#include "clew/evidence/members.h"
#include "clew/evidence/reader.h"
#include "clew/hunt/matcher.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <fmt/format.h>
#include <simdjson.h>

namespace clew::bench {
namespace {

struct Options {
  std::string file;
  std::string indicators;
  std::string only;
  std::size_t turns = 5;
};

/// What a stage saw: two turns that differ show a fault.
struct Seen {
  std::uint64_t records = 0, events = 0, unparsed = 0, with_time = 0, fields = 0;
  bool operator==(const Seen&) const = default;
};

double thread_seconds() {
  std::timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

[[noreturn]] void stop(const std::string& why) {
  fmt::print(stderr, "evidence_stages: {}\n", why);
  std::exit(2);
}

/// The content in pieces, as `FileSource` gives them.
class Memory final : public evidence::ByteSource {
 public:
  explicit Memory(std::string_view rest) : rest_(rest) {}
  std::string_view next() override {
    const std::string_view piece = rest_.substr(0, std::size_t{512} << 10U);
    rest_.remove_prefix(piece.size());
    return piece;
  }

 private:
  std::string_view rest_;
};

class Decoder {
 public:
  Decoder(const evidence::Format& format, const evidence::FileContext& context) : format_(format), context_(context) {}

  void take(const evidence::Block& block, Seen& seen) {
    if (context_.header != block.header) context_.header = block.header;
    for (const evidence::Record& record : block.records) {
      event_.clear();
      ++seen.records;
      switch (format_.decode(block.text_of(record), context_, scratch_, event_)) {
        case evidence::Decoded::event:
          ++seen.events;
          seen.with_time += event_.time ? 1 : 0;
          seen.fields += event_.fields().size();
          break;
        case evidence::Decoded::unparsed: ++seen.unparsed; break;
        case evidence::Decoded::nothing: break;
      }
    }
  }

 private:
  const evidence::Format& format_;
  evidence::FileContext context_;
  evidence::Scratch scratch_;
  model::Event event_;
};

/// The content of the file, decompressed; of an archive the first member.
struct Content {
  std::string bytes;  // simdjson's padding behind `size`
  std::size_t size = 0;
  evidence::Recognised recognised;
  evidence::FileContext context;
  [[nodiscard]] std::string_view text() const { return std::string_view(bytes).substr(0, size); }
};

evidence::FileEntry entry_of(const Options& options) { return {options.file, options.file, 0}; }

Content load(const Options& options) {
  auto members = evidence::Members::open(entry_of(options), {}, evidence::Hash::no);
  if (!members) stop(members.error().what);
  const auto member = members->next();
  if (!member || member->content == nullptr) stop("there is no content in it");
  Content content;
  const std::string head(member->head);
  content.recognised = evidence::recognise(head);
  if (content.recognised.format->prepare != nullptr) content.recognised.format->prepare(head, content.context);
  for (std::string_view piece = member->content->next(); !piece.empty(); piece = member->content->next())
    content.bytes += piece;
  content.size = content.bytes.size();
  content.bytes.resize(content.size + simdjson::SIMDJSON_PADDING);
  return content;
}

hunt::Matcher matcher_of(const Options& options) {
  std::vector<model::Value> values;
  if (!options.indicators.empty()) {
    auto source = evidence::FileSource::open(options.indicators, evidence::Hash::no);
    if (!source) stop(source.error().what);
    std::string list;
    for (std::string_view piece = (*source)->next(); !piece.empty(); piece = (*source)->next()) list += piece;
    for (const std::string_view line : base::split(list, '\n')) {
      const std::size_t tab = line.find('\t');
      if (tab == std::string_view::npos) continue;
      const auto type = model::value_type_named(line.substr(tab + 1));
      if (!type) continue;
      if (auto value = model::Value::parse(*type, line.substr(0, tab))) values.push_back(*std::move(value));
    }
  }
  if (values.empty()) values.push_back(model::Value::parse(model::ValueType::domain, "intruder.example").value());
  return hunt::Matcher::compile(values);
}

// ---- the stages ---------------------------------------------------------------------------------------------------

Seen parse(const Content& content) {
  static simdjson::dom::parser parser;
  Seen seen;
  const char* at = content.bytes.data();
  const char* const end = at + content.size;
  while (at < end) {
    const void* const found = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
    const char* const line_end = found == nullptr ? end : static_cast<const char*>(found);
    if (line_end > at) {
      ++seen.records;
      simdjson::dom::element document;
      if (parser.parse(at, static_cast<std::size_t>(line_end - at), false).get(document) == simdjson::SUCCESS)
        ++seen.events;
    }
    at = line_end + 1;
  }
  return seen;
}

template <class Take>
void blocks_of(const Content& content, evidence::Block& block, const Take& take) {
  Memory source(content.text());
  const evidence::Format& format = *content.recognised.format;
  const auto framer = evidence::make_framer(source, {format.framing, format.header_mark, 0}, {});
  while (framer->next(block)) take();
}

Seen cut(const Content& content) {
  static evidence::Block block;
  Seen seen;
  blocks_of(content, block, [&] { seen.records += block.records.size(); });
  return seen;
}

Seen decode(const Content& content) {
  static evidence::Block block;
  Decoder decoder(*content.recognised.format, content.context);
  Seen seen;
  blocks_of(content, block, [&] { decoder.take(block, seen); });
  return seen;
}

Seen events(const Options& options) {
  auto reader = evidence::Reader::open(entry_of(options));
  if (!reader) stop(reader.error().what);
  evidence::Block block;
  Seen seen;
  while (const auto member = reader->next_member()) {
    evidence::FileContext context;
    if (member->recognised.format->prepare != nullptr) member->recognised.format->prepare(member->head, context);
    Decoder decoder(*member->recognised.format, context);
    while (reader->next_block(block)) decoder.take(block, seen);
  }
  static_cast<void>(reader->file_sha256());
  return seen;
}

Seen hash(const Content& content) {
  base::Sha256 sum;
  std::string_view rest = content.text();
  while (!rest.empty()) {
    const std::string_view piece = rest.substr(0, std::size_t{512} << 10U);
    sum.add(piece);
    rest.remove_prefix(piece.size());
  }
  return {sum.hex().size(), 0, 0, 0, 0};
}

Seen find(const Content& content, const hunt::Matcher& matcher) {
  static std::vector<hunt::Hit> hits;
  Seen seen;
  std::string_view rest = content.text();
  while (!rest.empty()) {
    const std::string_view piece = rest.substr(0, evidence::block_bytes);
    hits.clear();
    seen.records += matcher.find(piece, hits);
    seen.events += hits.size();
    rest.remove_prefix(piece.size());
  }
  return seen;
}

// ---- all together -------------------------------------------------------------------------------------------------

struct Stage {
  std::string_view name;
  std::function<Seen()> run;
  std::vector<double> seconds = {};
  std::optional<Seen> seen = {};
};

void print(const Content& content, const std::vector<Stage>& stages) {
  std::string text = fmt::format(R"({{"format": "{}", "source": "{}", "bytes": {}, "stages": {{)",
                                 content.recognised.format->name, content.recognised.source, content.size);
  std::string_view comma;
  for (const Stage& stage : stages) {
    const Seen seen = stage.seen.value_or(Seen{});
    text += fmt::format(
        R"({}"{}": {{"records": {}, "events": {}, "unparsed": {}, "with_time": {}, "fields": {}, "seconds": [{:.6f}]}})",
        comma, stage.name, seen.records, seen.events, seen.unparsed, seen.with_time, seen.fields,
        fmt::join(stage.seconds, ", "));
    comma = ", ";
  }
  fmt::print("{}}}}}\n", text);
}

void measure(const Options& options) {
  if (options.only == "events") {  // the content is not loaded: the peak of memory is the reader's own
    const double started = thread_seconds();
    const Seen seen = events(options);
    Content nothing;
    nothing.recognised.format = &evidence::formats().back();
    print(nothing, {{"events", nullptr, {thread_seconds() - started}, seen}});
    return;
  }
  const Content content = load(options);
  const hunt::Matcher matcher = matcher_of(options);
  const bool is_json_lines =
      content.recognised.format->framing == evidence::Framing::lines && content.text().starts_with('{');
  std::vector<Stage> stages;
  if (is_json_lines) stages.push_back({"parse", [&] { return parse(content); }});
  stages.push_back({"cut", [&] { return cut(content); }});
  stages.push_back({"decode", [&] { return decode(content); }});
  stages.push_back({"events", [&] { return events(options); }});
  stages.push_back({"hash", [&] { return hash(content); }});
  stages.push_back({"find", [&] { return find(content, matcher); }});
  if (!options.only.empty()) std::erase_if(stages, [&](const Stage& stage) { return stage.name != options.only; });
  if (stages.empty()) stop("no such stage: " + options.only);
  for (std::size_t turn = 0; turn <= options.turns; ++turn) {
    for (Stage& stage : stages) {
      const double started = thread_seconds();
      const Seen seen = stage.run();
      const double seconds = thread_seconds() - started;
      if (stage.seen.value_or(seen) != seen) stop(fmt::format("{}: another result in turn {}", stage.name, turn));
      stage.seen = seen;
      if (turn > 0 || options.turns == 0) stage.seconds.push_back(seconds);  // the first turn warms up
    }
  }
  print(content, stages);
}

bool read_options(std::span<char* const> arguments, Options& options) {
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string_view name = arguments[i];
    if (!name.starts_with("--")) {
      options.file = name;
      continue;
    }
    if (++i == arguments.size()) return false;
    const std::string_view value = arguments[i];
    if (name == "--turns") {
      const auto number = base::parse_unsigned(value);
      if (!number || *number > 1000) return false;
      options.turns = *number;
    } else if (name == "--indicators") {
      options.indicators = value;
    } else if (name == "--only") {
      options.only = value;
    } else {
      return false;
    }
  }
  return !options.file.empty();
}

}  // namespace
}  // namespace clew::bench

int main(int argc, char** argv) {
  clew::bench::Options options;
  if (!clew::bench::read_options({argv, static_cast<std::size_t>(argc)}, options)) {
    std::fputs("evidence_stages FILE [--turns 5] [--indicators LIST] [--only STAGE]\n", stderr);
    return 2;
  }
  clew::bench::measure(options);
  return 0;
}
