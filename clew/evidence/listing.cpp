// Walks folders, and says what it could not walk.
#include "clew/evidence/container.h"
#include "clew/evidence/reader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <set>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <fmt/core.h>

namespace clew::evidence {
namespace {

namespace fs = std::filesystem;

/// What a file or folder is, whatever it is called.
using Identity = std::pair<dev_t, ino_t>;

struct Found {
  FileEntry entry;
  std::size_t root = 0;
};

class Walk {
 public:
  explicit Walk(Listing& listing) : listing_(listing) {}

  /// Everything below `path`, except what lies behind symbolic links: those are kept for `follow_links`, so that a file
  /// is listed under its own name wherever it has one.
  void add_root(const fs::path& path, std::size_t root) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return refuse(path, errno);
    if (S_ISDIR(status.st_mode)) {
      enter(path, "", root, none, status);
      walk();
    } else {
      add_file(path, path.filename().string(), root, status);
    }
  }

  void follow_links() {
    // Following one may find more of them.
    for (std::size_t i = 0; i < links_.size(); ++i) {
      const Link link = links_[i];
      struct stat status {};
      if (::stat(link.path.c_str(), &status) != 0) {
        refuse(link.path, errno);
      } else if (!S_ISDIR(status.st_mode)) {
        add_file(link.path, link.name, link.root, status);
      } else if (is_above(link.folder, identity_of(status))) {
        refuse(link.path, "leads back to a folder that it lies in");
      } else {
        enter(link.path, link.name + "/", link.root, link.folder, status);
        walk();
      }
    }
  }

  std::vector<Found> files;

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  struct Folder {
    fs::path path;
    std::string prefix;  // of the names in it: "" or "a/b/"
    std::size_t root;
    std::size_t parent;
    Identity identity;
  };
  struct Link {
    fs::path path;
    std::string name;
    std::size_t root;
    std::size_t folder;
  };

  static Identity identity_of(const struct stat& status) { return {status.st_dev, status.st_ino}; }

  void enter(const fs::path& path, std::string prefix, std::size_t root, std::size_t parent,
             const struct stat& status) {
    if (!seen_.insert(identity_of(status)).second) return;
    folders_.push_back({path, std::move(prefix), root, parent, identity_of(status)});
  }

  void walk() {
    for (; walked_ < folders_.size(); ++walked_) list(walked_);
  }

  void list(std::size_t position) {
    const Folder folder = folders_[position];
    std::error_code error;
    std::vector<fs::path> paths;
    for (fs::directory_iterator it(folder.path, error), end; !error && it != end; it.increment(error))
      paths.push_back(it->path());
    if (error) refuse(folder.path, error.value());
    std::ranges::sort(paths);
    for (const fs::path& path : paths) {
      const std::string name = folder.prefix + path.filename().string();
      struct stat status {};
      if (::lstat(path.c_str(), &status) != 0) {
        refuse(path, errno);
      } else if (S_ISLNK(status.st_mode)) {
        links_.push_back({path, name, folder.root, position});
      } else if (S_ISDIR(status.st_mode)) {
        enter(path, name + "/", folder.root, position, status);
      } else {
        add_file(path, name, folder.root, status);
      }
    }
  }

  void add_file(const fs::path& path, std::string name, std::size_t root, const struct stat& status) {
    if (!S_ISREG(status.st_mode)) return refuse(path, "a pipe, socket or device, not a file; skipped");
    if (!seen_.insert(identity_of(status)).second) return;
    if (::faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0) return refuse(path, errno);
    files.push_back({{path, std::move(name), static_cast<std::uint64_t>(status.st_size), last_change(status.st_mtim.tv_sec)},
                     root});
  }

  [[nodiscard]] bool is_above(std::size_t folder, const Identity& identity) const {
    for (; folder != none; folder = folders_[folder].parent) {
      if (folders_[folder].identity == identity) return true;
    }
    return false;
  }

  void refuse(const fs::path& path, int number) {
    const base::Fault fault = number == ENOENT ? base::Fault::not_found : base::Fault::unavailable;
    listing_.unreadable.push_back({fault, std::strerror(number), {}, path.string()});
  }
  void refuse(const fs::path& path, std::string_view what) {
    listing_.unreadable.push_back({base::Fault::unsupported, std::string(what), {}, path.string()});
  }

  Listing& listing_;
  std::set<Identity> seen_;
  std::vector<Folder> folders_;
  std::size_t walked_ = 0;
  std::vector<Link> links_;
};

bool have_equal_names(const std::vector<Found>& files) {
  std::set<std::string_view> names;
  return std::ranges::any_of(files, [&](const Found& file) { return !names.insert(file.entry.name).second; });
}

/// "logs" for `../logs/`, whatever stands around it; the path as it was given when that does not tell it apart.
std::vector<std::string> names_of(const std::vector<fs::path>& roots) {
  std::vector<std::string> names;
  std::set<std::string> distinct;
  for (const fs::path& root : roots) {
    std::error_code error;
    fs::path path = fs::weakly_canonical(root, error);
    if (error) path = root;
    names.push_back(path.filename().string());
    distinct.insert(names.back());
  }
  if (distinct.size() == roots.size()) return names;
  for (std::size_t i = 0; i < roots.size(); ++i) names[i] = roots[i].lexically_normal().string();
  return names;
}

void put_roots_in_front(std::vector<Found>& files, const std::vector<fs::path>& roots) {
  const std::vector<std::string> names = names_of(roots);
  for (Found& file : files) {
    if (!fs::is_directory(roots[file.root])) {
      file.entry.name = names[file.root];
    } else {
      file.entry.name = names[file.root] + (names[file.root].ends_with('/') ? "" : "/") + file.entry.name;
    }
  }
}

}  // namespace

base::Result<Listing> list_files(const std::vector<std::filesystem::path>& paths) {
  for (const fs::path& path : paths) {
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0) continue;
    const int number = errno;
    return base::fail(number == ENOENT || number == ENOTDIR ? base::Fault::not_found : base::Fault::unavailable,
                      std::strerror(number), {}, path.string());
  }
  Listing listing;
  Walk walk(listing);
  for (std::size_t i = 0; i < paths.size(); ++i) walk.add_root(paths[i], i);
  walk.follow_links();
  if (have_equal_names(walk.files)) put_roots_in_front(walk.files, paths);
  for (Found& file : walk.files) listing.files.push_back(std::move(file.entry));
  std::ranges::sort(listing.files, {}, &FileEntry::name);
  std::ranges::sort(listing.unreadable, {}, &base::Error::file);
  return listing;
}

}  // namespace clew::evidence
