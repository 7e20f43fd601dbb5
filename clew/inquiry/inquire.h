/// The judgement: from sightings and coverage to the answers of the first day.
///
///     Pursuit, Question --inquire--> the parts of the case document that are conclusions
///
/// In:     what the pursuit brought; what was asked.
/// Out:    findings and chains (`tell.h`), coverage and blind spots (`ground.h`), devices and accounts (`scope.h`), what
///         was within reach (`reach.h`), what to renew (`rotation.h`), the verdict (`verdict.h`) and the door (`door.h`),
///         and the list of the evidence with its hashes.
/// Errors: none.
#pragma once

#include "clew/inquiry/pursuit.h"
#include "clew/inquiry/verdict.h"
#include "clew/model/case_document.h"

namespace clew::inquiry {

void inquire(const Pursuit& pursuit, const Question& question, model::CaseDocument& document);

}  // namespace clew::inquiry
