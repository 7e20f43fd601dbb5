#include "clew/report/notice_stix.h"

#include "clew/base/text.h"
#include "clew/base/uuid.h"
#include "clew/report/detail/json_writer.h"
#include "clew/report/detail/notice_words.h"
#include "clew/report/detail/stix_pattern_text.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/core.h>

namespace clew::report {
namespace {

using base::Instant;
using detail::JsonWriter;
using detail::Layout;
using model::Role;

constexpr std::string_view maker = "clew";

std::string id_of(std::string_view type, std::string_view name) {
  return fmt::format("{}--{}", type, base::name_uuid(export_namespace, fmt::format("{}\n{}", type, name)));
}

/// `created` and `modified` have milliseconds (part 3 section 3.2).
std::string milliseconds(Instant time) {
  constexpr std::uint8_t digits = 3;
  return base::to_rfc3339({time.nanoseconds, digits});
}

/// The start of the day that `published` names; 1970 where it names none: no clock is read, and no date invented.
Instant moment_of(std::string_view published) {
  const auto day = base::parse_rfc3339(detail::first_day_of(published));
  return day ? *day : Instant{};
}

/// Words for people of what is otherwise in the extension: the standard's open vocabulary (part 10 section 10.11).
std::string_view indicator_type_of(Role role) {
  switch (role) {
    case Role::c2:
    case Role::delivery:
    case Role::payload: return "malicious-activity";
    case Role::victim: return "compromised";
    case Role::shared_infrastructure:
    case Role::legitimate_abused:
    case Role::sinkhole: return "anomalous-activity";  // not "benign": whoever asks a sinkhole has something to look at
    case Role::unknown: break;
  }
  return "unknown";
}

std::string_view kill_chain_phase_of(Role role) {
  switch (role) {
    case Role::c2: return "command-and-control";
    case Role::delivery: return "delivery";
    case Role::payload: return "installation";
    default: return {};
  }
}

std::string_view object_type_of(model::NamedThing::Kind kind) {
  switch (kind) {
    case model::NamedThing::Kind::actor: return "intrusion-set";
    case model::NamedThing::Kind::malware: return "malware";
    case model::NamedThing::Kind::tool: return "tool";
    case model::NamedThing::Kind::campaign: return "campaign";
  }
  return "intrusion-set";
}

/// `valid_from` is required: where no window is stated, an indicator is valid from when it was published.
struct Validity {
  Instant from;
  std::optional<Instant> until;
};
Validity validity_of(const model::Indicator& indicator, Instant published) {
  Validity validity{indicator.valid.from.value_or(published), indicator.valid.to};
  if (!validity.until || validity.from < *validity.until) return validity;
  // "valid_until MUST be greater than valid_from": an end that is earlier than the publication leaves the beginning open;
  // a stated window that ends before it begins is told in the extension only.
  if (!indicator.valid.from && Instant{} < *validity.until) return {Instant{}, validity.until};
  return {validity.from, std::nullopt};
}

class Bundle {
 public:
  std::string write(std::span<const model::Notice> notices) {
    std::string names;
    for (const model::Notice& notice : notices) names += key_of(notice) + "\n";
    json_.open('{').key("type").text("bundle").key("id").text(id_of("bundle", names)).key("objects").open('[');
    write_maker();
    for (const model::Notice& notice : notices) {
      // The same notice twice is told once: two objects of one identifier are none of a bundle.
      if (told_.insert("notice " + key_of(notice)).second) write(notice);
    }
    json_.close().close();
    return json_.take();
  }

 private:
  static std::string key_of(const model::Notice& notice) {
    return notice.source.sha256.empty() ? notice.source.file : notice.source.sha256;
  }

  void begin(std::string_view type, const std::string& id, const std::string& author, Instant time) {
    json_.open('{').key("type").text(type).key("spec_version").text("2.1").key("id").text(id);
    if (!author.empty()) json_.key("created_by_ref").text(author);
    json_.key("created").text(milliseconds(time)).key("modified").text(milliseconds(time));
  }
  void begin_extension() {
    json_.key("extensions").open('{').key(stix_extension).open('{');
    json_.key("extension_type").text("property-extension");
  }
  void end_extension() { json_.close().close(); }
  void say(std::string_view key, std::string_view text) {
    if (!text.empty()) json_.key(key).text(text);
  }
  void say(std::string_view key, const std::optional<Instant>& time) {
    if (time) json_.key(key).time(time);
  }

