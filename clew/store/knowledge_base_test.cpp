#include "clew/store/knowledge_base.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace clew::store {
namespace {

using model::Value;
using model::ValueType;

class KnowledgeBaseTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::remove(path_); }
  void TearDown() override { std::filesystem::remove(path_); }

  static model::Knowledge some() {
    model::Knowledge knowledge;
    knowledge.activities.push_back(
        {.name = "amber", .names = {"Amber Group"}, .id = "G9001", .origin = {"Labs", "", "2023-01-01"}});
    const model::Origin origin{"Labs", "https://reports.example/1", "2023-01-10"};
    knowledge.indicators.push_back(
        {"amber", Value::parse(ValueType::domain, "login.acct-verify.net").value(), model::Role::c2, origin});
    knowledge.indicators.push_back(
        {"amber", Value::parse(ValueType::ipv4, "198.51.100.7").value(), model::Role::c2, origin});
    knowledge.traits.push_back({"amber", model::KnownTrait::Kind::technique, "T1105", origin});
    knowledge.software.push_back({"S9001", "ExampleRat", {"T1059"}, origin});
    return knowledge;
  }

  KnowledgeBase filled() const {
    auto base = KnowledgeBase::open(path_, KnowledgeBase::Mode::write);
    EXPECT_TRUE(base) << (base ? "" : base.error().what);
    EXPECT_TRUE(base->begin_import());
    EXPECT_TRUE(base->begin_file("some.csv", "00").value());
    EXPECT_TRUE(base->add(some()));
    EXPECT_TRUE(base->commit_import());
    return *std::move(base);
  }

  std::filesystem::path path_ = std::filesystem::path(testing::TempDir()) / "clew_knowledge_test.sqlite";
};

link::LinkCase asked(std::optional<std::int32_t> as_of) {
  link::LinkCase link_case{.as_of = as_of};
  link_case.indicators.push_back({Value::parse(ValueType::domain, "new.acct-verify.net").value()});
  return link_case;
}

TEST_F(KnowledgeBaseTest, GivesBackWhatWasKnownOfATraceOnADay) {
  const KnowledgeBase base = filled();
  for (const auto& [date, wanted] : {std::pair("2023-01-09", 0U), std::pair("2023-01-10", 1U)}) {
    const auto link_case = asked(model::day_of(date));
    const auto questions = link::questions_of(link_case);
    const auto ground = base.ground_for(link_case, questions);
    ASSERT_TRUE(ground);
    std::size_t owners = 0;
    for (const auto& each : ground->owners) owners += each.size();
    EXPECT_EQ(owners, wanted) << date;
  }
}

TEST_F(KnowledgeBaseTest, DoesNotImportTheSameBytesTwice) {
  KnowledgeBase base = filled();
  ASSERT_TRUE(base.begin_import());
  EXPECT_FALSE(base.begin_file("other name", "00").value());
  ASSERT_TRUE(base.commit_import());
  EXPECT_EQ(base.counts()->indicators, 2U);
}

TEST_F(KnowledgeBaseTest, KeepsNothingOfAnImportThatWasNotCommitted) {
  { const KnowledgeBase base = filled(); }
  {
    auto base = KnowledgeBase::open(path_, KnowledgeBase::Mode::write);
    ASSERT_TRUE(base);
    ASSERT_TRUE(base->begin_import());
    ASSERT_TRUE(base->begin_file("more.csv", "01"));
    ASSERT_TRUE(base->add(some()));
  }
  const auto base = KnowledgeBase::open(path_, KnowledgeBase::Mode::read);
  ASSERT_TRUE(base);
  EXPECT_EQ(base->counts()->indicators, 2U);
  EXPECT_EQ(base->files()->size(), 1U);
}

TEST_F(KnowledgeBaseTest, ShowsAnActivityByNameIdOrInAnyCase) {
  const KnowledgeBase base = filled();
  for (const std::string_view name : {"amber", "AMBER", "G9001"}) {
    const auto found = base.activity(name);
    ASSERT_TRUE(found && *found) << name;
    EXPECT_EQ((*found)->indicators.size(), 2U);
    EXPECT_EQ((*found)->names, std::vector<std::string>{"Amber Group"});
  }
  EXPECT_FALSE(base.activity("nobody").value());
}

model::Knowledge a_list(std::int64_t version, std::string host) {
  model::Knowledge knowledge;
  knowledge.warning_lists.push_back({"Sites", version, {{model::warning_kind::host, std::move(host)}}});
  return knowledge;
}

TEST_F(KnowledgeBaseTest, KeepsTheLaterVersionOfAListWhicheverCameFirst) {
  for (const bool is_later_first : {true, false}) {
    std::filesystem::remove(path_);
    auto base = KnowledgeBase::open(path_, KnowledgeBase::Mode::write);
    ASSERT_TRUE(base);
    ASSERT_TRUE(base->begin_import());
    for (const bool is_later : {is_later_first, !is_later_first}) {
      ASSERT_TRUE(base->begin_file("list.json", is_later ? "01" : "02").value());
      ASSERT_TRUE(base->add(a_list(is_later ? 9 : 8, is_later ? "new.test" : "old.test")));
    }
    ASSERT_TRUE(base->commit_import());
    const std::vector<model::WarningKey> keys = {{model::warning_kind::host, "new.test"},
                                                 {model::warning_kind::host, "old.test"}};
    const auto found = base->warnings_at(keys);
    ASSERT_TRUE(found);
    EXPECT_EQ(*found, (std::vector<model::KnownWarning>{{"Sites", keys[0]}}));
    EXPECT_EQ(base->warning_kinds().value(), std::vector<std::int32_t>{model::warning_kind::host});
    ASSERT_EQ(base->warning_lists()->size(), 1U);
    EXPECT_EQ(base->warning_lists()->front().version, 9);
  }
}

