#include "clew/intel/detail/prose.h"

#include "clew/base/byte_set.h"
#include "clew/base/text.h"
#include "clew/intel/dates.h"
#include "clew/intel/detail/announced.h"
#include "clew/intel/detail/commonplace.h"
#include "clew/intel/detail/digests.h"
#include "clew/intel/detail/glued.h"
#include "clew/intel/detail/glued_heads.h"
#include "clew/intel/detail/hash_places.h"
#include "clew/intel/detail/host_runs.h"
#include "clew/intel/detail/package_names.h"
#include "clew/intel/detail/passage.h"
#include "clew/intel/detail/prose_judge.h"
#include "clew/intel/detail/prose_tokens.h"
#include "clew/intel/detail/prose_words.h"
#include "clew/intel/detail/rows.h"
#include "clew/model/address.h"
#include "clew/model/domain.h"

#include <algorithm>
#include <array>
#include <utility>

namespace clew::intel::detail {
namespace {

using base::is_alnum;
using base::is_alpha;
using base::is_space;
using base::Span;
using model::Value;
using model::ValueType;

class BlockReader {
 public:
  BlockReader(Context& context, const Block& block, Part part, bool itemised)
      : context_(context),
        block_(block),
        part_(part),
        passage_(context, block, context.gather.source().substr(part.begin, part.end - part.begin), itemised),
        cues_of_label_(cues_of(label_of(passage_.text()))) {}

  /// Of lines that lost the gaps between their cells, only what has sure borders is a value.
  void read_glued() {
    note_glued_heads(context_, passage_.text());
    GluedTable table{{}, context_.glued_digits};
    if (context_.glued_cells) {
      for (const Part stretch : stretches_of(passage_.text(), {0, passage_.text().size()}))
        table.cell_begins.push_back(stretch.end);
    }
    glued_ = values_in_glued(passage_.plain, table);
    is_glued_ = true;
    read();
  }

  void read() {
    note_glued_heads(context_, passage_.text());
    std::vector<std::size_t> subject;  // what "it" means in the next sentence
    for (const Part sentence : sentences_of(passage_.text())) {
      std::vector<std::size_t> found = read_sentence(sentence);
      const std::string_view text = passage_.text().substr(sentence.begin, sentence.end - sentence.begin);
      if (found.empty() && refers_back(text)) found = subject;
      if (found.empty()) continue;
      if (const auto window = tenure_of(text, passage_.cues, context_.year)) {
        for (const std::size_t indicator : found) context_.gather.limit(indicator, *window);
      }
      subject = std::move(found);
    }
  }

 private:
  static bool refers_back(std::string_view sentence) {
    constexpr std::array<std::string_view, 8> words = {"it ",         "they ",      "this ",      "these ",
                                                       "the address", "the domain", "the server", "both "};
    return std::ranges::any_of(
        words, [&](std::string_view word) { return base::equal_ignoring_case(sentence.substr(0, word.size()), word); });
  }

  std::vector<std::size_t> read_sentence(Part sentence) {
    const std::string_view text = passage_.text();
    const std::string_view words = text.substr(sentence.begin, sentence.end - sentence.begin);
    Cues cues = cues_of(words) | (cues_of_label_ & (cue_c2 | cue_delivery | cue_payload));
    if (tells_where_to_read_on(words)) cues |= cue_reference;
    passage_.begin(sentence, cues);
    const Span whole = where(sentence);
    sentence_note_ = passage_.itemised ? std::string{}
                                       : quoted(context_.gather.source().substr(whole.offset_bytes, whole.size_bytes));
    std::vector<std::size_t> found;
    const bool speaks_of_packages = has(passage_.cues, cue_package) &&
                                    (has(passage_.cues, cue_harmful) || block_.section == Section::indicators) &&
                                    block_.section != Section::references && block_.section != Section::contact &&
                                    block_.section != Section::outside && !states_requirement(text, sentence);
    const bool speaks_of_harm = has(passage_.cues, cue_harmful | cue_incident) && !has(passage_.cues, cue_remedy) &&
                                !passage_.in_quiet_section();
    std::size_t past = sentence.begin;  // code spans that were taken whole
    const auto read_token = [&](Part token) {
      if (token.begin < past) return;
      if (const std::size_t end = read_named(token, found); end > 0) {
        past = end;
        return;
      }
      if (split_hashes(token, found)) return;
      if (split_hosts(token, found)) return;
      if (split_address(token, found)) return;
      if (split_brackets(token, found)) return;
      if (const auto host = host_of_share(token)) judge(*host, found);
      if (const auto path = path_in_code(token)) {
        past = path->end;
        judge(*as_candidate(hash_that_ends_path(text, *path).value_or(*path)), found);
        return;
      }
      const auto longer = path_over_blanks(token);
      if (longer) past = longer->end;
      const Part written = longer.value_or(token);
      if (auto candidate = as_candidate(hash_that_ends_path(text, written).value_or(written))) {
        judge(*candidate, found);
        if (speaks_of_packages) read_page_of_package(candidate->part, found);
        read_page_of_sample(candidate->part, found);
      } else if (is_listed_file(token)) {
        read_file(token, found);
      } else if (is_scoped_package(token) ? speaks_of_packages || (speaks_of_harm && is_code(token))
                                          : is_code(token) && (speaks_of_packages || is_impostor(token))) {
        read_package(token, found);
      }
    };
    if (is_glued_) {
      for (; next_glued_ < glued_.size() && glued_[next_glued_].begin < sentence.end; ++next_glued_) {
        if (auto candidate = as_candidate(glued_[next_glued_]))
          judge(*candidate, found, "written together with the cells beside it");
      }
      return found;
    }
    if (!context_.glued_cells) {
      each_token(text, sentence, passage_.itemised, read_token);
      if (speaks_of_packages) add_packages(packages_behind_colon(text, sentence), Weight::sentence, found);
      return found;
    }
    for (const Part stretch : stretches_of(text, sentence)) {
      read_glued_hashes(stretch, found);
      each_token(text, stretch, passage_.itemised, read_token);
    }
    return found;
  }

