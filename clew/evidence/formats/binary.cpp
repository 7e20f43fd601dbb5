// Data that is no text. Some of it is known by its first bytes: evidence that is not decoded yet, or no evidence at all.
// All of it is searched as it lies.
// Source: the magic numbers of SQLite's file format sections 3 and 4.1, RFC 1740 (AppleDouble), PNG section 5.2, ISO 10918-1,
// PDF 1.7 section 7.5.2.
#include "clew/evidence/formats/all.h"

#include <algorithm>
#include <array>

namespace clew::evidence {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view bytes;
  std::string_view source;
};

constexpr std::array undecoded_magics = std::to_array<Magic>({
    {"\x37\x7f\x06\x82"sv, "sqlite_wal"},
    {"\x37\x7f\x06\x83"sv, "sqlite_wal"},
    {"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"sv, "sqlite_journal"},
    {"%PDF-"sv, "pdf"},
});

constexpr std::array no_evidence_magics = std::to_array<Magic>({
    {"\x00\x05\x16\x07"sv, "apple_double"},
    {"\x89PNG\r\n\x1a\n"sv, "image"},
    {"\xff\xd8\xff"sv, "image"},
    {"GIF8"sv, "image"},
});

template <std::size_t count>
std::string source_by_magic(std::string_view head, const std::array<Magic, count>& magics) {
  const auto found = std::ranges::find_if(magics, [&](const Magic& magic) { return head.starts_with(magic.bytes); });
  return found == magics.end() ? std::string{} : std::string(found->source);
}

std::string recognise_undecoded(std::string_view head) { return source_by_magic(head, undecoded_magics); }
std::string recognise_no_evidence(std::string_view head) { return source_by_magic(head, no_evidence_magics); }

/// Text has no NUL and hardly a control byte but tabs, line ends and escapes; any encoding of letters may pass.
std::string recognise_binary(std::string_view head) {
  constexpr std::size_t control_one_in = 20;
  if (head.find('\0') != std::string_view::npos) return "binary";
  const auto controls = std::ranges::count_if(head, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\x1b';
  });
  return static_cast<std::size_t>(controls) * control_one_in > head.size() ? "binary" : "";
}

Decoded unparsed(std::string_view, const FileContext&, Scratch&, model::Event&) { return Decoded::unparsed; }
Decoded nothing(std::string_view, const FileContext&, Scratch&, model::Event&) { return Decoded::nothing; }

constexpr std::array text_only = {model::Sight::text};
std::span<const model::Sight> sees_text(std::string_view) { return text_only; }

}  // namespace

const Format undecoded = {
    .name = "undecoded",
    .recognise = recognise_undecoded,
    .decode = unparsed,
    .sees = sees_text,
    .undecoded = "this version does not decode them: they were searched as bytes, and what they show cannot be told",
};

const Format no_evidence = {
    .name = "no_evidence",
    .recognise = recognise_no_evidence,
    .decode = nothing,
    .sees = sees_text,
};

const Format binary = {
    .name = "binary",
    .recognise = recognise_binary,
    .decode = unparsed,
    .sees = sees_text,
    .unread = "binary data of an unknown kind: it was searched as it lies, but what a match means cannot be told",
};

}  // namespace clew::evidence
