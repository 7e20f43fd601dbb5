#include "clew/intel/stix_pattern.h"

#include "clew/base/text.h"
#include "clew/intel/detail/pattern_tokens.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

namespace clew::intel {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using detail::PatternTokens;
using detail::Token;

constexpr auto keywords = std::to_array<std::string_view>({
    "AND",
    "OR",
    "NOT",
    "FOLLOWEDBY",
    "LIKE",
    "MATCHES",
    "ISSUPERSET",
    "ISSUBSET",
    "EXISTS",
    "LAST",
    "IN",
    "START",
    "STOP",
    "SECONDS",
    "WITHIN",
    "REPEATS",
    "TIMES",
});
bool is_keyword(std::string_view word) { return std::ranges::find(keywords, word) != keywords.end(); }

constexpr std::array<std::pair<std::string_view, Comparison>, 5> word_operators = {{
    {"IN", Comparison::in},
    {"LIKE", Comparison::like},
    {"MATCHES", Comparison::matches},
    {"ISSUBSET", Comparison::is_subset},
    {"ISSUPERSET", Comparison::is_superset},
}};

constexpr bool is_equality(Comparison comparison) {
  return comparison == Comparison::equal || comparison == Comparison::not_equal;
}

/// Turns infix into postfix: an operator waits until one that binds less, a parenthesis or the end comes
/// (Dijkstra's shunting yard). So the depth of a pattern is the size of a vector, not of the stack.
template <class Operator>
class Waiting {
 public:
  bool open(std::size_t place) {
    waiting_.push_back({{}, true, place});
    return ++depth_ <= pattern_depth_max;
  }
  template <class Emit>
  void push(Operator op, std::size_t place, Emit emit) {
    while (!waiting_.empty() && !waiting_.back().is_open && waiting_.back().op >= op) pop(emit);
    waiting_.push_back({op, false, place});
  }
  /// False when nothing was opened.
  template <class Emit>
  bool close(Emit emit) {
    while (!waiting_.empty() && !waiting_.back().is_open) pop(emit);
    if (waiting_.empty()) return false;
    waiting_.pop_back();
    --depth_;
    return true;
  }
  /// Where a parenthesis was opened that is still so.
  template <class Emit>
  std::optional<std::size_t> finish(Emit emit) {
    while (!waiting_.empty() && !waiting_.back().is_open) pop(emit);
    if (waiting_.empty()) return std::nullopt;
    return waiting_.back().place;
  }

