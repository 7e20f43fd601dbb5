/// What libplist must not be handed: it frees a deep list by recursion, copies an object of a binary list once for each
/// reference to it, replaces entities in quadratic time, and chains the keys of a dictionary. Private to this module.
///
/// In:     the bytes of a property list, binary or XML.
/// Out:    why they are refused; nothing where libplist may read them. Whether they are well formed is for it to say.
/// Cost:   one pass over XML; of a binary list, as many steps as it has nodes once unfolded, at most `plist_nodes_max`.
/// Source: CFBinaryPList.c of Apple's Core Foundation (the binary form); XML 1.0 sections 2.5 to 2.8.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace clew::evidence::detail {

constexpr std::size_t plist_depth_max = 64;                   ///< people's lists have some ten levels
constexpr std::size_t plist_nodes_max = 500'000;              ///< once every reference is a copy
constexpr std::size_t plist_unfolded_bytes_max = 64U << 20U;  ///< of texts and data, likewise
constexpr std::size_t plist_key_steps_max = 1U << 27U;  ///< keys before a key in its dictionary, of all: 16,000 in one
constexpr std::size_t plist_entity_steps_max = 1U << 30U;  ///< bytes that replacing entities would move

bool is_binary_plist(std::string_view content);
std::optional<std::string> refused_by_guard(std::string_view content);

}  // namespace clew::evidence::detail
