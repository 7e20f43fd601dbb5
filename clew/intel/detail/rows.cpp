#include "clew/intel/detail/rows.h"

#include "clew/base/text.h"
#include "clew/intel/dates.h"
#include "clew/intel/detail/prose.h"
#include "clew/intel/detail/prose_tokens.h"
#include "clew/intel/detail/prose_words.h"
#include "clew/intel/refang.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace clew::intel::detail {
namespace {

using base::Span;
using base::trimmed;
using model::ValueType;

std::string_view text_of(const Context& context, Part part) {
  return context.gather.source().substr(part.begin, part.end - part.begin);
}

/// Without blanks, quotes, code marks and emphasis around it; of `[text](target)` the text.
Part bare(std::string_view source, Part cell) {
  const auto is_mark = [](char c) { return base::is_space(c) || c == '`' || c == '*' || c == '"'; };
  const auto is_wildcard = [&](std::size_t i) {  // `*.evil.example`, `*/site/evil.py`
    return source[i] == '*' && i + 1 < cell.end && (source[i + 1] == '.' || source[i + 1] == '/');
  };
  while (cell.begin < cell.end && is_mark(source[cell.begin]) && !is_wildcard(cell.begin)) ++cell.begin;
  while (cell.end > cell.begin && is_mark(source[cell.end - 1])) --cell.end;
  std::string_view text = source.substr(cell.begin, cell.end - cell.begin);
  // `_evil[.]example_` is set in italics, `_spf.evil.example` is a name.
  if (text.size() > 2 && text.front() == '_' && text.back() == '_') return {cell.begin + 1, cell.end - 1};
  // What keeps a spreadsheet from taking it for a formula.
  if (text.size() > 1 && text.front() == '\'' && std::string_view("=+-@").find(text[1]) != std::string_view::npos) {
    ++cell.begin;
    text.remove_prefix(1);
  }
  const std::size_t target = text.find("](");
  if (text.starts_with('[') && target != std::string_view::npos && text.ends_with(')'))
    return {cell.begin + 1, cell.begin + target};
  // AsciiDoc's link: `https://site.example/x[text]`, `{site}x[text]`.
  const std::size_t bracket = text.rfind('[');
  const bool link = text.starts_with("http") || text.starts_with('{') || text.starts_with("link:");
  if (link && text.ends_with(']') && bracket != std::string_view::npos && bracket > 0 && bracket + 2 < text.size() &&
      shape_of(text.substr(bracket + 1, text.size() - bracket - 2), false))
    return {cell.begin + bracket + 1, cell.end - 1};
  if (text.starts_with('<') && text.ends_with('>') && text.size() > 2) return {cell.begin + 1, cell.end - 1};
  return cell;
}

/// A pattern or a placeholder matches nothing as it stands: `C:\<user>\[a-z]{8}.exe`.
bool is_pattern(std::string_view text) {
  const auto holds = [&](std::string_view mark) { return text.find(mark) != std::string_view::npos; };
  return text.starts_with("*/") || (holds("[") && holds("]")) || (holds("<") && holds(">")) ||
         (holds("{") && holds("}"));
}

/// `loader.exe -enc`, `loader.exe /q`: a program and its options.
bool is_command(std::string_view text) {
  static constexpr std::string_view ending = ".exe ";
  const std::size_t end = base::find_ignoring_case(text, ending);
  if (end >= text.size()) return false;
  const std::string_view behind = text.substr(end + ending.size());
  return behind.starts_with('-') || behind.starts_with('/');
}

bool may_hold_blanks(const Kind& kind) {
  return std::ranges::any_of(kind.types, [](ValueType type) {
    return type == ValueType::file_path || type == ValueType::file_name || type == ValueType::account ||
           type == ValueType::registry_key || type == ValueType::mutex || type == ValueType::user_agent;
  });
}

/// The parts of a cell that holds several values: `<br>`, commas and blanks part them.
std::vector<Part> parts_of(std::string_view text) {
  std::vector<Part> parts;
  std::size_t begin = 0;
  std::size_t i = 0;
  const auto close = [&](std::size_t end) {
    if (end > begin) parts.push_back({begin, end});
  };
  while (i < text.size()) {
    std::size_t gap = 0;
    if (text[i] == '<' && text.substr(i, 3) == "<br") {
      gap = std::min(text.find('>', i), text.size() - 1) + 1 - i;
    } else if (base::is_space(text[i]) || text[i] == ',' || text[i] == ';' || text[i] == '`') {
      gap = 1;
    }
    if (gap == 0) {
      ++i;
      continue;
    }
    close(i);
    i += gap;
    begin = i;
  }
  close(text.size());
  return parts;
}

/// "C:\a b.exe` (renamed `powershell.exe`)": what is set as code is the value, the rest a remark.
std::size_t end_of_code(std::string_view text) { return std::min(text.find('`'), text.size()); }

class TypedCell {
 public:
  TypedCell(Context& context, Part cell, const About& about, Cues cues)
      : context_(context), offset_(cell.begin), plain_(refang(text_of(context, cell))), about_(about), cues_(cues) {}

