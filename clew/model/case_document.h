/// The answer of an investigation, field by field as CASE_DOCUMENT.md fixes it (`clew.case/1`).
///
/// Reports, exports and scoring read this and nothing else. Values of indicators are exact here; people are shown
/// defanged ones (`report`). Lists are in the order in which they are to be read: findings by time, rotation by order.
#pragma once

#include "clew/base/instant.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::model {

enum class Verdict : std::uint8_t { hit, suspicious, not_seen, cannot_say };
enum class Grade : std::uint8_t { executed, contacted, authenticated, attempted, mentioned };
enum class FindingStatus : std::uint8_t { counts, explained };
enum class FindingKind : std::uint8_t { indicator, behaviour };
enum class DeviceStatus : std::uint8_t { compromised, suspicious, cleared };
enum class AccountStatus : std::uint8_t { used_by_intruder, exposed, cleared };
enum class RotationState : std::uint8_t { to_do, done, verified };
/// How a piece of evidence stands to a hypothesis.
enum class Bearing : std::uint8_t { against, neutral, supports, supports_strongly };

std::string_view name_of(Verdict verdict);
std::string_view name_of(Grade grade);
std::string_view name_of(FindingStatus status);
std::string_view name_of(FindingKind kind);
std::string_view name_of(DeviceStatus status);
std::string_view name_of(AccountStatus status);
std::string_view name_of(RotationState state);
std::string_view name_of(Bearing bearing);  ///< `-`, `0`, `+`, `++`

struct CaseWindow {
  std::optional<base::Instant> from, to;
  std::string source;  ///< "notice", "pack", "flags", or "none"
};

/// A record that proves a finding.
struct CaseEvidence {
  std::string file;
  std::uint64_t line = 0;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::string raw;                 ///< added: the record itself, valid UTF-8, cut where it is long
  std::uint64_t match_offset = 0;  ///< added: of the matched text within `raw`
  std::uint64_t match_length = 0;  ///< added
};

/// The indicator that a finding is about.
struct CaseIndicator {
  std::string value;
  std::string type;
  std::string activity;
  std::string published_by;
  std::string published;                   ///< added
  std::string role;                        ///< added
  std::vector<std::string> warnings = {};  ///< added; what speaks against taking it for the intruder's own
};

struct CaseFinding {
  std::string id;  ///< F1, F2 … in order of time
  std::optional<base::Instant> time;
  std::string time_quality;
  FindingKind kind = FindingKind::indicator;
  std::string rule;  ///< what fired, or which explanation holds; empty is null
  std::optional<CaseIndicator> indicator;
  Grade grade = Grade::mentioned;
  FindingStatus status = FindingStatus::explained;
  std::string explanation;  ///< empty is null
  std::string device;       ///< empty is null
  std::string account;      ///< empty is null
  std::string source;       ///< added: which source the record is from
  std::string text;
  std::string chain;          ///< added: the chain of events that it belongs to ("C1"); empty is null
  std::string tactic;         ///< added: ATT&CK tactic in lower case ("credential-access"); empty is null
  std::string technique;      ///< added: ATT&CK technique ("T1555.001"); empty is null
  std::uint64_t repeats = 0;  ///< added: how many more records say exactly the same
  std::vector<CaseEvidence> evidence;
};

struct CaseDevice {
  std::string name;
  std::vector<std::pair<std::string, std::vector<std::string>>> ids;  ///< "jumpcloud_system": one, "ip": any number
  DeviceStatus status = DeviceStatus::cleared;
  std::optional<base::Instant> since;
  std::vector<std::string> found_by;
  std::vector<std::string> findings;
  std::string why;  ///< added: why it has this status
};

struct CaseAccount {
  std::string name;
  std::string kind;  ///< "user", "admin", "service", "cloud"
  AccountStatus status = AccountStatus::cleared;
  std::string why;
  std::vector<std::string> findings;
};

