#include "clew/report/detail/json_writer.h"

#include "clew/base/result.h"
#include "clew/report/detail/json_text.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

namespace clew::report::detail {

void JsonWriter::new_line() {
  out_ += '\n';
  out_.append(2 * levels_.size(), ' ');
}

void JsonWriter::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  Level& level = levels_.back();
  if (!level.empty) out_ += level.layout == Layout::line ? ", " : ",";
  level.empty = false;
  if (level.layout == Layout::block) new_line();
}

JsonWriter& JsonWriter::open(char bracket, Layout layout) {
  before_value();
  out_ += bracket;
  const bool inside_line = !levels_.empty() && levels_.back().layout == Layout::line;
  levels_.push_back({bracket == '{' ? '}' : ']', inside_line ? Layout::line : layout, true});
  return *this;
}

JsonWriter& JsonWriter::close() {
  CLEW_ASSERT(!levels_.empty() && !after_key_);
  const Level level = levels_.back();
  levels_.pop_back();
  if (!level.empty && level.layout == Layout::block) new_line();
  out_ += level.close;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  CLEW_ASSERT(!levels_.empty() && levels_.back().close == '}' && !after_key_);
  before_value();
  append_json_text(out_, name);
  out_ += ": ";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
  before_value();
  append_json_text(out_, value);
  return *this;
}

JsonWriter& JsonWriter::text_or_null(std::string_view value) { return value.empty() ? null() : text(value); }

JsonWriter& JsonWriter::number(std::uint64_t value) {
  before_value();
  fmt::format_to(std::back_inserter(out_), "{}", value);
  return *this;
}

JsonWriter& JsonWriter::share(double value) {
  before_value();
  const double within = std::isfinite(value) ? std::clamp(value, 0.0, 1.0) : 0.0;
  // Adding zero makes -0 a plain 0.
  fmt::format_to(std::back_inserter(out_), "{}", within + 0.0);
  return *this;
}

JsonWriter& JsonWriter::real(double value) {
  before_value();
  fmt::format_to(std::back_inserter(out_), "{}", (std::isfinite(value) ? value : 0.0) + 0.0);
  return *this;
}

JsonWriter& JsonWriter::truth(bool value) {
  before_value();
  out_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::time(const std::optional<base::Instant>& value) {
  return value ? text(base::to_rfc3339(*value)) : null();
}

JsonWriter& JsonWriter::null() {
  before_value();
  out_ += "null";
  return *this;
}

JsonWriter& JsonWriter::texts(const std::vector<std::string>& values) {
  open('[', Layout::line);
  for (const std::string& value : values) text(value);
  return close();
}

std::string JsonWriter::take() {
  CLEW_ASSERT(levels_.empty());
  out_ += '\n';
  return std::move(out_);
}

}  // namespace clew::report::detail
