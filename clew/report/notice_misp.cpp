#include "clew/report/notice_misp.h"

#include "clew/base/text.h"
#include "clew/base/uuid.h"
#include "clew/model/domain.h"
#include "clew/report/detail/json_writer.h"
#include "clew/report/detail/notice_words.h"
#include "clew/report/notice_stix.h"

#include <unordered_set>
#include <vector>

#include <fmt/core.h>

namespace clew::report {
namespace {

using base::Instant;
using detail::JsonWriter;
using detail::Layout;
using model::Role;
using model::ValueType;

struct Kind {
  std::string_view type;
  std::string_view category;
  bool is_ours = false;  ///< MISP has no type of its own: a tag says which one is meant
};

Kind kind_of(const model::Value& value) {
  constexpr std::string_view network = "Network activity", delivery = "Payload delivery";
  switch (value.type()) {
    case ValueType::domain:
      if (value.port()) return {"hostname|port", network};
      return {model::registered_domain(value.text()) == value.text() ? "domain" : "hostname", network};
    case ValueType::url: return {"url", network};
    case ValueType::ipv4:
    case ValueType::ipv6: return {value.port() ? "ip-dst|port" : "ip-dst", network};
    case ValueType::cidr: return {"ip-dst", network};
    case ValueType::md5: return {"md5", delivery};
    case ValueType::sha1: return {"sha1", delivery};
    case ValueType::sha256: return {"sha256", delivery};
    case ValueType::sha512: return {"sha512", delivery};
    case ValueType::email: return {"email-src", delivery};
    case ValueType::file_name:
    case ValueType::file_path: return {"filename", delivery};
    case ValueType::package: return {"other", delivery, true};
    case ValueType::account: return {"other", "Social network", true};
    case ValueType::btc_address: return {"btc", "Financial fraud"};
    case ValueType::eth_address: return {"other", "Financial fraud", true};
    case ValueType::registry_key: return {"regkey", "Persistence mechanism"};
    case ValueType::mutex: return {"mutex", "Artifacts dropped"};
    case ValueType::user_agent: return {"user-agent", network};
    case ValueType::cve: return {"vulnerability", "External analysis"};
    case ValueType::ja3: return {"ja3-fingerprint-md5", network};
    case ValueType::ja4: return {"other", network, true};
    case ValueType::asn: return {"AS", network};
    case ValueType::certificate: {
      constexpr std::size_t sha1_digits = 40;
      return {value.text().size() == sha1_digits ? "x509-fingerprint-sha1" : "x509-fingerprint-sha256", network};
    }
  }
  return {"other", "Other", true};
}

/// Composite types part their two values with a bar.
std::string value_of(const model::Value& value) {
  return value.port() ? fmt::format("{}|{}", value.text(), *value.port()) : value.text();
}

/// Whether a match of the value alone means something.
bool is_for_detection(Role role) {
  switch (role) {
    case Role::unknown:
    case Role::c2:
    case Role::delivery:
    case Role::payload: return true;
    case Role::victim:
    case Role::shared_infrastructure:
    case Role::sinkhole:
    case Role::legitimate_abused: break;
  }
  return false;
}

/// MISP's own taxonomy of the kill chain.
std::string_view kill_chain_tag_of(Role role) {
  switch (role) {
    case Role::c2: return "kill-chain:Command and Control";
    case Role::delivery: return "kill-chain:Delivery";
    case Role::payload: return "kill-chain:Installation";
    default: return {};
  }
}

std::string_view galaxy_of(model::NamedThing::Kind kind) {
  switch (kind) {
    case model::NamedThing::Kind::actor: return "threat-actor";
    case model::NamedThing::Kind::malware: return "malpedia";
    case model::NamedThing::Kind::tool: return "tool";
    case model::NamedThing::Kind::campaign: break;
  }
  return {};
}

/// `predicate="value"`, a machine tag; a quote or a backslash in the value has a backslash before it.
std::string tag(std::string_view predicate, std::string_view value) {
  std::string text = fmt::format("{}=\"", predicate);
  for (const char c : base::valid_utf8(value)) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"";
}

/// MISP writes microseconds and an offset.
std::string microseconds(Instant time) {
  constexpr std::uint8_t digits = 6;
  std::string text = base::to_rfc3339({time.nanoseconds, digits});
  text.replace(text.size() - 1, 1, "+00:00");
  return text;
}

/// `last_seen` is the last moment of the window, which ends with the first one after it.
std::string last_seen(Instant end) {
  constexpr std::int64_t microsecond = 1'000;
  return microseconds({end.nanoseconds - microsecond, end.fraction_digits});
}

class Events {
 public:
  std::string write(std::span<const model::Notice> notices) {
    json_.open('{');
    if (notices.size() == 1) {
      json_.key("Event");
      write(notices.front());
    } else {
      json_.key("response").open('[');
      for (const model::Notice& notice : notices) {
        json_.open('{').key("Event");
        write(notice);
        json_.close();
      }
      json_.close();
    }
    json_.close();
    return json_.take();
  }

