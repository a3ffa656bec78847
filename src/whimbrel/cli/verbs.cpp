#include "whimbrel/cli/verbs.hpp"

namespace whimbrel::cli {

const std::vector<VerbFactory>& all_verbs() {
  static const std::vector<VerbFactory> verbs{make_status_verb,
                                              make_preview_verb,
                                              make_up_verb,
                                              make_verify_verb,
                                              make_down_verb,
                                              make_resume_verb,
                                              make_work_verb,
                                              make_pause_verb,
                                              make_abort_verb,
                                              make_history_verb,
                                              make_report_verb,
                                              make_plan_verb,
                                              make_baseline_verb,
                                              make_repair_verb,
                                              make_new_verb,
                                              make_lint_verb,
                                              make_test_verb,
                                              make_rehearse_verb,
                                              make_import_verb,
                                              make_export_verb,
                                              make_setup_db_verb,
                                              make_generate_wallet_verb,
                                              make_check_wallet_verb,
                                              make_backup_create_verb,
                                              make_backup_list_verb,
                                              make_backup_verify_verb,
                                              make_backup_restore_verb,
                                              make_list_verb,
                                              make_targets_verb,
                                              make_version_verb};
  return verbs;
}

}  // namespace whimbrel::cli