 private:
  struct Entry {
    Operator op;
    bool is_open;
    std::size_t place;
  };
  template <class Emit>
  void pop(Emit emit) {
    emit(waiting_.back().op, waiting_.back().place);
    waiting_.pop_back();
  }
  std::vector<Entry> waiting_;
  std::size_t depth_ = 0;
};

// In order of how tightly they bind (STIX 2.1 section 9.8).
enum class Joint : std::uint8_t { followed_by, any, all };

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), tokens_(text) {}

  Result<Pattern> parse() {
    Waiting<Joint> waiting;
    const auto emit = [&](Joint joint, std::size_t place) {
      ObservationStep step;
      step.kind = joint == Joint::all   ? ObservationStep::Kind::all
                  : joint == Joint::any ? ObservationStep::Kind::any
                                        : ObservationStep::Kind::followed_by;
      step.where = {place, 0};
      pattern_.steps.push_back(std::move(step));
    };
    bool wants_operand = true;
    while (next().kind != Token::Kind::end) {
      const std::size_t place = next().where.offset_bytes;
      if (wants_operand) {
        if (next().is_mark('(')) {
          if (!waiting.open(place)) return too_deep();
          take();
          continue;
        }
        if (!next().is_mark('[')) return expected("\"[\"");
        CLEW_CHECK(parse_observation());
        CLEW_CHECK(parse_qualifiers(false));
        wants_operand = false;
      } else if (next().is_mark(')')) {
        if (!waiting.close(emit)) return expected("AND, OR, FOLLOWEDBY or the end");
        take();
        CLEW_CHECK(parse_qualifiers(true));
      } else {
        const auto joint = joint_of(next());
        if (!joint) return expected("AND, OR, FOLLOWEDBY or the end");
        waiting.push(*joint, place, emit);
        take();
        wants_operand = true;
      }
    }
    if (wants_operand) return expected("\"[\"");
    if (const auto open = waiting.finish(emit)) return fail(Fault::malformed, "\"(\" without \")\"", {*open, 1});
    return std::move(pattern_);
  }

 private:
  const Token& next() const { return tokens_.next(); }
  void take() { tokens_.advance(); }

  std::unexpected<base::Error> expected(std::string_view what) const {
    const Token& token = next();
    if (token.kind == Token::Kind::end)
      return fail(Fault::malformed, fmt::format("{} expected, and the pattern ends", what), {text_.size(), 0});
    return fail(Fault::malformed, fmt::format("{} expected", what), token.where);
  }
  std::unexpected<base::Error> too_deep() const {
    return fail(Fault::over_limit, fmt::format("more than {} parentheses inside each other", pattern_depth_max),
                next().where);
  }

  static std::optional<Joint> joint_of(const Token& token) {
    if (token.is_word("AND")) return Joint::all;
    if (token.is_word("OR")) return Joint::any;
    if (token.is_word("FOLLOWEDBY")) return Joint::followed_by;
    return std::nullopt;
  }

  /// `[ … ]`
  Result<base::Done> parse_observation() {
    ObservationStep step;
    step.begin = static_cast<std::uint32_t>(pattern_.comparisons.size());
    const std::size_t begin = next().where.offset_bytes;
    take();
    Waiting<Joint> waiting;
    const auto emit = [&](Joint joint, std::size_t) {
      pattern_.comparisons.push_back({joint == Joint::all ? ComparisonStep::Kind::all : ComparisonStep::Kind::any, 0});
    };
    bool wants_operand = true;
    while (wants_operand || !next().is_mark(']')) {
      const std::size_t place = next().where.offset_bytes;
      if (wants_operand && next().is_mark('(')) {
        if (!waiting.open(place)) return too_deep();
        take();
      } else if (wants_operand) {
        CLEW_CHECK(parse_test());
        wants_operand = false;
      } else if (next().is_mark(')')) {
        if (!waiting.close(emit)) return expected("AND, OR or \"]\"");
        take();
      } else {
        const auto joint = joint_of(next());
        if (!joint || *joint == Joint::followed_by) return expected("AND, OR or \"]\"");
        waiting.push(*joint, place, emit);
        take();
        wants_operand = true;
      }
    }
    if (const auto open = waiting.finish(emit)) return fail(Fault::malformed, "\"(\" without \")\"", {*open, 1});
    step.end = static_cast<std::uint32_t>(pattern_.comparisons.size());
    step.where = {begin, next().where.offset_bytes + 1 - begin};
    take();
    pattern_.steps.push_back(std::move(step));
    return base::Done{};
  }

  Result<base::Done> parse_test() {
    PatternTest test;
    const std::size_t begin = next().where.offset_bytes;
    if (next().is_word("NOT") || next().is_word("EXISTS")) {
      test.negated = next().is_word("NOT");
      if (test.negated) take();
      if (!next().is_word("EXISTS")) return expected("EXISTS");
      take();
      CLEW_CHECK(parse_path(test.path));
      test.comparison = Comparison::exists;
      end_ = test.path.where.offset_bytes + test.path.where.size_bytes;
    } else {
      CLEW_CHECK(parse_path(test.path));
      if (next().is_word("NOT")) {
        test.negated = true;
        take();
      }
      CLEW_CHECK(parse_comparison(test));
    }
    test.where = {begin, end_ - begin};
    pattern_.comparisons.push_back({ComparisonStep::Kind::test, static_cast<std::uint32_t>(pattern_.tests.size())});
    pattern_.tests.push_back(std::move(test));
    return base::Done{};
  }

  Result<base::Done> parse_comparison(PatternTest& test) {
    if (next().kind == Token::Kind::comparison) {
      test.comparison = next().comparison;
      take();
      const bool is_boolean = next().kind == Token::Kind::literal && next().literal.kind == Literal::Kind::boolean;
      if (next().kind != Token::Kind::literal || (is_boolean && !is_equality(test.comparison)))
        return expected("a value");
      take_literal(test);
      return base::Done{};
    }
    const auto word = std::ranges::find_if(word_operators, [&](const auto& row) { return next().is_word(row.first); });
    if (word == word_operators.end()) return expected("an operator");
    test.comparison = word->second;
    take();
    if (test.comparison == Comparison::in) return parse_set(test);
    if (next().kind != Token::Kind::literal || next().literal.kind != Literal::Kind::text) return expected("a string");
    take_literal(test);
    return base::Done{};
  }

  Result<base::Done> parse_set(PatternTest& test) {
    if (!next().is_mark('(')) return expected("\"(\"");
    take();
    while (!next().is_mark(')') || !test.literals.empty()) {
      if (next().kind != Token::Kind::literal) return expected("a value");
      take_literal(test);
      if (next().is_mark(')')) break;
      if (!next().is_mark(',')) return expected("\",\" or \")\"");
      take();
    }
    end_ = next().where.offset_bytes + 1;
    take();
    return base::Done{};
  }

  void take_literal(PatternTest& test) {
    end_ = next().where.offset_bytes + next().where.size_bytes;
    test.literals.push_back(next().literal);
    take();
  }

  /// A name without a hyphen, or a quoted one.
  Result<base::Done> parse_key(ObjectPath& path) {
    const Token& token = next();
    PathStep step;
    if (token.kind == Token::Kind::literal && token.literal.kind == Literal::Kind::text) {
      step.key = token.literal.text;
    } else if (token.kind == Token::Kind::word && !is_keyword(token.text) &&
               token.text.find('-') == std::string_view::npos) {
      step.key = token.text;
    } else {
      return expected("the name of a property (in quotes if it has a hyphen)");
    }
    path.steps.push_back(std::move(step));
    end_ = token.where.offset_bytes + token.where.size_bytes;
    take();
    return base::Done{};
  }

  Result<base::Done> parse_path(ObjectPath& path) {
    const std::size_t begin = next().where.offset_bytes;
    if (next().kind != Token::Kind::word || is_keyword(next().text)) return expected("a type of object");
    path.type = next().text;
    take();
    if (!next().is_mark(':')) return expected("\":\"");
    take();
    CLEW_CHECK(parse_key(path));
    for (;;) {
      if (next().is_mark('.')) {
        take();
        CLEW_CHECK(parse_key(path));
      } else if (next().is_mark('[')) {
        take();
        PathStep step;
        if (next().is_mark('*')) {
          step.kind = PathStep::Kind::every;
        } else if (next().kind == Token::Kind::literal && next().literal.kind == Literal::Kind::integer) {
          step.kind = PathStep::Kind::index;
          step.index = next().literal.integer;
        } else {
          return expected("an index or \"*\"");
        }
        take();
        if (!next().is_mark(']')) return expected("\"]\"");
        end_ = next().where.offset_bytes + 1;
        take();
        path.steps.push_back(std::move(step));
      } else {
        break;
      }
    }
    path.where = {begin, end_ - begin};
    return base::Done{};
  }

  Result<base::Done> parse_qualifiers(bool on_group) {
    for (;;) {
      ObservationStep step;
      step.on_group = on_group;
      const std::size_t begin = next().where.offset_bytes;
      if (next().is_word("WITHIN")) {
        CLEW_CHECK(parse_within(step));
      } else if (next().is_word("REPEATS")) {
        CLEW_CHECK(parse_repeats(step));
      } else if (next().is_word("START")) {
        CLEW_CHECK(parse_start_stop(step));
      } else {
        return base::Done{};
      }
      step.where = {begin, end_ - begin};
      pattern_.steps.push_back(std::move(step));
    }
  }

  Result<base::Done> take_word(std::string_view word) {
    if (!next().is_word(word)) return expected(word);
    end_ = next().where.offset_bytes + next().where.size_bytes;
    take();
    return base::Done{};
  }

  Result<base::Done> parse_within(ObservationStep& step) {
    step.kind = ObservationStep::Kind::within;
    take();
    const Token& token = next();
    const bool is_number = token.kind == Token::Kind::literal &&
                           (token.literal.kind == Literal::Kind::integer || token.literal.kind == Literal::Kind::real);
    if (!is_number || text_[token.where.offset_bytes] == '-') return expected("a positive number");
    step.seconds = token.literal.real;
    take();
    return take_word("SECONDS");
  }

  Result<base::Done> parse_repeats(ObservationStep& step) {
    step.kind = ObservationStep::Kind::repeats;
    take();
    const Token& token = next();
    const bool is_number = token.kind == Token::Kind::literal && token.literal.kind == Literal::Kind::integer;
    if (!is_number || text_[token.where.offset_bytes] == '-') return expected("a positive whole number");
    step.times = token.literal.integer;
    take();
    return take_word("TIMES");
  }

  /// STIX 2.0 wrote the times as plain strings.
  Result<base::Done> parse_moment(Literal& moment) {
    const Token& token = next();
    const bool is_time = token.kind == Token::Kind::literal &&
                         (token.literal.kind == Literal::Kind::time || token.literal.kind == Literal::Kind::text);
    if (!is_time) return expected("a time");
    moment = token.literal;
    if (moment.kind == Literal::Kind::text) moment.time = parse_stix_time(moment.text);
    if (moment.kind == Literal::Kind::text && !moment.time) return expected("a time such as t'2016-06-01T01:30:00Z'");
    end_ = token.where.offset_bytes + token.where.size_bytes;
    take();
    return base::Done{};
  }

  Result<base::Done> parse_start_stop(ObservationStep& step) {
    step.kind = ObservationStep::Kind::start_stop;
    take();
    CLEW_CHECK(parse_moment(step.start));
    CLEW_CHECK(take_word("STOP"));
    return parse_moment(step.stop);
  }

  std::string_view text_;
  PatternTokens tokens_;
  Pattern pattern_;
  std::size_t end_ = 0;  ///< of what was taken last
};

