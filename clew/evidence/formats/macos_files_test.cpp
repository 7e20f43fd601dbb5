// Files that macOS keeps itself: property lists, databases, file system events.
#include "clew/evidence/detail/plist_guard.h"
#include "clew/evidence/detail/sqlite_rows.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/testing.h"
#include "clew/evidence/formats/translating.h"

#include <algorithm>
#include <array>
#include <memory>

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace clew::evidence {
namespace {

using namespace testing;
using namespace std::string_view_literals;
using enum model::Attribute;
using model::Disposition;
using model::EventClass;
using model::Status;
namespace activity = model::activity;

// --- property lists ---

std::string xml_list(std::string_view value) {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
)" + std::string(value) +
         "\n</plist>\n";
}

/// A binary list from its objects, the first being the root; every number in two bytes.
std::string binary_list(const std::vector<std::string>& objects) {
  std::string list = "bplist00";
  std::string table;
  const auto number = [](std::uint64_t value, int bytes) {
    std::string text;
    for (int i = bytes; i-- > 0;) text += static_cast<char>(value >> (8 * i));
    return text;
  };
  for (const std::string& object : objects) {
    table += number(list.size(), 4);
    list += object;
  }
  const std::size_t table_begin = list.size();
  return list + table + std::string("\0\0\0\0\0\0\x04\x02", 8) + number(objects.size(), 8) + number(0, 8) +
         number(table_begin, 8);
}

std::string references(std::initializer_list<int> indexes) {
  std::string text;
  for (const int index : indexes) text += {static_cast<char>(index >> 8), static_cast<char>(index)};
  return text;
}

constexpr std::string_view agent_list = R"(<dict>
  <key>Label</key><string>com.example.updater</string>
  <key>ProgramArguments</key><array><string>/Library/Tools/updater</string><string>--poll &amp; wait</string></array>
  <key>RunAtLoad</key><true/>
  <key>StartInterval</key><integer>300</integer>
  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
  <key>UserName</key><string>root</string>
</dict>)";

TEST(Plist, AJobOfLaunchdSaysWhatRunsAndWhen) {
  const std::string list = xml_list(agent_list);
  EXPECT_EQ(recognised(list), "plist launchd");
  const Translated read = translated(plist, list, 7);
  ASSERT_EQ(read.records.size(), 1U);
  EXPECT_FALSE(read.records[0].broken) << read.records[0].text;
  EXPECT_EQ(read.records[0].length, list.size());
  const auto event = decode(plist, read.records[0].text);
  EXPECT_EQ(event.event.event_class, EventClass::scheduled_job_activity);
  EXPECT_EQ(event.get(resource_name), "com.example.updater");
  EXPECT_EQ(event.get(process_path), "/Library/Tools/updater");
  EXPECT_EQ(event.get(process_cmd_line), "/Library/Tools/updater --poll & wait");
  EXPECT_EQ(event.get(process_user), "root");
  EXPECT_EQ(event.get(message), "RunAtLoad=true StartInterval=300 KeepAlive SuccessfulExit=false");
  EXPECT_EQ(event.time(), "") << "it is installed; when, it does not say";
}

TEST(Plist, ABinaryJobIsAJobToo) {
  const std::string list = binary_list({"\xd2" + references({1, 2, 3, 4}), "\x55Label", "\x57Program",
                                        "\x53"
                                        "a.b",
                                        "\x54/b/c"});
  EXPECT_EQ(recognised(list), "plist launchd");
  const auto event = decode(plist, translated(plist, list).text());
  EXPECT_EQ(event.get(resource_name), "a.b");
  EXPECT_EQ(event.get(process_path), "/b/c");
}

TEST(Plist, EveryKindOfValueIsWritten) {
  const std::string list = xml_list(
      "<array><string>a\"b</string><integer>-5</integer><real>1.5</real><date>2023-07-07T10:00:00Z</date>"
      "<data>c29tZSB0ZXh0IGhlcmU=</data><false/><dict/><string>caf\xc3\xa9</string></array>");
  EXPECT_EQ(recognised(list), "plist plist");
  EXPECT_EQ(
      translated(plist, list).text(),
      "{\"plist\":[\"a\\\"b\",-5,1.5,\"2023-07-07T10:00:00Z\",{\"size\":14,\"hex\":\"736f6d6520746578742068657265\","
      "\"strings\":[\"some text here\"]},false,{},\"caf\xc3\xa9\"]}\n");
}

