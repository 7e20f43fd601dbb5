// Whom a device talked to since a chain began.
#include "clew/inquiry/detail/acts.h"

#include <gtest/gtest.h>

namespace clew::inquiry::acts {
namespace {

/// A chain on desk-1 at ten, then this; `devices` know the destination.
Acts since_ten(std::vector<Trace> traffic, std::string_view host, std::size_t devices = 1) {
  Acts acts{agent_shell("desk-1", "04T10:00:00", "sh /tmp/task")};
  acts.and_then(std::move(traffic)).known_to(host, devices);
  return acts;
}

std::vector<Trace> at(std::initializer_list<std::string_view> times, std::string_view host) {
  std::vector<Trace> made;
  for (const std::string_view time : times) made.push_back(connected("desk-1", time, host));
  return made;
}

std::vector<Trace> both(std::vector<Trace> a, std::vector<Trace> b) {
  std::ranges::move(b, std::back_inserter(a));
  return a;
}

TEST(BeaconToRareDestination, IsRegularAndNewAndFewKnowIt) {
  constexpr std::string_view host = "c2.example";
  EXPECT_EQ(
      check("beacon-to-rare-destination",
            {
                {"every_minute", since_ten(beacons("desk-1", "04T10:01:00", host, 10, 60), host), 2},
                {"every_ten_minutes_on_three_devices",
                 since_ten(beacons("desk-1", "04T10:01:00", host, 10, 600), host, 3), 2},
                {"with_jitter",
                 since_ten(at({"04T10:01:00", "04T10:02:10", "04T10:02:55", "04T10:04:05", "04T10:05:00", "04T10:06:12",
                               "04T10:07:02"},
                              host),
                           host),
                 2},
                {"some_were_missed",
                 since_ten(at({"04T10:01:00", "04T10:02:00", "04T10:03:00", "04T10:05:00", "04T10:06:00", "04T10:09:00",
                               "04T10:10:00"},
                              host),
                           host),
                 2},
                {"two_destinations_weigh_once",
                 since_ten(both(beacons("desk-1", "04T10:01:00", host, 10, 60),
                                beacons("desk-1", "04T10:01:20", "c3.example", 10, 60)),
                           host)
                     .known_to("c3.example", 1),
                 2},
                // silent
                {"a_person_reads_a_site",
                 since_ten(at({"04T10:01:00", "04T10:01:09", "04T10:04:00", "04T10:31:00", "04T10:31:40", "04T11:50:00",
                               "04T15:00:00"},
                              host),
                           host),
                 silent},
                {"a_page_that_polls_opened_half_an_hour_later",
                 since_ten(beacons("desk-1", "04T10:31:00", host, 40, 60), host), silent},
                {"five_calls_are_too_few", since_ten(beacons("desk-1", "04T10:01:00", host, 5, 60), host), silent},
                {"one_page_of_many_requests", since_ten(beacons("desk-1", "04T10:01:00", host, 40, 1), host), silent},
                {"the_companys_chat", since_ten(beacons("desk-1", "04T10:01:00", host, 40, 60), host, 45), silent},
                {"a_keepalive_that_was_there_before", since_ten(beacons("desk-1", "04T07:00:00", host, 400, 60), host),
                 silent},
                {"nobody_asked_who_knows_it",
                 Acts{agent_shell("desk-1", "04T10:00:00", "sh /tmp/task")}.and_then(
                     beacons("desk-1", "04T10:01:00", host, 10, 60)),
                 silent},
                {"a_server_of_the_own_network",
                 since_ten(beacons("desk-1", "04T10:01:00", "10.0.0.9", 10, 60), "10.0.0.9"), silent},
                {"another_device", since_ten(beacons("desk-2", "04T10:01:00", host, 10, 60), host), silent},
            }),
      "");
}

TEST(DataSentOut, IsMuchOutAndLittleIn) {
  constexpr std::string_view host = "drop.example";
  const auto sends = [&](std::string_view out, std::string_view in, std::size_t devices = 1) {
    return since_ten({connected("desk-1", "04T10:30:00", host, out, in)}, host, devices);
  };
  EXPECT_EQ(
      check("data-sent-out",
            {
                {"forty_megabytes", sends("40000000", "9000"), 1},
                {"one_megabyte_exactly_ten_to_one", sends("1000000", "100000"), 1},
                {"nothing_came_back", sends("5000000", "0"), 1},
                {"two_destinations_weigh_once",
                 since_ten({connected("desk-1", "04T10:30:00", host, "5000000", "10"),
                            connected("desk-1", "04T10:40:00", "drop2.example", "5000000", "10")},
                           host)
                     .known_to("drop2.example", 1),
                 1},
                // silent
                {"a_download", sends("40000", "90000000"), silent},
                {"a_call_with_video", sends("90000000", "80000000"), silent},
                {"a_form", sends("20000", "100"), silent},
                {"the_backup_that_every_device_has", sends("900000000", "9000", 48), silent},
                {"the_source_does_not_count_bytes", sends("", ""), silent},
                {"a_file_server_of_ours",
                 since_ten({connected("desk-1", "04T10:30:00", "10.0.0.9", "90000000", "9000")}, "10.0.0.9"), silent},
                {"an_upload_that_began_before",
                 since_ten({connected("desk-1", "04T09:00:00", host, "10", "10"),
                            connected("desk-1", "04T10:30:00", host, "90000000", "9000")},
                           host),
                 silent},
            }),
      "");
}

}  // namespace
}  // namespace clew::inquiry::acts
