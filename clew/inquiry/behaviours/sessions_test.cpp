// A stolen session in places that nobody published.
#include "clew/inquiry/detail/acts.h"

#include <gtest/gtest.h>

namespace clew::inquiry::acts {
namespace {

constexpr std::string_view account = "ada@lighthouse.example", thief = "198.51.100.66", listed = "203.0.113.9";

Trace in_session(std::string_view time, std::string_view address, std::string_view session,
                 model::Status status = model::Status::success) {
  Trace made = signed_in(time, {.address = address});
  made.event.add(Attribute::correlation_uid, session);
  made.event.status = status;
  return made;
}

Acts acts_of(std::vector<Trace> more) {
  Acts acts{in_session("02T09:00:00", "192.0.2.10", "s1"), in_session("04T11:00:00", listed, "s1")};
  return acts.used_from_listed(account, "04T11:00:00", std::string(listed)).and_then(std::move(more));
}

TEST(SessionUsedElsewhere, IsTheStolenOneInAPlaceThatNobodyPublished) {
  EXPECT_EQ(
      check(
          "session-used-elsewhere",
          {
              {"later", acts_of({in_session("04T12:00:00", thief, "s1")}), 3},
              {"just_before_the_published_place", acts_of({in_session("04T10:30:00", thief, "s1")}), 3},
              {"two_places",
               acts_of({in_session("04T12:00:00", thief, "s1"), in_session("04T13:00:00", "198.51.100.67", "s1")}), 6},
              // silent
              {"the_owner_at_the_usual_place", acts_of({in_session("04T12:00:00", "192.0.2.10", "s1")}), silent},
              {"another_session_of_the_owner", acts_of({in_session("04T12:00:00", thief, "s2")}), silent},
              {"a_place_of_days_before",
               acts_of({in_session("01T12:00:00", thief, "s1"), in_session("04T12:00:00", thief, "s1")}), silent},
              {"it_was_refused", acts_of({in_session("04T12:00:00", thief, "s1", model::Status::failure)}), silent},
              {"inside", acts_of({in_session("04T12:00:00", "10.0.0.9", "s1")}), silent},
              {"no_published_place_was_used",
               {in_session("02T09:00:00", "192.0.2.10", "s1"), in_session("04T12:00:00", thief, "s1")},
               silent},
              {"the_log_tells_no_session", acts_of({in_session("04T12:00:00", thief, "")}), silent},
          }),
      "");
}

}  // namespace
}  // namespace clew::inquiry::acts
