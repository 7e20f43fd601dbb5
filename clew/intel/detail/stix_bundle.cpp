#include "clew/intel/detail/stix_bundle.h"

#include "clew/base/text.h"
#include "clew/intel/dates.h"
#include "clew/intel/detail/commonplace.h"
#include "clew/intel/detail/context.h"
#include "clew/intel/detail/json_place.h"
#include "clew/intel/detail/json_text.h"
#include "clew/intel/detail/pattern_values.h"
#include "clew/intel/detail/statement.h"
#include "clew/intel/refang.h"
#include "clew/intel/stix_pattern.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/core.h>

namespace clew::intel::detail {
namespace {

using base::Result;
using model::NamedThing;
using model::NamedTechnique;
using model::Role;
using model::Value;
using model::ValueType;
using Use = PatternValue::Use;

/// What clew writes where STIX has no property: `report/notice_stix.h`.
constexpr std::string_view own_extension = "extension-definition--562bc49b-efd6-43dd-885a-74b681c0b6f6";

/// Of the relationships that one indicator's activities are read from.
constexpr std::size_t activities_max = 16;
constexpr std::size_t related_max = 1000;       ///< what has more relations is no indicator, but a hub
constexpr std::size_t remark_bytes_max = 4096;  ///< of a description that is looked at for its first sentence

std::string remark_of(JsonValue text) { return quoted(text.text().substr(0, remark_bytes_max)); }

std::string_view type_of_id(std::string_view id) { return id.substr(0, id.find("--")); }

/// `2022-02-01T20:03:52.444Z` --> `2022-02-01`
std::string day_of(std::string_view time) {
  return parse_stix_time(time) ? std::string(time.substr(0, 10)) : std::string{};
}

struct RoleWord {
  std::string_view word;  // of labels, indicator_types, kill chain phases, infrastructure_types
  Role role;
};
constexpr auto role_words = std::to_array<RoleWord>({
    {"command-and-control", Role::c2},
    {"command and control", Role::c2},
    {"c2", Role::c2},
    {"c&c", Role::c2},
    {"exfiltration", Role::c2},
    {"delivery", Role::delivery},
    {"initial-access", Role::delivery},
    {"phishing", Role::delivery},
    {"hosting-malware", Role::delivery},
    {"hosting-target-lists", Role::delivery},
    {"installation", Role::payload},
    {"malware", Role::payload},
    {"payload", Role::payload},
    {"dropper", Role::payload},
    {"anonymization", Role::shared_infrastructure},
    {"vpn", Role::shared_infrastructure},
    {"tor", Role::shared_infrastructure},
    {"compromised", Role::victim},
    {"victim", Role::victim},
    {"sinkhole", Role::sinkhole},
});

/// "malware" is no role of an address: it names what uses it.
bool fits_role(Role role, ValueType type) {
  const bool is_file = type == ValueType::md5 || type == ValueType::sha1 || type == ValueType::sha256 ||
                       type == ValueType::sha512 || type == ValueType::file_name || type == ValueType::file_path ||
                       type == ValueType::package;
  if (role == Role::payload) return is_file;
  if (role == Role::c2 || role == Role::sinkhole || role == Role::shared_infrastructure) return !is_file;
  return true;
}

/// The properties of observables that hold values.
struct Property {
  std::string_view type, name;
};
constexpr auto observable_properties = std::to_array<Property>({
    {"ipv4-addr", "value"},
    {"ipv6-addr", "value"},
    {"domain-name", "value"},
    {"url", "value"},
    {"email-addr", "value"},
    {"file", "name"},
    {"directory", "path"},
    {"mutex", "name"},
    {"windows-registry-key", "key"},
    {"autonomous-system", "number"},
    {"user-account", "account_login"},
    {"user-account", "user_id"},
    {"cryptocurrency-wallet", "value"},
    {"cryptocurrency-wallet", "address"},
});

struct Related {
  std::string_view kind;  // "indicates"
  JsonValue other;
  JsonValue relation;
};

class Bundle {
 public:
  Bundle(const NoticeInput& input, std::span<const Pack> packs, model::Notice& notice)
      : source_(input.bytes),
        notice_(notice),
        supplier_(supplier_of(input.bytes, packs)),
        gather_(input.bytes),
        context_{gather_, packs, supplier_} {}

