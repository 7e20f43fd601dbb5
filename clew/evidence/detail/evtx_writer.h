/// Writes the events of one chunk as JSON: templates are read once and filled in again and again.
///
///     start(chunk); write(the binary XML of a record) --> {"Event":{"System":{…},"EventData":{…}}}
///
/// The form is the one that `evtx_dump` made common: an element is a key; attributes are `#attributes`, a text beside them
/// `#text`; `<Data Name="X">` is the key X, other `Data` the array `Data.#text`; an element without anything is null (a `Data`
/// an empty text); the second element with a name has `_1` behind it.
/// In:     any bytes. Out: one JSON object on one line, or words for why there is none.
/// Limits: see the constants: one substitution may be used many times, so what a chunk can grow to is bounded.
/// Source: [MS-EVEN6] section 2.2.12.
#pragma once

#include "clew/evidence/detail/evtx_template.h"

#include <deque>
#include <optional>
#include <string_view>
#include <vector>

namespace clew::evidence::detail {

constexpr std::size_t evtx_record_text_bytes_max = 1U << 20U;  ///< a record has at most 64 KiB, a unit at most 6 bytes
constexpr std::size_t evtx_chunk_text_bytes_max = 8U << 20U;   ///< honest chunks stay below 3 MiB
constexpr std::size_t evtx_chunk_steps_max = 1U << 20U;        ///< nodes and values that are looked at; honest: 100,000
constexpr std::size_t evtx_chunk_compiled_bytes_max = 256U << 10U;  ///< each template is read once; honest: 64 KiB
constexpr std::size_t evtx_open_max = 64;                           ///< elements and fragments in one another

class EvtxWriter {
 public:
  EvtxWriter();

  /// Forgets the templates of the chunk before. `chunk` outlives the next calls of `write`.
  void start(std::string_view chunk);
  /// Nothing, and `text` is the event; or why these bytes of the chunk are no event.
  std::optional<std::string_view> write(std::size_t begin, std::size_t end);
  [[nodiscard]] std::string_view text() const { return out_.view(); }

 private:
  /// Part of the output that is being written: an element's object, or a fragment whose elements belong to the object around.
  struct Open {
    const EvtxTemplate* source = nullptr;
    std::uint32_t node = 0;
    std::uint32_t end = 0;
    std::size_t values = 0;  // the first one of its template, in `values_`
    std::size_t value_count = 0;
    std::size_t begin = 0;  // in `out_`
    bool is_fragment = false;
    bool has_written = false;
    bool has_unnamed_data = false;
  };
  struct Range {
    std::uint32_t begin, end;
  };

  void fail(std::string_view why);
  bool open_fragment(std::size_t begin, std::size_t end, bool has_written);
  bool read_instance(EvtxCursor cursor, bool has_written);
  bool read_values(EvtxCursor& cursor);
  const EvtxTemplate* template_at(std::size_t offset);
  const EvtxTemplate* compile_inline(EvtxCursor cursor);
  bool spend_compiled(std::size_t bytes);
  bool spend_steps(std::size_t steps);

  void step();
  void close();
  void write_element(std::uint32_t index);
  void write_comma();
  void write_key(const EvtxNode& element);
  void write_leaf(const EvtxNode& element, std::uint32_t index);
  void write_unnamed_data(std::uint32_t index);
  bool write_attributes(Range attributes);
  bool write_content(Range nodes);
  bool is_leaf(const EvtxNode& element) const;
  bool is_said(const EvtxNode& node) const;
  void write_text(const EvtxNode& node);
  [[nodiscard]] EvtxValue value_of(const EvtxNode& node) const;

  std::string_view chunk_;
  EvtxCompiler compiler_;
  EvtxText out_;
  std::deque<EvtxTemplate> templates_;  // of the chunk; kept for their memory
  std::size_t template_count_ = 0;
  std::vector<std::uint16_t>
      template_numbers_;             // by offset: 0 for one not read yet, else its number in `templates_` and 1
  std::deque<EvtxTemplate> inline_;  // of elements without a template, in one record
  std::size_t inline_count_ = 0;
  std::vector<EvtxValue> values_;
  std::vector<Open> open_;
  std::string_view problem_;
  std::size_t steps_ = 0;
  std::size_t compiled_bytes_ = 0;
  std::size_t text_bytes_ = 0;
};

}  // namespace clew::evidence::detail
