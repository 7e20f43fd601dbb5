// Records that nobody here wrote, read in place: the formats against the world. Skipped where the data is absent.
#include "clew/base/text.h"
#include "clew/evidence/format.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/jamf_protect.h"
#include "clew/evidence/formats/json_fields.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

namespace fs = std::filesystem;

fs::path shared() {
  const char* given = std::getenv("CLEW_SHARED");
  return given != nullptr ? fs::path(given) : fs::path(CLEW_SOURCE_DIR) / ".." / "shared";
}

std::vector<fs::path> files_below(const fs::path& folder, std::string_view ending = "") {
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().string().ends_with(ending)) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// What a command prints; only for decompressing test data.
std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string text;
  std::vector<char> piece(1U << 16U);
  while (pipe) {
    const std::size_t size = std::fread(piece.data(), 1, piece.size(), pipe.get());
    if (size == 0) break;
    text.append(piece.data(), size);
  }
  return text;
}

/// The objects from the first element on, as the reader cuts them, in the plainest way.
std::vector<std::string_view> elements_of(std::string_view text) {
  std::vector<std::string_view> elements;
  const std::string_view first = first_element(text);
  if (first.empty()) return elements;
  text.remove_prefix(static_cast<std::size_t>(first.data() - text.data()));
  int depth = 0;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size() && depth >= 0; ++i) {
    if (quoted) {
      if (text[i] == '\\')
        ++i;
      else if (text[i] == '"')
        quoted = false;
      continue;
    }
    if (text[i] == '"') quoted = true;
    if (text[i] == '{' && depth == 0) begin = i;
    if (text[i] == '{' || text[i] == '[') ++depth;
    if (text[i] == '}' || text[i] == ']') --depth;
    if (text[i] == '}' && depth == 0) elements.push_back(text.substr(begin, i + 1 - begin));
  }
  return elements;
}

std::vector<std::string_view> records_of(std::string_view text, const Format& format, std::string& header) {
  if (format.framing == Framing::whole) return {text};
  if (format.framing == Framing::json_elements) return elements_of(text);
  std::vector<std::string_view> records;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (format.header_mark != '\0' && line.starts_with(format.header_mark))
      header.append(line).append("\n");
    else if (!line.empty())
      records.push_back(line);
  }
  return records;
}

struct Tally {
  std::string format;
  std::string source;
  std::size_t events = 0;
  std::size_t nothing = 0;
  std::size_t unparsed = 0;
  std::size_t timed = 0;
  std::map<std::string, std::size_t> classes;
};

template <class See>
Tally decode_all(const std::string& content, const model::Inventory* inventory, See see) {
  const std::string_view head = std::string_view(content).substr(0, recognition_bytes);
  const Recognised recognised = recognise(head);
  Tally tally{std::string(recognised.format->name), recognised.source, 0, 0, 0, 0, {}};
  FileContext context;
  context.inventory = inventory;
  context.mapping = recognised.mapping;
  context.envelope = recognised.envelope;
  if (recognised.format->prepare != nullptr) recognised.format->prepare(head, context);
  const auto records = records_of(content, *recognised.format, context.header);
  Scratch scratch;
  model::Event event;
  for (const std::string_view record : records) {
    event.clear();
    switch (recognised.format->decode(record, context, scratch, event)) {
      case Decoded::event:
        ++tally.events;
        tally.timed += event.time ? 1 : 0;
        ++tally.classes[std::string(name_of(event.event_class))];
        see(event);
        break;
      case Decoded::nothing: ++tally.nothing; break;
      case Decoded::unparsed: ++tally.unparsed; break;
    }
  }
  EXPECT_EQ(tally.events + tally.nothing + tally.unparsed, records.size());
  return tally;
}

Tally decode_all(const std::string& content) {
  return decode_all(content, nullptr, [](const model::Event&) {});
}

