/// A whole content through a translator, in pieces of any size. Only for tests.
#pragma once

#include "clew/evidence/byte_source.h"
#include "clew/evidence/format.h"
#include "clew/evidence/translator.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::evidence::testing {

class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string_view text, std::size_t piece_bytes = 64 * 1024) : rest_(text), bytes_(piece_bytes) {}
  std::string_view next() override {
    const std::string_view piece = rest_.substr(0, bytes_);
    rest_.remove_prefix(piece.size());
    return piece;
  }

 private:
  std::string_view rest_;
  std::size_t bytes_;
};

struct Translated {
  std::vector<Translation> records;
  std::optional<base::Error> problem;

  /// The texts of the whole records, one a line.
  [[nodiscard]] std::string text() const {
    std::string lines;
    for (const Translation& record : records) {
      if (!record.broken) lines += record.text + "\n";
    }
    return lines;
  }
};

inline Translated translated(const Format& format, std::string_view content, std::size_t piece_bytes = 64 * 1024) {
  TextSource source(content, piece_bytes);
  const auto translator = format.translate(source);
  Translated result;
  Translation record;
  while (translator->next(record)) result.records.push_back(record);
  result.problem = translator->problem();
  return result;
}

}  // namespace clew::evidence::testing
