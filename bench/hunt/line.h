/// A line of a log while it is written: it knows what encoding stands around, and where the sightings are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::bench {

struct Span {
  std::size_t begin = 0, end = 0;
  std::uint32_t indicator = 0;
  std::string_view spelling = {};
};

/// What is done to values: nothing, JSON's escapes, or these and also `\/`.
enum class Encoding : std::uint8_t { plain, json, json_with_slash };

struct Line {
  std::string text;
  std::vector<Span> spans;
  Encoding encoding = Encoding::plain;

  Line& operator<<(std::string_view more) {
    text += more;
    return *this;
  }

  /// A byte of a value, in the encoding of the line.
  void put(char c) {
    const bool quoted = encoding != Encoding::plain && (c == '\\' || c == '"');
    if (quoted || (c == '/' && encoding == Encoding::json_with_slash)) text += '\\';
    text += c;
  }
  void put(std::string_view value) {
    for (const char c : value) put(c);
  }

  /// Replaces the text from `from` on by what `piece` makes of its bytes, and moves the spans along.
  template <class Piece>
  void rewrite(std::size_t from, Piece piece) {
    std::string to = text.substr(0, from);
    std::vector<std::size_t> places;
    for (std::size_t at = from; at < text.size(); ++at) {
      places.push_back(to.size());
      piece(to, text[at]);
    }
    places.push_back(to.size());
    for (Span& span : spans) {
      span.begin = span.begin < from ? span.begin : places[span.begin - from];
      span.end = span.end < from ? span.end : places[span.end - from];
    }
    text = std::move(to);
  }
};

}  // namespace clew::bench
