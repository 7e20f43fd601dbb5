#include "clew/intel/detail/pattern_values.h"

#include "clew/base/text.h"
#include "clew/intel/detail/commonplace.h"
#include "clew/intel/detail/context.h"
#include "clew/intel/refang.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

namespace clew::intel::detail {
namespace {

using model::Value;
using model::ValueType;
using Use = PatternValue::Use;

constexpr int folder_rank = 1;

struct TypeRow {
  std::string_view object;    // type of the object; empty: any
  std::string_view property;  // the last key
  std::vector<ValueType> types;
};

// STIX 2.1 part 6; names that only STIX 2.0 or widespread habit have stand beside them.
const std::vector<TypeRow>& type_rows() {
  using enum ValueType;
  static const std::vector<TypeRow> rows = {
      {"ipv4-addr", "value", {ipv4, cidr}},
      {"ipv4addr", "value", {ipv4, cidr}},
      {"ipv6-addr", "value", {ipv6, cidr}},
      {"ipv6addr", "value", {ipv6, cidr}},
      {"domain-name", "value", {domain}},
      {"hostname", "value", {domain}},
      {"url", "value", {url, domain, ipv4, ipv6}},
      {"uri", "value", {url}},
      {"email-addr", "value", {email}},
      {"emailaddr", "value", {email}},
      {"file", "name", {file_name, file_path}},
      {"file", "file_name", {file_name, file_path}},
      {"process", "name", {file_name, file_path}},
      {"process", "cwd", {}},
      {"directory", "path", {file_path}},
      {"file", "path", {file_path}},
      {"mutex", "name", {mutex}},
      {"windows-registry-key", "key", {registry_key}},
      {"win-registry-key", "key", {registry_key}},
      {"", "User-Agent", {user_agent}},
      {"", "user_agent", {user_agent}},
      {"autonomous-system", "number", {asn}},
      {"user-account", "account_login", {account}},
      {"user-account", "user_id", {account}},
      {"user-account", "display_name", {account}},
      {"cryptocurrency-wallet", "value", {btc_address, eth_address}},
      {"cryptocurrency-wallet", "address", {btc_address, eth_address}},
      {"", "x_ja3", {ja3}},
      {"", "ja3", {ja3}},
      {"", "ja3_hash", {ja3}},
      {"", "x_ja4", {ja4}},
      {"", "ja4", {ja4}},
  };
  return rows;
}

std::vector<ValueType> types_of_hash(std::string_view object, std::string_view key) {
  using enum ValueType;
  std::string name = base::lowered(key);
  std::erase_if(name, [](char c) { return c == '-' || c == '_'; });
  const bool is_certificate = object == "x509-certificate";
  if (name == "md5") return is_certificate ? std::vector<ValueType>{} : std::vector{md5};
  if (name == "sha1") return {is_certificate ? certificate : sha1};
  if (name == "sha256") return {is_certificate ? certificate : sha256};
  if (name == "sha512") return is_certificate ? std::vector<ValueType>{} : std::vector{sha512};
  return {};
}

/// What a reference of this name points at, where the type of the object does not tell.
std::vector<ValueType> types_behind(std::string_view reference, std::string_view property) {
  using enum ValueType;
  if (reference == "parent_directory_ref" && property == "path") return {file_path};
  if ((reference == "image_ref" || reference == "binary_ref") && property == "name") return {file_name, file_path};
  if (property != "value") return {};
  constexpr auto mail = std::to_array<std::string_view>({"from_ref", "sender_ref", "to_refs", "cc_refs", "bcc_refs"});
  if (std::ranges::find(mail, reference) != mail.end()) return {email};
  if (reference == "dst_ref" || reference == "src_ref") return {ipv4, ipv6, cidr, domain};
  if (reference == "resolves_to_refs") return {ipv4, ipv6, domain, cidr};
  return {};
}

bool is_folder(const ObjectPath& path) {
  const std::string& last = path.steps.back().key;
  return last == "path" && (path.type == "directory" || path.text().find("directory_ref") != std::string::npos);
}

/// An equality in whatever clothes: `=`, IN, LIKE without a wildcard, ISSUBSET of a network.
bool names_values(const PatternTest& test) {
  switch (test.comparison) {
    case Comparison::equal:
    case Comparison::in:
    case Comparison::is_subset: return true;
    case Comparison::like: return test.literals.front().text.find_first_of("%_") == std::string::npos;
    default: return false;
  }
}

std::string_view word_of(Comparison comparison) {
  switch (comparison) {
    case Comparison::like: return "LIKE";
    case Comparison::matches: return "MATCHES";
    case Comparison::is_superset: return "ISSUPERSET";
    case Comparison::not_equal: return "not equal";
    default: return "less or greater";
  }
}

/// What suffices for a part of the pattern: any one of `members` (indices of values).
struct Sufficient {
  std::vector<std::size_t> members = {};
  int rank = 0;                              // of the weakest: with OR the pattern can be met by that one alone
  std::vector<std::size_t> conditions = {};  // tests that give no value and are asked for as well
};

class PatternReader {
 public:
  PatternReader(const Pattern& pattern, std::string_view text) : pattern_(pattern), text_(text) {}

