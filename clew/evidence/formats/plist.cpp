// Apple's property lists, XML and binary, read by libplist; launchd's jobs among them. A list is one record: what is
// installed or set, not when. Keys stand as the list has them; dates become RFC 3339, a UID of an archiver `CF$UID`.
// Source: Apple's plist(5), launchd.plist(5), CFBinaryPList.c, "Information Property List Key Reference".
#include "clew/base/instant.h"
#include "clew/base/text.h"
#include "clew/evidence/detail/json_text.h"
#include "clew/evidence/detail/plist_guard.h"
#include "clew/evidence/detail/whole_content.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/translator.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <plist/plist.h>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using namespace std::string_view_literals;

constexpr std::size_t content_bytes_max = 16U << 20U;  ///< launchd's are of some KiB, a music library of some MiB
constexpr std::size_t message_bytes_max = 16 * 1024;
constexpr std::int64_t mac_epoch_seconds = 978'307'200;  ///< 2001-01-01T00:00:00Z, where Apple's dates begin

struct FreePlist {
  void operator()(plist_t list) const { plist_free(list); }
};
using List = std::unique_ptr<void, FreePlist>;
struct FreeMemory {
  void operator()(void* memory) const { std::free(memory); }
};
using Memory = std::unique_ptr<void, FreeMemory>;

/// Writes a list as JSON, container by container, without recursion.
class JsonOfList {
 public:
  std::string write(plist_t root) {
    const plist_type type = plist_get_node_type(root);
    if (type != PLIST_DICT) text_ += "{\"plist\":";
    value(root);
    while (!open_.empty()) step();
    if (type != PLIST_DICT) text_ += '}';
    return std::move(text_);
  }

 private:
  struct Container {
    plist_t node = nullptr;
    bool is_dictionary = false;
    bool is_empty = true;
    Memory iterator;
  };

  void open(plist_t node, bool is_dictionary) {
    Container container{node, is_dictionary, true, nullptr};
    void* iterator = nullptr;
    if (is_dictionary)
      plist_dict_new_iter(node, &iterator);
    else
      plist_array_new_iter(node, &iterator);
    container.iterator.reset(iterator);
    open_.push_back(std::move(container));
    text_ += is_dictionary ? '{' : '[';
  }

  /// The next value of the innermost container, or its end.
  void step() {
    Container& container = open_.back();
    plist_t node = nullptr;
    char* key = nullptr;
    if (container.is_dictionary)
      plist_dict_next_item(container.node, container.iterator.get(), &key, &node);
    else
      plist_array_next_item(container.node, container.iterator.get(), &node);
    const Memory key_memory(key);
    if (node == nullptr) {
      text_ += container.is_dictionary ? '}' : ']';
      open_.pop_back();
      return;
    }
    if (!std::exchange(container.is_empty, false)) text_ += ',';
    if (container.is_dictionary) {
      detail::append_json_text(text_, key == nullptr ? std::string_view{} : std::string_view(key));
      text_ += ':';
    }
    value(node);
  }

  void value(plist_t node) {
    switch (plist_get_node_type(node)) {
      case PLIST_DICT: return open(node, true);
      case PLIST_ARRAY: return open(node, false);
      case PLIST_BOOLEAN: {
        std::uint8_t truth = 0;
        plist_get_bool_val(node, &truth);
        text_ += truth != 0 ? "true" : "false";
        return;
      }
      case PLIST_UINT: {
        std::uint64_t number = 0;
        plist_get_uint_val(node, &number);
        // The library has one type for both; lists hold negative numbers more often than ones beyond 2^63.
        fmt::format_to(std::back_inserter(text_), "{}", static_cast<std::int64_t>(number));
        return;
      }
      case PLIST_REAL: {
        double number = 0;
        plist_get_real_val(node, &number);
        return detail::append_json_number(text_, number);
      }
      case PLIST_DATE: return date(node);
      case PLIST_DATA: {
        std::uint64_t size = 0;
        const char* data = plist_get_data_ptr(node, &size);
        return detail::append_json_bytes(text_, data == nullptr ? std::string_view{} : std::string_view(data, size));
      }
      case PLIST_UID: {
        std::uint64_t number = 0;
        plist_get_uid_val(node, &number);
        fmt::format_to(std::back_inserter(text_), "{{\"CF$UID\":{}}}", number);
        return;
      }
      case PLIST_STRING: {
        std::uint64_t size = 0;
        const char* string = plist_get_string_ptr(node, &size);
        return detail::append_json_text(text_, string == nullptr ? std::string_view{} : std::string_view(string, size));
      }
      default: text_ += "null";
    }
  }

  void date(plist_t node) {
    std::int32_t seconds = 0;
    std::int32_t microseconds = 0;
    plist_get_date_val(node, &seconds, &microseconds);
    const auto instant = base::Instant::from_seconds(std::int64_t{seconds} + mac_epoch_seconds);
    detail::append_json_text(text_, base::to_rfc3339(instant));
  }

  std::string text_;
  std::vector<Container> open_;
};

class PlistTranslator final : public Translator {
 public:
  explicit PlistTranslator(ByteSource& content) : content_(content) {}