  Result<base::Done> read(JsonValue root) {
    notice_.source.format = "stix";
    collect(root["objects"].is_array() ? root["objects"] : root);
    read_report();
    if (notice_.supplier.empty() && supplier_ != nullptr) notice_.supplier = supplier_->id;
    for (const JsonValue object : objects_) read_object(object);
    std::move(gather_).finish(notice_);
    const auto& indicators = notice_.indicators;
    const bool agreed = !indicators.empty() && std::ranges::all_of(indicators, [&](const model::Indicator& one) {
      return one.published_by == indicators.front().published_by;
    });
    if (notice_.source.publisher.empty() && agreed) notice_.source.publisher = indicators.front().published_by;
    return base::Done{};
  }

 private:
  void collect(JsonValue objects) {
    for (const JsonValue object : objects) {
      if (!object.is_object() || !object["type"].is_string()) continue;
      objects_.push_back(object);
      if (object["id"].is_string()) by_id_.try_emplace(object["id"].text(), object);
      const std::string_view type = object["type"].text();
      has_indicators_ = has_indicators_ || type == "indicator";
      is_own_ = is_own_ || object["id"].text() == own_extension;
    }
    for (const JsonValue object : objects_) {
      if (object["type"].text() != "relationship" || object["revoked"].is_true()) continue;
      const std::string_view source = object["source_ref"].text(), target = object["target_ref"].text();
      const std::string_view kind = object["relationship_type"].text();
      if (const JsonValue other = find(target); other.is_object()) related_[source].push_back({kind, other, object});
      if (const JsonValue other = find(source); other.is_object()) related_[target].push_back({kind, other, object});
    }
    for (const JsonValue object : objects_) {
      for (const JsonValue reference :
           object["sighting_of_ref"].is_string() ? object["observed_data_refs"] : JsonValue{})
        sighted_.insert(reference.text());
    }
  }

  [[nodiscard]] JsonValue find(std::string_view id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? JsonValue{} : found->second;
  }

  [[nodiscard]] std::string name_of_reference(JsonValue id) const {
    return std::string(base::trimmed(find(id.text())["name"].text()));
  }

  static JsonValue own(JsonValue object) { return object["extensions"][own_extension]; }

  /// The report that no other report contains; the first of them.
  void read_report() {
    std::unordered_set<std::string_view> contained;
    for (const JsonValue object : objects_) {
      if (object["type"].text() != "report" && object["type"].text() != "grouping") continue;
      for (const JsonValue reference : object["object_refs"]) {
        if (type_of_id(reference.text()) == "report") contained.insert(reference.text());
      }
    }
    JsonValue report;
    for (const JsonValue object : objects_) {
      const bool is_report = object["type"].text() == "report" || object["type"].text() == "grouping";
      if (!is_report || contained.contains(object["id"].text())) continue;
      report = object;
      break;
    }
    if (!report.is_object()) return;
    const JsonValue more = own(report);
    notice_.source.title = base::trimmed(report["name"].text());
    notice_.source.publisher = name_of_reference(report["created_by_ref"]);
    notice_.source.published = day_of(report["published"].text());
    notice_.source.language = report["lang"].text();
    if (more.is_object()) {
      notice_.source.publisher = more["publisher"].text();
      notice_.source.published = more["published"].text();
      notice_.supplier = more["supplier"].text();
      notice_.window = {instant(more["window_from"]), instant(more["window_to"])};
      notice_.window_text = more["window_text"].text();
    }
    context_.publisher = notice_.source.publisher;
    context_.published = notice_.source.published;
  }

  static std::optional<base::Instant> instant(JsonValue time) {
    if (!time.is_string()) return std::nullopt;
    const auto parsed = base::parse_rfc3339(time.text());
    return parsed ? std::optional(*parsed) : std::nullopt;
  }

