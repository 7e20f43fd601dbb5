// Flow logs of Azure's network security groups and virtual networks: documents whose records hold flows by rule, each a text of values
// between commas. Every flow becomes a record of its own, with the rule that let it through or did not.
// Source: Azure Network Watcher, "Flow logging for network security groups" (versions 1 and 2), "Virtual network flow logs" (version 4).
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/json_object.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/take.h"
#include "clew/evidence/formats/time_of.h"
#include "clew/evidence/translator.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace clew::evidence {
namespace {

using enum model::Attribute;
namespace activity = model::activity;

constexpr std::size_t text_bytes_max = 4096;  ///< a flow has some hundred bytes, and no name of a rule is as long
constexpr std::size_t rule_bytes_max = 56;    ///< so that a record's text is not much longer than its flow
constexpr std::string_view tuples_key = "flowTuples";
constexpr std::string_view rule_key = "rule";

/// The texts of a JSON document as they come; brackets and keys tell which of them are flows.
class FlowTranslator final : public Translator {
 public:
  explicit FlowTranslator(ByteSource& content) : content_(content) {}

  bool next(Translation& record) override {
    while (skip_to_text()) {
      const std::size_t size = text_size();
      const std::string_view text = rest().substr(1, size - std::min<std::size_t>(size, 2));
      const bool is_flow = in_tuples_;
      if (is_flow) give(text, size, record);
      if (!is_flow && last_is_rule_) rule_ = text.substr(0, rule_bytes_max);
      last_is_rule_ = !is_flow && !last_is_rule_ && text == rule_key;
      in_tuples_ = in_tuples_ || text == tuples_key;
      at_ += size;
      if (is_flow) return true;
    }
    return false;
  }

  [[nodiscard]] std::optional<base::Error> problem() const override { return content_.problem(); }

 private:
  [[nodiscard]] std::string_view rest() const { return std::string_view(buffer_).substr(at_); }

  bool read_more() {
    const std::string_view piece = content_.next();
    if (piece.empty()) return false;
    buffer_.erase(0, at_);
    offset_ += std::exchange(at_, 0);
    buffer_ += piece;
    return true;
  }

  /// To the next quote; the end of an array of flows is seen on the way.
  bool skip_to_text() {
    do {
      for (; at_ < buffer_.size(); ++at_) {
        if (buffer_[at_] == '"') return true;
        if (buffer_[at_] == ']') in_tuples_ = false;
      }
    } while (read_more());
    return false;
  }

  /// Of the text that begins here, with its quotes; a longer one, or one without an end, is cut.
  std::size_t text_size() {
    std::size_t size = 1;
    while (size < text_bytes_max) {
      while (size >= rest().size()) {  // an escape may end beyond a piece, and a piece may be a byte
        if (!read_more()) return rest().size();
      }
      const char c = rest()[size];
      size += c == '\\' ? 2 : 1;
      if (c == '"') break;
    }
    return std::min(size, rest().size());
  }

  /// `1688700000,192.0.2.7,198.51.100.7,50000,443,T,O,A,E,10,1000,20,2000`; the version of virtual networks has the number of the
  /// protocol, the state in the place of the decision, and whether the flow was encrypted behind it.
  void give(std::string_view text, std::size_t size, Translation& record) {
    constexpr std::size_t values_min = 8;
    record.offset = offset_ + at_;
    record.length = size;
    const auto values = base::split(text, ',');
    record.broken = values.size() < values_min || !is_address(values[1]) || !is_address(values[2]);
    if (record.broken) {
      record.text = "a flow without its ends: " + std::string(text);
      std::ranges::replace(record.text, '\n', ' ');
      return;
    }
    const auto value = [&](std::size_t at) { return at < values.size() ? values[at] : std::string_view{}; };
    const bool of_network = is_number(values[5]);
    JsonObject object(record.text);
    object.add("time", values[0]);
    object.add("src_ip", values[1]);
    object.add("dest_ip", values[2]);
    object.add("src_port", values[3]);
    object.add("dest_port", values[4]);
    object.add("proto", values[5]);
    object.add("direction", values[6]);
    object.add("decision", of_network ? (values[7] == "D" ? "D" : "A") : values[7]);
    object.add("state", of_network ? values[7] : value(8));
    object.add("bytes_out", value(10));
    object.add("bytes_in", value(12));
    object.add("rule", rule_);
    object.close();
  }

  ByteSource& content_;
  std::string buffer_;
  std::size_t at_ = 0;        // in `buffer_`
  std::uint64_t offset_ = 0;  // of the buffer in the content
  std::string rule_;
  bool last_is_rule_ = false;
  bool in_tuples_ = false;
};

std::unique_ptr<Translator> translate(ByteSource& content) { return std::make_unique<FlowTranslator>(content); }

std::string recognise(std::string_view head) {
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  const std::string_view text = base::trimmed(head);
  const bool is_ours = (text.starts_with('{') || text.starts_with('[')) && text.contains("\"flowTuples\"") &&
                       (text.contains("\"NetworkSecurityGroupFlowEvent\"") || text.contains("\"FlowLogFlowEvent\""));
  return is_ours ? "azure_flow" : "";
}

Decoded decode(std::string_view record, const FileContext& /*context*/, Scratch& scratch, model::Event& event) {
  static constexpr std::array table = std::to_array<Mapping>({
      {"bytes_in", bytes_in},
      {"bytes_out", bytes_out},
      {"dest_ip", dst_ip},
      {"dest_port", dst_port},
      {"rule", status_detail},
      {"src_ip", src_ip},
      {"src_port", src_port},
  });
  static_assert(is_sorted_by_path(table));
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  set_time(event, parse_json_time(fields.get("time")));
  add_mapped(fields, table, event);
  const std::string_view name = fields.get("proto");
  event.add(protocol, name == "T" || name == "6" ? "tcp" : name == "U" || name == "17" ? "udp" : name);
  event.event_class = model::EventClass::network_activity;
  const bool denied = fields.get("decision") == "D";
  event.disposition = denied ? model::Disposition::blocked : model::Disposition::allowed;
  const std::string_view state = fields.get("state");
  const bool ended = state == "E";
  event.activity = denied                                ? activity::network_refuse
                   : ended && event.get(bytes_in) == "0" ? activity::network_fail
                   : ended                               ? activity::network_close
                   : state == "B"                        ? activity::network_open
                                                         : activity::network_traffic;
  return Decoded::event;
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::connection};
  return sights;
}

}  // namespace

constinit const Format azure_flow = {
    .name = "azure_flow",
    .framing = Framing::translated,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .translate = translate,
};

}  // namespace clew::evidence