  [[nodiscard]] const std::string& text() const { return plain_.text(); }
  [[nodiscard]] bool was_defanged() const { return plain_.was_defanged(0, text().size()); }
  [[nodiscard]] Span where(Part part) const {
    Span span = plain_.source_of(part.begin, part.end - part.begin);
    span.offset_bytes += offset_;
    return span;
  }

  std::vector<std::size_t> take(model::Value value, Part part) {
    auto why = context_.why_not(value);
    if (is_digest_of_nothing(value)) why = "the hash of an empty file";
    if (why) {
      context_.mention(value, where(part), std::move(*why));
      return {};
    }
    About about = about_;
    if (about.role == model::Role::unknown) about.role = role_from(cues_, value.type());
    return {context_.add(std::move(value), where(part), about, Weight::row)};
  }

  std::vector<std::size_t> read(const Kind& kind) {
    const Part whole{0, text().size()};
    std::string_view trimmed_text = text();
    if (kind.types.empty()) {
      context_.refuse(ValueType::account, where(whole), "a kind of indicator that is not hunted");
      return {};
    }
    const bool place = kind.types.front() == ValueType::domain || kind.types.front() == ValueType::ipv4;
    // `*.evil.example` means the names below it, which a domain matches anyway.
    Part part = whole;
    if (place && trimmed_text.starts_with("*.")) part.begin += 2;
    const bool path = std::ranges::find(kind.types, ValueType::file_path) != kind.types.end();
    if (path && is_command(trimmed_text)) {
      context_.refuse(kind.types.front(), where(whole), "a command, not a file");
      return {};
    }
    if (path && starts_like_registry(trimmed_text)) {
      if (auto key = model::Value::parse(ValueType::registry_key, trimmed_text)) return take(std::move(*key), whole);
    }
    if (path && is_pattern(trimmed_text)) {
      context_.refuse(kind.types.front(), where(whole), "a pattern or placeholder, not a value");
      return {};
    }
    if (auto host = host_instead_of(kind)) return take(std::move(*host), whole);
    if (auto hashes = hashes_of_one_file(kind); !hashes.empty()) return hashes;
    if (path || kind.types.front() == ValueType::file_name) {
      if (auto files = listed_files(kind); !files.empty()) return files;
    }
    constexpr std::ptrdiff_t account_blanks_max = 2;
    if (kind.types.front() == ValueType::account && std::ranges::count(trimmed_text, ' ') > account_blanks_max) {
      context_.refuse(ValueType::account, where(whole), "words about an account, not its name");
      return {};
    }
    if (kind.types.front() == ValueType::package) part.end = without_version(trimmed_text).size();
    if (path) part.end = end_of_code(trimmed_text);
    auto value = parse_as(kind, trimmed_text.substr(part.begin, part.end - part.begin));
    if (!value) value = other_digest(kind, trimmed_text, std::move(value));
    if (value) return take(std::move(*value), part);
    if (auto other = other_place(kind)) return take(std::move(*other), whole);
    return several(kind, value.error());
  }

