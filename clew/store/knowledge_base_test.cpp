#include "clew/store/knowledge_base.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

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
