#include "clew/report/event_json.h"

#include "clew/report/detail/json_tree.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace clew::report {
namespace {

namespace fs = std::filesystem;
using model::Attribute;
using model::Event;
using model::EventClass;
using Json = nlohmann::ordered_json;
using enum Attribute;

constexpr std::array classes = {EventClass::other,
                                EventClass::file_activity,
                                EventClass::scheduled_job_activity,
                                EventClass::process_activity,
                                EventClass::account_change,
                                EventClass::authentication,
                                EventClass::network_activity,
                                EventClass::http_activity,
                                EventClass::dns_activity,
                                EventClass::dhcp_activity,
                                EventClass::email_activity,
                                EventClass::inventory_info,
                                EventClass::api_activity};

Event event_of(EventClass event_class, std::initializer_list<std::pair<Attribute, std::string_view>> fields) {
  Event event;
  event.event_class = event_class;
  for (const auto& [attribute, text] : fields) event.add(attribute, text);
  return event;
}

const EventOrigin origin{"dns.log", 7, 100, 20, "zeek_dns"};

Json written_event(EventSchema schema, const Event& event, const EventOrigin& from = origin) {
  std::string line;
  append_event_json(line, schema, event, from);
  EXPECT_TRUE(line.ends_with("}\n"));
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  return Json::parse(line);
}
Json ocsf(const Event& event) { return written_event(EventSchema::ocsf, event); }
Json ecs(const Event& event) { return written_event(EventSchema::ecs, event); }

TEST(JsonTree, PutsArraysOfObjectsTogetherByTheirPaths) {
  detail::JsonTree tree;
  tree.put_text("a[].uid", "1");
  tree.put_text("a[].name", "x");
  tree.put_text("a[].uid", "2");
  tree.put_number("b.c", -3);
  tree.put_text("d[]", "p");
  tree.put_text("d[]", "q");
  EXPECT_FALSE(tree.put_text("b.c", "taken"));
  EXPECT_FALSE(tree.put_text("b", "an object"));
  EXPECT_FALSE(tree.put_text("b.c.d", "below a value"));
  tree.append_text("b.c", "4");
  std::string text;
  tree.append_to(text);
  EXPECT_EQ(text, R"({"a":[{"uid":"1","name":"x"},{"uid":"2"}],"b":{"c":[-3,"4"]},"d":["p","q"]})");
}

TEST(EventJson, WritesALookUpAsOcsf) {
  Event event = event_of(EventClass::dns_activity, {{src_ip, "192.0.2.7"},
                                                    {src_port, "53124"},
                                                    {query_hostname, "evil.example"},
                                                    {answer, "198.51.100.9"},
                                                    {answer, "cdn.example"},
                                                    {original_time, "1687891004.9512"}});
  event.activity = model::activity::dns_response;
  event.status = model::Status::success;
  event.time = base::parse_epoch_seconds("1687891004.9512");
  event.time_quality = model::TimeQuality::exact;
  EXPECT_EQ(ocsf(event), Json::parse(R"({
    "time": 1687891004951, "time_dt": "2023-06-27T18:36:44.9512Z",
    "category_uid": 4, "category_name": "Network Activity", "class_uid": 4003, "class_name": "DNS Activity",
    "activity_id": 2, "activity_name": "Response", "type_uid": 400302, "severity_id": 0,
    "status_id": 1, "status": "Success",
    "metadata": {"version": "1.8.0", "product": {"name": "zeek_dns"}, "original_time": "1687891004.9512",
                 "profiles": ["datetime"]},
    "src_endpoint": {"ip": "192.0.2.7", "port": 53124}, "query": {"hostname": "evil.example"},
    "answers": [{"rdata": "198.51.100.9"}, {"rdata": "cdn.example"}],
    "observables": [
      {"type_id": 2, "type": "IP Address", "name": "src_endpoint.ip", "value": "192.0.2.7"},
      {"type_id": 1, "type": "Hostname", "name": "query.hostname", "value": "evil.example"},
      {"type_id": 2, "type": "IP Address", "name": "answers[].rdata", "value": "198.51.100.9"},
      {"type_id": 1, "type": "Hostname", "name": "answers[].rdata", "value": "cdn.example"}],
    "clew": {"file": "dns.log", "line": 7, "offset": 100, "length": 20, "source": "zeek_dns", "time_quality": "exact"}
  })"));
}

TEST(EventJson, LeavesNothingOutThatOcsfHasNoPlaceFor) {
  const Json other =
      ocsf(event_of(EventClass::other, {{src_ip, "192.0.2.7"}, {file_md5, "d41d8"}, {is_mfa, "perhaps"}}));
  EXPECT_EQ(other["unmapped"]["src_endpoint"]["ip"], "192.0.2.7");
  EXPECT_EQ(other["unmapped"]["file"]["hashes"][0]["algorithm_id"], 1);
  EXPECT_EQ(other["unmapped"]["is_mfa"], "perhaps");
  const Json tls =
      ocsf(event_of(EventClass::network_activity,
                    {{certificate_subject, "CN=a"}, {certificate_subject, "b"}, {certificate_subject, "c"}}));
  EXPECT_EQ(tls["tls"]["certificate"]["subject"], "CN=a");
  EXPECT_EQ(tls["unmapped"]["tls"]["certificate"]["subject"], Json::parse(R"(["b","c"])"));
  const Json port = ocsf(event_of(EventClass::network_activity, {{src_port, "0x50"}}));
  EXPECT_EQ(port["unmapped"]["src_endpoint"]["port"], "0x50");
}

TEST(EventJson, KnowsWhereClassesHaveTheirOwnPlaces) {
  Event rename = event_of(EventClass::file_activity, {{file_path, "/a"}, {file_path, "/b"}});
  rename.activity = model::activity::file_rename;
  EXPECT_EQ(ocsf(rename)["file"]["path"], "/a");
  EXPECT_EQ(ocsf(rename)["file_result"]["path"], "/b");
  const Json launch = ocsf(event_of(EventClass::process_activity, {{process_path, "/bin/a"}, {file_sha256, "00"}}));
  EXPECT_EQ(launch["process"]["file"]["hashes"][0],
            Json::parse(R"({"algorithm":"SHA-256","algorithm_id":3,"value":"00"})"));
  const Json logon = ocsf(event_of(EventClass::authentication, {{actor_user_name, "ada"}, {is_mfa, "Yes"}}));
  EXPECT_EQ(logon["user"]["name"], "ada");
  EXPECT_EQ(logon["is_mfa"], true);
  Event removed = event_of(EventClass::account_change, {{actor_user_name, "ada"}, {resource_name, "bob"}});
  removed.activity = model::activity::remove;
  EXPECT_EQ(ocsf(removed)["activity_id"], 6);
  EXPECT_EQ(ocsf(removed)["user"]["name"], "bob");
  EXPECT_EQ(ocsf(event_of(EventClass::http_activity, {{http_method, "GET"}}))["activity_name"], "Get");
}

TEST(EventJson, SaysOfABrokenRecordWhereItIsAndWhatItSays) {
  EventOrigin broken = origin;
  broken.unparsed = "no whole record of zeek_json";
  broken.raw = "{\"ts\":\xff";
  const Json as_ocsf = written_event(EventSchema::ocsf, Event{}, broken);
  EXPECT_EQ(as_ocsf["raw_data"], "{\"ts\":\xef\xbf\xbd");
  EXPECT_EQ(as_ocsf["clew"]["unparsed"], "no whole record of zeek_json");
  EXPECT_FALSE(as_ocsf.contains("time"));
  const Json as_ecs = written_event(EventSchema::ecs, Event{}, broken);
  EXPECT_EQ(as_ecs["event"]["kind"], "pipeline_error");
  EXPECT_EQ(as_ecs["event"]["original"], "{\"ts\":\xef\xbf\xbd");
  EXPECT_EQ(as_ecs["log"]["offset"], 100);
}

TEST(EventJson, WritesALaunchAsEcs) {
  Event event = event_of(EventClass::process_activity, {{device_hostname, "laptop"},
                                                        {process_path, "/bin/sh"},
                                                        {process_cmd_line, "sh -c id"},
                                                        {process_pid, "12"},
                                                        {process_user, "ada"},
                                                        {process_signature, "unsigned"},
                                                        {parent_process_path, "/sbin/init"},
                                                        {file_md5, "d41d8"},
                                                        {resource_uid, "r1"}});
  event.activity = model::activity::process_launch;
  event.time = base::Instant::from_seconds(0);
  EXPECT_EQ(ecs(event), Json::parse(R"({
    "@timestamp": "1970-01-01T00:00:00Z", "ecs": {"version": "8.17.0"},
    "event": {"kind": "event", "category": ["process"], "type": ["start"], "dataset": "zeek_dns", "action": "launch"},
    "host": {"hostname": "laptop"},
    "process": {"executable": "/bin/sh", "command_line": "sh -c id", "pid": 12, "user": {"name": "ada"},
                "code_signature": {"exists": false}, "parent": {"executable": "/sbin/init"}, "hash": {"md5": "d41d8"}},
    "clew": {"unmapped": {"resources": [{"uid": "r1"}]}, "file": "dns.log", "line": 7, "offset": 100, "length": 20,
             "source": "zeek_dns", "time_quality": "unknown"},
    "related": {"hosts": ["laptop"], "user": ["ada"], "hash": ["d41d8"]},
    "log": {"file": {"path": "dns.log"}, "offset": 100}
  })"));
}

TEST(EventJson, KeepsEveryValueInBothSchemas) {
  for (const EventClass event_class : classes) {
    Event event;
    event.event_class = event_class;
    std::set<std::string> wanted;
    for (std::size_t i = 0; i < model::attribute_count; ++i) {
      for (const char* const turn : {"1", "2"}) {
        wanted.insert("value" + std::to_string(i) + "-" + turn);
        event.add(static_cast<Attribute>(i), "value" + std::to_string(i) + "-" + turn);
      }
    }
    for (const EventSchema schema : {EventSchema::ocsf, EventSchema::ecs}) {
      const std::string text = written_event(schema, event).dump();
      for (const std::string& value : wanted) {
        EXPECT_NE(text.find(value), std::string::npos) << name_of(event_class) << " " << value;
      }
    }
  }
}

/// The pinned subset, as schema/ocsf.json has it.
Json pinned() {
  Json document;
  document["schema"] = "clew.ocsf/1";
  document["ocsf_version"] = ocsf_version;
  document["classes"] = Json::array();
  for (const EventClass event_class : classes) {
    const OcsfClass known = ocsf_class(event_class);
    Json entry;
    entry["class_uid"] = static_cast<int>(event_class);
    entry["name"] = name_of(event_class);
    entry["class_name"] = known.caption;
    entry["category_uid"] = known.category_uid;
    entry["category_name"] = known.category;
    entry["activities"] = Json::object();
    for (int id = 0; id < 100; ++id) {
      Event event;
      event.event_class = event_class;
      event.activity = static_cast<std::uint8_t>(id);
      const OcsfActivity activity = ocsf_activity(event);
      if (id != 0 && activity.id == 99 && activity.caption == "Other") continue;
      entry["activities"][std::to_string(id)] = {{"activity_id", activity.id}, {"activity_name", activity.caption}};
    }
    entry["activities"]["99"] = {{"activity_id", 99}, {"activity_name", "Other"}};
    entry["attributes"] = Json::object();
    for (std::size_t i = 0; i < model::attribute_count; ++i) {
      const auto attribute = static_cast<Attribute>(i);
      entry["attributes"][std::string(name_of(attribute))] = ocsf_path(event_class, attribute);
    }
    document["classes"].push_back(std::move(entry));
  }
  return document;
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(PinnedOcsf, IsWrittenDownAsTheProgramHasIt) {
  const fs::path path = fs::path(CLEW_SOURCE_DIR) / "schema" / "ocsf.json";
  const std::string wanted = pinned().dump(2) + "\n";
  if (std::getenv("CLEW_UPDATE") != nullptr) std::ofstream(path, std::ios::binary) << wanted;
  EXPECT_TRUE(text_of(path) == wanted) << "run again with CLEW_UPDATE=1 and read what it wrote";
}

TEST(PinnedOcsf, IsExplainedAsTheProgramHasIt) {
  std::istringstream page(text_of(fs::path(CLEW_SOURCE_DIR) / "docs" / "formats" / "ocsf.md"));
  std::set<std::string> classes_told, attributes_told;
  for (std::string line; std::getline(page, line);) {
    const auto cell = [&, cells = line](std::size_t number) {
      std::size_t begin = 0;
      for (std::size_t i = 0; i <= number; ++i) begin = cells.find("| ", i == 0 ? 0 : begin) + 2;
      return cells.substr(begin, cells.find(" |", begin) - begin);
    };
    if (!line.starts_with("| ") || line.find_first_of("0123456789") != 2) continue;
    if (cell(1).starts_with('`')) {
      attributes_told.insert(cell(0) + " " + cell(2));
    } else {
      classes_told.insert(cell(0) + " " + cell(1));
    }
  }
  for (const EventClass event_class : classes) {
    EXPECT_TRUE(
        classes_told.contains(std::to_string(static_cast<int>(event_class)) + " " + std::string(name_of(event_class))))
        << name_of(event_class);
  }
  for (std::size_t i = 0; i < model::attribute_count; ++i) {
    const std::string row = std::to_string(i) + " `" + std::string(name_of(static_cast<Attribute>(i))) + "`";
    EXPECT_TRUE(attributes_told.contains(row)) << row;
  }
}

/// OCSF's own schema, as its repository has it: classes and objects that extend each other, in files.
class Published {
 public:
  explicit Published(fs::path folder) : folder_(std::move(folder)) {
    for (const auto& kind : {"events", "objects"}) {
      for (const auto& entry : fs::recursive_directory_iterator(folder_ / kind)) {
        if (entry.path().extension() != ".json") continue;
        const Json json = Json::parse(text_of(entry.path()));
        if (!json.contains("name")) continue;
        entries_[std::string(kind) + "/" + json["name"].get<std::string>()] = json;
      }
    }
    dictionary_ = Json::parse(text_of(folder_ / "dictionary.json"))["attributes"];
  }

  [[nodiscard]] const Json& event(const std::string& name) const { return entries_.at("events/" + name); }

  [[nodiscard]] Json attributes(const std::string& key) const {
    Json all = Json::object();
    const Json& entry = entries_.at(key);
    if (entry.contains("extends")) {
      all = attributes(key.substr(0, key.find('/') + 1) + entry["extends"].get<std::string>());
    }
    for (const auto& [name, attribute] : entry["attributes"].items()) {
      if (name != "$include") {
        Json& known = all[name];
        if (!known.is_object()) known = Json::object();
        known.update(attribute, true);
        continue;
      }
      for (const auto& file : attribute.is_array() ? attribute : Json::array({attribute})) {
        all.update(Json::parse(text_of(folder_ / file.get<std::string>()))["attributes"]);
      }
    }
    return all;
  }

  /// Why `path` is none of the class; empty if it is one.
  [[nodiscard]] std::string flaw(const std::string& name, std::string path) const {
    std::string at = "events/" + name;
    while (true) {
      const std::size_t point = path.find('.');
      std::string key = path.substr(0, point);
      const bool is_array = key.ends_with("[]");
      if (is_array) key.resize(key.size() - 2);
      if (key == "unmapped") return {};
      if (!attributes(at).contains(key)) return at + " has no " + key;
      if (!dictionary_.contains(key)) return "no attribute " + key;
      if (dictionary_[key].value("is_array", false) != is_array) return key + " is an array, or is none";
      if (point == std::string::npos) return {};
      at = "objects/" + dictionary_[key]["type"].get<std::string>();
      if (!entries_.contains(at)) return at + " is no object";
      path.erase(0, point + 1);
    }
  }

 private:
  fs::path folder_;
  std::map<std::string, Json> entries_;
  Json dictionary_;
};

TEST(PinnedOcsf, IsWhatOcsfPublishes) {
  const char* const shared = std::getenv("CLEW_SHARED");
  const fs::path folder =
      (shared == nullptr ? fs::path(CLEW_SOURCE_DIR).parent_path() / "shared" : fs::path(shared)) / "data" / "ocsf";
  if (!fs::exists(folder)) GTEST_SKIP() << folder << " is not here";
  const Published published(folder);
  std::size_t paths = 0;
  const Json ours = pinned();
  for (const Json& entry : ours["classes"]) {
    const std::string name = entry["class_uid"] == 0 ? "base_event" : entry["name"].get<std::string>();
    const Json& known = published.event(name);
    EXPECT_EQ(known["caption"], entry["class_name"]);
    EXPECT_EQ(entry["class_uid"].get<int>(), known.value("uid", 0) + 1000 * entry["category_uid"].get<int>());
    const Json activities = published.attributes("events/" + name)["activity_id"]["enum"];
    for (const Json& activity : entry["activities"]) {
      const std::string id = std::to_string(activity["activity_id"].get<int>());
      if (id == "0" || id == "99") continue;
      EXPECT_EQ(activities.at(id)["caption"], activity["activity_name"]) << name;
    }
    for (const auto& [attribute, path] : entry["attributes"].items()) {
      EXPECT_EQ(published.flaw(name, path), "") << name << ": " << path;
      ++paths;
    }
  }
  EXPECT_EQ(paths, classes.size() * model::attribute_count);
}

}  // namespace
}  // namespace clew::report