  /// `Descriptionab12…ef34SHA-256Dropper`: a hash among cells without gaps. It ends where no digit follows; letters of the
  /// word before it may look like digits, and its length says how many.
  void read_glued_hashes(Part sentence, std::vector<std::size_t>& found) {
    const std::string_view text = passage_.text();
    std::size_t begin = sentence.begin;
    for (std::size_t i = sentence.begin; i <= sentence.end; ++i) {
      if (i < sentence.end && base::is_hex(text[i])) continue;
      if (const auto hash = is_part_of_path(text, {begin, i}) ? std::nullopt : hash_in_run(text, {begin, i})) {
        auto candidate = as_candidate(*hash);
        const bool whole = hash->begin == begin && hash->end == i;
        if (candidate) judge(*candidate, found, whole ? "" : "written together with a word");
      }
      begin = i + 1;
    }
  }

  /// "the mutex `…`", "User-Agent: `…`": a code span that the words before it name. Gives its end.
  std::size_t read_named(Part token, std::vector<std::size_t>& found) {
    const std::string_view text = passage_.text();
    const bool begins =
        (passage_.marks[token.begin] & mark_code) != 0 && token.begin > 0 && text[token.begin - 1] == '`';
    if (!begins || passage_.in_quiet_section()) return 0;
    const std::string& before = passage_.said_before(token.begin);
    const bool mutex = any_word(before, {"mutex", "mutant"}) && is_said_outside_code("mut", token.begin - 1);
    const bool agent = before.ends_with("user agent") || any_word(before, {"useragent"});
    if (!mutex && !agent) return read_account(token, found);
    const std::size_t said = passage_.sentence.begin;
    if (said < token.begin && speaks_of_own(text.substr(said, token.begin - said))) return 0;
    std::size_t end = token.begin;
    while (end < passage_.sentence.end && (passage_.marks[end] & mark_code) != 0) ++end;
    auto value =
        Value::parse(mutex ? ValueType::mutex : ValueType::user_agent, text.substr(token.begin, end - token.begin));
    if (!value) return 0;
    About about;
    about.note = note_on({token.begin, end});
    found.push_back(context_.add(std::move(*value), where({token.begin, end}), about, Weight::sentence));
    return end;
  }

  /// "Account created on endpoints: `x`", "accounts created by the attacker, e.g. `a`, `b`". Gives the end of the code span.
  std::size_t read_account(Part token, std::vector<std::size_t>& found) {
    constexpr std::size_t look_bytes_max = 160;
    const std::string_view text = passage_.text();
    const std::size_t look = token.begin > look_bytes_max ? token.begin - look_bytes_max : 0;
    std::string before = base::lowered(text.substr(look, token.begin - 1 - look));
    if (const std::size_t line = before.rfind('\n'); line != std::string::npos) before.erase(0, line + 1);
    const std::size_t named = before.rfind("account");
    if (named == std::string::npos) return 0;
    const std::string_view since = std::string_view(before).substr(named);
    const bool made = since.contains("created") || since.contains("added");
    const bool harmful = block_.section == Section::indicators || has(cues_of(before), cue_harmful);
    if (!made || !harmful) return 0;
    // Nothing else stands between the words that announce it and the value but other such values.
    const std::string_view lead = base::trimmed(since.substr(0, since.find('`')));
    static constexpr auto leads = std::to_array<std::string_view>({":", "e.g.", "such as", "named", "called"});
    if (std::ranges::none_of(leads, [&](std::string_view word) { return lead.ends_with(word); })) return 0;
    std::size_t end = token.begin;
    while (end < text.size() && (passage_.marks[end] & mark_code) != 0) ++end;
    const std::string_view name = text.substr(token.begin, end - token.begin);
    constexpr std::size_t name_bytes_max = 64;
    const bool is_word = name.size() <= name_bytes_max && std::ranges::all_of(name, [](char c) {
                           return base::is_alnum(c) || std::string_view("-_.$\\@").contains(c);
                         });
    if (!is_word) return 0;
    auto value = Value::parse(ValueType::account, name);
    if (!value) return 0;
    About about;
    about.note = note_on({token.begin, end});
    found.push_back(context_.add(std::move(*value), where({token.begin, end}), about, Weight::sentence));
    return end;
  }

  /// Whether the word stands between the code span that ends before `end` and there: not in "`Mutex`, `Stream`".
  [[nodiscard]] bool is_said_outside_code(std::string_view word, std::size_t end) const {
    constexpr std::size_t look_bytes_max = 64;
    const std::size_t begin = end > look_bytes_max ? end - look_bytes_max : 0;
    std::string_view text = passage_.text().substr(begin, end - begin);
    if (const std::size_t code = text.rfind('`'); code != std::string_view::npos) text.remove_prefix(code);
    return base::find_ignoring_case(text, word) < text.size();
  }

  /// `loader.exe`, `tools/run.ps1` at the start of a line of a list of indicators, a remark set off from it.
  [[nodiscard]] bool is_listed_file(Part token) const {
    const bool listed = (block_.kind == Block::Kind::item || block_.kind == Block::Kind::code) &&
                        block_.section == Section::indicators && has(block_.heading_cues, cue_indicator);
    if (!listed) return false;
    const std::string_view text = passage_.text();
    const std::string_view name = text.substr(token.begin, token.end - token.begin);
    static constexpr std::string_view marks = "._-~+()/\\";
    const auto belongs = [](char c) { return is_alnum(c) || marks.find(c) != std::string_view::npos; };
    if (!ends_like_program(name) || !std::ranges::all_of(name, belongs) || names_a_list(name)) return false;
    if (!(passage_.is_first_in_block(token) || is_labelled(token))) return false;
    std::string_view rest = text.substr(token.end);
    while (!rest.empty() && (rest.front() == '`' || rest.front() == '*')) rest.remove_prefix(1);
    static constexpr auto offsets = std::to_array<std::string_view>({"  ", "\t", " - ", " (", ":", ",", " \xe2\x80"});
    return base::trimmed(rest).empty() ||
           std::ranges::any_of(offsets, [&](std::string_view mark) { return rest.starts_with(mark); });
  }