TEST(Plist, AnAppSaysItsNameAndVersion) {
  const auto event =
      decode(plist, translated(plist, xml_list("<dict><key>CFBundleIdentifier</key><string>a.b</string>"
                                               "<key>CFBundleShortVersionString</key><string>2.1</string>"
                                               "<key>CFBundleExecutable</key><string>b</string></dict>"))
                        .text());
  EXPECT_EQ(event.get(package_name), "a.b");
  EXPECT_EQ(event.get(package_version), "2.1");
}

TEST(Plist, AListThatUnfoldsWithoutEndIsRefused) {
  // Each array holds the next one ten times.
  std::vector<std::string> objects;
  for (int i = 0; i < 9; ++i) {
    const int next = i + 1;
    objects.push_back("\xaa" + references({next, next, next, next, next, next, next, next, next, next}));
  }
  objects.push_back(
      "\x53"
      "lol");
  const Translated read = translated(plist, binary_list(objects));
  ASSERT_EQ(read.records.size(), 1U);
  EXPECT_TRUE(read.records[0].broken);
  EXPECT_EQ(read.records[0].text, "more than 500000 values, which is a limit");
}

TEST(Plist, AListThatHoldsItselfIsRefused) {
  EXPECT_TRUE(translated(plist, binary_list({"\xa1" + references({0})})).records.at(0).broken);
}

TEST(Plist, OneLongTextManyTimesIsRefused) {
  std::string text = "\x5f\x12" + std::string("\x00\x10\x00\x00", 4) + std::string(1U << 20U, 'x');
  std::string many = "\xaf\x11" + std::string("\x01\x00", 2);
  for (int i = 0; i < 256; ++i) many += references({1});
  EXPECT_EQ(translated(plist, binary_list({many, text})).records.at(0).text,
            "unfolds to more than 64 MiB, which is a limit");
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string many;
  for (std::size_t i = 0; i < count; ++i) many += text;
  return many;
}

struct RefusedCase {
  std::string_view name;
  std::string content;
  std::string_view want;
};

