/// What the words around a place in a text say of what stands there.
///
///     "the legitimate real.example" --> is_called_genuine       "it connects to 198.51.100.7" --> is_talked_to
///
/// In:     `words`: what `words_before` gives; `text` and `end`: a text and where the value in it ends.
/// Out:    yes or no. A clause that ended says nothing on what follows. Errors: none. Cost: a few dozen bytes are looked at,
///         or the sentence or line that is given.
#pragma once

#include "clew/intel/detail/layout.h"

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace clew::intel::detail {

/// The three words before `at`, in lower case with a blank before each.
std::string words_before(std::string_view text, std::size_t at);
/// Whether one of `words`, each with a blank before it, is one that is wanted.
bool any_word(std::string_view words, std::initializer_list<std::string_view> wanted);

// ---- before a value -------------------------------------------------------------------------------------------------

bool names_a_version(std::string_view words);
/// "the legitimate evil.example", "which imitates real.example"
bool is_called_genuine(std::string_view words);
/// "the malicious domain", "an untrusted website at": what stands before the place says what it is.
bool is_called_harmful_place(std::string_view words);
/// "Our own controllers call from": what stands before the value, where nobody did harm there.
bool speaks_of_own(std::string_view before);
/// "They are not indicators": but nothing alone is one, as some say of each.
bool denies_indicators(std::string_view sentence);
/// "In our first notice we listed … by mistake": what the publisher takes back.
bool takes_back(std::string_view sentence);
/// "a typosquat of `proc-macro`", "`proc-macr0` instead of `proc-macro`": the genuine one.
bool is_imitated(std::string_view words);
/// "contacted …", "connects to …", "resolved to …", "hosted at …": what programs do with a place in the network.
bool is_talked_to(std::string_view words);
/// "The message was received by …": a victim's mailbox.
bool is_called_recipient(std::string_view words);
/// "It talks to a C2 server. Its IP is 198.51.100.7 and the port 5602."
bool is_stated(std::string_view words);

// ---- behind it ------------------------------------------------------------------------------------------------------

/// "The domain site.example is used by a legitimate service."
bool is_then_called_genuine(std::string_view text, std::size_t end);
/// "We use 192.0.2.0/28 for our runners: these are ours." `end` is that of the value, `before` what stands before it. What only
/// imitates the publisher's own is none of them.
bool is_called_own(std::string_view text, std::size_t end, std::string_view before);
/// "The site evil.example is impersonating this project", "evil.example poses as …"
bool is_then_called_fake(std::string_view text, std::size_t end);
/// "`on_push` abuse", "the `x` flag": something of a program.
bool is_then_called_otherwise(std::string_view text, std::size_t end);
/// "`moth` — RubyGems username", "`moth` — PyPI alias"
bool is_then_called_account(std::string_view text, std::size_t end);

// ---- of a whole line, item or sentence ------------------------------------------------------------------------------

/// A command that fetches something: `curl -o x https://…`.
bool fetches(std::string_view line);
/// "**Beacon.** It calls …": the label of an item or paragraph, which says what all of it is about. Without one, nothing.
std::string_view label_of(std::string_view text);
/// "More examples can be found at …", "For more on the malware see …"
bool tells_where_to_read_on(std::string_view sentence);
/// "**Requirements**: the `name` package": what the publisher's own tool needs.
bool states_requirement(std::string_view text, Part sentence);

}  // namespace clew::intel::detail
