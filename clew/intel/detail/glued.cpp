#include "clew/intel/detail/glued.h"

#include "clew/base/byte_set.h"
#include "clew/base/text.h"
#include "clew/intel/detail/host_runs.h"
#include "clew/intel/detail/shape.h"
#include "clew/model/domain.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace clew::intel::detail {
bool is_form(std::string_view text, std::string_view form) {
  if (text.size() < form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '0' ? !base::is_digit(text[i]) : text[i] != form[i]) return false;
  }
  return true;
}

namespace {

using base::is_alnum;
using base::is_alpha;
using base::is_digit;
using base::is_hex;
using base::is_lower;
using base::is_upper;

constexpr std::size_t nowhere = std::string_view::npos;
constexpr std::size_t name_bytes_max = 253;
constexpr std::size_t label_bytes_max = 63;
constexpr std::size_t year_digits = 4;
constexpr std::size_t ending_bytes_max = 18;  // of the longest listed one that people write in letters
constexpr std::size_t extra_digits_max = 6;   // of a number or word beside a hash; two sizes are farther apart

bool is_year(std::string_view text) {
  return is_form(text, "0000") && (text.starts_with("19") || text.starts_with("20"));
}

/// The bytes of a date at the front: `2026-07-23`, `07/23/2026`; 0 is none.
std::size_t date_at(std::string_view text) {
  constexpr std::size_t date_bytes = 10;
  if (text.size() < date_bytes || (is_digit(text[2]) && is_alnum(text[4]))) return 0;
  const bool year_first = is_year(text) && is_form(text, "0000-00-00");
  const bool year_last = is_form(text, "00/00/0000") && is_year(text.substr(6));
  return year_first || year_last ? date_bytes : 0;
}

bool begins_with_month(std::string_view text) {
  static constexpr auto months = std::to_array<std::string_view>(
      {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"});
  return std::ranges::any_of(months, [&](std::string_view month) { return text.starts_with(month); });
}

/// "23 May 2026moth.com": a year that the month before it belongs to.
bool is_year_behind_month(std::string_view text, std::size_t at) {
  constexpr std::size_t word_bytes_max = 9;
  if (at < 4 || text[at - 1] != ' ' || !is_year(text.substr(at, 4))) return false;
  std::size_t begin = at - 1;
  while (begin > 0 && at - begin <= word_bytes_max && is_alpha(text[begin - 1])) --begin;
  return begins_with_month(text.substr(begin));
}

/// " May 2026", "/23/2026": what goes on behind the day, or month, of a date.
bool goes_on_as_date(std::string_view text) {
  if (is_form(text, "/00/0000")) return is_year(text.substr(4));
  return text.starts_with(' ') && begins_with_month(text.substr(1)) && text.size() > 5;
}

/// The bytes of `http`, `https` or `ftp` before `://` at the front; 0 is none.
std::size_t scheme_at(std::string_view text) {
  for (const std::string_view scheme : {std::string_view("https"), std::string_view("http"), std::string_view("ftp")}) {
    if (base::equal_ignoring_case(text.substr(0, scheme.size()), scheme) &&
        text.substr(scheme.size()).starts_with("://"))
      return scheme.size();
  }
  return 0;
}

/// The bytes of a word that names a kind of value at the front; 0 is none. Longer ones stand first.
std::size_t kind_at(std::string_view text) {
  static constexpr auto kinds =
      std::to_array<std::string_view>({"SHA-256", "SHA-512", "Hostname", "SHA256", "SHA512", "Domain", "Sender",
                                       "SHA-1", "Email", "SHA1", "IPv4", "Host", "MD5", "URL", "C2", "IP"});
  const auto kind = std::ranges::find_if(kinds, [&](std::string_view word) { return text.starts_with(word); });
  return kind == kinds.end() ? 0 : kind->size();
}

bool is_listed_ending(std::string_view label) {
  return label.size() >= 2 && label.size() <= ending_bytes_max && std::ranges::all_of(label, is_lower) &&
         model::has_listed_ending(std::string("x.").append(label));
}

/// Whether a label may be the end of one name and the beginning of the next: `comcdn` in `a.comcdn.b.com`; or that of a
/// file and a name: `exemoth`. Only endings that many names have: any label begins like some country's.
bool may_hold_border(std::string_view label) {
  static constexpr auto endings = std::to_array<std::string_view>(
      {"com", "net",  "org",  "info", "biz", "xyz", "top",  "club", "site", "online", "app",
       "dev", "shop", "live", "exe",  "dll", "js",  "docx", "zip",  "lnk",  "pdf",    "ps1",
       "bat", "vbs",  "jar",  "apk",  "msi", "txt", "php",  "html", "doc",  "xls"});
  constexpr std::size_t next_bytes_min = 3;  // `json` is no `js` with a name behind it
  return label == "www" || std::ranges::any_of(endings, [&](std::string_view ending) {
           return label.starts_with(ending) && label.size() >= ending.size() + next_bytes_min;
         });
}

/// The bytes of the ending of a file's name at the front that no longer one begins with; 0 is none.
std::size_t whole_ending_at(std::string_view text) {
  static constexpr auto endings = std::to_array<std::string_view>(
      {"exe", "dll", "docx", "xlsx", "zip", "lnk", "pdf", "ps1", "vbs", "bat", "msi", "apk", "jar"});
  const auto ending = std::ranges::find_if(endings, [&](std::string_view e) { return text.starts_with(e); });
  return ending == endings.end() ? 0 : ending->size();
}

bool is_ipv4(std::string_view text) {
  const auto shape = shape_of(text, true);
  return shape && shape->value && shape->type == model::ValueType::ipv4;
}

bool in_name(char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '.' || c == '_'; }

/// Where the name ends whose last label begins at `label`, in a text of which `[…, end)` is made of a name's bytes: where
/// the letters of a listed ending end, and a digit, a capital or nothing of a name follows.
std::optional<std::size_t> end_of_name(std::string_view text, std::size_t label, std::size_t end) {
  std::size_t stop = label;
  while (stop < end && is_lower(text[stop])) ++stop;
  if (stop < end && !is_digit(text[stop])) return std::nullopt;
  if (stop == end && stop < text.size() && text[stop] == '/') return std::nullopt;  // a path follows
  return is_listed_ending(text.substr(label, stop - label)) ? std::optional(stop) : std::nullopt;
}

/// The last dot of `[begin, end)` that a letter follows, or nowhere.
std::size_t last_dot(std::string_view text, std::size_t begin, std::size_t end) {
  for (std::size_t i = end; i > begin + 1; --i) {
    if (text[i - 1] == '.' && i < end && is_lower(text[i])) return i - 1;
  }
  return nowhere;
}

/// What the first letters of a label in the middle may be: a country's ending, which begins many a label, too.
enum class Countries : std::uint8_t { may_end_names, end_none };

/// No label but the first may hold a border; the last one is judged by its ending.
bool is_one_name(std::string_view name, Countries countries = Countries::may_end_names) {
  constexpr std::ptrdiff_t dots_max = 4;
  if (name.starts_with("www.")) name.remove_prefix(4);  // it says nothing on how deep the name is
  const std::ptrdiff_t dots = std::ranges::count(name, '.');
  if (dots == 0 || dots > dots_max || !is_alnum(name.front())) return false;
  for (std::size_t dot = name.find('.'); dot != nowhere; dot = name.find('.', dot + 1)) {
    const std::size_t next = name.find('.', dot + 1);
    if (next == nowhere) break;
    const std::string_view label = name.substr(dot + 1, next - dot - 1);
    // A country's ending begins many a label, but few names have so many.
    const bool country =
        countries == Countries::may_end_names && dots > 2 && label.size() > 3 && is_listed_ending(label.substr(0, 2));
    if (country || label.ends_with("www") || may_hold_border(label)) return false;
  }
  return true;
}

/// `lumen.jsmoth@…`: a file's name may end before the user's begins.
bool is_one_user(std::string_view user) {
  const std::size_t dot = user.rfind('.');
  return !user.empty() && (dot == nowhere || (dot == user.find('.') && !may_hold_border(user.substr(dot + 1))));
}

class GluedReader {
 public:
  GluedReader(const Refanged& plain, const GluedTable& table)
      : plain_(plain), text_(plain.text()), cell_begins_(table.cell_begins), hash_digits_(table.hash_digits) {}

  std::vector<Part> read() {
    const Lines lines = lines_of();
    note_remarks();
    for (at_ = 0; at_ < text_.size();) {
      if (at_ == 0 || text_[at_ - 1] == '\n') {
        if (lines.values_first) sure_ = at_;
      }
      while (!cell_begins_.empty() && cell_begins_.front() <= at_) {
        sure_ = cell_begins_.front();
        cell_begins_ = cell_begins_.subspan(1);
      }
      values_last_ = lines.values_last;
      step();
    }
    if (files_follow_) drop_paths();
    return std::move(values_);
  }

 private:
  /// What the lines of a block have in common at their edges.
  struct Lines {
    bool values_first = false, values_last = false;
  };

  [[nodiscard]] Lines lines_of() const {
    constexpr std::size_t lines_min = 3;
    std::size_t count = 0;
    bool first = true;
    bool last = true;
    bool varies = false;
    for (std::size_t begin = 0; begin < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', begin), text_.size());
      const std::string_view line = base::trimmed(text_.substr(begin, end - begin));
      begin = end + 1;
      // The first line may be the head.
      if (line.empty() || (count++ == 0 && is_upper(line[0]))) continue;
      first = first && may_begin_with_value(line);
      last = last && !(line.size() > 10 && date_at(line.substr(line.size() - 10)) > 0);
      varies = varies || !is_digit(line.back());
    }
    return {first && count >= lines_min, last && varies && count >= lines_min};
  }

  /// `….comC2 serverhttps://…`: between two borders that are beyond doubt, a remark that other rows may have, too.
  void note_remarks() {
    constexpr std::size_t remarks_max = 8;
    constexpr std::size_t remark_bytes_max = 60;
    const auto in_remark = [](char c) { return is_alnum(c) || c == ' ' || c == '-'; };
    for (std::size_t mark = text_.find("://"); mark != nowhere && remarks_.size() < remarks_max;
         mark = text_.find("://", mark + 1)) {
      const std::size_t scheme = mark >= 5 && scheme_at(text_.substr(mark - 5)) == 5 ? 5 : 4;
      if (mark < scheme || scheme_at(text_.substr(mark - scheme)) != scheme) continue;
      const std::size_t end = mark - scheme;
      std::size_t begin = end;
      while (begin > 0 && end - begin < remark_bytes_max && in_remark(text_[begin - 1])) --begin;
      if (begin == 0 || begin == end || text_[begin - 1] != '.' || !is_lower(text_[end - 1])) continue;
      std::size_t stop = begin;
      while (stop < end && is_lower(text_[stop])) ++stop;
      const std::string_view remark = text_.substr(stop, end - stop);
      if (remark.size() < 4 || !is_upper(remark.front()) || !is_listed_ending(text_.substr(begin, stop - begin)))
        continue;
      const auto known = std::ranges::find_if(
          remarks_, [&](std::string_view other) { return other.starts_with(remark) || remark.starts_with(other); });
      if (known == remarks_.end()) remarks_.push_back(remark);
    }
  }

  /// The bytes of a remark at the front that stands directly behind a name's ending; 0 is none.
  [[nodiscard]] std::size_t remark_at(std::string_view text) const {
    const auto remark = std::ranges::find_if(remarks_, [&](std::string_view r) { return text.starts_with(r); });
    if (remark == remarks_.end()) return 0;
    std::size_t begin = at_;
    while (begin > 0 && at_ - begin <= ending_bytes_max && is_lower(text_[begin - 1])) --begin;
    const bool ends_name = begin > 0 && text_[begin - 1] == '.' && is_listed_ending(text_.substr(begin, at_ - begin));
    return ends_name ? remark->size() : 0;
  }

  static bool may_begin_with_value(std::string_view line) {
    std::size_t digits = 0;
    while (digits < line.size() && is_hex(line[digits])) ++digits;
    if (digits >= 32 || scheme_at(line) > 0) return true;
    if (date_at(line) > 0 || is_upper(line[0])) return false;
    return is_lower(line[0]) || line.substr(0, 4).find('.') != nowhere;
  }

  /// Where a column of files' names stands behind that of the URLs, `…/moth` and `sand.js` look like `…/mothsand.js`.
  void drop_paths() {
    std::vector<Part> kept;
    std::size_t next = 0;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (next < paths_.size() && paths_[next] == i) {
        ++next;
      } else {
        kept.push_back(values_[i]);
      }
    }
    values_ = std::move(kept);
  }

  void step() {
    const std::string_view rest = text_.substr(at_);
    const char c = rest.front();
    if (is_alnum(c) && begins_token() && read_hosts()) return;
    if (is_digit(c) && step_over_date(rest)) return;
    if (scheme_at(rest) > 0) return read_url();
    if (is_hex(c) && (at_ == sure_ || at_ == 0 || !is_hex(text_[at_ - 1])) && read_hash()) return;
    if (is_digit(c) && read_address()) return;
    if (at_ == sure_ && read_name()) return;
    if (const std::size_t remark = is_upper(c) ? remark_at(rest) : 0; remark > 0) return go_on(at_ + remark, true);
    const std::size_t kind = is_upper(c) && (at_ == 0 || !is_upper(text_[at_ - 1])) ? kind_at(rest) : 0;
    if (kind > 0) return go_on(at_ + kind, true);
    if (is_digit(c)) return go_on(past_number(), false);
    const bool dot = c == '.' && at_ > 0 && is_alnum(text_[at_ - 1]) && !plain_.was_defanged(at_, 1);
    if (const std::size_t ending = dot ? whole_ending_at(rest.substr(1)) : 0; ending > 0)
      return go_on(at_ + 1 + ending, true);
    ++at_;
  }

  void go_on(std::size_t at, bool sure) {
    at_ = at;
    sure_ = sure ? at : nowhere;
  }

  /// A date behind a number begins four digits before the number seems to end.
  [[nodiscard]] std::size_t past_number() const {
    std::size_t end = at_;
    while (end < text_.size() && is_digit(text_[end])) ++end;
    return end - at_ > year_digits && date_at(text_.substr(end - year_digits)) > 0 ? end - year_digits : end;
  }

  void give(std::size_t end) {
    values_.push_back({at_, end});
    files_follow_ = files_follow_ || is_file_at(end);
    go_on(end, true);
  }

  bool step_over_date(std::string_view rest) {
    const std::size_t date = date_at(rest);
    const std::size_t size = date > 0 ? date : (is_year_behind_month(text_, at_) ? 4 : 0);
    if (size > 0) go_on(at_ + size, true);
    return size > 0;
  }

  // ---- hashes

  bool read_hash() {
    constexpr std::size_t run_bytes_max = 200;
    std::size_t end = at_;
    while (end < text_.size() && is_hex(text_[end]) && end - at_ <= run_bytes_max) ++end;
    if (end - at_ < 32) return false;
    if (end - at_ > run_bytes_max || is_part_of_path(at_, end)) {
      while (end < text_.size() && is_hex(text_[end])) ++end;
      go_on(end, false);
      return true;
    }
    if (const auto hash = hash_in({at_, end})) {
      at_ = hash->begin;
      kinds_follow_ = kinds_follow_ || is_kind_behind(hash->end);
      give(hash->end);
    } else if (!(begins_token() && read_chain(end))) {
      go_on(date_at(text_.substr(end - year_digits)) > 0 ? end - year_digits : end, false);
    }
    return true;
  }

  [[nodiscard]] bool begins_token() const { return at_ == 0 || base::is_space(text_[at_ - 1]); }

  [[nodiscard]] bool is_part_of_path(std::size_t begin, std::size_t end) const {
    return (begin > 0 && (text_[begin - 1] == '/' || text_[begin - 1] == '=')) ||
           (end < text_.size() && text_[end] == '/');
  }

  static constexpr std::array<std::size_t, 3> sizes = {32, 40, 64};
  static bool is_size(std::size_t size) { return std::ranges::find(sizes, size) != sizes.end(); }

  /// The hash in a run of digits: it ends where the case turns, and what is more than its size is a number beside it.
  [[nodiscard]] std::optional<Part> hash_in(Part run) const {
    const bool parted = run.begin == sure_ || run.begin == 0 || base::is_space(text_[run.begin - 1]);
    // No word ends with a digit.
    const bool begins_cell = parted || (is_alpha(text_[run.begin - 1]) && is_digit(text_[run.begin]));
    const bool dated = date_at(text_.substr(run.end - year_digits)) > 0;
    if (dated) run.end -= year_digits;
    std::size_t letter = run.begin;
    while (letter < run.end && is_digit(text_[letter])) ++letter;
    std::size_t turn = letter;
    while (turn < run.end && (is_digit(text_[turn]) || is_upper(text_[turn]) == is_upper(text_[letter]))) ++turn;
    const bool large = letter < run.end && is_upper(text_[letter]);
    // `…12Dropper`: the capital before small letters is the word's.
    const bool small_behind = turn < text_.size() && is_lower(text_[turn]);
    if (large && small_behind && is_upper(text_[turn - 1]) && !is_size(turn - run.begin)) --turn;
    if (turn - run.begin < sizes.front()) return std::nullopt;
    if (turn < text_.size() && text_[turn] == '.') return std::nullopt;  // its last digits are an address's
    // `C2`, and a hash, or a hash and a number
    if (large && text_.substr(run.begin).starts_with("C2") && !is_size(turn - run.begin)) return std::nullopt;
    // Before a blank the last letters may be a word: `…12a decoy`.
    const char behind = turn < text_.size() ? text_[turn] : '\n';
    const bool is_label = large && turn > 2 && text_.substr(turn - 2, 2) == "C2";  // which may be a cell
    const bool ends_cell =
        !is_label && (dated || (is_alpha(behind) ? large != is_upper(behind) || is_kind_behind(turn) : behind != ' '));
    if (!parted && hash_digits_ != turn - run.begin && may_be_md5_between_numbers({run.begin, turn}))
      return std::nullopt;
    if (is_size(turn - run.begin) && !goes_on_as_date(text_.substr(turn))) {
      const bool is_two = turn - run.begin == 64 && run.begin > 2 && text_.substr(run.begin - 3, 3) == "MD5";
      return is_two ? std::nullopt : std::optional(Part{run.begin, turn});
    }
    const std::size_t more = run.end - run.begin - std::min(hash_digits_, run.end - run.begin);
    if (parted && hash_digits_ > 0 && more > 0 && more <= extra_digits_max)
      return Part{run.begin, run.begin + hash_digits_};
    if (begins_cell && goes_on_as_date(text_.substr(turn))) return hash_before_day({run.begin, turn});
    return hash_beside_number({run.begin, turn}, begins_cell, ends_cell);
  }

  /// 40 digits of which eight or more at the edges are decimal: an MD5 and two numbers are as long as a SHA-1.
  [[nodiscard]] bool may_be_md5_between_numbers(Part run) const {
    constexpr std::size_t md5_digits = 32;
    if (run.end - run.begin != 40) return false;
    const std::size_t end = run.end;
    while (run.begin < end && is_digit(text_[run.begin])) ++run.begin;
    while (run.end > run.begin && is_digit(text_[run.end - 1])) --run.end;
    return run.end - run.begin <= md5_digits;
  }

  /// `…ab129 May 2026`, `…ab1212/05/2026`: the last digits are a day or month.
  [[nodiscard]] std::optional<Part> hash_before_day(Part run) const {
    for (const std::size_t day : {1, 2}) {
      if (is_size(run.end - day - run.begin) && is_digit(text_[run.end - day])) return Part{run.begin, run.end - day};
    }
    return std::nullopt;
  }

  [[nodiscard]] bool is_kind_behind(std::size_t at) const { return kind_at(text_.substr(at)) > 0; }

  /// `4481ab12…`, `…ab124481`: digits of a number on one side, where the other side cannot be a number.
  [[nodiscard]] std::optional<Part> hash_beside_number(Part run, bool begins_cell, bool ends_cell) const {
    const std::size_t length = run.end - run.begin;
    const auto size =
        std::ranges::find_if(sizes, [&](std::size_t s) { return length > s && length - s <= extra_digits_max; });
    if (size == sizes.end()) return std::nullopt;
    const std::size_t more = length - *size;
    const bool number_first = std::ranges::all_of(text_.substr(run.begin, more), is_digit);
    const bool number_last = std::ranges::all_of(text_.substr(run.end - more, more), is_digit);
    // `Code12ab…`: small letters that the word before it may end with.
    const bool word_before = run.begin != sure_ && run.begin > 0 && is_alpha(text_[run.begin - 1]);
    const bool word_first = word_before && std::ranges::all_of(text_.substr(run.begin, more), is_lower);
    // `…Module12ab…89SHA-256` where the kind stands directly behind a hash before: no number does.
    if (word_first && !number_first && kinds_follow_ && is_kind_behind(run.end)) return Part{run.begin + more, run.end};
    if ((number_first || word_first) == number_last) return std::nullopt;
    // Of `…3736MD5` the digits may be those of two.
    if (*size == 64 && text_.substr(run.end).starts_with("MD5")) return std::nullopt;
    if (number_first || word_first) return ends_cell ? std::optional(Part{run.begin + more, run.end}) : std::nullopt;
    return begins_cell ? std::optional(Part{run.begin, run.end - more}) : std::nullopt;
  }

  /// Hashes of one file, alone and without anything between them, the shorter one first, where their lengths leave one reading.
  bool read_chain(std::size_t end) {
    static constexpr std::array<std::array<std::size_t, 3>, 3> chains = {{{32, 40, 0}, {40, 64, 0}, {32, 40, 64}}};
    if (end < text_.size() && !base::is_space(text_[end])) return false;
    const std::size_t length = end - at_;
    const auto chain = std::ranges::find_if(chains, [&](const auto& c) { return c[0] + c[1] + c[2] == length; });
    if (chain == chains.end()) return false;
    const std::string_view digits = text_.substr(at_, length);
    if (std::ranges::any_of(digits, is_lower) == std::ranges::any_of(digits, is_upper)) return false;
    for (const std::size_t size : *chain) {
      if (size > 0) give(at_ + size);
    }
    return true;
  }

  // ---- addresses

  /// `45.9.148.7IP`: the address ends where a letter, a mark or a date follows.
  bool read_address() {
    std::size_t end = at_;
    std::size_t octet = at_;
    std::size_t dots = 0;
    constexpr std::size_t run_bytes_max = 24;
    while (end < text_.size() && (is_digit(text_[end]) || text_[end] == '.')) {
      if (text_[end++] != '.') continue;
      ++dots;
      octet = end;
    }
    if (dots < 3) return false;
    const bool begins = at_ == sure_ || at_ == 0 || !(is_digit(text_[at_ - 1]) || text_[at_ - 1] == '-');
    if (dots == 3 && begins && end - at_ <= run_bytes_max) {
      if (end - octet > year_digits && date_at(text_.substr(end - year_digits)) > 0) end -= year_digits;
      const bool one = is_ipv4(text_.substr(at_, end - at_));
      if (goes_on_as_date(text_.substr(end))) {
        // Of the digits behind the last dot some are a day: `…9[.]23225 May`.
        const bool short_day = end - octet > 1 && is_ipv4(text_.substr(at_, end - 1 - at_));
        const bool long_day = end - octet > 2 && is_ipv4(text_.substr(at_, end - 2 - at_));
        if (short_day != long_day) {
          give(end - (short_day ? 1 : 2));
          return true;
        }
      } else if (one) {
        give(end);
        return true;
      }
    }
    go_on(end, false);
    return true;
  }

  // ---- names

  /// A token that is nothing but a list of hosts.
  bool read_hosts() {
    constexpr std::size_t list_bytes_max = 20'000;
    const std::size_t begin = at_;
    std::size_t end = begin;
    while (end < text_.size() && (in_name(text_[end])) && end - begin < list_bytes_max) ++end;
    const bool whole = end == text_.size() || base::is_space(text_[end]);
    const std::vector<Part> hosts = whole ? hosts_in_run(plain_, {begin, end}) : std::vector<Part>{};
    if (hosts.empty()) return false;
    values_.insert(values_.end(), hosts.begin(), hosts.end());
    go_on(end, true);
    return true;
  }

  bool read_name() {
    std::size_t end = at_;
    std::size_t host = at_;
    std::size_t mailboxes = 0;
    // Digits at the front may be a number of the cell before it.
    if (!is_lower(text_[at_])) return false;
    while (end < text_.size() && (in_name(text_[end]) || text_[end] == '@')) {
      if (end - at_ > 2 * name_bytes_max) return false;
      if (is_digit(text_[end]) && date_at(text_.substr(end)) > 0) break;
      if (text_[end++] != '@') continue;
      ++mailboxes;
      host = end;
    }
    const std::size_t dot = last_dot(text_, host, end);
    if (mailboxes > 1 || dot == nowhere || end == host) return false;
    const auto stop = end_of_name(text_, dot + 1, end);
    const std::string_view name = stop ? text_.substr(host, *stop - host) : std::string_view{};
    if (!stop || !is_one_name(name)) return false;
    if (mailboxes > 0 && !is_one_user(text_.substr(at_, host - 1 - at_))) return false;
    const bool broken = plain_.was_defanged(dot, 1);
    if (!broken && (ends_like_file(name) || ends_like_program(name))) return false;
    give(*stop);
    return true;
  }

  // ---- URLs

  /// Whether a URL of a list ends before `i`: the next one follows there, or behind a blank.
  [[nodiscard]] bool is_before_url(std::size_t i) const {
    if (text_[i] == ' ') return scheme_at(text_.substr(i + 1)) > 0;
    return is_alpha(text_[i]) && is_alnum(text_[i - 1]) && scheme_at(text_.substr(i)) > 0;
  }

  /// Looks for a list of URLs from here on, one directly behind the other: where each ends is beyond doubt if no second
  /// column stands between them. One would make all of them end alike; here some end with letters, some with digits.
  void note_list() {
    constexpr std::size_t urls_min = 4;
    std::size_t urls = 0;
    std::size_t letters = 0;
    std::size_t begin = at_;
    std::size_t end = at_ + 1;
    bool whole = true;
    for (; end < text_.size() && (in_url(text_[end]) || is_before_url(end)); ++end) {
      if (!is_before_url(end)) continue;
      whole = whole && is_whole_url(text_.substr(begin, end - begin));
      ++urls;
      letters += is_lower(text_[end - 1]) ? 1 : 0;
      begin = end + (text_[end] == ' ' ? 1 : 0);
    }
    looked_until_ = end;
    if (whole && urls >= urls_min && letters > 0 && letters < urls) list_until_ = begin;
  }

  /// A URL with a path behind which no other cell seems to stand: a kind, a word with a capital, a hash.
  static bool is_whole_url(std::string_view url) {
    const std::size_t authority = scheme_at(url) + 3;
    const std::size_t slash = url.find('/', authority);
    if (slash == nowhere || url.find("://", authority) != nowhere) return false;
    const std::string_view host = url.substr(authority, slash - authority);
    if (!is_ipv4(host) && (host.empty() || !is_one_name(host, Countries::end_none))) return false;
    std::size_t begin = url.size();
    while (begin > slash && is_alnum(url[begin - 1])) --begin;
    const std::string_view last = url.substr(begin);
    if (std::ranges::count_if(last, is_hex) >= static_cast<std::ptrdiff_t>(sizes.front())) return false;
    for (std::size_t i = 0; i < last.size(); ++i) {
      if (is_upper(last[i]) && (i > 0 || is_upper(last.back()))) return false;
    }
    return true;
  }

  void read_url() {
    if (at_ >= looked_until_) note_list();
    if (at_ < list_until_) {
      std::size_t end = at_ + 1;
      while (!is_before_url(end)) ++end;
      return give(end);
    }
    const std::size_t authority = at_ + scheme_at(text_.substr(at_)) + 3;
    std::size_t end = authority;
    while (end < text_.size() && in_name(text_[end]) && end - authority <= name_bytes_max) ++end;
    const std::size_t host_end = end;
    if (end < text_.size() && text_[end] == ':') {
      constexpr std::size_t port_digits_max = 5;
      ++end;
      while (end < text_.size() && is_digit(text_[end]) && end - host_end <= port_digits_max) ++end;
    }
    const bool has_path = end < text_.size() && text_[end] == '/';
    const auto stop = has_path ? end_of_path(end) : end_of_host(authority, host_end);
    const bool one_host = is_host(text_.substr(authority, std::min(host_end, stop.value_or(host_end)) - authority));
    if (!stop || !one_host) return go_on(end, false);
    if (has_path && base::is_lower(text_[*stop - 1])) paths_.push_back(values_.size());
    give(*stop);
  }

  [[nodiscard]] static bool is_host(std::string_view host) {
    return is_ipv4(host) || (!host.empty() && is_one_name(host));
  }

  /// Of a URL without a path. A port may be stuck to a number behind it.
  [[nodiscard]] std::optional<std::size_t> end_of_host(std::size_t begin, std::size_t end) const {
    if (end < text_.size() && text_[end] == ':') return std::nullopt;
    const std::size_t dot = last_dot(text_, begin, end);
    return dot == nowhere ? std::nullopt : end_of_name(text_, dot + 1, end);
  }

  /// Of a path: behind the ending of a file's name, before the name of a kind or a date, or with the line where the
  /// lines end with values.
  std::optional<std::size_t> end_of_path(std::size_t begin) {
    constexpr std::size_t path_bytes_max = 2000;
    std::size_t i = begin;
    bool query = false;
    std::size_t dots = 0;        // in the segment
    std::size_t hex_digits = 0;  // before `i`
    bool number_inside = false;  // of the segment: `4481sand.exe` may be two cells
    for (; i < text_.size() && i - begin < path_bytes_max && in_url(text_[i]); ++i) {
      const std::string_view rest = text_.substr(i);
      if (i > begin + 1 && is_alpha(text_[i]) && scheme_at(rest) > 0) break;
      query = query || text_[i] == '?';
      if (!is_hex(text_[i]) && text_[i] != '/' && hex_digits >= sizes.front())
        return std::nullopt;  // a cell of its own
      hex_digits = is_hex(text_[i]) ? hex_digits + 1 : 0;
      number_inside = text_[i] != '/' && (number_inside || (is_digit(text_[i - 1]) && is_lower(text_[i])));
      dots = text_[i] == '/' ? 0 : dots + (text_[i] == '.' ? 1 : 0);
      if (!query && dots > 1) {
        files_follow_ = true;
        return std::nullopt;
      }
      const bool after_word = is_lower(text_[i - 1]);
      if (is_upper(text_[i]) && !is_upper(text_[i - 1])) {
        const bool kind = kind_at(rest) > 0;
        if (kind && after_word) return i;
        if (kind || is_alnum(text_[i - 1])) return std::nullopt;  // a word of the path or of the next cell
      }
      const std::size_t date = is_digit(text_[i]) ? date_at(rest) : 0;
      if (date > 0) return after_word && rest.substr(date, 1) != "/" ? std::optional(i) : std::nullopt;
      if (text_[i] != '.') continue;
      std::size_t label = i + 1;
      while (label < text_.size() && (is_lower(text_[label]) || is_digit(text_[label])) &&
             label - i <= label_bytes_max && scheme_at(text_.substr(label)) == 0)
        ++label;
      if (!query && may_hold_border(text_.substr(i + 1, label - i - 1)) && !is_ending_and_digit(i + 1)) {
        files_follow_ = files_follow_ || (label < text_.size() && text_[label] == '.');
        return std::nullopt;
      }
      if (query && (starts_with_ending(rest.substr(1)) || whole_ending_at(rest.substr(1)) > 0)) return std::nullopt;
      if (const std::size_t stop = query ? 0 : end_of_file(i + 1); stop > 0)
        return number_inside ? std::nullopt : std::optional(stop);
    }
    return ends_with_value(begin, i) ? std::optional(i) : std::nullopt;
  }

  static bool in_url(char c) {
    static constexpr base::ByteSet marks("-._~:/?#@!$&'()*+,;=%");
    return is_alnum(c) || marks.contains(c);
  }

  /// `js4481`, `exe12ab`: the ending of a file's name, and what cannot belong to it.
  [[nodiscard]] bool is_ending_and_digit(std::size_t at) const {
    std::size_t end = at;
    while (end < text_.size() && is_lower(text_[end]) && end - at < label_bytes_max) ++end;
    return end < text_.size() && is_digit(text_[end]) && starts_with_ending(text_.substr(at));
  }

  /// `exe`, `docx`: of a file, with no letter behind it.
  static bool starts_with_ending(std::string_view text) {
    std::size_t stop = 0;
    while (stop < text.size() && is_lower(text[stop]) && stop < 6) ++stop;
    return stop > 1 && ends_like_program(std::string("x.").append(text.substr(0, stop)));
  }

  /// `sand.exe`: the name of a file, as the next cell.
  [[nodiscard]] bool is_file_at(std::size_t at) const {
    constexpr std::size_t word_bytes_max = 40;
    std::size_t dot = at;
    while (dot < text_.size() && dot - at < word_bytes_max && (is_lower(text_[dot]) || text_[dot] == '_')) ++dot;
    return dot > at && dot < text_.size() && text_[dot] == '.' && starts_with_ending(text_.substr(dot + 1)) &&
           !model::has_listed_ending(std::string("x.").append(text_.substr(dot + 1, 3)));
  }

  /// Where the ending of a file's name ends that begins at `at`, where a capital or number of the next cell follows.
  [[nodiscard]] std::size_t end_of_file(std::size_t at) const {
    std::size_t stop = at;
    constexpr std::size_t ending_max = 6;
    while (stop < text_.size() && is_lower(text_[stop]) && stop - at < ending_max && scheme_at(text_.substr(stop)) == 0)
      ++stop;
    const std::string_view behind = text_.substr(stop);
    const bool number = behind.size() > 1 && is_digit(behind[0]) && is_hex(behind[1]) &&
                        ends_like_program(std::string("x.").append(text_.substr(at, stop - at)));
    const std::size_t dot = behind.starts_with('.') ? 1 : 0;  // `key.php.NET tool`
    const bool word = dot < behind.size() && is_upper(behind[dot]);
    static constexpr auto pictures = std::to_array<std::string_view>({"gif", "ico", "jpeg", "jpg", "png", "svg"});
    const std::string ending(text_.substr(at, stop - at));
    const bool file = ends_like_program("x." + ending) || std::ranges::find(pictures, ending) != pictures.end();
    return file && (number || word) ? stop : 0;
  }

  /// Whether a path that goes on until `end` ends with its cell: nothing in it looks like the next one.
  [[nodiscard]] bool ends_with_value(std::size_t begin, std::size_t end) const {
    const std::string_view path = text_.substr(begin, end - begin);
    if (path.empty() || std::ranges::any_of(path, is_upper)) return false;
    const bool ends_line = end == text_.size() || text_[end] == '\n';
    if (ends_line ? !values_last_ : scheme_at(text_.substr(end)) == 0) return false;
    if (is_digit(path.back()) && !ends_line) return false;
    std::size_t digits = path.size();
    while (digits > 0 && is_hex(path[digits - 1])) --digits;
    if (path.size() - digits >= sizes.front() && digits > 0 && is_alpha(path[digits - 1])) return false;
    const std::size_t query = path.find('?');
    const std::size_t segment = path.substr(0, query).rfind('/');
    const std::size_t dot = path.find('.', segment);
    constexpr std::size_t ending_max = 5;
    return query != nowhere || dot == nowhere || path.size() - dot <= ending_max;
  }

  const Refanged& plain_;
  std::string_view text_;
  std::span<const std::size_t> cell_begins_;
  std::size_t hash_digits_;
  std::vector<std::string_view> remarks_;  ///< whose ends are known
  bool kinds_follow_ = false;              ///< directly behind a hash
  std::size_t at_ = 0;
  std::size_t sure_ = nowhere;  ///< where a cell begins beyond doubt
  bool values_last_ = false;
  std::size_t looked_until_ = 0;  ///< for a list of URLs
  std::size_t list_until_ = 0;    ///< where the last URL of such a list begins
  bool files_follow_ = false;     ///< names of files stand behind URLs
  std::vector<Part> values_;
  std::vector<std::size_t> paths_;  ///< which of them are URLs with a path that ends with a letter
};

// ---- joints

bool is_joint_of_date(std::string_view text, std::size_t i) {
  constexpr std::size_t date_bytes = 10;
  if (text.size() - i < date_bytes || is_alnum(text[i + 2]) == is_alnum(text[i + 4])) return false;
  if (date_at(text.substr(i)) == 0) return false;
  const bool before = i > 0 && is_alpha(text[i - 1]);  // a digit may be that of another number
  const std::string_view behind = text.substr(i + date_bytes);
  const bool time = behind.size() > 1 && behind[0] == 'T' && is_digit(behind[1]);  // `2026-07-23T08:00`
  return before || (!behind.empty() && is_alnum(behind[0]) && !time);
}

/// `[.]`, `(.)`, `{.}`, `[dot]`: whether one ends at `i`.
bool is_broken_dot(std::string_view text, std::size_t i) {
  static constexpr base::ByteSet closing("])}");
  return closing.contains(text[i]) && i > 1 &&
         (text[i - 1] == '.' || text.substr(i > 3 ? i - 3 : 0).starts_with("dot"));
}

/// `moth[.]comDomain`, `moth[.]com2026`, `moth[.]comsand[.]com`, `45.9.148[.]7IP`: behind a broken dot.
bool is_joint_of_name(std::string_view text, std::size_t i) {
  const std::string_view rest = text.substr(i + 1, label_bytes_max + 1);
  std::size_t end = 0;
  while (end < rest.size() && is_digit(rest[end])) ++end;
  if (end > 0) return end <= 3 && end < rest.size() && is_upper(rest[end]);
  while (end < rest.size() && is_lower(rest[end])) ++end;
  if (end == rest.size()) return false;
  const std::string_view label = rest.substr(0, end);
  return (is_upper(rest[end]) || is_digit(rest[end])) && is_listed_ending(label);
}

/// `moth[.]comsand[.]com`: a label that may be an end and a beginning. So are some of whole names: `appleid[.]moth[.]com`.
bool is_link_of_names(std::string_view text, std::size_t i) {
  const std::string_view rest = text.substr(i + 1, label_bytes_max + 1);
  std::size_t end = 0;
  while (end < rest.size() && in_name(rest[end]) && rest[end] != '.') ++end;
  const bool goes_on = end < rest.size() && (rest[end] == '.' || rest[end] == '[');
  return goes_on && may_hold_border(rest.substr(0, end)) && rest.substr(0, end) != "www";
}

/// `sand.exeLoader`, `sand.js636`, `sand.zipmoth.lnk`: behind the ending of a file's name.
bool is_joint_of_file(std::string_view text, std::size_t i) {
  static constexpr auto endings =
      std::to_array<std::string_view>({"exe", "dll", "js", "docx", "zip", "lnk", "pdf", "php", "html"});
  const std::string_view rest = text.substr(i + 1, label_bytes_max);
  static constexpr base::ByteSet firsts("edjzlph");
  if (rest.size() < 4 || !firsts.contains(rest[0])) return false;
  const auto ending = std::ranges::find_if(endings, [&](std::string_view e) { return rest.starts_with(e); });
  if (ending == endings.end() || ending->size() + 2 > rest.size()) return false;
  const std::string_view behind = rest.substr(ending->size());
  if (is_form(behind, "00") || (is_upper(behind[0]) && is_lower(behind[1]))) return true;
  std::size_t dot = 0;
  while (dot < behind.size() && is_lower(behind[dot])) ++dot;
  return dot > 2 && dot < behind.size() && behind[dot] == '.' &&
         std::ranges::any_of(endings, [&](std::string_view e) { return behind.substr(dot + 1).starts_with(e); });
}

/// `45.9.148.7IP`: at the last dot of an address.
bool is_joint_of_address(std::string_view text, std::size_t i) {
  if (i + 1 == text.size() || !is_digit(text[i + 1])) return false;
  std::size_t end = i + 1;
  while (end < text.size() && is_digit(text[end])) ++end;
  if (end == i + 1 || end - i > 4 || end == text.size() || !is_upper(text[end])) return false;
  constexpr std::size_t look_bytes_max = 12;
  const std::string_view before = text.substr(i - std::min(i, look_bytes_max), std::min(i, look_bytes_max));
  std::size_t dots = 0;
  for (std::size_t k = before.size(); k > 0 && (is_digit(before[k - 1]) || before[k - 1] == '.'); --k)
    dots += before[k - 1] == '.' ? 1 : 0;
  return dots >= 2;
}

/// `URLhxxps[:]//…`: a scheme of any spelling within a word.
bool is_joint_of_scheme(std::string_view text, std::size_t i) {
  if (i == 0 || !is_alnum(text[i - 1])) return false;
  const auto at = [&](std::size_t k) { return i + k < text.size() ? base::to_lower(text[i + k]) : '\0'; };
  const bool http = at(0) == 'h' && at(1) == at(2) && (at(1) == 't' || at(1) == 'x') && at(3) == 'p';
  const std::size_t mark = at(4) == 's' ? 5 : 4;
  return http && (at(mark) == ':' || at(mark) == '[');
}

/// `sand.dllDomainmoth[.]com`: the name of a kind within a word.
bool is_joint_of_kind(std::string_view text, std::size_t i) {
  if (i == 0 || !is_upper(text[i]) || !(is_lower(text[i - 1]) || is_digit(text[i - 1]))) return false;
  const std::size_t size = kind_at(text.substr(i));
  const char behind = i + size < text.size() ? text[i + size] : '\n';
  return size > 0 && (is_lower(behind) || is_digit(behind) || behind == '\n');
}

/// Where a run of hexadecimal digits ends at `end`.
bool is_joint_of_hash(std::string_view text, std::size_t begin, std::size_t end) {
  const std::size_t size = end - begin;
  // Digits of a number may stand beside it.
  constexpr std::size_t size_max = 72;
  if (size < 32 || size > size_max) return false;
  if (begin > 1 && text[begin - 1] == 'x' && text[begin - 2] == '0') return false;  // a wallet's
  return (begin > 0 && is_alpha(text[begin - 1])) || (end < text.size() && is_alpha(text[end]));
}

}  // namespace

std::size_t joints_in(std::string_view source, std::size_t joints_max) {
  std::size_t joints = 0;
  std::size_t run = 0;  // where the hexadecimal digits before `i` begin
  constexpr std::size_t sizes_min = 32;
  std::size_t kinds = 0;
  std::size_t broken_dots = 0;
  std::size_t links = 0;  // of the names in the token
  for (std::size_t i = 0; i < source.size() && joints < joints_max; ++i) {
    const char c = source[i];
    if (c >= 'a' && c <= 'f') continue;
    if (!is_hex(c)) {
      if (i - run >= sizes_min) joints += is_joint_of_hash(source, run, i) ? 1 : 0;
      run = i + 1;
    }
    if (base::is_lower(c) && c != 'h') continue;
    if (is_digit(c)) {
      joints += is_joint_of_date(source, i) ? 1 : 0;
    } else if (is_upper(c)) {
      kinds += is_joint_of_kind(source, i) ? 1 : 0;
      joints += c == 'H' && is_joint_of_scheme(source, i) ? 1 : 0;
    } else if (c == 'h') {
      joints += is_joint_of_scheme(source, i) ? 1 : 0;
    } else if (c == '.') {
      if (i + 1 == source.size() || !is_alnum(source[i + 1])) continue;
      joints += is_joint_of_file(source, i) || is_joint_of_address(source, i) ? 1 : 0;
    } else if (base::is_space(c)) {
      links = 0;
    } else if (is_broken_dot(source, i)) {
      ++broken_dots;
      joints += is_joint_of_name(source, i) ? 1 : 0;
      if (is_link_of_names(source, i) && ++links > 1) joints += links == 2 ? 2 : 1;
    }
  }
  if (joints < joints_max) joints += is_joint_of_hash(source, run, source.size()) ? 1 : 0;
  // Programs have such words, too: `getURLfor`.
  return std::min(joints + std::min(kinds, broken_dots), joints_max);
}

std::vector<Part> values_in_glued(const Refanged& plain, const GluedTable& table) {
  return GluedReader(plain, table).read();
}

}  // namespace clew::intel::detail