  std::vector<PatternValue> read() {
    std::vector<Sufficient> stack;
    for (const ObservationStep& step : pattern_.steps) {
      switch (step.kind) {
        case ObservationStep::Kind::observe: stack.push_back(observation(step)); break;
        case ObservationStep::Kind::any: join(stack, false); break;
        case ObservationStep::Kind::all:
        case ObservationStep::Kind::followed_by: join(stack, true); break;
        default: break;
      }
    }
    if (!stack.empty()) {
      for (const std::size_t member : stack.back().members) {
        values_[member].use = Use::indicator;
        if (!stack.back().conditions.empty()) note_conditions(values_[member], stack.back().conditions);
      }
    }
    return std::move(values_);
  }

 private:
  Sufficient observation(const ObservationStep& step) {
    std::vector<Sufficient> stack;
    for (std::size_t i = step.begin; i < step.end; ++i) {
      const ComparisonStep& comparison = pattern_.comparisons[i];
      if (comparison.kind == ComparisonStep::Kind::test) {
        stack.push_back(test(comparison.test));
      } else {
        join(stack, comparison.kind == ComparisonStep::Kind::all);
      }
    }
    return std::move(stack.back());
  }

  Sufficient test(std::size_t index) {
    const PatternTest& test = pattern_.tests[index];
    Sufficient result;
    const std::vector<ValueType> types = types_at(test.path);
    const std::string& last = test.path.steps.back().key;
    const bool is_about_reference = last == "type" || last == "dst_port" || last == "src_port" || last == "protocols";
    const bool excludes = test.negated || test.comparison == Comparison::not_equal;
    for (const Literal& literal : test.literals) {
      PatternValue found;
      found.where = literal.content;
      if (!types.empty()) found.type = types.front();
      if (is_about_reference) {
        found.use = Use::silent;
      } else if (types.empty()) {
        found.why = fmt::format("{} is not searched for", test.path.text());
      } else if (!names_values(test) && !excludes) {
        found.why = fmt::format("asked for by its form ({}), which is not searched for", word_of(test.comparison));
      } else {
        read_value(found, types, literal, is_folder(test.path));
        if (found.value && excludes) {
          found.use = Use::mention;
          found.why = "the pattern excludes it";
        }
      }
      const bool suffices = found.value && !excludes;
      if (suffices) {
        const int rank = is_folder(test.path) ? folder_rank : telling(found.type);
        result.rank = result.members.empty() ? rank : std::min(result.rank, rank);
        result.members.push_back(values_.size());
      }
      values_.push_back(std::move(found));
    }
    if (result.members.empty() && last != "type") result.conditions.push_back(index);
    return result;
  }