 private:
  /// Who breaks a dot means a host, whatever the column or the line above was taken for: `evil[.]com` is no file,
  /// `evil[.]ml` no package.
  [[nodiscard]] std::optional<model::Value> host_instead_of(const Kind& kind) const {
    const ValueType wanted = kind.types.front();
    const bool name = wanted == ValueType::file_name || wanted == ValueType::file_path || wanted == ValueType::package;
    if (!name || !was_defanged()) return std::nullopt;
    auto shape = shape_of(text(), true);
    if (!shape || shape->type != ValueType::domain) return std::nullopt;
    return std::move(shape->value);
  }

  /// "Domain" beside a mailbox or an address: what it is by its shape, where that leaves no doubt.
  [[nodiscard]] std::optional<model::Value> other_place(const Kind& kind) const {
    static constexpr auto places =
        std::to_array({ValueType::domain, ValueType::ipv4, ValueType::ipv6, ValueType::url, ValueType::email});
    const auto is_place = [](ValueType type) { return std::ranges::find(places, type) != places.end(); };
    if (!is_place(kind.types.front()) || !was_defanged()) return std::nullopt;
    auto shape = shape_of(text(), true);
    if (!shape || !is_place(shape->type)) return std::nullopt;
    return std::move(shape->value);
  }

  /// "file" beside `<sha256>,<sha1>,<md5>`: taken as a whole it would be a name, and a strange one.
  std::vector<std::size_t> hashes_of_one_file(const Kind& kind) {
    static const Kind hashes{{ValueType::sha256, ValueType::sha1, ValueType::md5, ValueType::sha512}};
    const std::vector<Part> parts = parts_of(text());
    constexpr std::size_t digits_min = 24;  // fewer are no hash, not even a broken one
    const auto looks_like_hash = [&](Part part) {
      return part.end - part.begin >= digits_min && std::ranges::all_of(text_of_part(part), base::is_hex);
    };
    const bool may_be = kind.types.front() == ValueType::sha256 && parts.size() > 1;
    std::vector<std::size_t> found;
    if (!may_be || !std::ranges::all_of(parts, looks_like_hash)) return found;
    for (const Part part : parts) {
      const auto value = parse_as(hashes, text_of_part(part));
      if (!value) {
        context_.refuse(nearest_type(hashes, text_of_part(part)), where(part), value.error().what);
        continue;
      }
      const auto taken = take(*value, part);
      found.insert(found.end(), taken.begin(), taken.end());
    }
    return found;
  }

  /// "a.js, b.js": the names of several files, each with the ending of one.
  std::vector<std::size_t> listed_files(const Kind& kind) {
    std::vector<std::size_t> found;
    const std::vector<std::string_view> names = base::split(text(), ',');
    const bool files = names.size() > 1 && std::ranges::all_of(names, [](std::string_view name) {
                         return ends_like_program(trimmed(name)) && !trimmed(name).contains(' ');
                       });
    if (!files) return found;
    for (const std::string_view name : names) {
      const std::string_view file = trimmed(name);
      const auto begin = static_cast<std::size_t>(file.data() - text().data());
      auto value = parse_as(kind, file);
      if (!value) continue;
      const auto taken = take(std::move(*value), {begin, begin + file.size()});
      found.insert(found.end(), taken.begin(), taken.end());
    }
    return found;
  }

  /// A column that is named for one kind of hash and holds another: its length says which.
  base::Result<model::Value> other_digest(const Kind& kind, std::string_view text, base::Result<model::Value> failed) {
    static const Kind digests{{ValueType::sha256, ValueType::sha1, ValueType::md5, ValueType::sha512}};
    const bool digest = std::ranges::find(digests.types, kind.types.front()) != digests.types.end();
    auto value = parse_as(digests, text);
    return digest && value ? std::move(value) : std::move(failed);
  }

