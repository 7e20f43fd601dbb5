#include "clew/intel/knowledge.h"

#include "clew/base/text.h"
#include "clew/intel/detail/knowledge_parts.h"
#include "clew/intel/detail/warning_list.h"
#include "clew/intel/name_sources.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace clew::intel {
namespace detail {

void refuse(model::Knowledge& knowledge, std::string what) {
  if (knowledge.refused.size() < model::refused_told_max) knowledge.refused.push_back(std::move(what));
  ++knowledge.refused_count;
}

base::Result<base::Done> hand_over(model::Knowledge& knowledge, const KnowledgeSink& sink) {
  if (knowledge.indicators.size() < knowledge_part_indicators_max) return base::Done{};
  CLEW_CHECK(sink(std::move(knowledge)));
  knowledge = {};
  return base::Done{};
}

bool is_no_actor(std::string_view name) {
  static constexpr std::array<std::string_view, 6> words = {"",     "unclassified", "unknown", "unattributed",
                                                            "none", "n/a"};
  return std::ranges::any_of(words, [&](std::string_view word) { return base::equal_ignoring_case(name, word); });
}

}  // namespace detail

base::Result<base::Done> read_knowledge(const KnowledgeInput& input, const KnowledgeSink& sink) {
  if (input.bytes.size() > knowledge_bytes_max) {
    return base::fail(base::Fault::over_limit,
                      fmt::format("{} bytes, at most {} are read", input.bytes.size(), knowledge_bytes_max), {},
                      input.file);
  }
  if (detail::is_labelled_blocks(input.bytes)) return detail::read_labelled_blocks(input, sink);
  if (detail::may_be_json(input.bytes)) {
    CLEW_TRY(const auto json, detail::JsonText::parse(input.file, input.bytes));
    if (detail::is_warning_list(json.root())) {
      model::Knowledge warnings;
      auto list = detail::read_warning_list(input.file, json.root());
      if (list)
        warnings.warning_lists.push_back(*std::move(list));
      else
        detail::refuse(warnings, fmt::format("{}: {}", input.file, list.error().what));
      return sink(std::move(warnings));
    }
    // Names are read by those who read nothing else; a document without any is no error here.
    model::Knowledge names;
    if (auto claims = read_name_claims(input.file, input.bytes)) names.names = *std::move(claims);
    const bool has_names = !names.names.empty();
    if (has_names) CLEW_CHECK(sink(std::move(names)));
    if (detail::is_attack(json.root())) return detail::read_attack(input, json, sink);
    if (detail::is_galaxy(json.root())) return detail::read_galaxy(input, json, sink);
    if (detail::is_relations(json.root())) return detail::read_relations(input, json, sink);
    if (has_names) return base::Done{};
  } else {
    if (detail::is_relations_csv(input.bytes)) return detail::read_relations_csv(input, sink);
    if (detail::is_claims_csv(input.bytes)) return detail::read_claims_csv(input, sink);
    if (detail::is_labelled_csv(input.bytes)) return detail::read_labelled_csv(input, sink);
    if (detail::is_trails(input.bytes)) return detail::read_trails(input, sink);
  }
  return base::fail(base::Fault::unsupported, "no knowledge in a form that is known here", {}, input.file);
}

}  // namespace clew::intel