void print(const fs::path& path, const Tally& tally) {
  if (std::getenv("CLEW_VERBOSE") == nullptr) return;
  std::printf("%-60s %-24s %-28s events %zu nothing %zu unparsed %zu timed %zu", path.filename().c_str(),
              tally.format.c_str(), tally.source.c_str(), tally.events, tally.nothing, tally.unparsed, tally.timed);
  for (const auto& [name, count] : tally.classes) std::printf(" %s=%zu", name.c_str(), count);
  std::printf("\n");
}

TEST(RealData, EveryRecordOfTheCasesIsAnEventButForTheCutLines) {
  const auto files = files_below(shared() / "cases", "");
  std::size_t evidence_files = 0;
  std::size_t unparsed = 0;
  for (const fs::path& path : files) {
    if (path.parent_path().filename() != "evidence") continue;
    ++evidence_files;
    const Tally tally = decode_all(content_of(path));
    print(path, tally);
    unparsed += tally.unparsed;
    EXPECT_NE(tally.format, "json_lines") << path;
    EXPECT_GT(tally.events, 0U) << path;
    constexpr std::size_t cut_lines_max = 12;
    EXPECT_LE(tally.unparsed, cut_lines_max) << path;
    if (tally.source.starts_with("zeek") || tally.source == "osquery" || tally.source == "cloudtrail") {
      EXPECT_EQ(tally.events, tally.timed) << path;
      EXPECT_EQ(tally.classes.count("other"), 0U) << path;
    }
  }
  if (evidence_files == 0) GTEST_SKIP() << "no cases below " << shared();
  std::printf("%zu files, %zu records unparsed\n", evidence_files, unparsed);
}

TEST(RealData, AnAgentsLogGetsTheOffsetOfItsDevice) {
  std::size_t logs = 0;
  for (const fs::path& path : files_below(shared() / "cases", "assets.json")) {
    model::Inventory inventory;
    const Tally assets =
        decode_all(content_of(path), nullptr, [&](const model::Event& event) { add_to_inventory(event, inventory); });
    EXPECT_EQ(assets.source, "inventory");
    EXPECT_EQ(assets.events, inventory.devices().size());
    for (const fs::path& log : files_below(path.parent_path(), ".log")) {
      const Tally tally = decode_all(content_of(log), &inventory, [&](const model::Event& event) {
        if (event.time_quality == model::TimeQuality::zone_assumed) {
          const auto* device = inventory.find(event.get(model::Attribute::device_hostname));
          ASSERT_NE(device, nullptr) << log;
          EXPECT_TRUE(log.filename().string().contains(device->hostname)) << log;
        }
      });
      logs += tally.source == "jumpcloud_agent_log" ? 1 : 0;
    }
  }
  if (logs == 0) GTEST_SKIP() << "no cases below " << shared();
}

TEST(RealData, ZeekTellsTheSameInBothOfItsForms) {
  const fs::path folder = shared() / "data" / "zeek_wrccdc2018_CC-BY-SA";
  std::size_t compared = 0;
  std::size_t kinds = 0;
  for (const fs::path& path : files_below(folder / "zeek-default", ".log.gz")) {
    const std::string log = path.filename().string().substr(0, path.filename().string().find('.'));
    const fs::path twin = folder / "zeek-json" / (log + ".json.gz");
    EXPECT_TRUE(fs::exists(twin)) << twin;
    ++kinds;
    const auto events_of = [&](const fs::path& file) {
      std::vector<model::Event> events;
      const Tally tally = decode_all(output_of("zcat '" + file.string() + "'"), nullptr,
                                     [&](const model::Event& event) { events.push_back(event); });
      print(file, tally);
      EXPECT_EQ(tally.unparsed, 0U) << file;
      EXPECT_EQ(tally.source, "zeek_" + log) << file;
      return events;
    };
    const auto tsv = events_of(path);
    const auto json = events_of(twin);
    ASSERT_EQ(tsv.size(), json.size()) << log;
    std::size_t different = 0;
    for (std::size_t i = 0; i < tsv.size(); ++i) {
      const auto fields_of = [](const model::Event& event) {
        std::vector<std::pair<model::Attribute, std::string>> fields;
        for (const auto& field : event.fields()) fields.emplace_back(field.attribute, event.text_of(field));
        return fields;
      };
      const auto a = fields_of(tsv[i]);
      const auto b = fields_of(json[i]);
      const bool same = a == b && tsv[i].time == json[i].time && tsv[i].event_class == json[i].event_class &&
                        tsv[i].activity == json[i].activity && tsv[i].status == json[i].status;
      if (same || ++different > 3) continue;
      std::string text;
      for (const auto& [attribute, value] : a) text += " " + std::string(name_of(attribute)) + "=" + value;
      text += "\n";
      for (const auto& [attribute, value] : b) text += " " + std::string(name_of(attribute)) + "=" + value;
      ADD_FAILURE() << log << " record " << i << ":\n" << text;
    }
    EXPECT_EQ(different, 0U) << log;
    compared += tsv.size();
  }
  if (compared == 0) GTEST_SKIP() << "no Zeek logs below " << folder;
  std::printf("%zu records of %zu logs are the same\n", compared, kinds);
  constexpr std::size_t kinds_min = 29;
  EXPECT_GE(kinds, kinds_min);
}