  void read_object(JsonValue object) {
    const std::string_view type = object["type"].text();
    if (type == "indicator") return read_indicator(object);
    if (type == "vulnerability") return read_vulnerability(object);
    if (type == "observed-data") return read_observed(object);
    if (type == "attack-pattern") return read_technique(object);
    if (type == "relationship") return read_relationship(object);
    if (type == "note") return read_note(object);
    if (type == "opinion") return read_opinion(object);
    if (type == "intrusion-set" || type == "threat-actor") return read_name(object, NamedThing::Kind::actor);
    if (type == "malware") return read_name(object, NamedThing::Kind::malware);
    if (type == "tool") return read_name(object, NamedThing::Kind::tool);
    if (type == "campaign") return read_name(object, NamedThing::Kind::campaign);
    // An observable of STIX 2.1 stands among the other objects.
    if (is_observable(type)) read_observable(object, object, stated_by(object));
  }

  static bool is_observable(std::string_view type) {
    return std::ranges::any_of(observable_properties, [&](const Property& one) { return one.type == type; }) ||
           type == "x509-certificate" || type == "artifact" || type == "network-traffic";
  }

  /// What an object is published for: the campaigns that it indicates, else the actors; malware is a remark.
  struct Activities {
    std::vector<std::string> names = {};
    std::string remark = {};
  };
  struct Stated {
    About about = {};
    Activities activities = {};
    std::optional<std::string> why_not = {};  // the producer's own reason against
  };

  /// What an indicator, vulnerability or observed-data says of its values.
  [[nodiscard]] Stated stated_by(JsonValue object) const {
    Stated stated;
    About& about = stated.about;
    about.note = remark_of(object["description"]);
    about.published_by = name_of_reference(object["created_by_ref"]);
    about.published = day_of(object["created"].text());
    if (object["revoked"].is_true()) stated.why_not = model::why_revoked;
    const JsonValue more = own(object);
    if (more.is_object()) {
      about.note = object["description"].text();
      about.published_by = more["published_by"].text();
      about.published = more["published"].text();
      about.activity = more["activity"].text();
      about.valid = {instant(more["valid_from"]), instant(more["valid_to"])};
      for (const JsonValue warning : more["warnings"]) about.warnings.emplace_back(warning.text());
      return stated;
    }
    about.valid = window_of(object);
    stated.activities = activities_of(object);
    for (const std::string_view list : {"labels", "indicator_types"}) {
      for (const JsonValue label : object[list]) {
        if (base::equal_ignoring_case(label.text(), "benign")) stated.why_not = "its publisher calls it benign";
      }
    }
    return stated;
  }

  /// The stretch that a producer states. A beginning at or after the object's creation is the date of publication.
  static model::Window window_of(JsonValue object) {
    model::Window window{instant(object["valid_from"]), instant(object["valid_until"])};
    const auto created = instant(object["created"]);
    constexpr std::int64_t day = 86400 * base::Instant::per_second;
    if (window.from && created && window.from->nanoseconds > created->nanoseconds - day) window.from.reset();
    if (window.from && window.to && *window.to <= *window.from) return {};
    return window;
  }