TEST(Plist, WhatTheLibraryCouldNotBearIsRefused) {
  const std::array cases = std::to_array<RefusedCase>({
      {"deep", xml_list(repeated("<array>", 100'000)), "levels"},
      {"deep_beside_closings_in_comments", xml_list(repeated("<array><!-- </array> -->", 1000)), "levels"},
      {"deep_beside_closings_in_instructions", xml_list(repeated("<array><? \"?></array><? \" ?>", 1000)),
       "open quote"},
      {"deep_beside_closings_in_attributes", xml_list(repeated("<array a=\"></array>\">", 1000)), "open quote"},
      {"rules", "<?xml version=\"1.0\"?><!DOCTYPE plist [<!ENTITY a \"b\">]><plist><array/></plist>", "rules"},
      {"entities", xml_list("<string>" + repeated("&lt;", 40'000) + "</string>"), "entities"},
      {"keys", xml_list("<dict>" + repeated("<key>a</key><true/>", 30'000) + "</dict>"), "keys"},
      {"nul", xml_list("<string>a\0b</string>"sv), "NUL"},
      {"no_end", xml_list("<array"), "end"},
      {"no_trailer", "bplist00", "trailer"},
      {"newer", "bplist16\xa0" + std::string(40, '\x01'), "libplist"},
  });
  for (const RefusedCase& row : cases) {
    const Translated read = translated(plist, row.content);
    ASSERT_EQ(read.records.size(), 1U) << row.name;
    EXPECT_TRUE(read.records[0].broken) << row.name;
    EXPECT_TRUE(read.records[0].text.contains(row.want)) << row.name << ": " << read.records[0].text;
  }
}

TEST(Plist, MoreThanTheLimitIsSaidAndNotRead) {
  const Translated read = translated(plist, xml_list("<string>" + std::string(17U << 20U, 'x') + "</string>"));
  EXPECT_TRUE(read.records.empty());
  ASSERT_TRUE(read.problem);
  EXPECT_EQ(read.problem->fault, base::Fault::over_limit);
}

TEST(Plist, OtherXmlIsNone) {
  EXPECT_EQ(recognised("<?xml version=\"1.0\"?>\n<html><p>a plist</p></html>\n"), "text text");
  EXPECT_EQ(recognised("see <plist version=\"1.0\"> in the manual\n"), "text text");
}

// --- databases ---

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};

std::string database_of(const std::string& sql) {
  sqlite3* opened = nullptr;
  sqlite3_open(":memory:", &opened);
  const std::unique_ptr<sqlite3, CloseDatabase> database(opened);
  char* error = nullptr;
  EXPECT_EQ(sqlite3_exec(opened, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK) << (error ? error : "");
  sqlite3_int64 size = 0;
  const std::unique_ptr<unsigned char, void (*)(void*)> bytes(sqlite3_serialize(opened, "main", &size, 0),
                                                              sqlite3_free);
  return {reinterpret_cast<const char*>(bytes.get()), static_cast<std::size_t>(size)};
}

/// The events of all rows but the schema's.
std::vector<Decoding> events_of(const Format& format, std::string_view content) {
  std::vector<Decoding> events;
  for (const Translation& record : translated(format, content).records) {
    EXPECT_FALSE(record.broken) << record.text;
    auto event = decode(format, record.text);
    EXPECT_NE(event.outcome, Decoded::unparsed) << record.text;
    if (event.outcome == Decoded::event) events.push_back(std::move(event));
  }
  return events;
}

TEST(Sqlite, AQuarantineEventSaysWhatCameFromWhereAndWhen) {
  const std::string content = database_of(
      "CREATE TABLE LSQuarantineEvent (LSQuarantineEventIdentifier TEXT PRIMARY KEY NOT NULL, LSQuarantineTimeStamp REAL,"
      "LSQuarantineAgentBundleIdentifier TEXT, LSQuarantineAgentName TEXT, LSQuarantineDataURLString TEXT,"
      "LSQuarantineSenderName TEXT, LSQuarantineSenderAddress TEXT, LSQuarantineTypeNumber INTEGER,"
      "LSQuarantineOriginTitle TEXT, LSQuarantineOriginURLString TEXT, LSQuarantineOriginAlias BLOB);"
      "INSERT INTO LSQuarantineEvent VALUES ('E1', 710416800.25, 'com.google.Chrome', 'Chrome',"
      "'https://files.example:8443/a.dmg', NULL, NULL, 0, NULL, 'https://www.example/get', NULL);");
  EXPECT_EQ(recognised(content), "sqlite macos_quarantine");
  const auto events = events_of(sqlite, content);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].event.event_class, EventClass::http_activity);
  EXPECT_EQ(events[0].time(), "2023-07-07T10:00:00.250000Z");
  EXPECT_EQ(events[0].all(url), "https://files.example:8443/a.dmg https://www.example/get");
  EXPECT_EQ(events[0].all(http_host), "files.example www.example");
  EXPECT_EQ(events[0].get(user_agent), "Chrome");
  EXPECT_EQ(events[0].get(event_uid), "E1");
}

TEST(Sqlite, PermissionsAreReadInBothSchemas) {
  const std::string newer = database_of(
      "CREATE TABLE access (service TEXT NOT NULL, client TEXT NOT NULL, client_type INTEGER NOT NULL, auth_value INTEGER,"
      "auth_reason INTEGER, indirect_object_identifier TEXT, csreq BLOB, last_modified INTEGER,"
      "PRIMARY KEY (service, client, client_type));"
      "INSERT INTO access VALUES ('kTCCServiceSystemPolicyAllFiles','/opt/tool',1,2,3,'UNUSED',x'fade',1688724000);"
      "INSERT INTO access VALUES ('kTCCServiceCamera','com.example.app',0,0,2,NULL,NULL,1688724000);");
  EXPECT_EQ(recognised(newer), "sqlite macos_tcc");
  const auto events = events_of(sqlite, newer);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].get(actor_process_path), "/opt/tool");
  EXPECT_EQ(events[0].get(resource_name), "kTCCServiceSystemPolicyAllFiles");
  EXPECT_EQ(events[0].get(status_detail), "user set");
  EXPECT_EQ(events[0].event.disposition, Disposition::allowed);
  EXPECT_EQ(events[0].time(), "2023-07-07T10:00:00Z");
  EXPECT_EQ(events[1].get(process_signing_id), "com.example.app");
  EXPECT_EQ(events[1].event.disposition, Disposition::blocked);

  const auto older = events_of(
      sqlite,
      database_of("CREATE TABLE access (service TEXT NOT NULL, client TEXT NOT NULL, client_type INTEGER NOT NULL,"
                  "allowed INTEGER NOT NULL, prompt_count INTEGER NOT NULL, csreq BLOB);"
                  "INSERT INTO access VALUES ('kTCCServiceAccessibility','com.example.app',0,1,1,NULL);"));
  ASSERT_EQ(older.size(), 1U);
  EXPECT_EQ(older[0].event.disposition, Disposition::allowed);
  EXPECT_EQ(older[0].time(), "");
}

TEST(Sqlite, AVisitFindsItsPage) {
  const auto chrome = events_of(
      sqlite,
      database_of("CREATE TABLE urls(id INTEGER PRIMARY KEY AUTOINCREMENT, url LONGVARCHAR, title LONGVARCHAR,"
                  "visit_count INTEGER, last_visit_time INTEGER NOT NULL);"
                  "CREATE TABLE visits(id INTEGER PRIMARY KEY, url INTEGER NOT NULL, visit_time INTEGER NOT NULL);"
                  "INSERT INTO urls VALUES (7,'https://user@a.example/x','A',1,13333197600000000);"
                  "INSERT INTO visits VALUES (1,7,13333197600000000),(2,8,13333197600000000);"));
  ASSERT_EQ(chrome.size(), 4U) << "a page, two visits, and the row of sqlite_sequence";
  EXPECT_EQ(chrome[2].get(event_code), "visits");
  EXPECT_EQ(chrome[2].get(url), "https://user@a.example/x");
  EXPECT_EQ(chrome[2].get(http_host), "a.example");
  EXPECT_EQ(chrome[2].time(), "2023-07-07T10:00:00.000000Z");
  EXPECT_EQ(chrome[3].get(url), "") << "its page is gone";

  const auto firefox = events_of(
      sqlite,
      database_of("CREATE TABLE moz_historyvisits(id INTEGER PRIMARY KEY, place_id INTEGER, visit_date INTEGER);"
                  "CREATE TABLE moz_places(id INTEGER PRIMARY KEY, url TEXT, title TEXT, last_visit_date INTEGER);"
                  "INSERT INTO moz_places VALUES (3,'http://b.example/',NULL,1688724000000000);"
                  "INSERT INTO moz_historyvisits VALUES (1,3,1688724000000000);"));
  ASSERT_EQ(firefox.size(), 2U);
  EXPECT_EQ(firefox[0].get(url), "http://b.example/");
  EXPECT_EQ(firefox[0].time(), "2023-07-07T10:00:00.000000Z");

  const auto safari = events_of(
      sqlite,
      database_of(
          "CREATE TABLE history_items(id INTEGER PRIMARY KEY, url TEXT, domain_expansion TEXT, visit_count INT);"
          "CREATE TABLE history_visits(id INTEGER PRIMARY KEY, history_item INTEGER, visit_time REAL, title TEXT);"
          "INSERT INTO history_items VALUES (3,'http://c.example/','c',1);"
          "INSERT INTO history_visits VALUES (1,3,710416800.0,'C');"));
  ASSERT_EQ(safari.size(), 2U);
  EXPECT_EQ(safari[1].get(url), "http://c.example/");
  EXPECT_EQ(safari[1].time(), "2023-07-07T10:00:00Z");
}

TEST(Sqlite, ADownloadIsAFileWithItsHash) {
  const auto events = events_of(
      sqlite,
      database_of(
          "CREATE TABLE downloads(id INTEGER PRIMARY KEY, guid VARCHAR, target_path LONGVARCHAR, start_time INTEGER,"
          "received_bytes INTEGER, state INTEGER, hash BLOB, tab_url VARCHAR);"
          "CREATE TABLE downloads_url_chains(id INTEGER, chain_index INTEGER, url LONGVARCHAR);"
          "INSERT INTO downloads VALUES (1,'g','/Users/k/a.zip',13333197600000000,9,1,x'" +
          repeated("ab", 32) +
          "','https://a.example/');"
          "INSERT INTO downloads_url_chains VALUES (1,0,'https://b.example/a.zip');"));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].event.event_class, EventClass::file_activity);
  EXPECT_EQ(events[0].get(file_path), "/Users/k/a.zip");
  EXPECT_EQ(events[0].get(file_sha256), repeated("ab", 32));
  EXPECT_EQ(events[0].event.status, Status::success);
  EXPECT_EQ(events[1].get(url), "https://b.example/a.zip");
  EXPECT_EQ(events[1].get(file_path), "/Users/k/a.zip");
  EXPECT_EQ(events[1].time(), "2023-07-07T10:00:00.000000Z");
}

TEST(Sqlite, AnyTableIsReadRowByRow) {
  const std::string content = database_of(
      "CREATE TABLE \"odd \"\"name\"(rowid TEXT, b REAL, c BLOB, \"select\" TEXT);"
      "INSERT INTO \"odd \"\"name\" VALUES ('caf\xc3\xa9', 1.5, x'00ff', NULL);"
      "CREATE TABLE bare(a TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID; INSERT INTO bare VALUES ('x', -1);"
      "CREATE VIEW v AS SELECT randomblob(1000000000);"
      "CREATE TABLE g(a INTEGER, b GENERATED ALWAYS AS (printf('%.*c', 1000, 'x')) VIRTUAL); INSERT INTO g VALUES (1);");
  EXPECT_EQ(recognised(content), "sqlite sqlite");
  const std::string text = translated(sqlite, content).text();
  EXPECT_TRUE(
      text.contains("{\"table\":\"odd \\\"name\",\"rowid\":1,\"columns\":{\"rowid\":\"caf\xc3\xa9\",\"b\":1.5,"
                    "\"c\":{\"size\":2,\"hex\":\"00ff\",\"strings\":[]}}}"))
      << text;
  EXPECT_TRUE(text.contains("{\"table\":\"bare\",\"columns\":{\"a\":\"x\",\"n\":-1}}")) << text;
  EXPECT_TRUE(text.contains("{\"table\":\"g\",\"rowid\":1,\"columns\":{\"a\":1}}")) << text;
  EXPECT_TRUE(text.contains("CREATE VIEW v")) << "the schema is searched too";
}

TEST(Sqlite, ARowsPlaceIsItsCell) {
  std::string sql = "CREATE TABLE t(a TEXT); CREATE TABLE long(a TEXT);";
  for (int i = 0; i < 2000; ++i) sql += "INSERT INTO t VALUES ('row number " + std::to_string(i) + " here');";
  sql += "DELETE FROM t WHERE rowid % 3 = 0; INSERT INTO long VALUES ('first words" + std::string(20'000, 'x') + "');";
  const std::string content = database_of(sql);
  const Translated read = translated(sqlite, content);
  std::size_t found = 0;
  std::uint64_t rowid = 0;
  for (const Translation& record : read.records) {
    ASSERT_LE(record.offset + record.length, content.size());
    const std::string_view cell = std::string_view(content).substr(record.offset, record.length);
    const std::size_t begin = record.text.find("row number");
    if (record.text.contains("\"table\":\"long\"")) {
      EXPECT_TRUE(cell.contains("first words")) << cell.size();
    }
    if (begin == std::string::npos || record.text.contains("sqlite_schema")) continue;
    EXPECT_TRUE(cell.ends_with(record.text.substr(begin, record.text.rfind('"') - begin))) << record.text;
    EXPECT_LT(cell.size(), 40U);
    ++found;
    rowid = record.offset;
  }
  EXPECT_EQ(found, 1334U);
  EXPECT_GT(rowid, 0U);
}

TEST(Sqlite, ADatabaseWithAWriteAheadLogIsReadWithoutIt) {
  std::string content = database_of("CREATE TABLE t(a); INSERT INTO t VALUES ('x');");
  content[18] = content[19] = 2;
  EXPECT_TRUE(translated(sqlite, content).text().contains("\"a\":\"x\""));
  EXPECT_EQ(recognised("\x37\x7f\x06\x82\0\0"sv), "undecoded sqlite_wal");
}

TEST(Sqlite, WhatIsNoDatabaseSaysSo) {
  const Translated read = translated(sqlite, "SQLite format 3\0"sv);
  EXPECT_TRUE(read.records.empty());
  EXPECT_TRUE(read.problem);
  const std::string content = database_of("CREATE TABLE t(a); INSERT INTO t VALUES ('x');");
  EXPECT_TRUE(translated(sqlite, content.substr(0, 100)).problem);
}

TEST(Sqlite, APageThatIsBrokenEndsItsTableOnly) {
  std::string content = database_of(
      "CREATE TABLE a(x); CREATE TABLE b(x); INSERT INTO a VALUES ('in a'); INSERT INTO b VALUES ('in b');");
  content[4096] = '\x77';  // the second page is a's
  const Translated read = translated(sqlite, content);
  EXPECT_TRUE(read.text().contains("in b"));
  EXPECT_TRUE(std::ranges::any_of(read.records, [](const Translation& record) { return record.broken; }));
}

TEST(Sqlite, PagesThatGiveMoreThanTheFileHoldsAreStopped) {
  // An interior page that names the same leaf again and again.
  std::string sql = "PRAGMA page_size=512; CREATE TABLE t(a TEXT);";
  for (int i = 0; i < 300; ++i) sql += "INSERT INTO t VALUES ('" + std::string(100, 'x') + "');";
  std::string content = database_of(sql);
  const std::size_t root = 512;  // its cells have a child's number of four bytes and a row id
  ASSERT_EQ(content[root], '\x05');
  const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(content[at])); };
  const std::size_t cells = byte(root + 3) << 8U | byte(root + 4);
  std::string child;
  for (std::size_t i = 0; i < cells; ++i) {
    const std::size_t cell = root + (byte(root + 12 + 2 * i) << 8U | byte(root + 13 + 2 * i));
    if (child.empty()) child = content.substr(cell, 4);
    content.replace(cell, 4, child);
  }
  const Translated read = translated(sqlite, content);
  EXPECT_LT(read.records.size(), content.size() / 4 + 10);
}

// --- file system events ---

std::string little(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
  return text;
}
std::string page_of(std::string_view magic, std::string_view records) {
  return std::string(magic) + little(0, 4) + little(records.size() + 12, 4) + std::string(records);
}

TEST(FsEvents, ARecordSaysWhatHappenedToAPath) {
  const std::string first = "Users/k/a.dmg" + std::string(1, '\0') + little(77, 8) + little(0x01008000, 4);
  const std::string second =
      "private/tmp/b" + std::string(1, '\0') + little(78, 8) + little(0x03008000, 4) + little(12345, 8);
  const std::string third =
      "c" + std::string(1, '\0') + little(79, 8) + little(0x10008000, 4) + little(1, 8) + little(0, 4);
  const std::string content = page_of("1SLD", first) + page_of("2SLD", second) + page_of("3SLD", third + third);
  EXPECT_EQ(recognised(content), "fsevents fsevents");
  const Translated read = translated(fsevents, content, 5);
  ASSERT_EQ(read.records.size(), 4U);
  EXPECT_FALSE(read.problem);
  EXPECT_EQ(read.records[0].offset, 12U);
  EXPECT_EQ(read.records[1].text,
            "{\"path\":\"private/tmp/b\",\"event_id\":78,\"flags\":\"0x03008000\",\"changes\":"
            "[\"file event\",\"created\",\"removed\"],\"node_id\":12345}");
  EXPECT_EQ(std::string_view(content).substr(read.records[1].offset, read.records[1].length), second);
  const auto created = decode(fsevents, read.records[0].text);
  EXPECT_EQ(created.event.event_class, EventClass::file_activity);
  EXPECT_EQ(created.event.activity, activity::file_create);
  EXPECT_EQ(created.get(file_path), "/Users/k/a.dmg");
  EXPECT_EQ(created.time(), "");
  EXPECT_EQ(decode(fsevents, read.records[1].text).event.activity, activity::other) << "in which order is not known";
  EXPECT_EQ(decode(fsevents, read.records[3].text).event.activity, activity::file_update);
}

TEST(FsEvents, ABrokenRecordEndsItsPageAndACutOneTheFile) {
  const std::string whole = "a" + std::string(1, '\0') + little(1, 8) + little(0, 4);
  const Translated read = translated(fsevents, page_of("1SLD", whole + "no end") + page_of("1SLD", whole));
  ASSERT_EQ(read.records.size(), 3U);
  EXPECT_TRUE(read.records[1].broken);
  EXPECT_FALSE(read.records[2].broken);
  std::string cut = page_of("1SLD", whole + whole);
  cut.resize(cut.size() - 14);
  const Translated short_read = translated(fsevents, cut);
  EXPECT_EQ(short_read.records.size(), 1U);
  EXPECT_TRUE(short_read.problem);
  EXPECT_TRUE(translated(fsevents, page_of("1SLD", whole) + "junk").problem);
}

}  // namespace
}  // namespace clew::evidence
