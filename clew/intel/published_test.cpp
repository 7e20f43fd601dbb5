// What others publish, read completely: each file of the archives in CLEW_SHARED against a count by other means
// (testdata/count_published.py, which shares no code with clew).
#include "clew/base/text.h"
#include "clew/intel/detail/json_text.h"
#include "clew/intel/read_notice.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <unistd.h>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace clew::intel {
namespace {

using detail::JsonText;
using detail::JsonValue;
using model::Value;
using model::ValueType;

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

std::string output_of(const std::string& command) {
  const auto close = [](FILE* pipe) { pclose(pipe); };
  const std::unique_ptr<FILE, decltype(close)> pipe(popen(command.c_str(), "r"), close);
  std::string output;
  if (!pipe) return output;
  std::array<char, 65536> piece{};
  for (std::size_t size = 0; (size = std::fread(piece.data(), 1, piece.size(), pipe.get())) > 0;)
    output.append(piece.data(), size);
  return output;
}

/// The types that a class of the script may have.
std::vector<ValueType> types_of(std::string_view name) {
  using enum ValueType;
  if (name == "file:hashes" || name == "hash") return {sha256, sha1, md5, sha512};
  if (name == "x509-certificate:hashes") return {certificate};
  if (name == "url:value") return {url, domain, ipv4, ipv6};
  if (name == "domain-name:value") return {domain};
  if (name == "email-addr:value") return {email};
  if (name == "ipv4-addr:value") return {ipv4, cidr};
  if (name == "ipv6-addr:value") return {ipv6, cidr};
  if (name == "address") return {ipv4, ipv6, cidr, domain};
  if (name == "mutex:name") return {mutex};
  if (name == "windows-registry-key:key") return {registry_key};
  if (name == "user-agent") return {user_agent};
  if (name == "file:name") return {file_name, file_path};
  if (name == "file:path" || name == "directory:path") return {file_path};
  if (name == "user-account:user_id") return {account};
  return {};
}

std::string key_of(ValueType type, std::string_view text) { return fmt::format("{} {}", name_of(type), text); }

bool is_hash(ValueType type) {
  return type == ValueType::md5 || type == ValueType::sha1 || type == ValueType::sha256 || type == ValueType::sha512;
}

/// Values that clew read, as the script counts them: of a STIX bundle those that suffice alone, of rules the hashes.
std::set<std::string> read_values(const model::Notice& notice, std::string_view format) {
  std::set<std::string> read;
  const auto add = [&](ValueType type, std::string_view text) {
    if (format == "stix") read.insert(key_of(type, text));
    if (format != "stix" && (format == "csv" || is_hash(type))) read.insert(base::lowered(text));
  };
  for (const auto& indicator : notice.indicators) {
    const Value& value = indicator.value;
    const bool has_port = value.port().has_value() && format == "csv";
    add(value.type(), has_port ? fmt::format("{}:{}", value.text(), *value.port()) : value.text());
  }
  for (const auto& mention : notice.mentions) {
    if (mention.why.find("only together") == std::string::npos) add(mention.type, mention.value);
  }
  return read;
}

/// What is in one set only: the sets themselves have hundreds.
std::string difference(const std::set<std::string>& read, const std::set<std::string>& counted) {
  std::string text;
  for (const std::string& one : read) text += counted.contains(one) ? "" : "only read: " + one + "\n";
  for (const std::string& one : counted) text += read.contains(one) ? "" : "only counted: " + one + "\n";
  return text;
}

struct Total {
  std::size_t files = 0, values = 0;
};

void compare(JsonValue row, Total& total) {
  const std::string file(row["file"].text());
  const std::string_view format = row["format"].text();
  const std::string bytes = bytes_of(file);
  const auto notice = read_notice({file, bytes}, built_in_packs());
  const bool is_empty = row["values"].begin() == row["values"].end();
  if (!notice && is_empty) return;  // an empty list
  ASSERT_TRUE(notice) << file << ": " << base::to_text(notice.error());
  for (const auto& indicator : notice->indicators) {
    ASSERT_EQ(bytes.substr(indicator.where.offset_bytes, indicator.where.size_bytes), indicator.text) << file;
  }
  const std::set<std::string> read = read_values(*notice, format);
  std::set<std::string> counted;
  std::size_t broken = 0;
  for (const JsonValue value : row["values"]) {
    auto part = value.begin();
    const std::string_view kind = (*part).text();
    const std::string text((*++part).text());
    ++total.values;
    std::optional<Value> parsed;
    for (const ValueType type : types_of(kind)) {
      if (auto one = Value::parse(type, text); one && !parsed) parsed = *std::move(one);
    }
    if (kind == "value" || kind == "hash") {
      counted.insert(text);
    } else if (parsed) {
      counted.insert(key_of(parsed->type(), parsed->text()));
    } else {
      ++broken;
    }
  }
  ++total.files;
  if (format == "stix") {
    EXPECT_EQ(difference(read, counted), "") << file;
    EXPECT_LE(broken, notice->refused.size()) << file;
    EXPECT_EQ(fmt::format("{}", notice->names.size()), row["names"].text()) << file;
    EXPECT_EQ(fmt::format("{}", notice->techniques.size()), row["techniques"].text()) << file;
  } else if (format == "csv") {
    EXPECT_EQ(read.size() + notice->refused.size(), counted.size()) << file << "\n" << difference(read, counted);
  } else {
    EXPECT_EQ(difference(read, counted), "") << file;
    EXPECT_EQ(notice->source.format, format) << file;
  }
}

void compare_archive(std::string_view name, std::size_t files_min) {
  const char* const shared = std::getenv("CLEW_SHARED");
  const std::string archive = fmt::format("{}/data/intel/iocs/{}.tar.gz", shared == nullptr ? "" : shared, name);
  if (shared == nullptr || !std::filesystem::exists(archive)) GTEST_SKIP() << "no data/intel/iocs in CLEW_SHARED";
  const std::filesystem::path folder =
      std::filesystem::path(::testing::TempDir()) / fmt::format("clew_{}_{}", name, getpid());
  std::filesystem::remove_all(folder);
  const std::string rows = output_of(fmt::format("python3 '{}/clew/intel/testdata/count_published.py' '{}' '{}'",
                                                 CLEW_SOURCE_DIR, archive, folder.string()));
  Total total;
  for (std::size_t begin = 0; begin < rows.size();) {
    const std::size_t end = std::min(rows.find('\n', begin), rows.size());
    const auto row = JsonText::parse("count", std::string_view(rows).substr(begin, end - begin));
    ASSERT_TRUE(row);
    compare(row->root(), total);
    begin = end + 1;
  }
  std::filesystem::remove_all(folder);
  EXPECT_GE(total.files, files_min);
  std::printf("%s: %zu files, %zu values\n", std::string(name).c_str(), total.files, total.values);
}

TEST(Published, PlaybooksInStixAreReadCompletely) { compare_archive("unit42_playbooks_stix2", 85); }
TEST(Published, ListsRulesAndOpenIocAreReadCompletely) { compare_archive("eset_malware-ioc", 300); }
TEST(Published, ListsWithSeveralHashesInACellAreReadCompletely) { compare_archive("volexity", 19); }

}  // namespace
}  // namespace clew::intel
