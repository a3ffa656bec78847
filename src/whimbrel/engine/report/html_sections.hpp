#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "whimbrel/engine/report/headline.hpp"
#include "whimbrel/engine/run_report.hpp"

// The pieces that report pages are made of. Each is empty when there is nothing to tell. All data
// in them is escaped.
namespace whimbrel::engine::html {

struct Tile {
  std::string figure;
  std::string words;
};

// A titled card; `body` is HTML already.
std::string card(std::string_view title, std::string_view body);
std::string headline(const Headline& headline);
std::string tiles(const std::vector<Tile>& tiles);
std::string definitions(const std::vector<std::pair<std::string, std::string>>& facts);
std::string impact(const Plan& plan);
std::string samples(const Plan& plan);
std::string rejected_samples(const Plan& plan);
std::string actions(const Plan& plan);
std::string details(const Plan& plan);
std::string risk(const RiskAssessment& risk);
std::string checks(const std::vector<CheckResult>& checks);
std::string quarantined(const RunReport& report);
std::string backups(const std::vector<BackupTaken>& backups);
std::string timeline(const std::vector<TimelineEvent>& events);

}  // namespace whimbrel::engine::html