  bool next(Translation& record) override {
    if (std::exchange(done_, true)) return false;
    auto whole = detail::read_whole(content_, content_bytes_max);
    if (!whole) {
      problem_ = whole.error();
      return false;
    }
    record.offset = 0;
    record.length = whole->size();
    record.broken = true;
    if (auto refusal = detail::refused_by_guard(*whole)) {
      record.text = std::move(*refusal);
      return true;
    }
    const List list = read(*whole);
    if (list == nullptr) {
      record.text = "not a property list that libplist reads to its end";
      return true;
    }
    record.broken = false;
    record.text = JsonOfList().write(list.get());
    return true;
  }

  [[nodiscard]] std::optional<base::Error> problem() const override { return problem_; }

 private:
  static List read(std::string_view content) {
    plist_t list = nullptr;
    const auto size = static_cast<std::uint32_t>(content.size());  // fits: see content_bytes_max
    if (detail::is_binary_plist(content))
      plist_from_bin(content.data(), size, &list);
    else
      plist_from_xml(content.data(), size, &list);
    return List(list);
  }

  ByteSource& content_;
  bool done_ = false;
  std::optional<base::Error> problem_;
};

std::unique_ptr<Translator> translate(ByteSource& content) { return std::make_unique<PlistTranslator>(content); }

// --- what a list says ---

/// When launchd starts the job, in its own keys; nested ones stand below them.
constexpr std::array<std::string_view, 9> triggers = {
    "RunAtLoad",        "KeepAlive",    "StartInterval", "StartCalendarInterval", "WatchPaths", "StartOnMount",
    "QueueDirectories", "LaunchEvents", "Sockets"};

/// `RunAtLoad=true KeepAlive SuccessfulExit=false WatchPaths=/a,/b`: each key is written once, however often it is meant.
std::string triggers_of(const Fields& fields) {
  std::string text;
  std::string_view last_key;
  std::string_view last_path;
  for (const Fields::Field& field : fields.all()) {
    const std::string_view path = fields.path_of(field);
    const std::string_view key = path.substr(0, path.find('.'));
    if (std::ranges::find(triggers, key) == triggers.end()) continue;
    if (path == last_path) {
      text.append(",").append(field.text);
      continue;
    }
    if (key != last_key) text.append(text.empty() ? "" : " ").append(key);
    if (path.size() > key.size()) text.append(" ").append(path.substr(path.rfind('.') + 1));
    text.append("=").append(field.text);
    last_key = key;
    last_path = path;
  }
  return text;
}

/// All values at `path`, with a blank between them.
std::string joined(const Fields& fields, std::string_view path) {
  std::string text;
  for (const Fields::Field& field : fields.all()) {
    if (fields.path_of(field) != path) continue;
    if (!text.empty()) text += ' ';
    text += field.text;
  }
  return text;
}

bool is_job(const Fields& fields) {
  return fields.has("Label") &&
         (fields.has("Program") || fields.has("ProgramArguments") || fields.has("BundleProgram"));
}

void add_job(const Fields& fields, model::Event& event) {
  static constexpr std::array<std::string_view, 3> programs = {"Program", "BundleProgram", "ProgramArguments"};
  event.event_class = model::EventClass::scheduled_job_activity;
  event.activity = model::activity::other;
  event.add(resource_type, "launchd job");
  event.add(resource_name, fields.get("Label"));
  event.add(process_path, fields.first_of(programs));
  event.add(process_cmd_line, joined(fields, "ProgramArguments"));
  event.add(process_user, fields.get("UserName"));
  const std::string when = triggers_of(fields);
  event.add(message, std::string_view(when).substr(0, message_bytes_max));
}

Decoded decode(std::string_view record, const FileContext& /*context*/, Scratch& scratch, model::Event& event) {
  static constexpr std::array<std::string_view, 2> versions = {"CFBundleShortVersionString", "CFBundleVersion"};
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  if (is_job(fields)) {
    add_job(fields, event);
  } else if (fields.has("CFBundleIdentifier")) {
    event.add(package_name, fields.get("CFBundleIdentifier"));
    event.add(package_version, fields.first_of(versions));
    event.add(file_name, fields.get("CFBundleExecutable"));
  }
  return Decoded::event;
}

/// An XML list says what it is before its first value; a job names its keys near the start in both forms.
std::string recognise(std::string_view head) {
  constexpr std::size_t prologue_bytes_max = 2048;
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  if (!head.starts_with("bplist0")) {
    const std::string_view prologue = base::trimmed(head).substr(0, prologue_bytes_max);
    const bool is_xml =
        prologue.starts_with("<?xml") || prologue.starts_with("<!DOCTYPE plist") || prologue.starts_with("<plist");
    const bool is_list = prologue.contains("<!DOCTYPE plist") || prologue.contains("<plist>") ||
                         prologue.contains("<plist ") || prologue.contains("//Apple Computer//DTD PLIST");
    if (!is_xml || !is_list) return {};
    return head.contains("<key>Label</key>") && (head.contains("<key>Program") || head.contains("<key>BundleProgram"))
               ? "launchd"
               : "plist";
  }
  // A short text of the binary form has its length before it.
  const bool is_job = head.contains("\x55Label"sv) &&
                      (head.contains("\x57Program"sv) || head.contains("\x5f\x10\x10ProgramArguments"sv) ||
                       head.contains("\x5d"
                                     "BundleProgram"sv));
  return is_job ? "launchd" : "plist";
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::text};
  return sights;
}

}  // namespace

constinit const Format plist = {
    .name = "plist",
    .framing = Framing::translated,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .translate = translate,
    .of_one_device = true,
};

}  // namespace clew::evidence
