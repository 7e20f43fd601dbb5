/// What the record of a sighting shows to have happened: executed, contacted, authenticated, attempted or mentioned.
///
/// In:     a sighting and the records around it. Out: the grade, and in words what was seen.
/// Errors: none. When a record does not tell, the lower grade is given, never the higher one.
/// Source: CASE_DOCUMENT.md (grades); Zeek's manual, base/protocols/conn (conn_state).
#pragma once

#include "clew/inquiry/material.h"
#include "clew/model/case_document.h"
#include "clew/model/sighting.h"

#include <string>

namespace clew::inquiry {

struct Graded {
  model::Grade grade = model::Grade::mentioned;
  std::string text;  ///< "connected to evil.example (203.0.113.7:443, TLS handshake finished)"
  /// What the record itself says about why nothing came of it, for the explanations to name.
  enum class Outcome : std::uint8_t {
    happened,
    no_answer,        ///< a look-up without a usable answer
    sinkholed,        ///< answered with an address that leads nowhere
    not_connected,    ///< resolved, and the connection records of that time show no connection
    unknown_connect,  ///< resolved, and nothing here could show a connection
    refused,          ///< no handshake
    blocked,          ///< a control stopped it
    failed,           ///< a sign-in or call that failed
    present,          ///< a listed file lies there; nothing shows that it ran
    reverse_lookup,   ///< somebody asked for the name of an address
    searched_for,     ///< an argument of a program that only looks for text or names
    named,            ///< only named
  } outcome = Outcome::named;
};

Graded grade(const model::Sighting& sighting, const model::Indicator& indicator, const Material& material);

/// A record of a connection that came about: both sides spoke, a handshake ended, a server answered.
bool shows_contact(const model::Event& event);

/// How long after a look-up a connection to the answer still belongs to it: clients keep answers for their time to live.
constexpr std::int64_t connection_after_lookup_seconds_max = 3600;

}  // namespace clew::inquiry
