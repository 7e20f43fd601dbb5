/// What the tests of the formats share: one record through a format, as the hunt does it. Only for tests.
#pragma once

#include "clew/evidence/format.h"

#include <array>
#include <string>
#include <string_view>

namespace clew::evidence::testing {

struct Decoding {
  Decoded outcome = Decoded::nothing;
  model::Event event;

  [[nodiscard]] std::string get(model::Attribute attribute) const { return std::string(event.get(attribute)); }
  /// All values of an attribute, with a blank between them.
  [[nodiscard]] std::string all(model::Attribute attribute) const {
    std::string text;
    for (const auto& field : event.fields()) {
      if (field.attribute != attribute) continue;
      if (!text.empty()) text += ' ';
      text += event.text_of(field);
    }
    return text;
  }
  [[nodiscard]] std::string time() const { return event.time ? base::to_rfc3339(*event.time) : ""; }
};

/// Class, activity, status and all fields but the time's text on one line: "authentication 1 success actor.user.name=kit".
inline std::string told(const model::Event& event) {
  static constexpr std::array<std::string_view, 3> statuses = {"unknown", "success", "failure"};
  static constexpr std::array<std::string_view, 4> dispositions = {"", " allowed", " blocked", " quarantined"};
  std::string text(model::name_of(event.event_class));
  text += ' ' + std::to_string(event.activity) + ' ';
  text += statuses[static_cast<std::size_t>(event.status)];
  text += dispositions[static_cast<std::size_t>(event.disposition)];
  for (const auto& field : event.fields()) {
    if (field.attribute == model::Attribute::original_time) continue;
    text += ' ';
    text += model::name_of(field.attribute);
    text += '=';
    text += event.text_of(field);
  }
  return text;
}

inline Decoding decode(const Format& format, std::string_view record, const FileContext& context = {}) {
  Scratch scratch;
  Decoding decoding;
  decoding.outcome = format.decode(record, context, scratch, decoding.event);
  return decoding;
}

/// The name of the format that recognises `head`, and the source's name: "zeek_json zeek_dns".
inline std::string recognised(std::string_view head) {
  const Recognised found = recognise(head);
  return std::string(found.format->name) + " " + found.source;
}

}  // namespace clew::evidence::testing