TEST(RealData, EveryCloudTrailRecordOfTheKnownAttacksIsAnEvent) {
  std::size_t events = 0;
  for (const fs::path& path : files_below(shared() / "data" / "stratus_cloudtrail", ".json")) {
    const Tally tally = decode_all(content_of(path));
    print(path, tally);
    EXPECT_EQ(tally.source, "cloudtrail") << path;
    EXPECT_EQ(tally.unparsed, 0U) << path;
    EXPECT_EQ(tally.events, tally.timed) << path;
    events += tally.events;
  }
  if (events == 0) GTEST_SKIP() << "no CloudTrail records below " << shared();
  EXPECT_EQ(events, 310U);
}

/// JumpCloud's description has tables: `event_types.<section>.rows` are pairs of a name and its meaning.
TEST(RealData, EveryEventTypeThatJumpCloudDescribesHasItsClass) {
  const fs::path path = shared() / "data" / "jumpcloud_api" / "jc_di_schema.json";
  if (!fs::exists(path)) GTEST_SKIP() << "no " << path;
  JsonReader reader;
  Fields fields;
  ASSERT_TRUE(reader.read(content_of(path), fields));
  std::map<std::string, std::size_t> classes;
  std::size_t types = 0;
  std::size_t cell = 0;
  std::string_view section;
  for (const Fields::Field& field : fields.all()) {
    const std::string_view at = fields.path_of(field);
    if (!at.starts_with("event_types.") || !at.ends_with(".rows")) continue;
    if (at != section) cell = 0;
    section = at;
    if (cell++ % 2 != 0) continue;
    ++types;
    const std::string type(field.text);
    const Tally tally = decode_all(
        R"({"event_type":")" + type +
            R"(","service":"any","organization":"o","timestamp":"2026-03-01T10:00:00Z","client_ip":"198.51.100.7"})",
        nullptr, [&](const model::Event& event) {
          ++classes[std::string(name_of(event.event_class))];
          const bool is_account = section.contains("User and Admin Events") && !type.ends_with("login_attempt");
          if (is_account) {
            EXPECT_EQ(event.event_class, model::EventClass::account_change) << type;
          }
          EXPECT_EQ(event.event_class == model::EventClass::other, type.starts_with("software_")) << type;
        });
    EXPECT_EQ(tally.source, "jumpcloud_directory_insights") << type;
    EXPECT_EQ(tally.timed, 1U) << type;
  }
  EXPECT_EQ(types, 289U);
  for (const auto& [name, count] : classes) std::printf("%s %zu, ", name.c_str(), count);
  std::printf("%zu types\n", types);
}

TEST(RealData, EveryLineOfZeeksOwnTestsIsAccountedFor) {
  std::size_t events = 0;
  std::size_t unparsed = 0;
  for (const fs::path& path : files_below(shared() / "data" / "zeek_btest_baseline", ".log")) {
    const Tally tally = decode_all(content_of(path));
    if (tally.unparsed > 0) print(path, tally);
    events += tally.events;
    unparsed += tally.unparsed;
  }
  if (events == 0) GTEST_SKIP() << "no Zeek logs below " << shared();
  std::printf("%zu events, %zu unparsed\n", events, unparsed);
}

