#include "whimbrel/cli/help.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "whimbrel/engine/report/text_table.hpp"

namespace whimbrel::cli {
namespace {

using engine::TextTable;

TextTable two_columns() {
  return TextTable({{"", TextTable::Align::left, 40}, {"", TextTable::Align::left, 200}});
}

std::string indented(std::string_view lines) {
  std::string text;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    text += fmt::format("  {}\n", lines.substr(0, end));
    lines = end == std::string_view::npos ? std::string_view() : lines.substr(end + 1);
  }
  return text;
}

std::string left_side(const OptionDeclaration& option) {
  std::string text =
      option.short_name.empty() ? option.name : option.short_name + ", " + option.name;
  return option.value_name.empty() ? text : text + " " + option.value_name;
}

std::string usage_line(const VerbInfo& verb, const OptionSet& options) {
  std::string line = fmt::format("whimbrel {}", verb.name);
  for (const OptionDeclaration& option : options.declarations()) {
    if (option.is_positional())
      line += option.required ? " " + option.name
                              : fmt::format(" [{}{}]", option.name,
                                            option.kind == OptionKind::positionals ? "..." : "");
    else if (option.required)
      line += fmt::format(" {} {}", option.name, option.value_name);
  }
  return line + " [OPTIONS]";
}

// The options of one group, or the positionals.
std::string option_lines(const OptionSet& options, bool positionals, std::string_view group) {
  TextTable table = two_columns();
  for (const OptionDeclaration& option : options.declarations())
    if (option.is_positional() == positionals && option.group == group)
      table.add_row({left_side(option), option.help});
  return table.empty() ? "" : table.render(engine::TextStyle{});
}

std::vector<std::string> groups_of(const OptionSet& options) {
  std::vector<std::string> groups;
  for (const OptionDeclaration& option : options.declarations())
    if (!option.group.empty() &&
        std::find(groups.begin(), groups.end(), option.group) == groups.end())
      groups.push_back(option.group);
  return groups;
}

constexpr std::string_view program_footer = R"(
`whimbrel VERB --help` tells a verb's options, with an example.

Settings come from flags, then the environment (and .env), then whimbrel.yaml.
Exit codes: 0 done; 1 failed, nothing lost; 2 wrong command line or configuration;
3 refused by a check; 4 finished with items left alone; 130 interrupted, resumable.
)";

}  // namespace

std::string program_help() {
  std::string text =
      "Whimbrel changes live data and loses none of it: preview, apply, verify, undo.\n\n"
      "Usage: whimbrel VERB [ARGUMENTS] [OPTIONS]\n";
  std::string_view group;
  TextTable table = two_columns();
  const auto end_group = [&] {
    if (!table.empty()) text += fmt::format("\n{}\n{}", group, table.render(engine::TextStyle{}));
    table = two_columns();
  };
  for (const VerbFactory make : all_verbs()) {
    const auto verb = make();
    if (verb->info().group != group) {
      end_group();
      group = verb->info().group;
    }
    table.add_row({std::string(verb->info().name), std::string(verb->info().summary)});
  }
  end_group();
  return text + std::string(program_footer);
}

std::string group_help(std::string_view first_word) {
  TextTable table = two_columns();
  for (const VerbFactory make : all_verbs()) {
    const auto verb = make();
    if (verb->info().name.starts_with(std::string(first_word) + " "))
      table.add_row({std::string(verb->info().name), std::string(verb->info().summary)});
  }
  if (table.empty()) return {};
  return fmt::format("Usage: whimbrel {} VERB [OPTIONS]\n\n{}", first_word,
                     table.render(engine::TextStyle{}));
}

std::string verb_help(const VerbInfo& verb, const OptionSet& options) {
  std::string text = fmt::format("whimbrel {}: {}\n\n{}\n\nUsage: {}\n", verb.name, verb.summary,
                                 verb.details, usage_line(verb, options));
  if (const std::string lines = option_lines(options, true, ""); !lines.empty())
    text += "\nArguments\n" + lines;
  if (const std::string lines = option_lines(options, false, ""); !lines.empty())
    text += "\nOptions\n" + lines;
  for (const std::string& group : groups_of(options))
    text += fmt::format("\n{}\n{}", group, option_lines(options, false, group));
  return text + "\nExample\n" + indented(verb.examples);
}

std::string first_example(const VerbInfo& verb) {
  return std::string(verb.examples.substr(0, verb.examples.find('\n')));
}

}  // namespace whimbrel::cli
