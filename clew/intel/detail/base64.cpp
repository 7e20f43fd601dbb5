#include "clew/intel/detail/base64.h"

#include <cstdint>

namespace clew::intel::detail {

std::optional<std::string> bytes_of_base64(std::string_view text) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::string bytes;
  std::uint32_t group = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_padding = i + padding >= text.size();
    const std::size_t letter = is_padding ? 0 : letters.find(text[i]);
    if (letter == std::string_view::npos) return std::nullopt;
    group = (group << 6U) | static_cast<std::uint32_t>(letter);
    if (i % 4 != 3) continue;
    for (const unsigned shift : {16U, 8U, 0U}) bytes += static_cast<char>((group >> shift) & 0xffU);
    group = 0;
  }
  bytes.erase(bytes.size() - padding);
  return bytes;
}

}  // namespace clew::intel::detail
