#include "clew/model/case_document.h"

namespace clew::model {

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::hit: return "hit";
    case Verdict::suspicious: return "suspicious";
    case Verdict::not_seen: return "not_seen";
    case Verdict::cannot_say: return "cannot_say";
  }
  return "";
}

std::string_view name_of(Grade grade) {
  switch (grade) {
    case Grade::executed: return "executed";
    case Grade::contacted: return "contacted";
    case Grade::authenticated: return "authenticated";
    case Grade::attempted: return "attempted";
    case Grade::mentioned: return "mentioned";
  }
  return "";
}

std::string_view name_of(FindingStatus status) {
  switch (status) {
    case FindingStatus::counts: return "counts";
    case FindingStatus::explained: return "explained";
  }
  return "";
}

std::string_view name_of(FindingKind kind) {
  switch (kind) {
    case FindingKind::indicator: return "indicator";
    case FindingKind::behaviour: return "behaviour";
  }
  return "";
}

std::string_view name_of(DeviceStatus status) {
  switch (status) {
    case DeviceStatus::compromised: return "compromised";
    case DeviceStatus::suspicious: return "suspicious";
    case DeviceStatus::cleared: return "cleared";
  }
  return "";
}

std::string_view name_of(AccountStatus status) {
  switch (status) {
    case AccountStatus::used_by_intruder: return "used_by_intruder";
    case AccountStatus::exposed: return "exposed";
    case AccountStatus::cleared: return "cleared";
  }
  return "";
}

std::string_view name_of(RotationState state) {
  switch (state) {
    case RotationState::to_do: return "to_do";
    case RotationState::done: return "done";
    case RotationState::verified: return "verified";
  }
  return "";
}

std::string_view name_of(Bearing bearing) {
  switch (bearing) {
    case Bearing::against: return "-";
    case Bearing::neutral: return "0";
    case Bearing::supports: return "+";
    case Bearing::supports_strongly: return "++";
  }
  return "";
}

}  // namespace clew::model
