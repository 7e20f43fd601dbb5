// Flow records as tables: nfdump (old and new CSV), SiLK rwcut, Argus ra, AWS VPC flow logs, and exports like them: a line of names
// with a source and a destination address. VPC flow logs of version 2 also come without that line.
// Source: nfdump(1) "csv output", rwcut(1), ra(1), "Flow log records" of the Amazon VPC user guide, IANA protocol numbers.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/by_shape.h"
#include "clew/evidence/formats/delimited.h"
#include "clew/evidence/formats/embedded.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/time_of.h"
#include "clew/model/address.h"

#include <algorithm>
#include <array>
#include <optional>

namespace clew::evidence {
namespace {

using enum model::Attribute;

/// What AWS writes where no other format was asked for.
constexpr std::string_view vpc_columns =
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";
constexpr std::size_t vpc_words = 14;

enum class Role : std::uint8_t {
  none,
  source,
  target,
  source_port,
  target_port,
  protocol,
  bytes,
  bytes_out,
  bytes_in,
  packets,
  begin,
  verdict,
  state,
  account,
};
struct Spelling {
  std::string_view name;  // as `plain_name` has it
  Role role;
};
constexpr std::array spellings = std::to_array<Spelling>({
    {"accountid", Role::account},
    {"action", Role::verdict},
    {"bytes", Role::bytes},
    {"bytesreceived", Role::bytes_in},
    {"bytessent", Role::bytes_out},
    {"byts", Role::bytes},
    {"da", Role::target},
    {"destaddr", Role::target},
    {"destinationaddress", Role::target},
    {"destinationip", Role::target},
    {"destinationport", Role::target_port},
    {"destip", Role::target},
    {"destport", Role::target_port},
    {"devaction", Role::verdict},
    {"deviceaction", Role::verdict},
    {"dip", Role::target},
    {"disposition", Role::verdict},
    {"dp", Role::target_port},
    {"dport", Role::target_port},
    {"dstaddr", Role::target},
    {"dstbytes", Role::bytes_in},
    {"dstip", Role::target},
    {"dstport", Role::target_port},
    {"firewallaction", Role::verdict},
    {"firstseen", Role::begin},
    {"flowstart", Role::begin},
    {"flowstarttime", Role::begin},
    {"ibyt", Role::bytes_out},
    {"ipkt", Role::packets},
    {"ipv4dstaddr", Role::target},
    {"ipv4srcaddr", Role::source},
    {"l4dstport", Role::target_port},
    {"l4srcport", Role::source_port},
    {"logstatus", Role::state},
    {"obyt", Role::bytes_in},
    {"packets", Role::packets},
    {"policyaction", Role::verdict},
    {"pr", Role::protocol},
    {"pro", Role::protocol},
    {"proto", Role::protocol},
    {"protocol", Role::protocol},
    {"receivedbytes", Role::bytes_in},
    {"ruleaction", Role::verdict},
    {"sa", Role::source},
    {"sentbytes", Role::bytes_out},
    {"sip", Role::source},
    {"sourceaddress", Role::source},
    {"sourceip", Role::source},
    {"sourceport", Role::source_port},
    {"sp", Role::source_port},
    {"sport", Role::source_port},
    {"srcaddr", Role::source},
    {"srcbytes", Role::bytes_out},
    {"srcip", Role::source},
    {"srcport", Role::source_port},
    {"start", Role::begin},
    {"starttime", Role::begin},
    {"state", Role::state},
    {"stime", Role::begin},
    {"time", Role::begin},
    {"timestamp", Role::begin},
    {"totbytes", Role::bytes},
    {"totpkts", Role::packets},
    {"ts", Role::begin},
});
static_assert(std::ranges::is_sorted(spellings, {}, &Spelling::name));

Role role_of(std::string_view name) {
  const std::string plain = plain_name(name);
  const auto* const row = std::ranges::lower_bound(spellings, plain, {}, &Spelling::name);
  return row != spellings.end() && row->name == plain ? row->role : Role::none;
}

/// The first value of each role.
struct Flow {
  std::array<std::string_view, static_cast<std::size_t>(Role::account) + 1> values{};

