/// "Who does it resemble?" — from notices or a case to competing hypotheses, by what the knowledge base held on a day.
///
///     notices or a case + knowledge base --link_case--> text
///
/// In:     paths of notices, of `case.json` or a case folder; relations; claims; the day that is asked for.
/// Out:    the judgement in one of its spellings. The same input gives the same bytes.
/// Errors: what cannot be read; a knowledge base that is not there.
#pragma once

#include "clew/base/result.h"
#include "clew/model/case_document.h"
#include "clew/model/notice.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace clew::desk {

enum class LinkForm : std::uint8_t { text, json, stix, navigator, misp };

struct LinkRequest {
  std::filesystem::path base;
  std::vector<std::filesystem::path> inputs = {};
  std::vector<std::filesystem::path> relations = {};
  std::vector<std::filesystem::path> claims = {};  ///< rows of claims: by, date, object, via, stance, text
  std::optional<std::int32_t> as_of = {};          ///< days since 1970; absent: all that is known counts
  LinkForm form = LinkForm::text;
};

struct LinkReport {
  std::string text;
  bool abstained = true;
};

base::Result<LinkReport> link_case(const LinkRequest& request);

/// The attribution of a case document, when there is a knowledge base at `base` and something to go by.
void attribute(model::CaseDocument& document, std::span<const model::Notice> notices,
               const std::filesystem::path& base);

}  // namespace clew::desk
