#include "whimbrel/model/date_text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <limits>

namespace whimbrel::model {
namespace {

std::string iso(std::int64_t ms) {
  std::string text;
  append_iso_text(Date{ms}, text);
  return text;
}

TEST(DateText, writes_milliseconds_only_when_there_are_any) {
  EXPECT_EQ(iso(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(iso(1356351330501), "2012-12-24T12:15:30.501Z");
  EXPECT_EQ(iso(1), "1970-01-01T00:00:00.001Z");
  EXPECT_EQ(iso(951782400000), "2000-02-29T00:00:00Z");
  EXPECT_EQ(iso(253402300799999), "9999-12-31T23:59:59.999Z");
}

TEST(DateText, knows_where_dates_have_a_text) {
  EXPECT_TRUE(has_iso_text(Date{0}));
  EXPECT_FALSE(has_iso_text(Date{-1}));
  EXPECT_TRUE(has_iso_text(Date{253402300799999}));
  EXPECT_FALSE(has_iso_text(Date{253402300800000}));
  EXPECT_FALSE(has_iso_text(Date{std::numeric_limits<std::int64_t>::min()}));
}

TEST(DateText, reads_zones_and_fractions) {
  EXPECT_EQ(read_iso_text("2012-12-24T12:15:30.5Z"), Date{1356351330500});
  EXPECT_EQ(read_iso_text("2012-12-24T12:15:30.501000Z"), Date{1356351330501});
  EXPECT_EQ(read_iso_text("2012-12-24T13:15:30.501+01:00"), Date{1356351330501});
  EXPECT_EQ(read_iso_text("2012-12-24T10:45:30.501-0130"), Date{1356351330501});
  EXPECT_EQ(read_iso_text("1969-12-31T23:59:59.999Z"), Date{-1});
  EXPECT_EQ(read_iso_text("0000-01-01T00:00:00Z"), Date{-62167219200000});
}

TEST(DateText, refuses_days_and_times_that_are_none) {
  for (const char* text :
       {"", "2012-12-24", "2012-12-24T12:15:30", "2012-12-24 12:15:30Z", "2012-13-01T00:00:00Z",
        "2011-02-29T00:00:00Z", "2012-12-24T24:00:00Z", "2012-12-24T12:60:00Z",
        "2012-12-24T12:15:60Z", "2012-12-24T12:15:30.Z", "2012-12-24T12:15:30.0001Z",
        "2012-12-24T12:15:30z", "2012-12-24T12:15:30+1:00", "2012-12-24T12:15:30+24:00",
        "2012-12-24T12:15:30Z ", "-2012-12-24T12:15:30Z", "12012-12-24T12:15:30Z"})
    EXPECT_EQ(read_iso_text(text), std::nullopt) << text;
}

TEST(DateText, gives_back_every_date_it_writes) {
  EXPECT_TRUE(rc::check([] {
    const Date date{*rc::gen::inRange<std::int64_t>(0, 253402300800000)};
    RC_ASSERT(read_iso_text(iso(date.ms_since_epoch)) == date);
  }));
}

}  // namespace
}  // namespace whimbrel::model
