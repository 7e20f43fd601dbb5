#include "clew/evidence/detail/plist_guard.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <fmt/format.h>

namespace clew::evidence::detail {
namespace {

using Refusal = std::optional<std::string>;

Refusal too_deep() { return fmt::format("more than {} levels, which is a limit", plist_depth_max); }
Refusal too_many_nodes() { return fmt::format("more than {} values, which is a limit", plist_nodes_max); }
Refusal too_many_keys() { return "too many keys in one dictionary"; }

// --- the binary form ---

std::uint64_t plist_number(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8U | static_cast<unsigned char>(c);
  return value;
}

/// Where the objects of a binary list lie. What lies outside the content is as if it were not there: libplist refuses it.
class BinaryList {
 public:
  static constexpr std::size_t trailer_bytes = 32;

  explicit BinaryList(std::string_view content) : content_(content) {
    if (content.size() < trailer_bytes) return;
    const std::string_view trailer = content.substr(content.size() - trailer_bytes);
    offset_bytes_ = static_cast<unsigned char>(trailer[6]);
    reference_bytes_ = static_cast<unsigned char>(trailer[7]);
    object_count_ = plist_number(trailer.substr(8, 8));
    root_ = plist_number(trailer.substr(16, 8));
    table_ = plist_number(trailer.substr(24, 8));
  }

  /// A container's references, keys before values; of other objects how many bytes they unfold to.
  struct Object {
    bool is_dictionary = false;
    std::uint64_t unfolded_bytes = 0;
    std::string_view references;
    bool has_nul = false;  // of a text
  };
  [[nodiscard]] Object object(std::uint64_t index) const {
    if (index >= object_count_ || offset_bytes_ == 0 || offset_bytes_ > 8 || index > content_.size()) return {};
    const std::uint64_t offset = plist_number(part(table_, offset_bytes_, index));
    if (offset >= content_.size()) return {};
    const auto marker = static_cast<unsigned char>(content_[offset]);
    std::uint64_t count = marker & 0x0fU;
    std::string_view rest = content_.substr(offset + 1);
    if (count == 0x0f && !rest.empty()) {  // the count is an integer object of its own
      const std::size_t size = std::size_t{1} << (static_cast<unsigned char>(rest[0]) & 0x03U);
      count = plist_number(rest.substr(1, size));
      rest.remove_prefix(std::min(rest.size(), size + 1));
    }
    count = std::min<std::uint64_t>(count, content_.size());
    switch (marker >> 4U) {
      case 0xa:
      case 0xc: return {false, 0, rest.substr(0, count * reference_bytes_)};
      case 0xd: return {true, 0, rest.substr(0, 2 * count * reference_bytes_)};
      case 0x5: return {false, count, {}, rest.substr(0, count).find('\0') != std::string_view::npos};
      case 0x6:  // of a UTF-16 unit come up to three bytes of UTF-8
        return {false, 3 * count, {}, has_nul_unit(rest.substr(0, 2 * count))};
      default: return {false, count, {}};
    }
  }
  [[nodiscard]] std::uint64_t root() const { return root_; }
  [[nodiscard]] std::size_t reference_bytes() const { return reference_bytes_; }

 private:
  static bool has_nul_unit(std::string_view units) {
    for (; units.size() >= 2; units.remove_prefix(2)) {
      if (units[0] == '\0' && units[1] == '\0') return true;
    }
    return false;
  }
  [[nodiscard]] std::string_view part(std::uint64_t begin, std::uint64_t size, std::uint64_t index) const {
    if (begin > content_.size() || index * size > content_.size() - begin) return {};
    return content_.substr(begin + index * size, size);
  }

  std::string_view content_;
  std::uint64_t offset_bytes_ = 0;
  std::size_t reference_bytes_ = 0;
  std::uint64_t object_count_ = 0;
  std::uint64_t root_ = 0;
  std::uint64_t table_ = 0;
};

/// Walks the list as libplist will unfold it. A list that holds itself is too deep.
class BinaryWalk {
 public:
  explicit BinaryWalk(BinaryList list) : list_(list) {}

  Refusal run() {
    if (list_.reference_bytes() == 0 || list_.reference_bytes() > 8) return "a binary list without a trailer";
    if (Refusal refusal = see(list_.root(), false)) return refusal;
    while (!open_.empty()) {
      Container& container = open_.back();
      if (container.references.size() < list_.reference_bytes()) {
        open_.pop_back();
        continue;
      }
      const std::uint64_t index = plist_number(container.references.substr(0, list_.reference_bytes()));
      container.references.remove_prefix(list_.reference_bytes());
      const bool is_key = container.keys_left > 0;
      if (is_key) --container.keys_left;
      if (Refusal refusal = see(index, is_key)) return refusal;
    }
    return std::nullopt;
  }

 private:
  struct Container {
    std::string_view references;  // those that are still to be seen
    std::size_t keys_left = 0;
  };

