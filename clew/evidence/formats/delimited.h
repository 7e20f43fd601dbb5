/// Lines of values between separators, under a line of names: CSV, and its relatives with tabs, semicolons, bars or blanks.
/// Private to this module.
///
///     "time;user", "2023-06-27;ada"  -->  time=2023-06-27  user=ada
///
/// A value in quotes may hold line feeds, where records are framed as `Framing::rows`.
/// Source: RFC 4180 section 2.
#pragma once

#include "clew/evidence/format.h"
#include "clew/evidence/formats/fields.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::evidence {

constexpr std::size_t csv_columns_max = 256;

/// The first of tab, `;`, `|`, `,` and blank that is in the line of names; `,` if none is.
char separator_of(std::string_view columns);

/// The first whole rows of a table that are not blank, as `Framing::rows` cuts them, without their line ends and without a byte
/// order mark.
std::vector<std::string_view> head_rows(std::string_view head);

/// The names of the columns of a table that begins with these rows. Windows' Event Viewer leaves out that of the last one, the
/// event's text: it is called "Message".
std::string columns_of_table(std::span<const std::string_view> rows);
bool is_line_of_names(std::string_view record, std::string_view columns);

/// `Format::prepare` of a table: its columns, and the order of its dates.
void prepare_table(std::string_view head, FileContext& context);

/// The line's values under the names of `columns`, unquoted into `buffer` where they were quoted; false if there are more values
/// than names. Values that are missing at the end are left out.
bool read_delimited(std::string_view columns, std::string_view line, std::string& buffer, Fields& fields);

/// A row under `FileContext::columns` into the scratch's fields: `nothing` for a blank one and for the line of names.
Decoded read_row(std::string_view record, const FileContext& context, Scratch& scratch);

}  // namespace clew::evidence