  std::vector<std::size_t> several(const Kind& kind, const base::Error& whole_error) {
    const std::vector<Part> parts = parts_of(text());
    std::vector<std::size_t> found;
    std::size_t fitting = 0;
    if (!may_hold_blanks(kind)) {
      for (const Part part : parts) fitting += parse_as(kind, text_of_part(part)) ? 1 : 0;
    }
    if (fitting == 0) {
      const Part whole{0, text().size()};
      context_.refuse(nearest_type(kind, text()), where(whole), whole_error.what);
      return found;
    }
    // Some parts are values; the others are words about them ("and", "(VPN)") unless they have the shape of a value.
    bool broken = false;  // a value whose dots are broken was seen: what may be a file's name behind it is one
    for (const Part part : parts) {
      auto value = parse_as(kind, text_of_part(part));
      const bool breaks = plain_.was_defanged(part.begin, part.end - part.begin);
      if (value && value->type() == ValueType::domain && broken && !breaks && ends_like_file(value->text())) continue;
      broken = broken || (value && breaks);
      if (value) {
        const auto taken = take(std::move(*value), part);
        found.insert(found.end(), taken.begin(), taken.end());
      } else if (const auto shape = shape_of(text_of_part(part), true); shape && !shape->value) {
        context_.refuse(shape->type, where(part), shape->why);
      }
    }
    return found;
  }

  [[nodiscard]] std::string_view text_of_part(Part part) const {
    return std::string_view(text()).substr(part.begin, part.end - part.begin);
  }

  Context& context_;
  std::size_t offset_;
  Refanged plain_;
  const About& about_;
  Cues cues_;
};

bool is_digest(std::string_view text) {
  const auto shape = shape_of(text, false);
  if (!shape || !shape->value) return false;
  const ValueType type = shape->type;
  return type == ValueType::md5 || type == ValueType::sha1 || type == ValueType::sha256 || type == ValueType::sha512;
}

/// That nobody broke.
bool is_mailbox(std::string_view text) {
  const auto shape = shape_of(text, false);
  return shape && shape->value && shape->type == ValueType::email;
}

/// "invoice 2024.docx", "update.exe": no name of a host.
bool is_named_like_a_file(std::string_view text) {
  return text.find_first_of("/\\") == std::string_view::npos && ends_like_program(text);
}

/// `https://evil.example/a?id=<victim>`: what is known of a URL that is a cell as a whole.
std::optional<Part> url_before_placeholder(std::string_view text) {
  const std::size_t open = text.find('<');
  if (!is_url(text) || open == std::string_view::npos || text.find(' ') < open || !opens_placeholder(text, open))
    return std::nullopt;
  return url_in(text, {0, open});
}

/// "intruder (mail: intruder@evil.example)", where no kind is known: what is beyond doubt among the words.
std::vector<std::size_t> read_among_words(TypedCell& typed) {
  std::vector<std::size_t> found;
  const std::string_view text = typed.text();
  for (Part part : parts_of(text)) {
    while (part.begin < part.end && text[part.begin] == '(') ++part.begin;
    while (part.begin < part.end && text[part.end - 1] == ')') --part.end;
    const auto shape = shape_of(text.substr(part.begin, part.end - part.begin), typed.was_defanged());
    if (!shape || !shape->value) continue;
    const bool doubtful = shape->type == ValueType::domain && !typed.was_defanged();
    if (doubtful || shape->type == ValueType::file_path || shape->type == ValueType::file_name) continue;
    if (shape->type == ValueType::ipv4 && names_a_version(words_before(text, part.begin))) continue;
    const auto taken = typed.take(*shape->value, part);
    found.insert(found.end(), taken.begin(), taken.end());
  }
  return found;
}

/// `may_be_words`: where it is no value, nothing is wrong with it.
std::vector<std::size_t> read_untyped(Context& context, Part cell, const About& about, Cues cues,
                                      bool may_be_words = false) {
  TypedCell typed(context, cell, about, cues);
  const Part whole{0, typed.text().size()};
  const Part code{0, end_of_code(typed.text())};
  if (code.end < whole.end) {
    const auto path = shape_of(std::string_view(typed.text()).substr(0, code.end), false);
    if (path && path->value && path->type == ValueType::file_path) return typed.take(*path->value, code);
  }
  if (const auto url = url_before_placeholder(typed.text())) {
    auto known = shape_of(std::string_view(typed.text()).substr(url->begin, url->end - url->begin), true);
    if (known && known->value) return typed.take(std::move(*known->value), *url);
  }
  auto shape = shape_of(typed.text(), typed.was_defanged());
  if (!shape && !typed.was_defanged() && is_named_like_a_file(typed.text())) {
    if (auto name = model::Value::parse(ValueType::file_name, typed.text())) return typed.take(std::move(*name), whole);
  }
  if (!shape) {
    if (auto found = read_among_words(typed); !found.empty() || may_be_words) return found;
    shape = shape_of(typed.text(), true);
  }
  if (shape && shape->value) return typed.take(*shape->value, whole);
  if (shape) {
    context.refuse(shape->type, typed.where(whole), shape->why);
    return {};
  }
  context.refuse(ValueType::domain, typed.where(whole), "no kind is stated, and it looks like none that is known");
  return {};
}

/// "BuildID", "Commit", "Machine GUID"
bool names_an_id(std::string_view text) {
  static constexpr auto names = std::to_array<std::string_view>({"build id", "buildid", "commit", "guid", "uuid"});
  return std::ranges::any_of(
      names, [&](std::string_view name) { return base::find_ignoring_case(text, name) != std::string_view::npos; });
}

/// "source | https://…": a row on where the list comes from.
bool names_source(std::string_view kind) {
  static constexpr auto names =
      std::to_array<std::string_view>({"blog", "link", "reference", "references", "report", "source", "sources"});
  return std::ranges::find(names, base::lowered(trimmed(kind))) != names.end();
}

/// "Author", "Primary source", among the properties of a report: its value is where the report comes from.
bool names_provenance(std::string_view key) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"author", "authors", "publisher", "reference", "references", "report", "reports", "source", "sources"});
  const std::string lower = base::lowered(trimmed(key));
  return std::ranges::any_of(base::split(lower, ' '),
                             [&](std::string_view word) { return std::ranges::binary_search(words, word); });
}

