#include "clew/link/weights.h"

#include "clew/base/text.h"
#include "clew/embedded/link_weights.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include <fmt/format.h>

namespace clew::link {
namespace {

struct Row {
  std::string_view name;
  double Weights::*value;
};

constexpr std::array rows = std::to_array<Row>({
    {"bias", &Weights::bias},
    {"exact", &Weights::exact},
    {"registered_domain", &Weights::registered_domain},
    {"address", &Weights::address},
    {"netblock", &Weights::netblock},
    {"url_path", &Weights::url_path},
    {"file_name", &Weights::file_name},
    {"youngest_years", &Weights::youngest_years},
    {"recent_reports", &Weights::recent_reports},
    {"name_style", &Weights::name_style},
    {"other_links", &Weights::other_links},
    {"identity", &Weights::identity},
    {"relation", &Weights::relation},
    {"new_bias", &Weights::new_bias},
    {"new_share", &Weights::new_share},
    {"new_unlinked", &Weights::new_unlinked},
    {"profile_scale", &Weights::profile_scale},
    {"unknown_bias", &Weights::unknown_bias},
    {"unknown_own_software", &Weights::unknown_own_software},
    {"unknown_rare_software", &Weights::unknown_rare_software},
    {"unknown_common_habits", &Weights::unknown_common_habits},
    {"unknown_many_techniques", &Weights::unknown_many_techniques},
});

}  // namespace

base::Result<Weights> Weights::parse(std::string_view text) {
  Weights weights;
  std::array<bool, rows.size()> given{};
  for (std::string_view line : base::split(text, '\n')) {
    line = base::trimmed(line.substr(0, line.find('#')));
    if (line.empty()) continue;
    const std::size_t blank = std::min(line.find(' '), line.size());
    const std::string_view name = line.substr(0, blank);
    const std::string_view digits = base::trimmed(line.substr(blank));
    double value = 0;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (end.ec != std::errc() || end.ptr != digits.data() + digits.size() || !std::isfinite(value)) {
      return base::fail(base::Fault::malformed, fmt::format("weight \"{}\" is no number", base::printable(name)));
    }
    bool known = false;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows.at(i).name != name) continue;
      weights.*rows.at(i).value = value;
      given.at(i) = known = true;
    }
    if (!known)
      return base::fail(base::Fault::malformed, fmt::format("there is no weight \"{}\"", base::printable(name)));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!given.at(i))
      return base::fail(base::Fault::malformed, fmt::format("weight \"{}\" is missing", rows.at(i).name));
  }
  return weights;
}

const Weights& Weights::learned() {
  static const Weights weights = [] {
    auto parsed = parse(embedded::link_weights().front().bytes);
    CLEW_ASSERT(parsed.has_value());
    return *parsed;
  }();
  return weights;
}

}  // namespace clew::link
