#include "clew/desk/pack.h"

#include "clew/base/disk.h"
#include "clew/base/text.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace clew::desk {
namespace {

using base::fail;
using base::Fault;
using base::printable;
using base::Result;
using intel::Pack;

/// The lines of a summary: a word in the first column, then what there is.
class Summary {
 public:
  explicit Summary(const Pack& pack) : pack_(pack) {}

  std::vector<std::string> lines() {
    say("supplier",
        fmt::format("{} ({}), {}", pack_.name, pack_.id, pack_.domains.empty() ? "no domains" : joined(pack_.domains)));
    say("window", window());
    say("claims", claims());
    say("agents", agents());
    std::vector<std::string> doors;
    doors.reserve(pack_.doors.size());
    for (const intel::Door& door : pack_.doors) doors.push_back(door.kind);
    say("doors", joined(doors));
    say("orders", orders());
    credentials();
    std::vector<std::string> kept;
    kept.reserve(pack_.retention.size());
    for (const intel::Retention& row : pack_.retention) kept.push_back(fmt::format("{} {} days", row.log, row.days));
    say("kept", joined(kept));
    std::vector<std::string> needs;
    needs.reserve(pack_.needs.size());
    for (const intel::Need& need : pack_.needs) needs.push_back(need.name);
    say("needs", joined(needs));
    say("indicators", indicators());
    for (const model::LogMapping& log : pack_.logs) say("log", describe(log));
    return std::move(lines_);
  }

 private:
  static constexpr std::size_t line_bytes_max = 400;  // a list that is longer is cut: this is a summary

  void say(std::string_view word, std::string_view text) {
    lines_.push_back(fmt::format("  {:<12}{}", word, printable(base::shortened(text, line_bytes_max))));
  }

  static std::string joined(const std::vector<std::string>& words) {
    return words.empty() ? "none" : fmt::format("{}", fmt::join(words, ", "));
  }

  [[nodiscard]] std::string window() const {
    if (pack_.window.is_open()) return "none";
    std::string text = pack_.window.from ? "from " + base::to_date(*pack_.window.from) : std::string("until");
    // `to` is the first moment after it.
    if (pack_.window.to) {
      text += (pack_.window.from ? " to " : " ") + base::to_date({pack_.window.to->nanoseconds - 1});
    }
    return pack_.window_source.empty() ? text : text + ", says " + pack_.window_source;
  }

  [[nodiscard]] std::string claims() const {
    std::vector<std::string> rows;
    rows.reserve(pack_.claims.size());
    for (const model::Claim& claim : pack_.claims) {
      rows.push_back(fmt::format("{} {} {}", claim.date, claim.by, model::name_of(claim.kind)));
    }
    return joined(rows);
  }

  [[nodiscard]] std::string agents() const {
    std::vector<std::string> rows;
    rows.reserve(pack_.agents.size());
    for (const intel::Agent& agent : pack_.agents) {
      rows.push_back(fmt::format("{} ({} own files)", agent.system, agent.own_files.size()));
    }
    return joined(rows);
  }

  [[nodiscard]] std::string orders() const {
    const intel::Orders& orders = pack_.orders;
    if (!orders.known()) return "none";
    const auto queue = [&]() -> std::string {
      constexpr std::int64_t day = 86'400;
      constexpr std::int64_t minute = 60;
      if (orders.queue_seconds_max == 0) return "are not queued";
      if (orders.queue_seconds_max % day == 0) return fmt::format("wait up to {} days", orders.queue_seconds_max / day);
      return fmt::format("wait up to {} minutes", orders.queue_seconds_max / minute);
    };
    return fmt::format("{} (prepared by {} operations), joined by {}, {}", joined(orders.given), orders.prepared.size(),
                       model::name_of(orders.joined_by), queue());
  }

  void credentials() {
    if (pack_.credentials.empty()) say("renew", "none");
    for (const intel::Credential& credential : pack_.credentials) {
      std::string proof =
          credential.rotated_by.empty() ? "no proof in a log" : "proof: " + joined(credential.rotated_by);
      if (!credential.rotated_field.empty()) proof += " of " + credential.rotated_field;
      say("renew",
          fmt::format("{} ({}{}); {}", credential.name, credential.kind, credential.mints ? ", mints" : "", proof));
    }
  }

  [[nodiscard]] std::string indicators() const {
    std::map<std::string_view, std::size_t> counts;
    for (const model::Indicator& indicator : pack_.indicators) ++counts[model::name_of(indicator.value.type())];
    std::vector<std::string> rows;
    rows.reserve(counts.size());
    for (const auto& [type, count] : counts) rows.push_back(fmt::format("{} {}", count, type));
    return joined(rows);
  }

  static std::string describe(const model::LogMapping& log) {
    std::vector<std::string> sees;
    sees.reserve(log.sees.size());
    for (const model::Sight sight : log.sees) sees.emplace_back(model::name_of(sight));
    return fmt::format("{}: {} fields, {} kinds; sees {}", log.source, log.fields.size(), log.kinds.size(),
                       joined(sees));
  }

  const Pack& pack_;
  std::vector<std::string> lines_;
};

PackReport check_one(const std::filesystem::path& path) {
  PackReport report;
  report.file = printable(path.string());
  const auto bytes = base::read_small_file(path, intel::pack_bytes_max);
  if (!bytes) {
    report.errors.push_back(base::to_text(bytes.error()));
    return report;
  }
  const intel::PackCheck check = intel::check_pack(path.string(), *bytes);
  for (const base::Error& error : check.errors) report.errors.push_back(base::to_text(error));
  for (const std::string& sentence : check.advice) report.advice.push_back(printable(sentence));
  if (check.pack) report.summary = Summary(*check.pack).lines();
  return report;
}

}  // namespace

std::vector<PackReport> check_packs(const std::vector<std::filesystem::path>& paths) {
  std::vector<PackReport> reports;
  reports.reserve(paths.size());
  for (const auto& path : paths) reports.push_back(check_one(path));
  return reports;
}

std::vector<std::string> list_packs() {
  std::vector<std::string> lines;
  for (const Pack& pack : intel::built_in_packs()) lines.push_back(fmt::format("{:<14}{}", pack.id, pack.name));
  return lines;
}

Result<std::vector<std::string>> show_pack(std::string_view id) {
  std::string known;
  for (const Pack& pack : intel::built_in_packs()) {
    if (base::equal_ignoring_case(pack.id, id)) return Summary(pack).lines();
    known += (known.empty() ? "" : ", ") + pack.id;
  }
  return fail(Fault::not_found,
              fmt::format("no pack \"{}\" is built in; there are: {}", base::shortened(id, 40), known));
}

std::vector<Pack> known_packs(const std::vector<std::filesystem::path>& reports) {
  std::vector<Pack> packs;
  std::set<std::string> ids;
  for (const auto& path : reports) {
    const auto bytes = base::read_small_file(path, intel::pack_bytes_max);
    if (!bytes || !intel::is_pack(*bytes)) continue;
    auto pack = intel::parse_pack(path.string(), *bytes);
    if (pack && ids.insert(pack->id).second) packs.push_back(*std::move(pack));
  }
  for (const Pack& pack : intel::built_in_packs()) {
    if (ids.insert(pack.id).second) packs.push_back(pack);
  }
  return packs;
}

std::vector<model::LogMapping> log_mappings(std::span<const Pack> packs) {
  std::vector<model::LogMapping> mappings;
  for (const Pack& pack : packs) mappings.insert(mappings.end(), pack.logs.begin(), pack.logs.end());
  return mappings;
}

}  // namespace clew::desk
