#include "clew/intel/detail/openioc.h"

#include "clew/base/text.h"
#include "clew/intel/dates.h"
#include "clew/intel/detail/commonplace.h"
#include "clew/intel/detail/context.h"
#include "clew/intel/detail/mapped.h"
#include "clew/intel/detail/statement.h"
#include "clew/intel/refang.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include <expat.h>
#include <fmt/core.h>

namespace clew::intel::detail {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using model::Value;
using model::ValueType;

struct Term {
  std::string_view part;  // of the search term, in lower case
  std::vector<ValueType> types;
};

/// The first row whose part the term holds; `FileItem/PEInfo/…/Sha1sum`, `Network/DNS`.
const std::vector<Term>& terms() {
  using enum ValueType;
  static const std::vector<Term> rows = {
      {"md5sum", {md5}},
      {"sha1sum", {sha1}},
      {"sha256sum", {sha256}},
      {"pehash", {}},
      {"certificateissuer", {}},
      {"certificatesubject", {}},
      {"network/dns", {domain, ipv4, ipv6}},
      {"network/string", {ipv4, ipv6, url}},
      {"dnsentryitem/host", {domain}},
      {"dnsentryitem/recordname", {domain}},
      {"dnsentryitem/recorddata", {ipv4, ipv6, domain}},
      {"network/uri", {url, domain, ipv4}},
      {"network/url", {url, domain, ipv4}},
      {"urlhistoryitem/url", {url, domain, ipv4}},
      {"filedownloadhistoryitem/sourceurl", {url, domain}},
      {"hostname", {domain}},
      {"useragent", {user_agent}},
      {"remoteip", {ipv4, ipv6, cidr}},
      {"ipaddress", {ipv4, ipv6, cidr}},
      {"network/ip", {ipv4, ipv6, cidr}},
      {"destinationip", {ipv4, ipv6, cidr}},
      {"email/from", {email}},
      {"email/to", {email}},
      {"email/sender", {email}},
      {"email/attachment/name", {file_name}},
      {"fileitem/filename", {file_name, file_path}},
      {"fileitem/fullpath", {file_path, file_name}},
      {"fileitem/filepath", {file_path}},
      {"processitem/name", {file_name, file_path}},
      {"processitem/path", {file_path, file_name}},
      {"section/name", {}},
      {"mutex", {mutex}},
      {"handle/name", {mutex}},
      {"registryitem/path", {registry_key}},
      {"registryitem/keypath", {registry_key}},
      {"serviceitem/path", {file_path, file_name}},
      {"useritem/username", {account}},
      {"cve", {cve}},
  };
  return rows;
}

const std::vector<ValueType>* types_of_term(std::string_view term) {
  const std::string lower = base::lowered(term);
  for (const Term& row : terms()) {
    if (lower.find(row.part) != std::string::npos) return &row.types;
  }
  return nullptr;
}

struct ParserFree {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

/// A value that the items have given so far.
struct Candidate {
  Value value;
  base::Span where;
};

class OpenIocReader {
 public:
  OpenIocReader(const NoticeInput& input, std::span<const Pack> packs, model::Notice& notice)
      : source_(input.bytes),
        file_(input.file),
        notice_(notice),
        supplier_(supplier_of(input.bytes, packs)),
        gather_(input.bytes),
        context_{gather_, packs, supplier_},
        parser_(XML_ParserCreate(nullptr)) {}

  Result<base::Done> read() {
    if (!parser_) return fail(Fault::unavailable, "no memory for the XML parser", {}, file_);
    XML_Parser parser = parser_.get();
    XML_SetUserData(parser, this);
    XML_SetParamEntityParsing(parser, XML_PARAM_ENTITY_PARSING_NEVER);
    XML_SetElementHandler(
        parser, [](void* self, const XML_Char* name, const XML_Char** attributes) { of(self).begin(name, attributes); },
        [](void* self, const XML_Char* name) { of(self).end(name); });
    XML_SetCharacterDataHandler(parser, [](void* self, const XML_Char* text, int size) {
      of(self).add_text({text, static_cast<std::size_t>(size)});
    });
    XML_SetStartDoctypeDeclHandler(parser, [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
      of(self).stop("a document type, which no OpenIOC has");
    });
    const auto status = XML_Parse(parser, source_.data(), static_cast<int>(source_.size()), 1);
    if (status != XML_STATUS_OK) {
      const auto at = static_cast<std::uint64_t>(std::max<XML_Index>(XML_GetCurrentByteIndex(parser), 0));
      const std::string what = stopped_.empty() ? XML_ErrorString(XML_GetErrorCode(parser)) : stopped_;
      return fail(stopped_.find("more than") == std::string::npos ? Fault::malformed : Fault::over_limit,
                  "not OpenIOC: " + what, {std::min<std::uint64_t>(at, source_.size()), 0}, file_);
    }
    notice_.source.format = "openioc";
    if (supplier_ != nullptr) notice_.supplier = supplier_->id;
    tell();
    std::move(gather_).finish(notice_);
    return base::Done{};
  }

