#include "clew/evidence/detail/evtx_template.h"

#include <array>
#include <tuple>
#include <utility>

namespace clew::evidence::detail {
namespace {

enum class Token : std::uint8_t {
  end_of_stream = 0x00,
  open_start_element = 0x01,
  close_start_element = 0x02,
  close_empty_element = 0x03,
  end_element = 0x04,
  value = 0x05,
  attribute = 0x06,
  cdata = 0x07,
  character_reference = 0x08,
  entity_reference = 0x09,
  instruction_target = 0x0a,
  instruction_data = 0x0b,
  template_instance = 0x0c,
  normal_substitution = 0x0d,
  optional_substitution = 0x0e,
  fragment_header = 0x0f,
};
/// "More follows": of an element, that it has attributes.
constexpr std::uint8_t more_bit = 0x40;

/// A chunk's text of 64 KiB, each unit as an escape of six bytes.
constexpr std::size_t scratch_bytes = 3 * 64 * 1024;

class Compilation {
 public:
  Compilation(EvtxCursor cursor, std::string_view chunk, EvtxDependencies dependencies, EvtxTemplate& into,
              EvtxText& scratch)
      : cursor_(cursor), chunk_(chunk), dependencies_(dependencies), template_(into), scratch_(scratch) {}

  std::optional<std::string_view> run() {
    while (problem_.empty() && !ended_) {
      if (depth_ == 0 && cursor_.left() == 0) break;
      read_token();
      if (!cursor_.ok()) fail("the binary XML ends too early");
      if (template_.nodes.size() > evtx_nodes_max) fail("a template of more than 2,048 nodes");
    }
    if (problem_.empty() && depth_ > 0) fail("the binary XML ends inside an element");
    if (problem_.empty()) return std::nullopt;
    template_.clear();
    return problem_;
  }

 private:
  struct Open {
    std::uint32_t element = 0;
    std::uint32_t key_begin = 0;  // its name or, of a `Data`, its `Name`: in `texts`, without quotes and suffix
    std::uint32_t key_size = 0;
    std::uint32_t attribute = 0;  // the one that is being read, 0 for none
    bool in_tag = true;
  };

  void fail(std::string_view why) {
    if (problem_.empty()) problem_ = why;
  }
  Open& top() { return open_[depth_ - 1]; }
  EvtxNode& node(std::uint32_t index) { return template_.nodes[index]; }
  [[nodiscard]] std::uint32_t next_index() const { return static_cast<std::uint32_t>(template_.nodes.size()); }

  void read_token() {
    const std::uint8_t byte = cursor_.u8();
    switch (static_cast<Token>(byte & ~more_bit)) {
      case Token::end_of_stream: return end_stream();
      case Token::open_start_element: return open_element((byte & more_bit) != 0);
      case Token::close_start_element: return close_tag();
      case Token::close_empty_element: close_tag(); return close_element();
      case Token::end_element: return close_element();
      case Token::value: return read_value();
      case Token::attribute: return open_attribute();
      case Token::cdata: return add_text(cursor_.take(2 * std::size_t{cursor_.u16()}));
      case Token::character_reference: return add_character(cursor_.u16());
      case Token::entity_reference: return add_entity(read_name());
      case Token::instruction_target: read_name(); return;
      case Token::instruction_data: cursor_.take(2 * std::size_t{cursor_.u16()}); return;
      case Token::normal_substitution:
      case Token::optional_substitution: return add_substitution();
      case Token::fragment_header: cursor_.take(3); return;
      case Token::template_instance: return fail("a template within a template");
    }
    fail("an unknown token");
  }

  void end_stream() {
    if (depth_ > 0) fail("the binary XML ends inside an element");
    ended_ = true;
  }

  /// The UTF-16 name at the offset that comes next. Where it is used first, it stands right there.
  std::string_view read_name() {
    constexpr std::size_t header_bytes = 6;  // of the next name with this hash, and the hash
    const std::size_t offset = cursor_.u32();
    const bool is_here = offset == cursor_.position();
    EvtxCursor at(chunk_, offset, chunk_.size());
    at.take(header_bytes);
    const std::size_t units = at.u16();
    const std::string_view name = at.take(2 * units);
    if (!at.ok()) fail("a name lies outside its chunk");
    if (units > evtx_name_units_max) fail("a name of more than 128 characters");
    if (is_here) cursor_.take(header_bytes + 2 + 2 * units + 2);  // with the count and the NUL
    return name;
  }

  std::pair<std::uint32_t, std::uint32_t> keep(std::string_view utf16) {
    scratch_.clear();
    append_utf16(utf16, scratch_);
    const auto begin = static_cast<std::uint32_t>(template_.texts.size());
    template_.texts += scratch_.view();
    return {begin, static_cast<std::uint32_t>(scratch_.size())};
  }

  void open_element(bool has_attributes) {
    if (depth_ == open_.size()) return fail("elements nested more than 32 deep");
    if (depth_ > 0) {
      if (top().in_tag) return fail("an element inside a tag");
      node(top().element).has_elements = true;
    }
    if (dependencies_ == EvtxDependencies::yes) cursor_.u16();
    cursor_.u32();  // how long the element is: the tokens tell
    const std::string_view name = read_name();
    if (has_attributes) cursor_.u32();  // how long the attributes are
    Open& open = open_[depth_++];
    open = {.element = next_index()};
    std::tie(open.key_begin, open.key_size) = keep(name);
    EvtxNode element{.kind = EvtxNode::Kind::element};
    element.is_data = name == std::string_view("D\0a\0t\0a\0", 8);
    template_.nodes.push_back(element);
  }

