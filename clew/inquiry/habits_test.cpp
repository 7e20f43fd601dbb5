#include "clew/inquiry/habits.h"

#include "clew/inquiry/detail/records.h"

#include <gtest/gtest.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using Degree = Strangeness::Degree;
using detail::access_key;
using detail::cloud_call;
using detail::failed;
using detail::later;
using detail::order;
using detail::SecondFactor;
using detail::sign_in;
using detail::traces;
using detail::Who;
using model::Event;

const Instant start = detail::at("2030-06-01T09:00:00Z");
const Instant act_time = detail::at("2030-07-10T03:00:00Z");
constexpr std::int64_t day = 86400;

/// Lea's month: from the office, in Firefox on her Mac.
std::vector<Event> a_month_of(const Who& who, int days = 30) {
  std::vector<Event> events;
  for (int i = 0; i < days; ++i) events.push_back(sign_in(later(start, i * day), who, SecondFactor::passed));
  return events;
}

std::vector<Event> together(std::vector<Event> all, const std::vector<Event>& more) {
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

Strangeness judge(std::vector<Event> events, const Event& act) {
  const intel::Pack pack = detail::pack();
  events.push_back(act);
  const auto seeds = traces(std::move(events));
  return Habits(seeds, &pack).judge(account_of(act), act);
}

struct PlaceCase {
  std::string_view name;
  std::vector<Event> before;
  Event act;
  Degree want;
};

constexpr std::string_view office = "198.51.100.10", elsewhere = "203.0.113.9";

TEST(Habits, TellAStolenKeyFromATraveller) {
  const Who lea;
  const Who stolen{.address = elsewhere, .client = "python-requests/2.31", .os = "", .method = "api key"};
  const Who abroad{.address = elsewhere};
  const Who max{.account = "max@quay.example", .address = elsewhere};
  const Who eve{.account = "eve@quay.example", .address = elsewhere};
  const Who fresh{.account = "new@quay.example", .address = elsewhere, .client = "curl/8.0", .os = ""};
  std::vector<Event> weeks_at_home;
  for (int i = 0; i < 12; ++i) weeks_at_home.push_back(sign_in(later(start, i * 2 * day), abroad));
  const std::vector<PlaceCase> cases = {
      {"usual_place", a_month_of(lea), order(act_time, "desk-7", "o1", lea), Degree::usual},
      {"stolen_key_from_a_new_client_and_address", a_month_of(lea), order(act_time, "desk-7", "o1", stolen),
       Degree::strong},
      {"stolen_session_with_the_same_kind_of_client", a_month_of(lea), order(act_time, "desk-7", "o1", abroad),
       Degree::weak},
      {"traveller_with_a_second_factor",
       together(a_month_of(lea), {sign_in(later(act_time, -600), abroad, SecondFactor::passed)}),
       order(act_time, "desk-7", "o1", abroad), Degree::explained},
      {"second_factor_from_a_client_never_used_is_weak_alone",
       together(a_month_of(lea),
                {sign_in(later(act_time, -600), {.address = elsewhere, .client = "curl/8.0"}, SecondFactor::passed)}),
       order(act_time, "desk-7", "o1", {.address = elsewhere, .client = "curl/8.0"}), Degree::weak},
      {"usual_address_with_another_client", a_month_of(lea),
       order(act_time, "desk-7", "o1", {.client = "Safari/17", .os = "iOS 17"}), Degree::usual},
      {"newer_version_of_the_usual_client", a_month_of(lea),
       order(act_time, "desk-7", "o1", {.client = "Firefox/999", .os = "macOS 14.2"}), Degree::usual},
      {"office_line_shared_by_others", together(a_month_of(lea), {sign_in(start, max), sign_in(start, eve)}),
       order(act_time, "desk-7", "o1", abroad), Degree::explained},
      {"one_other_does_not_make_an_office", together(a_month_of(lea), {sign_in(start, max)}),
       order(act_time, "desk-7", "o1", abroad), Degree::weak},
      {"office_line_does_not_excuse_a_client_never_used",
       together(a_month_of(lea), {sign_in(start, max), sign_in(start, eve)}), order(act_time, "desk-7", "o1", stolen),
       Degree::strong},
      {"home_address_of_weeks", together(a_month_of(lea), weeks_at_home), order(act_time, "desk-7", "o1", abroad),
       Degree::usual},
      {"new_account_created_by_an_administrator",
       {detail::account_created(start, lea, "new@quay.example")},
       order(act_time, "desk-7", "o1", fresh),
       Degree::explained},
      {"account_without_history", {}, order(act_time, "desk-7", "o1", stolen), Degree::usual},
      {"two_acts_are_no_history", a_month_of(lea, 2), order(act_time, "desk-7", "o1", stolen), Degree::usual},
      {"three_acts_are", a_month_of(lea, 3), order(act_time, "desk-7", "o1", stolen), Degree::strong},
      {"failed_sign_ins_from_there_are_no_habit",
       together(a_month_of(lea),
                {failed(sign_in(later(start, day), stolen)), failed(sign_in(later(start, 9 * day), stolen)),
                 failed(sign_in(later(start, 10 * day), stolen)), failed(sign_in(later(start, 11 * day), stolen)),
                 failed(sign_in(later(start, 12 * day), stolen))}),
       order(act_time, "desk-7", "o1", stolen), Degree::strong},
      {"others_that_failed_there_share_no_line",
       together(a_month_of(lea), {failed(sign_in(start, max)), failed(sign_in(start, eve))}),
       order(act_time, "desk-7", "o1", abroad), Degree::weak},
      {"record_without_an_address", a_month_of(lea),
       order(act_time, "desk-7", "o1", {.address = "", .client = "curl/8.0"}), Degree::usual},
      {"user_name_and_mail_address_are_one_person", a_month_of({.account = "LEA"}),
       order(act_time, "desk-7", "o1", stolen), Degree::strong},
  };
  for (const PlaceCase& c : cases) {
    const Strangeness strangeness = judge(c.before, c.act);
    EXPECT_EQ(strangeness.degree, c.want) << c.name << ": " << strangeness.why;
    EXPECT_EQ(strangeness.why.empty(), c.want == Degree::usual) << c.name << ": " << strangeness.why;
  }
}

TEST(Habits, AThiefWhoActsOftenIsNotTheHabit) {
  const Who stolen{.address = elsewhere, .client = "python-requests/2.31", .os = "", .method = "api key"};
  std::vector<Event> events = a_month_of(Who{});
  for (int i = 0; i < 500; ++i) events.push_back(detail::order_act(later(act_time, i * 10), "device_list", "", stolen));
  EXPECT_EQ(judge(events, order(later(act_time, 6000), "desk-7", "o1", stolen)).degree, Degree::strong);
  EXPECT_EQ(judge(events, order(later(act_time, 7000), "desk-7", "o2", Who{})).degree, Degree::usual)
      << "nor is the owner a stranger";
}

TEST(Habits, WhoMovedForGoodHasANewOne) {
  const Who moved{.address = elsewhere, .client = "Safari/17", .os = "iOS"};
  std::vector<Event> events = a_month_of(Who{}, 8);
  for (int i = 0; i < 20; ++i) events.push_back(sign_in(later(start, (10 + i) * day), moved));
  EXPECT_EQ(judge(events, order(act_time, "desk-7", "o1", moved)).degree, Degree::usual);
}

TEST(Habits, SayInWordsWhatIsStrange) {
  const Strangeness strangeness = judge(
      a_month_of(Who{}),
      order(act_time, "desk-7", "o1", {.address = elsewhere, .client = "curl/8.0", .os = "", .method = "API key"}));
  for (const std::string_view part : {"lea@quay.example", "203.0.113.9", "curl", "nor by api key"})
    EXPECT_NE(strangeness.why.find(part), std::string::npos) << strangeness.why;
}

TEST(Habits, AFailedCreationMakesNoAccount) {
  const Who fresh{.account = "new@quay.example", .address = elsewhere};
  EXPECT_EQ(
      judge({failed(detail::account_created(start, Who{}, "new@quay.example"))}, order(act_time, "desk-7", "o1", fresh))
          .degree,
      Degree::usual);
}

TEST(Habits, AnswersOfDevicesAreNobodysActs) {
  Event answer = detail::result(start, "desk-7", "o1", start, "ls");
  answer.add(model::Attribute::actor_user_email, "lea@quay.example");
  answer.add(model::Attribute::src_ip, office);
  EXPECT_EQ(judge({answer, answer, answer, answer},
                  order(act_time, "desk-7", "o1", {.address = elsewhere, .client = "curl/8.0"}))
                .degree,
            Degree::usual);
}

// ---- cloud keys ---------------------------------------------------------------------------------------------------

const Who builder{.account = "builder", .address = office, .client = "Terraform/1.5", .os = "", .method = ""};
const Who builder_moved{.account = "builder", .address = elsewhere, .client = "Terraform/1.6", .os = "", .method = ""};
const Who key_thief{.account = "builder", .address = elsewhere, .client = "aws-cli/2.0", .os = "", .method = ""};

std::vector<Event> a_month_of_calls() {
  std::vector<Event> events;
  for (int i = 0; i < 30; ++i) {
    events.push_back(cloud_call(later(start, i * day), access_key, builder, "PutObject"));
    events.push_back(cloud_call(later(start, i * day + 60), access_key, builder, "ListBucket"));
  }
  return events;
}

Strangeness judge_key(std::vector<Event> events, const std::vector<Event>& acts) {
  events.insert(events.end(), acts.begin(), acts.end());
  const auto seeds = traces(std::move(events));
  return Habits(seeds, nullptr).judge_key(access_key, acts.front(), *acts.front().time);
}

struct KeyCase {
  std::string_view name;
  std::vector<Event> before, acts;
  Degree want;
};

TEST(Habits, TellAStolenCloudKeyFromABuildServiceThatMoved) {
  const auto call = [](const Who& who, std::string_view operation, std::int64_t seconds = 0) {
    return cloud_call(later(act_time, seconds), access_key, who, operation);
  };
  const Who other_a{.account = "a", .address = elsewhere}, other_b{.account = "b", .address = elsewhere};
  const std::vector<KeyCase> cases = {
      {"usual_place", a_month_of_calls(), {call(builder, "PutObject")}, Degree::usual},
      {"build_service_that_moved",
       a_month_of_calls(),
       {call(builder_moved, "PutObject"), call(builder_moved, "ListBucket", 9)},
       Degree::explained},
      {"new_tool_and_new_calls",
       a_month_of_calls(),
       {call(key_thief, "GetCallerIdentity"), call(key_thief, "ListSecrets", 9), call(key_thief, "GetSecretValue", 20)},
       Degree::strong},
      {"new_tool_with_the_usual_calls", a_month_of_calls(), {call(key_thief, "PutObject")}, Degree::strong},
      {"usual_tool_and_one_new_call",
       a_month_of_calls(),
       {call(builder_moved, "PutObject"), call(builder_moved, "GetObject", 9)},
       Degree::weak},
      {"usual_tool_and_many_new_calls",
       a_month_of_calls(),
       {call(builder_moved, "ListSecrets"), call(builder_moved, "GetSecretValue", 9),
        call(builder_moved, "CreateUser", 20)},
       Degree::strong},
      {"usual_tool_and_a_line_of_others",
       together(a_month_of_calls(), {sign_in(start, other_a), sign_in(start, other_b)}),
       {call(builder_moved, "PutObject"), call(builder_moved, "GetObject", 9)},
       Degree::explained},
      {"the_key_is_no_other_beside_itself",
       together(a_month_of_calls(), {sign_in(start, other_a)}),
       {call(builder_moved, "PutObject"), call(builder_moved, "GetObject", 9)},
       Degree::weak},
      {"key_without_history", {}, {call(key_thief, "GetSecretValue")}, Degree::usual},
      {"failed_calls_are_no_habit",
       {failed(call(builder, "PutObject", -9)), failed(call(builder, "PutObject", -8)),
        failed(call(builder, "PutObject", -7)), failed(call(builder, "PutObject", -6))},
       {call(key_thief, "GetSecretValue")},
       Degree::usual},
  };
  for (const KeyCase& c : cases) {
    const Strangeness strangeness = judge_key(c.before, c.acts);
    EXPECT_EQ(strangeness.degree, c.want) << c.name << ": " << strangeness.why;
  }
}

TEST(Habits, OfTwoPlacesWithManyCallsTheFirstIsTheHabit) {
  std::vector<Event> events = a_month_of_calls();
  std::vector<Event> acts;
  for (int i = 0; i < 50; ++i)
    acts.push_back(
        cloud_call(later(act_time, i * 60), access_key, key_thief, i % 2 == 0 ? "ListSecrets" : "GetSecretValue"));
  EXPECT_EQ(judge_key(events, acts).degree, Degree::strong) << "however often the thief calls";
  const auto seeds = traces(together(events, acts));
  EXPECT_EQ(Habits(seeds, nullptr).judge_key(access_key, events.front(), start).degree, Degree::usual);
}

TEST(Habits, NameWhoElseActsFromAnAddress) {
  const auto seeds = traces({sign_in(start, {.account = "lea@quay.example"}), sign_in(start, {.account = "Max"}),
                             cloud_call(start, access_key, builder, "PutObject")});
  const Habits habits(seeds, nullptr);
  EXPECT_EQ(habits.others_at(office, "LEA"), (std::set<std::string>{"max", std::string(access_key)}));
  EXPECT_EQ(habits.others_at(office, access_key), (std::set<std::string>{"lea", "max"}));
  EXPECT_TRUE(habits.others_at("192.0.2.1", "lea").empty());
}

}  // namespace
}  // namespace clew::inquiry
