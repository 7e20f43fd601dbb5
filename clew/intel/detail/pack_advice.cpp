#include "clew/intel/detail/pack_advice.h"

#include <algorithm>

#include <fmt/format.h>

namespace clew::intel::detail {
namespace {

class Advice {
 public:
  explicit Advice(const Pack& pack) : pack_(pack) {}

  std::vector<std::string> all() {
    on_window();
    on_claims();
    on_agents();
    on_doors();
    on_orders();
    for (const Credential& credential : pack_.credentials) on_credential(credential);
    if (pack_.credentials.empty()) say("no [[credential]]: nothing can be said about what to renew");
    for (const Retention& row : pack_.retention) {
      if (row.source.empty()) say(fmt::format("[[retention]] \"{}\": no \"source\": who says so?", row.log));
    }
    if (pack_.needs.empty()) say("no [[need]]: \"not seen\" is said whatever the evidence can show");
    on_indicators();
    on_logs();
    return std::move(advice_);
  }

 private:
  void say(std::string sentence) { advice_.push_back(std::move(sentence)); }

  [[nodiscard]] bool has_door(std::string_view kind) const {
    return std::ranges::find(pack_.doors, kind, &Door::kind) != pack_.doors.end();
  }

  void on_window() {
    if (pack_.window.is_open()) {
      say("no [window]: a notice without dates has no time to look at");
    } else if (pack_.window_source.empty()) {
      say("[window]: no \"source\": who says so?");
    }
  }

  void on_claims() {
    if (pack_.claims.empty()) say("no [[claim]]: nobody is quoted on what happened");
  }

  void on_agents() {
    for (const Agent& agent : pack_.agents) {
      if (agent.own_files.empty()) {
        say(fmt::format("[[agent]] \"{}\": no \"own_files\": its updates cannot be told from an intruder's files",
                        agent.system));
      }
    }
    if (pack_.agents.empty() && pack_.orders.known())
      say("[orders] without an [[agent]]: what a device did cannot be held against what it was told");
  }

  void on_doors() {
    if (pack_.doors.empty()) say("no [[door]]: the way in stays unknown");
    for (const Door& door : pack_.doors) {
      const bool is_channel = door.kind == "supplier_channel";
      if (is_channel && !pack_.orders.known() && door.entered_by.empty()) {
        say("[[door]] \"supplier_channel\": without [orders] an order of our own cannot be ruled out");
      } else if (!is_channel && door.methods.empty() && door.entered_by.empty() && door.kind != "network" &&
                 door.kind != "unknown") {
        say(fmt::format("[[door]] \"{}\": neither \"methods\" nor \"entered_by\": it is never recognised", door.kind));
      }
      if (door.why.empty()) say(fmt::format("[[door]] \"{}\": no \"why\": the answer cannot explain it", door.kind));
    }
  }

  void on_orders() {
    const Orders& orders = pack_.orders;
    if (!orders.known()) return;
    if (orders.result.empty()) say("[orders]: no \"result\": what devices answered is not read");
    if (orders.queue_seconds_max == 0) {
      say("[orders]: no \"queue\": an order counts only for what its device does at once");
    } else if (orders.queue_source.empty()) {
      say("[orders]: no \"queue_source\": who says how long an order waits?");
    }
  }

  void on_credential(const Credential& credential) {
    const std::string where = fmt::format("[[credential]] \"{}\"", credential.name);
    if (credential.rotated_by.empty()) say(where + ": no \"rotated_by\": its renewal cannot be proven by a log");
    if (credential.why.empty()) say(where + ": no \"why\": the answer cannot say what it is good for");
    for (const std::string& door : credential.doors) {
      if (!has_door(door)) say(fmt::format("{}: the pack has no [[door]] \"{}\"", where, door));
    }
  }

  void on_indicators() {
    std::size_t without_role = 0, without_publisher = 0;
    std::uint64_t role_line = 0, publisher_line = 0;
    for (const model::Indicator& indicator : pack_.indicators) {
      if (indicator.role == model::Role::unknown && without_role++ == 0) role_line = indicator.line;
      if (indicator.published_by.empty() && without_publisher++ == 0) publisher_line = indicator.line;
    }
    const std::size_t count = pack_.indicators.size();
    if (without_role > 0) {
      say(fmt::format("{} of {} [[indicator]] without \"role\" (line {}): a victim's address looks like an intruder's",
                      without_role, count, role_line));
    }
    if (without_publisher > 0) {
      say(fmt::format("{} of {} [[indicator]] without \"published_by\" (line {}): who says so?", without_publisher,
                      count, publisher_line));
    }
  }

  void on_logs() {
    for (const model::LogMapping& log : pack_.logs) {
      const std::string where = fmt::format("[[log]] \"{}\"", log.source);
      if (log.kinds.empty()) say(where + ": no [[log.kind]]: its records are only searched as text");
      if (log.fields.empty()) say(where + ": no [log.fields]: nobody can be named by its records");
      const auto sees = [&](model::Sight sight) { return std::ranges::find(log.sees, sight) != log.sees.end(); };
      if (sees(model::Sight::order) && !pack_.orders.known())
        say(where + ": it sees \"order\", but there are no [orders] to know one by");
    }
    if (pack_.logs.empty()) return;
    for (const Door& door : pack_.doors) on_operations("[[door]] \"" + door.kind + "\"", door.entered_by);
    on_operations("[orders]", pack_.orders.given);
    on_operations("[orders]", pack_.orders.prepared);
    on_operations("[orders]", pack_.orders.erased);
    for (const Credential& credential : pack_.credentials) {
      const std::string where = "[[credential]] \"" + credential.name + "\"";
      on_operations(where, credential.rotated_by);
      on_operations(where, credential.old_use);
    }
  }

  /// An operation that no log of the pack sorts is a misspelling more often than not; a bare `*` sorts nothing.
  void on_operations(const std::string& where, const std::vector<std::string>& operations) {
    for (const std::string& operation : operations) {
      const auto sorts = [&](const model::LogMapping::Kind& kind) {
        return std::ranges::any_of(kind.operations, [&](const std::string& pattern) {
          return pattern != "*" && model::fits_pattern(pattern, operation);
        });
      };
      const bool known = std::ranges::any_of(
          pack_.logs, [&](const model::LogMapping& log) { return std::ranges::any_of(log.kinds, sorts); });
      if (!known) say(fmt::format("{}: \"{}\" fits no [[log.kind]] of the pack", where, operation));
    }
  }

  const Pack& pack_;
  std::vector<std::string> advice_;
};

}  // namespace

std::vector<std::string> advise(const Pack& pack) { return Advice(pack).all(); }

}  // namespace clew::intel::detail
