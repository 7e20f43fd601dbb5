#include "clew/report/detail/json_tree.h"

#include "clew/report/detail/json_text.h"

#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace clew::report::detail {
namespace {

constexpr std::string_view array_mark = "[]";

struct Step {
  std::string_view key;
  bool is_array = false;
  bool is_last = false;
};

/// Takes the first key off the path.
Step take_step(std::string_view& path) {
  const std::size_t point = path.find('.');
  Step step{path.substr(0, point), false, point == std::string_view::npos};
  path.remove_prefix(step.is_last ? path.size() : point + 1);
  step.is_array = step.key.ends_with(array_mark);
  if (step.is_array) step.key.remove_suffix(array_mark.size());
  return step;
}

}  // namespace

void JsonTree::clear() {
  nodes_.assign(1, Node{});
  values_.clear();
}

std::uint32_t JsonTree::add(std::uint32_t parent, std::string_view key, Kind kind) {
  const auto node = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back({key, kind});
  Node& above = nodes_[parent];
  if (above.last == none) {
    above.first = node;
  } else {
    nodes_[above.last].next = node;
  }
  above.last = node;
  return node;
}

std::uint32_t JsonTree::child_of(std::uint32_t node, std::string_view key) const {
  for (std::uint32_t child = nodes_[node].first; child != none; child = nodes_[child].next) {
    if (nodes_[child].key == key) return child;
  }
  return none;
}

std::uint32_t JsonTree::find(std::uint32_t from, std::string_view path) const {
  while (!path.empty() && from != none) {
    const Step step = take_step(path);
    from = nodes_[from].kind == Kind::object ? child_of(from, step.key) : none;
    if (from != none && step.is_array && !step.is_last) from = nodes_[from].last;
  }
  return from;
}

bool JsonTree::has(std::string_view path) const { return find(0, path) != none; }

/// A new value node at the path, or none where there is no place for it.
std::uint32_t JsonTree::place(std::string_view path) {
  std::uint32_t at = 0;
  while (true) {
    const Step step = take_step(path);
    const Kind wanted = step.is_array ? Kind::array : step.is_last ? Kind::value : Kind::object;
    std::uint32_t child = child_of(at, step.key);
    if (child == none) {
      child = add(at, step.key, wanted);
    } else if (nodes_[child].kind != wanted || wanted == Kind::value) {
      return none;
    }
    if (wanted == Kind::value) return child;
    if (step.is_array && step.is_last) return add(child, {}, Kind::value);
    at = child;
    if (!step.is_array) continue;
    const std::uint32_t element = nodes_[child].last;
    at = element == none || find(element, path) != none ? add(child, {}, Kind::object) : element;
  }
}

void JsonTree::set(std::uint32_t node, std::size_t begin) {
  nodes_[node].begin = static_cast<std::uint32_t>(begin);
  nodes_[node].size = static_cast<std::uint32_t>(values_.size() - begin);
}

bool JsonTree::put_text(std::string_view path, std::string_view value) {
  const std::uint32_t node = place(path);
  if (node == none) return false;
  const std::size_t begin = values_.size();
  append_json_text(values_, value);
  set(node, begin);
  return true;
}

bool JsonTree::put_literal(std::string_view path, std::string_view value) {
  const std::uint32_t node = place(path);
  if (node == none) return false;
  const std::size_t begin = values_.size();
  values_ += value;
  set(node, begin);
  return true;
}

bool JsonTree::put_number(std::string_view path, std::int64_t value) {
  const fmt::format_int text(value);
  return put_literal(path, {text.data(), text.size()});
}

void JsonTree::append_text(std::string_view path, std::string_view value) {
  if (put_text(path, value)) return;
  const std::uint32_t taken = find(0, path);
  if (taken == none || nodes_[taken].kind == Kind::object) return;
  if (nodes_[taken].kind == Kind::value) {
    const std::uint32_t first = add(taken, {}, Kind::value);
    nodes_[first].begin = nodes_[taken].begin;
    nodes_[first].size = nodes_[taken].size;
    nodes_[taken].kind = Kind::array;
  }
  const std::uint32_t node = add(taken, {}, Kind::value);
  const std::size_t begin = values_.size();
  append_json_text(values_, value);
  set(node, begin);
}

/// Goes as deep as the paths have keys, and these are clew's own.
void JsonTree::append_node(std::string& out, std::uint32_t node) const {
  const Node& at = nodes_[node];
  if (at.kind == Kind::value) {
    out.append(values_, at.begin, at.size);
    return;
  }
  const bool is_object = at.kind == Kind::object;
  out += is_object ? '{' : '[';
  for (std::uint32_t child = at.first; child != none; child = nodes_[child].next) {
    if (child != at.first) out += ',';
    if (is_object) {
      append_json_text(out, nodes_[child].key);
      out += ':';
    }
    append_node(out, child);
  }
  out += is_object ? '}' : ']';
}

void JsonTree::append_to(std::string& out) const { append_node(out, 0); }

}  // namespace clew::report::detail
