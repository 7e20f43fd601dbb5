/// Why a sighting does not count, in words: a table of small named rules, each with its own tests.
///
///     Sighting, Grade, context --rules in order--> the first that holds: its name and its sentence
///
/// In:     one sighting, already graded, and all that is known around it.
/// Out:    `Explanation` of the first rule that holds, or nothing: then the sighting counts.
/// A rule explains only what it can show. Adding one: a function in `explanations/`, a row in `explanation_rules()`
/// (explanation.cpp), a table of tests that has cases in which it must stay silent.
#pragma once

#include "clew/inquiry/grade.h"
#include "clew/inquiry/material.h"

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace clew::inquiry {

struct Suspect {
  const model::Sighting& sighting;
  const model::Indicator& indicator;
  const Graded& graded;
  DeviceOf device;
  const hunt::KeptSightings& kept;  ///< all of this indicator, source and device
  const hunt::ScannedFile& file;
  const Material& material;
  /// Devices and accounts with something that counts already; filled for the rules of the second round only.
  const std::set<std::string>* in_question = nullptr;
};

struct ExplanationRule {
  std::string_view name;
  std::optional<std::string> (*explain)(const Suspect& suspect);
  /// The first round judges a record by itself; the second may look at what counts on the same device or account.
  enum class Round : std::uint8_t { first, second } round = Round::first;
};

std::span<const ExplanationRule> explanation_rules();

struct Explanation {
  std::string_view rule;
  std::string why;
};
std::optional<Explanation> explain(const Suspect& suspect, ExplanationRule::Round round);

}  // namespace clew::inquiry
