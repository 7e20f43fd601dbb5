// Makes the corpus of `./dev bench hunt`: logs of many kinds, lists of indicators, and where these stand in the logs.
//
//   make_corpus DIR [--mb 1024] [--counts 100,10000,100000,1000000] [--every 500] [--seed 1]
//
// DIR/<count>/*.log             the logs: the same files for every list, as hard links
// DIR/<count>/indicators.tsv    value and type; a shorter list is the beginning of a longer one
// DIR/<count>/truth.tsv         file, offset, length, indicator, spelling of every sighting
// DIR/hot/indicators.tsv        what stands on nearly every line
// DIR/escapes/escapes.log       an eighth as large: text that is dense with escapes
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "bench/hunt/indicators.h"
#include "bench/hunt/logs.h"
#include "bench/hunt/names.h"
#include "bench/hunt/plants.h"
#include "bench/hunt/random.h"
#include <fmt/core.h>

namespace clew::bench {
namespace {

namespace fs = std::filesystem;

struct Options {
  fs::path folder;
  std::uint64_t bytes = std::uint64_t{1024} << 20U;
  std::vector<std::size_t> counts = {100, 10'000, 100'000, 1'000'000};
  std::size_t every = 500;  ///< lines from one plant to the next, on average; as many near misses
  std::uint64_t seed = 1;
};

class File {
 public:
  explicit File(const fs::path& path) : stream_(path, std::ios::binary | std::ios::trunc), path_(path) {}
  void write(std::string_view text) { stream_.write(text.data(), static_cast<std::streamsize>(text.size())); }
  void close() {
    stream_.close();
    if (stream_.fail()) {
      fmt::print(stderr, "make_corpus: {} cannot be written\n", path_.string());
      std::exit(2);
    }
  }