  static void read_value(PatternValue& found, const std::vector<ValueType>& types, const Literal& literal,
                         bool is_folder) {
    std::string text = literal.text;
    // The folder that a variable names is written without a slash.
    const bool is_variable = is_folder && text.size() > 2 && text.front() == '%' && text.back() == '%';
    if (is_variable) text += '\\';
    if (literal.kind == Literal::Kind::integer) text = fmt::format("{}", literal.integer);
    const bool may_be_defanged = found.type != ValueType::file_name && found.type != ValueType::file_path &&
                                 found.type != ValueType::registry_key && found.type != ValueType::mutex &&
                                 found.type != ValueType::user_agent;
    if (may_be_defanged) text = refang(text).text();
    if (base::trimmed(text).empty()) {
      found.why = "no value";
      return;
    }
    for (const ValueType type : types) {
      auto value = Value::parse(type, base::trimmed(text));
      if (value) {
        found.type = type;
        found.value = *std::move(value);
        return;
      }
      if (found.why.empty() || type == nearest_type(Kind{types}, text)) {
        found.why = value.error().what;
        found.type = type;
      }
    }
  }

  void join(std::vector<Sufficient>& stack, bool is_and) {
    Sufficient right = std::move(stack.back());
    stack.pop_back();
    Sufficient& left = stack.back();
    if (!is_and) {
      left.rank = left.members.empty()    ? right.rank
                  : right.members.empty() ? left.rank
                                          : std::min(left.rank, right.rank);
      left.members.insert(left.members.end(), right.members.begin(), right.members.end());
      left.conditions.clear();  // the other side may be met without them
      return;
    }
    if (join_path(left, right) || join_port(left, right)) return;
    std::vector<std::size_t> conditions = std::move(left.conditions);
    conditions.insert(conditions.end(), right.conditions.begin(), right.conditions.end());
    if (left.members.empty() || right.members.empty() || left.rank != right.rank) {
      const bool takes_right = left.members.empty() || (!right.members.empty() && right.rank > left.rank);
      Sufficient& winner = takes_right ? right : left;
      const Sufficient& loser = takes_right ? left : right;
      for (const std::size_t member : loser.members) {
        values_[member].use = Use::mention;
        values_[member].why = fmt::format("the pattern asks for it only together with {}",
                                          base::shortened(values_[winner.members.front()].value->text(), 80));
      }
      left = Sufficient{std::move(winner.members), winner.rank, std::move(conditions)};
      return;
    }
    left.members.insert(left.members.end(), right.members.begin(), right.members.end());
    left.conditions = std::move(conditions);
  }

  /// The one file name or folder that a side is.
  [[nodiscard]] const PatternValue* only(const Sufficient& side, bool folder) const {
    if (side.members.size() != 1) return nullptr;
    const PatternValue& value = values_[side.members.front()];
    const bool fits = folder ? side.rank == folder_rank : value.type == ValueType::file_name;
    return fits ? &value : nullptr;
  }

  bool join_path(Sufficient& left, Sufficient& right) {
    const bool name_first = only(left, false) != nullptr && only(right, true) != nullptr;
    const bool folder_first = only(left, true) != nullptr && only(right, false) != nullptr;
    if (!name_first && !folder_first) return false;
    PatternValue& name = values_[(name_first ? left : right).members.front()];
    PatternValue& folder = values_[(name_first ? right : left).members.front()];
    std::string path = folder.value->text();
    const char slash = path.find('\\') != std::string::npos ? '\\' : '/';
    if (path.back() != slash) path += slash;
    auto value = Value::parse(ValueType::file_path, path + name.value->text());
    if (!value) return false;
    name.value = *std::move(value);
    name.type = ValueType::file_path;
    folder.use = Use::silent;
    std::vector<std::size_t> conditions = std::move(left.conditions);
    conditions.insert(conditions.end(), right.conditions.begin(), right.conditions.end());
    left = {{(name_first ? left : right).members.front()}, telling(ValueType::file_path), std::move(conditions)};
    return true;
  }

