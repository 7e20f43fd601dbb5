/// Who had which address when, as the address server tells: addresses change hands, and an inventory knows one of them.
///
/// In:     events of class dhcp_activity: an address that was given to a host, or given back.
/// Out:    the host that had an address at a time; other names that a device had, by its network card. The same whatever the
///         order in which the events came.
/// Errors: none; what is not told is not guessed (nobody is named).
/// Cost:   of a host and an address at most two leases for each day are kept, the first and the last.
/// Source: RFC 2131 section 4.4 (a lease is renewed at half of its time), RFC 2132 option 12 (the host's name, as it says itself).
#pragma once

#include "clew/base/instant.h"
#include "clew/base/text_numbers.h"
#include "clew/model/event.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::model {

/// The address that a record names its device by; empty where it has none.
std::string_view address_of(const Event& event);

class Leases {
 public:
  /// Keeps what the event says of an address; events of other classes, and those without a time, say nothing.
  void add(const Event& event);
  void merge(const Leases& other);
  /// After the last of these, before the first question.
  void finish();

  [[nodiscard]] bool empty() const { return grants_.empty(); }
  /// The name of the host that had `address`; empty where nobody had it or it is not told.
  [[nodiscard]] std::string_view holder(std::string_view address, base::Instant when) const;
  /// All addresses, and the names of all hosts that ever had one; in no order that means anything.
  [[nodiscard]] std::span<const std::string> addresses() const { return addresses_.texts(); }
  [[nodiscard]] std::vector<std::string_view> holders(std::string_view address) const;

  /// A device that goes by another name than before.
  struct Renamed {
    std::string_view from, to;
  };
  /// Names that one network card had one after the other. The card of a dock goes from device to device: where the older name is
  /// seen again afterwards, or the newer one had a card of its own before, nothing is said.
  [[nodiscard]] std::vector<Renamed> renamed() const;

 private:
  struct Grant {
    std::uint32_t address = 0;
    std::uint32_t host = 0;  ///< of `hosts_`
    std::int64_t from = 0;   ///< nanoseconds since 1970
    std::int64_t until = 0;  ///< by which a renewal would have been told
  };
  void add(std::string_view address, const std::string& host, std::int64_t from, std::int64_t until);
  void compact();
  [[nodiscard]] std::span<const Grant> grants_of(std::string_view address) const;
  /// Of an entry of `hosts_`.
  [[nodiscard]] std::string_view name_of(std::uint32_t host) const;
  [[nodiscard]] std::string_view card_of(std::uint32_t host) const;

  base::TextNumbers addresses_;
  base::TextNumbers hosts_;  ///< name, a line feed, network card; empty: given back
  std::vector<Grant> grants_;
  std::size_t compact_at_ = 1U << 16U;
};

}  // namespace clew::model