  explicit Flow(const Fields& fields) {
    for (const Fields::Field& field : fields.all()) {
      std::string_view& value = values[static_cast<std::size_t>(role_of(fields.path_of(field)))];
      if (value.empty()) value = field.text;
    }
  }
  [[nodiscard]] std::string_view operator[](Role role) const { return values[static_cast<std::size_t>(role)]; }
};

bool has_role(const Fields& names, Role wanted) {
  return std::ranges::any_of(names.all(), [&](const auto& field) { return role_of(names.path_of(field)) == wanted; });
}

/// Two ends, and something that only traffic has.
bool is_header(std::string_view line) {
  std::string buffer;
  Fields names;
  if (line.starts_with('{') || !read_delimited(line, line, buffer, names)) return false;
  const bool has_traffic = has_role(names, Role::bytes) || has_role(names, Role::bytes_out) ||
                           has_role(names, Role::packets) || has_role(names, Role::protocol);
  return has_traffic && has_role(names, Role::source) && has_role(names, Role::target);
}

bool is_flow(std::string_view columns, std::string_view line) {
  std::string buffer;
  Fields fields;
  if (!read_delimited(columns, line, buffer, fields)) return false;
  const Flow flow(fields);
  return model::Address::parse(flow[Role::source]) && model::Address::parse(flow[Role::target]);
}

bool is_vpc_line(std::string_view line) {
  const auto words = base::split(line, ' ');
  return words.size() == vpc_words && words[0] == "2" && words[2].starts_with("eni-") &&
         (words[13] == "OK" || words[13] == "NODATA" || words[13] == "SKIPDATA");
}

std::string_view columns_of(std::string_view head) {
  const auto lines = head_lines(head);
  if (lines.empty()) return {};
  if (is_vpc_line(lines.front())) return vpc_columns;
  return is_header(lines.front()) ? lines.front() : std::string_view{};
}

std::string recognise(std::string_view head) {
  const std::string_view columns = columns_of(head);
  if (columns.empty()) return {};
  const auto lines = head_lines(head);
  const bool is_vpc = columns == vpc_columns;
  const bool is_ours = std::ranges::any_of(
      lines, [&](std::string_view line) { return is_flow(columns, line) || (is_vpc && is_vpc_line(line)); });
  if (!is_ours) return {};
  return columns.contains("account-id") || columns.contains("interface-id") ? "vpc_flow" : "flow";
}

void prepare(std::string_view head, FileContext& context) {
  context.columns = columns_of(head);
  context.day_first = day_first_in(head);
}

std::string_view protocol_name(std::string_view text) {
  struct Number {
    std::string_view number, name;
  };
  static constexpr std::array numbers = std::to_array<Number>({{"1", "icmp"},
                                                               {"2", "igmp"},
                                                               {"6", "tcp"},
                                                               {"17", "udp"},
                                                               {"47", "gre"},
                                                               {"50", "esp"},
                                                               {"51", "ah"},
                                                               {"58", "ipv6-icmp"},
                                                               {"89", "ospf"},
                                                               {"132", "sctp"}});
  const auto* const row = std::ranges::find(numbers, text, &Number::number);
  return row == numbers.end() ? text : row->name;
}

void add_unless_unset(model::Event& event, model::Attribute attribute, std::string_view text) {
  if (text != "-") event.add(attribute, text);
}

void set_verdict(std::string_view text, model::Event& event) {
  event.disposition = disposition_of_word(text);
  if (event.disposition == model::Disposition::blocked) {
    event.activity = model::activity::network_refuse;
    event.status = model::Status::failure;
  }
}

/// nfdump ends with a summary under a name of its own.
bool is_summary(std::string_view record) {
  return record == "Summary" || record.starts_with("flows,bytes,packets,avg_bps");
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  if (base::trimmed(record).empty() || record == context.columns || is_summary(record)) return Decoded::nothing;
  Scratch::State& state = scratch.state();
  if (!read_delimited(context.columns, record, state.text, state.fields)) return Decoded::unparsed;
  const Flow flow(state.fields);
  const bool has_ends = model::Address::parse(flow[Role::source]) && model::Address::parse(flow[Role::target]);
  // AWS says so where an interface had no traffic, or some was not recorded.
  const bool is_note = flow[Role::state] == "NODATA" || flow[Role::state] == "SKIPDATA";
  if (!has_ends && !is_note) return Decoded::unparsed;
  event.event_class = model::EventClass::network_activity;
  event.activity = is_note ? model::activity::other : model::activity::network_traffic;
  set_time(event, parse_json_time(flow[Role::begin]), context.utc_offset_minutes.value_or(0));
  if (!event.time) add_time_by_shape(state.fields, context, state.outer, event);
  if (has_ends) {
    event.add(src_ip, flow[Role::source]);
    add_unless_unset(event, src_port, flow[Role::source_port]);
    event.add(dst_ip, flow[Role::target]);
    add_unless_unset(event, dst_port, flow[Role::target_port]);
    add_unless_unset(event, protocol, protocol_name(flow[Role::protocol]));
  }
  const std::string_view out = flow[Role::bytes_out];
  add_unless_unset(event, bytes_out, out.empty() ? flow[Role::bytes] : out);
  add_unless_unset(event, bytes_in, flow[Role::bytes_in]);
  set_verdict(flow[Role::verdict], event);
  add_unless_unset(event, org_uid, flow[Role::account]);
  add_unless_unset(event, is_note ? status_detail : connection_state,
                   flow[Role::state] == "OK" ? "" : flow[Role::state]);
  return Decoded::event;
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::connection};
  return sights;
}

}  // namespace

constinit const Format flow_csv = {
    .name = "flow_csv",
    .framing = Framing::lines,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .prepare = prepare,
};

}  // namespace clew::evidence