struct CaseRotation {
  std::uint32_t order = 0;
  std::string what;
  std::string kind;
  std::string id;       ///< empty is null
  std::string account;  ///< empty is null
  std::string device;   ///< empty is null
  std::string why;
  std::vector<std::string> after;  ///< what comes first: "isolate KILN-07", "rotation 2"
  RotationState state = RotationState::to_do;
  std::string state_why;  ///< added: the record that shows it, or who still uses the old one
  std::vector<std::string> findings;
};

/// Events on one device that follow from one another: a behaviour counts by its chain, not alone.
struct CaseChain {
  std::string id;  ///< C1, C2 … in order of time
  std::string device;
  std::string root;  ///< what began it, in words: "/opt/jc/bin/jumpcloud-agent started /usr/bin/ruby setup.rb"
  std::optional<base::Instant> from, to;
  bool counts = false;
  std::string why;  ///< why it counts, or why not
  std::vector<std::string> findings;
};

/// What could be taken from a compromised device, and what was.
struct CaseSecret {
  std::string what;  ///< "login keychain of kim"
  std::string kind;  ///< as in CaseRotation
  std::string device;
  std::string account;  ///< empty is null
  bool opened = false;  ///< by a process of the intruder; false: within its reach
  std::vector<std::string> findings;
};

/// A call to a cloud with a credential that the intruder used.
struct CaseCloudAction {
  std::optional<base::Instant> time;
  std::string account, credential, operation, resource, from_address;
  bool succeeded = false;
  std::string finding;
};

/// What was looked at and does not count: a behaviour that is explained, an account that did nothing unusual.
struct CaseCleared {
  std::string what;  ///< "order by ops.lead to KILN-08"
  std::string kind;  ///< "device", "account", "behaviour"
  std::string why;
  std::vector<std::string> findings;
};

/// How far a source's clock is off, measured on records that it shares with another.
struct CaseClock {
  std::string source;
  std::string against;
  double offset_seconds = 0;  ///< to be subtracted from the source's times
  double error_seconds = 0;   ///< either way
  std::uint64_t pairs = 0;
  bool applied = false;
  std::string how;  ///< in words
};

struct CaseGap {
  std::optional<base::Instant> from, to;
  std::string why;  ///< added: "starts late", "no records although there were some before and after", …
};

struct CaseCoverage {
  std::string source;
  std::vector<std::string> sees;
  std::vector<std::string> files;
  std::optional<base::Instant> from, to;
  std::uint64_t events = 0;
  std::uint64_t unparsed = 0;
  std::vector<CaseGap> gaps;
  std::vector<std::uint32_t> histogram;  ///< added: records in each of up to 120 equal parts of the report's time axis
  std::string guessed = {};              ///< added: what of its records is only guessed, in words; mostly nothing
};

struct CaseBlind {
  std::string what;
  std::string why;
  std::optional<base::Instant> from, to;
};

/// Whether the evidence could have shown an indicator of this type at all.
struct CaseSearch {
  std::string type;                   ///< "domain"
  std::uint64_t indicators = 0;       ///< how many of this type were hunted
  std::uint64_t sighted = 0;          ///< how many of them were seen, explained or not
  std::vector<std::string> shown_by;  ///< sources that would show one
  double covered = 0;                 ///< share of the window that these sources cover, 0 to 1
};

struct CaseEvidenceFile {
  std::string file;
  std::uint64_t bytes = 0;
  std::string sha256;          ///< of the file as it lies on the disk
  std::string content_sha256;  ///< added: of what was decompressed; empty when it is the same
  std::string source;          ///< added: what it was recognised as
  std::uint64_t records = 0;   ///< added: = events + unparsed
  std::uint64_t events = 0;    ///< added
  std::uint64_t unparsed = 0;  ///< added
  std::string problem;         ///< added: why it could not be read to its end; empty when it was
};