TEST_F(KnowledgeBaseTest, TakesBackOneFileAndKeepsTheOthers) {
  auto base = KnowledgeBase::open(path_, KnowledgeBase::Mode::write);
  ASSERT_TRUE(base);
  ASSERT_TRUE(base->begin_import());
  ASSERT_TRUE(base->begin_file("good.csv", "01").value());
  ASSERT_TRUE(base->add(a_list(1, "kept.test")));
  ASSERT_TRUE(base->begin_file("bad.csv", "02").value());
  ASSERT_TRUE(base->add(some()));
  ASSERT_TRUE(base->drop_file());
  ASSERT_TRUE(base->begin_file("bad.csv", "02").value());
  ASSERT_TRUE(base->add(some()));
  ASSERT_TRUE(base->commit_import());
  EXPECT_EQ(base->counts()->indicators, 2U);
  EXPECT_EQ(base->counts()->activities, 1U);
  EXPECT_EQ(base->counts()->warning_lists, 1U);
  EXPECT_EQ(base->files()->size(), 2U);
}

TEST_F(KnowledgeBaseTest, ReadsAnOlderVersionAndBringsItUpToDateByAnImport) {
  { const KnowledgeBase base = filled(); }
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &handle), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(handle, "DROP TABLE warning; DROP TABLE warning_list; PRAGMA user_version = 1", nullptr,
                         nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(handle);
  {
    const auto old = KnowledgeBase::open(path_, KnowledgeBase::Mode::read);
    ASSERT_TRUE(old) << old.error().what;
    EXPECT_EQ(old->counts()->indicators, 2U);
    EXPECT_TRUE(old->warning_lists()->empty());
    EXPECT_TRUE(old->warning_kinds()->empty());
  }
  auto base = KnowledgeBase::open(path_, KnowledgeBase::Mode::write);
  ASSERT_TRUE(base);
  ASSERT_TRUE(base->begin_import());
  ASSERT_TRUE(base->begin_file("list.json", "01").value());
  ASSERT_TRUE(base->add(a_list(1, "x.test")));
  ASSERT_TRUE(base->commit_import());
  EXPECT_EQ(base->warning_lists()->size(), 1U);
}

TEST_F(KnowledgeBaseTest, AnswersAlikeInWhateverOrderFilesCame) {
  const auto part = [](const std::string& activity, const std::string& actor) {
    model::Knowledge knowledge;
    const model::Origin origin{actor + " Labs", "report", "2023-01-10"};
    knowledge.activities.push_back({.name = activity, .actor = actor, .origin = origin});
    knowledge.indicators.push_back(
        {activity, Value::parse(ValueType::domain, "login.acct-verify.net").value(), model::Role::c2, origin});
    return knowledge;
  };
  const std::vector<model::Knowledge> parts = {part("one", "B"), part("two", "C"), part("one", "A")};
  std::vector<std::string> answers;
  for (const auto& order : {std::vector<std::size_t>{0, 1, 2}, {2, 1, 0}, {1, 0, 2}}) {
    std::filesystem::remove(path_);
    auto base = KnowledgeBase::open(path_, KnowledgeBase::Mode::write);
    ASSERT_TRUE(base && base->begin_import());
    for (const std::size_t i : order) {
      ASSERT_TRUE(base->begin_file("file", std::to_string(i)).value());
      ASSERT_TRUE(base->add(parts[i]));
    }
    ASSERT_TRUE(base->commit_import());
    const auto link_case = asked(std::nullopt);
    const auto ground = base->ground_for(link_case, link::questions_of(link_case));
    ASSERT_TRUE(ground);
    std::string answer;
    for (const auto& owners : ground->owners) {
      for (const auto& owner : owners) {
        const link::ActivityFacts& facts = ground->activities[owner.activity];
        answer += facts.name + "/" + facts.actor + "/" + ground->origins[owner.origin].publisher + " ";
      }
    }
    answers.push_back(answer);
  }
  EXPECT_FALSE(answers[0].empty());
  EXPECT_EQ(answers[0], answers[1]);
  EXPECT_EQ(answers[0], answers[2]);
}

TEST_F(KnowledgeBaseTest, RefusesAFileThatIsNone) {
  std::ofstream(path_) << "not a database, but long enough to be looked at as one: " << std::string(2000, 'x');
  const auto base = KnowledgeBase::open(path_, KnowledgeBase::Mode::read);
  ASSERT_FALSE(base);
  EXPECT_EQ(base.error().fault, base::Fault::unsupported);
}

TEST_F(KnowledgeBaseTest, SaysThatThereIsNone) {
  const auto base = KnowledgeBase::open(path_, KnowledgeBase::Mode::read);
  ASSERT_FALSE(base);
  EXPECT_EQ(base.error().fault, base::Fault::not_found);
}

}  // namespace
}  // namespace clew::store