  void open_attribute() {
    if (depth_ == 0 || !top().in_tag) return fail("an attribute outside a tag");
    close_attribute();
    const std::string_view name = read_name();
    EvtxNode attribute{.kind = EvtxNode::Kind::attribute};
    attribute.is_hidden = node(top().element).is_data && name == std::string_view("N\0a\0m\0e\0", 8);
    template_.texts += '"';
    const auto [begin, size] = keep(name);
    template_.texts += "\":";
    attribute.text_begin = begin - 1;
    attribute.text_size = size + 3;
    top().attribute = next_index();
    template_.nodes.push_back(attribute);
  }

  void close_attribute() {
    if (top().attribute != 0) node(top().attribute).end = next_index();
    top().attribute = 0;
  }

  void close_tag() {
    if (depth_ == 0 || !top().in_tag) return fail("the end of a tag outside one");
    close_attribute();
    top().in_tag = false;
    node(top().element).content = next_index();
    find_data_name();
    make_key();
  }

  void close_element() {
    if (!problem_.empty()) return;
    if (depth_ == 0 || top().in_tag) return fail("the end of an element outside one");
    EvtxNode& element = node(top().element);
    element.end = next_index();
    if (element.has_elements) element.is_unnamed_data = false;
    --depth_;
  }

  /// Of a `Data` element: its key is its name, which is constant in nearly every template.
  void find_data_name() {
    EvtxNode& element = node(top().element);
    if (!element.is_data) return;
    for (std::uint32_t i = top().element + 1; i < element.content; i = node(i).end) {
      if (!node(i).is_hidden) continue;
      const bool is_constant = node(i).end == i + 2 && node(i + 1).kind == EvtxNode::Kind::text;
      if (is_constant) {
        top().key_begin = node(i + 1).text_begin;
        top().key_size = node(i + 1).text_size;
      } else if (node(i).end > i + 1) {
        element.name = i;
      }
      if (node(i).end > i + 1) return;
    }
    element.is_unnamed_data = true;
  }

  /// `"Name":`, of the second element with the name in the same place `"Name_1":`.
  void make_key() {
    const Open& open = top();
    EvtxNode& element = node(open.element);
    const std::string key = template_.texts.substr(open.key_begin, open.key_size);
    const std::size_t same = element.name != 0 ? 0 : count_equal_siblings(key);
    element.text_begin = static_cast<std::uint32_t>(template_.texts.size());
    template_.texts += '"' + key + (same == 0 ? "" : "_" + std::to_string(same)) + "\":";
    element.text_size = static_cast<std::uint32_t>(template_.texts.size()) - element.text_begin;
    bases_.push_back({open.element, depth_ > 1 ? open_[depth_ - 2].element : no_parent, key});
  }

  std::size_t count_equal_siblings(std::string_view key) const {
    const std::uint32_t parent = depth_ > 1 ? open_[depth_ - 2].element : no_parent;
    std::size_t count = 0;
    for (const Base& base : bases_) count += base.parent == parent && base.key == key ? 1 : 0;
    return count;
  }

  void read_value() {
    constexpr std::uint8_t string_type = 1;
    if (cursor_.u8() != string_type) return fail("a constant that is no text");
    add_text(cursor_.take(2 * std::size_t{cursor_.u16()}));
  }

  void add_text(std::string_view utf16) {
    if (!may_add()) return;
    EvtxNode text{.kind = EvtxNode::Kind::text};
    std::tie(text.text_begin, text.text_size) = keep(utf16);
    add(text);
  }

  void add_character(std::uint16_t unit) {
    const std::array<char, 2> bytes = {static_cast<char>(unit & 0xffU), static_cast<char>(unit >> 8U)};
    add_text({bytes.data(), bytes.size()});
  }

  /// XML knows five by name; any other stays as it was written.
  void add_entity(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, char>, 5> known = {
        {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}}};
    std::string narrow;
    for (std::size_t i = 0; i + 1 < name.size(); i += 2) narrow += name[i + 1] == '\0' ? name[i] : '?';
    for (const auto& [entity, character] : known) {
      if (narrow == entity) return add_character(static_cast<std::uint16_t>(character));
    }
    std::string whole("&\0", 2);
    whole.append(name).append(";\0", 2);
    add_text(whole);
  }

  void add_substitution() {
    EvtxNode substitution{.kind = EvtxNode::Kind::substitution};
    substitution.value = cursor_.u16();
    cursor_.u8();  // the type that the template expects: the value's own one counts
    if (may_add()) add(substitution);
  }

  bool may_add() {
    // A tag has texts only in its attributes; outside of all elements there are values of other fragments, no texts.
    if (depth_ > 0 && top().in_tag && top().attribute == 0) fail("a text inside a tag");
    return problem_.empty();
  }
  void add(EvtxNode node) {
    node.end = next_index() + 1;
    template_.nodes.push_back(node);
  }

  static constexpr std::uint32_t no_parent = 0xffffffff;
  struct Base {
    std::uint32_t element;
    std::uint32_t parent;
    std::string key;
  };

  EvtxCursor cursor_;
  std::string_view chunk_;
  EvtxDependencies dependencies_;
  EvtxTemplate& template_;
  EvtxText& scratch_;
  std::array<Open, evtx_depth_max> open_{};
  std::size_t depth_ = 0;
  bool ended_ = false;
  std::string_view problem_;
  std::vector<Base> bases_;  // the keys so far, for the next one that is equal
};

}  // namespace

EvtxCompiler::EvtxCompiler() : scratch_(scratch_bytes) {}

std::optional<std::string_view> EvtxCompiler::compile(EvtxCursor cursor, std::string_view chunk,
                                                      EvtxDependencies dependencies, EvtxTemplate& into) {
  into.clear();
  return Compilation(cursor, chunk, dependencies, into, scratch_).run();
}

}  // namespace clew::evidence::detail
