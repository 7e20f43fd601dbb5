#include "clew/intel/detail/html.h"

#include "clew/base/text.h"
#include "clew/intel/dates.h"
#include "clew/intel/detail/html_entities.h"
#include "clew/intel/detail/html_table.h"
#include "clew/intel/detail/shape.h"
#include "clew/model/domain.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

namespace clew::intel::detail {
namespace {

using base::is_alnum;
using base::is_alpha;
using base::is_space;

struct Attribute {
  std::string name;
  std::string value;  ///< references resolved
  base::Span where;   ///< of the value, as written
};

struct Tag {
  std::string name;
  bool closing = false;
  std::vector<Attribute> attributes;

  [[nodiscard]] std::string_view get(std::string_view wanted) const {
    for (const Attribute& attribute : attributes) {
      if (attribute.name == wanted) return attribute.value;
    }
    return {};
  }
  [[nodiscard]] bool has(std::string_view wanted) const {
    return std::ranges::any_of(attributes, [&](const Attribute& a) { return a.name == wanted; });
  }
};

template <std::size_t n>
bool any_of(std::string_view name, const std::array<std::string_view, n>& names) {
  return std::ranges::find(names, name) != names.end();
}

std::string resolved(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '&') {
      if (Entity entity = entity_at(text, i); entity.size > 0) {
        result += entity.plain;
        i += entity.size;
        continue;
      }
    }
    result += text[i++];
  }
  return result;
}

/// Reads the tag at `i` (a '<') and moves behind it; nothing where `<` is text.
std::optional<Tag> tag_at(std::string_view text, std::size_t& i) {
  constexpr std::size_t attributes_max = 64;
  std::size_t p = i + 1;
  Tag tag;
  if (p < text.size() && text[p] == '/') {
    tag.closing = true;
    ++p;
  }
  if (p >= text.size() || !is_alpha(text[p])) return std::nullopt;
  while (p < text.size() && !is_space(text[p]) && text[p] != '>' && text[p] != '/')
    tag.name += base::to_lower(text[p++]);
  while (p < text.size() && text[p] != '>') {
    if (is_space(text[p]) || text[p] == '/') {
      ++p;
      continue;
    }
    Attribute attribute;
    while (p < text.size() && !is_space(text[p]) && text[p] != '=' && text[p] != '>' && text[p] != '/')
      attribute.name += base::to_lower(text[p++]);
    if (attribute.name.empty() && p < text.size() && text[p] == '=') ++p;
    while (p < text.size() && is_space(text[p])) ++p;
    if (p < text.size() && text[p] == '=') {
      ++p;
      while (p < text.size() && is_space(text[p])) ++p;
      const char quote = p < text.size() && (text[p] == '"' || text[p] == '\'') ? text[p] : '\0';
      std::size_t begin = p;
      if (quote != '\0') {
        begin = ++p;
        p = std::min(text.find(quote, p), text.size());
      } else {
        while (p < text.size() && !is_space(text[p]) && text[p] != '>') ++p;
      }
      attribute.where = {begin, p - begin};
      attribute.value = resolved(text.substr(begin, p - begin));
      if (quote != '\0' && p < text.size()) ++p;
    }
    if (tag.attributes.size() < attributes_max) tag.attributes.push_back(std::move(attribute));
  }
  i = std::min(p + 1, text.size());
  return tag;
}

constexpr std::array<std::string_view, 9> skipped = {"script",   "style",  "noscript", "template", "svg",
                                                     "textarea", "iframe", "select",   "object"};
constexpr std::array<std::string_view, 7> quiet_elements = {"nav",    "footer", "aside", "form",
                                                            "button", "dialog", "menu"};
constexpr std::array<std::string_view, 28> blocks = {
    "p",       "div",    "section", "article", "main",     "header",  "footer", "nav",     "aside",      "ul",
    "ol",      "dl",     "figure",  "form",    "fieldset", "address", "table",  "details", "blockquote", "figcaption",
    "summary", "center", "caption", "hr",      "dialog",   "hgroup",  "body",   "title"};
