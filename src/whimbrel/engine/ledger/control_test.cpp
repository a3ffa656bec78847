#include "whimbrel/engine/ledger/control.hpp"

#include <gtest/gtest.h>

#include "whimbrel/engine/journal/testing/store_kinds.hpp"
#include "whimbrel/engine/ledger/ledger.hpp"

namespace whimbrel::engine {
namespace {

using stores::Space;

class Control : public testing::OnEachStore {
 protected:
  void SetUp() override {
    put(Space::ledger, "lease/m", "{}", 1);
    RunRecord run;
    run.run_id = "r";
    run.migration_id = "m";
    ASSERT_TRUE(Ledger(session()).put_run(run, {"lease/m", 1}));
  }

  base::Status ask(ControlRequest request) {
    return request_control(session(), "r", request, "ana@build-7", 1'000);
  }
  ControlRequest pending() { return pending_control(session(), "r").value(); }
};

INSTANTIATE_TEST_SUITE_P(Store, Control, testing::each_store(), testing::store_name);

TEST_P(Control, nothing_is_pending_until_somebody_asks) {
  EXPECT_EQ(pending(), ControlRequest::none);
}

TEST_P(Control, the_last_request_counts_for_every_session) {
  ASSERT_TRUE(ask(ControlRequest::pause));
  EXPECT_EQ(pending_control(*open_session(), "r").value(), ControlRequest::pause);
  EXPECT_EQ(get(Space::ledger, "control/r").value,
            R"({"request":"pause","actor":"ana@build-7","at_ms":1000})");
  ASSERT_TRUE(ask(ControlRequest::abort));
  EXPECT_EQ(pending(), ControlRequest::abort);
}

TEST_P(Control, a_request_can_be_withdrawn_and_made_again) {
  ASSERT_TRUE(ask(ControlRequest::none));
  ASSERT_TRUE(ask(ControlRequest::pause));
  ASSERT_TRUE(ask(ControlRequest::none));
  EXPECT_EQ(pending(), ControlRequest::none);
  ASSERT_TRUE(ask(ControlRequest::pause));
  EXPECT_EQ(pending(), ControlRequest::pause);
}

TEST_P(Control, requests_are_audited_with_who_and_when) {
  ASSERT_TRUE(ask(ControlRequest::abort));
  ASSERT_TRUE(ask(ControlRequest::none));
  const auto events = read_audit(session(), 0, 10).value();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].action, "abort requested");
  EXPECT_EQ(events[0].actor, "ana@build-7");
  EXPECT_EQ(events[0].at_ms, 1'000);
  EXPECT_EQ(events[0].run_id, "r");
  EXPECT_EQ(events[0].migration_id, "m");
}

TEST_P(Control, a_run_that_is_not_there_cannot_be_asked) {
  const auto asked = request_control(session(), "nope", ControlRequest::pause, "ana", 1);
  ASSERT_FALSE(asked);
  EXPECT_EQ(asked.error().kind(), base::ErrorKind::not_found);
  EXPECT_EQ(asked.error().message(), "there is no run nope");
  EXPECT_TRUE(read_audit(session(), 0, 10).value().empty());
}

TEST_P(Control, an_unknown_request_is_not_passed_over) {
  put(Space::ledger, "control/r", R"({"request":"dance"})");
  const auto pending = pending_control(session(), "r");
  ASSERT_FALSE(pending);
  EXPECT_EQ(pending.error().kind(), base::ErrorKind::corrupt);
  EXPECT_EQ(pending.error().describe(),
            "ledger record control/r: field request is \"dance\", which this whimbrel does not "
            "know");
}

TEST(ControlRequests, have_names) {
  EXPECT_EQ(to_string(ControlRequest::none), "none");
  EXPECT_EQ(to_string(ControlRequest::pause), "pause");
  EXPECT_EQ(to_string(ControlRequest::abort), "abort");
}

}  // namespace
}  // namespace whimbrel::engine
