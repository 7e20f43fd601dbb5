// Windows events as XML text: `wevtutil qe /f:xml`, Event Viewer's "Save all events as XML", `evtx_dump -o xml`, evtxexport.
// Events are cut out one by one, so that neither a root around them nor a whole document is needed, and reading goes on
// behind what is broken. Each becomes JSON in the form of `evtx_dump`, which the decoder of all Windows events reads.
// One event may also be a line, or stand in a text: Splunk's `_raw`, what Sysmon for Linux writes to syslog.
// Source: Microsoft's "Event Schema"; XML 1.0.
#include "clew/base/text.h"
#include "clew/evidence/detail/event_xml.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/embedded.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/windows_event.h"
#include "clew/evidence/translator.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include <fmt/core.h>

namespace clew::evidence {

/// What reads an event beside the record that it stands in.
struct XmlScratch {
  detail::EventXml xml;
  std::string json;
  JsonReader reader;
  Fields fields;
};
Scratch::State::State() = default;
Scratch::State::~State() = default;

namespace {

constexpr std::string_view opening = "<Event";
constexpr std::string_view closing = "</Event";
constexpr std::size_t event_bytes_max = 4U << 20U;     ///< a record of an event log has at most 64 KiB
constexpr std::size_t between_bytes_max = 64U << 10U;  ///< what is no event comes in pieces of this size

/// `<Event>` and `</Event>`, not `<Events>` or `<EventData>`. Nothing where `text` ends before that can be told.
std::size_t find_tag(std::string_view text, std::string_view tag, std::size_t from) {
  for (std::size_t at = text.find(tag, from); at != std::string_view::npos; at = text.find(tag, at + 1)) {
    const std::size_t end = at + tag.size();
    if (end < text.size() && (base::is_space(text[end]) || text[end] == '>')) return at;
  }
  return std::string_view::npos;
}

/// What tools write around events: an XML declaration, `<Events>`, comments; "evtxexport 20181227"; "Record 12".
bool is_frame(std::string_view text) {
  while (!(text = base::trimmed(text)).empty()) {
    constexpr auto marks = std::to_array<std::string_view>({"Record ", "evtxexport "});
    const auto* const mark = std::ranges::find_if(marks, [&](std::string_view word) { return text.starts_with(word); });
    constexpr std::string_view comment = "<!--";
    std::size_t end = std::string_view::npos;
    if (text.starts_with("<?xml") || text.starts_with("<Events") || text.starts_with("</Events")) {
      end = text.find('>');
    } else if (text.starts_with(comment)) {
      end = text.find("-->", comment.size());
      if (end != std::string_view::npos) end += 2;
    } else if (mark != marks.end()) {
      end = std::min(text.find('\n'), text.size() - 1);
      const std::string_view number = base::trimmed(text.substr(mark->size(), end + 1 - mark->size()));
      if (!base::parse_unsigned(number)) return false;
    }
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
  return true;
}

/// Holds one event, and what was read with it.
class WindowsXmlTranslator final : public Translator {
 public:
  explicit WindowsXmlTranslator(ByteSource& content) : content_(content) {}

  bool next(Translation& record) override {
    while (true) {
      const std::size_t begin = find_tag(rest(), opening, 0);
      const bool found = begin != std::string_view::npos;
      // The last bytes may be the beginning of a tag.
      const std::size_t passed =
          found ? begin : rest().size() - (has_ended_ ? 0 : std::min(rest().size(), opening.size()));
      if (!found && !has_ended_ && passed < between_bytes_max) {
        read_more();
      } else if (passed > 0) {
        if (pass(std::min(passed, between_bytes_max), record)) return true;
      } else {
        if (found) read_event(record);
        return found;
      }
    }
  }

  [[nodiscard]] std::optional<base::Error> problem() const override { return content_.problem(); }

 private:
  [[nodiscard]] std::string_view rest() const { return std::string_view(buffer_).substr(at_); }

  void read_more() {
    const std::string_view piece = content_.next();
    if (piece.empty()) {
      has_ended_ = true;
      return;
    }
    if (at_ > 0) buffer_.erase(0, at_);
    offset_ += std::exchange(at_, 0);
    buffer_ += piece;
  }

  /// Steps over `size` bytes that are no event; true where they are more than what tools write around events.
  bool pass(std::size_t size, Translation& record) {
    const std::string_view text = rest().substr(0, size);
    const bool is_told = !is_frame(text);
    if (is_told) tell_broken(record, size, "text that is no event");
    at_ += size;
    return is_told;
  }

  /// The event that begins here, to its end tag, to where the next one begins, or to the end.
  void read_event(Translation& record) {
    std::size_t searched = opening.size();  // no other tag begins before it
    while (true) {
      const std::string_view text = rest().substr(0, event_bytes_max);
      const std::size_t end = find_tag(text, closing, searched);
      const std::size_t other = find_tag(text, opening, searched);
      const std::size_t close = end < other ? text.find('>', end) : std::string_view::npos;
      if (close != std::string_view::npos) return give_event(record, close + 1);
      if (other < end) return give_broken(record, other, "the next event begins before its end");
      if (text.size() == event_bytes_max) return give_broken(record, text.size(), "too long for an event");
      if (has_ended_) return give_broken(record, text.size(), "the content ends within it");
      searched = std::max(opening.size(), std::min(end, text.size() - std::min(text.size(), closing.size())));
      read_more();
    }
  }

  void give_event(Translation& record, std::size_t size) {
    const auto why = xml_.read(rest().substr(0, size), record.text);
    if (why) return give_broken(record, size, *why);
    record.broken = false;
    record.offset = offset_ + at_;
    record.length = size;
    at_ += size;
  }

  void give_broken(Translation& record, std::size_t size, std::string_view why) {
    tell_broken(record, size, why);
    at_ += size;
  }

  /// The bytes follow the words, so that they are searched: what nobody can decode may still hold what is looked for.
  void tell_broken(Translation& record, std::size_t size, std::string_view why) {
    record.broken = true;
    record.offset = offset_ + at_;
    record.length = size;
    record.text = fmt::format("{}: {}", why, rest().substr(0, size));
    std::ranges::replace(record.text, '\n', ' ');
  }

  ByteSource& content_;
  std::string buffer_;
  std::size_t at_ = 0;        // in `buffer_`: what was given stands before it
  std::uint64_t offset_ = 0;  // of the buffer in the content
  bool has_ended_ = false;
  detail::EventXml xml_;
};

std::unique_ptr<Translator> translate(ByteSource& content) { return std::make_unique<WindowsXmlTranslator>(content); }

std::string recognise(std::string_view head) {
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  const std::size_t begin = find_tag(head, opening, 0);
  const bool is_ours = begin != std::string_view::npos && is_frame(head.substr(0, begin)) &&
                       head.find("schemas.microsoft.com/win/2004/08/events/event", begin) != std::string_view::npos;
  if (!is_ours) return {};
  MemorySource content(head);
  WindowsXmlTranslator translator(content);
  return source_of_windows_log(translator);
}

/// A whole event with its header.
bool is_event(std::string_view text) {
  text = base::trimmed(text);
  return find_tag(text, opening, 0) == 0 && text.ends_with("</Event>") && text.contains("<System>") &&
         text.contains("<EventID");
}

std::string recognise_lines(std::string_view head) {
  const auto lines = head_lines(head);
  return !lines.empty() && std::ranges::all_of(lines, is_event) ? "windows_events" : "";
}

Decoded decode_line(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  if (base::trimmed(record).empty()) return Decoded::nothing;
  return decode_event_xml(base::trimmed(record), context, scratch, event);
}

}  // namespace

Decoded decode_event_xml(std::string_view text, const FileContext& context, Scratch& scratch, model::Event& event) {
  if (!is_event(text)) return Decoded::unparsed;
  auto& memory = scratch.state().xml;
  if (memory == nullptr) memory = std::make_unique<XmlScratch>();
  if (memory->xml.read(text, memory->json) || !memory->reader.read(memory->json, memory->fields))
    return Decoded::unparsed;
  add_windows_event(memory->fields, context, scratch, event);
  return Decoded::event;
}

constinit const Format windows_xml_lines = {
    .name = "windows_xml_lines",
    .framing = Framing::lines,
    .recognise = recognise_lines,
    .decode = decode_line,
    .sees = windows_sights,
    .shows_what_occurs = true,
};
constinit const Format windows_xml = {
    .name = "windows_xml",
    .framing = Framing::translated,
    .recognise = recognise,
    .decode = decode_windows_event,
    .sees = windows_sights,
    .translate = translate,
    .shows_what_occurs = true,
};

}  // namespace clew::evidence