  void write_maker() {
    const std::string id = id_of("identity", maker);
    begin("identity", id, {}, {});
    json_.key("name").text(maker).key("identity_class").text("system").close();
    begin("extension-definition", std::string(stix_extension), id, {});
    json_.key("name").text("What was read from a notice");
    json_.key("description").text("What clew read from a notice and STIX 2.1 has no property for.");
    json_.key("schema").text(
        "Properties by object. indicator, vulnerability: type, value, port, role, valid_from, valid_to (only as stated), "
        "activity, published_by, published, warnings, text, offset, length, line. report: supplier, publisher, published, "
        "window_from, window_to, window_text, file, sha256, format. note: by, via, date, kind, subject, object, stance, "
        "confidence, superseded. attack-pattern: how, score, text. intrusion-set, malware, tool, campaign: named. "
        "All are optional; an absent one is not known.");
    json_.key("version").text("1.0.0").key("extension_types").texts({"property-extension"}).close();
  }

  /// The identity of whoever is named so; empty for nobody.
  std::string identity(std::string_view name) {
    if (name.empty()) return {};
    std::string id = id_of("identity", fmt::format("organization\n{}", name));
    if (told_.insert(id).second) {
      begin("identity", id, {}, {});
      json_.key("name").text(name).key("identity_class").text("organization").close();
    }
    return id;
  }

  void write(const model::Notice& notice) {
    notice_ = &notice;
    key_ = key_of(notice);
    references_.clear();
    campaigns_.clear();
    published_ = moment_of(notice.source.published);
    author_ = identity(notice.source.publisher);
    if (!author_.empty()) refer(author_);
    for (const model::NamedThing& thing : notice.names) write(thing);
    for (const model::Indicator& indicator : notice.indicators) write(indicator);
    for (const model::NamedTechnique& technique : notice.techniques) write(technique);
    // A note on the report itself is not also referred to by it: some programs cannot read a circle.
    const std::string report = id_of("report", key_);
    for (std::size_t i = 0; i < notice.claims.size(); ++i) write(notice.claims[i], i, report);
    write_report(report);
  }

  /// Everything is referred to once, where it is written.
  void refer(const std::string& id) { references_.push_back(id); }

  void write(const model::NamedThing& thing) {
    const std::string_view type = object_type_of(thing.kind);
    const std::string id = id_of(type, fmt::format("{}\n{}", key_, thing.name));
    if (!told_.insert(id).second) return;
    begin(type, id, author_, published_);
    json_.key("name").text(thing.name);
    if (thing.kind == model::NamedThing::Kind::malware) json_.key("is_family").truth(true);
    begin_extension();
    json_.key("named").truth(true);
    end_extension();
    json_.close();
    refer(id);
    if (thing.kind == model::NamedThing::Kind::campaign) campaigns_[thing.name] = id;
  }

  /// The campaign that indicators are published for.
  std::string campaign(const std::string& activity) {
    if (activity.empty()) return {};
    const auto [known, is_new] = campaigns_.try_emplace(activity);
    if (!is_new) return known->second;
    known->second = id_of("campaign", fmt::format("{}\n{}", key_, activity));
    begin("campaign", known->second, author_, published_);
    json_.key("name").text(activity).close();
    refer(known->second);
    return known->second;
  }

  void write(const model::Indicator& indicator) {
    const bool is_vulnerability = indicator.value.type() == model::ValueType::cve;
    const std::string_view type = is_vulnerability ? "vulnerability" : "indicator";
    const std::string value = detail::exact(indicator.value);
    const std::string name = fmt::format("{}\n{}\n{}", key_, name_of(indicator.value.type()), value);
    const std::string id = id_of(type, name);
    if (!told_.insert(id).second) return;
    const std::string author = indicator.published_by.empty() ? author_ : identity(indicator.published_by);
    const std::string activity = campaign(indicator.activity);
    const Instant published = indicator.published.empty() ? published_ : moment_of(indicator.published);
    begin(type, id, author, published);
    json_.key("name").text(value);
    say("description", indicator.note);
    if (is_vulnerability) {
      json_.key("external_references").open('[').open('{', Layout::line).key("source_name").text("cve");
      json_.key("external_id").text(value).close().close();
    } else {
      write_detection(indicator, published);
    }
    write_extension(indicator);
    json_.close();
    refer(id);
    if (!activity.empty() && !is_vulnerability) write_relationship(id, activity, author, published);
  }

  void write_detection(const model::Indicator& indicator, Instant published) {
    json_.key("indicator_types").texts({std::string(indicator_type_of(indicator.role))});
    json_.key("pattern").text(detail::stix_pattern_of(indicator.value)).key("pattern_type").text("stix");
    json_.key("pattern_version").text("2.1");
    const Validity validity = validity_of(indicator, published);
    json_.key("valid_from").time(validity.from);
    say("valid_until", validity.until);
    const std::string_view phase = kill_chain_phase_of(indicator.role);
    if (phase.empty()) return;
    json_.key("kill_chain_phases").open('[').open('{', Layout::line);
    json_.key("kill_chain_name").text("lockheed-martin-cyber-kill-chain").key("phase_name").text(phase);
    json_.close().close();
  }

