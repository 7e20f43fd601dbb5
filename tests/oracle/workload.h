/// Made-up values and logs in real proportions, for benchmarks: the same for the same seed, on every machine.
///
/// In:     how many, how long. Out: values as feeds have them; lines as sensors write them.
/// Errors: none.
#pragma once

#include "clew/model/value.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace clew::oracle {

/// Values as feeds have them: mostly domains, addresses, hashes and URLs, none of them in `realistic_log` by chance.
std::vector<model::Value> realistic_values(std::size_t count);

/// Lines of proxies, resolvers, firewalls, agents and endpoint sensors; every `line_of_a_hit`-th names a value (0: none does).
std::string realistic_log(std::span<const model::Value> values, std::size_t size_bytes, std::size_t line_of_a_hit);

}  // namespace clew::oracle
