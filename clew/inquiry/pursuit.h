/// Reads on where the first pass left off: around the sightings, then all of the devices in question, then wherever else
/// their specific traits are.
///
///     first scan --> Pursuit --next--> errand --hunt::scan--> take --next--> … until nothing new turns up
///
/// In:     the first scan, made with `seeds_of(pack)`; the results of the errands.
/// Out:    the records that behaviours are judged by, findings of indicators, clocks.
/// Errors: none. Limits: `devices_read_max`, `rounds_max`; what they leave out is said.
/// Cost:   one pass over the evidence for each errand, which decodes only records that hold one of its values.
#pragma once

#include "clew/inquiry/agent_processes.h"
#include "clew/inquiry/behaviour.h"
#include "clew/inquiry/clocks.h"
#include "clew/inquiry/findings.h"
#include "clew/inquiry/material.h"

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::inquiry {

/// A handful is hit in most cases; where thousands seem to be, the earliest tell enough.
constexpr std::size_t devices_read_max = 200;
constexpr unsigned rounds_max = 3;

class Pursuit {
 public:
  /// `scan` is changed: clocks are put right, the selected records move here. All three must outlive the pursuit.
  Pursuit(std::span<const model::Indicator> indicators, hunt::ScanResult& scan, const intel::Pack* pack,
          const model::Window& window, std::vector<std::string> notice_sha256);

  struct Errand {
    std::string_view step;  ///< in words
    std::vector<model::Value> values;
    hunt::Selection select;
    /// Of which values which records are sightings; empty: of none.
    std::function<bool(std::uint32_t value, const model::Event& event)> is_sighting = {};
  };
  /// What to read next; nothing when all is known.
  std::optional<Errand> next();
  void take(const Errand& errand, hunt::ScanResult found);

  [[nodiscard]] const Records& records() const { return records_; }
  [[nodiscard]] const Context& context() const { return context_; }
  [[nodiscard]] const std::vector<model::CaseClock>& clocks() const { return clocks_; }
  [[nodiscard]] const FoundOut& findings() const { return found_; }
  [[nodiscard]] std::span<const model::Indicator> indicators() const { return indicators_; }
  [[nodiscard]] const std::vector<std::string>& left_out() const { return left_out_; }

 private:
  enum class State : std::uint8_t { children, around, devices, traits, done };
  std::optional<Errand> read_children();
  std::optional<Errand> read_around();
  std::optional<Errand> read_devices();
  std::optional<Errand> look_for_traits();
  void judge_indicators();
  void take_children(hunt::ScanResult found);
  void take_details(hunt::ScanResult found);
  void take_traits(hunt::ScanResult found);
  void measure_network();
  void count_devices();
  void add_suspects();
  /// To search for the records of devices, and which files are theirs as a whole.
  void name_devices(const std::set<std::string, std::less<>>& devices, Errand& errand) const;

  std::span<const model::Indicator> indicators_;
  hunt::ScanResult& scan_;
  std::vector<std::string> notice_sha256_;
  Records records_;
  Context context_;
  FoundOut found_;
  std::vector<model::CaseClock> clocks_;
  Offsets offsets_;
  AgentProcesses agent_processes_;
  State state_ = State::children;
  unsigned round_ = 0;
  /// Why a device is to be read: where there are too many, the better reasons come first.
  enum class Reason : std::uint8_t { indicator, strange_order, shared_trait, left_file, unordered, unsigned_program };
  struct Suspect {
    Reason reason;
    base::Instant since;
  };
  void suspect(const std::string& device, Reason reason, base::Instant since);
  std::map<std::string, Suspect, std::less<>> suspects_;
  std::set<std::string, std::less<>> read_, reading_, traits_asked_;
  std::map<std::string, SharedTrait> traits_;               ///< value in lower case -> what it is and whose
  std::map<std::string, std::string, std::less<>> asking_;  ///< of this errand: value in lower case -> kind
  std::vector<std::string> left_out_;
};

}  // namespace clew::inquiry
