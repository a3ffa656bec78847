#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"

// What a program says about its own work, for whoever has to find out why: one line an event, on
// standard error, as text or as one JSON object. Never hand it a secret.
namespace whimbrel::base {

enum class LogLevel : std::uint8_t { debug, info, warning, error, off };
enum class LogFormat : std::uint8_t { plain, json };

// "debug", "info", "warning", "error", "off". usage, naming them, for another.
Result<LogLevel> log_level_from(std::string_view name);
// "plain", "json". usage for another.
Result<LogFormat> log_format_from(std::string_view name);

// Gets each finished line, with its line end, from one thread at a time.
using LogWriter = std::function<void(std::string_view line)>;

// Replaces level, format and destination (standard error when `writer` is empty). Before the first
// call the level is warning and the format plain. Call it while no other thread logs.
void configure_log(LogLevel level, LogFormat format, LogWriter writer = {});

struct LogField {
  std::string_view name;  // letters, digits and '_'
  std::string value;
};

// Whether a line of this level is written: ask it before making costly fields.
bool log_enabled(LogLevel level) noexcept;

// "2025-01-27T02:40:00.000Z warning lease renewed late late_ms=900", or the same as JSON.
// Thread-safe; never fails: a line that cannot be written is lost.
void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

}  // namespace whimbrel::base
