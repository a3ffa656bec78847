#include "whimbrel/cli/command_line.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>

#include "whimbrel/base/nearest_names.hpp"
#include "whimbrel/cli/help.hpp"

namespace whimbrel::cli {
namespace {

using base::ErrorKind;
// A declaration and what the command line gave for it.
struct BoundOption {
  const OptionDeclaration* declaration = nullptr;
  CLI::Option* option = nullptr;
  std::vector<std::string> values;
};

tl::unexpected<base::Error> usage(const VerbInfo& verb, std::string message,
                                  std::string remedy = {}) {
  if (remedy.empty()) remedy = fmt::format("see `whimbrel {} --help`", verb.name);
  return base::fail(ErrorKind::usage, std::move(message), std::move(remedy));
}

std::string names_of(const OptionDeclaration& declaration) {
  return declaration.short_name.empty() ? declaration.name
                                        : declaration.short_name + "," + declaration.name;
}

void bind(CLI::App& app, BoundOption& bound) {
  const OptionDeclaration& declaration = *bound.declaration;
  if (declaration.kind == OptionKind::flag) {
    bound.option = app.add_flag(names_of(declaration))->description(declaration.help);
    bound.option->disable_flag_override();
  } else {
    bound.option = app.add_option(names_of(declaration), bound.values, declaration.help)
                       ->type_name(declaration.value_name)
                       ->expected(declaration.kind == OptionKind::positionals ? -1 : 1)
                       ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
                       ->allow_extra_args(declaration.kind == OptionKind::positionals);
  }
  if (!declaration.group.empty()) bound.option->group(declaration.group);
}

// Whether the option's name stands in `text`, and not as the beginning of a longer one.
bool names(std::string_view text, std::string_view option) {
  for (std::size_t at = text.find(option); at != std::string_view::npos;
       at = text.find(option, at + 1)) {
    const std::string_view behind = text.substr(at + option.size());
    if (behind.empty() ||
        (behind.front() != '-' && std::isalnum(static_cast<unsigned char>(behind.front())) == 0))
      return true;
  }
  return false;
}

// The exceptions of CLI11 say little; its names tell which option it stumbled over. Of positionals
// it cannot: their names also stand for the values of options.
tl::unexpected<base::Error> explained(const VerbInfo& verb, const OptionSet& options,
                                      const CLI::ParseError& error) {
  const std::string what = error.what();
  for (const OptionDeclaration& declaration : options.declarations()) {
    if (declaration.is_positional()) continue;
    const std::string bare_name = declaration.name.substr(declaration.name.find_first_not_of('-'));
    if (!names(what, declaration.name) && !what.starts_with(bare_name + " was given")) continue;
    if (declaration.kind == OptionKind::flag)
      return usage(verb, fmt::format("{} takes no value", declaration.name),
                   fmt::format("write {} alone", declaration.name));
    return usage(verb, fmt::format("{}: a value is missing", declaration.name),
                 fmt::format("write {} {}", declaration.name, declaration.value_name));
  }
  return usage(verb, what);
}

base::Status refuse_leftovers(const VerbInfo& verb, const OptionSet& options,
                              const std::vector<std::string>& leftovers) {
  if (leftovers.empty()) return {};
  const auto unknown = std::find_if(leftovers.begin(), leftovers.end(), [](const auto& word) {
    return word.size() > 1 && word.front() == '-';
  });
  if (unknown == leftovers.end())
    return usage(verb, fmt::format("'{}' is one argument too many", leftovers.front()),
                 fmt::format("leave it out, or quote words that belong together; see `whimbrel {} "
                             "--help`",
                             verb.name));
  std::vector<std::string> known{"--help"};
  for (const OptionDeclaration& declaration : options.declarations())
    if (!declaration.is_positional()) known.push_back(declaration.name);
  const std::string name = unknown->substr(0, unknown->find('='));
  const auto near = base::nearest_names(name, known);
  return usage(verb, fmt::format("'{}' is no option of whimbrel {}", name, verb.name),
               near.empty() ? "" : fmt::format("did you mean {}?", near.front()));
}

base::Status take_values(const VerbInfo& verb, const BoundOption& bound) {
  const OptionDeclaration& declaration = *bound.declaration;
  if (declaration.kind == OptionKind::flag) {
    if (bound.option->count() == 0) return {};
    return declaration.take("");
  }
  if (declaration.required && bound.values.empty())
    return usage(verb, fmt::format("{} is missing", declaration.name),
                 fmt::format("for example `{}`", first_example(verb)));
  const bool repeats =
      declaration.kind == OptionKind::repeated_value || declaration.kind == OptionKind::positionals;
  if (!repeats && bound.values.size() > 1)
    return usage(verb, fmt::format("{} is given {} times", declaration.name, bound.values.size()),
                 "keep one of them");
  for (const std::string& value : bound.values) {
    if (value.empty()) return usage(verb, fmt::format("{}: the value is empty", declaration.name));
    if (value.starts_with("--") && value.size() > 2)
      return usage(verb, fmt::format("{}: a value is missing, {} follows", declaration.name, value),
                   fmt::format("write {} {}; a file of that name is ./{}", declaration.name,
                               declaration.value_name, value));
    WHIMBREL_TRY(declaration.take(value));
  }
  return {};
}

std::vector<std::string> words_of(std::string_view name) {
  const std::size_t blank = name.find(' ');
  if (blank == std::string_view::npos) return {std::string(name)};
  return {std::string(name.substr(0, blank)), std::string(name.substr(blank + 1))};
}

bool begins_with(const std::vector<std::string>& arguments, const std::vector<std::string>& words) {
  return arguments.size() >= words.size() &&
         std::equal(words.begin(), words.end(), arguments.begin());
}

bool asks_for_help(const std::string& word) {
  return word == "--help" || word == "-h" || word == "help";
}

base::Error unknown_verb(const std::vector<std::string>& arguments) {
  const std::string& word = arguments.front();
  std::vector<std::string> names;
  std::vector<std::string> second_words;
  for (const VerbFactory make : all_verbs()) {
    const std::vector<std::string> words = words_of(make()->info().name);
    if (words.size() == 2 && words.front() == word) second_words.push_back(words.back());
    names.push_back(words.front());
  }
  if (!second_words.empty()) {
    const std::string listed = fmt::format("{}", fmt::join(second_words, ", "));
    if (arguments.size() == 1 || arguments[1].starts_with('-'))
      return {ErrorKind::usage, fmt::format("whimbrel {}: a second word is missing", word),
              fmt::format("write whimbrel {} with one of {}", word, listed)};
    const auto near = base::nearest_names(arguments[1], second_words);
    return {ErrorKind::usage, fmt::format("whimbrel {} has no '{}'", word, arguments[1]),
            near.empty() ? fmt::format("it has {}", listed)
                         : fmt::format("did you mean whimbrel {} {}?", word, near.front())};
  }
  if (word.starts_with('-'))
    return {ErrorKind::usage, fmt::format("'{}' stands where the verb must", word),
            "write whimbrel VERB first, then its options; `whimbrel --help` lists the verbs"};
  const auto near = base::nearest_names(word, names);
  return {ErrorKind::usage, fmt::format("'{}' is no verb of whimbrel", word),
          near.empty() ? "`whimbrel --help` lists the verbs"
                       : fmt::format("did you mean {}?", near.front())};
}

}  // namespace

base::Result<std::variant<HelpAsked, VerbAsked>> read_verb(std::vector<std::string> arguments) {
  if (!arguments.empty() && arguments.front() == "--version") arguments.front() = "version";
  if (!arguments.empty() && asks_for_help(arguments.front())) {
    arguments.erase(arguments.begin());
    if (arguments.empty()) return HelpAsked{program_help()};
    arguments.emplace_back("--help");
  }
  if (arguments.empty())
    return base::fail(ErrorKind::usage, "no verb is given",
                      "`whimbrel --help` lists the verbs; begin with `whimbrel status`");
  for (const VerbFactory make : all_verbs()) {
    std::unique_ptr<Verb> verb = make();
    const std::vector<std::string> words = words_of(verb->info().name);
    if (!begins_with(arguments, words)) continue;
    arguments.erase(arguments.begin(),
                    arguments.begin() + static_cast<std::ptrdiff_t>(words.size()));
    return VerbAsked{std::move(verb), std::move(arguments)};
  }
  if (arguments.size() == 2 && asks_for_help(arguments.back()))
    if (std::string text = group_help(arguments.front()); !text.empty())
      return HelpAsked{std::move(text)};
  return tl::unexpected(unknown_verb(arguments));
}

base::Result<std::optional<HelpAsked>> read_arguments(const VerbInfo& verb, OptionSet& options,
                                                      std::vector<std::string> arguments) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  bool help = false;
  app.add_flag("-h,--help", help);
  std::vector<BoundOption> bound(options.declarations().size());
  for (std::size_t i = 0; i < bound.size(); ++i) {
    bound[i].declaration = &options.declarations()[i];
    bind(app, bound[i]);
  }
  try {
    std::reverse(arguments.begin(), arguments.end());
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    return explained(verb, options, error);
  }
  if (help) return HelpAsked{verb_help(verb, options)};
  WHIMBREL_TRY(refuse_leftovers(verb, options, app.remaining()));
  for (const BoundOption& option : bound) WHIMBREL_TRY(take_values(verb, option));
  return std::nullopt;
}

}  // namespace whimbrel::cli