 private:
  [[nodiscard]] std::string uuid(std::string_view what, std::string_view name) const {
    return base::name_uuid(export_namespace, fmt::format("misp-{}\n{}\n{}", what, key_, name));
  }

  void write(const model::Notice& notice) {
    notice_ = &notice;
    key_ = notice.source.sha256.empty() ? notice.source.file : notice.source.sha256;
    day_ = detail::first_day_of(notice.source.published);
    const auto published = base::parse_rfc3339(day_);
    timestamp_ = std::to_string(published ? published->nanoseconds / Instant::per_second : 0);
    json_.open('{').key("uuid").text(uuid("event", ""));
    json_.key("info").text(detail::title_of(notice)).key("date").text(day_.empty() ? "1970-01-01" : day_);
    json_.key("timestamp").text(timestamp_).key("publish_timestamp").text("0").key("published").truth(false);
    json_.key("analysis").text("2").key("threat_level_id").text("4").key("distribution").text("0");
    json_.key("extends_uuid").text("").key("disable_correlation").truth(false);
    write_publisher();
    write_tags();
    write_attributes();
    json_.key("Object").open('[');
    for (std::size_t i = 0; i < notice.claims.size(); ++i) write(notice.claims[i], i);
    json_.close().close();
  }

  /// The creator of an event is an organisation; whoever imports it may map it to one that is known there.
  void write_publisher() {
    const std::string& name = notice_->source.publisher;
    if (name.empty()) return;
    json_.key("Orgc").open('{', Layout::line).key("name").text(name);
    json_.key("uuid").text(base::name_uuid(export_namespace, "misp-organisation\n" + name)).close();
  }

  void write_tag(std::string_view name) { json_.open('{', Layout::line).key("name").text(name).close(); }
  void write_tag(std::string_view predicate, std::string_view value) {
    if (!value.empty()) write_tag(tag(predicate, value));
  }
  void write_tag(std::string_view predicate, const std::optional<Instant>& time) {
    if (time) write_tag(predicate, base::to_rfc3339(*time));
  }

  void write_tags() {
    json_.key("Tag").open('[');
    write_tag("clew:notice", notice_->source.format.empty() ? "text" : notice_->source.format);
    write_tag("clew:supplier", notice_->supplier);
    if (notice_->source.published != day_) write_tag("clew:published", notice_->source.published);
    write_tag("clew:window-from", notice_->window.from);
    write_tag("clew:window-to", notice_->window.to);
    write_tag("clew:window-text", notice_->window_text);
    std::unordered_set<std::string> told;
    const auto once = [&](const std::string& name) {
      if (told.insert(name).second) write_tag(name);
    };
    for (const model::NamedThing& thing : notice_->names) {
      const std::string_view galaxy = galaxy_of(thing.kind);
      if (!galaxy.empty()) once(tag(fmt::format("misp-galaxy:{}", galaxy), thing.name));
    }
    for (const model::NamedTechnique& technique : notice_->techniques) {
      // What is only suggested is not said in the words that others count.
      once(technique.how == model::NamedTechnique::How::stated
               ? tag("misp-galaxy:mitre-attack-pattern", technique.id)
               : tag("clew:suggested-technique", fmt::format("{} {}", technique.id, technique.score)));
    }
    json_.close();
  }

