/// Made-up values and logs for tests, fuzz targets and benchmarks: the same for the same seed, on every machine.
///
/// In:     a seeded generator. Out: values of every type; text that is dense with them, near misses and encodings.
/// Errors: none.
#pragma once

#include "clew/model/value.h"

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace clew::hunt::detail {

/// Few letters and few labels, so that values contain one another.
std::vector<model::Value> random_values(std::mt19937_64& random, std::size_t count);

/// `pieces` pieces, most of them one of `values`, spoiled or encoded in some way.
std::string near_miss_text(std::mt19937_64& random, std::span<const model::Value> values, std::size_t pieces);

/// Values as feeds have them: mostly domains, addresses, hashes and URLs, none of them in `realistic_log` by chance.
std::vector<model::Value> realistic_values(std::size_t count);

/// Lines of proxies, resolvers, firewalls, agents and endpoint sensors; every `line_of_a_hit`-th names a value (0: none does).
std::string realistic_log(std::span<const model::Value> values, std::size_t size_bytes, std::size_t line_of_a_hit);

}  // namespace clew::hunt::detail
