// What only looks like a value: words of programs and timelines where packages are listed, digits that are no file's hash.
#include "clew/intel/read_notice.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace clew::intel {
namespace {

using model::Notice;

Notice read(const std::string& bytes) {
  auto notice = read_notice({"notice", bytes}, {});
  EXPECT_TRUE(notice) << (notice ? "" : notice.error().what);
  return notice ? *notice : Notice{};
}

/// "type value", sorted, each once.
std::vector<std::string> values_of(const Notice& notice) {
  std::vector<std::string> values;
  for (const auto& indicator : notice.indicators)
    values.push_back(std::string(model::name_of(indicator.value.type())) + " " + indicator.value.text());
  std::ranges::sort(values);
  values.erase(std::ranges::unique(values).begin(), values.end());
  return values;
}

using Values = std::vector<std::string>;

const std::string md5 = "5f2d3ed67a577526fcbd9a154f522cce";

TEST(LookAlikes, NamesOfPackagesAreTakenFromNoProgramDateOrSentence) {
  const Notice notice = read(
      "---\ntitle: A real npm supply chain attack\n---\n\n## A real npm supply chain attack\n\n### What was found\n\n"
      "- Dumped all variables\n- **June 16, 2025**: The malicious `moth-hooks` package was published.\n\n"
      "Here is the malicious code in the npm package:\n\n```javascript\nconst data = {\n  ...process.env,\n}\n"
      "module.exports = 1\n```\n\nThe `left-pad` package is a popular one.\n\n"
      "We looked at the compromised @moth/commit package.\n");
  EXPECT_EQ(values_of(notice), (Values{"package @moth/commit", "package moth-hooks"}));
}

TEST(LookAlikes, AListOfPackagesMayStandInABlockOfCode) {
  const Notice list = read(
      "# Malicious packages\n\n```\nmoth-pad\nmoth-hooks (1.2.0)\n```\n\n- moth-all all versions\n- moth-old all\n");
  EXPECT_EQ(values_of(list),
            (Values{"package moth-all", "package moth-hooks", "package moth-old", "package moth-pad"}));
}

TEST(LookAlikes, IdsAndWhatAProgramReckonsWithAreNoHashesOfFiles) {
  const Notice notice = read("The malware sends this report:\n\n{\n  \"client_uuid\": \"" + md5 +
                             "\"\n}\n\nIt makes the MD5 hash of its name,\n\nMD5(\"name01\") = " + md5 + "\n\n\"" +
                             md5 + "\" + \"1234\" = \"" + md5 + "12345678\"\n");
  EXPECT_EQ(values_of(notice), Values{});
  const Notice sample = read("The malware has the MD5 hash:\n\nmd5 = \"" + md5 + "\"\n");
  EXPECT_EQ(values_of(sample), Values{"md5 " + md5});
}

}  // namespace
}  // namespace clew::intel
