#include "clew/intel/detail/sigma.h"

#include "clew/base/text.h"
#include "clew/intel/dates.h"
#include "clew/intel/detail/commonplace.h"
#include "clew/intel/detail/rule_values.h"
#include "clew/intel/detail/statement.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include <fmt/core.h>
#include <yaml.h>

namespace clew::intel::detail {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using model::Value;
using model::ValueType;

/// What a field of the log holds.
struct RuleField {
  std::string_view name;  // without modifiers, in lower case
  std::vector<ValueType> types;
};
const std::vector<RuleField>& fields() {
  using enum ValueType;
  static const std::vector<RuleField> rows = {
      {"image", {file_path, file_name}},
      {"parentimage", {file_path, file_name}},
      {"imageloaded", {file_path, file_name}},
      {"imageload", {file_path, file_name}},
      {"targetfilename", {file_path, file_name}},
      {"sourceimage", {file_path, file_name}},
      {"targetimage", {file_path, file_name}},
      {"filename", {file_name, file_path}},
      {"originalfilename", {file_name}},
      {"processname", {file_path, file_name}},
      {"newprocessname", {file_path, file_name}},
      {"exe", {file_path, file_name}},
      {"servicefilename", {file_path, file_name}},
      {"destinationip", {ipv4, ipv6, cidr}},
      {"sourceip", {ipv4, ipv6, cidr}},
      {"dst_ip", {ipv4, ipv6, cidr}},
      {"src_ip", {ipv4, ipv6, cidr}},
      {"c-ip", {ipv4, ipv6, cidr}},
      {"ipaddress", {ipv4, ipv6, cidr}},
      {"destinationhostname", {domain}},
      {"queryname", {domain}},
      {"query", {domain}},
      {"dns.query.name", {domain}},
      {"cs-host", {domain, ipv4}},
      {"r-dns", {domain}},
      {"c-uri", {url}},
      {"c-useragent", {user_agent}},
      {"cs-user-agent", {user_agent}},
      {"useragent", {user_agent}},
      {"targetobject", {registry_key}},
      {"objectname", {registry_key}},
      {"md5", {md5}},
      {"sha1", {sha1}},
      {"sha256", {sha256}},
      {"sha512", {sha512}},
      {"hashes", {sha256, sha1, md5, sha512}},
      {"hash", {sha256, sha1, md5, sha512}},
      {"file_hash", {sha256, sha1, md5, sha512}},
      {"sender", {email}},
      {"user", {account}},
      {"username", {account}},
  };
  return rows;
}

const std::vector<ValueType>* types_of_field(std::string_view field) {
  const std::string name = base::lowered(field);
  for (const RuleField& row : fields()) {
    if (row.name == name) return &row.types;
  }
  return nullptr;
}

struct Parser {
  yaml_parser_t parser;
  Parser() { yaml_parser_initialize(&parser); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() { yaml_parser_delete(&parser); }
};
struct Event {
  yaml_event_t event;
  Event() : event() {}
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { yaml_event_delete(&event); }
};

/// A scalar with its place; `keys` are the names above it.
struct Scalar {
  Mapped text;
};

struct Asked {
  std::string selection;
  std::string field;      // with its modifiers; empty for a keyword
  std::uint64_t map = 0;  // which one it stands in: its fields are asked for together
  Mapped text;
};

struct SigmaRule {
  std::string title, author, published, status, level, false_positives, condition;
  std::vector<Asked> asked;
  std::vector<Mapped> tags, references;
};

class SigmaReader {
 public:
  SigmaReader(const NoticeInput& input, std::span<const Pack> packs, model::Notice& notice)
      : source_(input.bytes),
        file_(input.file),
        begin_(source_.starts_with("\xef\xbb\xbf") ? 3 : 0),
        byte_(begin_),
        notice_(notice),
        supplier_(supplier_of(input.bytes, packs)),
        gather_(input.bytes),
        context_{gather_, packs, supplier_} {}

