#include "clew/evidence/detail/event_xml.h"

#include "clew/base/text.h"
#include "clew/evidence/detail/json_text.h"

#include <algorithm>
#include <new>
#include <type_traits>

#include <expat.h>

namespace clew::evidence::detail {
namespace {

struct ParserFree {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

std::string_view without_prefix(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool declares_namespace(std::string_view attribute) { return attribute == "xmlns" || attribute.starts_with("xmlns:"); }

std::string_view attribute(const char* const* attributes, std::string_view name) {
  for (; *attributes != nullptr; attributes += 2) {
    if (attributes[0] == name) return attributes[1];
  }
  return {};
}

}  // namespace

struct EventXml::Expat {
  std::unique_ptr<std::remove_pointer_t<XML_Parser>, ParserFree> parser{XML_ParserCreate("UTF-8")};
};

struct EventXml::Handlers {
  static EventXml& of(void* self) { return *static_cast<EventXml*>(self); }
  static void begin(void* self, const XML_Char* name, const XML_Char** attributes) {
    of(self).begin(without_prefix(name), attributes);
  }
  static void end(void* self, const XML_Char*) { of(self).end(); }
  static void text(void* self, const XML_Char* text, int size) {
    auto& open = of(self).open_;
    if (!open.empty()) open.back().text.append(text, static_cast<std::size_t>(size));
  }
  static void document_type(void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    of(self).stop("a document type, which no event has");
  }
};

EventXml::EventXml() : expat_(std::make_unique<Expat>()) {
  if (!expat_->parser) throw std::bad_alloc();
}
EventXml::~EventXml() = default;

std::optional<std::string> EventXml::read(std::string_view element, std::string& json) {
  json.clear();
  json_ = &json;
  open_.clear();
  stopped_.clear();
  XML_Parser parser = expat_->parser.get();
  XML_ParserReset(parser, "UTF-8");
  XML_SetUserData(parser, this);
  XML_SetElementHandler(parser, Handlers::begin, Handlers::end);
  XML_SetCharacterDataHandler(parser, Handlers::text);
  XML_SetStartDoctypeDeclHandler(parser, Handlers::document_type);
  const std::string text = base::valid_utf8(element);
  if (XML_Parse(parser, text.data(), static_cast<int>(text.size()), XML_TRUE) == XML_STATUS_OK) return std::nullopt;
  return stopped_.empty() ? XML_ErrorString(XML_GetErrorCode(parser)) : stopped_;
}

void EventXml::stop(std::string_view why) {
  if (stopped_.empty()) stopped_ = why;
  XML_StopParser(expat_->parser.get(), XML_FALSE);
}

void EventXml::begin(std::string_view name, const char* const* attributes) {
  if (open_.size() >= depth_max) return stop("elements in one another without end");
  if (open_.empty() && name != "Event") return stop("no event");
  Open element;
  element.name = name;
  const std::string_view data_name = name == "Data" ? attribute(attributes, "Name") : std::string_view{};
  element.is_named_data = !data_name.empty();
  element.is_unnamed_data = name == "Data" && data_name.empty() && !open_.empty();
  if (open_.empty()) {
    *json_ += "{\"Event\":";
  } else if (!element.is_unnamed_data) {
    write_key(open_.back(), element.is_named_data ? data_name : name);
  }
  open_.push_back(std::move(element));
  const bool is_data = open_.back().is_named_data || open_.back().is_unnamed_data;
  if (!is_data) write_attributes(open_.back(), attributes);
}

void EventXml::end() {
  Open element = std::move(open_.back());
  open_.pop_back();
  if (element.is_unnamed_data) {
    open_.back().unnamed.push_back(std::move(element.text));
    return;
  }
  if (!element.unnamed.empty()) {
    write_key(element, "Data");
    *json_ += "{\"#text\":[";
    for (const std::string& text : element.unnamed) {
      if (&text != &element.unnamed.front()) *json_ += ',';
      append_json_text(*json_, text);
    }
    *json_ += "]}";
  }
  if (element.has_object) {
    // Between elements stand only the blanks that make them readable.
    if (!base::trimmed(element.text).empty()) {
      write_key(element, "#text");
      append_json_text(*json_, element.text);
    }
    *json_ += '}';
  } else if (element.is_named_data || !element.text.empty()) {
    append_json_text(*json_, element.text);
  } else {
    *json_ += "null";
  }
  if (open_.empty()) *json_ += '}';
}

void EventXml::write_key(Open& parent, std::string_view name) {
  *json_ += parent.has_object ? ',' : '{';
  parent.has_object = true;
  std::string key(name);
  const unsigned before = parent.keys[key]++;
  if (before > 0) key += "_" + std::to_string(before);
  append_json_text(*json_, key);
  *json_ += ':';
}

void EventXml::write_attributes(Open& element, const char* const* attributes) {
  bool has_any = false;
  for (; *attributes != nullptr; attributes += 2) {
    if (declares_namespace(attributes[0])) continue;
    if (has_any) {
      *json_ += ',';
    } else {
      write_key(element, "#attributes");
      *json_ += '{';
      has_any = true;
    }
    append_json_text(*json_, without_prefix(attributes[0]));
    *json_ += ':';
    append_json_text(*json_, attributes[1]);
  }
  if (has_any) *json_ += '}';
}

}  // namespace clew::evidence::detail
