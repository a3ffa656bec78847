#include "whimbrel/base/log.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

namespace whimbrel::base {
namespace {

constexpr std::array<std::pair<std::string_view, LogLevel>, 5> level_names{
    {{"debug", LogLevel::debug},
     {"info", LogLevel::info},
     {"warning", LogLevel::warning},
     {"error", LogLevel::error},
     {"off", LogLevel::off}}};

void write_to_standard_error(std::string_view line) {
  while (!line.empty()) {
    const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
    if (written <= 0) return;
    line.remove_prefix(static_cast<std::size_t>(written));
  }
}

class WriterSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit WriterSink(LogWriter writer) : writer_(std::move(writer)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    writer_({line.data(), line.size()});
  }
  void flush_() override {}

  LogWriter writer_;
};

struct LogState {
  LogFormat format = LogFormat::plain;
  std::unique_ptr<spdlog::logger> logger;
};

std::atomic<LogLevel> enabled_from{LogLevel::warning};

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
    case LogLevel::off:
      return spdlog::level::off;
  }
  return spdlog::level::off;
}

std::unique_ptr<spdlog::logger> make_logger(LogFormat format, LogWriter writer) {
  if (!writer) writer = write_to_standard_error;
  auto logger =
      std::make_unique<spdlog::logger>("whimbrel", std::make_shared<WriterSink>(std::move(writer)));
  const std::string pattern = format == LogFormat::json
                                  ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})"
                                  : "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
  logger->set_formatter(
      std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc, "\n"));
  logger->set_level(spdlog::level::trace);
  return logger;
}

// Made at the first line, because most runs of the program never log one.
LogState& state() {
  static LogState state{LogFormat::plain, make_logger(LogFormat::plain, {})};
  return state;
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20)
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out + '"';
}

std::string json_members(std::string_view message, std::initializer_list<LogField> fields) {
  std::string text = "\"message\":" + json_string(message);
  for (const LogField& field : fields)
    text += fmt::format(",{}:{}", json_string(field.name), json_string(field.value));
  return text;
}

std::string plain_words(std::string_view message, std::initializer_list<LogField> fields) {
  std::string text(message);
  for (const LogField& field : fields) {
    // A line end or a quote in a value must not look like another line or field.
    const bool quoted =
        field.value.empty() || field.value.find_first_of(" \"\\=\n\r\t\x1b") != std::string::npos;
    text += fmt::format(" {}={}", field.name, quoted ? json_string(field.value) : field.value);
  }
  return text;
}

}  // namespace

Result<LogLevel> log_level_from(std::string_view name) {
  for (const auto& [level_name, level] : level_names)
    if (name == level_name) return level;
  return fail(ErrorKind::usage, fmt::format("'{}' is no log level", name),
              "choose debug, info, warning, error or off");
}

Result<LogFormat> log_format_from(std::string_view name) {
  if (name == "plain") return LogFormat::plain;
  if (name == "json") return LogFormat::json;
  return fail(ErrorKind::usage, fmt::format("'{}' is no log format", name), "choose plain or json");
}

void configure_log(LogLevel level, LogFormat format, LogWriter writer) {
  enabled_from.store(level, std::memory_order_relaxed);
  // With the log off nothing is needed, and nothing is made.
  if (level == LogLevel::off) return;
  state().format = format;
  state().logger = make_logger(format, std::move(writer));
}

bool log_enabled(LogLevel level) noexcept {
  return level != LogLevel::off && level >= enabled_from.load(std::memory_order_relaxed);
}

void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (!log_enabled(level)) return;
  const LogState& log_state = state();
  log_state.logger->log(spdlog_level(level), log_state.format == LogFormat::json
                                                 ? json_members(message, fields)
                                                 : plain_words(message, fields));
}

}  // namespace whimbrel::base
