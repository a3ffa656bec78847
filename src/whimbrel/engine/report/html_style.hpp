#pragma once

#include <string_view>

namespace whimbrel::engine::html {

// The style sheet of a report: light and dark by the reader's system, fit for paper.
std::string_view style_sheet();

}  // namespace whimbrel::engine::html
