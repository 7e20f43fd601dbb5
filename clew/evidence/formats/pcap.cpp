// Packet captures, pcap and pcapng: what was looked up, asked for and connected to, in the words of Zeek's logs.
// Source: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng section 4.1; Zeek's log reference for the names of the fields.
#include "clew/evidence/detail/capture_datagram.h"
#include "clew/evidence/detail/capture_file.h"
#include "clew/evidence/detail/capture_flows.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/zeek.h"
#include "clew/evidence/translator.h"

#include <algorithm>
#include <array>
#include <deque>

namespace clew::evidence {
namespace {

using namespace std::string_view_literals;
using enum model::Attribute;

class PcapTranslator final : public Translator {
 public:
  explicit PcapTranslator(ByteSource& content) : file_(content) {}

  bool next(Translation& record) override {
    while (told_.empty() && read_on()) {
    }
    if (told_.empty()) return false;
    std::swap(record, told_.front());
    told_.pop_front();
    return true;
  }

  [[nodiscard]] std::optional<base::Error> problem() const override { return file_.problem(); }

 private:
  /// One packet further; behind the last, one conversation ends. False when all is told.
  bool read_on() {
    detail::Packet packet;
    switch (file_.next(packet)) {
      case detail::CaptureFile::Step::packet: read(packet); return true;
      case detail::CaptureFile::Step::broken:
        told_.push_back({packet.offset, packet.length, file_.reason(), true});
        return true;
      case detail::CaptureFile::Step::end: break;
    }
    return flows_.end_one(told_);
  }

  void read(const detail::Packet& packet) {
    detail::Datagram datagram;
    std::string_view reason;
    switch (dissect(packet.link_type, packet.bytes, datagram, reason)) {
      case detail::Dissected::datagram:
        flows_.take(datagram, {packet.offset, packet.length, packet.time}, told_);
        return;
      case detail::Dissected::broken:
        told_.push_back({packet.offset, packet.length, std::string(reason), true});
        return;
      case detail::Dissected::nothing: return;
    }
  }

  detail::CaptureFile file_;
  detail::Flows flows_;
  std::deque<Translation> told_;
};

std::unique_ptr<Translator> translate(ByteSource& content) { return std::make_unique<PcapTranslator>(content); }

std::string recognise(std::string_view head) {
  // Both byte orders with version 2, in micro- and in nanoseconds; a pcapng section with its byte order.
  static constexpr std::array classic = {"\xa1\xb2\xc3\xd4\x00\x02"sv, "\xa1\xb2\x3c\x4d\x00\x02"sv,
                                         "\xd4\xc3\xb2\xa1\x02\x00"sv, "\x4d\x3c\xb2\xa1\x02\x00"sv};
  if (std::ranges::any_of(classic, [&](std::string_view magic) { return head.starts_with(magic); })) return "pcap";
  if (!head.starts_with("\x0a\x0d\x0d\x0a") || head.size() < 12) return "";
  const std::string_view order = head.substr(8, 4);
  return order == "\x1a\x2b\x3c\x4d" || order == "\x4d\x3c\x2b\x1a" ? "pcap" : "";
}

constexpr std::array certificate_table = std::to_array<Mapping>({
    {"san.email", certificate_subject},
    {"san.uri", certificate_subject},
    {"server_name", tls_sni},
});
constexpr std::array payload_table = std::to_array<Mapping>({
    {"orig_text", message},
    {"resp_text", message},
});
static_assert(is_sorted_by_path(certificate_table) && is_sorted_by_path(payload_table));

Decoded decode(std::string_view record, const FileContext& /*context*/, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  const std::string_view path = fields.get("_path");
  decode_zeek(path, fields, event);
  if (path == "x509") {  // unlike Zeek's, which knows no connection
    event.event_class = model::EventClass::network_activity;
    event.activity = model::activity::network_open;
    add_mapped(fields, certificate_table, event);
  }
  if (path == "payload") {
    event.activity = model::activity::network_traffic;
    add_mapped(fields, payload_table, event);
  }
  return Decoded::event;
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::dns, model::Sight::connection, model::Sight::tls,
                                        model::Sight::http};
  return sights;
}

}  // namespace

constinit const Format pcap = {
    .name = "pcap",
    .framing = Framing::translated,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .translate = translate,
};

}  // namespace clew::evidence
