#include "clew/report/notice_pack.h"

#include "clew/base/text.h"
#include "clew/report/detail/notice_words.h"

#include <algorithm>

#include <fmt/core.h>

namespace clew::report {
namespace {

/// A basic string of TOML 1.0.
std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : base::valid_utf8(text)) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) {
      result += fmt::format("\\u{:04X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      result += c;
    }
  }
  return result + '"';
}

/// A line of words in a comment.
std::string remark(std::string_view text) { return base::printable(text); }

/// "Acme, Inc." becomes "acme-inc".
std::string id_from(std::string_view name) {
  constexpr std::size_t id_bytes_max = 40;
  std::string id;
  for (const char c : name) {
    if (id.size() == id_bytes_max) break;
    if (base::is_alnum(c)) {
      id += base::to_lower(c);
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  while (id.ends_with('-')) id.pop_back();
  return id.empty() ? "notice" : id;
}

class PackText {
 public:
  explicit PackText(const model::Notice& notice) : notice_(notice) {}

  std::string write(std::string_view supplier_name) {
    out_ = "schema = \"clew.pack/1\"\n";
    std::string name(supplier_name);
    if (name.empty()) name = notice_.source.publisher;
    if (name.empty()) name = detail::title_of(notice_);
    head("[supplier]");
    say("id", notice_.supplier.empty() ? id_from(name) : notice_.supplier);
    say("name", name);
    write_window();
    for (const model::Claim& claim : notice_.claims) write(claim);
    write_techniques();
    write_names();
    for (const model::Indicator& indicator : notice_.indicators) write(indicator);
    return std::move(out_);
  }

 private:
  void head(std::string_view name) {
    out_ += '\n';
    out_ += name;
    out_ += '\n';
  }
  void say(std::string_view key, std::string_view text) {
    if (!text.empty()) out_ += fmt::format("{} = {}\n", key, quoted(text));
  }
  void say(std::string_view key, const std::optional<base::Instant>& time) {
    if (time) say(key, base::to_rfc3339(*time));
  }

  void write_window() {
    if (notice_.window.is_open()) return;
    head("[window]");
    say("from", notice_.window.from);
    say("to", notice_.window.to);
    say("source", notice_.window_text);
  }

  void write(const model::Claim& claim) {
    if (claim.by.empty() || claim.text.empty() || detail::first_day_of(claim.date).empty()) {
      out_ += fmt::format("\n# a claim without {}: {}: {}\n", claim.by.empty() ? "an author" : "a date",
                          name_of(claim.kind), remark(claim.text));
      return;
    }
    head("[[claim]]");
    say("by", claim.by);
    say("via", claim.via);
    say("date", claim.date);
    say("kind", name_of(claim.kind));
    say("text", claim.text);
  }

  void write_techniques() {
    if (!notice_.techniques.empty()) out_ += '\n';
    for (const model::NamedTechnique& technique : notice_.techniques) {
      out_ +=
          fmt::format("# technique {}, {}: {}\n", remark(technique.id), name_of(technique.how), remark(technique.text));
    }
  }

  void write_names() {
    if (!notice_.names.empty()) out_ += '\n';
    for (const model::NamedThing& thing : notice_.names)
      out_ += fmt::format("# {} {}\n", name_of(thing.kind), remark(thing.name));
  }

  void write(const model::Indicator& indicator) {
    head("[[indicator]]");
    say("type", name_of(indicator.value.type()));
    say("value", detail::exact(indicator.value));
    if (indicator.role != model::Role::unknown) say("role", name_of(indicator.role));
    say("valid_from", indicator.valid.from);
    say("valid_to", indicator.valid.to);
    say("note", indicator.note);
    say("activity", indicator.activity);
    say("published_by", indicator.published_by);
    say("published", indicator.published);
  }

  const model::Notice& notice_;
  std::string out_;
};

}  // namespace

std::string notice_pack(const model::Notice& notice, std::string_view supplier_name) {
  return PackText(notice).write(supplier_name);
}

}  // namespace clew::report
