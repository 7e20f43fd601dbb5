// Runs the engine over labelled data, in order of time, and prints what it says, a JSON object a line.
//
//     link_replay blocks BASE BLOCKS.jsonl [YEAR=WEIGHTS…]            each block, as of the day before it was added
//     link_replay reports BASE BUNDLE.json REPORTS.jsonl [ID=WEIGHTS…] each report, as of the day that it names
//
// BASE is where the knowledge base is made; the same importers, store and judgement as in the program. `YEAR=WEIGHTS`
// gives weights of their own to a year (or, for reports, to a release).
#include "clew/base/disk.h"
#include "clew/base/hash.h"
#include "clew/intel/detail/json_text.h"
#include "clew/intel/knowledge.h"
#include "clew/link/judge.h"
#include "clew/store/knowledge_base.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace clew;
using intel::detail::JsonText;
using intel::detail::JsonValue;

[[noreturn]] void stop(const std::string& words) {
  std::cerr << "link_replay: " << words << "\n";
  std::exit(2);
}

template <class T>
T must(base::Result<T> result) {
  if (!result) stop(base::to_text(result.error()));
  return *std::move(result);
}

std::string json_text(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
      continue;
    }
    result += c;
  }
  return result + '"';
}

store::KnowledgeBase make_base(const std::filesystem::path& path, const std::string& file, const std::string& bytes) {
  std::filesystem::remove(path);
  auto made = must(store::KnowledgeBase::open(path, store::KnowledgeBase::Mode::write));
  must(made.begin_import());
  must(made.begin_file(file, base::sha256_hex(bytes)));
  must(intel::read_knowledge({.file = file, .bytes = bytes}, [&](model::Knowledge&& part) { return made.add(part); }));
  must(made.commit_import());
  return made;
}

using WeightsOf = std::map<std::string, link::Weights, std::less<>>;

WeightsOf weights_of(std::span<char*> arguments) {
  WeightsOf weights;
  for (const std::string_view argument : arguments) {
    const std::size_t equals = argument.find('=');
    if (equals == std::string_view::npos) stop("expected YEAR=WEIGHTS");
    const std::string text = must(base::read_small_file(argument.substr(equals + 1), 1U << 20U));
    weights.emplace(argument.substr(0, equals), must(link::Weights::parse(text)));
  }
  return weights;
}

const link::Weights& chosen(const WeightsOf& weights, std::string_view id) {
  const auto found = weights.find(id);
  return found == weights.end() ? link::Weights::learned() : found->second;
}

std::string candidates_text(const link::Judgement& judgement, const link::KnownGround& ground) {
  std::string text = "[";
  for (const link::Hypothesis& hypothesis : judgement.candidates) {
    if (text.size() > 1) text += ",";
    const auto facts = std::ranges::find(ground.activities, hypothesis.activity, &link::ActivityFacts::name);
    const std::string id = facts == ground.activities.end() ? "" : facts->id;
    text += fmt::format("{{\"activity\":{},\"id\":{},\"p\":{:.6f},\"confidence\":\"{}\",\"terms\":{{",
                        json_text(hypothesis.activity), json_text(id), hypothesis.probability,
                        link::name_of(hypothesis.confidence));
    bool first = true;
    for (const auto& [name, value] : hypothesis.terms) {
      text += fmt::format("{}\"{}\":{:.6f}", first ? "" : ",", name, value);
      first = false;
    }
    text += "}}";
  }
  return text + "]";
}

/// Ends each line's work with one line of output.
template <class Visit>
void for_each_object(const std::string& bytes, const Visit& visit) {
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty()) continue;
    const auto json = must(JsonText::parse("line", line));
    visit(line, json.root());
  }
}

