/// The layout of a notice in Markdown or plain text: what stands in a heading, a sentence, a list, a table, a code block,
/// and under which heading.
///
/// In:     any bytes. Out: blocks in the order of the text, each a part of it. Errors: none; what is odd is a paragraph.
/// Cost:   one pass over the lines, linear. No recursion: nested lists and quotations are flat.
/// Source: CommonMark 0.30 and GitHub's tables, as far as notices use them.
#pragma once

#include "clew/intel/detail/cues.h"
#include "clew/intel/detail/kinds.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel::detail {

/// What the heading above says about the values below.
enum class Section : std::uint8_t {
  neutral,
  indicators,
  references,
  contact,
  harmless,
  other_kinds,
  outside  ///< around the article of a web page
};

struct Part {
  std::size_t begin = 0, end = 0;  ///< in the source
};

inline std::string_view text_of(std::string_view source, Part part) {
  return source.substr(part.begin, part.end - part.begin);
}

struct Block {
  enum class Kind : std::uint8_t { heading, paragraph, item, code, row } kind = Kind::paragraph;
  Part part;
  Section section = Section::neutral;
  std::optional<detail::Kind>
      values;  ///< the kind of value that the heading announces, where it must be told: file names
  Cues heading_cues = 0;
  bool is_remark = false;        ///< a cell on the value of its row
  bool is_program = false;       ///< a line of a block of code that holds statements, not a list
  bool is_fenced = false;        ///< a line between two fences
  std::size_t table = 0;         ///< index into Layout::tables, for a row
  std::vector<Part> cells = {};  ///< of a row
};

struct Layout {
  std::string title;
  std::string published = {};  ///< as the fields above the text say it: YAML between two lines of `---`
  std::string publisher = {};  ///< likewise: `publisher`, else `source`, else `author`
  std::deque<Block> blocks;  ///< of which a text may have millions, so that moving them as they become more would tell
  std::vector<std::vector<Column>> tables;  ///< their columns; empty when the header names none that is known
};

/// The line below the head of a table of Markdown: `|---|:--:|`
bool is_table_rule(std::string_view line);

Layout layout_of(std::string_view source);

}  // namespace clew::intel::detail
