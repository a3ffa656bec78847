#include "whimbrel/cli/application.hpp"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <optional>

#include "whimbrel/base/log.hpp"
#include "whimbrel/cli/command_line.hpp"
#include "whimbrel/cli/failure.hpp"
#include "whimbrel/cli/interruption.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/jq_worker_verb.hpp"

namespace whimbrel::cli {
namespace {

// glibc gives each thread a heap of its own, and what is freed in one is of no use to the others:
// with many short-lived threads the memory that a run takes would grow with their number.
constexpr int heaps_max = 3;

using base::ErrorKind;

constexpr const char* config_file_name = "whimbrel.yaml";
constexpr const char* common_group = "Common options";

// Options that every verb takes.
struct CommonOptions {
  bool json = false;
  std::optional<std::string> config_path;

  void declare(OptionSet& options) {
    options.flag(json, "--json", "print one JSON document");
    options.in_group(common_group);
    options.value(config_path, "--config", "FILE",
                  "settings and named targets (whimbrel.yaml, if it is there)");
    options.in_group(common_group);
    options.settings({SettingId::color, SettingId::log_level, SettingId::log_format}, common_group);
  }
};

base::Result<ConfigFile> load_config(base::FileSystem& files, const Environment& environment,
                                     const CommonOptions& common) {
  if (common.config_path) {
    auto config = ConfigFile::load(files, *common.config_path);
    if (!config) return base::fail_in("--config", std::move(config).error());
    return config;
  }
  if (const auto variable = environment.find("WHIMBREL_CONFIG")) {
    auto config = ConfigFile::load(files, variable->text);
    if (!config) return base::fail_in(variable->source, std::move(config).error());
    return config;
  }
  auto config = ConfigFile::load(files, config_file_name);
  if (!config && config.error().kind() == ErrorKind::not_found) return ConfigFile();
  return config;
}

ColourChoice colour_choice(const Settings& settings) {
  const std::string word = settings.text_or(SettingId::color, "auto");
  if (word == "always") return ColourChoice::always;
  return word == "never" ? ColourChoice::never : ColourChoice::automatic;
}

// Names and levels were checked with the settings.
void configure_log_from(const Settings& settings, Terminal& terminal) {
  const auto level = base::log_level_from(settings.text_or(SettingId::log_level, "warning"));
  const auto format = base::log_format_from(settings.text_or(SettingId::log_format, "plain"));
  base::configure_log(level.value_or(base::LogLevel::warning),
                      format.value_or(base::LogFormat::plain),
                      [&terminal](std::string_view line) { terminal.print_text(line); });
}

// Lines that are logged after the terminal is gone go where they went before.
struct LogGuard {
  ~LogGuard() { base::configure_log(base::LogLevel::warning, base::LogFormat::plain); }
};

class Program {
 public:
  Program(const Streams& streams, base::FileSystem& files, const base::Clock& clock,
          Environment::Lookup variables)
      : streams_(streams),
        files_(files),
        clock_(clock),
        variables_(std::move(variables)),
        output_(streams.output) {}

  int run(const std::vector<std::string>& arguments) {
    // Known before the command line is understood, so that its own errors come out as asked.
    json_ = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
    auto asked = read_verb(arguments);
    if (!asked) return fail(std::move(asked).error());
    if (const auto* help = std::get_if<HelpAsked>(&*asked)) return print_help(*help);
    VerbAsked& call = std::get<VerbAsked>(*asked);
    verb_name_ = call.verb->info().name;

    OptionSet options;
    CommonOptions common;
    call.verb->declare(options);
    common.declare(options);
    auto help = read_arguments(call.verb->info(), options, std::move(call.arguments));
    if (!help) return fail(std::move(help).error());
    if (*help) return print_help(**help);
    return run_with_settings(*call.verb, options, common);
  }

 private:
  int run_with_settings(Verb& verb, const OptionSet& options, const CommonOptions& common) {
    const auto environment = Environment::load(files_, ".env", variables_);
    if (!environment) return fail(environment.error());
    const auto config = load_config(files_, *environment, common);
    if (!config) return fail(config.error());
    const auto settings = Settings::merge(options.flags(), *environment, *config);
    if (!settings) return fail(settings.error());

    const ColourChoice colours = colour_choice(*settings);
    style_ = text_style_of(colours, streams_.error);
    Terminal terminal(terminal_traits(colours, streams_.error), streams_.error);
    const LogGuard log_guard;
    configure_log_from(*settings, terminal);
    base::Cancellation cancellation;
    const Interruption interruption(cancellation);
    Invocation call({output_, terminal, streams_.input, clock_, cancellation, files_, *environment,
                     *config, *settings, text_style_of(colours, streams_.output), json_});
    return finish(call, verb.run(call));
  }

  int finish(const Invocation& call, base::Result<Outcome> outcome) {
    if (!outcome) return fail(outcome.error(), "", call.data_after(outcome.error()));
    if (outcome->failure)
      return fail(*outcome->failure, outcome->result_json, call.data_after(*outcome->failure));
    if (json_)
      output_.write(
          json_document(verb_name_, outcome->exit_code, outcome->result_json, nullptr, ""));
    return printed(outcome->exit_code);
  }

  int print_help(const HelpAsked& help) {
    output_.write(help.text);
    return printed(0);
  }

  int fail(const base::Error& error, const std::string& result_json = {},
           std::string_view data_after = "Nothing was changed.") {
    const int exit_code = base::exit_code(error.kind());
    if (json_) {
      output_.write(json_document(verb_name_, exit_code, result_json, &error, data_after));
      return printed(exit_code);
    }
    say(failure_to_text(error, data_after, style_));
    return exit_code;
  }

  // A result that did not arrive is a failure of its own, unless there was a worse one.
  int printed(int exit_code) {
    const base::Status status = output_.status();
    if (status) return exit_code;
    say(failure_to_text(status.error(), "The work itself is done.", style_));
    return exit_code == 0 ? base::exit_code(status.error().kind()) : exit_code;
  }

  void say(std::string_view text) const { Output(streams_.error).write(text); }

  Streams streams_;
  base::FileSystem& files_;
  const base::Clock& clock_;
  Environment::Lookup variables_;
  Output output_;
  engine::TextStyle style_;
  std::string verb_name_;
  bool json_ = false;
};

}  // namespace

int run_program(const std::vector<std::string>& arguments, const Streams& streams,
                base::FileSystem& files, const base::Clock& clock, Environment::Lookup variables) {
  return Program(streams, files, clock, std::move(variables)).run(arguments);
}

int run_main(int argc, const char* const* argv) {
  mallopt(M_ARENA_MAX, heaps_max);
  try {
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    if (const auto exit_code = run_jq_worker_verb(arguments, Streams{})) return *exit_code;
    return run_program(arguments, Streams{}, base::posix_file_system(), base::system_clock(),
                       [](const char* name) { return std::getenv(name); });
  } catch (const std::exception& error) {
    const base::Error failure(ErrorKind::internal, error.what(),
                              "what was committed stands; look with `whimbrel status`, and please "
                              "report this");
    Output(Streams{}.error)
        .write(failure_to_text(failure, "Nothing is lost: work is committed batch by batch.",
                               engine::TextStyle{}));
    return base::exit_code(failure.kind());
  }
}

}  // namespace whimbrel::cli
