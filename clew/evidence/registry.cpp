#include "clew/evidence/format.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/known_logs.h"
#include "clew/evidence/formats/scratch.h"

#include <array>

namespace clew::evidence {

Scratch::Scratch() : state_(std::make_unique<State>()) {}
Scratch::~Scratch() = default;
Scratch::Scratch(Scratch&&) noexcept = default;

std::span<const Format> formats() {
  // Most specific first: a format that recognises by shape alone stands behind those that know their fields.
  static const std::array all = {
      undecoded,
      no_evidence,
      zeek_tsv,
      zeek_json,
      osquery,
      cloudtrail_digest,
      cloudtrail,
      cloudtrail_document,
      jumpcloud_results,
      jumpcloud_results_lines,
      jumpcloud_insights,
      jumpcloud_insights_array,
      windows_json,
      windows_json_document,
      jumpcloud_agent_log,
      squid,
      npm_lock,
      mail,
      inventory_document,
      inventory_lines,
      inventory_csv,
      json_lines,
      json_document,
      binary,
      text_lines,
  };
  return all;
}

Recognised recognise(std::string_view head) {
  for (const Format& format : formats()) {
    if (std::string source = format.recognise(head); !source.empty())
      return recognise_known_log(head, {&format, std::move(source)});
  }
  return {&formats().back(), "text"};
}

}  // namespace clew::evidence
