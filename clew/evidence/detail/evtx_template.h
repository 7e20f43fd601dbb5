/// Windows' binary XML, read once into a list of nodes with JSON's keys ready: what an event's values are then put into.
///
///     tokens in a chunk --compile--> EvtxTemplate --EvtxWriter, values--> {"Event":{"System":{…},"EventData":{…}}}
///
/// In:     any bytes. Names stand elsewhere in the chunk and are found by their offset, which may be anything.
/// Out:    nodes in the order of the document; each knows where it ends, so that nobody needs to recurse.
/// Errors: words for why these bytes are no XML; the template is then empty.
/// Limits: see the constants. Honest events have some hundred nodes, five levels and names of forty characters.
/// Source: [MS-EVEN6] section 2.2.12; J. Metz, "Windows XML Event Log (EVTX) format", sections "Binary XML" and "Token types".
#pragma once

#include "clew/evidence/detail/evtx_cursor.h"
#include "clew/evidence/detail/evtx_value.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::evidence::detail {

constexpr std::size_t evtx_nodes_max = 2048;      ///< of one template; siblings are compared with each other
constexpr std::size_t evtx_depth_max = 32;        ///< of elements in one template
constexpr std::size_t evtx_name_units_max = 128;  ///< of an element's or attribute's name

struct EvtxNode {
  enum class Kind : std::uint8_t { element, attribute, text, substitution };
  Kind kind = Kind::text;
  bool is_data = false;          ///< an element `Data`: its key is what its attribute `Name` says
  bool is_unnamed_data = false;  ///< one without `Name` and without elements: part of an array
  bool has_elements = false;     ///< an element with elements in it
  bool is_hidden = false;        ///< an attribute that became its element's key
  std::uint16_t value = 0;       ///< of a substitution: which value
  std::uint32_t end = 0;         ///< the node behind this one and all that is in it
  std::uint32_t content = 0;     ///< of an element: the node behind its attributes
  std::uint32_t name = 0;        ///< of a `Data` whose name is a substitution: its attribute, else 0
  std::uint32_t text_begin = 0;  ///< `"key":` of an element or attribute, a text escaped for JSON
  std::uint32_t text_size = 0;
};

struct EvtxTemplate {
  std::vector<EvtxNode> nodes;
  std::string texts;

  void clear() {
    nodes.clear();
    texts.clear();
  }
  [[nodiscard]] std::string_view text_of(const EvtxNode& node) const {
    return std::string_view(texts).substr(node.text_begin, node.text_size);
  }
};

/// Elements carry the number of the value that they depend on inside a definition, and nowhere else.
enum class EvtxDependencies : std::uint8_t { no, yes };

class EvtxCompiler {
 public:
  EvtxCompiler();

  /// Reads the tokens at `cursor`, whose names are in `chunk`. Nothing, or why they are no XML.
  std::optional<std::string_view> compile(EvtxCursor cursor, std::string_view chunk, EvtxDependencies dependencies,
                                          EvtxTemplate& into);

 private:
  EvtxText scratch_;
};

}  // namespace clew::evidence::detail
