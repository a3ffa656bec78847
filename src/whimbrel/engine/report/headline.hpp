#pragma once

#include <string>

#include "whimbrel/engine/run_report.hpp"

namespace whimbrel::engine {

enum class Tone { good, warning, bad };

// What a report comes to, in the words an operator reads first.
struct Headline {
  Tone tone = Tone::good;
  std::string title;      // "1,970 tokens changed and verified"
  std::string meaning;    // what it means for the data
  std::string next_step;  // what to do next; empty when there is nothing to do
};

// "Report of up", "Dry run of down"; "Report" of a run that is looked at again.
std::string title_of(const RunReport& report);

Headline headline_of(const RunReport& report);

// "quarantined" items that the report knows of: those counted and those listed.
std::uint64_t quarantined_count(const RunReport& report);

}  // namespace whimbrel::engine
