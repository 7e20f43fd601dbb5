// What a chain has in common with one in question on another device.
#include "clew/inquiry/detail/acts.h"

#include <gtest/gtest.h>

namespace clew::inquiry::acts {
namespace {

TEST(SharedTrait, WeighsByHowHardItIsToHaveByChance) {
  const Trace run = launch("desk-2", "04T12:00:00",
                           {.path = "/var/tmp/tool", .pid = "9", .signature = "unsigned", .code_hash = "aa11"});
  const Trace left = wrote("desk-2", "04T12:00:00", "/var/tmp/tool");
  const Trace call = connected("desk-2", "04T12:00:00", "c2.example");
  EXPECT_EQ(check("shared-trait",
                  {
                      {"the_same_program", Acts{run}.also("code hash", "aa11", "desk-1", run), 5},
                      {"the_same_bytes", Acts{left}.also("file hash", "bb22", "desk-1", left), 5},
                      {"the_same_path", Acts{left}.also("file", "/var/tmp/tool", "desk-1", left), 3},
                      {"the_same_destination", Acts{call}.also("destination", "c2.example", "desk-1", call), 2},
                      {"path_and_destination",
                       Acts{left, call}
                           .also("file", "/var/tmp/tool", "desk-1", left)
                           .also("destination", "c2.example", "desk-1", call),
                       5},
                      {"without_anything_else_on_the_device", Acts({}).also("code hash", "aa11", "desk-1", run), 5},
                      // silent
                      {"on_the_device_itself", Acts{run}.also("code hash", "aa11", "desk-2", run), silent},
                      {"nothing_is_shared", Acts{run}, silent},
                      {"a_program_that_happens_to_run_at_the_same_time",
                       {agent_shell("desk-1", "04T12:00:00", "sh /tmp/task"),
                        agent_shell("desk-2", "04T12:00:00", "sh /tmp/task")},
                       silent},
                  }),
            "");
}

TEST(SharedTrait, AProgramCountsAloneAndADestinationDoesNot) {
  const Trace run = launch("desk-2", "04T12:00:00", {.path = "/var/tmp/tool", .code_hash = "aa11"});
  const Trace call = connected("desk-2", "04T12:00:00", "c2.example");
  EXPECT_TRUE(Judged(Acts({}).also("code hash", "aa11", "desk-1", run)).counts());
  EXPECT_FALSE(Judged(Acts({}).also("destination", "c2.example", "desk-1", call)).counts());
}

}  // namespace
}  // namespace clew::inquiry::acts
