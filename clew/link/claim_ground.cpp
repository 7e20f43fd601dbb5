#include "clew/link/claim_ground.h"

#include "clew/base/text.h"
#include "clew/model/knowledge.h"

#include <algorithm>
#include <array>
#include <set>

namespace clew::link {
namespace {

constexpr std::array<std::string_view, 4> levels = {"programme", "cluster", "unit", "activity"};

struct StateWord {
  std::string_view word, state;
};
// How reports name the states that most attributions speak of. Matched as whole words, in any case.
constexpr std::array state_words = std::to_array<StateWord>({
    {"north korea", "North Korea"},
    {"north korean", "North Korea"},
    {"dprk", "North Korea"},
    {"pyongyang", "North Korea"},
    {"lazarus", "North Korea"},
    {"china", "China"},
    {"chinese", "China"},
    {"prc", "China"},
    {"russia", "Russia"},
    {"russian", "Russia"},
    {"gru", "Russia"},
    {"svr", "Russia"},
    {"fsb", "Russia"},
    {"iran", "Iran"},
    {"iranian", "Iran"},
    {"irgc", "Iran"},
    {"vietnam", "Vietnam"},
    {"vietnamese", "Vietnam"},
    {"pakistan", "Pakistan"},
    {"pakistani", "Pakistan"},
    {"india", "India"},
    {"indian", "India"},
    {"belarus", "Belarus"},
    {"belarusian", "Belarus"},
    {"turkey", "Turkey"},
    {"turkish", "Turkey"},
    {"israel", "Israel"},
    {"israeli", "Israel"},
    {"south korea", "South Korea"},
    {"south korean", "South Korea"},
});

bool is_word_at(std::string_view text, std::size_t at, std::size_t size) {
  const bool begins = at == 0 || !base::is_alnum(text[at - 1]);
  const bool ends = at + size == text.size() || !base::is_alnum(text[at + size]);
  return begins && ends;
}

bool has_word(std::string_view lowered_text, std::string_view word) {
  for (std::size_t at = lowered_text.find(word); at != std::string_view::npos; at = lowered_text.find(word, at + 1)) {
    if (is_word_at(lowered_text, at, word.size())) return true;
  }
  return false;
}

std::string programme_of(const model::Claim& claim, const Sponsors& sponsors) {
  const auto sponsor = sponsors.find(base::lowered(claim.object));
  if (!claim.object.empty() && sponsor != sponsors.end()) return sponsor->second;
  if (std::string state = programme_in(claim.object); !state.empty()) return state;
  if (std::string state = programme_in(claim.text); !state.empty()) return state;
  // A name that is known to work for a state, somewhere in the words.
  const std::string words = base::lowered(claim.object + " " + claim.text);
  std::set<std::string> states;
  for (const auto& [name, state] : sponsors) {
    if (name.size() >= 5 && has_word(words, name)) states.insert(state);
  }
  return states.size() == 1 ? *states.begin() : std::string();
}

bool are_equal(std::string_view a, std::string_view b, std::span<const model::NameClaim> names) {
  if (base::equal_ignoring_case(a, b)) return true;
  return std::ranges::any_of(names, [&](const model::NameClaim& claim) {
    return claim.relation == model::NameRelation::equal &&
           ((base::equal_ignoring_case(claim.name, a) && base::equal_ignoring_case(claim.other, b)) ||
            (base::equal_ignoring_case(claim.name, b) && base::equal_ignoring_case(claim.other, a)));
  });
}

/// Adds what one author says; what he has said already is only one more echo.
void add(std::vector<Position>& positions, Position position, const std::string& via) {
  auto same = std::ranges::find_if(
      positions, [&](const Position& known) { return base::equal_ignoring_case(known.by, position.by); });
  if (same == positions.end()) {
    positions.push_back(std::move(position));
    same = positions.end() - 1;
  } else {
    if (same->programme.empty()) same->programme = position.programme;
    if (same->object.empty()) same->object = position.object;
  }
  if (!via.empty() && std::ranges::find(same->echoes, via) == same->echoes.end()) same->echoes.push_back(via);
}

/// Who passes another's statement on and says the same is one voice with him: which of the two was first to know cannot
/// be told from outside.
void drop_echoing(std::vector<Position>& positions, std::span<const model::NameClaim> names) {
  const auto is_echo = [&](const Position& other, const Position& origin) {
    const bool passes_on = std::ranges::any_of(
        origin.echoes, [&](const std::string& echo) { return base::equal_ignoring_case(echo, other.by); });
    const bool says_the_same = (!origin.programme.empty() && origin.programme == other.programme) ||
                               (!origin.object.empty() && are_equal(origin.object, other.object, names));
    return passes_on && says_the_same;
  };
  std::vector<bool> dropped(positions.size());
  for (std::size_t i = 0; i < positions.size(); ++i) {
    // Of two that pass each other's statement on, the first stays.
    for (std::size_t j = 0; j < positions.size() && !dropped[i]; ++j) {
      if (j != i && is_echo(positions[j], positions[i])) dropped[j] = true;
    }
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    if (!dropped[i]) std::swap(positions[kept++], positions[i]);
  }
  positions.resize(kept);
}

bool is_denial(model::Stance stance) { return stance == model::Stance::denies || stance == model::Stance::retracts; }

void agree(ClaimGround& ground, std::span<const model::NameClaim> names) {
  // The name that most authors give, if two do.
  const Position* best = nullptr;
  std::size_t best_count = 0;
  for (const Position& candidate : ground.positions) {
    if (candidate.object.empty() || !programme_in(candidate.object).empty()) continue;
    const auto count = static_cast<std::size_t>(std::ranges::count_if(ground.positions, [&](const Position& other) {
      return !other.object.empty() && are_equal(candidate.object, other.object, names);
    }));
    if (count > best_count) best = &candidate, best_count = count;
  }
  std::map<std::string, std::size_t> programmes;
  for (const Position& position : ground.positions) {
    if (!position.programme.empty()) ++programmes[position.programme];
  }
  const auto most = std::ranges::max_element(programmes, {}, [](const auto& row) { return row.second; });
  const std::size_t programme_count = most == programmes.end() ? 0 : most->second;
  if (best_count >= 2 && best_count >= programme_count) {
    const bool is_part = std::ranges::any_of(names, [&](const model::NameClaim& claim) {
      return claim.relation == model::NameRelation::part_of && base::equal_ignoring_case(claim.name, best->object);
    });
    ground.level = is_part ? Level::unit : Level::cluster;
    ground.agreed = best->object;
    ground.independent = best_count;
  } else if (programme_count > 0) {
    ground.level = Level::programme;
    ground.agreed = most->first;
    ground.independent = programme_count;
  } else if (best != nullptr) {
    ground.level = Level::cluster;
    ground.agreed = best->object;
    ground.independent = best_count;
  }
  for (const Position& position : ground.positions) {
    const bool agrees = ground.level == Level::programme ? position.programme == ground.agreed
                                                         : are_equal(position.object, ground.agreed, names);
    if (agrees && !position.object.empty() && std::ranges::find(ground.names, position.object) == ground.names.end()) {
      ground.names.push_back(position.object);
    }
    const bool names_another =
        ground.level == Level::programme ? !position.programme.empty() : !position.object.empty();
    if (!agrees && names_another) ++ground.dissenting;
  }
}

}  // namespace

std::string_view name_of(Level level) { return levels.at(static_cast<std::size_t>(level)); }

std::string programme_in(std::string_view words) {
  const std::string text = base::lowered(words);
  std::set<std::string_view> states;
  for (const StateWord& row : state_words) {
    if (has_word(text, row.word)) states.insert(row.state);
  }
  return states.size() == 1 ? std::string(*states.begin()) : std::string();
}

ClaimGround ground_of(std::span<const model::Claim> claims, std::optional<std::int32_t> as_of, const Sponsors& sponsors,
                      std::span<const model::NameClaim> names) {
  std::vector<const model::Claim*> known;
  for (const model::Claim& claim : claims) {
    if (claim.kind != model::ClaimKind::attribution || claim.superseded || claim.by.empty()) continue;
    const auto day = model::day_of(claim.date);
    if (as_of && (!day || *day > *as_of)) continue;
    known.push_back(&claim);
  }
  std::ranges::stable_sort(known, {}, [](const model::Claim* claim) { return claim->date; });
  ClaimGround ground;
  for (const model::Claim* claim : known) {
    Position position{.by = claim->by,
                      .date = claim->date,
                      .object = claim->object,
                      .programme = programme_of(*claim, sponsors),
                      .echoes = {},
                      .stance = claim->stance,
                      .text = claim->text};
    add(is_denial(claim->stance) ? ground.denials : ground.positions, std::move(position), claim->via);
  }
  drop_echoing(ground.positions, names);
  agree(ground, names);
  return ground;
}

}  // namespace clew::link
