#pragma once

#include <string>
#include <string_view>

#include "whimbrel/base/error.hpp"
#include "whimbrel/engine/report/text_style.hpp"

namespace whimbrel::cli {

// A failure for people, three lines: what happened, what it means for the data, what to do next.
std::string failure_to_text(const base::Error& error, std::string_view data_after,
                            const engine::TextStyle& style);

// The one document that --json prints: {ok, verb, exit_code, result, error}. `result_json` is one
// JSON value or empty; `error` may be null.
std::string json_document(std::string_view verb, int exit_code, const std::string& result_json,
                          const base::Error* error, std::string_view data_after);

}  // namespace whimbrel::cli
