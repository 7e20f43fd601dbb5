#include "clew/store/case_folder.h"

#include "clew/store/case_database.h"

#include <array>
#include <string>
#include <system_error>
#include <vector>

namespace clew::store {
namespace {

namespace fs = std::filesystem;
using base::Disk;
using base::Done;
using base::fail;
using base::Fault;
using base::Result;

/// In the order in which they are put in place: the document last, because a folder with a `case.json` is a case.
constexpr std::array<const char*, 5> names = {"case.sqlite", "rotation.csv", "rotation.md", "report.html", "case.json"};

fs::path with_ending(fs::path path, const char* ending) { return path += ending; }
fs::path unfinished(const fs::path& path) { return with_ending(path, ".unfinished"); }
fs::path earlier(const fs::path& path) { return with_ending(path, ".earlier"); }

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(path, ignored));
}

/// A run that was killed between two renames left the earlier files beside. They go back, unless the new case was complete.
Result<Done> recover(Disk& disk, const fs::path& folder) {
  const fs::path document = folder / "case.json";
  const bool complete = is_there(document) && is_there(earlier(document));
  for (const char* name : names) {
    const fs::path path = folder / name;
    if (!is_there(earlier(path))) continue;
    if (complete) {
      disk.remove(earlier(path));
    } else {
      CLEW_CHECK(disk.rename(earlier(path), path));
    }
  }
  return Done{};
}

bool is_left_over(const std::string& name) {
  for (const char* known : names) {
    if (name == unfinished(known) || name == earlier(known)) return true;
  }
  return false;
}

/// A folder may be made, be empty, or hold a case; files of anything else are not ours to write beside.
Result<Done> prepare(Disk& disk, const fs::path& folder) {
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (status.type() == fs::file_type::not_found) return disk.make_folder(folder);
  if (error) return fail(Fault::unavailable, "cannot open the case folder: " + error.message(), {}, folder.string());
  if (!fs::is_directory(status))
    return fail(Fault::unsupported, "a case is kept in a folder; this is a file", {}, folder.string());

  // A first run that was killed may have left the database alone.
  const bool holds_case =
      is_there(folder / "case.json") || is_there(earlier(folder / "case.json")) || is_there(folder / "case.sqlite");
  bool holds_other = false;
  fs::directory_iterator entries(folder, error);
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    holds_other = holds_other || !is_left_over(entries->path().filename().string());
  }
  if (error) return fail(Fault::unavailable, "cannot list the case folder: " + error.message(), {}, folder.string());
  if (holds_other && !holds_case) {
    return fail(Fault::unsupported, "this folder holds something, but no case.json; name an empty or a new folder", {},
                folder.string());
  }
  return recover(disk, folder);
}

/// Puts finished files in place one after the other, and everything back when one cannot be.
class Exchange {
 public:
  explicit Exchange(Disk& disk) : disk_(disk) {}

  Result<Done> put(const fs::path& path) {
    Step step{path, is_there(path), false};
    if (step.had_earlier) CLEW_CHECK(disk_.rename(path, earlier(path)));
    steps_.push_back(step);
    CLEW_CHECK(disk_.rename(unfinished(path), path));
    steps_.back().in_place = true;
    return Done{};
  }

  void undo() {
    for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
      if (step->had_earlier) {
        // What cannot be put back now is put back by the next call; see recover.
        static_cast<void>(disk_.rename(earlier(step->path), step->path).has_value());
      } else if (step->in_place) {
        disk_.remove(step->path);
      }
    }
  }

  void forget_earlier() {
    // The document's goes last: as long as it is there, recover knows that the new case is complete.
    for (const Step& step : steps_) {
      if (step.had_earlier) disk_.remove(earlier(step.path));
    }
  }

 private:
  struct Step {
    fs::path path;
    bool had_earlier;
    bool in_place;
  };
  Disk& disk_;
  std::vector<Step> steps_;
};

}  // namespace

Result<Done> write_case_folder(Disk& disk, const fs::path& folder, const model::CaseDocument& document,
                               const CaseTexts& texts) {
  CLEW_TRY(const std::string database, case_database(document));
  CLEW_CHECK(prepare(disk, folder));

  const std::array<std::string_view, names.size()> contents = {database, texts.rotation_csv, texts.rotation_markdown,
                                                               texts.html, texts.json};
  Result<Done> result = Done{};
  for (std::size_t i = 0; i < names.size() && result; ++i)
    result = disk.write(unfinished(folder / names[i]), contents[i]);
  Exchange exchange(disk);
  for (std::size_t i = 0; i < names.size() && result; ++i) result = exchange.put(folder / names[i]);

  if (result) {
    exchange.forget_earlier();
  } else {
    exchange.undo();
    for (const char* name : names) disk.remove(unfinished(folder / name));
    result.error().file = folder.string();
  }
  return result;
}

}  // namespace clew::store
