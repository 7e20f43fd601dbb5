// Cloud keys used from new places after a device came into question.
#include "clew/inquiry/detail/acts.h"

#include <gtest/gtest.h>

namespace clew::inquiry::acts {
namespace {

constexpr Key stolen = {.address = "198.51.100.66", .client = "Boto3/1.34"};
constexpr Key same_tool_elsewhere = {.address = "198.51.100.66"};

const Trace usual_call = called("01T08:00:00", "PutObject", {}, 400, "05T08:00:00");

/// Desk-1 is in question from the morning of the fourth on.
Acts in_question(std::initializer_list<Trace> traces) { return Acts(traces).indicator_on("desk-1", "04T09:00:00"); }

Trace refused(Trace call) {
  call.event.add(Attribute::api_error, "InvalidClientTokenId");
  call.event.status = model::Status::failure;
  return call;
}

/// A chain that counts and opens a store.
std::vector<Trace> opening(std::string_view path) {
  return {wrote("desk-1", "04T09:59:58", "/tmp/order-17", {agent, "1"}),
          agent_shell("desk-1", "04T10:00:00", "sh /tmp/order-17"), opened("desk-1", "04T10:01:00", path)};
}

TEST(CloudKeyFromNewPlace, IsAKeyInAStrangeHandAfterADeviceCameIntoQuestion) {
  EXPECT_EQ(
      check("cloud-key-from-new-place",
            {
                {"another_tool_and_other_calls",
                 in_question({usual_call, called("04T11:00:00", "ListSecrets", stolen)}), 3},
                {"many_calls_from_one_place_are_one_matter",
                 in_question({usual_call, called("04T11:00:00", "ListSecrets", stolen),
                              called("04T11:00:05", "GetSecretValue", stolen)}),
                 3},
                {"the_usual_tool_with_calls_that_it_never_made",
                 in_question({usual_call, called("04T11:00:00", "ListSecrets", same_tool_elsewhere),
                              called("04T11:01:00", "ListUsers", same_tool_elsewhere)}),
                 3},
                {"one_new_call_after_cloud_keys_were_opened",
                 Acts{usual_call, called("04T11:00:00", "ListSecrets", same_tool_elsewhere)}.and_then(
                     opening("/home/deploy/.aws/credentials")),
                 3},
                {"the_store_of_another_cloud",
                 Acts{usual_call, called("04T11:00:00", "ListSecrets", same_tool_elsewhere)}.and_then(
                     opening("/home/deploy/.config/gcloud/credentials.db")),
                 3},
                {"a_published_place_though_tool_and_calls_are_the_usual_ones",
                 Acts{usual_call, called("04T11:00:00", "PutObject", same_tool_elsewhere)}.used_from_listed(
                     "deploy", "04T11:00:00", same_tool_elsewhere.address),
                 3},
                {"another_place_after_it_was_used_from_a_published_one",
                 Acts{usual_call, called("04T11:00:00", "ListSecrets", stolen)}.used_from_listed(
                     "deploy", "04T10:00:00", "198.51.100.7"),
                 3},
                // silent
                {"as_always", in_question({usual_call, called("04T11:00:00", "PutObject")}), silent},
                {"new_calls_at_the_own_place", in_question({usual_call, called("04T11:00:00", "ListBuckets")}), silent},
                {"a_new_key_has_no_habit", in_question({called("04T11:00:00", "ListSecrets", stolen)}), silent},
                {"a_person_in_the_console", in_question({usual_call, signed_in("04T11:00:00", stranger)}), silent},
                // said and explained
                {"the_runner_moved", in_question({usual_call, called("04T11:00:00", "PutObject", same_tool_elsewhere)}),
                 0},
                {"before_any_device_was_in_question",
                 in_question({usual_call, called("04T08:00:00", "ListSecrets", stolen)}), 0},
                {"no_device_is_in_question", Acts{usual_call, called("04T11:00:00", "ListSecrets", stolen)}, 0},
                {"before_it_was_used_from_a_published_place",
                 Acts{usual_call, called("04T11:00:00", "ListSecrets", stolen)}.used_from_listed(
                     "deploy", "04T12:00:00", "198.51.100.7"),
                 0},
                {"the_runner_moved_while_a_published_place_was_used",
                 Acts{usual_call, called("04T11:00:00", "PutObject", same_tool_elsewhere)}.used_from_listed(
                     "deploy", "04T10:00:00", "198.51.100.7"),
                 0},
                {"a_key_that_was_renewed",
                 in_question({usual_call, refused(called("04T11:00:00", "ListSecrets", stolen))}), 0},
                {"one_new_call_and_no_opened_store",
                 in_question({usual_call, called("04T11:00:00", "ListSecrets", same_tool_elsewhere)}), 0},
                {"one_new_call_after_a_keychain_was_opened",
                 Acts{usual_call, called("04T11:00:00", "ListSecrets", same_tool_elsewhere)}.and_then(
                     opening("/Users/keys/Library/Keychains/login.keychain-db")),
                 0},
                {"one_new_call_after_a_mail_key_was_opened",
                 Acts{usual_call, called("04T11:00:00", "ListSecrets", same_tool_elsewhere)}.and_then(
                     opening("/home/deploy/.gnupg/private-keys-v1.d/1.key")),
                 0},
            }),
      "");
}

TEST(CloudKeyFromNewPlace, IsAlsoEveryCallOfAKeyThatTheIntruderMade) {
  Trace made = called("04T11:00:00", "CreateAccessKey", stolen);
  made.event.add(Attribute::created_uid, "KEYLIGHTHOUSE2");
  Trace made_again = called("04T12:00:00", "CreateAccessKey", {.id = "KEYLIGHTHOUSE2", .account = "backup"});
  made_again.event.add(Attribute::created_uid, "KEYLIGHTHOUSE3");
  const Trace used = called("04T13:00:00", "GetObject", {.id = "KEYLIGHTHOUSE3", .account = "billing"});
  const Judged judged(in_question({usual_call, made, made_again, used}));
  const auto marks = judged.marks_of("cloud-key-from-new-place");
  ASSERT_EQ(marks.size(), 3U);
  EXPECT_EQ(marks[1]->account, "backup");
  EXPECT_EQ(marks[2]->account, "billing");
  EXPECT_TRUE(marks[2]->explained.empty());

  const Judged own(in_question({usual_call, called("04T11:00:00", "CreateAccessKey"), used}));
  EXPECT_TRUE(own.marks_of("cloud-key-from-new-place").empty());
}

TEST(CloudKeyFromNewPlace, NamesTheDeviceOnWhichTheKeysWereOpened) {
  const Judged judged(Acts{usual_call, called("04T11:00:00", "ListSecrets", stolen)}.and_then(
      opening("/home/deploy/.aws/credentials")));
  const auto marks = judged.marks_of("cloud-key-from-new-place");
  ASSERT_EQ(marks.size(), 1U);
  EXPECT_TRUE(marks[0]->device.empty());
  EXPECT_EQ(marks[0]->account, "deploy");
  EXPECT_NE(marks[0]->text.find("keys were opened on desk-1"), std::string::npos) << marks[0]->text;
}

}  // namespace
}  // namespace clew::inquiry::acts
