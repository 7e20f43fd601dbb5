#include "clew/model/inventory.h"

#include <gtest/gtest.h>

namespace clew::model {
namespace {

Device device(std::string hostname, std::string uid, std::vector<std::string> ips) {
  Device made;
  made.hostname = std::move(hostname);
  made.uid = std::move(uid);
  made.ips = std::move(ips);
  return made;
}

TEST(Inventory, FindsADeviceByAnyOfItsNames) {
  Inventory inventory;
  inventory.add(device("Mac-Ada", "64a1", {"10.0.0.1", "10.0.0.2"}));
  for (const std::string_view name : {"mac-ada", "MAC-ADA", "64A1", "10.0.0.2"}) {
    const Device* const found = inventory.find(name);
    ASSERT_NE(found, nullptr) << name;
    EXPECT_EQ(found->hostname, "Mac-Ada");
  }
  EXPECT_EQ(inventory.find("mac-bob"), nullptr);
  EXPECT_EQ(inventory.find(""), nullptr);
}

TEST(Inventory, FindsNeitherOfTwoThatShareAName) {
  Inventory inventory;
  inventory.add(device("a", "1", {"10.0.0.1"}));
  inventory.add(device("b", "2", {"10.0.0.1"}));
  EXPECT_EQ(inventory.find("10.0.0.1"), nullptr);
  EXPECT_EQ(inventory.find("a")->uid, "1");
  inventory.add(device("c", "3", {"10.0.0.1"}));
  EXPECT_EQ(inventory.find("10.0.0.1"), nullptr) << "a third does not make it clear again";
}

TEST(Inventory, CountsTheSameRowOfTwoExportsOnce) {
  Inventory inventory;
  inventory.add(device("a", "1", {"10.0.0.1"}));
  inventory.add(device("a", "1", {"10.0.0.1"}));
  EXPECT_EQ(inventory.devices().size(), 1U);
  EXPECT_NE(inventory.find("a"), nullptr);
  inventory.add(device("", "", {}));
  EXPECT_EQ(inventory.find(""), nullptr);
}

TEST(Inventory, ADeviceMayHaveAnotherNameAndAnAddressMayBeNobodys) {
  Inventory inventory;
  inventory.add(device("desk-7", "", {"10.1.0.7"}));
  inventory.add(device("desk-8", "", {"10.1.0.8"}));
  inventory.add_name(*inventory.find("desk-7"), "kims-desk");
  inventory.add_name(*inventory.find("desk-7"), "desk-8");
  ASSERT_NE(inventory.find("Kims-Desk"), nullptr);
  EXPECT_EQ(inventory.find("Kims-Desk")->hostname, "desk-7");
  ASSERT_NE(inventory.find("desk-8"), nullptr);
  EXPECT_EQ(inventory.find("desk-8")->hostname, "desk-8") << "the name was taken";
  inventory.set_shared("10.1.0.7");
  inventory.set_shared("10.1.0.9");
  EXPECT_EQ(inventory.find("10.1.0.7"), nullptr);
}

TEST(Inventory, AHostIsFoundWithItsDomainOrWithoutUnlessTwoHaveThatName) {
  Inventory inventory;
  inventory.add(device("APP1", "", {"10.1.0.7"}));
  inventory.add(device("web.north.example", "", {"10.1.0.8"}));
  inventory.add(device("db.north.example", "", {}));
  inventory.add(device("db.south.example", "", {}));
  inventory.add(device("db", "", {}));
  inventory.add(device("ns.north.example", "", {}));
  inventory.add(device("ns.south.example", "", {}));
  inventory.add(device("10", "", {}));
  const auto name = [&](std::string_view sought) {
    const Device* found = inventory.find(sought);
    return found == nullptr ? std::string() : found->hostname;
  };
  EXPECT_EQ(name("app1.lighthouse.example"), "APP1");
  EXPECT_EQ(name("WEB"), "web.north.example");
  EXPECT_EQ(name("web.south.example"), "");
  EXPECT_EQ(name("db"), "db");
  EXPECT_EQ(name("db.south.example"), "db.south.example");
  EXPECT_EQ(name("ns"), "");
  EXPECT_EQ(name("10.9.9.9"), "");
}

}  // namespace
}  // namespace clew::model
