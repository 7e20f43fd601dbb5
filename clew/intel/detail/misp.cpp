#include "clew/intel/detail/misp.h"

#include "clew/base/text.h"
#include "clew/intel/detail/context.h"
#include "clew/intel/detail/cues.h"
#include "clew/intel/detail/json_text.h"
#include "clew/intel/detail/kinds.h"
#include "clew/intel/detail/statement.h"
#include "clew/intel/refang.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>
#include <utility>

#include <fmt/core.h>

namespace clew::intel::detail {
namespace {

using base::Instant;
using base::Span;
using model::NamedThing;
using model::NamedTechnique;
using model::Role;
using model::ValueType;

/// What an attribute's type means here. Composite types part two values with a bar.
enum class Shape : std::uint8_t {
  one,          ///< one value
  with_port,    ///< an address or a name, and its port
  two,          ///< two values, of which `second` is the second
  second_only,  ///< the first is a remark on the second: a file's name
  first_only,   ///< the second is a remark on the first: what a registry key holds
  link,         ///< a reference, unless it is for detection
  uncompared,   ///< an indicator, but of a kind that clew does not compare
};

struct AttributeType {
  std::string_view name;
  Shape shape;
  std::vector<ValueType> types;
  std::vector<ValueType> second = {};
};

const std::vector<AttributeType>& attribute_types() {
  using enum ValueType;
  static const std::vector<ValueType> address = {ipv4, ipv6, cidr};
  static const std::vector<ValueType> file = {file_name, file_path};
  static const std::vector<AttributeType> types = {
      {"AS", Shape::one, {asn}},
      {"authentihash", Shape::uncompared, {}},
      {"btc", Shape::one, {btc_address}},
      {"cdhash", Shape::uncompared, {}},
      {"domain", Shape::one, {domain}},
      {"domain|ip", Shape::two, {domain}, address},
      {"email", Shape::one, {email}},
      {"email-attachment", Shape::one, file},
      {"email-dst", Shape::one, {email}},
      {"email-reply-to", Shape::one, {email}},
      {"email-src", Shape::one, {email}},
      {"filename", Shape::one, file},
      {"filename|authentihash", Shape::uncompared, {}},
      {"filename|imphash", Shape::uncompared, {}},
      {"filename|md5", Shape::second_only, {}, {md5}},
      {"filename|pehash", Shape::uncompared, {}},
      {"filename|sha1", Shape::second_only, {}, {sha1}},
      {"filename|sha256", Shape::second_only, {}, {sha256}},
      {"filename|sha512", Shape::second_only, {}, {sha512}},
      {"filename|ssdeep", Shape::uncompared, {}},
      {"filename|tlsh", Shape::uncompared, {}},
      {"github-username", Shape::one, {account}},
      {"hassh-md5", Shape::uncompared, {}},
      {"hasshserver-md5", Shape::uncompared, {}},
      {"hostname", Shape::one, {domain}},
      {"hostname|port", Shape::with_port, {domain}},
      {"imphash", Shape::uncompared, {}},
      {"ip-dst", Shape::one, address},
      {"ip-dst|port", Shape::with_port, {ipv4, ipv6}},
      {"ip-src", Shape::one, address},
      {"ip-src|port", Shape::with_port, {ipv4, ipv6}},
      {"ja3-fingerprint-md5", Shape::one, {ja3}},
      {"jabber-id", Shape::one, {account}},
      {"jarm-fingerprint", Shape::uncompared, {}},
      {"link", Shape::link, {url}},
      {"malware-sample", Shape::second_only, {}, {md5}},
      {"md5", Shape::one, {md5}},
      {"mutex", Shape::one, {mutex}},
      {"named pipe", Shape::uncompared, {}},
      {"pdb", Shape::uncompared, {}},
      {"pehash", Shape::uncompared, {}},
      {"process-state", Shape::uncompared, {}},
      {"regkey", Shape::one, {registry_key}},
      {"regkey|value", Shape::first_only, {registry_key}},
      {"sha1", Shape::one, {sha1}},
      {"sha224", Shape::uncompared, {}},
      {"sha256", Shape::one, {sha256}},
      {"sha384", Shape::uncompared, {}},
      {"sha512", Shape::one, {sha512}},
      {"ssdeep", Shape::uncompared, {}},
      {"target-user", Shape::one, {account}},
      {"telfhash", Shape::uncompared, {}},
      {"tlsh", Shape::uncompared, {}},
      {"twitter-id", Shape::one, {account}},
      {"uri", Shape::one, {url, domain, ipv4, ipv6}},
      {"url", Shape::one, {url, domain, ipv4, ipv6}},
      {"user-agent", Shape::one, {user_agent}},
      {"vhash", Shape::uncompared, {}},
      {"vulnerability", Shape::one, {cve}},
      {"windows-service-name", Shape::uncompared, {}},
      {"x509-fingerprint-md5", Shape::uncompared, {}},
      {"x509-fingerprint-sha1", Shape::one, {certificate}},
      {"x509-fingerprint-sha256", Shape::one, {certificate}},
      {"xmr", Shape::uncompared, {}},
  };
  return types;
}

const AttributeType* type_named(std::string_view name) {
  const auto& types = attribute_types();
  const auto found = std::ranges::lower_bound(types, name, {}, &AttributeType::name);
  return found != types.end() && found->name == name ? &*found : nullptr;
}

/// Galaxies whose clusters are names of one kind.
constexpr auto galaxies = std::to_array<std::pair<std::string_view, NamedThing::Kind>>({
    {"threat-actor", NamedThing::Kind::actor},
    {"mitre-intrusion-set", NamedThing::Kind::actor},
    {"mitre-enterprise-attack-intrusion-set", NamedThing::Kind::actor},
    {"microsoft-activity-group", NamedThing::Kind::actor},
    {"malpedia", NamedThing::Kind::malware},
    {"mitre-malware", NamedThing::Kind::malware},
    {"mitre-enterprise-attack-malware", NamedThing::Kind::malware},
    {"ransomware", NamedThing::Kind::malware},
    {"rat", NamedThing::Kind::malware},
    {"banker", NamedThing::Kind::malware},
    {"botnet", NamedThing::Kind::malware},
    {"backdoor", NamedThing::Kind::malware},
    {"stealer", NamedThing::Kind::malware},
    {"android", NamedThing::Kind::malware},
    {"tool", NamedThing::Kind::tool},
    {"mitre-tool", NamedThing::Kind::tool},
    {"mitre-enterprise-attack-tool", NamedThing::Kind::tool},
    {"mitre-campaign", NamedThing::Kind::campaign},
});

/// `namespace:predicate="value"`; `value` without its escapes.
struct MachineTag {
  std::string_view name;  ///< all before the `=`, or the whole tag
  std::string value;
};
MachineTag parse_tag(std::string_view text) {
  const std::size_t equals = text.find("=\"");
  if (equals == std::string_view::npos || !text.ends_with('"') || text.size() < equals + 3) return {text, {}};
  MachineTag tag{text.substr(0, equals), {}};
  std::string_view quoted = text.substr(equals + 2, text.size() - equals - 3);
  const bool is_ours = tag.name.starts_with("clew:") || tag.name.starts_with("misp-galaxy:");
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    if (is_ours && quoted[i] == '\\' && i + 1 < quoted.size() && (quoted[i + 1] == '"' || quoted[i + 1] == '\\')) ++i;
    tag.value += quoted[i];
  }
  return tag;
}

/// "Lazarus Group - G0032" is the group's name and ATT&CK's number of it.
std::string without_number(const std::string& name) {
  const std::size_t dash = name.rfind(" - ");
  if (dash == std::string::npos || dash == 0) return name;
  const std::string_view number = std::string_view(name).substr(dash + 3);
  constexpr std::size_t number_bytes = 5;
  const bool fits = number.size() == number_bytes && base::is_upper(number.front()) &&
                    std::ranges::all_of(number.substr(1), base::is_digit);
  return fits ? name.substr(0, dash) : name;
}

/// The technique's id, alone or behind its name: "T1059.001", "PowerShell - T1059.001".
std::string technique_id(std::string_view text) {
  const std::string_view id = text.substr(text.rfind(' ') + 1);  // npos + 1 is 0
  constexpr std::size_t plain_bytes = 5, sub_bytes = 9;
  const auto are_digits = [](std::string_view part) { return std::ranges::all_of(part, base::is_digit); };
  const bool fits = (id.size() == plain_bytes || id.size() == sub_bytes) && id.front() == 'T' &&
                    are_digits(id.substr(1, plain_bytes - 1)) &&
                    (id.size() == plain_bytes || (id[plain_bytes] == '.' && are_digits(id.substr(plain_bytes + 1))));
  return fits ? std::string(id) : std::string{};
}

/// A time of MISP, without the digits of its fraction that say nothing.
std::optional<Instant> moment_of(std::string_view text) {
  const auto time = base::parse_rfc3339(text);
  if (!time) return std::nullopt;
  Instant plain{time->nanoseconds, 0};
  std::int64_t fraction = std::abs(time->nanoseconds % Instant::per_second);
  for (std::int64_t place = Instant::per_second; fraction % place != 0; place /= 10) ++plain.fraction_digits;
  return plain;
}

/// MISP's last moment of a window becomes the first one after it.
std::optional<Instant> end_of(std::string_view text) {
  const auto time = base::parse_rfc3339(text);
  if (!time) return std::nullopt;
  constexpr std::int64_t microsecond = 1'000;
  if (time->nanoseconds > INT64_MAX - microsecond) return std::nullopt;
  return moment_of(base::to_rfc3339({time->nanoseconds + microsecond, 9}));
}

bool is_file(ValueType type) {
  return type == ValueType::md5 || type == ValueType::sha1 || type == ValueType::sha256 || type == ValueType::sha512 ||
         type == ValueType::file_name || type == ValueType::file_path;
}

/// What MISP's category says of a value, where nothing else does.
Role role_of_category(std::string_view category, ValueType type) {
  if (category == "Targeting data") return Role::victim;
  if (category == "Artifacts dropped" || category == "Payload installation")
    return is_file(type) ? Role::payload : Role::unknown;
  if (category == "Payload delivery") return is_file(type) ? Role::payload : Role::delivery;
  return Role::unknown;
}

Role role_of_phase(std::string_view tag) {
  if (base::equal_ignoring_case(tag, "kill-chain:Command and Control")) return Role::c2;
  if (base::equal_ignoring_case(tag, "kill-chain:Delivery")) return Role::delivery;
  if (base::equal_ignoring_case(tag, "kill-chain:Installation")) return Role::payload;
  return Role::unknown;
}

/// `true`, `1` and `"1"` are all written.
bool is_yes(JsonValue value) { return value.text() == "true" || value.text() == "1"; }

/// Whether any of the attributes is for detection. Where none is, their publisher does not use the mark, and it says nothing.
bool marks_any(JsonValue attributes) {
  return std::any_of(attributes.begin(), attributes.end(), [](JsonValue one) { return is_yes(one["to_ids"]); });
}

/// The bytes that a part of a string was written with; all of it where it has escapes.
Span part_of(JsonValue string, std::size_t begin, std::size_t size) {
  const Span whole = string.where();
  if (whole.size_bytes != string.text().size()) return whole;
  return {whole.offset_bytes + begin, size};
}

class MispReader {
 public:
  MispReader(Gather& gather, std::span<const Pack> packs, const Pack* supplier, model::Notice& notice)
      : gather_(gather), packs_(packs), supplier_(supplier), notice_(notice) {}