  /// `domains.txt`, `sample_hashes.txt`: a list that the publisher keeps beside the text.
  static bool names_a_list(std::string_view name) {
    if (!name.ends_with(".txt")) return false;
    std::string words(name.substr(0, name.size() - std::string_view(".txt").size()));
    std::ranges::replace_if(
        words, [](char c) { return c == '_' || c == '-' || c == '.'; }, ' ');
    return has(cues_of(words), cue_indicator | cue_value | cue_hash | cue_package);
  }

  /// "Sample name: `loader.exe`": a few words and a colon.
  [[nodiscard]] bool is_labelled(Part token) const {
    constexpr std::size_t label_bytes_max = 32;
    std::string_view before = passage_.text().substr(0, token.begin);
    while (!before.empty() && !is_alnum(before.back()) && before.back() != ':') before.remove_suffix(1);
    return before.size() <= label_bytes_max && before.ends_with(':') && before.find(':') + 1 == before.size();
  }

  void read_file(Part token, std::vector<std::size_t>& found) {
    const std::string_view name = passage_.text().substr(token.begin, token.end - token.begin);
    const bool path = name.find_first_of("/\\") != std::string_view::npos;
    auto value = Value::parse(path ? ValueType::file_path : ValueType::file_name, name);
    if (!value) return;
    if (const auto why = why_commonplace(*value)) {
      context_.mention(*value, where(token), std::string(*why));
      return;
    }
    About about;
    about.note = note_on(token);
    about.role = role_from(passage_.cues, value->type());
    found.push_back(context_.add(std::move(*value), where(token), about, Weight::row));
  }

  /// Hashes of one file that were written without anything between them: only where their lengths leave one reading,
  /// the shorter one first, as all publishers order them.
  bool split_hashes(Part token, std::vector<std::size_t>& found) {
    if (split_named_hashes(token, found)) return true;
    const std::string_view text = passage_.text();
    const std::string_view digits = std::string_view(text).substr(token.begin, token.end - token.begin);
    constexpr std::array<std::array<std::size_t, 3>, 3> splits = {{{32, 40, 0}, {40, 64, 0}, {32, 40, 64}}};
    const auto split = std::ranges::find_if(splits, [&](const auto& s) { return s[0] + s[1] + s[2] == digits.size(); });
    if (split == splits.end() || !std::ranges::all_of(digits, base::is_hex)) return false;
    std::size_t begin = token.begin;
    for (const std::size_t size : *split) {
      if (size == 0) break;
      auto candidate = as_candidate({begin, begin + size});
      begin += size;
      if (candidate) judge(*candidate, found, "written together with another hash");
    }
    return true;
  }

  /// `SHA-1s10e2…c45110e3…Next`: a list that lost its gaps behind the name of its kind, which says how long each one is.
  /// Only where the digits are as many as several of them have.
  bool split_named_hashes(Part token, std::vector<std::size_t>& found) {
    static constexpr auto kinds = std::to_array<std::pair<std::string_view, std::size_t>>(
        {{"MD5", 32}, {"SHA-1", 40}, {"SHA1", 40}, {"SHA-256", 64}, {"SHA256", 64}});
    const std::string_view digits = passage_.text().substr(token.begin, token.end - token.begin);
    constexpr std::size_t hashes_bytes_min = 64;
    if (digits.size() < hashes_bytes_min) return false;
    for (const auto& [kind, size] : kinds) {
      const std::size_t name = digits.find(kind);
      if (name == std::string_view::npos) continue;
      std::size_t begin = name + kind.size();
      const bool plural = digits.substr(begin).starts_with('s');
      begin += plural ? 1 : 0;
      begin += digits.substr(begin).starts_with(':') ? 1 : 0;
      std::size_t end = begin;
      while (end < digits.size() && base::is_hex(digits[end])) ++end;
      const std::size_t hashes_min = plural ? 2 : 3;  // `MD5`, and 64 digits, may be a slip
      if ((end - begin) % size != 0 || end - begin < hashes_min * size) continue;
      for (; begin < end; begin += size) {
        auto candidate = as_candidate({token.begin + begin, token.begin + begin + size});
        if (candidate) judge(*candidate, found, "written together with another hash");
      }
      return true;
    }
    return false;
  }

  /// `moth[.]testsand[.]test`: a list of hosts without anything between them.
  bool split_hosts(Part token, std::vector<std::size_t>& found) {
    const std::vector<Part> hosts = hosts_in_run(passage_.plain, token);
    for (const Part host : hosts) {
      if (auto candidate = as_candidate(host)) judge(*candidate, found, "written together with another value");
    }
    return !hosts.empty();
  }

  /// `198.51.100[.]7evil[.]ioHosting`: cells of a table without what parted them. The address ends where a letter
  /// begins; the name behind it where a capital follows a small letter in its last label. Below a head that came without
  /// gaps, words of the cell before it may be stuck to its front: `Details198.51.100[.]7evil[.]ioHosting`.
  bool split_address(Part token, std::vector<std::size_t>& found) {
    const auto run = address_in(token);
    if (!run) return false;
    auto address = as_candidate(*run);
    if (!address || !address->shape.value || address->shape.type != ValueType::ipv4) return run->begin > token.begin;
    judge(*address, found, "written together with another value");
    read_name_behind({run->end, token.end}, found);
    return true;
  }

  /// `Moth(198.51.100[.]7)`, `C2(moth.test)`: a name, or a host, and without a blank its server in brackets.
  bool split_brackets(Part token, std::vector<std::size_t>& found) {
    const std::string_view written = passage_.text().substr(token.begin, token.end - token.begin);
    const std::size_t open = written.find('(');
    if (open == std::string_view::npos || open == 0 || is_url(written)) return false;
    const std::size_t close = written.find(')', open);
    if (close == std::string_view::npos || (close + 1 < written.size() && is_alnum(written[close + 1]))) return false;
    const bool told = base::equal_ignoring_case(written.substr(0, open), "c2") || written.starts_with("C&C");
    if (!told && !passage_.plain.was_defanged(token.begin + open, close - open)) return false;
    auto inside = as_candidate({token.begin + open + 1, token.begin + close});
    if (!inside || !inside->shape.value) return false;
    if (const auto before = as_candidate({token.begin, token.begin + open}); before && before->defanged)
      judge(*before, found);
    inside->code = inside->code || told;
    judge(*inside, found);
    return true;
  }

