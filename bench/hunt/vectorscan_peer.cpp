// Vectorscan as a peer of `clew hunt`: all indicators as literals in any case, one pass over each file.
//
//   vectorscan_peer compile LIST DATABASE            LIST has a value on each line
//   vectorscan_peer scan LIST DATABASE FILE…         counts matches
//   vectorscan_peer report LIST DATABASE FILE…       file, offset, value of each match, by tabs
//   … --words                                        only matches that are bounded as a word: see `is_bounded`
//
// Block mode on 512 KiB from read(), cut at a line end: no state is kept from block to block, which is its quickest way.
#include <algorithm>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

#include <hs/hs.h>

namespace {

constexpr std::size_t block_bytes = std::size_t{512} << 10U;
constexpr std::size_t line_bytes_max = std::size_t{64} << 10U;  // a longer one is cut

[[noreturn]] void die(std::string_view what) {
  std::fprintf(stderr, "vectorscan_peer: %.*s\n", static_cast<int>(what.size()), what.data());
  std::exit(2);
}

std::vector<std::string> read_list(const char* path) {
  std::ifstream stream(path);
  std::vector<std::string> values;
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty()) values.push_back(line);
  }
  if (values.empty()) die("an empty list");
  return values;
}

std::string read_all(const char* path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

void compile(const char* list, const char* path) {
  const std::vector<std::string> values = read_list(list);
  std::vector<const char*> texts;
  std::vector<unsigned> flags(values.size(), HS_FLAG_CASELESS);
  std::vector<unsigned> ids;
  std::vector<std::size_t> sizes;
  for (const std::string& value : values) {
    texts.push_back(value.data());
    sizes.push_back(value.size());
    ids.push_back(static_cast<unsigned>(ids.size()));
  }
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), sizes.data(), static_cast<unsigned>(values.size()),
                           HS_MODE_BLOCK, nullptr, &database, &error) != HS_SUCCESS) {
    die(error != nullptr ? error->message : "cannot compile");
  }
  char* bytes = nullptr;
  std::size_t size = 0;
  if (hs_serialize_database(database, &bytes, &size) != HS_SUCCESS) die("cannot serialize");
  std::ofstream(path, std::ios::binary).write(bytes, static_cast<std::streamsize>(size));
  std::free(bytes);
  hs_free_database(database);
}

struct Scan {
  std::vector<std::string> values;
  bool words = false, report = false;
  const char* file = nullptr;
  std::string_view block;
  std::uint64_t offset = 0;  // of the block in the file
  std::uint64_t matches = 0;
};

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_joint(char c) { return is_alnum(c) || c == '-' || c == '_'; }

/// What can be asked without knowing what kind of value it is: no letter, digit, `-` or `_` on either side, and no dot
/// that more of a name follows. A dot before it is allowed: that is a subdomain.
bool is_bounded(std::string_view text, std::size_t begin, std::size_t end) {
  if (begin > 0 && is_joint(text[begin - 1])) return false;
  if (end >= text.size()) return true;
  if (text[end] == '.') return end + 1 >= text.size() || !is_alnum(text[end + 1]);
  return !is_joint(text[end]);
}

int on_match(unsigned id, unsigned long long /*from*/, unsigned long long to, unsigned /*flags*/, void* context) {
  Scan& scan = *static_cast<Scan*>(context);
  const std::string& value = scan.values[id];
  const std::size_t begin = static_cast<std::size_t>(to) - value.size();
  if (scan.words && !is_bounded(scan.block, begin, static_cast<std::size_t>(to))) return 0;
  ++scan.matches;
  if (scan.report) {
    const std::uint64_t offset = scan.offset + begin;
    std::printf("%s\t%" PRIu64 "\t%s\n", scan.file, offset, value.c_str());
  }
  return 0;
}

void scan_file(Scan& scan, const hs_database_t* database, hs_scratch_t* scratch) {
  const int file = open(scan.file, O_RDONLY | O_CLOEXEC);
  if (file < 0) die(scan.file);
  std::vector<char> buffer(block_bytes + line_bytes_max);
  std::size_t kept = 0;
  scan.offset = 0;
  while (true) {
    const ssize_t got = read(file, buffer.data() + kept, block_bytes);
    if (got < 0) die("cannot read");
    const std::size_t size = kept + static_cast<std::size_t>(got);
    if (size == 0) break;
    std::size_t use = size;
    if (got > 0) {
      const auto* const end = static_cast<const char*>(memrchr(buffer.data(), '\n', size));
      use = end == nullptr ? size : static_cast<std::size_t>(end - buffer.data()) + 1;
      if (size - use > line_bytes_max) use = size;
    }
    scan.block = {buffer.data(), use};
    if (hs_scan(database, buffer.data(), static_cast<unsigned>(use), 0, scratch, on_match, &scan) != HS_SUCCESS)
      die("cannot scan");
    scan.offset += use;
    kept = size - use;
    std::memmove(buffer.data(), buffer.data() + use, kept);
    if (got == 0) break;
  }
  close(file);
}

void scan_all(Scan& scan, const char* path, std::span<char* const> files) {
  const std::string bytes = read_all(path);
  hs_database_t* database = nullptr;
  hs_scratch_t* scratch = nullptr;
  if (hs_deserialize_database(bytes.data(), bytes.size(), &database) != HS_SUCCESS) die("no database");
  if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) die("no memory");
  for (const char* const file : files) {
    scan.file = file;
    scan_file(scan, database, scratch);
  }
  if (!scan.report) std::printf("%llu\n", static_cast<unsigned long long>(scan.matches));
  hs_free_scratch(scratch);
  hs_free_database(database);
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<char*> arguments(argv + 1, argv + argc);
  const std::size_t before = arguments.size();
  std::erase_if(arguments, [](std::string_view argument) { return argument == "--words"; });
  if (arguments.size() < 3) die("compile LIST DATABASE, scan LIST DATABASE FILE…, report LIST DATABASE FILE…");
  const std::string_view what = arguments[0];
  if (what == "compile") {
    compile(arguments[1], arguments[2]);
    return 0;
  }
  Scan scan;
  scan.values = read_list(arguments[1]);
  scan.words = before != arguments.size();
  scan.report = what == "report";
  scan_all(scan, arguments[2], std::span<char* const>(arguments).subspan(3));
  return 0;
}
