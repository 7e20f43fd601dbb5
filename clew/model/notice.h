/// What was published: the indicators, and all else that a notice says, each with its place in the source.
///
/// A value that merely appears (the supplier's own site, a link to a report) is a `Mention`; a value that breaks the
/// rule of its type is a `Refusal`, with its place, and is never repaired.
/// Field names are those of CASE_DOCUMENT.md, `clew.notice/1`.
#pragma once

#include "clew/base/instant.h"
#include "clew/base/result.h"
#include "clew/model/value.h"

#include <optional>
#include <string>
#include <vector>

namespace clew::model {

/// A stretch of time; an absent end is open. `to` is the first moment that no longer belongs to it.
struct Window {
  std::optional<base::Instant> from;
  std::optional<base::Instant> to;

  [[nodiscard]] bool contains(base::Instant time) const { return (!from || time >= *from) && (!to || time < *to); }
  [[nodiscard]] bool is_open() const { return !from && !to; }
  bool operator==(const Window&) const = default;
};

/// What the publisher says that an indicator is for.
enum class Role : std::uint8_t {
  unknown,
  c2,
  delivery,
  payload,
  victim,
  shared_infrastructure,
  sinkhole,
  legitimate_abused,  ///< somebody else's honest service or file, used by the intruder: proves nothing alone
};
constexpr std::size_t role_count = 8;
std::string_view name_of(Role role);
std::optional<Role> role_named(std::string_view name);

/// That a value is published for one more activity.
struct AlsoFor {
  std::string activity;
  std::string published_by = {};
  std::string published = {};  ///< date as written
  bool operator==(const AlsoFor&) const = default;
};

struct Indicator {
  Value value;
  std::string text;        ///< as it stood in the source, defanged or not
  base::Span where;        ///< in the source
  std::uint64_t line = 0;  ///< in the source, from 1
  Role role = Role::unknown;
  Window valid = {};          ///< when the value belonged to the intruder, as far as the source says
  std::string note = {};      ///< the publisher's own remark
  std::string activity = {};  ///< the intrusion or campaign that it is published for
  std::string published_by = {};
  std::string published = {};  ///< date as written: `2023-07-12`, `2023-07`
  std::vector<std::string> warnings = {};
  std::uint64_t page = 0;              ///< of a PDF, from 1; `where` and `line` are then those of its text
  std::vector<AlsoFor> also_for = {};  ///< what the remark tells as "also published for …"
  /// Of a host that nobody published: the URL that it is the host of. It was asked for; which page, the record must tell.
  std::string host_of_url = {};

  [[nodiscard]] bool is_published() const { return host_of_url.empty(); }
};

/// `Mention::why` of what its publisher listed once and takes back: where several notices are read, it is no indicator of any.
constexpr std::string_view why_revoked = "revoked by its publisher";

struct Mention {
  ValueType type;
  std::string value;
  std::string why;  ///< "the publisher's own site"
  base::Span where;
  std::uint64_t line = 0;
  std::uint64_t page = 0;  ///< of a PDF, from 1; `where` and `line` are then those of its text
};

struct Refusal {
  std::string text;
  ValueType type;
  std::string why;  ///< "63 digits, 64 expected"
  base::Span where;
  std::uint64_t line = 0;
  std::uint64_t page = 0;  ///< of a PDF, from 1; `where` and `line` are then those of its text
};

/// What a claim is about. The names are those of docs/formats/pack.md and `clew read --json`.
enum class ClaimKind : std::uint8_t {
  attribution,  ///< who did it
  timeline,     ///< when something of the intrusion happened: first activity, discovery, end
  access,       ///< how the intruder got in
  scope,        ///< whom or how many it hit
  response,     ///< what the supplier did about it
  correction,   ///< an earlier statement was wrong
};
constexpr std::size_t claim_kind_count = 6;
std::string_view name_of(ClaimKind kind);
std::optional<ClaimKind> claim_kind_named(std::string_view name);

/// How its author stands to what is claimed.
enum class Stance : std::uint8_t { states, confirms, suspects, denies, retracts, corrects };
constexpr std::size_t stance_count = 6;
std::string_view name_of(Stance stance);
std::optional<Stance> stance_named(std::string_view name);

/// What somebody says, in public, of an intrusion. A later claim of the same author on the same matter supersedes.
struct Claim {
  std::string by;    ///< "CrowdStrike"
  std::string via;   ///< who reported it, where that is somebody else: "Reuters"
  std::string date;  ///< of the statement, as far as it is known: "2023-07-20", "2023-07", or empty
  ClaimKind kind = ClaimKind::attribution;
  std::string subject = {};  ///< the intrusion or victim: "JumpCloud intrusion 2023"
  std::string object = {};   ///< what is said of it: a name, a number, a date
  Stance stance = Stance::states;
  std::optional<std::string> confidence = {};  ///< in the author's words: "high confidence"
  bool superseded = false;
  std::string text = {};  ///< the words of the source
  base::Span where = {};
  std::uint64_t line = 0;
};

/// An ATT&CK technique that a notice names, or that its words suggest.
struct NamedTechnique {
  std::string id;  ///< "T1195.002"
  enum class How : std::uint8_t { stated, suggested } how = How::stated;
  double score = 1.0;     ///< of the suggestion, 0 to 1
  std::string text = {};  ///< the id, or the sentence that suggests it
  base::Span where = {};
  std::uint64_t line = 0;
};

/// What stands like a technique's id and is none: of an impossible shape, or withdrawn by ATT&CK.
struct RefusedTechnique {
  std::string text;
  std::string why;  ///< "withdrawn by ATT&CK, now T1059.001"
  base::Span where = {};
  std::uint64_t line = 0;
};

/// A name that is known from other publications.
struct NamedThing {
  enum class Kind : std::uint8_t { actor, malware, tool, campaign } kind = Kind::actor;
  std::string name;  ///< as the crosswalk spells it
  base::Span where = {};
  std::uint64_t line = 0;
};
std::string_view name_of(NamedTechnique::How how);
std::string_view name_of(NamedThing::Kind kind);

/// A STIX pattern that asks for more than single values, which are indicators: judged as a whole or not at all.
struct PublishedPattern {
  std::string id;    ///< of the object that holds it: `indicator--…`
  std::string name;  ///< its publisher's, or empty
  std::string text;
  base::Span where;  ///< of the text in the source, with the escapes of JSON
  std::uint64_t line = 0;
  std::string why_not = {};  ///< it shall not be judged: "revoked by its publisher"
};

struct NoticeSource {
  std::string file;
  std::string sha256;
  std::string
      format;  ///< "markdown", "text", "csv", "pack", "html", "pdf", "mail", "stix", "misp", "openioc", "yara", "sigma"
  std::string title;
  std::string publisher;
  std::string published;      ///< `2023-07-12`, or empty
  std::string language = {};  ///< "en", "fr", or empty
};

struct Notice {
  NoticeSource source;
  std::string supplier;          ///< id of the pack whose supplier the notice is about, or empty
  Window window;                 ///< the time to look at, as stated
  std::string window_text = {};  ///< the words that stated it
  std::vector<Indicator> indicators;
  std::vector<Mention> mentions;
  std::vector<Refusal> refused;
  std::vector<Claim> claims = {};
  std::vector<NamedTechnique> techniques = {};
  std::vector<RefusedTechnique> refused_techniques = {};
  std::vector<NamedThing> names = {};
  std::vector<PublishedPattern> patterns = {};
};

}  // namespace clew::model