  Result<base::Done> read() {
    Parser parser;
    const std::string_view text = source_.substr(begin_);
    yaml_parser_set_input_string(&parser.parser, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    yaml_parser_set_encoding(&parser.parser, YAML_UTF8_ENCODING);
    notice_.source.format = "sigma";
    if (supplier_ != nullptr) notice_.supplier = supplier_->id;
    for (bool done = false; !done;) {
      Event event;
      if (yaml_parser_parse(&parser.parser, &event.event) == 0) {
        const char* const problem = parser.parser.problem;
        return fail(Fault::malformed, fmt::format("not YAML: {}", problem == nullptr ? "unreadable" : problem),
                    {byte_of(parser.parser.problem_mark.index), 0}, file_);
      }
      CLEW_CHECK(take(event.event));
      done = event.event.type == YAML_STREAM_END_EVENT;
    }
    std::move(gather_).finish(notice_);
    return base::Done{};
  }

 private:
  struct Level {
    bool is_map;
    bool expects_key;
    std::string key;
    std::uint64_t map;
  };

  /// libyaml counts characters; events come in the order of the text, so one cursor goes along.
  std::size_t byte_of(std::size_t character) {
    while (character < character_ && byte_ > begin_) {
      --byte_;
      while (byte_ > begin_ && (static_cast<unsigned char>(source_[byte_]) & 0xc0U) == 0x80) --byte_;
      --character_;
    }
    while (character_ < character && byte_ < source_.size()) {
      ++byte_;
      while (byte_ < source_.size() && (static_cast<unsigned char>(source_[byte_]) & 0xc0U) == 0x80) ++byte_;
      ++character_;
    }
    return byte_;
  }

  Result<base::Done> take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT:
        begin_rule();
        levels_.clear();
        break;
      case YAML_DOCUMENT_END_EVENT: tell(); break;
      case YAML_MAPPING_START_EVENT: return open(true, event);
      case YAML_SEQUENCE_START_EVENT: return open(false, event);
      case YAML_MAPPING_END_EVENT:
      case YAML_SEQUENCE_END_EVENT:
        levels_.pop_back();
        value_done();
        break;
      case YAML_SCALAR_EVENT: take_scalar(event); break;
      case YAML_ALIAS_EVENT: value_done(); break;
      default: break;
    }
    return base::Done{};
  }

  /// Further documents of a file go on with what the first one says of all ("action: global").
  void begin_rule() {
    SigmaRule next;
    next.title = std::move(rule_.title);
    next.author = std::move(rule_.author);
    next.published = std::move(rule_.published);
    next.status = std::move(rule_.status);
    next.level = std::move(rule_.level);
    rule_ = std::move(next);
  }

  Result<base::Done> open(bool is_map, const yaml_event_t& event) {
    if (levels_.size() >= sigma_depth_max)
      return fail(Fault::over_limit, fmt::format("YAML deeper than {} levels", sigma_depth_max),
                  {byte_of(event.start_mark.index), 0}, file_);
    // A key that is a list or a map: not in Sigma, and its contents have no name.
    if (!levels_.empty() && levels_.back().is_map && levels_.back().expects_key) levels_.back().key.clear();
    levels_.push_back({is_map, is_map, {}, ++maps_});
    return base::Done{};
  }

  void value_done() {
    if (!levels_.empty() && levels_.back().is_map) levels_.back().expects_key = !levels_.back().expects_key;
  }

  void take_scalar(const yaml_event_t& event) {
    const std::string_view text(reinterpret_cast<const char*>(event.data.scalar.value), event.data.scalar.length);
    if (!levels_.empty() && levels_.back().is_map && levels_.back().expects_key) {
      levels_.back().key = text.substr(0, name_bytes_max);
      levels_.back().expects_key = false;
      return;
    }
    take_value(text, event);
    value_done();
  }

  /// The scalar with its bytes; quotes and what YAML folds are found again by going along.
  Mapped written(std::string_view text, const yaml_event_t& event) {
    Mapped result;
    std::size_t at = byte_of(event.start_mark.index);
    const std::size_t end = byte_of(event.end_mark.index);
    const bool is_quoted = event.data.scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE ||
                           event.data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    if (is_quoted) ++at;
    const bool has_escapes = event.data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    for (const char c : text) {
      if (at >= end) break;
      // `''` in single quotes; a backslash in double ones.
      std::size_t size = 1;
      if (source_[at] != c || (has_escapes && c == '\\')) {
        const bool doubled = source_[at] == '\'' && c == '\'';
        if (has_escapes && source_[at] == '\\' && at + 1 < end && (source_[at + 1] == c || source_[at + 1] == 'n')) {
          size = 2;
        } else if (!doubled) {
          const std::size_t found = source_.substr(0, end).find(c, at);
          constexpr std::size_t fold_bytes_max = 200;  // a line break and its indentation
          if (found == std::string_view::npos || found - at > fold_bytes_max) break;
          at = found;
        }
      }
      if (event.data.scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE && c == '\'') size = 2;
      size = std::min(size, end - at);
      result.add({&c, 1}, at, size);
      at += size;
    }
    return result;
  }

  [[nodiscard]] std::string_view key(std::size_t level) const {
    return level < levels_.size() && levels_[level].is_map ? std::string_view(levels_[level].key) : std::string_view{};
  }