 private:
  std::ofstream stream_;
  fs::path path_;
};

struct Sighting {
  std::string_view file;
  std::uint64_t offset = 0, length = 0;
  std::uint32_t indicator = 0;
  std::string_view spelling;
};

/// Every list gets its share of the plants, however short it is.
std::uint32_t any_indicator(Random& random, const Options& options, const Plants& plants, const LogKind& kind,
                            bool near_miss) {
  while (true) {
    const auto number =
        static_cast<std::uint32_t>(random.below(random.any_of(std::span<const std::size_t>(options.counts))));
    if (plants.fits(number, kind.slots) && (!near_miss || plants.can_be_missed(number))) return number;
  }
}

void write_log(const Options& options, const Names& names, const Plants& plants, const LogKind& kind,
               std::uint64_t bytes, const fs::path& path, std::vector<Sighting>& sightings) {
  std::uint64_t seed = options.seed;
  for (const char c : kind.file) seed = mixed(seed ^ static_cast<unsigned char>(c));
  Random random(seed);
  LogWriter writer(names, plants, kind, seed + 1);
  File file(path);
  std::string buffer;
  std::uint64_t written = 0;
  while (written < bytes) {
    if (writer.is_planted() && random.one_in(std::max<std::size_t>(options.every / 2, 1))) {
      const bool near_miss = random.one_in(2);
      writer.plant({any_indicator(random, options, plants, kind, near_miss), near_miss});
    }
    const Line& line = writer.next_line();
    for (const Span& span : line.spans) {
      sightings.push_back({kind.file, written + span.begin, span.end - span.begin, span.indicator, span.spelling});
    }
    buffer += line.text;
    written += line.text.size();
    if (buffer.size() > (std::size_t{1} << 20U)) {
      file.write(buffer);
      buffer.clear();
    }
  }
  file.write(buffer);
  file.close();
}

void write_list(const fs::path& folder, const std::vector<Indicator>& indicators, std::size_t count,
                const std::vector<Sighting>& sightings) {
  File list(folder / "indicators.tsv");
  std::string text = "value\ttype\n";
  for (std::size_t i = 0; i < count; ++i)
    text += fmt::format("{}\t{}\n", indicators[i].value, name_of(indicators[i].type));
  list.write(text);
  list.close();
  File truth(folder / "truth.tsv");
  text = "file\toffset\tlength\tindicator\tspelling\n";
  for (const Sighting& one : sightings) {
    if (one.indicator >= count) continue;
    text += fmt::format("{}\t{}\t{}\t{}\t{}\n", one.file, one.offset, one.length, indicators[one.indicator].value,
                        one.spelling);
  }
  truth.write(text);
  truth.close();
}

/// What is everywhere: the own networks, the busiest hosts and addresses, what every Windows has.
void write_hot_list(const fs::path& folder, const Names& names) {
  fs::create_directories(folder);
  std::string text =
      "value\ttype\n10.0.0.0/8\tcidr\nsvchost.exe\tfile_name\nexplorer.exe\tfile_name\nC:\\Windows\\\tfile_path\n/var/log/\tfile_path\n";
  for (std::size_t rank = 0; rank < 60; ++rank) text += fmt::format("{}\tdomain\n", names.host_of_rank(rank));
  for (std::size_t rank = 0; rank < 35; ++rank)
    text += fmt::format("{}\tipv4\n", ipv4_text(names.address_of_rank(rank)));
  File list(folder / "indicators.tsv");
  list.write(text);
  list.close();
}

/// Every third byte or so is part of an escape, up to three deep; no word is longer than some letters.
void write_escapes(const fs::path& folder, std::uint64_t bytes, std::uint64_t seed) {
  fs::create_directories(folder);
  Random random(seed);
  File file(folder / "escapes.log");
  std::string text;
  while (text.size() < bytes) {
    for (std::size_t piece = random.between(20, 60); piece > 0; --piece) {
      switch (random.below(7)) {
        case 0: text += fmt::format("\\u{:04x}", random.between(0x20, 0x7e)); break;
        case 1: text += fmt::format("%{:02X}", random.between(0x20, 0x7e)); break;
        case 2: text += "\\\\"; break;
        case 3: text += "\\/"; break;
        case 4: text += "\\\\\\\""; break;
        case 5: text += fmt::format("%25{:02x}.", random.between(0x20, 0x7e)); break;
        default: text += "\\\\u002e";
      }
      text += Names::word(random);
    }
    text += '\n';
  }
  file.write(text);
  file.close();
}

void make(const Options& options) {
  const Names names(options.seed);
  const auto indicators = make_indicators(names, options.seed + 1, *std::ranges::max_element(options.counts));
  const Plants plants(indicators);
  unsigned weights = 0;
  for (const LogKind& kind : log_kinds()) weights += kind.weight;
  const fs::path first = options.folder / std::to_string(options.counts.front());
  for (const std::size_t count : options.counts) {
    fs::remove_all(options.folder / std::to_string(count));
    fs::create_directories(options.folder / std::to_string(count));
  }
  std::vector<Sighting> sightings;
  for (const LogKind& kind : log_kinds()) {
    write_log(options, names, plants, kind, options.bytes * kind.weight / weights, first / kind.file, sightings);
    for (const std::size_t count : options.counts) {
      const fs::path other = options.folder / std::to_string(count) / kind.file;
      if (count != options.counts.front()) fs::create_hard_link(first / kind.file, other);
    }
  }
  for (const std::size_t count : options.counts) {
    write_list(options.folder / std::to_string(count), indicators, count, sightings);
  }
  write_hot_list(options.folder / "hot", names);
  write_escapes(options.folder / "escapes", options.bytes / 8, options.seed);
}

bool read_options(std::span<char* const> arguments, Options& options) {
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string_view name = arguments[i];
    if (!name.starts_with("--")) {
      options.folder = name;
      continue;
    }
    if (++i == arguments.size()) return false;
    const char* const value = arguments[i];
    if (name == "--mb") {
      options.bytes = std::strtoull(value, nullptr, 10) << 20U;
    } else if (name == "--every") {
      options.every = std::strtoull(value, nullptr, 10);
    } else if (name == "--seed") {
      options.seed = std::strtoull(value, nullptr, 10);
    } else if (name == "--counts") {
      options.counts.clear();
      for (const char* at = value; *at != '\0'; at += *at == ',' ? 1 : 0) {
        char* end = nullptr;
        options.counts.push_back(std::strtoull(at, &end, 10));
        if (end == at) return false;
        at = end;
      }
    } else {
      return false;
    }
  }
  return !options.folder.empty() && !options.counts.empty() && options.bytes > 0 &&
         std::ranges::all_of(options.counts, [](std::size_t count) { return count >= 100; });
}

}  // namespace
}  // namespace clew::bench

int main(int argc, char** argv) {
  clew::bench::Options options;
  if (!clew::bench::read_options({argv, static_cast<std::size_t>(argc)}, options)) {
    std::fputs("make_corpus DIR [--mb 1024] [--counts 100,10000,100000,1000000] [--every 500] [--seed 1]\n", stderr);
    return 2;
  }
  clew::bench::make(options);
  return 0;
}