  void write_extension(const model::Indicator& indicator) {
    begin_extension();
    json_.key("type").text(name_of(indicator.value.type())).key("value").text(indicator.value.text());
    if (indicator.value.port()) json_.key("port").number(*indicator.value.port());
    if (indicator.role != Role::unknown) json_.key("role").text(name_of(indicator.role));
    say("valid_from", indicator.valid.from);
    say("valid_to", indicator.valid.to);
    say("activity", indicator.activity);
    say("published_by", indicator.published_by);
    say("published", indicator.published);
    if (!indicator.warnings.empty()) json_.key("warnings").texts(indicator.warnings);
    say("text", indicator.text);
    json_.key("offset").number(indicator.where.offset_bytes).key("length").number(indicator.where.size_bytes);
    json_.key("line").number(indicator.line);
    end_extension();
  }

  void write_relationship(const std::string& source, const std::string& target, const std::string& author,
                          Instant time) {
    const std::string id = id_of("relationship", fmt::format("indicates\n{}\n{}", source, target));
    begin("relationship", id, author, time);
    json_.key("relationship_type").text("indicates").key("source_ref").text(source).key("target_ref").text(target);
    json_.close();
    refer(id);
  }

  void write(const model::NamedTechnique& technique) {
    const std::string name =
        fmt::format("{}\n{}\n{}\n{}", key_, technique.id, name_of(technique.how), technique.where.offset_bytes);
    const std::string id = id_of("attack-pattern", name);
    if (!told_.insert(id).second) return;
    begin("attack-pattern", id, author_, published_);
    json_.key("name").text(technique.id);
    if (technique.how == model::NamedTechnique::How::suggested) {
      // A suggestion says how sure it is, in the standard's scale of 0 to 100.
      json_.key("confidence").number(static_cast<std::uint64_t>(std::clamp(technique.score, 0.0, 1.0) * 100.0));
    }
    json_.key("external_references").open('[').open('{', Layout::line).key("source_name").text("mitre-attack");
    json_.key("external_id").text(technique.id).close().close();
    begin_extension();
    json_.key("how").text(name_of(technique.how)).key("score").share(technique.score);
    say("text", technique.text);
    end_extension();
    json_.close();
    refer(id);
  }

  void write(const model::Claim& claim, std::size_t index, const std::string& report) {
    const std::string id = id_of("note", fmt::format("{}\n{}", key_, index));
    const auto about = campaigns_.find(claim.subject);
    const std::string& object = about == campaigns_.end() ? report : about->second;
    const std::string author = claim.by.empty() ? author_ : identity(claim.by);
    begin("note", id, author, claim.date.empty() ? published_ : moment_of(claim.date));
    json_.key("abstract")
        .text(claim.object.empty() ? std::string(name_of(claim.kind))
                                   : fmt::format("{}: {}", name_of(claim.kind), claim.object));
    json_.key("content").text(claim.text.empty() ? claim.object : claim.text);
    if (!claim.by.empty()) json_.key("authors").texts({claim.by});
    json_.key("object_refs").texts({object});
    begin_extension();
    say("by", claim.by);
    say("via", claim.via);
    say("date", claim.date);
    json_.key("kind").text(name_of(claim.kind));
    say("subject", claim.subject);
    say("object", claim.object);
    json_.key("stance").text(name_of(claim.stance));
    say("confidence", claim.confidence.value_or(""));
    if (claim.superseded) json_.key("superseded").truth(true);
    end_extension();
    json_.close();
    if (&object != &report) refer(id);
  }

  void write_report(const std::string& id) {
    // A report refers to something: whoever read it, where nothing was found.
    if (references_.empty()) references_.push_back(id_of("identity", maker));
    begin("report", id, author_, published_);
    json_.key("name").text(detail::title_of(*notice_));
    if (!notice_->source.language.empty()) json_.key("lang").text(notice_->source.language);
    json_.key("report_types").texts({notice_->indicators.empty() ? "threat-report" : "indicator"});
    json_.key("published").text(milliseconds(published_));
    json_.key("object_refs").open('[');
    for (const std::string& reference : references_) json_.text(reference);
    json_.close();
    begin_extension();
    say("supplier", notice_->supplier);
    say("publisher", notice_->source.publisher);
    say("published", notice_->source.published);
    say("window_from", notice_->window.from);
    say("window_to", notice_->window.to);
    say("window_text", notice_->window_text);
    say("file", notice_->source.file);
    say("sha256", notice_->source.sha256);
    say("format", notice_->source.format);
    end_extension();
    json_.close();
  }

  JsonWriter json_;
  std::unordered_set<std::string> told_;  // identifiers of the whole bundle
  const model::Notice* notice_ = nullptr;
  std::string key_;
  std::string author_;
  Instant published_;
  std::vector<std::string> references_;
  std::map<std::string, std::string> campaigns_;  // name -> identifier, of one notice
};

}  // namespace

std::string stix_bundle(std::span<const model::Notice> notices) { return Bundle().write(notices); }

}  // namespace clew::report