  void take_value(std::string_view text, const yaml_event_t& event) {
    const std::string_view first = key(0);
    if (first == "title") {
      rule_.title = quoted(text);
    } else if (first == "author") {
      rule_.author = quoted(text);
    } else if (first == "date") {
      std::string date(text);
      std::ranges::replace(date, '/', '-');  // Sigma's old form: 2021/06/08
      if (const auto parsed = parse_date(date)) rule_.published = parsed->text();
    } else if (first == "status") {
      rule_.status = quoted(text);
    } else if (first == "level") {
      rule_.level = quoted(text);
    } else if (first == "falsepositives") {
      constexpr std::size_t remark_bytes_max = 200;
      if (rule_.false_positives.size() < remark_bytes_max)
        rule_.false_positives += (rule_.false_positives.empty() ? "" : ", ") + quoted(text);
    } else if (first == "references") {
      rule_.references.push_back(written(text, event));
    } else if (first == "tags") {
      rule_.tags.push_back(written(text, event));
    } else if (first == "detection") {
      take_detection(text, event);
    }
  }

  void take_detection(std::string_view text, const yaml_event_t& event) {
    const std::string_view selection = key(1);
    if (selection == "condition") {
      rule_.condition += " " + base::lowered(text);
    } else if (selection != "timeframe" && !selection.empty()) {
      std::string_view field;  // the last name below the selection
      std::uint64_t map = 0;
      for (std::size_t i = 2; i < levels_.size(); ++i) {
        if (!levels_[i].is_map) continue;
        field = levels_[i].key;
        map = levels_[i].map;
      }
      rule_.asked.push_back({std::string(selection), std::string(field), map, written(text, event)});
    }
  }

  /// `not filter`, `not 1 of filter_*`: what must not be there. Found once a rule.
  void find_excluded() {
    excluded_.clear();
    excluded_prefixes_.clear();
    const std::string& condition = rule_.condition;
    for (std::size_t at = condition.find("not "); at != std::string::npos; at = condition.find("not ", at + 1)) {
      if (at != 0 && base::is_alnum(condition[at - 1])) continue;
      std::string_view rest = std::string_view(condition).substr(at + 4, name_bytes_max);
      for (const std::string_view words : {"1 of ", "all of "}) {
        if (rest.starts_with(words)) rest.remove_prefix(words.size());
      }
      while (rest.starts_with('(') || rest.starts_with(' ')) rest.remove_prefix(1);
      const std::string_view word = rest.substr(0, rest.find_first_of(" )"));
      if (!word.ends_with('*')) {
        excluded_.emplace(word);
      } else if (excluded_prefixes_.size() < prefixes_max) {
        excluded_prefixes_.emplace_back(word.substr(0, word.size() - 1));
      }
    }
  }

  [[nodiscard]] bool is_excluded(std::string_view selection) const {
    const std::string name = base::lowered(selection);
    if (name.starts_with("filter") || name.starts_with("exclu") || name.find("falsepositive") != std::string::npos)
      return true;
    return excluded_.contains(name) ||
           std::ranges::any_of(excluded_prefixes_, [&](const std::string& prefix) { return name.starts_with(prefix); });
  }

  void tell() {
    find_excluded();
    if (notice_.source.title.empty()) notice_.source.title = rule_.title;
    if (notice_.source.publisher.empty()) notice_.source.publisher = rule_.author;
    if (notice_.source.published.empty()) notice_.source.published = rule_.published;
    About about;
    about.published_by = rule_.author;
    about.published = rule_.published;
    about.note = "Sigma rule: " + rule_.title;
    if (!rule_.level.empty()) about.note += ", level " + rule_.level;
    if (!rule_.status.empty()) about.note += ", status " + rule_.status;
    if (!rule_.false_positives.empty()) about.note += "; false positives: " + rule_.false_positives;
    const std::map<std::uint64_t, int> strongest = strongest_of_maps();
    for (const Asked& asked : rule_.asked) tell(asked, about, strongest);
    for (const Mapped& tag : rule_.tags) tell_tag(tag, about);
    for (const Mapped& reference : rule_.references) {
      const auto value = Value::parse(ValueType::url, base::trimmed(reference.text()));
      if (value) context_.mention(*value, reference.where({0, reference.size()}), "a reference of the rule");
    }
  }