/// "Dennis Moth, https://moth.example/reports": links and mailboxes that nobody broke.
bool read_as_provenance(const Context& context, Part cell) {
  bool found = false;
  for (const Part word : parts_of(text_of(context, cell))) {
    const Part part{cell.begin + word.begin, cell.begin + word.end};
    const std::string_view text = text_of(context, part);
    if (!text.contains("://") && !text.contains('@')) continue;
    const auto shape = shape_of(text, false);
    if (!shape || !shape->value || text.contains("[.")) continue;
    context.mention(*shape->value, {part.begin, part.end - part.begin}, "where the report comes from");
    found = true;
  }
  return found;
}

/// "ip-dst|port" tells what it means; a cell such as "C2 domain" names a kind and a role.
std::optional<Kind> kind_of_cell(std::string_view text) {
  if (auto kind = kind_named(text)) return kind;
  const std::size_t blank = text.find_last_of(" |");
  if (blank == std::string_view::npos) return std::nullopt;
  return kind_named(text.substr(blank + 1));
}

}  // namespace

std::vector<std::size_t> read_typed(Context& context, Part cell, const Kind& kind, const About& about, Cues cues) {
  const Part part = bare(context.gather.source(), cell);
  if (part.begin >= part.end) return {};
  return TypedCell(context, part, about, cues).read(kind);
}

void read_remarks(Context& context, const Block& row, const std::vector<Column>& columns) {
  for (std::size_t i = 0; i < std::min(row.cells.size(), columns.size()); ++i) {
    if (columns[i].meaning != Meaning::remark) continue;
    const std::string_view text = text_of(context, row.cells[i]);
    const bool broken = text.find_first_of("[{(") != std::string_view::npos || text.contains("hxxp");
    if (!broken) continue;
    Block cell = row;
    cell.cells = {row.cells[i]};
    cell.is_remark = true;
    read_block(context, cell);
  }
}