void replay_block(const store::KnowledgeBase& base, std::string_view line, const JsonValue& block,
                  const WeightsOf& weights) {
  const std::string date(block["first_added"].text());
  link::LinkCase link_case;
  // The importer reads the block once more: what is asked and what is known go through the same door.
  std::string label;
  must(
      intel::read_knowledge({.file = "block", .bytes = line}, [&](model::Knowledge&& part) -> base::Result<base::Done> {
        for (model::KnownIndicator& indicator : part.indicators) {
          label = indicator.activity;
          link_case.indicators.push_back({std::move(indicator.value), indicator.role});
        }
        return base::Done{};
      }));
  // "generic" and the like are no publications.
  for (const JsonValue ref : block["refs"]) {
    if (ref.text().contains("://")) link_case.sources.emplace_back(ref.text());
  }
  // A block grows: it is judged as it stands, with what others had published before its last indicator was added.
  std::int32_t last = model::day_of(date).value();
  for (const JsonValue indicator : block["indicators"]) {
    std::string_view added;
    for (const JsonValue field : indicator) added = field.text();
    last = std::max(last, model::day_of(added).value_or(last));
  }
  link_case.as_of = last - 1;
  link_case.published = last;
  const auto questions = link::questions_of(link_case);
  const auto ground = must(base.ground_for(link_case, questions));
  const auto judgement = link::judge(link_case, questions, ground, chosen(weights, date.substr(0, 4)));
  std::string traces;
  for (const link::Question& question : questions) {
    traces += fmt::format("{}{}", traces.empty() ? "" : ",",
                          json_text(fmt::format("{} {}", link::name_of(question.trace.kind), question.trace.key)));
  }
  fmt::print(
      "{{\"date\":\"{}\",\"truth\":{},\"candidates\":{},\"unknown\":{:.6f},\"new_share\":{:.6f},\"unlinked\":{},"
      "\"abstained\":{},\"traces\":[{}]}}\n",
      date, json_text(label), candidates_text(judgement, ground), judgement.unknown_probability, ground.new_share,
      judgement.unlinked, judgement.abstained, traces);
}

void replay_report(const store::KnowledgeBase& base, const JsonValue& report, const WeightsOf& weights) {
  link::LinkCase link_case;
  for (const JsonValue feature : report["features"]) link_case.features.emplace_back(feature.text());
  link_case.as_of = model::day_of(report["as_of"].text()).value();
  const auto ground = must(base.ground_for(link_case, {}));
  const auto judgement = link::judge(link_case, {}, ground, chosen(weights, report["release"].text()));
  std::string scores;
  for (const auto& [activity, score] : judgement.profile_scores) {
    const link::ActivityFacts& facts = ground.activities.at(activity);
    if (!scores.empty()) scores += ",";
    scores += fmt::format("{}:{:.6f}", json_text(facts.id.empty() ? facts.name : facts.id), score);
  }
  const link::Novelty& novelty = judgement.novelty;
  fmt::print(
      "{{\"release\":{},\"scores\":{{{}}},\"novelty\":[{:.6f},{:.6f},{:.6f},{:.6f}],\"candidates\":{},\"unknown\":{:.6f},"
      "\"abstained\":{}}}\n",
      json_text(report["release"].text()), scores, novelty.own_software, novelty.rare_software, novelty.common_habits,
      novelty.many_techniques, candidates_text(judgement, ground), judgement.unknown_probability, judgement.abstained);
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
  if (argc >= 4 && std::string_view(argv[1]) == "blocks") {
    const std::string bytes = must(base::read_small_file(argv[3], intel::knowledge_bytes_max));
    const auto weights = weights_of(arguments.subspan(4));
    const auto base = make_base(argv[2], argv[3], bytes);
    for_each_object(bytes,
                    [&](std::string_view line, const JsonValue& block) { replay_block(base, line, block, weights); });
    return 0;
  }
  if (argc >= 5 && std::string_view(argv[1]) == "reports") {
    const std::string bundle = must(base::read_small_file(argv[3], intel::knowledge_bytes_max));
    const std::string reports = must(base::read_small_file(argv[4], intel::knowledge_bytes_max));
    const auto weights = weights_of(arguments.subspan(5));
    const auto base = make_base(argv[2], argv[3], bundle);
    for_each_object(reports, [&](std::string_view, const JsonValue& report) { replay_report(base, report, weights); });
    return 0;
  }
  stop("usage: link_replay blocks BASE BLOCKS [YEAR=WEIGHTS…] | reports BASE BUNDLE REPORTS [RELEASE=WEIGHTS…]");
}