  [[nodiscard]] Role role_of(JsonValue object, ValueType type) const {
    if (const JsonValue more = own(object); more.is_object()) {
      for (std::size_t i = 0; i < model::role_count; ++i) {
        if (name_of(static_cast<Role>(i)) == more["role"].text()) return static_cast<Role>(i);
      }
      return Role::unknown;
    }
    const auto role_in = [&](JsonValue words, std::string_view key) {
      for (const JsonValue word : words) {
        const std::string_view text = key.empty() ? word.text() : word[key].text();
        for (const RoleWord& row : role_words) {
          if (base::equal_ignoring_case(row.word, text) && fits_role(row.role, type)) return row.role;
        }
      }
      return Role::unknown;
    };
    for (const auto& [list, key] : {std::pair<std::string_view, std::string_view>{"kill_chain_phases", "phase_name"},
                                    {"indicator_types", ""},
                                    {"labels", ""}}) {
      if (const Role role = role_in(object[list], key); role != Role::unknown) return role;
    }
    const auto related = related_.find(object["id"].text());
    if (related == related_.end()) return Role::unknown;
    std::size_t looked_at = 0;
    for (const Related& one : related->second) {
      if (++looked_at > related_max) break;
      if (one.other["type"].text() == "infrastructure") {
        if (const Role role = role_in(one.other["infrastructure_types"], ""); role != Role::unknown) return role;
      }
      const bool is_server =
          one.kind == "communicates-with" || one.kind == "beacons-to" || one.kind == "exfiltrates-to";
      if (is_server && fits_role(Role::c2, type)) return Role::c2;
      const bool is_payload = one.kind == "drops" || one.kind == "downloads";
      if (is_payload && fits_role(Role::payload, type)) return Role::payload;
    }
    return Role::unknown;
  }

  [[nodiscard]] Activities activities_of(JsonValue object) const {
    Activities result;
    std::vector<std::string> actors;
    const auto related = related_.find(object["id"].text());
    if (related == related_.end()) return result;
    std::size_t looked_at = 0;
    for (const Related& one : related->second) {
      if (++looked_at > related_max) break;
      if (one.kind != "indicates" && one.kind != "uses" && one.kind != "related-to") continue;
      const std::string_view type = one.other["type"].text();
      const std::string name = quoted(one.other["name"].text());
      if (name.empty()) continue;
      const auto add = [&](std::vector<std::string>& names) {
        if (names.size() < activities_max && std::ranges::find(names, name) == names.end()) names.push_back(name);
      };
      if (type == "campaign") add(result.names);
      if (type == "intrusion-set" || type == "threat-actor") add(actors);
      const bool is_program = type == "malware" || type == "tool";
      if (is_program && result.remark.find(name) == std::string::npos && result.remark.size() < 200)
        result.remark += (result.remark.empty() ? "indicates " : ", ") + name;
    }
    if (result.names.empty()) result.names = std::move(actors);
    return result;
  }

  /// Adds one value as the object that it stands in says.
  void add(const Value& value, base::Span where, JsonValue object, const Stated& stated, std::string_view note) {
    if (stated.why_not) return context_.mention(value, where, *stated.why_not);
    // What clew wrote itself was an indicator when it was written.
    const bool is_own = own(object).is_object();
    if (const auto why = is_own ? std::nullopt : context_.why_not(value)) return context_.mention(value, where, *why);
    if (const auto why = is_own ? std::nullopt : why_commonplace(value))
      return context_.mention(value, where, std::string(*why));
    About about = stated.about;
    about.role = role_of(object, value.type());
    const Activities& activities = stated.activities;
    for (const std::string_view more : {std::string_view(activities.remark), note}) {
      if (more.empty()) continue;
      if (!about.note.empty()) about.note += "; ";
      about.note += more;
    }
    if (!activities.names.empty()) about.activity = activities.names.front();
    context_.add(value, where, about, Weight::row);
    for (std::size_t i = 1; i < activities.names.size(); ++i) {
      about.activity = activities.names[i];
      context_.add(value, where, about, Weight::row);
    }
  }