constexpr std::array<std::string_view, 6> headings = {"h1", "h2", "h3", "h4", "h5", "h6"};
constexpr std::array<std::string_view, 9> followed = {
    "div", "section", "nav", "footer", "aside", "form", "article", "main", "header"};  ///< that may hold a page's parts

/// What a part of a page is called by those who build pages, where it is not the article.
constexpr auto quiet_words = std::to_array<std::string_view>(
    {"cookie", "cookies",    "consent", "gdpr",        "related",         "sidebar",   "breadcrumb",   "breadcrumbs",
     "share",  "sharing",    "social",  "comments",    "newsletter",      "subscribe", "subscription", "navbar",
     "nav",    "navigation", "footer",  "recommended", "recommendations", "promo",     "advert",       "advertisement",
     "popup",  "modal",      "disqus",  "pagination",  "signup",          "byline",    "masthead"});

/// A class or id names a part by its first or last word: `related-posts`, `post-comments`; not `has-sidebar`.
bool names_quiet_part(std::string_view classes) {
  constexpr std::size_t look_bytes_max = 300;
  classes = classes.substr(0, look_bytes_max);
  std::size_t begin = 0;
  const auto is_quiet = [](std::string_view word) {
    const std::string lower = base::lowered(word);
    return std::ranges::find(quiet_words, lower) != quiet_words.end();
  };
  while (begin < classes.size()) {
    std::size_t end = begin;
    while (end < classes.size() && !is_space(classes[end])) ++end;
    const std::string_view name = classes.substr(begin, end - begin);
    begin = end + 1;
    const std::size_t first = name.find_first_of("-_");
    const std::size_t last = name.find_last_of("-_");
    const std::string head = base::lowered(name.substr(0, first));
    if (head == "has" || head == "with" || head == "no" || head == "is" || head == "without" || head == "wp") continue;
    if (is_quiet(head) || (last != std::string_view::npos && is_quiet(name.substr(last + 1)))) return true;
  }
  return false;
}

bool is_hidden(const Tag& tag) {
  std::string style(tag.get("style"));
  std::erase_if(style, is_space);
  return tag.has("hidden") || base::lowered(style).find("display:none") != std::string::npos;
}

bool is_quiet_part(const Tag& tag) {
  if (tag.name == "html" || tag.name == "body" || tag.name == "main" || tag.name == "article") return false;
  if (any_of(tag.name, quiet_elements) || is_hidden(tag)) return true;
  const std::string_view role = tag.get("role");
  if (role == "navigation" || role == "banner" || role == "contentinfo" || role == "complementary" || role == "dialog")
    return true;
  return names_quiet_part(tag.get("class")) || names_quiet_part(tag.get("id"));
}

/// The value of `"key": "…"` in a script, the first one behind `from`.
std::string json_text(std::string_view json, std::string_view key, std::size_t from = 0) {
  const std::string quoted_key = "\"" + std::string(key) + "\"";
  std::size_t at = json.find(quoted_key, from);
  if (at == std::string_view::npos) return {};
  at += quoted_key.size();
  while (at < json.size() && (is_space(json[at]) || json[at] == ':')) ++at;
  if (at >= json.size() || json[at] != '"') return {};
  const std::size_t end = json.find('"', at + 1);
  constexpr std::size_t value_bytes_max = 300;
  if (end == std::string_view::npos || end - at > value_bytes_max) return {};
  return std::string(json.substr(at + 1, end - at - 1));
}

std::string host_in(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  std::string_view host = url.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#:"));
  std::string lower = base::lowered(host);
  if (lower.starts_with("www.")) lower.erase(0, 4);
  return lower;
}

class PageReader {
 public:
  explicit PageReader(std::string_view bytes) : bytes_(bytes) {}

  HtmlPage read() {
    std::size_t i = 0;
    while (i < bytes_.size()) {
      if (bytes_[i] == '<' && markup(i)) continue;
      character(i);
    }
    while (!tables_.empty()) close_table();
    close_stretch();
    compose();
    tell_about_itself();
    return std::move(page_);
  }

 private:
  struct Open {
    std::string name;
    bool quiet = false;         ///< it or one around it is no part of the article
    std::size_t container = 0;  ///< the article or main element around it, by number; 0 is none
  };
  /// A stretch of the text that stands in one part of the page.
  struct Stretch {
    Part part;
    bool quiet;
    std::size_t container;
  };

