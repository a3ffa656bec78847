#pragma once

#include <memory>
#include <vector>

#include "whimbrel/cli/verb.hpp"

namespace whimbrel::cli {

using VerbFactory = std::unique_ptr<Verb> (*)();

std::unique_ptr<Verb> make_abort_verb();
std::unique_ptr<Verb> make_backup_create_verb();
std::unique_ptr<Verb> make_backup_list_verb();
std::unique_ptr<Verb> make_backup_restore_verb();
std::unique_ptr<Verb> make_backup_verify_verb();
std::unique_ptr<Verb> make_baseline_verb();
std::unique_ptr<Verb> make_check_wallet_verb();
std::unique_ptr<Verb> make_down_verb();
std::unique_ptr<Verb> make_export_verb();
std::unique_ptr<Verb> make_setup_db_verb();
std::unique_ptr<Verb> make_generate_wallet_verb();
std::unique_ptr<Verb> make_history_verb();
std::unique_ptr<Verb> make_import_verb();
std::unique_ptr<Verb> make_lint_verb();
std::unique_ptr<Verb> make_list_verb();
std::unique_ptr<Verb> make_new_verb();
std::unique_ptr<Verb> make_pause_verb();
std::unique_ptr<Verb> make_plan_verb();
std::unique_ptr<Verb> make_preview_verb();
std::unique_ptr<Verb> make_rehearse_verb();
std::unique_ptr<Verb> make_repair_verb();
std::unique_ptr<Verb> make_report_verb();
std::unique_ptr<Verb> make_resume_verb();
std::unique_ptr<Verb> make_status_verb();
std::unique_ptr<Verb> make_targets_verb();
std::unique_ptr<Verb> make_test_verb();
std::unique_ptr<Verb> make_up_verb();
std::unique_ptr<Verb> make_verify_verb();
std::unique_ptr<Verb> make_version_verb();
std::unique_ptr<Verb> make_work_verb();

// All of them, in the order of the help.
const std::vector<VerbFactory>& all_verbs();

}  // namespace whimbrel::cli