struct HashRule {
  std::string_view name;  ///< as the vocabulary of STIX has it, in lower case without hyphens
  std::size_t digits;
};
constexpr std::array<HashRule, 10> hash_rules = {{{"md5", 32},
                                                  {"sha1", 40},
                                                  {"sha224", 56},
                                                  {"sha256", 64},
                                                  {"sha384", 96},
                                                  {"sha512", 128},
                                                  {"sha3224", 56},
                                                  {"sha3256", 64},
                                                  {"sha3384", 96},
                                                  {"sha3512", 128}}};

Result<base::Done> check_hash(const PatternTest& test) {
  const auto& steps = test.path.steps;
  if (steps.size() < 2 || steps[steps.size() - 2].key != "hashes" || steps.back().kind != PathStep::Kind::key)
    return base::Done{};
  std::string name = base::lowered(steps.back().key);
  std::erase(name, '-');
  const auto rule = std::ranges::find(hash_rules, name, &HashRule::name);
  const bool names_values = is_equality(test.comparison) || test.comparison == Comparison::in;
  if (rule == hash_rules.end() || !names_values) return base::Done{};
  for (const Literal& literal : test.literals) {
    if (literal.kind != Literal::Kind::text) continue;
    if (literal.text.size() != rule->digits || !std::ranges::all_of(literal.text, base::is_hex))
      return fail(Fault::malformed,
                  fmt::format("not a {} hash: {} hexadecimal digits expected", steps.back().key, rule->digits),
                  literal.where);
  }
  return base::Done{};
}

