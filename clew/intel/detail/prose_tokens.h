/// Where the words of a text begin and end that may be values.
///
///     "(see `evil[.]example`, https://sand.example/a?)" --> evil.example, https://sand.example/a
///
/// Marks of the sentence and of Markdown are left out, what belongs to a value stays: `~/a`, `[2001:db8::1]:443`.
/// In:     a refanged text. Out: parts of it, in order. Errors: none. Cost: linear in the text.
#pragma once

#include "clew/intel/detail/layout.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace clew::intel::detail {

enum Mark : std::uint8_t { mark_code = 1, mark_link = 2 };

/// Which bytes of a text stand in a code span or are the target of a link. One pass; an unclosed mark ends with its line.
/// `is_source`: of a program, whose `Target="https://…"` is no link of the notice.
std::vector<std::uint8_t> marks_of(std::string_view text, bool is_source);

/// Every token of `range` that may be a value, in order.
void each_token(std::string_view text, Part range, bool itemised, const std::function<void(Part)>& use);

/// Removes closing marks that opened outside the token.
/// `keeps_query`: in a list a `?` behind a path belongs to it, in running text it asks a question.
Part without_edges(std::string_view text, Part part, bool keeps_query);

/// No value is written without one of these: a digit, a mark, a letter outside ASCII, or the word "dot".
bool may_hold_value(std::string_view text);

bool parts_tokens(char c);
bool is_url(std::string_view token);
/// `[victim]`, `{id}`, `<id>`
bool opens_placeholder(std::string_view text, std::size_t i);

/// The URL in a token that has one: from its scheme, to where a placeholder (`<id>`, `[4 digits]`) begins.
Part url_in(std::string_view text, Part token);

/// The URL that the query of another one leads to: behind its last `://`.
std::optional<Part> url_in_query(std::string_view text, Part part);

/// `sha256:1f3a…`, `mailto:a@evil.example`, `ip=198.51.100.7`: the value behind a label.
std::optional<std::size_t> behind_label(std::string_view token);

}  // namespace clew::intel::detail
