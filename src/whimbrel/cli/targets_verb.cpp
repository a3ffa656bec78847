#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/report/text_table.hpp"

namespace whimbrel::cli {
namespace {

constexpr VerbInfo targets_info{
    "targets", "About whimbrel", "the targets that whimbrel.yaml names",
    "Opens none of them. The one that is used when --target is left out is marked.",
    "whimbrel targets"};

class TargetsVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return targets_info; }
  void declare(OptionSet&) override {}

  base::Result<Outcome> run(Invocation& call) override {
    const std::string chosen = call.settings().text_or(SettingId::target, "");
    engine::TextTable table({{"target"}, {"where", engine::TextTable::Align::left, 120}, {""}});
    Json list = Json::array();
    for (const ConfigFile::Target& target : call.config().targets()) {
      WHIMBREL_ASSIGN(const TargetSpec spec, resolve_target({target.name, target.url.source},
                                                            call.config(), call.environment()));
      const bool is_default = target.name == chosen;
      table.add_row({target.name, spec.url, is_default ? "used without --target" : ""});
      list.push_back({{"name", target.name}, {"url", spec.url}, {"default", is_default}});
    }
    call.print(list.empty() ? "No target is named: write them into whimbrel.yaml under targets:.\n"
                            : table.render(call.style(), 0));
    return Outcome{json_text(Json{{"config", call.config().path()}, {"targets", std::move(list)}})};
  }
};

}  // namespace

std::unique_ptr<Verb> make_targets_verb() { return std::make_unique<TargetsVerb>(); }

}  // namespace whimbrel::cli
