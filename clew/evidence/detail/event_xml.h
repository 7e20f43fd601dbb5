/// One `<Event>` of a Windows event log as XML text, as JSON in the form of `evtx_dump` (evtx_writer.h says what that is).
///
///     read("<Event><System><EventID>1</EventID>…</Event>") --> {"Event":{"System":{"EventID":"1"},…}}
///
/// Every value is a text. Namespaces are left out: they are the same in all events.
/// In:     the element, whole, UTF-8; what is no UTF-8 becomes U+FFFD. Out: one JSON object on one line.
/// Errors: words for why it is no event: not well-formed, another element, a document type, more levels than `depth_max`.
/// Limits: expat reads it; entities other than XML's own five are refused, so that nothing grows.
/// Source: Microsoft's "Event Schema" (http://schemas.microsoft.com/win/2004/08/events/event), XML 1.0.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace clew::evidence::detail {

class EventXml {
 public:
  static constexpr std::size_t depth_max = 64;

  EventXml();
  ~EventXml();
  EventXml(const EventXml&) = delete;
  EventXml& operator=(const EventXml&) = delete;

  /// Nothing, and `json` is the event; or why the element is none.
  std::optional<std::string> read(std::string_view element, std::string& json);

 private:
  /// An element whose end has not been read.
  struct Open {
    std::string name;
    bool is_named_data = false;    ///< `<Data Name="X">`: a text, if an empty one
    bool is_unnamed_data = false;  ///< `<Data>`: one text of the array that its parent ends with
    bool has_object = false;       ///< its `{` was written
    std::string text;
    std::vector<std::string> unnamed;  ///< the texts of the unnamed data in it
    std::unordered_map<std::string, unsigned> keys;
  };
  struct Handlers;

  void begin(std::string_view name, const char* const* attributes);
  void end();
  void stop(std::string_view why);
  /// Writes the key of what follows in the object of `parent`; the second with a name has `_1` behind it.
  void write_key(Open& parent, std::string_view name);
  void write_attributes(Open& element, const char* const* attributes);

  struct Expat;
  std::unique_ptr<Expat> expat_;
  std::string* json_ = nullptr;
  std::vector<Open> open_;
  std::string stopped_;
};

}  // namespace clew::evidence::detail
