#include "clew/evidence/detail/capture_file.h"

#include <algorithm>

namespace clew::evidence::detail {
namespace {

constexpr std::size_t file_head_bytes = 24;
constexpr std::size_t packet_head_bytes = 16;
constexpr std::size_t block_frame_bytes = 12;  // type, length, and the length again behind the body

constexpr std::uint32_t magic_microseconds = 0xa1b2c3d4;
constexpr std::uint32_t magic_nanoseconds = 0xa1b23c4d;
constexpr std::uint32_t section_byte_order = 0x1a2b3c4d;

enum BlockType : std::uint32_t {
  section_header = 0x0a0d0d0a,  // the same in both byte orders
  interface_description = 1,
  old_packet = 2,
  simple_packet = 3,
  name_resolution = 4,
  interface_statistics = 5,
  enhanced_packet = 6,
};

std::uint32_t packet_u32_at(std::string_view text, std::size_t at, ByteOrder order) {
  return Wire(text.substr(std::min(at, text.size())), order).u32();
}

/// The byte order in which `text` begins with one of the two magics of pcap and with version 2.
std::optional<ByteOrder> pcap_order(std::string_view text) {
  if (text.size() < file_head_bytes) return std::nullopt;
  for (const ByteOrder order : {ByteOrder::big, ByteOrder::little}) {
    Wire wire(text, order);
    const std::uint32_t magic = wire.u32();
    if ((magic == magic_microseconds || magic == magic_nanoseconds) && wire.u16() == 2) return order;
  }
  return std::nullopt;
}

std::string_view without_option(Wire& wire, std::uint16_t& code) {
  code = wire.u16();
  const std::uint16_t size = wire.u16();
  const std::string_view value = wire.bytes(size);
  wire.bytes_there((4U - size % 4U) % 4U);
  return value;
}

}  // namespace

std::string_view Window::look(std::size_t size) {
  constexpr std::size_t passed_bytes_max = 1U << 20U;
  if (held_.size() - begin_ < size && !ended_ && begin_ > std::min(passed_bytes_max, held_.size() / 2)) {
    held_.erase(0, begin_);
    begin_ = 0;
  }
  while (held_.size() - begin_ < size && !ended_) {
    const std::string_view piece = source_.next();
    ended_ = piece.empty();
    held_ += piece;
  }
  return std::string_view(held_).substr(begin_);
}

void Window::pass(std::size_t size) {
  const std::size_t passed = std::min(size, held_.size() - begin_);
  begin_ += passed;
  offset_ += passed;
}

std::optional<base::Instant> time_of_ticks(std::uint64_t ticks, std::uint8_t resolution, std::int64_t offset_seconds) {
  constexpr std::uint64_t per_second = base::Instant::per_second;
  std::uint64_t seconds = 0;
  std::uint64_t nanoseconds = 0;
  std::uint8_t digits = 9;
  const unsigned exponent = resolution & 0x7fU;
  if ((resolution & 0x80U) != 0) {
    if (exponent > 63) return std::nullopt;
    seconds = ticks >> exponent;
    std::uint64_t fraction = ticks & ((std::uint64_t{1} << exponent) - 1);
    const unsigned kept = std::min(exponent, 32U);  // so that the product fits
    fraction >>= exponent - kept;
    nanoseconds = (fraction * per_second) >> kept;
  } else {
    constexpr unsigned exponent_max = 19;  // the highest power of ten in 64 bits
    if (exponent > exponent_max) return std::nullopt;
    std::uint64_t unit = 1;
    for (unsigned i = 0; i < exponent; ++i) unit *= 10;
    seconds = ticks / unit;
    nanoseconds = ticks % unit;
    for (unsigned i = exponent; i < 9; ++i) nanoseconds *= 10;
    for (unsigned i = 9; i < exponent; ++i) nanoseconds /= 10;
    digits = static_cast<std::uint8_t>(std::min(exponent, 9U));
  }
  constexpr std::int64_t seconds_max = 9'000'000'000;  // what 64 bits of nanoseconds hold, with room
  if (seconds > static_cast<std::uint64_t>(seconds_max)) return std::nullopt;
  if (offset_seconds > seconds_max || offset_seconds < -seconds_max) return std::nullopt;
  const std::int64_t whole = static_cast<std::int64_t>(seconds) + offset_seconds;
  if (whole > seconds_max || whole < -seconds_max) return std::nullopt;
  return base::Instant{whole * base::Instant::per_second + static_cast<std::int64_t>(nanoseconds), digits};
}

CaptureFile::Step CaptureFile::next(Packet& packet) {
  if (!started_) {
    started_ = true;
    ended_ = !read_file_head();
  }
  if (ended_) return Step::end;
  const Step step = is_pcapng_ ? next_block(packet) : next_record(packet);
  ended_ = step == Step::end;
  return step;
}

std::optional<base::Error> CaptureFile::problem() const {
  if (auto problem = source_.problem()) return problem;
  return problem_;
}

void CaptureFile::cut_off(std::string what) {
  problem_ = base::Error{base::Fault::malformed, std::move(what), {window_.offset(), 0}};
}

bool CaptureFile::read_file_head() {
  const std::string_view head = window_.look(file_head_bytes);
  if (head.size() >= 4 && packet_u32_at(head, 0, ByteOrder::big) == section_header) {
    is_pcapng_ = true;
    return true;
  }
  const auto order = pcap_order(head);
  if (!order) {
    cut_off("the capture ends in its header");
    return false;
  }
  order_ = *order;
  Wire wire(head, order_);
  has_nanoseconds_ = wire.u32() == magic_nanoseconds;
  wire.skip(12);  // version, and two fields that nobody fills
  snap_bytes_ = wire.u32();
  link_type_ = wire.u32() & 0xffffU;  // above it: the length of a frame check sequence
  window_.pass(file_head_bytes);
  return true;
}

CaptureFile::RecordHead CaptureFile::record_head(std::string_view text) const {
  Wire wire(text, order_);
  RecordHead head;
  head.seconds = wire.u32();
  head.fraction = wire.u32();
  head.captured_bytes = wire.u32();
  head.packet_bytes = wire.u32();
  return head;
}

bool CaptureFile::lengths_can_be(const RecordHead& head) const {
  const std::size_t allowed = std::min<std::size_t>(snap_bytes_, block_bytes_max);
  return head.captured_bytes <= std::max(packet_bytes_max, allowed);
}

/// A clock may jump and a length may lie, but not both at once.
bool CaptureFile::may_follow(const RecordHead& head, std::uint32_t seconds) const {
  constexpr std::uint32_t seconds_apart_max = 24 * 3600;
  const std::uint32_t apart = std::max(head.seconds, seconds) - std::min(head.seconds, seconds);
  const bool fraction_can_be = head.fraction < (has_nanoseconds_ ? 1'000'000'000U : 1'000'000U);
  return fraction_can_be &&
         (apart <= seconds_apart_max || (lengths_can_be(head) && head.captured_bytes <= head.packet_bytes));
}

bool CaptureFile::is_followed_well(std::string_view text, std::size_t end, std::uint32_t seconds) const {
  if (text.size() < end + packet_head_bytes) return true;  // the end of the file; a cut header is no proof
  const std::string_view rest = text.substr(end);
  return may_follow(record_head(rest), seconds) || pcap_order(rest).has_value();
}

CaptureFile::Step CaptureFile::next_record(Packet& packet) {
  if (pcap_order(window_.look(file_head_bytes)) && !read_file_head()) return Step::end;  // concatenated
  const std::string_view start = window_.look(packet_head_bytes);
  if (start.empty()) return Step::end;
  if (start.size() < packet_head_bytes) {
    cut_off("the capture ends in the header of a packet");
    return Step::end;
  }
  const RecordHead head = record_head(start);
  if (!lengths_can_be(head)) return pass_broken(packet, "a packet of a length that cannot be");
  const std::size_t end = packet_head_bytes + head.captured_bytes;
  const std::string_view text = window_.look(end + file_head_bytes);
  if (!is_followed_well(text, end, head.seconds)) return pass_broken(packet, "a packet whose length is wrong");

  packet.offset = window_.offset();
  packet.length = std::min(end, text.size());
  packet.link_type = link_type_;
  const std::uint64_t unit = has_nanoseconds_ ? 1'000'000'000 : 1'000'000;
  packet.time = time_of_ticks(head.seconds * unit + head.fraction, has_nanoseconds_ ? 9 : 6, 0);
  packet.bytes = text.substr(packet_head_bytes, head.captured_bytes);
  last_seconds_ = head.seconds;
  if (text.size() < end) {
    // A length that lies reaches beyond the end as well: then there are packets in what it claims.
    for (std::size_t at = 1; at + packet_head_bytes < text.size(); ++at) {
      if (is_record(at)) return pass_broken(packet, "a packet whose length is wrong");
    }
    cut_off("the capture ends in the middle of a packet");
  }
  window_.pass(packet.length);
  return Step::packet;
}

/// Stricter than `next_record`: every field must be likely, because any byte may stand here.
bool CaptureFile::is_record(std::size_t at) {
  const std::string_view text = window_.look(at + packet_head_bytes);
  if (text.size() < at + packet_head_bytes) return false;
  const RecordHead head = record_head(text.substr(at));
  constexpr std::uint32_t seconds_min = 631'152'000;  // 1990
  const bool likely = head.captured_bytes > 0 && lengths_can_be(head) && head.captured_bytes <= head.packet_bytes &&
                      head.packet_bytes <= block_bytes_max && head.seconds >= (last_seconds_ ? 0 : seconds_min) &&
                      head.fraction < (has_nanoseconds_ ? 1'000'000'000U : 1'000'000U);
  constexpr std::uint32_t seconds_apart_max = 24 * 3600;
  if (!likely) return false;
  if (last_seconds_ &&
      std::max(head.seconds, *last_seconds_) - std::min(head.seconds, *last_seconds_) > seconds_apart_max)
    return false;
  const std::size_t end = at + packet_head_bytes + head.captured_bytes;
  const std::string_view more = window_.look(end + file_head_bytes);
  return more.size() >= end && is_followed_well(more, end, head.seconds);
}

bool CaptureFile::is_block(std::size_t at) {
  const std::string_view text = window_.look(at + block_frame_bytes);
  if (text.size() < at + block_frame_bytes) return false;
  const std::uint32_t type = packet_u32_at(text, at, order_);
  if (type == section_header)
    return packet_u32_at(text, at + 8, ByteOrder::big) == section_byte_order ||
           packet_u32_at(text, at + 8, ByteOrder::little) == section_byte_order;
  if (type < interface_description || type > enhanced_packet) return false;
  const std::uint32_t size = packet_u32_at(text, at + 4, order_);
  if (size < block_frame_bytes || size % 4 != 0 || size > block_bytes_max) return false;
  const std::string_view more = window_.look(at + size);
  return more.size() >= at + size && packet_u32_at(more, at + size - 4, order_) == size;
}

CaptureFile::Step CaptureFile::pass_broken(Packet& packet, std::string reason) {
  reason_ = std::move(reason);
  packet = Packet{};
  packet.offset = window_.offset();
  // Blocks lie at multiples of four from each other; records anywhere.
  const std::size_t step = is_pcapng_ ? 4 : 1;
  while (true) {
    window_.pass(step);
    if (window_.look(packet_head_bytes).size() < block_frame_bytes) break;
    if (is_pcapng_ ? is_block(0) : is_record(0)) break;
  }
  if (window_.look(packet_head_bytes).size() < block_frame_bytes) window_.pass(packet_head_bytes);
  packet.length = window_.offset() - packet.offset;
  return Step::broken;
}

CaptureFile::Step CaptureFile::next_block(Packet& packet) {
  while (true) {
    const std::string_view start = window_.look(block_frame_bytes);
    if (start.empty()) return Step::end;
    if (start.size() < block_frame_bytes) {
      cut_off("the capture ends in the header of a block");
      return Step::end;
    }
    const bool is_section = packet_u32_at(start, 0, ByteOrder::big) == section_header;
    if (is_section) read_section(start);
    const std::uint32_t size = packet_u32_at(start, 4, order_);
    if (size < block_frame_bytes || size % 4 != 0 || size > block_bytes_max)
      return pass_broken(packet, "a block of a length that cannot be");
    const std::uint32_t type = packet_u32_at(start, 0, order_);
    const std::string_view text = window_.look(size);
    const bool is_cut = text.size() < size;
    if (is_cut) {
      for (std::size_t at = 4; at + block_frame_bytes <= text.size(); at += 4) {
        if (is_block(at)) return pass_broken(packet, "a block whose length is wrong");
      }
      cut_off("the capture ends in the middle of a block");
    } else if (packet_u32_at(text, size - 4, order_) != size) {
      return pass_broken(packet, "a block whose two lengths differ");
    }
    const std::string_view body = is_cut ? text.substr(8) : text.substr(8, size - block_frame_bytes);
    packet.offset = window_.offset();
    packet.length = std::min<std::size_t>(size, text.size());
    window_.pass(packet.length);
    if (type == interface_description) read_interface(body);
    if (type != enhanced_packet && type != simple_packet && type != old_packet) continue;
    if (read_packet(type, body, packet)) return Step::packet;
    if (is_cut) return Step::end;
    return Step::broken;
  }
}

void CaptureFile::read_section(std::string_view block) {
  const bool is_big = packet_u32_at(block, 8, ByteOrder::big) == section_byte_order;
  order_ = is_big ? ByteOrder::big : ByteOrder::little;
  interfaces_.clear();
}

void CaptureFile::read_interface(std::string_view body) {
  if (interfaces_.size() == interfaces_max) return;
  Wire wire(body, order_);
  Interface interface;
  interface.link_type = wire.u16();
  wire.skip(2);
  interface.snap_bytes = wire.u32();
  enum Option : std::uint16_t { end_of_options = 0, resolution = 9, offset = 14 };
  while (wire.ok() && !wire.empty()) {
    std::uint16_t code = 0;
    const std::string_view value = without_option(wire, code);
    if (code == end_of_options) break;
    if (code == resolution && value.size() == 1) interface.resolution = Wire(value).u8();
    if (code == offset && value.size() == 8)
      interface.offset_seconds = static_cast<std::int64_t>(Wire(value, order_).u64());
  }
  interfaces_.push_back(interface);
}

bool CaptureFile::read_packet(std::uint32_t type, std::string_view body, Packet& packet) {
  Wire wire(body, order_);
  std::uint32_t interface_index = 0;
  std::uint64_t ticks = 0;
  std::uint32_t captured_bytes = 0;
  if (type == simple_packet) {
    captured_bytes = wire.u32();  // of the packet; the block tells how much of it is there
    const std::uint32_t limit = interfaces_.empty() ? 0 : interfaces_.front().snap_bytes;
    if (limit != 0) captured_bytes = std::min(captured_bytes, limit);
    captured_bytes = static_cast<std::uint32_t>(std::min<std::size_t>(captured_bytes, wire.rest().size()));
  } else {
    interface_index = type == enhanced_packet ? wire.u32() : wire.u16();
    if (type == old_packet) wire.skip(2);  // how many were dropped
    ticks = std::uint64_t{wire.u32()} << 32U;
    ticks |= wire.u32();
    captured_bytes = wire.u32();
    wire.skip(4);
  }
  if (!wire.ok()) {
    reason_ = "a packet block that ends in its header";
    return false;
  }
  if (interface_index >= interfaces_.size()) {
    reason_ = "a packet of an interface that is not described";
    return false;
  }
  if (captured_bytes > wire.rest().size() && !problem_) {
    reason_ = "a packet that is longer than its block";
    return false;
  }
  const Interface& interface = interfaces_[interface_index];
  packet.link_type = interface.link_type;
  packet.time =
      type == simple_packet ? std::nullopt : time_of_ticks(ticks, interface.resolution, interface.offset_seconds);
  packet.bytes = wire.bytes_there(captured_bytes);
  return true;
}

}  // namespace clew::evidence::detail
