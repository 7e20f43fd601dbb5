/// The rows of `formats()`. One declaration for each format here; their order is registry.cpp's business.
#pragma once

#include "clew/evidence/format.h"

namespace clew::evidence {

extern const Format binary, no_evidence, undecoded;
extern const Format cloudtrail, cloudtrail_document;
extern const Format csv_generic;
extern const Format flow_csv;
extern const Format inventory_document, inventory_lines, inventory_csv;
extern const Format json_lines, json_document;
extern const Format jumpcloud_agent_log;
extern const Format jumpcloud_insights, jumpcloud_insights_array;
extern const Format jumpcloud_results, jumpcloud_results_lines;
extern const Format mail;
extern const Format mapped_json, mapped_json_array;  // not in `formats()`: they need a mapping
extern const Format npm_lock;
extern const Format osquery;
extern const Format squid;
extern const Format text_lines;
extern const Format windows_json, windows_json_document;
extern const Format zeek_json, zeek_tsv;

}  // namespace clew::evidence
