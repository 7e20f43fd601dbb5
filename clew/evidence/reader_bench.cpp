// What one thread reads: a plain log, and the same compressed. The bytes counted are those of the content.
#include "clew/evidence/reader.h"

#include "clew/evidence/detail/packing.h"
#include "clew/evidence/detail/pieces.h"
#include "clew/evidence/detail/temporary_folder.h"

#include <benchmark/benchmark.h>
#include <fmt/core.h>

namespace clew::evidence {
namespace {

constexpr std::size_t content_bytes = 64U << 20U;

/// Lines of some 200 bytes whose numbers differ, as logs are; the same on every machine.
std::string make_log(std::string_view line_end) {
  std::string log = "[";
  std::uint64_t state = 1;
  while (log.size() < content_bytes) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    log += fmt::format(
        R"({{"ts":{}.{:06},"uid":"C{:016x}","id.orig_h":"10.20.{}.{}","id.orig_p":{},"id.resp_h":"192.0.2.{}","id.resp_p":443,"proto":"tcp","service":"ssl","conn_state":"SF"}}{})",
        1'687'860'000 + log.size() / 3000, state % 1'000'000, state, state >> 60U, (state >> 50U) % 256,
        (state >> 20U) % 65536, (state >> 40U) % 256, line_end);
  }
  return log;
}

Recognised recognise_as(Framing framing) {
  static const Format lines{.name = "lines"};
  static const Format json{.name = "json", .framing = Framing::json_elements};
  return {framing == Framing::lines ? &lines : &json, "log"};
}
Recognised as_lines(std::string_view) { return recognise_as(Framing::lines); }
Recognised as_json(std::string_view) { return recognise_as(Framing::json_elements); }

void read(benchmark::State& state, const std::string& packed, const ReaderOptions& options, std::size_t size_bytes) {
  const detail::TemporaryFolder folder;
  const FileEntry file{folder.write("log", packed), "log", packed.size()};
  Block block;
  for (auto _ : state) {
    auto reader = Reader::open(file, options);
    std::uint64_t records = 0;
    while (reader->next_member()) {
      while (reader->next_block(block)) records += block.records.size();
      if (reader->member_end().content_bytes != size_bytes || records == 0) state.SkipWithError("not all was read");
    }
    benchmark::DoNotOptimize(records);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(size_bytes) * static_cast<std::int64_t>(state.iterations()));
}

void read_lines(benchmark::State& state) {
  const std::string log = make_log("\n");
  read(state, log, {as_lines, {}}, log.size());
}
void read_json_elements(benchmark::State& state) {
  const std::string log = make_log(",\n") + "{}]";
  read(state, log, {as_json, {}}, log.size());
}
void read_gzip(benchmark::State& state) {
  const std::string log = make_log("\n");
  read(state, detail::gzipped(log), {as_lines, {}}, log.size());
}
void read_zstd(benchmark::State& state) {
  const std::string log = make_log("\n");
  read(state, detail::compressed(ARCHIVE_FILTER_ZSTD, log), {as_lines, {}}, log.size());
}

void frame_only(benchmark::State& state) {
  const std::string log = make_log(state.range(0) == 0 ? "\n" : ",\n");
  class Memory final : public ByteSource {
   public:
    explicit Memory(std::string_view rest) : rest_(rest) {}
    std::string_view next() override {
      const std::string_view piece = rest_.substr(0, 512U << 10U);
      rest_.remove_prefix(piece.size());
      return piece;
    }

   private:
    std::string_view rest_;
  };
  Block block;
  for (auto _ : state) {
    Memory source(log);
    const auto framer =
        make_framer(source, {state.range(0) == 0 ? Framing::lines : Framing::json_elements, '\0', 0}, {});
    while (framer->next(block)) benchmark::DoNotOptimize(block.records.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(log.size()) * static_cast<std::int64_t>(state.iterations()));
}

BENCHMARK(read_lines)->Unit(benchmark::kMillisecond);
BENCHMARK(read_json_elements)->Unit(benchmark::kMillisecond);
BENCHMARK(read_gzip)->Unit(benchmark::kMillisecond);
BENCHMARK(read_zstd)->Unit(benchmark::kMillisecond);
BENCHMARK(frame_only)->ArgName("json")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace clew::evidence
