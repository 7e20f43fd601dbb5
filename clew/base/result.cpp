#include "clew/base/result.h"

#include "clew/base/text.h"

#include <cstdio>
#include <cstdlib>

namespace clew::base {

std::string_view name_of(Fault fault) {
  switch (fault) {
    case Fault::malformed: return "malformed";
    case Fault::unsupported: return "unsupported";
    case Fault::over_limit: return "over limit";
    case Fault::not_found: return "not found";
    case Fault::unavailable: return "unavailable";
  }
  return "unknown";
}

std::string to_text(const Error& error) {
  std::string text;
  if (!error.file.empty()) text += printable(error.file) + ": ";
  text += name_of(error.fault);
  text += ": ";
  text += printable(error.what);
  return text;
}

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: clew broke a promise of its own: %s\n", file, line, condition);
  std::abort();
}

}  // namespace clew::base