 private:
  static OpenIocReader& of(void* self) { return *static_cast<OpenIocReader*>(self); }

  void stop(std::string why) {
    stopped_ = std::move(why);
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  static std::string_view attribute(const XML_Char** attributes, std::string_view name) {
    for (; *attributes != nullptr; attributes += 2) {
      if (name == *attributes) return attributes[1];
    }
    return {};
  }

  void begin(std::string_view name, const XML_Char** attributes) {
    if (++depth_ > openioc_depth_max)
      return stop(fmt::format("more than {} elements inside each other", openioc_depth_max));
    text_.clear();
    if (name == "Indicator") {
      // What has no operator is a list.
      groups_.push_back({base::equal_ignoring_case(attribute(attributes, "operator"), "AND"), {}, 0});
    } else if (name == "IndicatorItem") {
      condition_ = attribute(attributes, "condition");
      negated_ = attribute(attributes, "negate") == "true" || base::lowered(condition_).ends_with("not");
    } else if (name == "Context") {
      term_ = attribute(attributes, "search");
    } else if (name == "Content") {
      kind_ = attribute(attributes, "type");
    } else if (name == "link") {
      link_ = attribute(attributes, "href");
    }
  }

  void add_text(std::string_view text) {
    constexpr std::size_t text_bytes_max = 64U << 10U;  // of one element; more is no value
    if (text_.text().size() + text.size() > text_bytes_max) return;
    const auto at = static_cast<std::size_t>(XML_GetCurrentByteIndex(parser_.get()));
    const auto size = static_cast<std::size_t>(XML_GetCurrentByteCount(parser_.get()));
    if (source_.substr(at, text.size()) == text) {
      text_.add_as_is(text, at);
    } else {
      text_.add(text, at, size);  // an entity such as `&amp;`, or another encoding
    }
  }

  void end(std::string_view name) {
    --depth_;
    if (name == "Content") {
      read_item();
    } else if (name == "Indicator") {
      close_group();
    } else if (name == "short_description") {
      notice_.source.title = quoted(text_.text());
    } else if (name == "authored_by") {
      notice_.source.publisher = quoted(text_.text());
    } else if (name == "authored_date") {
      if (const auto date = parse_date(base::trimmed(text_.text()))) notice_.source.published = date->text();
      if (notice_.source.published.empty()) {
        if (const auto date = parse_date(base::trimmed(text_.text()).substr(0, 10)))
          notice_.source.published = date->text();
      }
    } else if (name == "link") {
      read_link();
    }
    text_.clear();
  }

  void read_link() {
    const std::string_view text = base::trimmed(text_.text());
    const auto value = Value::parse(ValueType::url, text);
    if (!value) return;
    const auto begin = static_cast<std::size_t>(text.data() - text_.text().data());
    context_.mention(*value, text_.where({begin, begin + text.size()}), "a link of the notice");
  }

  void read_item() {
    const std::string_view text = base::trimmed(text_.text());
    if (text.empty()) return;
    const auto begin = static_cast<std::size_t>(text.data() - text_.text().data());
    const base::Span where = text_.where({begin, begin + text.size()});
    const std::vector<ValueType>* types = types_of_term(term_);
    const std::string condition = base::lowered(condition_);
    if (types == nullptr || types->empty())
      return refuse(ValueType::account, where, fmt::format("{} is not searched for", quoted(term_)));
    std::string_view plain = text;
    const bool is_file = types->front() == ValueType::file_name || types->front() == ValueType::file_path;
    // "contains \evil.exe" is the end of any path.
    if (is_file && plain.size() > 1 && plain.front() == '\\' && plain.find('\\', 1) == std::string_view::npos)
      plain.remove_prefix(1);
    const bool is_form = condition == "matches" || condition == "starts-with" || condition == "ends-with" ||
                         condition == "greater-than" || condition == "less-than";
    if (is_form) return refuse(types->front(), where, fmt::format("asked for by its form ({})", quoted(condition_)));
    const std::string refanged = is_file ? std::string(plain) : refang(plain).text();
    const auto value = parse_as(Kind{*types}, refanged);
    if (!value) return refuse(nearest_type(Kind{*types}, refanged), where, value.error().what);
    const bool is_part = condition.starts_with("contains") && value->type() == ValueType::file_name &&
                         value->text().find('.') == std::string::npos;
    if (is_part) return refuse(value->type(), where, "a part of a name");
    if (negated_) return context_.mention(*value, where, "the notice excludes it");
    if (const auto why = context_.why_not(*value)) return context_.mention(*value, where, *why);
    if (const auto why = why_commonplace(*value)) return context_.mention(*value, where, std::string(*why));
    candidates_.push_back({*value, where});
    add_to_group({candidates_.size() - 1}, telling(value->type()));
  }

  void refuse(ValueType type, base::Span where, std::string why) {
    if (where.size_bytes > 0) context_.refuse(type, where, std::move(why));
  }

  struct Group {
    bool is_and;
    std::vector<std::size_t> members;
    int rank;  // of the weakest
  };

  /// Adds what suffices for one part of the group above.
  void add_to_group(std::vector<std::size_t> members, int rank) {
    if (members.empty()) return;
    if (groups_.empty()) groups_.push_back({false, {}, 0});
    Group& group = groups_.back();
    if (group.is_and && !group.members.empty() && group.rank != rank) {
      const std::vector<std::size_t>& losers = rank > group.rank ? group.members : members;
      const std::vector<std::size_t>& winners = rank > group.rank ? members : group.members;
      for (const std::size_t loser : losers)
        context_.mention(candidates_[loser].value, candidates_[loser].where,
                         fmt::format("asked for only together with {}",
                                     base::shortened(candidates_[winners.front()].value.text(), 80)));
      if (rank > group.rank) {
        group.members = std::move(members);
        group.rank = rank;
      }
      return;
    }
    group.rank = group.members.empty() ? rank : std::min(group.rank, rank);
    group.members.insert(group.members.end(), members.begin(), members.end());
  }

  void close_group() {
    if (groups_.empty()) return;
    Group group = std::move(groups_.back());
    groups_.pop_back();
    if (groups_.empty()) {
      chosen_.insert(chosen_.end(), group.members.begin(), group.members.end());
    } else {
      add_to_group(std::move(group.members), group.rank);
    }
  }

  void tell() {
    while (!groups_.empty()) close_group();
    context_.publisher = notice_.source.publisher;
    context_.published = notice_.source.published;
    for (const std::size_t index : chosen_)
      context_.add(candidates_[index].value, candidates_[index].where, {}, Weight::row);
  }

  std::string_view source_;
  std::string file_;
  model::Notice& notice_;
  const Pack* supplier_;
  Gather gather_;
  Context context_;
  std::unique_ptr<std::remove_pointer_t<XML_Parser>, ParserFree> parser_;
  std::string stopped_;
  std::size_t depth_ = 0;
  Mapped text_;
  std::string condition_, term_, kind_, link_;
  bool negated_ = false;
  std::vector<Group> groups_;
  std::vector<Candidate> candidates_;
  std::vector<std::size_t> chosen_;
};

}  // namespace

bool is_openioc(std::string_view bytes) {
  constexpr std::size_t head_bytes = 8192;  // a licence may stand before the first element
  const std::string_view head = bytes.substr(0, head_bytes);
  const std::size_t first = head.find_first_not_of("\xef\xbb\xbf \t\r\n");
  if (first == std::string_view::npos || head[first] != '<') return false;
  return head.find("<ioc ") != std::string_view::npos || head.find("<OpenIOC ") != std::string_view::npos ||
         head.find("<ioc:") != std::string_view::npos;
}

Result<model::Notice> read_openioc(const NoticeInput& input, std::span<const Pack> packs, model::Notice notice) {
  CLEW_CHECK(OpenIocReader(input, packs, notice).read());
  return notice;
}

}  // namespace clew::intel::detail