  void read_indicator(JsonValue object) {
    const JsonValue pattern = object["pattern"];
    const Stated stated = stated_by(object);
    // What clew wrote itself holds the value as it was, whatever a pattern can say of it.
    if (const JsonValue more = own(object); more["value"].is_string()) {
      if (const auto value = own_value(more)) return add(*value, more["value"].where(), object, stated, {});
    }
    if (!pattern.is_string()) return;
    const JsonValue kind = object["pattern_type"];
    if (kind.is_string() && !base::equal_ignoring_case(kind.text(), "stix")) {
      return refuse(ValueType::account, pattern.where(),
                    fmt::format("a pattern of type {}, which is not read inside of a bundle", quoted(kind.text())));
    }
    const std::string_view text = pattern.text();
    const JsonPlace place(source_, pattern);
    const auto parsed = parse_pattern(text);
    if (!parsed) return refuse(ValueType::account, pattern.where(), "not a STIX pattern: " + parsed.error().what);
    if (!asks_for_values_only(*parsed)) {
      const std::size_t line = gather_.line_of(pattern.where().offset_bytes);
      notice_.patterns.push_back({std::string(object["id"].text()), std::string(base::trimmed(object["name"].text())),
                                  std::string(text), pattern.where(), line, stated.why_not.value_or("")});
    }
    for (const PatternValue& found : values_of(*parsed, text)) {
      const base::Span where = place.of(found.where);
      switch (found.use) {
        case Use::silent: break;
        case Use::indicator: add(*found.value, where, object, stated, found.note); break;
        case Use::mention: context_.mention(*found.value, where, found.why); break;
        case Use::refused: refuse(found.type, where, found.why); break;
      }
    }
  }

  void refuse(ValueType type, base::Span where, std::string why) {
    if (where.size_bytes > 0) context_.refuse(type, where, std::move(why));
  }

  static std::optional<Value> own_value(JsonValue more) {
    const auto type = model::value_type_named(more["type"].text());
    if (!type) return std::nullopt;
    std::string text(more["value"].text());
    if (more["port"].has_value())
      text = fmt::format("{}:{}", *type == ValueType::ipv6 ? "[" + text + "]" : text, more["port"].text());
    auto value = Value::parse(*type, text);
    if (!value) return std::nullopt;
    return *std::move(value);
  }

  void read_vulnerability(JsonValue object) {
    const Stated stated = stated_by(object);
    if (add_cve(object["name"], object, stated)) return;
    for (const JsonValue reference : object["external_references"]) {
      if (base::equal_ignoring_case(reference["source_name"].text(), "cve") &&
          add_cve(reference["external_id"], object, stated))
        return;
    }
  }

  bool add_cve(JsonValue text, JsonValue object, const Stated& stated) {
    if (!text.is_string()) return false;
    const auto value = Value::parse(ValueType::cve, base::trimmed(text.text()));
    if (!value) return false;
    add(*value, text.where(), object, stated, {});
    return true;
  }

  /// STIX 2.0 has the observables inside, STIX 2.1 refers to them.
  void read_observed(JsonValue object) {
    const Stated stated = stated_by(object);
    for (const JsonValue observable : object["objects"].is_object() ? object["objects"] : JsonValue{})
      read_observable(observable, object, stated);
    for (const JsonValue reference : object["object_refs"]) {
      const JsonValue observable = find(reference.text());
      if (observable.is_object()) read_observable(observable, object, stated);
    }
  }

  /// An observable is an indicator where the bundle has no others (a list of observables), or where malware, an
  /// infrastructure or a sighting is said to be related to it.
  void read_observable(JsonValue observable, JsonValue holder, const Stated& stated) {
    if (!observables_read_.insert(observable.where().offset_bytes).second) return;
    const std::string_view type = observable["type"].text();
    const bool has_hashes = observable["hashes"].is_object();
    for (const Property& property : observable_properties) {
      // Beside its hashes a file's name is a remark, as in a list.
      if (property.type != type || (property.name == "name" && has_hashes && type == "file")) continue;
      const ObjectPath path{std::string(type), {{PathStep::Kind::key, std::string(property.name), 0}}, {}};
      read_property(observable[property.name], types_at(path), observable, holder, stated);
    }
    for (const JsonValue hash : has_hashes ? observable["hashes"] : JsonValue{}) {
      const ObjectPath path{std::string(type),
                            {{PathStep::Kind::key, "hashes", 0}, {PathStep::Kind::key, std::string(hash.key()), 0}},
                            {}};
      read_property(hash, types_at(path), observable, holder, stated);
    }
    const JsonValue header = observable["extensions"]["http-request-ext"]["request_header"];
    if (header.is_object()) read_property(header["User-Agent"], {ValueType::user_agent}, observable, holder, stated);
  }

