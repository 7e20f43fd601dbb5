/// What `Scratch` holds: the working memory of the decoders on one thread. Private to this module.
#pragma once

#include "clew/evidence/format.h"
#include "clew/evidence/formats/json_fields.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace clew::evidence {

struct ZeekLog;
struct XmlScratch;

/// The `#` lines of a Zeek TSV file, read once and kept while they stay the same.
struct ZeekHeader {
  std::string text;  ///< what the rest was read from
  std::string path;
  char separator = '\t';
  std::string set_separator = ",";
  std::string empty_field = "(empty)";
  std::string unset_field = "-";
  struct Column {
    std::string name;
    bool is_list = false;
    bool is_bool = false;
  };
  std::vector<Column> columns;
  std::string long_separator;  ///< of several characters; each is made the one `separator` before a line is looked at
  std::string line;            ///< a line so changed; may not grow while views into it are in `fields`

  // What the lines become, worked out from the above.
  struct Row {
    std::uint32_t column;
    model::Attribute attribute;
    bool is_single_text;  ///< neither a list nor a bool
  };
  const ZeekLog* log = nullptr;
  std::vector<Row> rows;  ///< in the order in which the event gets its fields
  std::vector<std::uint32_t> time_columns;
  std::vector<std::uint32_t> asked_columns;  ///< `ZeekLog::asks`
};

struct Scratch::State {
  State();
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  JsonReader json;
  Fields fields;
  Fields data;                        ///< of a Windows event: its data by name
  std::string provider;               ///< of the Windows event before, as its source named it
  std::uint32_t provider_number = 0;  ///< and which that is
  std::string windows_text;           ///< values of a Windows event that are not told as they are written
  JsonReader inner_json;              ///< for JSON inside a text of a record
  Fields inner_fields;
  std::unique_ptr<XmlScratch> xml;  ///< of a Windows event as XML inside a text
  model::Event outer;               ///< of a record that holds a line of another log
  std::string inner_text;           ///< that line
  OtherLog other;                   ///< what the last record was of
  std::string composed;  ///< values that a record has in several; may not grow while views into it are in `fields`
  ZeekHeader zeek;
  std::vector<std::uint32_t> begins;  ///< where a line's values begin
  std::vector<std::string> columns;   ///< of a CSV header
  std::string columns_of;             ///< the header line that they were read from
  std::string text;                   ///< unescaped values; may not grow while views into it are in `fields`
};

}  // namespace clew::evidence
