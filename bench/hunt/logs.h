/// Lines of the logs that an investigator gets: sensors, proxies, servers, endpoints, clouds.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "bench/hunt/line.h"
#include "bench/hunt/names.h"
#include "bench/hunt/plants.h"
#include "bench/hunt/random.h"

namespace clew::bench {

class LogWriter;

struct LogKind {
  std::string_view file;
  unsigned slots = 0;   ///< which kinds of field its lines have
  unsigned weight = 0;  ///< its share of the corpus, in parts of all
  Encoding encoding = Encoding::plain;
  void (LogWriter::*write)() = nullptr;
};

std::span<const LogKind> log_kinds();

/// Writes lines of one kind. A plant waits for a line that has a field for it.
class LogWriter {
 public:
  LogWriter(const Names& names, const Plants& plants, const LogKind& kind, std::uint64_t seed);

  struct Plant {
    std::uint32_t indicator = 0;
    bool near_miss = false;
  };
  void plant(Plant plant) { pending_ = plant; }
  [[nodiscard]] bool is_planted() const { return !pending_; }

  const Line& next_line();

 private:
  friend std::span<const LogKind> log_kinds();

  void zeek_conn();
  void zeek_conn_json();
  void zeek_dns();
  void zeek_http();
  void zeek_ssl();
  void squid();
  void nginx();
  void syslog();
  void sysmon();
  void osquery();
  void cloudtrail();
  void firewall();
  void auditd();
  void okta();
  void application();
  void container();
  void windows_events();
  void mail();
  void build();

  bool put_plant(Slot slot);
  void host();
  void ip();
  void inside();
  void url();
  void hash(std::size_t digits);
  void path(char slash);
  void address_of_mail();
  void words();
  void uuid();
  void random_hex(std::size_t digits);
  void iso_time();
  void bsd_time();
  void epoch();
  std::size_t below(std::size_t limit) { return random_.below(limit); }
  template <class... Parts>
  void add(const Parts&... parts);
  void add_part(std::string_view part) { line_.text += part; }
  void add_part(std::size_t number);

  const Names& names_;
  const Plants& plants_;
  const LogKind& kind_;
  Random random_;
  Line line_;
  std::optional<Plant> pending_;
  std::uint64_t clock_ms_ = 1687737600000;  ///< moves on with the lines: 2023-06-26T00:00:00Z
};

}  // namespace clew::bench