  void read_event(JsonValue event) {
    Context context{gather_, packs_, supplier_};
    context.publisher =
        event["Orgc"]["name"].has_value() ? quoted(event["Orgc"]["name"].text()) : quoted(event["Org"]["name"].text());
    context.published = event["date"].text() == no_date ? "" : quoted(event["date"].text());
    is_ours_ = false;
    activity_ = quoted(event["info"].text());
    read_event_tags(event["Tag"], context);
    if (is_ours_) activity_.clear();
    if (notice_.source.title.empty()) {
      notice_.source.title = is_ours_ ? std::string(event["info"].text()) : quoted(event["info"].text());
      notice_.source.publisher = context.publisher;
      notice_.source.published = context.published;
    }
    has_marks_ = marks_any(event["Attribute"]);
    for (const JsonValue object : event["Object"]) has_marks_ = has_marks_ || marks_any(object["Attribute"]);
    for (const JsonValue attribute : event["Attribute"]) read_attribute(attribute, context, {});
    for (const JsonValue object : event["Object"]) read_object(object, context);
  }

  /// The attributes that a search gave, each with what it tells of its event.
  void read_found(JsonValue attributes) {
    has_marks_ = marks_any(attributes);
    for (const JsonValue attribute : attributes) read_found_one(attribute);
  }