void read_row(Context& context, const std::vector<Part>& cells, const std::vector<Column>& columns) {
  About about;
  std::string kind_text;
  Cues cues = 0;
  std::optional<model::Window> stated;
  std::vector<Part> remarked;  // hashes that stand where a remark would
  std::optional<Kind> told;    // "other | name@1.2 | npm package": the kind in a remark
  bool has_window = false;
  bool is_setting = false;     // one property of many, whose value may be any words
  bool is_provenance = false;  // of the report itself
  bool is_of_version = false;
  bool is_of_user = false;
  bool is_of_id = false;
  for (std::size_t i = 0; i < std::min(cells.size(), columns.size()); ++i) {
    const Part part = bare(context.gather.source(), cells[i]);
    const std::string_view text = text_of(context, part);
    if (text.empty()) continue;
    switch (columns[i].meaning) {
      case Meaning::kind:
        // "Type | Nature": a second such column may say something else, "malicious".
        if (kind_text.empty() || kind_of_cell(text)) kind_text = text;
        cues |= cues_of(text) & (cue_c2 | cue_delivery | cue_payload);
        break;
      case Meaning::key: {
        // "User name": of whoever filled the form in, too.
        const auto kind = kind_of_cell(text);
        if (kind && !kind->types.empty() && kind->types.front() != ValueType::account) kind_text = text;
        is_setting = true;
        is_provenance = !kind && names_provenance(text);
        is_of_user = kind && !kind->types.empty() && kind->types.front() == ValueType::account;
        is_of_version = base::find_ignoring_case(text, "version") != std::string_view::npos;
        is_of_id = names_an_id(text);
        break;
      }
      case Meaning::valid_from: about.valid.from = parse_begin(text); break;
      case Meaning::valid_to: about.valid.to = parse_end(text); break;
      case Meaning::publisher: about.published_by = quoted(text); break;
      case Meaning::published:
        if (const auto date = parse_date(text)) about.published = date->text();
        break;
      case Meaning::activity: about.activity = quoted(text); break;
      case Meaning::role:
        if (const auto role = model::role_named(text)) {
          about.role = *role;
        } else {
          cues |= cues_of(text);
        }
        break;
      case Meaning::remark: {
        if (is_digest(text)) {
          remarked.push_back(part);
          break;
        }
        if (!told) told = kind_named(text);
        const Cues said = cues_of(text);
        cues |= said;
        if (!about.note.empty()) about.note += "; ";
        about.note += quoted(text);
        if (auto window = tenure_of(text, said, context.year)) stated = window;
        break;
      }
      default: break;
    }
    const bool is_window = columns[i].meaning == Meaning::valid_from || columns[i].meaning == Meaning::valid_to;
    has_window = has_window || is_window;
    const bool unread = is_window && !(columns[i].meaning == Meaning::valid_from ? about.valid.from : about.valid.to);
    if (unread) about.warnings.push_back(fmt::format("\"{}\" is no date that is understood", quoted(text)));
  }
  if (about.valid.is_open() && stated) about.valid = *stated;
  for (const Part part : remarked) read_untyped(context, part, about, cues);
  for (std::size_t i = 0; i < std::min(cells.size(), columns.size()); ++i) {
    if (columns[i].meaning != Meaning::value) continue;
    const Part part = bare(context.gather.source(), cells[i]);
    const std::string_view text = text_of(context, part);
    if (std::ranges::none_of(text, base::is_alnum) || text == "n/a" || text == "N/A") continue;
    if (names_source(kind_text)) {
      if (const auto url = model::Value::parse(ValueType::url, text))
        context.mention(*url, {part.begin, part.end - part.begin}, "listed as a reference");
      continue;
    }
    if (is_provenance && read_as_provenance(context, part)) continue;
    if (is_of_user && is_mailbox(text)) continue;     // `| User | a@site.example |`: whose account it was
    if (is_of_version && is_version(text)) continue;  // `| Version | 1.0.7.0 |`
    if (is_of_id && is_digest(text)) continue;        // `| BuildID | 4f4c… |`
    auto kind = columns[i].kind ? columns[i].kind : kind_of_cell(kind_text);
    if (told && !told->types.empty() && (kind ? kind->types.empty() : !kind_text.empty())) kind = told;
    if (kind && kind->types.empty()) {
      context.refuse(ValueType::account, {part.begin, part.end - part.begin},
                     fmt::format("kind \"{}\" is not one that is hunted", quoted(kind_text)));
    } else if (kind) {
      read_typed(context, part, *kind, about, cues);
    } else {
      read_untyped(context, part, about, cues, is_setting);
    }
  }
}

}  // namespace clew::intel::detail