  // ---- markup ------------------------------------------------------------------------------------------------------

  /// Moves behind the tag or comment at `i`; no where '<' is text.
  bool markup(std::size_t& i) {
    if (bytes_.substr(i, 4) == "<!--") {
      const std::size_t end = bytes_.find("-->", i + 4);
      i = end == std::string_view::npos ? bytes_.size() : end + 3;
      return true;
    }
    if (i + 1 < bytes_.size() && (bytes_[i + 1] == '!' || bytes_[i + 1] == '?')) {
      const std::size_t end = bytes_.find('>', i);
      i = end == std::string_view::npos ? bytes_.size() : end + 1;
      return true;
    }
    const std::size_t begin = i;
    const auto tag = tag_at(bytes_, i);
    if (!tag) return false;
    at_ = begin;
    if (!tag->closing && any_of(tag->name, skipped)) {
      skip(*tag, i);
      return true;
    }
    if (tag->closing) {
      closed(*tag);
    } else {
      opened(*tag, i);
    }
    return true;
  }

  /// What is not text: everything up to the closing tag.
  void skip(const Tag& tag, std::size_t& i) {
    const std::string mark = "</" + tag.name;
    // What was not closed before is not closed now, and is not looked for again.
    if (never_closed_.contains(tag.name)) return;
    const std::size_t end = base::find_ignoring_case(bytes_, mark, i);
    const std::size_t stop = std::min(end, bytes_.size());
    if (tag.name == "script" && tag.get("type") == "application/ld+json") describe(bytes_.substr(i, stop - i));
    if (end == std::string_view::npos) never_closed_.insert(tag.name);
    // An element that is never closed is text after all, but for scripts.
    if (end == std::string_view::npos && tag.name != "script" && tag.name != "style") return;
    const std::size_t close = bytes_.find('>', stop);
    i = close == std::string_view::npos ? bytes_.size() : close + 1;
  }

  void describe(std::string_view json) {
    if (page_.published.empty()) published(json_text(json, "datePublished"));
    const std::size_t publisher = json.find("\"publisher\"");
    if (publisher != std::string_view::npos && site_name_.empty()) site_name_ = json_text(json, "name", publisher);
  }

  void published(std::string_view text) {
    if (text.size() >= 10 && page_.published.empty()) {
      if (const auto date = parse_date(text.substr(0, 10))) page_.published = date->text();
    }
  }

  void meta(const Tag& tag) {
    const std::string property = base::lowered(tag.has("property") ? tag.get("property") : tag.get("name"));
    const std::string_view content = tag.get("content");
    if (property == "og:title") og_title_ = content;
    if (property == "og:site_name") site_name_ = content;
    if (property == "og:url") own(content);
    if (property == "article:published_time" || property == "date" || property == "dc.date" || property == "pubdate")
      published(content);
  }

  void own(std::string_view url) {
    std::string host = host_in(url);
    if (const std::string domain = model::registered_domain(host); !domain.empty()) host = domain;
    if (!host.empty() && std::ranges::find(page_.own_hosts, host) == page_.own_hosts.end() &&
        page_.own_hosts.size() < 8)
      page_.own_hosts.push_back(std::move(host));
  }

  void opened(const Tag& tag, std::size_t behind) {
    const std::string& name = tag.name;
    if (name == "meta") return meta(tag);
    if (name == "link") {
      if (tag.get("rel") == "canonical") own(tag.get("href"));
      return;
    }
    if (name == "html" && page_.language.empty()) page_.language = base::lowered(tag.get("lang").substr(0, 2));
    if (name == "time") published(tag.get("datetime"));
    if (name == "title" && title_.empty()) {
      const std::size_t end = std::min(bytes_.find('<', behind), bytes_.size());
      title_ = base::trimmed(resolved(bytes_.substr(behind, std::min<std::size_t>(end - behind, 500))));
    }
    if (name == "title") in_title_ = true;
    if (name == "a") link(tag);
    if (name == "input" || name == "img" || name == "wbr") return;
    if (name == "br") return line_break();
    if (table_tag(tag)) return;
    if (any_of(name, followed) || is_hidden(tag)) open(tag);
    if (any_of(name, headings)) return heading(name);
    if (name == "li" || name == "dt") return item();
    if (name == "dd") return say(": ");
    if (name == "pre") {
      end_block();
      if (tables_.empty()) {
        say("```");
        end_line();
      }
      pre_ = true;
      return;
    }
    if (name == "code" && !pre_) return say("`");
    if ((name == "b" || name == "strong") && at_line_begin() && tables_.empty()) bold_begin_ = text_.size();
    if (any_of(name, blocks)) end_block();
  }

