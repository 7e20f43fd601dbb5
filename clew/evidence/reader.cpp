#include "clew/evidence/reader.h"

#include "clew/evidence/formats/delimited.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/wrapped.h"
#include "clew/evidence/framing.h"
#include "clew/evidence/members.h"
#include "clew/model/address.h"

namespace clew::evidence {

struct Reader::State {
  State(Members opened, const ReaderOptions& wanted) : options(wanted), members(std::move(opened)) {}

  ReaderOptions options;
  Members members;
  std::string name;                // of the member that is being read
  std::unique_ptr<Framer> framer;  // null for one that has nothing to read
};

base::Result<Reader> Reader::open(const FileEntry& file, const ReaderOptions& options) {
  CLEW_TRY(auto members, Members::open(file, options.limits, options.hash));
  return Reader(std::make_unique<State>(std::move(members), options));
}

Reader::Reader(std::unique_ptr<State> state) : state_(std::move(state)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader::~Reader() = default;

std::optional<Member> Reader::next_member() {
  State& state = *state_;
  state.framer.reset();
  auto open = state.members.next();
  if (!open) return std::nullopt;
  state.name = open->name;
  Member member;
  member.name = std::move(open->name);
  member.head = open->head;
  member.encoding = open->encoding;
  if (open->content == nullptr) {
    member.recognised = state.options.recognise({});
    return member;
  }
  member.recognised = recognise_wrapped(
      member.head, recognise_mapped(member.head, state.options.mappings, state.options.recognise(member.head)));
  member.modified = open->modified;
  if (member.recognised.format->prepare != nullptr) member.tail = state.members.tail();
  Cut cut;
  cut.framing = member.recognised.format->framing;
  cut.header_mark = member.recognised.format->header_mark;
  if (cut.framing == Framing::rows) {
    const auto rows = head_rows(member.head);
    if (!rows.empty()) cut.separator = separator_of(rows.front());
  }
  cut.offset = open->offset;
  cut.translate = member.recognised.format->translate;
  cut.event_of = member.recognised.format->event_of;
  state.framer = make_framer(*open->content, cut, state.options.limits);
  return member;
}

bool Reader::next_block(Block& block) {
  if (state_->framer != nullptr) return state_->framer->next(block);
  block.bytes.clear();
  block.records.clear();
  block.origins.clear();
  return false;
}

namespace {

/// The device after which a folder, or an archive, is called that the member lies in.
std::string device_of_folders(std::string_view name, const model::Inventory& inventory) {
  const model::Device* found = nullptr;
  while (!name.empty()) {
    const std::size_t end = name.find('/');
    if (end == std::string_view::npos) break;  // the file itself
    std::string_view folder = name.substr(0, end);
    name.remove_prefix(end + 1);
    for (const std::string_view ending :
         {".gz", ".bz2", ".xz", ".zst", ".lz4", ".tar", ".tgz", ".tbz", ".txz", ".zip", ".7z", ".cpio"}) {
      if (folder.ends_with(ending)) folder.remove_suffix(ending.size());
    }
    const model::Device* const device = inventory.find(folder);
    if (device == nullptr) continue;
    if (found != nullptr && found != device) return {};  // who collected from whom?
    found = device;
  }
  return found == nullptr ? std::string() : found->hostname;
}

/// A server's log of requests is of the server, but for what somebody inside has asked it or, as of a proxy, through it.
bool names_device(const model::Event& event, const model::Inventory* inventory) {
  if (event.event_class == model::EventClass::http_activity && event.has(model::Attribute::src_ip)) {
    const auto asker = model::Address::parse(event.get(model::Attribute::src_ip));
    if (!asker || model::is_private(*asker) || (inventory != nullptr && inventory->find(asker->text()) != nullptr))
      return true;
  }
  return event.has(model::Attribute::device_hostname) || event.has(model::Attribute::device_uid) ||
         event.has(model::Attribute::device_ip);
}

bool is_of_one_device(const Format& format, const model::LogMapping* mapping) {
  return mapping != nullptr ? mapping->of_one_device : format.of_one_device;
}

}  // namespace

bool is_of_one_device(const Recognised& recognised) { return is_of_one_device(*recognised.format, recognised.mapping); }

FileContext context_of(const Member& member, const model::Inventory* inventory) {
  FileContext context;
  context.source = member.recognised.source;
  context.inventory = inventory;
  context.mapping = member.recognised.mapping;
  context.envelope = member.recognised.envelope;
  context.modified = member.modified;
  context.tail = member.tail;
  const Format& format = *member.recognised.format;
  if (format.prepare != nullptr) format.prepare(member.head, context);
  if (context.device.empty() && inventory != nullptr && is_of_one_device(member.recognised))
    context.device = device_of_folders(member.name, *inventory);
  if (member.recognised.wrapped != nullptr) context.wrapped = prepare_wrapped(*member.recognised.wrapped, context);
  return context;
}

Decoded decode(const Format& format, const Block& block, const Record& record, const FileContext& context,
               Scratch& scratch, model::Event& event, OtherLog* other) {
  scratch.state().other.format = nullptr;
  switch (record.part) {
    case Record::Part::first: return Decoded::unparsed;
    case Record::Part::continued: return Decoded::nothing;
    case Record::Part::whole: break;
  }
  if (record.broken) return Decoded::unparsed;
  const Decoded decoded = decode_record(format, block.text_of(record), context, scratch, event);
  if (other != nullptr && scratch.state().other.format != nullptr) *other = scratch.state().other;
  if (decoded == Decoded::event && is_of_one_device(format, context.mapping) && !names_device(event, context.inventory))
    event.add(model::Attribute::device_hostname, context.device);
  return decoded;
}

MemberEnd Reader::member_end() const {
  State& state = *state_;
  MemberEnd end;
  end.problem = state.members.member_problem();
  if (state.framer == nullptr) return end;
  end.content_bytes = state.members.content_bytes();
  end.content_sha256 = state.members.content_sha256();
  end.long_records = state.framer->long_records().count;
  end.first_long_line = state.framer->long_records().first_line;
  if (!end.problem) end.problem = state.framer->problem();
  if (end.problem && end.problem->file.empty()) end.problem->file = state.name;
  return end;
}

std::string Reader::file_sha256() { return state_->members.file()->sha256(); }
const std::optional<base::Error>& Reader::problem() const { return state_->members.problem(); }
std::uint64_t Reader::file_bytes_read() const { return state_->members.file()->bytes_read(); }

}  // namespace clew::evidence
