#include "clew/base/uuid.h"

#include <gtest/gtest.h>

namespace clew::base {
namespace {

TEST(NameUuid, IsThatOfTheRfc) {
  // RFC 9562 appendix A.4: the namespace of DNS names.
  EXPECT_EQ(name_uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com"),
            "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

TEST(NameUuid, OtherNamesAndNamespacesGiveOthers) {
  const std::string one = name_uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "a");
  EXPECT_EQ(one, name_uuid("6BA7B810-9DAD-11D1-80B4-00C04FD430C8", "a"));
  EXPECT_NE(one, name_uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "b"));
  EXPECT_NE(one, name_uuid("6ba7b811-9dad-11d1-80b4-00c04fd430c8", "a"));
  EXPECT_EQ(one.size(), 36U);
}

}  // namespace
}  // namespace clew::base
