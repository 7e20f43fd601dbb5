#include "clew/report/notice_json.h"

#include "clew/report/detail/json_writer.h"

namespace clew::report {
namespace {

using detail::JsonWriter;
using detail::Layout;

void write_place(JsonWriter& json, const base::Span& where, std::uint64_t line, std::uint64_t page = 0) {
  json.key("offset").number(where.offset_bytes).key("length").number(where.size_bytes).key("line").number(line);
  if (page != 0) json.key("page").number(page);
}

void write_window(JsonWriter& json, const model::Notice& notice) {
  json.key("window").open('{', Layout::line);
  json.key("from").time(notice.window.from).key("to").time(notice.window.to);
  json.key("text").text_or_null(notice.window_text).close();
}

void write_source(JsonWriter& json, const model::NoticeSource& source) {
  json.key("source").open('{');
  json.key("file").text(source.file).key("sha256").text_or_null(source.sha256);
  json.key("format").text_or_null(source.format).key("title").text_or_null(source.title);
  json.key("publisher").text_or_null(source.publisher).key("published").text_or_null(source.published);
  json.key("language").text_or_null(source.language).close();
}

void write(JsonWriter& json, const model::Indicator& indicator) {
  json.open('{', Layout::line).key("type").text(name_of(indicator.value.type()));
  json.key("value").text(indicator.value.text());
  if (indicator.value.port()) json.key("port").number(*indicator.value.port());
  json.key("role").text(name_of(indicator.role));
  json.key("valid_from").time(indicator.valid.from).key("valid_to").time(indicator.valid.to);
  json.key("offset").number(indicator.where.offset_bytes).key("length").number(indicator.where.size_bytes);
  json.key("text").text(indicator.text).key("warnings").texts(indicator.warnings).key("line").number(indicator.line);
  if (indicator.page != 0) json.key("page").number(indicator.page);
  json.key("note").text_or_null(indicator.note).key("activity").text_or_null(indicator.activity);
  json.key("published_by").text_or_null(indicator.published_by);
  json.key("published").text_or_null(indicator.published).close();
}

void write(JsonWriter& json, const model::Mention& mention) {
  json.open('{', Layout::line).key("type").text(name_of(mention.type)).key("value").text(mention.value);
  json.key("why").text(mention.why);
  write_place(json, mention.where, mention.line, mention.page);
  json.close();
}

void write(JsonWriter& json, const model::Refusal& refusal) {
  json.open('{', Layout::line).key("text").text(refusal.text).key("type").text(name_of(refusal.type));
  json.key("why").text(refusal.why);
  write_place(json, refusal.where, refusal.line, refusal.page);
  json.close();
}

void write(JsonWriter& json, const model::Claim& claim) {
  json.open('{').key("by").text_or_null(claim.by).key("via").text_or_null(claim.via);
  json.key("date").text_or_null(claim.date).key("kind").text(name_of(claim.kind));
  json.key("subject").text_or_null(claim.subject).key("object").text_or_null(claim.object);
  json.key("stance").text(name_of(claim.stance)).key("confidence").text_or_null(claim.confidence.value_or(""));
  json.key("offset").number(claim.where.offset_bytes).key("length").number(claim.where.size_bytes);
  json.key("text").text(claim.text).key("line").number(claim.line);
  json.key("superseded").truth(claim.superseded).close();
}

void write(JsonWriter& json, const model::NamedTechnique& technique) {
  json.open('{', Layout::line).key("id").text(technique.id).key("how").text(name_of(technique.how));
  json.key("score").share(technique.score);
  write_place(json, technique.where, technique.line);
  json.key("text").text_or_null(technique.text).close();
}

void write(JsonWriter& json, const model::RefusedTechnique& refused) {
  json.open('{', Layout::line).key("text").text(refused.text).key("why").text(refused.why);
  write_place(json, refused.where, refused.line);
  json.close();
}

void write(JsonWriter& json, const model::NamedThing& thing) {
  json.open('{', Layout::line).key("kind").text(name_of(thing.kind)).key("name").text(thing.name);
  write_place(json, thing.where, thing.line);
  json.close();
}

template <class Elements>
void write_list(JsonWriter& json, std::string_view name, const Elements& elements) {
  json.key(name).open('[');
  for (const auto& element : elements) write(json, element);
  json.close();
}

}  // namespace

std::string notice_json(const model::Notice& notice, NoticeLayout layout) {
  JsonWriter json;
  json.open('{', layout == NoticeLayout::line ? Layout::line : Layout::block);
  json.key("schema").text(notice_schema);
  write_source(json, notice.source);
  json.key("supplier").text_or_null(notice.supplier);
  write_window(json, notice);
  write_list(json, "indicators", notice.indicators);
  write_list(json, "mentions", notice.mentions);
  write_list(json, "refused", notice.refused);
  write_list(json, "claims", notice.claims);
  write_list(json, "techniques", notice.techniques);
  // Rare: left out where there are none.
  if (!notice.refused_techniques.empty()) write_list(json, "refused_techniques", notice.refused_techniques);
  write_list(json, "names", notice.names);
  json.close();
  return json.take();
}

}  // namespace clew::report