  void closed(const Tag& tag) {
    const std::string& name = tag.name;
    if (name == "title") in_title_ = false;
    if (table_end(name)) return;
    if (name == "pre" && pre_) {
      pre_ = false;
      end_line();
      if (tables_.empty()) say("```");
      return end_block();
    }
    if (name == "code" && !pre_) return say("`");
    if (name == "head") return end_block();
    if (name == "b" || name == "strong") bold_end_ = text_.size();
    if (any_of(name, headings)) in_heading_ = false;
    if (name == "ul" || name == "ol" || name == "dl") in_item_ = false;
    if (any_of(name, blocks) || any_of(name, headings)) end_block();
    if (name == "li" || name == "dt" || name == "dd") end_line_of_item();
    close(name);
  }

  void open(const Tag& tag) {
    if (stack_.size() >= html_depth_max) {
      ++too_deep_;
      return;
    }
    end_block();
    close_stretch();
    Open element{tag.name, is_quiet(), container()};
    element.quiet = element.quiet || is_quiet_part(tag);
    if (tag.name == "article" || tag.name == "main") {
      parents_.push_back(element.container);
      element.container = parents_.size() - 1;
    }
    stack_.push_back(std::move(element));
  }

  void close(std::string_view name) {
    if (!any_of(name, followed)) {
      // An element that was followed because it is hidden.
      if (!stack_.empty() && stack_.back().name == name) {
        close_stretch();
        stack_.pop_back();
      }
      return;
    }
    if (too_deep_ > 0) {
      --too_deep_;
      return;
    }
    constexpr std::size_t look_max = 32;
    for (std::size_t i = 0; i < std::min(look_max, stack_.size()); ++i) {
      if (stack_[stack_.size() - 1 - i].name != name) continue;
      close_stretch();
      stack_.resize(stack_.size() - 1 - i);
      return;
    }
  }

  [[nodiscard]] bool is_quiet() const { return !stack_.empty() && stack_.back().quiet; }
  [[nodiscard]] std::size_t container() const { return stack_.empty() ? 0 : stack_.back().container; }

  void close_stretch() {
    if (text_.size() > stretch_begin_) stretches_.push_back({{stretch_begin_, text_.size()}, is_quiet(), container()});
    stretch_begin_ = text_.size();
  }

  void link(const Tag& tag) {
    if (page_.links.size() >= html_links_max) return;
    for (const Attribute& attribute : tag.attributes) {
      if (attribute.name == "href" && !attribute.value.empty())
        page_.links.push_back({attribute.value, attribute.where});
    }
  }

  // ---- text --------------------------------------------------------------------------------------------------------

  [[nodiscard]] Mapped& out() { return tables_.empty() || !tables_.back().in_cell ? text_ : tables_.back().cell(); }