struct CaseNotice {
  std::string file, sha256, format, title, publisher, published;
  std::uint64_t indicators = 0, mentions = 0, refused = 0;
};

/// What speaks for a door, or against it.
struct CaseDoorReason {
  std::string kind;  ///< of the door
  bool in_favour = true;
  std::string text;
  std::vector<std::string> findings;
};

struct CaseAnswer {
  Verdict verdict = Verdict::cannot_say;
  std::string sentence;
  std::optional<base::Instant> earliest_time;
  std::string earliest_finding;  ///< empty when nothing counts
  std::string door_kind;         ///< empty when nothing counts
  std::string door_why;
  std::vector<std::string> door_findings;
  std::vector<CaseDoorReason> door_reasons;      ///< added: evidence for and against each door
  std::optional<base::Instant> could_have_seen;  ///< added: how far back the evidence could have shown an earlier one
  std::string could_have_seen_why;               ///< added: in words, source by source
};

/// Whom it resembles; `clew link` tells all of it.
struct CaseCandidate {
  std::string activity;
  std::vector<std::string> names;
  std::string confidence;
  double probability = 0;
  std::vector<std::string> supporting;
  std::vector<std::string> opposing;
  std::string level = {};           ///< added: how far down the evidence reaches: "cluster"
  bool rests_on_claims = false;     ///< added: on what others say, not on what links
  std::string confidence_why = {};  ///< added
};

/// Added: one piece of evidence, and how it stands to each candidate, the unknown actor last.
struct CaseMatrixRow {
  std::string evidence;
  std::string kind;
  std::vector<Bearing> cells;
};

/// Added: a value of the case, what links it, and the activity that it leads to.
struct CaseLink {
  std::string kind;  ///< "registered_domain", "technique", "claim", …
  std::string from;
  std::string to;
  std::string activity;
  std::string source;      ///< of the fact; empty is null
  std::string publisher;   ///< empty is null
  std::string date;        ///< empty is null
  double weight = 0;       ///< 0: it carries nothing
  std::string discounted;  ///< why it carries less than its kind does; empty is null
};

struct CaseAttribution {
  std::vector<CaseCandidate> candidates;
  bool abstained = true;                             ///< added: nothing specific links, so that nobody is named
  std::string why;                                   ///< added
  double unknown_probability = 1;                    ///< added: of an actor that is not in the knowledge base
  std::vector<std::string> unknown_supporting = {};  ///< added
  std::vector<std::string> unknown_opposing = {};    ///< added
  std::vector<CaseMatrixRow> matrix = {};            ///< added
  std::vector<CaseLink> links = {};                  ///< added: at most `case_links_max`, what weighs most first
  std::uint64_t links_total = 0;                     ///< added: with those that had no room
  std::vector<std::string> would_change = {};        ///< added: what would change the judgement
};
constexpr std::size_t case_links_max = 1'000;

struct CaseDocument {
  std::string tool_version;
  std::string supplier;
  CaseWindow window;
  CaseAnswer answer;
  std::vector<CaseDevice> devices;
  std::vector<CaseAccount> accounts;
  std::vector<CaseRotation> rotation;
  std::vector<CaseFinding> findings;
  std::vector<CaseChain> chains;               ///< added
  std::vector<CaseSecret> secrets;             ///< added
  std::vector<CaseCloudAction> cloud_actions;  ///< added
  std::vector<CaseCleared> cleared;            ///< added
  std::vector<CaseClock> clocks;               ///< added
  std::vector<CaseCoverage> coverage;
  std::optional<base::Instant> axis_from, axis_to;  ///< added: the time axis of the histograms
  std::vector<CaseBlind> blind;
  std::vector<CaseSearch> searched;  ///< added
  std::vector<CaseNotice> notices;   ///< added
  std::optional<CaseAttribution> attribution;
  std::vector<CaseEvidenceFile> evidence_files;
  std::vector<std::string> problems;  ///< added: input that could not be read, in words
};

}  // namespace clew::model
