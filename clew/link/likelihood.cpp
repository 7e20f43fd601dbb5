#include "clew/link/likelihood.h"

#include <array>

namespace clew::link {
namespace {

constexpr std::array<Likelihood, 7> bands = {{{"almost no chance", 0.0, 0.05},
                                              {"very unlikely", 0.05, 0.20},
                                              {"unlikely", 0.20, 0.45},
                                              {"roughly even chance", 0.45, 0.55},
                                              {"likely", 0.55, 0.80},
                                              {"very likely", 0.80, 0.95},
                                              {"almost certain", 0.95, 1.0}}};
constexpr std::array<std::string_view, 3> confidences = {"low", "moderate", "high"};

}  // namespace

Likelihood likelihood_of(double probability) {
  for (const Likelihood& band : bands) {
    if (probability < band.to) return band;
  }
  return bands.back();
}

std::string_view name_of(Confidence confidence) { return confidences.at(static_cast<std::size_t>(confidence)); }

}  // namespace clew::link