 private:
  static constexpr std::string_view no_date = "1970-01-01";

  void read_found_one(JsonValue attribute) {
    Context context{gather_, packs_, supplier_};
    const JsonValue event = attribute["Event"];
    context.publisher = quoted(event["Orgc"]["name"].text());
    context.published = quoted(event["date"].text());
    activity_ = quoted(event["info"].text());
    is_ours_ = false;
    read_attribute(attribute, context, {});
  }

  void read_event_tags(JsonValue tags, Context& context) {
    for (const JsonValue tag : tags) {
      const JsonValue name = tag["name"];
      const MachineTag parsed = parse_tag(name.text());
      if (parsed.name == "clew:notice") is_ours_ = true;
      if (parsed.name == "clew:published") context.published = parsed.value;
      if (parsed.name == "clew:supplier") notice_.supplier = parsed.value;
      if (parsed.name == "clew:window-from") notice_.window.from = moment_of(parsed.value);
      if (parsed.name == "clew:window-to") notice_.window.to = moment_of(parsed.value);
      if (parsed.name == "clew:window-text") notice_.window_text = parsed.value;
      read_galaxy_tag(parsed, name.where());
    }
  }

  void read_galaxy_tag(const MachineTag& tag, Span where) {
    if (tag.name == "clew:suggested-technique") {
      add_suggestion(tag.value, where);
      return;
    }
    constexpr std::string_view prefix = "misp-galaxy:";
    if (!tag.name.starts_with(prefix) || tag.value.empty()) return;
    const std::string_view galaxy = tag.name.substr(prefix.size());
    if (galaxy.ends_with("attack-pattern")) {
      add_technique({technique_id(tag.value), NamedTechnique::How::stated, 1.0, {}, where, 0});
      return;
    }
    for (const auto& [known, kind] : galaxies) {
      if (known == galaxy) add_name(kind, without_number(tag.value), where);
    }
  }

