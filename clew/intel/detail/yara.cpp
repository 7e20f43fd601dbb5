#include "clew/intel/detail/yara.h"

#include "clew/base/text.h"
#include "clew/intel/dates.h"
#include "clew/intel/detail/rule_values.h"
#include "clew/intel/detail/statement.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/core.h>

namespace clew::intel::detail {
namespace {

using model::Value;
using model::ValueType;

struct Token {
  enum class Kind : std::uint8_t { end, word, string, mark } kind = Kind::end;
  std::string_view text = {};  // as written; of a string without its quotes
  std::size_t begin = 0;
  [[nodiscard]] bool is(std::string_view word) const { return kind != Kind::string && text == word; }
};

bool is_identifier_byte(char c) { return base::is_alnum(c) || c == '_'; }

/// Words, strings and single marks; comments, hexadecimal strings and regular expressions are passed over by whoever knows
/// where they may stand.
class Tokens {
 public:
  explicit Tokens(std::string_view source) : source_(source) {
    if (source_.starts_with("\xef\xbb\xbf")) at_ = 3;
  }

  Token take() {
    skip();
    const std::size_t begin = at_;
    if (begin >= source_.size()) return {};
    if (source_[begin] == '"') return take_string(begin);
    if (is_identifier_byte(source_[begin]) || source_[begin] == '$' || source_[begin] == '#' || source_[begin] == '@') {
      ++at_;
      while (at_ < source_.size() && (is_identifier_byte(source_[at_]) || source_[at_] == '*' || source_[at_] == '.'))
        ++at_;
      return {Token::Kind::word, source_.substr(begin, at_ - begin), begin};
    }
    ++at_;
    return {Token::Kind::mark, source_.substr(begin, 1), begin};
  }

  /// Behind the next `end`, comments aside.
  void skip_behind(char end) {
    while (at_ < source_.size() && source_[at_] != end) {
      const std::size_t before = at_;
      skip();
      if (at_ == before) ++at_;
    }
    if (at_ < source_.size()) ++at_;
  }

  /// The rest of a regular expression, to its closing slash on the same line.
  void skip_expression() {
    for (bool in_class = false; at_ < source_.size() && source_[at_] != '\n'; ++at_) {
      const char c = source_[at_];
      if (c == '\\') {
        ++at_;
      } else if (c == '[') {
        in_class = true;
      } else if (c == ']') {
        in_class = false;
      } else if (c == '/' && !in_class) {
        ++at_;
        return;
      }
    }
  }

 private:
  void skip() {
    while (at_ < source_.size()) {
      if (base::is_space(source_[at_])) {
        ++at_;
      } else if (source_.substr(at_, 2) == "//") {
        at_ = std::min(source_.find('\n', at_), source_.size());
      } else if (source_.substr(at_, 2) == "/*") {
        const std::size_t close = source_.find("*/", at_ + 2);
        at_ = close == std::string_view::npos ? source_.size() : close + 2;
      } else {
        return;
      }
    }
  }

  Token take_string(std::size_t begin) {
    ++at_;
    while (at_ < source_.size() && source_[at_] != '"' && source_[at_] != '\n') at_ += source_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_, source_.size());
    const Token token{Token::Kind::string, source_.substr(begin + 1, at_ - begin - 1), begin + 1};
    if (at_ < source_.size() && source_[at_] == '"') ++at_;
    return token;
  }