  void read_property(JsonValue property, const std::vector<ValueType>& types, JsonValue observable, JsonValue holder,
                     const Stated& stated) {
    const bool is_text = property.is_string() || property.kind() == JsonValue::Kind::number;
    if (!is_text || types.empty() || property.where().size_bytes == 0) return;
    const std::string text = refang(property.text()).text();
    const auto value = parse_as(Kind{types}, base::trimmed(text));
    if (!value) return refuse(nearest_type(Kind{types}, text), property.where(), value.error().what);
    if (has_indicators_ && !is_related(observable) && !is_related(holder))
      return context_.mention(*value, property.where(), "an observable that the bundle calls no indicator");
    const JsonValue name = observable["type"].text() == "file" ? observable["name"] : JsonValue{};
    add(*value, property.where(), holder, stated, remark_of(name));
  }

  [[nodiscard]] bool is_related(JsonValue object) const {
    const std::string_view id = object["id"].text();
    if (sighted_.contains(id)) return true;
    const auto related = related_.find(id);
    if (related == related_.end()) return false;
    return std::ranges::any_of(related->second, [](const Related& one) {
      const std::string_view type = one.other["type"].text();
      return type == "malware" || type == "infrastructure" || type == "campaign" || type == "intrusion-set" ||
             type == "threat-actor" || type == "tool" || type == "indicator";
    });
  }

  void read_name(JsonValue object, NamedThing::Kind kind) {
    const JsonValue name = object["name"];
    if (!name.is_string() || name.where().size_bytes == 0 || object["revoked"].is_true()) return;
    // A campaign that clew made of an activity was named by nobody.
    const bool is_activity = is_own_ && kind == NamedThing::Kind::campaign && !own(object)["named"].is_true();
    if (is_activity) return;
    const std::string text(base::trimmed(name.text()));
    if (!names_.insert(fmt::format("{}\n{}", static_cast<unsigned>(kind), text)).second) return;
    notice_.names.push_back({kind, text, name.where(), gather_.line_of(name.where().offset_bytes)});
  }

  void read_technique(JsonValue object) {
    if (object["revoked"].is_true()) return;
    for (const JsonValue reference : object["external_references"]) {
      const JsonValue id = reference["external_id"];
      if (!reference["source_name"].text().starts_with("mitre-") || !is_technique_id(id.text())) continue;
      const base::Span where = id.where();
      NamedTechnique technique{std::string(id.text()),
                               NamedTechnique::How::stated,
                               1.0,
                               std::string(id.text()),
                               where,
                               gather_.line_of(where.offset_bytes)};
      if (const JsonValue more = own(object); more.is_object()) {
        if (more["how"].text() == name_of(NamedTechnique::How::suggested))
          technique.how = NamedTechnique::How::suggested;
        technique.score = score_of(more["score"].text());
        technique.text = more["text"].text();
      } else if (!techniques_.insert(technique.id).second) {
        return;
      }
      notice_.techniques.push_back(std::move(technique));
      return;
    }
  }

  static bool is_technique_id(std::string_view id) {
    const auto digits = [](std::string_view text, std::size_t count) {
      return text.size() == count && std::ranges::all_of(text, base::is_digit);
    };
    if (!id.starts_with('T') || !digits(id.substr(1, 4), 4)) return false;
    return id.size() == 5 || (id.size() == 9 && id[5] == '.' && digits(id.substr(6), 3));
  }

  /// `0.731`; 1 for what is none.
  static double score_of(std::string_view text) {
    double score = 1;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), score);
    const bool fits = problem == std::errc{} && end == text.data() + text.size() && score >= 0 && score <= 1;
    return fits ? score : 1;
  }

  [[nodiscard]] std::string author_of(JsonValue object) const {
    const std::string name = name_of_reference(object["created_by_ref"]);
    return name.empty() ? notice_.source.publisher : name;
  }