  /// The digits and dots of a defanged address that other letters of the token follow.
  [[nodiscard]] std::optional<Part> address_in(Part token) const {
    const std::string_view text = passage_.text();
    constexpr std::size_t address_bytes_min = 7;
    const auto in_address = [&](std::size_t i) { return base::is_digit(text[i]) || text[i] == '.'; };
    std::size_t begin = token.begin;
    while (begin < token.end) {
      while (context_.glued_cells && begin < token.end && !base::is_digit(text[begin])) ++begin;
      std::size_t end = begin;
      while (end < token.end && in_address(end)) ++end;
      const bool fits = end < token.end && end - begin >= address_bytes_min && is_alpha(text[end]) &&
                        text[end - 1] != '.' && std::ranges::count(text.substr(begin, end - begin), '.') >= 3;
      if (fits && passage_.plain.was_defanged(begin, end - begin)) return Part{begin, end};
      if (!context_.glued_cells) return std::nullopt;
      begin = end;
    }
    return std::nullopt;
  }

  /// The name at the front of `rest`, where its end is beyond doubt.
  void read_name_behind(Part part, std::vector<std::size_t>& found) {
    const std::string_view rest = passage_.text().substr(part.begin, part.end - part.begin);
    const std::size_t dot = rest.rfind('.');
    if (dot == std::string_view::npos || !passage_.plain.was_defanged(part.begin, rest.size())) return;
    std::size_t stop = dot + 1;
    while (stop < rest.size() && base::is_lower(rest[stop])) ++stop;
    const bool glued = stop < rest.size() && base::is_upper(rest[stop]) && stop > dot + 2;
    if (!glued && stop < rest.size()) return;
    if (holds_two_names({part.begin, part.begin + stop})) return;
    if (auto name = as_candidate({part.begin, part.begin + stop}))
      judge(*name, found, "written together with another value");
  }

  /// `a.co[.]ukb.co[.]uk`: who breaks one dot of a name breaks it once; where the first name ends cannot be known.
  [[nodiscard]] bool holds_two_names(Part part) const {
    const std::string_view text = passage_.text();
    bool broken = false;
    for (std::size_t i = part.begin; i < part.end; ++i) {
      if (text[i] != '.') continue;
      const bool breaks = passage_.plain.was_defanged(i, 1);
      if (broken && !breaks) return true;
      broken = broken || breaks;
    }
    return false;
  }

  /// `\\198.51.100[.]7@80\share\a.msi`: a share of the network names the host that it is fetched from.
  std::optional<Candidate> host_of_share(Part token) {
    const std::string_view text = passage_.text().substr(token.begin, token.end - token.begin);
    if (!text.starts_with(R"(\\)")) return std::nullopt;
    const std::size_t end = text.find_first_of(R"(\@)", 2);
    if (end == std::string_view::npos || end == 2) return std::nullopt;
    auto host = as_candidate({token.begin + 2, token.begin + end});
    const bool place = host && host->shape.value && (is_address(host->shape.type) || host->defanged);
    return place ? host : std::nullopt;
  }

  /// A code span that starts like a path is one, blanks included.
  std::optional<Part> path_in_code(Part token) {
    const std::string_view text = passage_.text();
    if ((passage_.marks[token.begin] & mark_code) == 0) return std::nullopt;
    const bool at_home = token.begin > 0 && text[token.begin - 1] == '~';  // `~/…`, a mark that edges of tokens lose
    const std::size_t begin = token.begin - (at_home ? 1 : 0);
    const std::string_view rest = text.substr(begin);
    const bool whole_span = begin > 0 && text[begin - 1] == '`';
    if (!whole_span || !(starts_like_path(rest) || starts_like_registry(rest))) return std::nullopt;
    std::size_t end = token.begin;
    while (end < passage_.sentence.end && (passage_.marks[end] & mark_code) != 0) ++end;
    const Part whole{begin, end};
    return as_candidate(whole) ? std::optional(whole) : std::nullopt;
  }

  /// `C:\Program Files\Moth\a.exe`, `HKLM\…\Windows NT\…`: a path goes on behind a blank where a backslash follows soon; one
  /// that begins an item, to the ending of a file. Gives the whole.
  [[nodiscard]] std::optional<Part> path_over_blanks(Part token) const {
    const std::string_view text = passage_.text();
    const std::string_view written = text.substr(token.begin, token.end - token.begin);
    if (token.end >= passage_.sentence.end || text[token.end] != ' ') return std::nullopt;
    if (!starts_like_path(written) && !starts_like_registry(written)) return std::nullopt;
    constexpr std::size_t look_bytes_max = 120;
    constexpr std::size_t words_max = 3;
    static constexpr base::ByteSet ends_of_path("\n\t\"<>|*?:,;`");
    const std::string_view rest = text.substr(token.end, std::min(look_bytes_max, passage_.sentence.end - token.end));
    const std::string_view line = rest.substr(0, ends_of_path.find_in(rest));
    if (!written.contains('\\')) {
      const std::string_view name = line.substr(0, std::min(line.find(" - "), line.find(" (")));
      const bool whole = passage_.itemised && passage_.is_first_in_block(token) && ends_like_program(name) &&
                         !name.contains('/') && static_cast<std::size_t>(std::ranges::count(name, ' ')) <= words_max;
      return whole ? std::optional(Part{token.begin, token.end + name.size()}) : std::nullopt;
    }
    std::size_t end = token.end;
    std::size_t words = 0;
    for (std::size_t at = 1; at < line.size() && words < words_max;) {
      const std::size_t blank = std::min(line.find(' ', at), line.size());
      const std::string_view word = line.substr(at, blank - at);
      if (word.empty() || word.front() == '-' || word.front() == '/' || word.front() == '%' || word.front() == '\\')
        break;
      words = word.contains('\\') ? 0 : words + 1;
      if (words == 0) end = token.end + blank;
      at = blank + 1;
    }
    return end > token.end ? std::optional(without_edges(text, {token.begin, end}, passage_.itemised)) : std::nullopt;
  }