  /// The port that a test asks for: `network-traffic:dst_port = 8060`.
  [[nodiscard]] std::optional<std::int64_t> port_of(const Sufficient& side) const {
    if (!side.members.empty() || side.conditions.size() != 1) return std::nullopt;
    const PatternTest& test = pattern_.tests[side.conditions.front()];
    const bool is_port = test.path.steps.size() == 1 && test.path.steps.front().key == "dst_port";
    if (!is_port || test.comparison != Comparison::equal || test.negated) return std::nullopt;
    return test.literals.front().integer;
  }

  bool join_port(Sufficient& left, Sufficient& right) {
    const auto left_port = port_of(left), right_port = port_of(right);
    Sufficient& host = left_port ? right : left;
    if (left_port.has_value() == right_port.has_value() || host.members.size() != 1) return false;
    PatternValue& value = values_[host.members.front()];
    if (value.type != ValueType::ipv4 && value.type != ValueType::ipv6 && value.type != ValueType::domain) return false;
    const std::string text = value.type == ValueType::ipv6 ? "[" + value.value->text() + "]" : value.value->text();
    auto with_port = Value::parse(value.type, fmt::format("{}:{}", text, left_port ? *left_port : *right_port));
    if (value.value->port() || !with_port) return false;
    value.value = *std::move(with_port);
    if (left_port) left = std::move(right);
    return true;
  }

  void note_conditions(PatternValue& value, const std::vector<std::size_t>& conditions) const {
    std::string note;
    constexpr std::size_t conditions_told_max = 4;
    for (std::size_t i = 0; i < std::min(conditions.size(), conditions_told_max); ++i) {
      const base::Span where = pattern_.tests[conditions[i]].where;
      note += note.empty() ? "asked for only together with " : ", ";
      note += base::shortened(text_.substr(where.offset_bytes, where.size_bytes), 120);
    }
    value.note = std::move(note);
  }

  const Pattern& pattern_;
  std::string_view text_;
  std::vector<PatternValue> values_;
};

}  // namespace

std::vector<ValueType> types_at(const ObjectPath& path) {
  // Indices change nothing in what a property means.
  std::vector<std::string_view> keys;
  for (const PathStep& step : path.steps) {
    if (step.kind == PathStep::Kind::key) keys.push_back(step.key);
  }
  const std::string_view last = keys.back();
  const std::string_view before = keys.size() > 1 ? keys[keys.size() - 2] : std::string_view{};
  if (before == "hashes") return types_of_hash(path.type, last);
  if (last == "hashes" && path.steps.back().kind == PathStep::Kind::every && path.type != "x509-certificate")
    return {ValueType::sha256, ValueType::sha1, ValueType::md5, ValueType::sha512};
  if (auto types = types_behind(before, last); !types.empty()) return types;
  const bool is_own = keys.size() == 1;
  for (const TypeRow& row : type_rows()) {
    const bool object_fits = row.object.empty() || (row.object == path.type && is_own);
    if (object_fits && base::equal_ignoring_case(row.property, last)) return row.types;
  }
  return {};
}

bool asks_for_values_only(const Pattern& pattern) {
  const bool is_any = std::ranges::all_of(pattern.steps,
                                          [](const ObservationStep& step) {
                                            return step.kind == ObservationStep::Kind::observe ||
                                                   step.kind == ObservationStep::Kind::any;
                                          }) &&
                      std::ranges::none_of(pattern.comparisons, [](const ComparisonStep& step) {
                        return step.kind == ComparisonStep::Kind::all;
                      });
  return is_any && std::ranges::all_of(pattern.tests, [](const PatternTest& test) {
           const std::vector<ValueType> types = types_at(test.path);
           return !test.negated && names_values(test) && !types.empty() && model::is_searched(types.front());
         });
}

std::vector<PatternValue> values_of(const Pattern& pattern, std::string_view text) {
  return PatternReader(pattern, text).read();
}

}  // namespace clew::intel::detail