  void write_attributes() {
    json_.key("Attribute").open('[');
    std::unordered_set<std::string> told;
    for (const model::Indicator& indicator : notice_->indicators) {
      const std::string name = fmt::format("{}\n{}", name_of(indicator.value.type()), detail::exact(indicator.value));
      if (told.insert(name).second) write(indicator, uuid("attribute", name));
    }
    for (const model::NamedThing& thing : notice_->names) {
      const std::string name = "campaign-name\n" + thing.name;
      if (thing.kind != model::NamedThing::Kind::campaign || !told.insert(name).second) continue;
      begin_attribute(uuid("attribute", name), "campaign-name", "Attribution", thing.name, false);
      json_.close();
    }
    json_.close();
  }

  void begin_attribute(const std::string& uuid, std::string_view type, std::string_view category,
                       std::string_view value, bool to_ids) {
    json_.open('{').key("uuid").text(uuid).key("type").text(type).key("category").text(category);
    json_.key("value").text(value).key("to_ids").truth(to_ids).key("distribution").text("5");
    json_.key("timestamp").text(timestamp_).key("disable_correlation").truth(false).key("deleted").truth(false);
  }

  void write(const model::Indicator& indicator, const std::string& id) {
    const Kind kind = kind_of(indicator.value);
    begin_attribute(id, kind.type, kind.category, value_of(indicator.value), is_for_detection(indicator.role));
    json_.key("comment").text(indicator.note);
    if (indicator.valid.from) json_.key("first_seen").text(microseconds(*indicator.valid.from));
    if (indicator.valid.to) json_.key("last_seen").text(last_seen(*indicator.valid.to));
    json_.key("Tag").open('[');
    // The type is said where MISP's does not tell it: a path is a `filename`, too.
    if (kind.is_ours || indicator.value.type() == ValueType::file_path)
      write_tag("clew:type", name_of(indicator.value.type()));
    if (indicator.role != Role::unknown) write_tag("clew:role", name_of(indicator.role));
    const std::string_view phase = kill_chain_tag_of(indicator.role);
    if (!phase.empty()) write_tag(phase);
    write_tag("clew:activity", indicator.activity);
    if (indicator.published_by != notice_->source.publisher) write_tag("clew:published-by", indicator.published_by);
    if (indicator.published != notice_->source.published) write_tag("clew:published", indicator.published);
    json_.close().close();
  }

  void write(const model::Claim& claim, std::size_t index) {
    const std::string number = std::to_string(index);
    json_.open('{')
        .key("uuid")
        .text(uuid("object", number))
        .key("name")
        .text("clew-claim")
        .key("meta-category")
        .text("misc");
    json_.key("description").text("What somebody says, in public, of an intrusion");
    json_.key("template_uuid").text(base::name_uuid(export_namespace, "misp-object-template\nclew-claim"));
    json_.key("template_version").text("1").key("timestamp").text(timestamp_).key("distribution").text("5");
    json_.key("deleted").truth(false).key("comment").text("").key("Attribute").open('[');
    const auto part = [&](std::string_view relation, std::string_view value) {
      if (value.empty()) return;
      json_.open('{').key("uuid").text(uuid("object-attribute", fmt::format("{}\n{}", number, relation)));
      json_.key("object_relation").text(relation).key("type").text("text").key("category").text("Other");
      json_.key("value").text(value).key("to_ids").truth(false).key("distribution").text("5");
      json_.key("timestamp").text(timestamp_).key("disable_correlation").truth(true).key("deleted").truth(false);
      json_.close();
    };
    part("by", claim.by);
    part("via", claim.via);
    part("date", claim.date);
    part("kind", name_of(claim.kind));
    part("subject", claim.subject);
    part("object", claim.object);
    part("stance", name_of(claim.stance));
    part("confidence", claim.confidence.value_or(""));
    part("superseded", claim.superseded ? "true" : "");
    part("text", claim.text);
    json_.close().close();
  }

  JsonWriter json_;
  const model::Notice* notice_ = nullptr;
  std::string key_;
  std::string day_;
  std::string timestamp_;
};

}  // namespace

std::string misp_events(std::span<const model::Notice> notices) { return Events().write(notices); }

}  // namespace clew::report