  /// Fields of one map are asked for together, and so are selections joined by `and`: only those values that say
  /// most are indicators then, and a mere file name is none beside a command line. For each map what a value must
  /// say at least; 0 where any suffices.
  [[nodiscard]] std::map<std::uint64_t, int> strongest_of_maps() const {
    std::map<std::uint64_t, std::set<std::string>> field_names;
    std::map<std::uint64_t, int> strongest;
    std::set<std::string> selections;
    int of_all = 0;
    for (const Asked& asked : rule_.asked) {
      if (is_excluded(asked.selection)) continue;
      const std::string field = base::lowered(std::string_view(asked.field).substr(0, asked.field.find('|')));
      field_names[asked.map].insert(field);
      selections.insert(asked.selection);
      const std::vector<ValueType>* types = types_of_field(field);
      const int rank = types == nullptr ? 0 : telling(types->front());
      strongest[asked.map] = std::max(strongest[asked.map], rank);
      of_all = std::max(of_all, rank);
    }
    const bool joins = joins_selections() && selections.size() > 1;
    for (auto& [map, rank] : strongest) {
      constexpr int file_rank = 6;  // a path is told by its name only: `\\evil.exe`
      if (joins) {
        rank = std::max(of_all, file_rank + 1);
      } else if (field_names[map].size() > 1) {
        rank = std::max(rank, file_rank + 1);
      } else {
        rank = 0;
      }
    }
    return strongest;
  }

  /// `selection and other`, but not `selection and not filter`.
  [[nodiscard]] bool joins_selections() const {
    const std::string& condition = rule_.condition;
    if (condition.find("all of them") != std::string::npos) return true;
    for (std::size_t at = condition.find(" and "); at != std::string::npos; at = condition.find(" and ", at + 1)) {
      if (!std::string_view(condition).substr(at + 5).starts_with("not ")) return true;
    }
    return false;
  }

  void tell(const Asked& asked, const About& about, const std::map<std::uint64_t, int>& strongest) {
    const std::string_view text = asked.text.text();
    if (base::trimmed(text).empty()) return;
    const base::Span where = asked.text.where({0, text.size()});
    const bool excluded = is_excluded(asked.selection);
    const std::string_view field = std::string_view(asked.field).substr(0, asked.field.find('|'));
    const std::string modifiers = base::lowered(std::string_view(asked.field).substr(field.size()));
    const bool is_form = modifiers.find("|re") != std::string::npos || modifiers.find("base64") != std::string::npos;
    if (is_form) {
      if (where.size_bytes > 0)
        context_.refuse(ValueType::account, where, "asked for by its form, which is not searched for");
      return;
    }
    if (field.empty()) return add_rule_values(context_, values_in_constant(text), asked.text, about, excluded);
    const std::vector<ValueType>* types = types_of_field(field);
    if (types == nullptr) {
      const std::string lower = base::lowered(field);
      const bool is_command = lower.find("commandline") != std::string::npos;
      const auto values = values_in_constant(text);
      if (!values.empty()) return add_rule_values(context_, values, asked.text, about, excluded);
      if (is_command && where.size_bytes > 0)
        context_.refuse(ValueType::account, where, "a command line is not searched for");
      return;
    }
    const auto least = strongest.find(asked.map);
    for (RuleValue& value : typed(text, *types)) {
      const bool is_weak = value.value && least != strongest.end() && telling(value.type) < least->second;
      if (is_weak && value.why.empty()) value.why = "the rule asks for it only together with something else";
      const base::Span place = asked.text.where({value.begin, value.begin + value.size});
      if (value.value || value.why.empty()) {
        add_rule_values(context_, {value}, asked.text, about, excluded);
      } else if (place.size_bytes > 0) {
        context_.refuse(value.type, place, value.why);
      }
    }
  }