  void add_suggestion(std::string_view value, Span where) {
    const std::size_t blank = value.find(' ');
    if (blank == std::string_view::npos) return;
    double score = 0;
    const std::string_view number = value.substr(blank + 1);
    const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), score);
    if (problem != std::errc{} || end != number.data() + number.size() || !(score >= 0 && score <= 1)) return;
    add_technique({technique_id(value.substr(0, blank)), NamedTechnique::How::suggested, score, {}, where, 0});
  }

  void add_technique(NamedTechnique technique) {
    if (technique.id.empty() ||
        !told_.insert(fmt::format("technique {} {}", technique.id, name_of(technique.how))).second)
      return;
    technique.text = gather_.source().substr(technique.where.offset_bytes, technique.where.size_bytes);
    technique.line = gather_.line_of(technique.where.offset_bytes);
    notice_.techniques.push_back(std::move(technique));
  }

  void add_name(NamedThing::Kind kind, std::string name, Span where) {
    if (name.empty() || !told_.insert(fmt::format("{} {}", name_of(kind), name)).second) return;
    notice_.names.push_back({kind, std::move(name), where, gather_.line_of(where.offset_bytes)});
  }

  void read_object(JsonValue object, const Context& context) {
    if (is_yes(object["deleted"])) return;
    if (object["name"].text() == "clew-claim") {
      read_claim(object["Attribute"]);
      return;
    }
    // An `ip-port` object tells the port beside the address: only where it names one is it clear whose port it is.
    std::string_view port;
    std::size_t ports = 0;
    for (const JsonValue attribute : object["Attribute"]) {
      if (attribute["object_relation"].text() != "dst-port") continue;
      port = attribute["value"].text();
      ++ports;
    }
    for (const JsonValue attribute : object["Attribute"])
      read_attribute(attribute, context, ports == 1 ? port : std::string_view{});
  }

  void read_claim(JsonValue attributes) {
    model::Claim claim;
    for (const JsonValue attribute : attributes) {
      const std::string_view part = attribute["object_relation"].text();
      const JsonValue value = attribute["value"];
      const std::string text(value.text());
      if (part == "by") claim.by = text;
      if (part == "via") claim.via = text;
      if (part == "date") claim.date = text;
      if (part == "kind") claim.kind = model::claim_kind_named(text).value_or(claim.kind);
      if (part == "subject") claim.subject = text;
      if (part == "object") claim.object = text;
      if (part == "stance") claim.stance = model::stance_named(text).value_or(claim.stance);
      if (part == "confidence") claim.confidence = text;
      if (part == "superseded") claim.superseded = text == "true";
      if (part == "text" || claim.text.empty()) {
        if (part == "text") claim.text = text;
        claim.where = value.where();
        claim.line = gather_.line_of(claim.where.offset_bytes);
      }
    }
    notice_.claims.push_back(std::move(claim));
  }

  /// What is said of an attribute beside its value.
  struct Said {
    About about;
    std::optional<ValueType> type;  ///< MISP has no type for it
    Cues cues = 0;
    std::string_view category;
    bool to_ids = false;
    bool has_role = false;
  };

  Said said_of(JsonValue attribute) {
    Said said;
    About& about = said.about;
    about.activity = activity_;
    about.note = is_ours_ ? std::string(attribute["comment"].text()) : quoted(attribute["comment"].text());
    said.cues = cues_of(about.note);
    said.category = attribute["category"].text();
    said.to_ids = is_yes(attribute["to_ids"]);
    for (const JsonValue tag : attribute["Tag"]) {
      const JsonValue name = tag["name"];
      const MachineTag parsed = parse_tag(name.text());
      if (parsed.name == "clew:type") said.type = model::value_type_named(parsed.value);
      if (parsed.name == "clew:activity") about.activity = parsed.value;
      if (parsed.name == "clew:published-by") about.published_by = parsed.value;
      if (parsed.name == "clew:published") about.published = parsed.value;
      if (parsed.name == "clew:role") {
        about.role = model::role_named(parsed.value).value_or(Role::unknown);
        said.has_role = true;
      }
      if (!said.has_role && about.role == Role::unknown) about.role = role_of_phase(name.text());
      read_galaxy_tag(parsed, name.where());
    }
    for (const JsonValue hit : attribute["warnings"]) {
      const std::string_view list = hit["warninglist_name"].text();
      if (!list.empty()) about.warnings.push_back(fmt::format("on the warning list \"{}\"", quoted(list)));
    }
    read_times(attribute, about);
    return said;
  }

  void read_times(JsonValue attribute, About& about) const {
    const std::string_view first = attribute["first_seen"].text();
    const std::string_view last = attribute["last_seen"].text();
    if (is_ours_) {
      about.valid = {moment_of(first), end_of(last)};
      return;
    }
    const auto seen = [&](std::string_view when, std::string_view text) {
      const auto time = base::parse_rfc3339(text);
      if (!time) return;
      about.note += fmt::format("{}{} seen {}", about.note.empty() ? "" : "; ", when, base::to_date(*time));
    };
    seen("first", first);
    seen("last", last);
  }

  void read_attribute(JsonValue attribute, const Context& context, std::string_view port) {
    const JsonValue value = attribute["value"];
    const std::string_view name = attribute["type"].text();
    if (!value.is_string() || value.text().empty() || is_yes(attribute["deleted"])) return;
    if (name == "campaign-name") add_name(NamedThing::Kind::campaign, quoted(value.text()), value.where());
    if (name == "threat-actor") add_name(NamedThing::Kind::actor, quoted(value.text()), value.where());
    Said said = said_of(attribute);
    if (said.type) {
      take(context, said, value, {0, value.text().size()}, {*said.type}, port);
      return;
    }
    const AttributeType* type = type_named(name);
    if (type != nullptr) read_typed(context, *type, said, value, port);
  }

  void read_typed(const Context& context, const AttributeType& type, Said& said, JsonValue value,
                  std::string_view port) {
    const std::size_t size = value.text().size();
    const std::size_t bar = std::min(value.text().find('|'), size);
    const Part first{0, bar};
    const Part second{std::min(bar + 1, size), size};
    const auto remark = [&](Part part) {
      if (said.about.note.empty()) said.about.note = quoted(value.text().substr(part.begin, part.end - part.begin));
    };
    switch (type.shape) {
      case Shape::one: take(context, said, value, {0, size}, type.types, port); return;
      case Shape::link:
        if (!said.to_ids) said.category = "link";
        take(context, said, value, {0, size}, type.types, {});
        return;
      case Shape::with_port: take(context, said, value, first, type.types, value.text().substr(second.begin)); return;
      case Shape::two:
        take(context, said, value, first, type.types, {});
        if (second.begin < size) take(context, said, value, second, type.second, port);
        return;
      case Shape::first_only:
        remark(second);
        take(context, said, value, first, type.types, {});
        return;
      case Shape::second_only:
        remark(first);
        take(context, said, value, second, type.second, {});
        return;
      case Shape::uncompared:
        if (said.to_ids || !has_marks_)
          context.refuse(ValueType::account, value.where(), "a kind of indicator that is not compared");
        return;
    }
  }

  /// Adds the value of which `part` is written, as the first type that it fits.
  void take(const Context& context, const Said& said, JsonValue value, Part part, const std::vector<ValueType>& types,
            std::string_view port) {
    const Span where = part_of(value, part.begin, part.end - part.begin);
    std::string text = refang(base::trimmed(value.text().substr(part.begin, part.end - part.begin))).text();
    const bool is_address = types.front() == ValueType::ipv4 || types.front() == ValueType::domain;
    if (!port.empty() && is_address) {
      const bool bare = text.find(':') != std::string::npos && !text.starts_with('[');
      text = fmt::format("{}{}{}:{}", bare ? "[" : "", text, bare ? "]" : "", port);
    }
    auto parsed = parse_as(Kind{types}, text);
    if (!parsed) {
      context.refuse(nearest_type(Kind{types}, text), where, parsed.error().what);
      return;
    }
    if (auto why = why_mention(context, said, *parsed)) {
      context.mention(*parsed, where, std::move(*why));
      return;
    }
    About about = said.about;
    if (about.role == Role::unknown && !is_ours_) {
      about.role = role_from(said.cues, parsed->type());
      if (about.role == Role::unknown) about.role = role_of_category(said.category, parsed->type());
    }
    context.add(*std::move(parsed), where, about, Weight::row);
  }

  [[nodiscard]] std::optional<std::string> why_mention(const Context& context, const Said& said,
                                                       const model::Value& value) const {
    if (is_ours_) return std::nullopt;  // it was an indicator when it was written
    if (said.category == "link") return "given as a reference";
    if (has_marks_ && !said.to_ids && !said.has_role) return "not for detection, says the event";
    return context.why_not(value);
  }

  Gather& gather_;
  std::span<const Pack> packs_;
  const Pack* supplier_;
  model::Notice& notice_;
  std::unordered_set<std::string> told_;
  std::string activity_;
  bool is_ours_ = false;
  bool has_marks_ = false;
};