/// A set holds values of one kind; whole numbers and fractions count as one (STIX 2.1 section 9.6.1).
Result<base::Done> check_set(const PatternTest& test) {
  const auto family = [](const Literal& literal) {
    return literal.kind == Literal::Kind::real ? Literal::Kind::integer : literal.kind;
  };
  for (const Literal& literal : test.literals) {
    if (family(literal) != family(test.literals.front()))
      return fail(Fault::malformed, "a set of values of different kinds", literal.where);
  }
  return base::Done{};
}

bool is_qualifier(ObservationStep::Kind kind) {
  return kind == ObservationStep::Kind::within || kind == ObservationStep::Kind::repeats ||
         kind == ObservationStep::Kind::start_stop;
}

}  // namespace

std::optional<StixTime> parse_stix_time(std::string_view text) {
  const auto number = [&](std::size_t at, std::size_t digits) {
    int value = 0;
    for (std::size_t i = at; i < at + digits; ++i) value = value * 10 + (text[i] - '0');
    return value;
  };
  constexpr std::string_view shape = "0000-00-00T00:00:00";
  if (text.size() <= shape.size() || text.back() != 'Z') return std::nullopt;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == '0' ? !base::is_digit(text[i]) : text[i] != shape[i]) return std::nullopt;
  }
  const std::string_view rest = text.substr(shape.size(), text.size() - shape.size() - 1);
  if (!rest.empty() && (rest.size() < 2 || rest.front() != '.' || !std::ranges::all_of(rest.substr(1), base::is_digit)))
    return std::nullopt;
  int year = number(0, 4);
  const int month = number(5, 2), day = number(8, 2), hour = number(11, 2), minute = number(14, 2);
  const int second = number(17, 2);
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  constexpr std::array<int, 12> month_days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return std::nullopt;
  const int last_day = month_days[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
  if (day > last_day || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  // Days since 1970 of the proleptic Gregorian calendar; the year begins in March, so that leap days come last.
  if (month <= 2) --year;
  const int era = (year >= 0 ? year : year - 399) / 400;
  const int year_of_era = year - era * 400;
  const int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  const std::int64_t days = static_cast<std::int64_t>(era) * 146097 + day_of_era - 719468;
  StixTime time;
  const std::int64_t second_of_day = std::int64_t{hour} * 3600 + std::int64_t{minute} * 60 + second;
  time.seconds = days * 86400 + second_of_day;
  std::int32_t unit = 100'000'000;
  for (const char digit : rest.substr(rest.empty() ? 0 : 1)) {
    time.nanoseconds += (digit - '0') * unit;
    unit /= 10;
  }
  return time;
}

std::string ObjectPath::text() const {
  std::string text = type;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const PathStep& step = steps[i];
    if (step.kind == PathStep::Kind::every) {
      text += "[*]";
    } else if (step.kind == PathStep::Kind::index) {
      text += fmt::format("[{}]", step.index);
    } else {
      text += i == 0 ? ':' : '.';
      const bool plain = !step.key.empty() && !base::is_digit(step.key.front()) &&
                         std::ranges::all_of(step.key, [](char c) { return base::is_alnum(c) || c == '_'; }) &&
                         !is_keyword(step.key);
      if (plain) {
        text += step.key;
        continue;
      }
      text += '\'';
      for (const char c : step.key) {
        if (c == '\'' || c == '\\') text += '\\';
        text += c;
      }
      text += '\'';
    }
  }
  return text;
}