  Refusal see(std::uint64_t index, bool is_key) {
    const BinaryList::Object object = list_.object(index);
    bytes_ += object.unfolded_bytes;
    if (++nodes_ > plist_nodes_max) return too_many_nodes();
    if (bytes_ > plist_unfolded_bytes_max)
      return fmt::format("unfolds to more than {} MiB, which is a limit", plist_unfolded_bytes_max >> 20U);
    // libplist ends the program at such a key, by an assertion.
    if (is_key && object.has_nul) return "a key with a NUL in it";
    const std::size_t keys = object.is_dictionary ? object.references.size() / (2 * list_.reference_bytes()) : 0;
    key_steps_ += keys * keys / 2;
    if (key_steps_ > plist_key_steps_max) return too_many_keys();
    if (object.references.empty()) return std::nullopt;
    if (open_.size() >= plist_depth_max) return too_deep();
    open_.push_back({object.references, keys});
    return std::nullopt;
  }

  BinaryList list_;
  std::vector<Container> open_;
  std::size_t nodes_ = 0;
  std::uint64_t key_steps_ = 0;
  std::uint64_t bytes_ = 0;
};

// --- the XML form ---

/// Whether quotes in `tag` are closed in it: where they are not, libplist looks for the tag's end elsewhere than we do.
bool quotes_are_closed(std::string_view tag) { return std::ranges::count(tag, '"') % 2 == 0; }

std::string_view name_of_tag(std::string_view tag) { return tag.substr(0, tag.find_first_of(" \t\r\n/")); }

/// Follows the tags as libplist does. Where the two could come to see different tags, the list is refused.
class XmlWalk {
 public:
  explicit XmlWalk(std::string_view content) : rest_(content) {}

  Refusal run() {
    if (rest_.find('\0') != std::string_view::npos) return "NUL bytes in XML";
    while (!rest_.empty()) {
      const std::size_t text_bytes = std::min(rest_.find('<'), rest_.size());
      if (Refusal refusal = see_text(rest_.substr(0, text_bytes))) return refusal;
      rest_.remove_prefix(text_bytes);
      if (rest_.empty()) break;
      if (Refusal refusal = see_markup()) return refusal;
    }
    return std::nullopt;
  }

 private:
  Refusal see_text(std::string_view text) {
    entity_steps_ += static_cast<std::uint64_t>(std::ranges::count(text, '&')) * text.size();
    if (entity_steps_ > plist_entity_steps_max) return "too many entities in one text";
    return std::nullopt;
  }

  Refusal see_markup() {
    if (rest_.starts_with("<!--")) return skip(4, "-->");
    if (rest_.starts_with("<![CDATA[")) return skip(9, "]]>");
    if (rest_.starts_with("<?")) return skip_quoted("?>");
    const std::size_t end = rest_.find_first_of(rest_.starts_with("<!") ? "<>[" : "<>", 1);
    if (end != std::string_view::npos && rest_[end] == '[') return "a document type with rules of its own";
    if (end == std::string_view::npos || rest_[end] == '<') return "a tag without an end";
    const std::string_view tag = rest_.substr(1, end - 1);
    if (!quotes_are_closed(tag)) return "a tag with an open quote";
    rest_.remove_prefix(end + 1);
    return tag.starts_with('!') ? std::nullopt : see_tag(tag);
  }

  Refusal skip(std::size_t begin, std::string_view end) {
    const std::size_t found = rest_.find(end, begin);
    if (found == std::string_view::npos) return "markup without an end";
    rest_.remove_prefix(found + end.size());
    return std::nullopt;
  }
  Refusal skip_quoted(std::string_view end) {
    if (!quotes_are_closed(rest_.substr(0, rest_.find(end)))) return "markup with an open quote";
    return skip(1, end);
  }

  Refusal see_tag(std::string_view tag) {
    const bool closes = tag.starts_with('/');
    const std::string_view name = name_of_tag(closes ? tag.substr(1) : tag);
    if (closes) {
      if ((name == "dict" || name == "array") && !keys_.empty()) keys_.pop_back();
      return std::nullopt;
    }
    if (++nodes_ > plist_nodes_max) return too_many_nodes();
    if (name == "key" && !keys_.empty()) key_steps_ += ++keys_.back();
    if (key_steps_ > plist_key_steps_max) return too_many_keys();
    if ((name != "dict" && name != "array") || tag.ends_with('/')) return std::nullopt;
    if (keys_.size() >= plist_depth_max) return too_deep();
    keys_.push_back(0);
    return std::nullopt;
  }

  std::string_view rest_;
  std::vector<std::size_t> keys_;  // of each open container: how many it has
  std::size_t nodes_ = 0;
  std::uint64_t key_steps_ = 0;
  std::uint64_t entity_steps_ = 0;
};

}  // namespace

bool is_binary_plist(std::string_view content) { return content.starts_with("bplist"); }

std::optional<std::string> refused_by_guard(std::string_view content) {
  return is_binary_plist(content) ? BinaryWalk(BinaryList(content)).run() : XmlWalk(content).run();
}

}  // namespace clew::evidence::detail
