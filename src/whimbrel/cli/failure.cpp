#include "whimbrel/cli/failure.hpp"

#include <fmt/format.h>

#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/engine/report/text_width.hpp"

namespace whimbrel::cli {
namespace {

Json error_json(const base::Error& error, std::string_view data_after) {
  Json context = Json::array();
  for (auto place = error.context().rbegin(); place != error.context().rend(); ++place)
    context.push_back(*place);
  return {{"kind", to_string(error.kind())},
          {"message", error.message()},
          {"context", std::move(context)},
          {"data", data_after},
          {"remedy", error.remedy()}};
}

}  // namespace

std::string failure_to_text(const base::Error& error, std::string_view data_after,
                            const engine::TextStyle& style) {
  std::string text =
      fmt::format("{} {}\n", style.bad("error:"), engine::printable(error.describe()));
  if (!data_after.empty()) text += fmt::format("  {} {}\n", style.dim("data:"), data_after);
  if (!error.remedy().empty())
    text += fmt::format("  {} {}\n", style.dim("next:"), engine::printable(error.remedy()));
  return text;
}

std::string json_document(std::string_view verb, int exit_code, const std::string& result_json,
                          const base::Error* error, std::string_view data_after) {
  Json document{{"ok", error == nullptr}, {"verb", verb}, {"exit_code", exit_code}};
  document["result"] = parsed_json(result_json);
  document["error"] = error == nullptr ? Json(nullptr) : error_json(*error, data_after);
  return engine::printable_json(document.dump(2, ' ', false, Json::error_handler_t::replace)) +
         "\n";
}

}  // namespace whimbrel::cli
