#include "clew/evidence/detail/evtx_writer.h"

#include <algorithm>

namespace clew::evidence::detail {
namespace {

constexpr std::uint8_t open_start_element = 0x01;
constexpr std::uint8_t template_instance = 0x0c;
constexpr std::uint8_t fragment_header = 0x0f;
constexpr std::uint8_t more_attributes_bit = 0x40;
constexpr std::size_t fragment_header_bytes = 4;
constexpr std::size_t chunk_bytes_max = 64U << 10U;

}  // namespace

EvtxWriter::EvtxWriter() : out_(evtx_record_text_bytes_max), template_numbers_(chunk_bytes_max) {}

void EvtxWriter::start(std::string_view chunk) {
  chunk_ = chunk;
  std::ranges::fill(template_numbers_, std::uint16_t{0});
  template_count_ = 0;
  steps_ = compiled_bytes_ = text_bytes_ = 0;
}

std::optional<std::string_view> EvtxWriter::write(std::size_t begin, std::size_t end) {
  out_.clear();
  values_.clear();
  open_.clear();
  inline_count_ = 0;
  problem_ = {};
  out_.append('{');
  if (open_fragment(begin, end, false)) {
    while (problem_.empty() && !open_.empty()) step();
  }
  if (problem_.empty() && out_.size() == 1) fail("no element");
  out_.append('}');
  text_bytes_ += out_.size();
  if (out_.overflowed()) fail("an event of more than 1 MiB");
  if (text_bytes_ > evtx_chunk_text_bytes_max) fail("a chunk with more than 8 MiB of events");
  if (problem_.empty()) return std::nullopt;
  return problem_;
}

void EvtxWriter::fail(std::string_view why) {
  if (problem_.empty()) problem_ = why;
}

bool EvtxWriter::spend_compiled(std::size_t bytes) {
  compiled_bytes_ += bytes;
  if (compiled_bytes_ > evtx_chunk_compiled_bytes_max) fail("a chunk with more than 256 KiB of templates");
  return problem_.empty();
}

bool EvtxWriter::spend_steps(std::size_t steps) {
  steps_ += steps;
  if (steps_ > evtx_chunk_steps_max) fail("a chunk that takes more than a million steps");
  return problem_.empty();
}

/// An event, or a value that is binary XML: a template with values or an element. False if it is broken; nothing is opened if
/// it is empty.
bool EvtxWriter::open_fragment(std::size_t begin, std::size_t end, bool has_written) {
  if (open_.size() >= evtx_open_max) fail("elements nested more than 64 deep");
  EvtxCursor cursor(chunk_, begin, end);
  while (problem_.empty() && cursor.left() > 0 && cursor.peek() == fragment_header) cursor.take(fragment_header_bytes);
  if (!cursor.ok()) fail("a fragment that ends in its header");
  if (!problem_.empty() || cursor.left() == 0 || cursor.peek() == 0) return problem_.empty();
  if (cursor.peek() == template_instance) return read_instance(cursor, has_written);
  if ((cursor.peek() & ~more_attributes_bit) != open_start_element) {
    fail("a fragment that is neither a template nor an element");
    return false;
  }
  const EvtxTemplate* const source = compile_inline(cursor);
  if (source == nullptr) return false;
  open_.push_back({.source = source,
                   .end = static_cast<std::uint32_t>(source->nodes.size()),
                   .values = values_.size(),
                   .is_fragment = true,
                   .has_written = has_written});
  return true;
}

bool EvtxWriter::read_instance(EvtxCursor cursor, bool has_written) {
  cursor.take(2);  // the token and what seems to be a version
  cursor.take(4);  // the template's number
  const std::size_t offset = cursor.u32();
  const bool is_here = offset == cursor.position();
  const EvtxTemplate* const source = cursor.ok() ? template_at(offset) : nullptr;
  if (source == nullptr) {
    fail("a template that ends too early");
    return false;
  }
  if (is_here) {
    constexpr std::size_t name_bytes = 4 + 16;  // the next template, this one's GUID
    cursor.take(name_bytes);
    cursor.take(cursor.u32());
  }
  const std::size_t values = values_.size();
  if (!read_values(cursor)) {
    fail("values that end too early");
    return false;
  }
  open_.push_back({.source = source,
                   .end = static_cast<std::uint32_t>(source->nodes.size()),
                   .values = values,
                   .value_count = values_.size() - values,
                   .is_fragment = true,
                   .has_written = has_written});
  return problem_.empty();
}

bool EvtxWriter::read_values(EvtxCursor& cursor) {
  constexpr std::size_t descriptor_bytes = 4;
  const std::size_t count = cursor.u32();
  if (!cursor.ok() || count > cursor.left() / descriptor_bytes || !spend_steps(count)) return false;
  const std::string_view descriptors = cursor.take(count * descriptor_bytes);
  for (std::size_t i = 0; i < count; ++i) {
    const char* const descriptor = descriptors.data() + i * descriptor_bytes;
    const std::string_view bytes = cursor.take(little_endian<std::uint16_t>(descriptor));
    values_.push_back({static_cast<std::uint8_t>(descriptor[2]), bytes});
  }
  return cursor.ok();
}

const EvtxTemplate* EvtxWriter::template_at(std::size_t offset) {
  constexpr std::size_t header_bytes = 4 + 16 + 4;  // the next template, this one's GUID, its size
  if (offset >= template_numbers_.size()) {
    fail("a template that lies outside its chunk");
    return nullptr;
  }
  std::uint16_t& number = template_numbers_[offset];
  if (number != 0) {
    const EvtxTemplate& known = templates_[number - 1U];
    if (known.nodes.empty()) fail("a template that cannot be read");
    return known.nodes.empty() ? nullptr : &known;
  }
  EvtxCursor header(chunk_, offset, chunk_.size());
  header.take(header_bytes - 4);
  const std::size_t size = header.u32();
  if (!header.ok() || size > header.left()) {
    fail("a template that lies outside its chunk");
    return nullptr;
  }
  if (!spend_compiled(header_bytes + size)) return nullptr;
  if (template_count_ == templates_.size()) templates_.emplace_back();
  EvtxTemplate& fresh = templates_[template_count_++];
  number = static_cast<std::uint16_t>(template_count_);
  const EvtxCursor body(chunk_, header.position(), header.position() + size);
  if (const auto problem = compiler_.compile(body, chunk_, EvtxDependencies::yes, fresh)) fail(*problem);
  if (fresh.nodes.empty()) fail("a template that cannot be read");
  return problem_.empty() ? &fresh : nullptr;
}

/// Elements outside of templates have no dependency numbers. Where that reads as nothing, the other form is tried: the
/// sources disagree.
const EvtxTemplate* EvtxWriter::compile_inline(EvtxCursor cursor) {
  if (!spend_compiled(cursor.left())) return nullptr;
  if (inline_count_ == inline_.size()) inline_.emplace_back();
  EvtxTemplate& fresh = inline_[inline_count_++];
  auto problem = compiler_.compile(cursor, chunk_, EvtxDependencies::no, fresh);
  if (problem && compiler_.compile(cursor, chunk_, EvtxDependencies::yes, fresh)) fail(*problem);
  return problem_.empty() ? &fresh : nullptr;
}

/// One element or fragment of the innermost open one, or its end.
void EvtxWriter::step() {
  if (out_.overflowed() || !spend_steps(1)) return fail("an event of more than 1 MiB");
  Open& open = open_.back();
  if (open.node == open.end) return close();
  const std::uint32_t index = open.node;
  const EvtxNode& node = open.source->nodes[index];
  open.node = node.end;
  if (node.kind == EvtxNode::Kind::element) return write_element(index);
  if (node.kind != EvtxNode::Kind::substitution) return;
  const EvtxValue value = value_of(node);
  if (!value.is(EvtxType::binary_xml) || value.bytes.empty()) return;
  const auto begin = static_cast<std::size_t>(value.bytes.data() - chunk_.data());
  open_fragment(begin, begin + value.bytes.size(), open.has_written);
}

void EvtxWriter::close() {
  const Open closed = open_.back();
  open_.pop_back();
  if (closed.is_fragment) {
    values_.resize(closed.values);
    if (!open_.empty()) open_.back().has_written = closed.has_written;
  } else if (closed.has_written) {
    out_.append('}');
  } else {
    out_.cut(closed.begin);
    out_.append("null");
  }
}

void EvtxWriter::write_element(std::uint32_t index) {
  Open& open = open_.back();
  const EvtxNode& element = open.source->nodes[index];
  if (element.is_unnamed_data && is_leaf(element)) return write_unnamed_data(index);
  write_comma();
  write_key(element);
  if (is_leaf(element)) return write_leaf(element, index);
  if (open_.size() >= evtx_open_max) return fail("elements nested more than 64 deep");
  Open inner{.source = open.source,
             .node = element.content,
             .end = element.end,
             .values = open.values,
             .value_count = open.value_count,
             .begin = out_.size()};
  out_.append('{');
  inner.has_written = write_attributes({index + 1, element.content});
  const std::size_t before = out_.size();
  out_.append(inner.has_written ? ",\"#text\":" : "\"#text\":");
  if (write_content({element.content, element.end})) {
    inner.has_written = true;
  } else {
    out_.cut(before);
  }
  open_.push_back(inner);
}

void EvtxWriter::write_comma() {
  if (open_.back().has_written) out_.append(',');
  open_.back().has_written = true;
}

void EvtxWriter::write_key(const EvtxNode& element) {
  const EvtxTemplate& source = *open_.back().source;
  if (element.name == 0) return out_.append(source.text_of(element));
  out_.append('"');
  const std::size_t before = out_.size();
  for (std::uint32_t i = element.name + 1; i < source.nodes[element.name].end; ++i) write_text(source.nodes[i]);
  if (out_.size() == before) out_.append("Data");
  out_.append("\":");
}

/// The value of an element without elements.
void EvtxWriter::write_leaf(const EvtxNode& element, std::uint32_t index) {
  const std::size_t before = out_.size();
  const Range content{element.content, element.end};
  if (element.content > index + 1) {
    out_.append('{');
    if (write_attributes({index + 1, element.content})) {
      const std::size_t behind = out_.size();
      out_.append(",\"#text\":");
      if (!write_content(content)) out_.cut(behind);
      return out_.append('}');
    }
    out_.cut(before);
  }
  if (!write_content(content)) out_.append(element.is_data ? "\"\"" : "null");
}

/// All `Data` without a name of the element around, where the first one stands: a text, or an array of them.
void EvtxWriter::write_unnamed_data(std::uint32_t index) {
  Open& open = open_.back();
  if (open.has_unnamed_data) return;
  open.has_unnamed_data = true;
  write_comma();
  out_.append("\"Data\":{\"#text\":");
  const std::size_t before = out_.size();
  out_.append('[');
  std::size_t count = 0;
  for (std::uint32_t i = index; i < open.end && problem_.empty(); i = open.source->nodes[i].end) {
    const EvtxNode& data = open.source->nodes[i];
    if (!spend_steps(1)) return;
    if (!data.is_unnamed_data || !is_leaf(data)) continue;
    if (count++ > 0) out_.append(',');
    if (!write_content({data.content, data.end})) out_.append("\"\"");
  }
  if (count > 1) {
    out_.append("]}");
  } else {
    out_.cut(before);
    const EvtxNode& data = open.source->nodes[index];
    if (!write_content({data.content, data.end})) out_.append("\"\"");
    out_.append('}');
  }
}

bool EvtxWriter::write_attributes(Range attributes) {
  const EvtxTemplate& source = *open_.back().source;
  bool has_written = false;
  for (std::uint32_t i = attributes.begin; i < attributes.end; i = source.nodes[i].end) {
    const EvtxNode& attribute = source.nodes[i];
    if (attribute.is_hidden) continue;
    const std::size_t before = out_.size();
    out_.append(has_written ? "," : "\"#attributes\":{");
    out_.append(source.text_of(attribute));
    if (write_content({i + 1, attribute.end})) {
      has_written = true;
    } else {
      out_.cut(before);
    }
  }
  if (has_written) out_.append('}');
  return has_written;
}

/// The texts and values in `nodes`, as one JSON value: bare if it is a single number. False if they say nothing.
bool EvtxWriter::write_content(Range nodes) {
  const EvtxTemplate& source = *open_.back().source;
  const EvtxNode* only = nullptr;
  std::size_t said = 0;
  std::size_t looked_at = 0;
  for (std::uint32_t i = nodes.begin; i < nodes.end; i = source.nodes[i].end, ++looked_at) {
    if (!is_said(source.nodes[i])) continue;
    only = &source.nodes[i];
    ++said;
  }
  if (!spend_steps(looked_at) || said == 0) return false;
  if (said == 1 && only->kind == EvtxNode::Kind::substitution) {
    append_value(value_of(*only), out_);
    return true;
  }
  out_.append('"');
  for (std::uint32_t i = nodes.begin; i < nodes.end; i = source.nodes[i].end) {
    if (is_said(source.nodes[i])) write_text(source.nodes[i]);
  }
  out_.append('"');
  return true;
}

bool EvtxWriter::is_leaf(const EvtxNode& element) const {
  if (element.has_elements) return false;
  const EvtxTemplate& source = *open_.back().source;
  for (std::uint32_t i = element.content; i < element.end; i = source.nodes[i].end) {
    if (source.nodes[i].kind == EvtxNode::Kind::substitution && value_of(source.nodes[i]).is(EvtxType::binary_xml))
      return false;
  }
  return true;
}

/// Whether the node is a text, or a value that is one.
bool EvtxWriter::is_said(const EvtxNode& node) const {
  if (node.kind == EvtxNode::Kind::text) return node.text_size > 0;
  if (node.kind != EvtxNode::Kind::substitution) return false;
  const EvtxValue value = value_of(node);
  return !value.is(EvtxType::binary_xml) && !is_empty(value);
}

void EvtxWriter::write_text(const EvtxNode& node) {
  if (node.kind == EvtxNode::Kind::text) return out_.append(open_.back().source->text_of(node));
  if (node.kind == EvtxNode::Kind::substitution) append_value_text(value_of(node), out_);
}

/// Fewer values than the template asks for: the missing ones say nothing.
EvtxValue EvtxWriter::value_of(const EvtxNode& node) const {
  const Open& open = open_.back();
  return node.value < open.value_count ? values_[open.values + node.value] : EvtxValue{};
}

}  // namespace clew::evidence::detail
