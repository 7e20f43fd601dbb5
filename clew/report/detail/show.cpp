#include "clew/report/detail/show.h"

#include "clew/base/text.h"
#include "clew/model/value.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

namespace clew::report::detail {
namespace {

constexpr std::size_t word_bytes_max = 2'000;  ///< longer than any URL that is told

std::string defanged(const model::CaseIndicator& indicator) {
  const auto type = model::value_type_named(indicator.type);
  return type ? model::defanged(*type, indicator.value) : indicator.value;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = base::find_ignoring_case(text, from); at != std::string::npos;
       at = base::find_ignoring_case(text, from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// Every web address, known or not: nothing that is shown shall be one click away.
std::string without_links(std::string text) {
  replace_all(text, "http://", "hxxp://");
  replace_all(text, "https://", "hxxps://");
  return text;
}

std::string defanged_word(std::string_view word) {
  using enum model::ValueType;
  if (word.find_first_of(".:") == std::string_view::npos || word.size() > word_bytes_max) return std::string(word);
  // A version, a date or a technique (T1566.001) ends in a digit, a host does not.
  const bool is_named = base::is_alpha(word.back()) || word.find('/') != std::string_view::npos;
  for (const model::ValueType type : {ipv4, ipv6, cidr, email, domain, url}) {
    if ((type == domain || type == url) && !is_named) continue;
    if (model::Value::parse(type, word)) return model::defanged(type, word);
  }
  return std::string(word);
}

bool is_midnight(base::Instant time) { return time.nanoseconds % (86'400 * base::Instant::per_second) == 0; }

/// The first part of `parts` that begins at or after this share of the axis.
std::size_t part_at(double share, std::size_t parts) {
  return std::min(static_cast<std::size_t>(std::lround(share * static_cast<double>(parts))), parts);
}

}  // namespace

std::string shown(const model::CaseIndicator& indicator) { return base::printable(without_links(defanged(indicator))); }

Shower::Shower(const model::CaseDocument& document) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const model::CaseFinding& finding : document.findings) {
    if (!finding.indicator || seen.size() >= values_max) continue;
    if (!seen.emplace(finding.indicator->type, finding.indicator->value).second) continue;
    std::string safe = defanged(*finding.indicator);
    if (safe != finding.indicator->value && !finding.indicator->value.empty()) {
      defanged_.emplace_back(finding.indicator->value, std::move(safe));
    }
  }
  std::ranges::stable_sort(defanged_, std::greater<>(), [](const auto& pair) { return pair.first.size(); });
}

std::string Shower::text(std::string_view text) const {
  std::string result(text);
  for (const auto& [exact, safe] : defanged_) replace_all(result, exact, safe);
  return base::printable(without_links(std::move(result)));
}

std::string Shower::text(std::string_view text, const model::CaseFinding& finding) {
  std::string result(text);
  if (finding.indicator && !finding.indicator->value.empty()) {
    replace_all(result, finding.indicator->value, defanged(*finding.indicator));
  }
  return base::printable(without_links(std::move(result)));
}

std::string defanged_words(std::string_view text) {
  constexpr std::string_view between = " \t\r\n,;()<>{}|=\"'";
  constexpr std::string_view behind = ".:!?";
  std::string result;
  while (!text.empty()) {
    const std::size_t begin = std::min(text.find_first_not_of(between), text.size());
    result += text.substr(0, begin);
    text.remove_prefix(begin);
    std::string_view word = text.substr(0, text.find_first_of(between));
    text.remove_prefix(word.size());
    const std::string_view bare = word.substr(0, word.find_last_not_of(behind) + 1);
    result += defanged_word(bare);
    result += word.substr(bare.size());
  }
  return base::printable(without_links(std::move(result)));
}

std::string sentence_of(const model::CaseDocument& document, const Shower& shower) {
  std::string sentence = shower.text(document.answer.sentence);
  const std::string_view word = word_of(document.answer.verdict);
  const bool repeated = sentence.size() > word.size() + 2 && sentence[word.size()] == ':' &&
                        sentence[word.size() + 1] == ' ' &&
                        base::equal_ignoring_case(std::string_view(sentence).substr(0, word.size()), word);
  if (!repeated) return sentence;
  sentence.erase(0, word.size() + 2);
  if (base::is_lower(sentence.front())) sentence.front() = static_cast<char>(sentence.front() - 'a' + 'A');
  return sentence;
}

std::string_view word_of(model::Verdict verdict) {
  switch (verdict) {
    case model::Verdict::hit: return "HIT";
    case model::Verdict::suspicious: return "SUSPICIOUS";
    case model::Verdict::not_seen: return "NOT SEEN";
    case model::Verdict::cannot_say: return "CANNOT SAY";
  }
  return "";
}

std::string words_of(std::string_view name) {
  std::string words = base::printable(name);
  std::ranges::replace_if(
      words, [](char c) { return c == '_' || c == '-'; }, ' ');
  return words;
}

std::string grouped(std::uint64_t number) {
  std::string digits = fmt::format("{}", number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

std::string sized(std::uint64_t bytes) {
  static constexpr std::array<std::string_view, 5> units = {"kB", "MB", "GB", "TB", "PB"};
  if (bytes < 1000) return fmt::format("{} bytes", bytes);
  double amount = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  while (amount >= 999.95 && unit + 1 < units.size()) {
    amount /= 1000;
    ++unit;
  }
  return fmt::format("{:.1f} {}", amount, units[unit]);
}

std::string percent(double share) {
  if (!(share > 0)) return "0 %";
  if (share >= 1) return "100 %";
  return fmt::format("{} %", std::clamp(std::lround(share * 100), 1L, 99L));
}

std::string moment(base::Instant time) {
  const base::CivilTime civil = base::to_civil(time);
  return fmt::format("{} {:02}:{:02}:{:02}", base::to_date(time), civil.hour, civil.minute, civil.second);
}

std::string stretch(const std::optional<base::Instant>& from, const std::optional<base::Instant>& to) {
  const bool dates = (!from || is_midnight(*from)) && (!to || is_midnight(*to));
  const std::string begin = !from ? "" : dates ? base::to_date(*from) : moment(*from).substr(0, 16);
  // A stretch of whole days ends with the midnight after its last day; people name that day.
  const std::string end = !to ? "" : dates ? base::to_date({to->nanoseconds - 1, 0}) : moment(*to).substr(0, 16);
  if (from && to) return begin == end ? begin : begin + " – " + end;
  if (from) return "from " + begin;
  return to ? "until " + end : std::string();
}

std::string joined(const std::vector<std::string>& texts, std::string_view separator) {
  return fmt::format("{}", fmt::join(texts, separator));
}

std::string offset_of(const model::CaseClock& clock) {
  constexpr double told_max = 1e9;  // 31 years: beyond that, a clock is not off but broken
  const auto told = [](double seconds) {
    if (!(seconds < told_max)) return std::string("more than 30 years");
    if (seconds < 120) return fmt::format("{:.4g} s", seconds);
    const auto whole = static_cast<std::uint64_t>(seconds);
    const std::uint64_t full_minutes = whole / 60 * 60;
    const double rest = seconds - static_cast<double>(full_minutes);
    return whole < 3600 ? fmt::format("{} min {:.4g} s", whole / 60, rest)
                        : fmt::format("{} h {} min {:.4g} s", grouped(whole / 3600), whole / 60 % 60, rest);
  };
  const double offset = clock.offset_seconds;
  const double error = std::abs(clock.error_seconds);
  const std::string within = error > 0 ? ", ± " + told(error) : std::string();
  if (std::isnan(offset)) return "not known";
  if (std::abs(offset) <= error || offset == 0) return "right" + within;
  return told(std::abs(offset)) + (offset > 0 ? " ahead" : " behind") + within;
}

std::string place_of(const model::CaseFinding& finding) {
  if (finding.evidence.empty()) return {};
  return base::printable(fmt::format("{}:{}", finding.evidence.front().file, finding.evidence.front().line));
}

std::string subject_of(const model::CaseFinding& finding) {
  if (finding.indicator) return shown(*finding.indicator);
  // A behaviour's name says in few words what its sentence says in many.
  const bool named = finding.kind == model::FindingKind::behaviour && !finding.rule.empty();
  return named || finding.text.empty() ? words_of(finding.rule) : Shower::text(finding.text, finding);
}

std::vector<const model::CaseFinding*> counting(const model::CaseDocument& document) {
  std::vector<const model::CaseFinding*> findings;
  for (const auto& finding : document.findings) {
    if (finding.status == model::FindingStatus::counts) findings.push_back(&finding);
  }
  return findings;
}

std::vector<ExplainedGroup> explained(const model::CaseDocument& document) {
  std::map<std::string_view, ExplainedGroup> by_rule;
  for (const auto& finding : document.findings) {
    if (finding.status != model::FindingStatus::explained) continue;
    ExplainedGroup& group = by_rule[finding.rule];
    group.rule = finding.rule;
    group.findings.push_back(&finding);
  }
  std::vector<ExplainedGroup> groups;
  for (auto& [rule, group] : by_rule) groups.push_back(std::move(group));
  std::ranges::stable_sort(groups, std::greater<>(), [](const ExplainedGroup& group) { return group.findings.size(); });
  return groups;
}

double Axis::share(base::Instant time) const {
  // In floating point from the start: the difference of two far apart instants does not fit into 64 bits.
  const double length = static_cast<double>(to.nanoseconds) - static_cast<double>(from.nanoseconds);
  return std::clamp((static_cast<double>(time.nanoseconds) - static_cast<double>(from.nanoseconds)) / length, 0.0, 1.0);
}

std::optional<Axis> axis_of(const model::CaseDocument& document) {
  if (document.axis_from && document.axis_to && *document.axis_from < *document.axis_to) {
    return Axis{*document.axis_from, *document.axis_to};
  }
  const auto& window = document.window;
  if (window.from && window.to && *window.from < *window.to) return Axis{*window.from, *window.to};
  return std::nullopt;
}

std::vector<BarPart> bar_of(const model::CaseCoverage& coverage, const Axis& axis, std::size_t parts) {
  std::vector<BarPart> bar(parts);
  const std::size_t slots = coverage.histogram.size();
  if (slots == 0 || parts == 0) return bar;
  // Each part shows the mean of the slots that touch it.
  double highest = 0;
  for (std::size_t part = 0; part < parts; ++part) {
    const std::size_t begin = part * slots / parts;
    const std::size_t end = std::max(begin + 1, (part + 1) * slots / parts);
    for (std::size_t slot = begin; slot < end; ++slot) bar[part].height += coverage.histogram[slot];
    bar[part].height /= static_cast<double>(end - begin);
    highest = std::max(highest, bar[part].height);
  }
  for (BarPart& part : bar) part.height = highest > 0 ? std::sqrt(part.height / highest) : 0;
  for (const model::CaseGap& gap : coverage.gaps) {
    const std::size_t begin = gap.from ? part_at(axis.share(*gap.from), parts) : 0;
    const std::size_t end = gap.to ? part_at(axis.share(*gap.to), parts) : parts;
    for (std::size_t part = begin; part < end; ++part) bar[part].gap = true;
  }
  return bar;
}

std::vector<std::string> devices_to_isolate(const model::CaseDocument& document) {
  std::vector<std::string> names;
  for (const model::CaseDevice& device : document.devices) {
    if (device.status == model::DeviceStatus::compromised) names.push_back(device.name);
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace clew::report::detail
