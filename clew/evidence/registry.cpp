#include "clew/evidence/format.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/scratch.h"

#include <array>

namespace clew::evidence {

Scratch::Scratch() : state_(std::make_unique<State>()) {}
Scratch::~Scratch() = default;
Scratch::Scratch(Scratch&&) noexcept = default;

std::span<const Format> formats() {
  // Most specific first.
  static const std::array all = {
      zeek_json,
      text_lines,
  };
  return all;
}

Recognised recognise(std::string_view head) {
  for (const Format& format : formats()) {
    if (std::string source = format.recognise(head); !source.empty()) return {&format, std::move(source)};
  }
  return {&formats().back(), "text"};
}

void add_to_inventory(const model::Event& /*event*/, model::Inventory& /*inventory*/) {}

}  // namespace clew::evidence
