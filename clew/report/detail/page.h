/// The page while it is written: its bytes so far, and the pieces that every section is made of.
///
/// In:     a document that outlives the page; any bytes in its strings.
/// Out:    HTML. What a function here takes as `html` or as a cell is put down as it stands: texts of the document pass
///         `plain`, `Page::text` or `escaped` before.
/// Errors: none.
#pragma once

#include "clew/model/case_document.h"
#include "clew/report/detail/show.h"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace clew::report::detail {

struct Cell {
  std::string html;
  std::string_view label = {};  ///< of the column; shown on a phone
  std::string_view kind = {};   ///< class
};

class Page {
 public:
  explicit Page(const model::CaseDocument& document);

  [[nodiscard]] const model::CaseDocument& document() const { return document_; }
  [[nodiscard]] const Shower& shower() const { return shower_; }
  [[nodiscard]] const std::map<std::string_view, const model::CaseEvidenceFile*>& files() const { return files_; }
  std::string& out() { return out_; }

  void open_section(std::string_view id, std::string_view title, std::size_t count, std::string_view lead);
  /// Says how many rows had no room.
  void close_section(std::size_t shown, std::size_t total);
  /// A column whose name begins with `#` holds numbers.
  void open_table(std::string_view caption, const std::vector<std::string_view>& columns);
  /// The first cell names the row.
  void row(const std::vector<Cell>& cells, std::string_view attributes = {});
  void close_table() { out_ += "</tbody></table>\n"; }

  /// Free text of the document: cut to what a page has room for, defanged, escaped.
  [[nodiscard]] std::string text(std::string_view text) const;
  /// The findings by name, each a link where it stands on the page.
  [[nodiscard]] std::string links(const std::vector<std::string>& findings) const;
  /// The name to link to, empty where the finding is not on the page.
  [[nodiscard]] std::string anchor_of(std::string_view finding) const;

 private:
  const model::CaseDocument& document_;
  Shower shower_;
  std::map<std::string_view, const model::CaseEvidenceFile*> files_;
  std::set<std::string_view> on_page_;  ///< findings that a link may point to
  std::string out_;
};

/// Cut to what a page has room for; not yet safe.
std::string fit(std::string_view text);
/// The same, escaped.
std::string plain(std::string_view text);
std::string time_tag(const std::optional<base::Instant>& time);
/// Two dates that may be torn apart, but not within one.
std::string dates_tag(std::string dates);
/// A word with the colour of what it says; the word says it too.
std::string status_tag(std::string_view name);
/// A name for `id` and `#`: identifiers come from documents, so only what cannot break out is kept.
std::string anchor(std::string_view id);
/// Class of a name's cell: names are not broken at their hyphens while there is room for them.
std::string_view name_kind(std::string_view name);

}  // namespace clew::report::detail