Result<Pattern> parse_pattern(std::string_view text) {
  if (text.size() > pattern_bytes_max)
    return fail(Fault::over_limit,
                fmt::format("a pattern of {} bytes, at most {} are read", text.size(), pattern_bytes_max));
  return Parser(text).parse();
}

Result<base::Done> validate(const Pattern& pattern, StixVersion version) {
  for (const PatternTest& test : pattern.tests) {
    CLEW_CHECK(check_hash(test));
    CLEW_CHECK(check_set(test));
  }
  std::vector<ObservationStep::Kind> seen;  // on the observation before
  for (const ObservationStep& step : pattern.steps) {
    if (!is_qualifier(step.kind)) {
      seen.clear();
      continue;
    }
    if (step.kind == ObservationStep::Kind::within && step.seconds <= 0)
      return fail(Fault::malformed, "WITHIN no time at all", step.where);
    if (step.kind == ObservationStep::Kind::repeats && step.times < 1)
      return fail(Fault::malformed, "REPEATS 0 TIMES", step.where);
    if (version == StixVersion::v2_0) continue;
    if (step.kind == ObservationStep::Kind::start_stop && step.start.kind != Literal::Kind::time)
      return fail(Fault::malformed, "a time is written t'…'", step.start.where);
    // STIX 2.1 section 9.5.1 forbids the second one. OASIS's validator asks it of observations, not of parentheses.
    if (step.on_group) continue;
    if (std::ranges::find(seen, step.kind) != seen.end())
      return fail(Fault::malformed, "the same qualifier twice", step.where);
    seen.push_back(step.kind);
  }
  return base::Done{};
}

}  // namespace clew::intel