std::vector<std::string> members_of(const fs::path& archive) {
  const std::string list = output_of("unzip -Z1 '" + archive.string() + "' 2>/dev/null");
  std::vector<std::string> members;
  for (const std::string_view name : base::split(list, '\n')) {
    if (!name.empty() && !name.ends_with('/') && !name.starts_with("__MACOSX/")) members.emplace_back(name);
  }
  return members;
}

/// Lines that are records: neither blank nor a header.
std::size_t count_lines(std::string_view text, char header_mark) {
  std::size_t count = 0;
  for (const std::string_view line : base::split(text, '\n')) {
    count += base::trimmed(line).empty() || (header_mark != '\0' && line.starts_with(header_mark)) ? 0 : 1;
  }
  return count;
}

TEST(RealData, EveryLineOfTheSecurityDatasetsIsAnEvent) {
  std::size_t archives = 0;
  std::size_t events = 0;
  for (const fs::path& path : files_below(shared() / "data" / "otrf", ".zip")) {
    ++archives;
    for (const std::string& member : members_of(path)) {
      const std::string content = output_of("unzip -p '" + path.string() + "' '" + member + "' 2>/dev/null");
      const Format& format = *recognise(std::string_view(content).substr(0, recognition_bytes)).format;
      // What is no text has its own tests; a CSV file's first line is no event.
      if (format.framing != Framing::lines || !(member.ends_with(".json") || member.ends_with(".log"))) continue;
      const Tally tally = decode_all(content);
      print(path, tally);
      EXPECT_EQ(tally.events, count_lines(content, format.header_mark)) << path << ": " << member;
      EXPECT_EQ(tally.unparsed, 0U) << path << ": " << member;
      events += tally.events;
    }
  }
  if (events == 0) GTEST_SKIP() << "no data sets below " << shared() << ", or no unzip";
  std::printf("%zu events in %zu archives\n", events, archives);
}

/// The paths that a JSON schema knows, written as a decoder writes them.
void add_schema_paths(const std::string& schema, std::set<std::string>& paths) {
  JsonReader reader;
  Fields fields;
  if (!reader.read(schema, fields)) return;
  for (const Fields::Field& field : fields.all()) {
    std::string path;
    bool is_name = false;
    for (const std::string_view word : base::split(fields.path_of(field), '.')) {
      if (is_name) path.append(path.empty() ? "" : ".").append(word);
      is_name = !is_name && word == "properties";
    }
    if (!path.empty()) paths.insert(path);
  }
}

TEST(RealData, JamfsSamplesAreEventsAndTheirSchemasKnowOurPaths) {
  const fs::path folder = shared() / "data" / "jamf_protect_samples" / "json_samples_and_schemas";
  std::set<std::string> known;
  for (const fs::path& path : files_below(folder, ".json")) add_schema_paths(content_of(path), known);
  std::size_t events = 0;
  for (const fs::path& path : files_below(folder, ".json")) {
    const std::string content = content_of(path);
    // A schema is none, even where it lies among the samples.
    if (content.contains("\"$schema\"") || path.parent_path().filename() != "samples") continue;
    const Tally tally = decode_all(content, nullptr, [&](const model::Event& event) {
      EXPECT_TRUE(event.has(model::Attribute::device_hostname) || event.has(model::Attribute::device_uid)) << path;
    });
    print(path, tally);
    EXPECT_TRUE(tally.format.starts_with("jamf_protect")) << path << " " << tally.format;
    EXPECT_EQ(tally.unparsed, 0U) << path;
    EXPECT_EQ(tally.timed, tally.events) << path;
    events += tally.events;
  }
  if (events == 0) GTEST_SKIP() << "no samples below " << folder;
  std::printf("%zu events\n", events);
  for (const std::string_view path : jamf_protect_paths()) EXPECT_TRUE(known.contains(std::string(path))) << path;
}

}  // namespace
}  // namespace clew::evidence
