/// The judgement: from sightings and coverage to the answers of the first day.
///
///     Material, Question --inquire--> the parts of the case document that are conclusions
///
/// In:     sightings with the records around them; what was asked.
/// Out:    findings (`findings.h`), coverage and blind spots (`ground.h`), devices and accounts (`scope.h`), the verdict
///         (`verdict.h`), and the list of the evidence with its hashes.
/// Errors: none.
#pragma once

#include "clew/inquiry/material.h"
#include "clew/inquiry/verdict.h"
#include "clew/model/case_document.h"

namespace clew::inquiry {

void inquire(const Material& material, const Question& question, model::CaseDocument& document);

}  // namespace clew::inquiry