  /// "attributed-to" is a claim, of whoever made the relation.
  void read_relationship(JsonValue object) {
    if (object["relationship_type"].text() != "attributed-to" || object["revoked"].is_true()) return;
    const JsonValue source = find(object["source_ref"].text()), target = find(object["target_ref"].text());
    if (!source.is_object() || !target["name"].is_string()) return;
    model::Claim claim;
    claim.by = author_of(object);
    claim.date = day_of(object["created"].text());
    claim.kind = model::ClaimKind::attribution;
    claim.subject = base::trimmed(source["name"].text());
    claim.object = base::trimmed(target["name"].text());
    say(claim, object["description"].text().empty() ? object["relationship_type"] : object["description"], object);
  }

  void read_note(JsonValue object) {
    const JsonValue more = own(object);
    const auto kind = model::claim_kind_named(more["kind"].text());
    if (!more.is_object() || !kind) return;
    model::Claim claim;
    claim.by = more["by"].text();
    claim.via = more["via"].text();
    claim.date = more["date"].text();
    claim.kind = *kind;
    claim.subject = more["subject"].text();
    claim.object = more["object"].text();
    claim.stance = model::stance_named(more["stance"].text()).value_or(model::Stance::states);
    if (more["confidence"].is_string()) claim.confidence = std::string(more["confidence"].text());
    claim.superseded = more["superseded"].is_true();
    say(claim, object["content"], JsonValue{});
  }

  /// Agreement with an attribution, or the lack of it (STIX 2.1 section 4.13).
  void read_opinion(JsonValue object) {
    const std::string_view opinion = object["opinion"].text();
    const bool agrees = opinion.ends_with("agree") && !opinion.ends_with("disagree");
    if (!agrees && !opinion.ends_with("disagree")) return;
    for (const JsonValue reference : object["object_refs"]) {
      const JsonValue relation = find(reference.text());
      if (relation["relationship_type"].text() != "attributed-to") continue;
      model::Claim claim;
      claim.by = object["authors"].is_array() && object["authors"].begin() != object["authors"].end()
                     ? std::string((*object["authors"].begin()).text())
                     : author_of(object);
      claim.date = day_of(object["created"].text());
      claim.subject = base::trimmed(find(relation["source_ref"].text())["name"].text());
      claim.object = base::trimmed(find(relation["target_ref"].text())["name"].text());
      claim.stance = agrees ? model::Stance::confirms : model::Stance::denies;
      say(claim, object["explanation"].is_string() ? object["explanation"] : object["opinion"], object);
    }
  }

  void say(model::Claim& claim, JsonValue words, JsonValue object) {
    claim.text = words.text();
    claim.where = words.where();
    claim.line = gather_.line_of(claim.where.offset_bytes);
    if (object.is_object() && object["confidence"].has_value())
      claim.confidence = fmt::format("confidence {} of 100", object["confidence"].text());
    notice_.claims.push_back(std::move(claim));
  }

  std::string_view source_;
  model::Notice& notice_;
  const Pack* supplier_;
  Gather gather_;
  Context context_;
  std::vector<JsonValue> objects_;
  std::unordered_map<std::string_view, JsonValue> by_id_;
  std::unordered_map<std::string_view, std::vector<Related>> related_;
  std::unordered_set<std::string_view> sighted_;
  std::unordered_set<std::uint64_t> observables_read_;
  std::set<std::string> names_, techniques_;
  bool has_indicators_ = false;
  bool is_own_ = false;  // clew wrote the bundle
};

}  // namespace

bool is_stix(JsonValue root) {
  if (root.is_object()) return root["type"].text() == "bundle" && root["id"].text().starts_with("bundle--");
  if (!root.is_array()) return false;
  for (const JsonValue first : root) {
    const std::string_view type = first["type"].text(), id = first["id"].text();
    return !type.empty() && id.size() > type.size() + 2 && id.starts_with(type) &&
           id.substr(type.size()).starts_with("--");
  }
  return false;
}

Result<model::Notice> read_stix(const NoticeInput& input, JsonValue root, std::span<const Pack> packs,
                                model::Notice notice) {
  CLEW_CHECK(Bundle(input, packs, notice).read(root));
  return notice;
}

}  // namespace clew::intel::detail
