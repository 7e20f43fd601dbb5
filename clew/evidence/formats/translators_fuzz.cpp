// Promises under test: any content through the translators of logins, shell histories, the journal's export, Windows
// events as XML and Azure's flows ends, in
// records that follow each other inside the content, the same in pieces of any size, each with a text of bounded size that
// its format's decoder bears.
#include "clew/base/result.h"
#include "clew/evidence/byte_source.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/translator.h"

#include <array>
#include <string_view>
#include <vector>

namespace {

using namespace clew;

class Pieces final : public evidence::ByteSource {
 public:
  Pieces(std::string_view text, std::size_t piece_bytes) : text_(text), piece_bytes_(piece_bytes) {}
  std::string_view next() override {
    const std::string_view piece = text_.substr(0, piece_bytes_);
    text_.remove_prefix(piece.size());
    return piece;
  }

 private:
  std::string_view text_;
  std::size_t piece_bytes_;
};

std::vector<evidence::Translation> translated(const evidence::Format& format, std::string_view content,
                                              std::size_t piece_bytes) {
  Pieces source(content, piece_bytes);
  const auto translator = format.translate(source);
  std::vector<evidence::Translation> records;
  evidence::Translation record;
  std::uint64_t end = 0;
  while (translator->next(record)) {
    CLEW_ASSERT(record.offset >= end && record.length > 0 && record.offset + record.length <= content.size());
    // An escape is six bytes for one; a name is written of its own.
    CLEW_ASSERT(record.text.size() <= 6 * record.length + 512);
    end = record.offset + record.length;
    records.push_back(record);
  }
  return records;
}

}  // namespace

/// The first byte chooses the format, the second the size of the pieces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  static const std::array<const evidence::Format*, 5> formats = {&evidence::utmp, &evidence::shell_history,
                                                                 &evidence::journald_export, &evidence::windows_xml,
                                                                 &evidence::azure_flow};
  const evidence::Format& format = *formats[data[0] % formats.size()];
  const std::string_view content(reinterpret_cast<const char*>(data + 2), size - 2);
  const auto whole = translated(format, content, content.size() + 1);
  const auto pieces = translated(format, content, 1 + data[1]);
  CLEW_ASSERT(whole.size() == pieces.size());
  static evidence::Scratch scratch;
  model::Event event;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    CLEW_ASSERT(whole[i].offset == pieces[i].offset && whole[i].length == pieces[i].length);
    CLEW_ASSERT(whole[i].text == pieces[i].text && whole[i].broken == pieces[i].broken);
    if (whole[i].broken) continue;
    event.clear();
    CLEW_ASSERT(format.decode(whole[i].text, {}, scratch, event) != evidence::Decoded::unparsed);
  }
  return 0;
}