  /// The values of a field: `MD5=…,SHA256=…`, `*\evil.exe`, `evil.example`.
  static std::vector<RuleValue> typed(std::string_view text, const std::vector<ValueType>& types) {
    std::vector<RuleValue> values;
    const bool are_hashes =
        types.front() == ValueType::sha256 || types.front() == ValueType::md5 || types.front() == ValueType::sha1;
    if (are_hashes) {
      for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find_first_of(",| ", at), text.size());
        std::string_view part = text.substr(at, end - at);
        const bool is_import_hash = base::lowered(part).starts_with("imphash");
        if (const std::size_t equal = part.find('='); equal != std::string_view::npos) part.remove_prefix(equal + 1);
        part = without_wildcards(part);
        if (!part.empty() && !is_import_hash) add_typed(values, part, text, types);
        at = end + 1;
      }
      return values;
    }
    const bool is_file = types.front() == ValueType::file_path || types.front() == ValueType::file_name;
    const std::string_view part = is_file ? without_wildcards(text) : trimmed_of_stars(text);
    // A folder or a part of a path: `\AppData\Local\Temp\`.
    const bool is_part =
        is_file && (part.ends_with('\\') || part.ends_with('/') ||
                    (base::last_path_part(part).find('.') == std::string_view::npos && !starts_like_path(part)));
    const bool has_holes = part.find_first_of("*?") != std::string_view::npos;
    if (is_part || has_holes || part.empty()) {
      RuleValue refused;
      refused.type = types.front();
      refused.why = is_part ? "a part of a path" : "a pattern or placeholder, not a value";
      refused.begin = 0;
      refused.size = text.size();
      values.push_back(std::move(refused));
      return values;
    }
    add_typed(values, part, text, types);
    return values;
  }

  static std::string_view trimmed_of_stars(std::string_view text) {
    while (text.starts_with('*')) text.remove_prefix(1);
    while (text.ends_with('*')) text.remove_suffix(1);
    return text;
  }

  static void add_typed(std::vector<RuleValue>& values, std::string_view part, std::string_view text,
                        const std::vector<ValueType>& types) {
    const auto begin = static_cast<std::size_t>(part.data() - text.data());
    auto value = parse_as(Kind{types}, part);
    if (value) {
      values.push_back(judged(*std::move(value), begin, part.size()));
      return;
    }
    RuleValue refused;
    refused.type = nearest_type(Kind{types}, part);
    refused.why = value.error().what;
    refused.begin = begin;
    refused.size = part.size();
    values.push_back(std::move(refused));
  }

  void tell_tag(const Mapped& tag, const About& about) {
    const std::string text = base::lowered(base::trimmed(tag.text()));
    const base::Span where = tag.where({0, tag.size()});
    if (where.size_bytes == 0) return;
    const auto digits = [](std::string_view part) {
      return !part.empty() && std::ranges::all_of(part, base::is_digit);
    };
    if (text.starts_with("attack.t") && digits(std::string_view(text).substr(8, 4))) {
      const std::string id = base::uppered(std::string_view(text).substr(7));
      const bool fits = id.size() == 5 || (id.size() == 9 && id[5] == '.' && digits(std::string_view(id).substr(6)));
      if (!fits || !techniques_.insert(id).second) return;
      notice_.techniques.push_back({id, model::NamedTechnique::How::stated, 1.0, std::string(tag.text()), where,
                                    gather_.line_of(where.offset_bytes)});
    } else if (text.starts_with("cve.")) {
      std::string id = "CVE-" + text.substr(4);
      std::ranges::replace(id, '.', '-');
      if (const auto value = Value::parse(ValueType::cve, id)) context_.add(*value, where, about, Weight::row);
    }
  }

  std::string_view source_;
  std::string file_;
  std::size_t begin_;
  std::size_t character_ = 0, byte_;
  model::Notice& notice_;
  const Pack* supplier_;
  Gather gather_;
  Context context_;
  static constexpr std::size_t name_bytes_max = 200;  // of a selection
  static constexpr std::size_t prefixes_max = 32;     // `not 1 of filter_*`: a rule has one or two
  std::set<std::string, std::less<>> excluded_;
  std::vector<std::string> excluded_prefixes_;
  std::vector<Level> levels_;
  std::uint64_t maps_ = 0;
  SigmaRule rule_;
  std::set<std::string> techniques_;
};

/// A line that begins so, anywhere.
bool has_line(std::string_view bytes, std::string_view begin) {
  if (bytes.starts_with(begin)) return true;
  for (std::size_t at = bytes.find(begin); at != std::string_view::npos; at = bytes.find(begin, at + 1)) {
    if (bytes[at - 1] == '\n') return true;
  }
  return false;
}

}  // namespace

bool is_sigma(std::string_view bytes) {
  constexpr std::size_t head_bytes = 64U << 10U;
  const std::string_view head = bytes.substr(0, head_bytes);
  const std::string_view text = head.starts_with("\xef\xbb\xbf") ? head.substr(3) : head;
  // A page or an article that shows a rule begins otherwise.
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || text[first] == '<') return false;
  // No line of YAML begins with the mark of a fence (YAML 1.2.2, 5.3: a reserved indicator).
  const bool is_article = text.substr(first).starts_with("```") || text.contains("\n```") ||
                          (text.substr(first).starts_with("# ") && text.contains("\n## "));
  if (is_article) return false;
  return has_line(text, "detection:") && (has_line(text, "logsource:") || has_line(text, "title:"));
}

Result<model::Notice> read_sigma(const NoticeInput& input, std::span<const Pack> packs, model::Notice notice) {
  CLEW_CHECK(SigmaReader(input, packs, notice).read());
  return notice;
}

}  // namespace clew::intel::detail
