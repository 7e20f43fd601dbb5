#include "clew/intel/detail/rule_values.h"

#include "clew/base/text.h"
#include "clew/intel/detail/commonplace.h"
#include "clew/intel/detail/shape.h"
#include "clew/model/address.h"
#include "clew/model/domain.h"

#include <algorithm>
#include <array>
#include <utility>

namespace clew::intel::detail {
namespace {

using model::Value;
using model::ValueType;

bool is_name_byte(char c) {
  return base::is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '~' || c == '$' || c == '@' || c == '+';
}

/// Names that RFC 2606 keeps for examples and exercises.
bool is_kept_for_examples(std::string_view host) { return host.ends_with(".example") || host.ends_with(".test"); }

/// `/tmp/x`, not `/checkout/payment.php`: a path of a web site begins like one of a disk.
bool is_disk_path(std::string_view path) {
  if (!path.starts_with('/')) return true;
  static constexpr auto roots = std::to_array<std::string_view>(
      {"/tmp/",          "/usr/",     "/etc/",    "/var/",  "/bin/",    "/sbin/",  "/opt/",
       "/home/",         "/root/",    "/dev/",    "/proc/", "/lib/",    "/Users/", "/Library/",
       "/Applications/", "/private/", "/System/", "/data/", "/system/", "/mnt/",   "/run/"});
  return std::ranges::any_of(roots, [&](std::string_view root) { return path.starts_with(root); });
}

/// A name that stands alone in a rule is as often code: `obj.name`, `System.IO`. So more is asked of it.
bool is_surely_name(std::string_view host) {
  if (std::ranges::any_of(host, base::is_upper)) return false;
  const std::string registered = model::registered_domain(host);
  if (registered.empty()) return is_kept_for_examples(host);
  static constexpr auto plain =
      std::to_array<std::string_view>({"com", "net", "org", "info", "biz", "ru", "cn", "top", "xyz", "site", "online",
                                       "club", "eu", "de", "kr", "ir", "su"});
  const std::string last = registered.substr(registered.rfind('.') + 1);
  const std::string label = registered.substr(0, registered.find('.'));
  return std::ranges::find(plain, last) != plain.end() && label.size() >= 4;
}

bool is_registry_key(std::string_view text) {
  const std::string upper = base::uppered(text.substr(0, 20));
  return upper.starts_with("HK") && text.find('\\') != std::string_view::npos;
}

RuleValue mention(ValueType type, std::string_view text, std::string why, std::size_t begin) {
  RuleValue result;
  result.type = type;
  result.text = text;
  result.why = std::move(why);
  result.begin = begin;
  result.size = text.size();
  return result;
}

std::optional<RuleValue> whole_value(std::string_view text, std::size_t begin) {
  constexpr std::size_t name_bytes_max = 255;
  const auto as = [&](ValueType type) -> std::optional<RuleValue> {
    auto value = Value::parse(type, text);
    if (!value) return std::nullopt;
    return judged(*std::move(value), begin, text.size());
  };
  if (is_registry_key(text)) {
    if (auto key = as(ValueType::registry_key)) return key;
  }
  if (text.starts_with("Mozilla/") && text.size() > 12) return as(ValueType::user_agent);
  // `http://` alone, or the beginning of what a program puts together: `https://%s/`.
  const std::size_t scheme = text.find("://");
  const bool is_scheme = scheme != std::string_view::npos && scheme > 1 && scheme < 8 &&
                         std::ranges::all_of(text.substr(0, scheme), base::is_alpha);
  if (is_scheme) {
    const std::string_view rest = text.substr(scheme + 3);
    if (rest.empty() || rest.find('%') < rest.find('/'))
      return mention(ValueType::url, text, "the beginning of any URL", begin);
    const bool is_whole = std::ranges::none_of(rest, base::is_space);
    if (is_whole) return as(ValueType::url);
    return std::nullopt;
  }
  const auto shape = shape_of(text, false);
  if (shape && shape->value && shape->type != ValueType::domain && shape->type != ValueType::file_path)
    return judged(*shape->value, begin, text.size());
  const std::string_view path = without_wildcards(text);
  const bool is_path = path.find_first_of("/\\") != std::string_view::npos;
  const bool has_holes = path.find_first_of("*?\"<>|%\n\r") != std::string_view::npos && !starts_like_path(path);
  if (is_path && starts_like_path(path) && is_disk_path(path) && path.size() <= name_bytes_max &&
      ends_like_program(path) && !has_holes) {
    if (auto value = Value::parse(ValueType::file_path, path))
      return judged(*std::move(value), begin + static_cast<std::size_t>(path.data() - text.data()), path.size());
  }
  const bool is_file = !is_path && path.size() <= name_bytes_max && ends_like_program(path) &&
                       std::ranges::all_of(path, is_name_byte) && path.find("..") == std::string_view::npos;
  if (is_file &&
      !(shape && shape->value && shape->type == ValueType::domain && path.ends_with(".com") && is_surely_name(path))) {
    if (auto value = Value::parse(ValueType::file_name, path))
      return judged(*std::move(value), begin + static_cast<std::size_t>(path.data() - text.data()), path.size());
  }
  if (shape && shape->value && shape->type == ValueType::domain) {
    if (is_surely_name(shape->value->text())) return judged(*shape->value, begin, text.size());
    return mention(ValueType::domain, text, "may as well be a name in a program's code", begin);
  }
  return std::nullopt;
}

bool parts_words(char c) {
  return base::is_space(c) || c == '"' || c == '\'' || c == '<' || c == '>' || c == '|' || c == ',' || c == ';' ||
         c == '(' || c == ')' || c == '{' || c == '}' || c == '\0' || c == '`';
}

}  // namespace

std::string_view without_wildcards(std::string_view text) {
  while (!text.empty() && (text.front() == '*' || text.front() == '?')) text.remove_prefix(1);
  while (!text.empty() && text.back() == '*') text.remove_suffix(1);
  // `\evil.exe`: the end of any path.
  const bool is_end = text.size() > 1 && (text.front() == '\\' || text.front() == '/') &&
                      text.find_first_of("/\\", 1) == std::string_view::npos;
  if (is_end) text.remove_prefix(1);
  return text;
}

RuleValue judged(Value value, std::size_t begin, std::size_t size) {
  RuleValue result;
  result.begin = begin;
  result.size = size;
  result.type = value.type();
  const std::string_view host = model::host_of(value);
  const bool is_bare =
      value.type() == ValueType::domain ||
      (value.type() == ValueType::url &&
       value.text().find_first_of("/?#", value.text().find(host) + host.size()) + 1 >= value.text().size());
  if (const auto why = why_commonplace(value)) result.why = *why;
  if (!host.empty() && (is_well_known(host) || (is_bare && is_public_service(host))))
    result.why = "a service that harmless programs ask as well";
  const bool is_name = value.type() == ValueType::domain || value.type() == ValueType::url;
  if (is_name && !model::Address::parse(host) && model::registered_domain(host).empty() && !is_kept_for_examples(host))
    result.why = "a part of a name: nobody can register it";
  result.value = std::move(value);
  return result;
}

std::vector<RuleValue> values_in_constant(std::string_view text) {
  std::vector<RuleValue> values;
  const std::string_view bare = base::trimmed(text);
  if (bare.size() < 4 || bare.size() > Value::size_bytes_max) return values;
  const auto offset = static_cast<std::size_t>(bare.data() - text.data());
  if (auto whole = whole_value(bare, offset)) {
    values.push_back(*std::move(whole));
    return values;
  }
  // Values that nothing else looks like, in the midst of a longer text.
  for (std::size_t at = 0; at < text.size();) {
    if (parts_words(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && !parts_words(text[end])) ++end;
    const std::string_view word = text.substr(at, end - at);
    const auto shape = shape_of(word, false);
    const bool is_sure =
        shape && shape->value &&
        (shape->type == ValueType::url || shape->type == ValueType::ipv4 || shape->type == ValueType::email ||
         shape->type == ValueType::sha256 || shape->type == ValueType::btc_address);
    const bool has_scheme = word.find("://") != std::string_view::npos || (shape && shape->type != ValueType::url);
    if (is_sure && has_scheme) values.push_back(judged(*shape->value, at, word.size()));
    at = end;
  }
  return values;
}

void add_rule_values(const Context& context, const std::vector<RuleValue>& values, const Mapped& written,
                     const About& about, bool excluded) {
  for (const RuleValue& found : values) {
    const base::Span where = written.where({found.begin, found.begin + found.size});
    if (where.size_bytes == 0) continue;
    if (!found.value) {
      context.gather.add(model::Mention{found.type, found.text, found.why, where, 0});
    } else if (excluded) {
      context.mention(*found.value, where, "the rule excludes it");
    } else if (!found.why.empty()) {
      context.mention(*found.value, where, found.why);
    } else if (const auto why = context.why_not(*found.value)) {
      context.mention(*found.value, where, *why);
    } else {
      context.add(*found.value, where, about, Weight::row);
    }
  }
}

}  // namespace clew::intel::detail