  /// `…/logo.pngURLStage`, `domainevil[.]example`: the value is parted from the names of kinds that are stuck to it.
  [[nodiscard]] Part without_kinds_beside(Part part) const {
    std::string_view token = passage_.text().substr(part.begin, part.end - part.begin);
    constexpr std::size_t value_bytes_min = 7;
    constexpr std::size_t token_bytes_max = 2000;
    if (token.size() > token_bytes_max || !passage_.plain.was_defanged(part.begin, token.size())) return part;
    static constexpr auto kinds =
        std::to_array<std::string_view>({"URL", "C2", "Domain", "IPv4", "IP", "Email", "Host", "SHA", "MD5", "File"});
    for (const std::string_view word : {std::string_view("domain"), std::string_view("Domain")}) {
      if (token.starts_with(word)) part.begin += word.size();
    }
    token.remove_prefix(token.size() - (part.end - part.begin));
    for (std::size_t i = value_bytes_min; i < token.size(); ++i) {
      if (!base::is_upper(token[i]) || !(base::is_lower(token[i - 1]) || base::is_digit(token[i - 1]))) continue;
      for (const std::string_view kind : kinds) {
        const std::string_view rest = token.substr(i);
        if (rest.starts_with(kind) && (rest.size() == kind.size() || !base::is_lower(rest[kind.size()])))
          return {part.begin, part.begin + i};
      }
    }
    return part;
  }

  /// `Chinawww.evil[.]exampleTarget`, `2021evil[.]example3rd`: a name is parted from the cells on both sides of it, where
  /// its `www` begins and where the first thing that is no small letter follows in its last label.
  [[nodiscard]] Part without_cells_beside(Part part) const {
    const std::string_view token = passage_.text().substr(part.begin, part.end - part.begin);
    constexpr std::size_t name_bytes_max = 253;
    if (token.size() > name_bytes_max || !passage_.plain.was_defanged(part.begin, token.size())) return part;
    if (token.find('/') != std::string_view::npos) return without_cell_behind_path(part);
    Part name = part;
    const std::size_t www = token.find("www.");
    if (www != std::string_view::npos && www > 0 && is_alnum(token[www - 1])) {
      name.begin += www;
    } else if (is_year_of_date(part)) {
      name.begin += year_digits;
    }
    const std::size_t dot = token.rfind('.');
    std::size_t stop = dot == std::string_view::npos ? token.size() : dot + 1;
    while (stop < token.size() && base::is_lower(token[stop])) ++stop;
    if (stop < token.size() && is_alnum(token[stop]) && stop > dot + 2 &&
        model::has_listed_ending(std::string("x").append(token.substr(dot, stop - dot))))
      name.end = part.begin + stop;
    return name.begin < name.end ? name : part;
  }

  /// `evil[.]exampleDomain`, `a[@]evil.examplePhone`: a label of a listed ending and a word, where no list knows the whole.
  [[nodiscard]] Part without_word_behind(Part part) const {
    const std::string_view token = passage_.text().substr(part.begin, part.end - part.begin);
    constexpr std::size_t name_bytes_max = 320;  // of a mailbox
    if (token.size() > name_bytes_max || !passage_.plain.was_defanged(part.begin, token.size())) return part;
    const std::size_t dot = token.rfind('.');
    if (dot == std::string_view::npos || token.find('/') != std::string_view::npos) return part;
    std::size_t stop = dot + 1;
    while (stop < token.size() && base::is_lower(token[stop])) ++stop;
    const bool word = stop + 1 < token.size() && base::is_upper(token[stop]) && base::is_lower(token[stop + 1]);
    const bool listed = word && stop > dot + 2 &&
                        model::has_listed_ending(std::string("x").append(token.substr(dot, stop - dot))) &&
                        !model::has_listed_ending("x" + base::lowered(token.substr(dot)));
    return listed ? Part{part.begin, part.begin + stop} : part;
  }

  /// `…/key.phpBackdoor`, `…/key.php.NET`: the ending of a file's name, and a capital.
  [[nodiscard]] Part without_cell_behind_path(Part part) const {
    const std::string_view token = passage_.text().substr(part.begin, part.end - part.begin);
    const std::size_t segment = token.rfind('/') + 1;
    const std::size_t dot = token.find('.', segment);
    if (dot == std::string_view::npos || token.find('?', segment) != std::string_view::npos) return part;
    std::size_t stop = dot + 1;
    while (stop < token.size() && (base::is_lower(token[stop]) || base::is_digit(token[stop]))) ++stop;
    const std::size_t next = stop < token.size() && token[stop] == '.' ? stop + 1 : stop;
    const bool glued = next < token.size() && base::is_upper(token[next]);
    const std::string_view name = token.substr(segment, stop - segment);
    static constexpr auto pictures = std::to_array<std::string_view>({".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg"});
    const bool file = ends_like_program(name) ||
                      std::ranges::any_of(pictures, [&](std::string_view picture) { return name.ends_with(picture); });
    return glued && file ? Part{part.begin, part.begin + stop} : part;
  }

  static constexpr std::size_t year_digits = 4;

