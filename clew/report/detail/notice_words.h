/// What the exports of a notice have in common.
#pragma once

#include "clew/model/notice.h"

#include <string>
#include <string_view>

namespace clew::report::detail {

/// `198.51.100.7:443`, `[2001:db8::1]:443`: what `model::Value::parse` reads back.
std::string exact(const model::Value& value);

/// The first day of a date as publishers write it (`2023-07-12`, `2023-07`, `2023`); empty when it is none.
std::string first_day_of(std::string_view published);

/// What names the file in a title: the part behind the last slash.
std::string title_of(const model::Notice& notice);

}  // namespace clew::report::detail
