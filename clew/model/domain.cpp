#include "clew/model/domain.h"

#include "clew/base/result.h"
#include "clew/base/text.h"

#include <algorithm>

#include <fmt/core.h>
#include <libpsl.h>

namespace clew::model {
namespace {

using base::Fault;
using base::fail;

base::Result<base::Done> check_label(std::string_view label, std::size_t offset) {
  if (label.empty()) return fail(Fault::malformed, "empty label", {offset, 0});
  if (label.size() > domain_label_bytes_max) {
    return fail(Fault::malformed,
                fmt::format("domain label of {} bytes, at most {} are allowed", label.size(), domain_label_bytes_max),
                {offset, label.size()});
  }
  for (std::size_t i = 0; i < label.size(); ++i) {
    if (!base::is_alnum(label[i]) && label[i] != '-' && label[i] != '_') {
      return fail(Fault::malformed, fmt::format("byte 0x{:02x} in a domain name", static_cast<unsigned char>(label[i])),
                  {offset + i, 1});
    }
  }
  if (label.front() == '-' || label.back() == '-') {
    return fail(Fault::malformed, fmt::format("domain label \"{}\" starts or ends with a hyphen", label),
                {offset, label.size()});
  }
  return base::Done{};
}

/// libpsl's own list is compiled in; it is immutable and shared by all threads.
const psl_ctx_t* suffixes() {
  static const psl_ctx_t* const list = psl_builtin();
  return list;
}

/// Without a rule of its own a last label counts as a suffix by the default rule "*": that says nothing about it.
bool ends_in_suffix(const psl_ctx_t* list, const std::string& name) {
  const std::size_t last_dot = name.rfind('.');
  const char* const last = name.c_str() + (last_dot == std::string::npos ? 0 : last_dot + 1);
  return psl_is_public_suffix2(list, last, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) != 0;
}

}  // namespace

base::Result<std::string> parse_domain(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.size() > domain_size_bytes_max) {
    return fail(Fault::malformed,
                fmt::format("domain name of {} bytes, at most {} are allowed", text.size(), domain_size_bytes_max),
                {0, text.size()});
  }
  std::size_t begin = 0;
  std::string_view last;
  std::size_t labels = 0;
  while (true) {
    const std::size_t end = std::min(text.find('.', begin), text.size());
    last = text.substr(begin, end - begin);
    CLEW_CHECK(check_label(last, begin));
    ++labels;
    if (end == text.size()) break;
    begin = end + 1;
  }
  if (labels < 2) return fail(Fault::malformed, "a domain name has at least two labels", {0, text.size()});
  // RFC 3696 section 2: no top-level domain is all digits, so an address is never taken for a name.
  bool letters = false;
  for (const char c : last) letters = letters || base::is_alpha(c);
  if (!letters) return fail(Fault::malformed, "the last label has no letter", {begin, last.size()});
  if (last.find('_') != std::string_view::npos)
    return fail(Fault::malformed, "an underscore in the last label", {begin, last.size()});
  return base::lowered(text);
}

bool is_within_domain(std::string_view name, std::string_view domain) {
  if (name == domain) return true;
  return name.size() > domain.size() && name.ends_with(domain) && name[name.size() - domain.size() - 1] == '.';
}

bool DomainSet::covers(std::string_view name) const {
  while (!domains_.contains(name)) {
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos) return false;
    name.remove_prefix(dot + 1);
  }
  return true;
}

std::string registered_domain(std::string_view name) {
  const psl_ctx_t* const list = suffixes();
  const std::string text(name);
  if (list == nullptr || !ends_in_suffix(list, text)) return {};
  const char* registered = psl_registrable_domain(list, text.c_str());
  return registered == nullptr ? std::string{} : std::string(registered);
}

bool has_listed_ending(const std::string& name) {
  const psl_ctx_t* const list = suffixes();
  return list != nullptr && ends_in_suffix(list, name);
}

bool has_registered_domain(const std::string& name) {
  const psl_ctx_t* const list = suffixes();
  // Every name that ends in a suffix and is none has one: a single look into the list instead of one for each label.
  return list != nullptr && ends_in_suffix(list, name) && psl_is_public_suffix2(list, name.c_str(), PSL_TYPE_ANY) == 0;
}

}  // namespace clew::model