  void say(std::string_view mark) {
    for (const char c : mark) out().add({&c, 1}, at_, 0);
  }
  [[nodiscard]] bool at_line_begin() { return out().text().empty() || out().text().back() == '\n'; }
  void end_line() {
    if (!at_line_begin()) say("\n");
  }
  void end_block() {
    Mapped& text = out();
    while (!text.text().empty() && text.text().back() == ' ') text.pop();
    // What a list mark leads in begins behind it.
    if (text.text().ends_with("\n-") || text.text() == "-") {
      say(" ");
      return;
    }
    label_line();
    end_line();
    if (!text.text().empty() && !text.text().ends_with("\n\n") && tables_.empty()) say("\n");
  }
  /// A paragraph that is bold from end to end is a heading, unless it is a value.
  void label_line() {
    constexpr std::size_t label_bytes_max = 120;
    const std::size_t begin = std::exchange(bold_begin_, std::string::npos);
    if (begin >= text_.size() || !tables_.empty() || bold_end_ <= begin) return;
    std::string_view line = std::string_view(text_.text()).substr(begin);
    const std::string_view behind = base::trimmed(line.substr(bold_end_ - begin));
    line = base::trimmed(line);
    if (line.empty() || line.size() > label_bytes_max || line.find('\n') != std::string_view::npos ||
        !(behind.empty() || behind == ":") || shape_of(line, true))
      return;
    Mapped label;
    label.append(text_, {begin, text_.size()});
    while (text_.size() > begin) text_.pop();
    say("**");
    text_.append(label, {0, label.size()});
    while (text_.text().ends_with(' ')) text_.pop();
    say("**");
  }
  void end_line_of_item() { end_line(); }
  void line_break() {
    if (in_heading_) return say(" ");
    if (at_line_begin()) return;
    say("\n");
    if (in_item_ && !pre_) say("  ");
  }
  void item() {
    Mapped& text = out();
    while (!text.text().empty() && text.text().back() == ' ') text.pop();
    end_line();
    say("- ");
    in_item_ = true;
  }
  void heading(std::string_view name) {
    end_block();
    in_item_ = false;
    in_heading_ = true;
    if (!tables_.empty()) tables_.back().has_blocks = true;
    say(std::string(static_cast<std::size_t>(name[1] - '0'), '#') + " ");
  }

  void character(std::size_t& i) {
    const char c = bytes_[i];
    at_ = i;
    if (in_title_) {
      ++i;
      return;
    }
    if (c == '&') {
      if (const Entity entity = entity_at(bytes_, i); entity.size > 0) {
        put(entity.plain == "\xc2\xa0" ? " " : entity.plain, i, entity.size);
        i += entity.size;
        return;
      }
    }
    if (is_space(c)) {
      blank(i);
      ++i;
      return;
    }
    // A no-break space parts words like any other.
    if (c == '\xc2' && i + 1 < bytes_.size() && bytes_[i + 1] == '\xa0') {
      put(" ", i, 2);
      i += 2;
      return;
    }
    put({&bytes_[i], 1}, i, 1);
    ++i;
  }

  void blank(std::size_t i) {
    if (pre_) {
      if (bytes_[i] == '\r') return;
      out().add({&bytes_[i], 1}, i, 1);
      return;
    }
    const std::string& text = out().text();
    if (text.empty() || is_space(text.back())) return;
    out().add(" ", i, 1);
  }

  /// Text as the reader sees it. What would be a mark of Markdown at this place is written so that it is none.
  void put(std::string_view plain, std::size_t at, std::size_t size) {
    if (plain == " ") {
      if (!out().text().empty() && out().text().back() != ' ' && out().text().back() != '\n') out().add(" ", at, size);
      return;
    }
    const char c = plain.front();
    if (plain.size() == 1 && !pre_) {
      const bool hidden = c == '`' || (c == '|' && !tables_.empty());
      if (hidden) return put(" ", at, size);
      if (at_line_begin() && (c == '#' || c == '|' || c == '>')) return;
    }
    out().add(plain, at, size);
  }

  // ---- tables ------------------------------------------------------------------------------------------------------

  static constexpr std::size_t tables_max = 32;  ///< nested deeper, their cells are text

  bool table_tag(const Tag& tag) {
    const std::string& name = tag.name;
    if (name == "table") {
      if (tables_.size() >= tables_max) return true;
      end_block();
      if (!tables_.empty()) tables_.back().has_blocks = true;
      tables_.emplace_back();
      return true;
    }
    if (tables_.empty()) return false;
    if (name == "tr") {
      tables_.back().begin_row();
      return true;
    }
    if (name == "td" || name == "th") {
      const auto number = [&](std::string_view attribute) {
        return std::max<std::uint64_t>(1, base::parse_unsigned(base::trimmed(tag.get(attribute))).value_or(1));
      };
      tables_.back().begin_cell(name == "th", number("rowspan"), number("colspan"));
      in_item_ = false;
      return true;
    }
    return name == "tbody" || name == "thead" || name == "tfoot" || name == "col" || name == "colgroup";
  }