  /// "2nd Nov 2021evil[.]example": a year that the month before it belongs to.
  [[nodiscard]] bool is_year_of_date(Part part) const {
    const std::string_view token = passage_.text().substr(part.begin, part.end - part.begin);
    if (token.size() <= year_digits || !(token.starts_with("19") || token.starts_with("20")) ||
        !base::is_digit(token[2]) || !base::is_digit(token[3]) || !is_alpha(token[year_digits]))
      return false;
    static constexpr auto months = std::to_array<std::string_view>(
        {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"});
    const std::string& before = passage_.said_before(part.begin);
    const std::string_view word = std::string_view(before).substr(before.rfind(' ') + 1);
    return std::ranges::any_of(months, [&](std::string_view month) { return word.starts_with(month); });
  }

  /// `0x4f4c…`: the digits of an MD5 or SHA-256 as programs write numbers.
  static bool is_numeral(std::string_view token) {
    const bool whole = token.size() == 2 + 32 || token.size() == 2 + 64;
    return whole && token.starts_with("0x") && std::ranges::all_of(token.substr(2), base::is_hex);
  }

  std::optional<Candidate> as_candidate(Part part) {
    const std::string_view text = passage_.text();
    const bool glued = part.begin > 0 && is_alnum(text[part.begin - 1]);  // to the URL before it
    part = context_.glued_cells || glued ? without_cells_beside(without_kinds_beside(part)) : without_word_behind(part);
    bool defanged = passage_.plain.was_defanged(part.begin, part.end - part.begin);
    // `.cdn.evil[.]example` means the names below it.
    // `/evil[.]example/a`: a slash is what is left of the scheme.
    const bool led = text[part.begin] == '.' || text[part.begin] == '/';
    if (defanged && part.begin + 1 < part.end && led && is_alnum(text[part.begin + 1])) ++part.begin;
    std::string_view token = text.substr(part.begin, part.end - part.begin);
    auto shape = shape_of(token, defanged);
    if (!shape || (!shape->value && !defanged && !is_digest(shape->type))) {
      if (const auto label = behind_label(token)) {
        const Part value = without_edges(text, {part.begin + *label, part.end}, passage_.itemised);
        defanged = passage_.plain.was_defanged(value.begin, value.end - value.begin);
        if (auto behind = shape_of(text.substr(value.begin, value.end - value.begin), defanged);
            behind && behind->value) {
          shape = std::move(behind);
          part = value;
        }
      }
    }
    if (!shape) shape = hash_with_a_slip(token);
    if (!shape && is_numeral(token) && has(passage_.cues, cue_hash)) {
      part.begin += 2;
      token.remove_prefix(2);
      shape = shape_of(token, false);
    }
    if (!shape || (!shape->value && is_digest(shape->type))) {
      if (const auto hash = hash_beside_word(text, part, context_.glued_digits)) {
        part = *hash;
        defanged = false;
        shape = shape_of(text.substr(part.begin, part.end - part.begin), false);
      }
    }
    if (shape && shape->value && is_digest(shape->type)) shape = as_fingerprint(std::move(*shape), part);
    if (shape && !shape->value && shape->type == ValueType::url)
      shape = behind_slashes(std::move(*shape), part, defanged);
    if (!shape) return std::nullopt;
    token = text.substr(part.begin, part.end - part.begin);
    // A name or address with a slash and nothing behind it: the slash is not part of the value.
    if (shape->value && (shape->type == ValueType::domain || shape->type == ValueType::ipv4)) {
      static constexpr base::ByteSet ends_of_host("/?#");
      if (const std::size_t slash = ends_of_host.find_in(token); slash != std::string_view::npos)
        part.end = part.begin + slash;
    }
    Candidate candidate{std::move(*shape), part, defanged, false, false, false};
    candidate.code = (passage_.marks[part.begin] & mark_code) != 0;
    candidate.link = (passage_.marks[part.begin] & mark_link) != 0;
    candidate.leads = leads(part.begin);
    return candidate;
  }

  /// What 32 or 40 digits are the fingerprint of, where the words before them or the heading say it.
  [[nodiscard]] Shape as_fingerprint(Shape digest, Part part) const {
    const std::string& before = passage_.said_before(part.begin);
    const auto as_type = [&](ValueType type) {
      auto value = Value::parse(type, digest.value->text());
      return value ? Shape{type, std::move(*value), {}} : digest;
    };
    const bool headed = block_.section == Section::other_kinds && block_.values;
    const auto is_headed = [&](ValueType type) { return headed && block_.values->types.front() == type; };
    if (digest.type == ValueType::md5 && (any_word(before, {"ja3", "ja3s"}) || is_headed(ValueType::ja3)))
      return as_type(ValueType::ja3);
    const bool certificate = digest.type == ValueType::sha1 || digest.type == ValueType::sha256;
    if (certificate && before.ends_with(" fingerprint") && !any_word(before, {"file"}))
      return as_type(ValueType::certificate);
    if (certificate &&
        (any_word(before, {"thumbprint", "signerhash", "certhash"}) || is_headed(ValueType::certificate)))
      return as_type(ValueType::certificate);
    return digest;
  }

  /// `https:///evil.example/x`: the scheme is broken, but host and path behind it are a value of their own.
  std::optional<Shape> behind_slashes(Shape broken, Part& part, bool defanged) {
    const std::string_view text = passage_.text();
    const std::string_view token = text.substr(part.begin, part.end - part.begin);
    const std::size_t scheme = token.find(":///");
    if (scheme == std::string_view::npos) return broken;
    const std::size_t host = std::min(token.find_first_not_of('/', scheme + 1), token.size());
    auto behind = shape_of(token.substr(host), defanged);
    if (!behind || !behind->value) return broken;
    part.begin += host;
    return behind;
  }

  [[nodiscard]] bool leads(std::size_t at) const {
    const std::string_view text = passage_.text();
    std::size_t begin = at;
    while (begin > 0 && text[begin - 1] != '\n' && !is_alnum(text[begin - 1]) && text[begin - 1] != ':') --begin;
    if (begin == 0 || text[begin - 1] == ':' || text[begin - 1] == '\n') return true;
    if (begin > 2 && at > begin && text.substr(begin - 3, 4) == "<br>") return true;
    // "port 80 - http://…": set off from a short lead.
    constexpr std::size_t lead_bytes_max = 24;
    return begin <= lead_bytes_max && text.substr(begin, at - begin).find('-') != std::string_view::npos;
  }

  [[nodiscard]] Span where(Part part) const {
    Span span = passage_.plain.source_of(part.begin, part.end - part.begin);
    span.offset_bytes += part_.begin;
    return span;
  }

  void judge(const Candidate& candidate, std::vector<std::size_t>& found, std::string_view warning = {}) {
    if (!candidate.shape.value) {
      if (is_refusal(passage_, candidate))
        context_.refuse(candidate.shape.type, where(candidate.part), candidate.shape.why);
      return;
    }
    const Value& value = *candidate.shape.value;
    passage_.has_hash = passage_.has_hash || is_digest(value.type());
    if (is_nothing(passage_, candidate)) return;
    if (block_.is_remark && !candidate.defanged) return;
    auto why = why_mention(passage_, candidate);
    const bool named = value.type() == ValueType::file_path || value.type() == ValueType::registry_key;
    if (const auto common = named ? why_commonplace(value) : std::nullopt) why = std::string(*common);
    // `https://www.dropbox.com/scl/[redacted]/a.zip`: of a site of everybody, the beginning of a path says nothing.
    const bool stub = value.type() == ValueType::url && opens_placeholder_at(candidate.part.end) &&
                      (is_well_known(model::host_of(value)) || is_public_service(model::host_of(value)));
    if (!why && stub) why = "only the beginning of an address, at a site that everybody uses";
    if (why) {
      context_.mention(value, where(candidate.part), std::move(*why));
      return;
    }
    About about;
    about.note = note_on(candidate.part);
    about.role = role_from(passage_.cues, value.type());
    if (about.role == model::Role::unknown) about.role = role_from(block_.heading_cues, value.type());
    if (!warning.empty()) about.warnings.emplace_back(warning);
    if (value.type() == ValueType::url && ends_at_placeholder(candidate.part)) {
      about.warnings.emplace_back("a placeholder follows in the source: what stands here is only the beginning");
    }
    const Weight weight = passage_.itemised ? Weight::row : Weight::sentence;
    found.push_back(context_.add(value, where(candidate.part), about, weight));
    const bool names_host =
        is_address(value.type()) || value.type() == ValueType::domain || value.type() == ValueType::url;
    if (names_host) passage_.last_host_end = candidate.part.end;
    if (value.type() == ValueType::url && opens_placeholder_at(candidate.part.end)) {
      if (auto host = known_host(candidate)) {
        about.warnings = {"the path behind it is a placeholder in the source"};
        found.push_back(context_.add(*host->shape.value, where(host->part), about, weight));
      }
    }
  }

  [[nodiscard]] bool opens_placeholder_at(std::size_t at) const {
    const std::string_view text = passage_.text();
    return at < text.size() && opens_placeholder(text, at);
  }

  /// Of a URL whose path is a placeholder (`https://evil.example/[4 digits]`) only the host is known; not that of a site
  /// of everybody.
  std::optional<Candidate> known_host(const Candidate& url) {
    const std::string_view text = passage_.text().substr(url.part.begin, url.part.end - url.part.begin);
    const std::size_t scheme = text.find("://");
    const std::size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
    const std::size_t end = std::min(base::ByteSet("/:?#").find_in(text, begin), text.size());
    auto host = as_candidate({url.part.begin + begin, url.part.begin + end});
    if (!host || !host->shape.value) return std::nullopt;
    const Value& value = *host->shape.value;
    const bool place = value.type() == ValueType::domain || value.type() == ValueType::ipv4;
    const bool shared = is_well_known(value.text()) || is_public_service(value.text()) || context_.why_not(value);
    return place && !shared ? host : std::nullopt;
  }

  [[nodiscard]] bool ends_at_placeholder(Part part) const {
    const std::string_view text = passage_.text();
    for (std::size_t i = part.end; i < text.size(); ++i) {
      if (opens_placeholder(text, i)) return true;
      // Only a query may stand between the value and the placeholder in it.
      if (text[part.end] != '?' || parts_tokens(text[i])) return false;
    }
    return false;
  }

  [[nodiscard]] bool is_code(Part token) const { return (passage_.marks[token.begin] & mark_code) != 0; }

  /// "`moth-js` impersonates the `moth` library"
  [[nodiscard]] bool is_impostor(Part token) const {
    return !passage_.in_quiet_section() && poses_as_library(passage_.text(), token.end);
  }

  /// `@scope/name`, which nothing else is written like.
  [[nodiscard]] bool is_scoped_package(Part token) const {
    const std::string_view text = passage_.text().substr(token.begin, token.end - token.begin);
    const std::size_t slash = text.find('/');
    return text.starts_with('@') && slash != std::string_view::npos && slash > 1 && slash + 1 < text.size() &&
           text.find('/', slash + 1) == std::string_view::npos;
  }

  /// Whether a code span ends at `at`, or with a version: `name 1.2.3`.
  [[nodiscard]] bool ends_code(std::size_t at) const {
    const std::string_view text = passage_.text();
    if (at >= text.size() || (passage_.marks[at] & mark_code) == 0) return true;
    constexpr std::size_t version_bytes_max = 40;
    const std::string_view rest = text.substr(at, version_bytes_max);
    const std::size_t close = rest.find('`');
    return rest.front() == ' ' && close != std::string_view::npos && is_version(rest.substr(1, close - 1));
  }

  /// `left-pad-fast`, `@scope/name`, `name@1.2.3` in a sentence about harmful packages.
  void read_package(Part token, std::vector<std::size_t>& found) {
    const std::string_view text = passage_.text();
    const std::string_view name = without_version(text.substr(token.begin, token.end - token.begin));
    const std::string& before = passage_.said_before(token.begin);
    if (any_word(before, {"account", "accounts", "user", "users", "username", "maintainer", "maintainers", "publisher",
                          "publishers", "author", "alias", "aliases", "compte", "utilisateur"}))
      return;
    const bool scoped = name.starts_with('@') && name.find('/') != std::string_view::npos;
    if (!may_name_package(name) || is_imitated(before) || is_then_called_otherwise(passage_.text(), token.end) ||
        is_then_called_account(passage_.text(), token.end) || before.ends_with(" commit") ||
        before.ends_with(" published by") || before.ends_with(" pushed by"))
      return;
    // Only a whole code span: `npm install x` is a command.
    const std::size_t begin = token.begin;
    const bool quoted = begin == 0 || text[begin - 1] == '`' || text[begin - 1] == '"' || text[begin - 1] == '\'';
    const bool whole = (quoted && ends_code(token.end)) || (scoped && !is_code(token));
    if (!whole) return;
    auto value = Value::parse(ValueType::package, name);
    if (!value) return;
    About about;
    about.note = note_on(token);
    about.role = model::Role::payload;
    found.push_back(context_.add(std::move(*value), where({begin, begin + name.size()}), about,
                                 passage_.itemised ? Weight::row : Weight::sentence));
  }

  /// "The malware: https://www.virustotal.com/gui/file/4f4c…": the page of the sample holds its hash.
  void read_page_of_sample(Part url, std::vector<std::size_t>& found) {
    const auto digits = sample_of_page(passage_.text().substr(url.begin, url.end - url.begin));
    if (!digits || passage_.in_quiet_section()) return;
    constexpr std::size_t look_bytes_max = 2000;
    const std::string_view words = passage_.text().substr(0, look_bytes_max);
    const Cues said = block_.heading_cues | passage_.cues | cues_of(words);
    const bool harmful = block_.section == Section::indicators || has(said, cue_harmful) ||
                         base::find_ignoring_case(words, "sample") < words.size();
    if (!harmful || has(said, cue_harmless)) return;
    auto candidate = as_candidate({url.begin + digits->begin, url.begin + digits->end});
    if (!candidate) return;
    candidate->link = false;  // it is said by the link
    judge(*candidate, found);
  }

  /// "This package has malware: https://pypi.org/project/moth-sdk/"
  void read_page_of_package(Part url, std::vector<std::size_t>& found) {
    const std::string_view text = passage_.text();
    const auto name = package_of_page(text.substr(url.begin, url.end - url.begin));
    if (!name || is_imitated(passage_.said_before(url.begin)) || is_then_called_otherwise(text, url.end)) return;
    add_packages({{url.begin + name->begin, url.begin + name->end}}, passage_.itemised ? Weight::row : Weight::sentence,
                 found);
  }

  /// Names that stand in a list of packages, and nowhere else.
  void add_packages(const std::vector<Part>& names, Weight weight, std::vector<std::size_t>& found) {
    for (const Part part : names) {
      auto value =
          Value::parse(ValueType::package, without_version(passage_.text().substr(part.begin, part.end - part.begin)));
      if (!value) continue;
      About about;
      about.note = note_on(part);
      about.role = model::Role::payload;
      const Part name{part.begin, part.begin + value->text().size()};
      found.push_back(context_.add(std::move(*value), where(name), about, weight));
    }
  }

  /// Beside a value in a list stands its remark; in running text the sentence is the remark.
  [[nodiscard]] std::string note_on(Part value) const {
    const std::string_view source = context_.gather.source();
    if (block_.is_program) return {};  // what stands beside a value in a program is no remark
    if (!passage_.itemised) return sentence_note_;
    const Span span = where(value);
    constexpr std::size_t remark_bytes_max = 400;  // more than `quoted` keeps
    const std::size_t end = span.offset_bytes + span.size_bytes;
    std::string_view rest = source.substr(end, std::min(part_.end - end, remark_bytes_max));
    std::string after = quoted(rest.substr(0, rest.find('\n')));
    if (after.empty() && block_.kind == Block::Kind::code) after = quoted(rest);  // remarks below it
    if (!after.empty()) return after;
    constexpr std::size_t lead_bytes_max = 200;
    const std::size_t begin =
        std::max(part_.begin, span.offset_bytes > lead_bytes_max ? span.offset_bytes - lead_bytes_max : 0);
    return quoted(source.substr(begin, span.offset_bytes - begin));
  }

  Context& context_;
  const Block& block_;
  Part part_;
  Passage passage_;
  std::string sentence_note_;
  Cues cues_of_label_;  ///< of the block
  bool is_glued_ = false;
  std::vector<Part> glued_;  ///< values of a block whose cells lost their gaps
  std::size_t next_glued_ = 0;
};

/// "Typosquatting on npm | `moth-sdk`, `moth-utils`": one cell says of what kind the names in another are.
void read_packages_of_cell(Context& context, const Block& row, Part cell) {
  constexpr std::size_t row_bytes_max = 4000;
  const std::string_view source = context.gather.source();
  const bool quiet = row.section != Section::neutral && row.section != Section::indicators;
  if (quiet || row.is_remark || row.part.end - row.part.begin > row_bytes_max) return;
  const std::vector<Part> names = packages_of_cell(source.substr(cell.begin, cell.end - cell.begin));
  if (names.empty()) return;
  const Cues cues = cues_of(source.substr(row.part.begin, row.part.end - row.part.begin));
  if (!has(cues, cue_package) || !has(cues, cue_harmful)) return;
  About about;
  about.role = model::Role::payload;
  for (const Part name : names)
    read_typed(context, {cell.begin + name.begin, cell.begin + name.end}, *kind_named("package"), about, cues);
}

}  // namespace

std::optional<model::Window> tenure_of(std::string_view text, Cues cues, int year_if_none) {
  if (!has(cues, cue_tenure | cue_c2 | cue_only)) return std::nullopt;
  // When something was noticed says nothing on how long it belonged to the intruder.
  if (has(cues, cue_observed) && !has(cues, cue_only)) return std::nullopt;
  const std::vector<Stretch> stretches = find_stretches(text, year_if_none);
  if (stretches.empty()) return std::nullopt;
  return stretches.front().window;
}

void read_block(Context& context, const Block& block) {
  const bool itemised =
      block.kind == Block::Kind::item || block.kind == Block::Kind::code || block.kind == Block::Kind::row;
  if (block.kind == Block::Kind::row) {
    for (const Part cell : block.cells) {
      if (!may_hold_value(context.gather.source().substr(cell.begin, cell.end - cell.begin))) continue;
      read_packages_of_cell(context, block, cell);
      BlockReader(context, block, cell, true).read();
    }
    return;
  }
  if (const auto name = labelled_package(context.gather.source(), block)) {
    About about;
    about.role = model::Role::payload;
    read_typed(context, *name, *kind_named("package"), about, block.heading_cues);
    return;
  }
  if (const auto name = announced_name(context.gather.source(), block)) {
    const std::string_view rest = context.gather.source().substr(name->end, block.part.end - name->end);
    About about;
    about.note = quoted(rest);
    const bool package = block.values->types.front() == ValueType::package;
    about.role = package && has(block.heading_cues, cue_harmful) ? model::Role::payload : model::Role::unknown;
    read_typed(context, *name, *block.values, about, block.heading_cues);
    // "setup.dmg (SHA-256: …)": the hash in the remark is a value of its own.
    if (holds_digest(rest)) BlockReader(context, block, {name->end, block.part.end}, itemised).read();
    return;
  }
  const std::string_view text = context.gather.source().substr(block.part.begin, block.part.end - block.part.begin);
  if (may_hold_value(text)) {
    BlockReader(context, block, block.part, itemised).read();
  } else {
    note_glued_heads(context, text);
  }
}

void read_glued(Context& context, const Block& block) { BlockReader(context, block, block.part, true).read_glued(); }

}  // namespace clew::intel::detail
