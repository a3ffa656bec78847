#include "whimbrel/engine/ledger/run_record.hpp"

#include <gtest/gtest.h>

namespace whimbrel::engine {
namespace {

TEST(RunStatus, every_status_has_a_name_that_reads_back) {
  for (const auto& [status, name] : {std::pair{RunStatus::running, "running"},
                                     {RunStatus::paused, "paused"},
                                     {RunStatus::verifying, "verifying"},
                                     {RunStatus::completed, "completed"},
                                     {RunStatus::failed, "failed"},
                                     {RunStatus::rolling_back, "rolling_back"},
                                     {RunStatus::rolled_back, "rolled_back"}}) {
    EXPECT_EQ(to_string(status), name);
    EXPECT_EQ(run_status_from(name), status);
  }
}

TEST(RunStatus, refuses_other_names) {
  const auto status = run_status_from("Running");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind(), base::ErrorKind::invalid_data);
  EXPECT_EQ(status.error().message(), "\"Running\" is no run status");
}

TEST(RunCounters, add_up_one_by_one) {
  RunCounters sum{1, 2, 3, 4, 5, 6};
  sum += RunCounters{10, 20, 30, 40, 50, 60};
  EXPECT_EQ(sum, (RunCounters{11, 22, 33, 44, 55, 66}));
}

}  // namespace
}  // namespace whimbrel::engine