  bool table_end(std::string_view name) {
    if (tables_.empty()) return false;
    if (name == "table") {
      close_table();
      return true;
    }
    if (name == "td" || name == "th" || name == "tr") {
      tables_.back().in_cell = false;
      in_heading_ = false;
      return true;
    }
    return name == "tbody" || name == "thead" || name == "tfoot";
  }

  void close_table() {
    HtmlTable table = std::move(tables_.back());
    tables_.pop_back();
    end_block();
    table.write(out(), repeated_bytes_, at_);
    end_block();
  }

  // ---- the page ----------------------------------------------------------------------------------------------------

  /// The article first. Where the parts' names leave next to nothing, the names meant something else.
  void compose() {
    std::vector<std::size_t> sizes(parents_.size(), 0);
    std::size_t loud = 0;
    for (const Stretch& stretch : stretches_) {
      const std::size_t size = stretch.part.end - stretch.part.begin;
      if (stretch.quiet) continue;
      sizes[stretch.container] += size;
      loud += size;
    }
    const auto largest = static_cast<std::size_t>(std::ranges::max_element(sizes) - sizes.begin());
    const bool one = largest != 0 && sizes[largest] * 10 >= loud * 6;
    constexpr std::size_t article_bytes_min = 400;
    const bool names_mislead = loud < article_bytes_min && loud * 5 < text_.size();
    // An element's number is greater than that of the one around it.
    std::vector<bool> inside(parents_.size(), false);
    for (std::size_t i = 1; i < parents_.size(); ++i) inside[i] = i == largest || inside[parents_[i]];
    const auto is_article = [&](const Stretch& stretch) {
      if (names_mislead) return true;
      return !stretch.quiet && (!one || inside[stretch.container]);
    };
    for (const bool wanted : {true, false}) {
      for (const Stretch& stretch : stretches_) {
        if (is_article(stretch) != wanted) continue;
        page_.text.append(text_, stretch.part);
        if (!page_.text.text().ends_with("\n\n"))
          page_.text.add("\n\n", page_.text.where({page_.text.size() - 1, page_.text.size()}).offset_bytes, 0);
      }
      if (wanted) page_.article_size = page_.text.size();
    }
  }

  void tell_about_itself() {
    page_.title = og_title_.empty() ? title_ : og_title_;
    page_.publisher = site_name_;
  }

  std::string_view bytes_;
  HtmlPage page_;
  Mapped text_;
  std::vector<Open> stack_;
  std::vector<Stretch> stretches_;
  std::vector<HtmlTable> tables_;
  std::size_t stretch_begin_ = 0;
  std::vector<std::size_t> parents_ = {0};  ///< of each article or main element, the one around it; 0 is the page
  std::size_t too_deep_ = 0;
  std::size_t repeated_bytes_ = 0;
  std::size_t at_ = 0;  ///< where the markup or character that is being read stands
  std::string title_, og_title_, site_name_;
  std::set<std::string> never_closed_;
  std::size_t bold_begin_ = std::string::npos;  ///< of a line that starts bold
  std::size_t bold_end_ = 0;
  bool pre_ = false;
  bool in_item_ = false;
  bool in_heading_ = false;
  bool in_title_ = false;
};

}  // namespace

bool is_html(std::string_view bytes) {
  constexpr std::size_t look_bytes_max = 4096;
  std::string_view head = bytes.substr(0, look_bytes_max);
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  while (!head.empty() && is_space(head.front())) head.remove_prefix(1);
  if (!head.starts_with('<')) return false;
  const auto holds = [&](std::string_view mark) {
    return base::find_ignoring_case(head, mark) != std::string_view::npos;
  };
  if (holds("<html") || holds("<!doctype html")) return true;
  if (head.starts_with("<?xml")) return false;
  static constexpr std::array<std::string_view, 9> marks = {"<head",  "<body", "<article", "<div", "<p>",
                                                            "<table", "<h1",   "<h2",      "<ul"};
  return std::ranges::any_of(marks, holds);
}

HtmlPage read_html(std::string_view bytes) { return PageReader(bytes).read(); }

}  // namespace clew::intel::detail