bool is_event(JsonValue event) {
  return event.is_object() && (event["Attribute"].is_array() || event["Object"].is_array()) &&
         event["info"].is_string();
}

/// The events of a document, whatever is put around them.
std::vector<JsonValue> events_of(JsonValue root) {
  std::vector<JsonValue> events;
  const auto add = [&](JsonValue holder) {
    if (is_event(holder["Event"])) events.push_back(holder["Event"]);
  };
  add(root);
  if (is_event(root)) events.push_back(root);
  for (const JsonValue list : {root, root["response"]}) {
    if (!list.is_array()) continue;
    for (const JsonValue holder : list) add(holder);
  }
  add(root["response"]);
  return events;
}

}  // namespace

bool is_misp(JsonValue root) {
  if (is_event(root) || is_event(root["Event"]) || is_event(root["response"]["Event"])) return true;
  const JsonValue list = root.is_array() ? root : root["response"];
  if (list.is_array()) return list.begin() != list.end() && is_event((*list.begin())["Event"]);
  return list["Attribute"].is_array();
}

model::Notice read_misp(const NoticeInput& input, JsonValue root, std::span<const Pack> packs, model::Notice notice) {
  notice.source.format = "misp";
  const Pack* supplier = supplier_of(input.bytes, packs);
  if (supplier != nullptr) notice.supplier = supplier->id;
  Gather gather(input.bytes);
  MispReader reader(gather, packs, supplier, notice);
  for (const JsonValue event : events_of(root)) reader.read_event(event);
  reader.read_found(root["response"]["Attribute"]);
  std::move(gather).finish(notice);
  return notice;
}

}  // namespace clew::intel::detail
