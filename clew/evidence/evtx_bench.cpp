// Windows event logs on one thread: to JSON, and on to events. The log is the file that CLEW_BENCH_EVTX names, read before the
// clock runs; without it, one of four chunks that is built here. bench/evidence/evtx.py compares with other readers.
#include "clew/evidence/detail/evtx_builder.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/translator.h"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include <benchmark/benchmark.h>
#include <fmt/core.h>

namespace clew::evidence {
namespace {

using detail::BuiltValue;
using detail::EvtxTokens;
using detail::EvtxType;

void put_event(EvtxTokens& xml) {
  xml.open("Event", true).attribute("xmlns").text("http://schemas.microsoft.com/win/2004/08/events/event").close_tag();
  detail::put_system(xml, "Microsoft-Windows-Sysmon");
  xml.open("EventData").close_tag();
  for (std::size_t i = 0; i < 16; ++i) xml.data(fmt::format("Field{}", i), 8 + i, EvtxType::string);
  xml.end().end();
}

std::string make_log() {
  constexpr std::uint64_t chunks = 4;
  constexpr std::size_t full = 60'000;
  detail::EvtxBuilder log;
  std::uint64_t number = 1;
  for (std::uint64_t chunk = 0; chunk < chunks; ++chunk) {
    for (; log.chunk_size() < full; ++number) {
      auto values = detail::system_values(1, number, "Microsoft-Windows-Sysmon/Operational");
      for (int i = 0; i < 16; ++i)
        values.push_back(BuiltValue::text(fmt::format("C:\\Windows\\System32\\program-{}.exe", i)));
      log.record(number, "event", put_event, values);
    }
    log.end_chunk();
  }
  return log.bytes();
}

const std::string& log_bytes() {
  static const std::string bytes = [] {
    const char* const path = std::getenv("CLEW_BENCH_EVTX");
    if (path == nullptr) return make_log();
    std::ifstream file(path, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }();
  return bytes;
}

void run(benchmark::State& state, bool decodes) {
  const std::string& bytes = log_bytes();
  Scratch scratch;
  const FileContext context;
  model::Event event;
  std::size_t records = 0;
  for (auto _ : state) {
    MemorySource content(bytes);
    const auto translator = evtx.translate(content);
    Translation record;
    records = 0;
    while (translator->next(record)) {
      event.clear();
      if (record.broken || (decodes && evtx.decode(record.text, context, scratch, event) != Decoded::event)) {
        state.SkipWithError("a record is broken");
        return;
      }
      benchmark::DoNotOptimize(event.time);
      ++records;
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes.size()) * static_cast<std::int64_t>(state.iterations()));
  state.counters["records"] = static_cast<double>(records);
}

void evtx_translate(benchmark::State& state) { run(state, false); }
void evtx_decode(benchmark::State& state) { run(state, true); }
BENCHMARK(evtx_translate);
BENCHMARK(evtx_decode);

}  // namespace
}  // namespace clew::evidence
