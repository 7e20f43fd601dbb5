// Zeek's logs as JSON lines: `LogAscii::use_json`, and the streaming form with `_path` and `_write_ts`.
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/zeek.h"

namespace clew::evidence {
namespace {

bool is_zeek(const Fields& fields) {
  if (fields.has("_path") && (fields.has("ts") || fields.has("_write_ts"))) return true;
  if (!fields.has("ts")) return false;
  return (fields.has("uid") && fields.has("id.orig_h")) || (fields.has("fuid") && !zeek_path_of(fields).empty()) ||
         fields.has("certificate.serial") || (fields.has("uids") && zeek_path_of(fields) == "dhcp");
}

std::string source_of(const Fields& fields) { return is_zeek(fields) ? zeek_source(zeek_path_of(fields)) : ""; }

/// The first line whose log is known names the source.
std::string recognise_zeek(std::string_view head) {
  std::string source;
  any_line(head, [&](const Fields& fields) {
    if (is_zeek(fields)) source = zeek_source(zeek_path_of(fields));
    return !source.empty() && source != "zeek";
  });
  return source;
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, context, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  const std::string_view path = zeek_path_of(fields);
  decode_zeek(path, fields, event);
  if (is_of_other_log(path, context)) scratch.state().other = {&zeek_json, zeek_source(path)};
  return Decoded::event;
}

}  // namespace

constinit const Format zeek_json = {
    .name = "zeek_json",
    .framing = Framing::lines,
    .recognise = recognise_zeek,
    .decode = decode,
    .sees = zeek_sees,
    .source_of = source_of,
};

}  // namespace clew::evidence
