// How fast is the matcher on log text, by the number of values and the share of lines with a hit?
#include "clew/hunt/matcher.h"

#include "tests/oracle/oracle.h"
#include "tests/oracle/workload.h"
#include <benchmark/benchmark.h>

namespace clew::hunt {
namespace {

void find(benchmark::State& state) {
  constexpr std::size_t log_bytes = std::size_t{32} << 20U;
  const auto values = oracle::realistic_values(static_cast<std::size_t>(state.range(0)));
  const std::string log = oracle::realistic_log(values, log_bytes, static_cast<std::size_t>(state.range(1)));
  const Matcher matcher = Matcher::compile(values);
  std::vector<Hit> hits;

  // A fast wrong answer is worth nothing: the twin judges a sample, short enough for its patience.
  const std::string sample = log.substr(0, std::min<std::size_t>(log.size(), 20'000'000 / values.size()));
  matcher.find(sample, hits);
  if (hits != oracle::find(values, sample).hits) {
    state.SkipWithError("wrong answer");
    return;
  }
  for (auto _ : state) {
    hits.clear();
    matcher.find(log, hits);
    benchmark::DoNotOptimize(hits.data());
  }
  state.counters["hits"] = static_cast<double>(hits.size());
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(log.size()));
}
BENCHMARK(find)
    ->ArgNames({"values", "line_of_a_hit"})
    ->ArgsProduct({{100, 1'000, 10'000, 100'000}, {0, 100}})
    ->Unit(benchmark::kMillisecond);

void compile(benchmark::State& state) {
  const auto values = oracle::realistic_values(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(Matcher::compile(values));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(values.size()));
}
BENCHMARK(compile)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace clew::hunt