  std::string_view source_;
  std::size_t at_ = 0;
};

Mapped unescaped(const Token& string) {
  Mapped written;
  const std::string_view raw = string.text;
  for (std::size_t i = 0; i < raw.size();) {
    const char next = i + 1 < raw.size() ? raw[i + 1] : '\0';
    if (raw[i] != '\\' || next == '\0') {
      written.add_as_is(raw.substr(i, 1), string.begin + i);
      ++i;
    } else if (next == 'x' && i + 3 < raw.size() && base::is_hex(raw[i + 2]) && base::is_hex(raw[i + 3])) {
      unsigned byte = 0;
      std::from_chars(raw.data() + i + 2, raw.data() + i + 4, byte, 16);
      const char c = static_cast<char>(byte);
      written.add({&c, 1}, string.begin + i, 4);
      i += 4;
    } else {
      const char c = next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : next;
      written.add({&c, 1}, string.begin + i, 2);
      i += 2;
    }
  }
  return written;
}

bool has_word(std::string_view name, std::initializer_list<std::string_view> words) {
  const std::string lower = base::lowered(name);
  return std::ranges::any_of(words, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

struct YaraRule {
  std::string name;
  std::string author, published, description;
  struct String {
    Mapped text;
    std::string name;
  };
  std::vector<String> strings;
  std::vector<Mapped> hashes, references;
};

class YaraReader {
 public:
  YaraReader(const NoticeInput& input, std::span<const Pack> packs)
      : source_(input.bytes),
        tokens_(input.bytes),
        supplier_(supplier_of(input.bytes, packs)),
        gather_(input.bytes),
        context_{gather_, packs, supplier_} {}

  model::Notice read(model::Notice notice) {
    notice.source.format = "yara";
    if (supplier_ != nullptr) notice.supplier = supplier_->id;
    for (Token token = tokens_.take(); token.kind != Token::Kind::end; token = tokens_.take()) {
      if (token.is("rule")) read_rule(notice);
    }
    std::move(gather_).finish(notice);
    return notice;
  }

 private:
  void read_rule(model::Notice& notice) {
    YaraRule rule;
    rule.name = tokens_.take().text;
    tokens_.skip_behind('{');
    enum class Part : std::uint8_t { none, meta, strings, condition } part = Part::none;
    std::size_t depth = 1;
    std::string name;            // of the meta value or string that comes
    std::string function;        // the last dotted word of the condition: `hash.md5`
    bool expects_value = false;  // so that a slash begins a regular expression, and is no division
    for (Token token = tokens_.take(); token.kind != Token::Kind::end; token = tokens_.take()) {
      if (token.kind == Token::Kind::mark && token.text == "{") {
        // A hexadecimal string, or a block of a condition, which YARA does not have.
        if (part == Part::strings) {
          tokens_.skip_behind('}');
        } else {
          ++depth;
        }
      } else if (token.kind == Token::Kind::mark && token.text == "}") {
        if (--depth == 0) break;
      } else if (token.is("meta") || token.is("strings") || token.is("condition")) {
        if (part != Part::condition)
          part = token.is("meta") ? Part::meta : token.is("strings") ? Part::strings : Part::condition;
      } else if (token.kind == Token::Kind::mark && token.text == "/") {
        if (part == Part::strings || expects_value) tokens_.skip_expression();
      } else if (token.kind == Token::Kind::word) {
        if (part == Part::condition) {
          if (token.text.find('.') != std::string_view::npos) function = base::lowered(token.text);
        } else if (part == Part::meta || token.text.starts_with('$')) {
          name = token.text;
        }
      } else if (token.kind == Token::Kind::string) {
        if (part == Part::meta) read_meta(rule, name, token);
        if (part == Part::strings) rule.strings.push_back({unescaped(token), name});
        if (part == Part::condition && function.starts_with("hash.")) rule.hashes.push_back(unescaped(token));
      }
      expects_value = token.is("matches") || token.is("(") || token.is(",");
    }
    tell(rule);
    if (notice.source.title.empty()) notice.source.title = rule.name;
    if (notice.source.publisher.empty()) notice.source.publisher = rule.author;
    if (notice.source.published.empty()) notice.source.published = rule.published;
  }

  static void read_meta(YaraRule& rule, std::string_view name, const Token& string) {
    const Mapped text = unescaped(string);
    const std::string key = base::lowered(name);
    if (key == "author" || key == "authors") {
      rule.author = quoted(text.text());
    } else if (key == "date" || key == "creation_date" || key == "created") {
      if (const auto date = parse_date(text.text())) rule.published = date->text();
    } else if (key == "description" || key == "desc") {
      rule.description = quoted(text.text());
    } else if (has_word(key, {"imphash", "import_hash", "ssdeep", "rich"})) {
      return;  // of many files, each
    } else if (has_word(key, {"hash", "md5", "sha1", "sha256", "sample"})) {
      rule.hashes.push_back(text);
    } else if (has_word(key, {"reference", "url", "source", "link", "report", "contact"})) {
      rule.references.push_back(text);
    }
  }

  void tell(const YaraRule& rule) {
    About about;
    about.published_by = rule.author;
    about.published = rule.published;
    about.note = "YARA rule " + rule.name + (rule.description.empty() ? "" : ": " + rule.description);
    for (const YaraRule::String& string : rule.strings) {
      const bool excluded =
          has_word(string.name, {"$fp", "falsepos", "false_pos", "exclu", "$not", "legit", "whitelist", "filter"});
      add_rule_values(context_, values_of(string), string.text, about, excluded);
    }
    about.role = model::Role::payload;
    for (const Mapped& hash : rule.hashes) {
      for (const auto& [begin, size] : words_of(hash.text())) {
        const auto shape = shape_of(std::string_view(hash.text()).substr(begin, size), false);
        if (!shape || !is_digest(shape->type)) continue;
        const base::Span where = hash.where({begin, begin + size});
        if (shape->value) {
          context_.add(*shape->value, where, about, Weight::row);
        } else {
          context_.refuse(shape->type, where, shape->why);
        }
      }
    }
    for (const Mapped& reference : rule.references) {
      for (const auto& [begin, size] : words_of(reference.text())) {
        const auto shape = shape_of(std::string_view(reference.text()).substr(begin, size), false);
        if (shape && shape->value)
          context_.mention(*shape->value, reference.where({begin, begin + size}), "a reference of the rule");
      }
    }
  }

  static std::vector<RuleValue> values_of(const YaraRule::String& string) {
    const std::string_view text = base::trimmed(string.text.text());
    if (has_word(string.name, {"mutex", "mtx"}) && text.size() >= 6 && text.size() <= 260) {
      if (auto value = Value::parse(ValueType::mutex, text)) {
        const auto begin = static_cast<std::size_t>(text.data() - string.text.text().data());
        return {judged(*std::move(value), begin, text.size())};
      }
    }
    return values_in_constant(string.text.text());
  }

  static bool is_digest(ValueType type) {
    return type == ValueType::md5 || type == ValueType::sha1 || type == ValueType::sha256 || type == ValueType::sha512;
  }

  static std::vector<std::pair<std::size_t, std::size_t>> words_of(std::string_view text) {
    std::vector<std::pair<std::size_t, std::size_t>> words;
    for (std::size_t at = 0; at < text.size();) {
      const auto parts = [](char c) { return base::is_space(c) || c == ',' || c == ';' || c == '"'; };
      std::size_t end = at;
      while (end < text.size() && !parts(text[end])) ++end;
      if (end > at) words.emplace_back(at, end - at);
      at = end + 1;
    }
    return words;
  }

  std::string_view source_;
  Tokens tokens_;
  const Pack* supplier_;
  Gather gather_;
  Context context_;
};

}  // namespace

bool is_yara(std::string_view bytes) {
  Tokens tokens(bytes);
  constexpr std::size_t words_max = 400;  // of imports and includes before the first rule
  for (std::size_t i = 0; i < words_max; ++i) {
    const Token token = tokens.take();
    if (token.is("rule")) {
      const Token name = tokens.take();
      const Token after = tokens.take();
      return name.kind == Token::Kind::word && (after.is("{") || after.is(":"));
    }
    const bool may_precede = token.is("import") || token.is("include") || token.is("private") || token.is("global") ||
                             token.kind == Token::Kind::string;
    if (!may_precede) return false;
  }
  return false;
}

model::Notice read_yara(const NoticeInput& input, std::span<const Pack> packs, model::Notice notice) {
  return YaraReader(input, packs).read(std::move(notice));
}

}  // namespace clew::intel::detail
