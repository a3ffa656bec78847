#include "whimbrel/model/path.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace whimbrel::model {
namespace {

using Segments = std::vector<std::string>;

std::string parse_error(std::string_view text) {
  const auto path = Path::parse(text);
  if (path) return "read as " + path->text();
  EXPECT_EQ(path.error().kind(), base::ErrorKind::usage);
  EXPECT_FALSE(path.error().remedy().empty());
  return path.error().message();
}

TEST(Path, joins_plain_names_by_dots) {
  EXPECT_EQ(Path(Segments{"proofs", "0", "amount"}).text(), "proofs.0.amount");
}

TEST(Path, quotes_names_that_hold_dots) {
  EXPECT_EQ(Path(Segments{"metadata", "a.b"}).text(), R"(metadata."a.b")");
}

TEST(Path, quotes_empty_names_quotes_backslashes_blanks_and_controls) {
  EXPECT_EQ(Path(Segments{""}).text(), R"("")");
  EXPECT_EQ(Path(Segments{"say \"x\""}).text(), R"("say \"x\"")");
  EXPECT_EQ(Path(Segments{"a\\b"}).text(), R"("a\\b")");
  EXPECT_EQ(Path(Segments{"line\nfeed"}).text(), R"("line\nfeed")");
  EXPECT_EQ(Path(Segments{std::string(1, '\0')}).text(), R"("\u0000")");
}

TEST(Path, keeps_dollar_and_umlauts_unquoted) {
  EXPECT_EQ(Path(Segments{"_id", "$oid"}).text(), "_id.$oid");
  EXPECT_EQ(Path(Segments{"münze"}).text(), "münze");
}

TEST(Path, reads_escapes_in_quoted_names) {
  EXPECT_EQ(Path::parse(R"("\u00fc\ud83d\ude00\/".x)")->segments(), (Segments{"ü😀/", "x"}));
}

TEST(Path, names_the_column_of_what_is_wrong) {
  EXPECT_NE(parse_error("").find("column 1: a name is missing"), std::string::npos);
  EXPECT_NE(parse_error("a..b").find("column 3: a name is missing"), std::string::npos);
  EXPECT_NE(parse_error("a.").find("column 3: a name is missing"), std::string::npos);
  EXPECT_NE(parse_error("a b").find("column 2: a name with this"), std::string::npos);
  EXPECT_NE(parse_error(R"(a.b"c)").find("column 4: a name with this"), std::string::npos);
  EXPECT_NE(parse_error(R"(a."b)").find("column 3: this quote"), std::string::npos);
  EXPECT_NE(parse_error(R"(a."b\")").find("column 3: this quote"), std::string::npos);
  EXPECT_NE(parse_error(R"("b"c)").find("column 4: a dot or the end"), std::string::npos);
  EXPECT_NE(parse_error(R"("b\x")").find("column 3: JSON has no such"), std::string::npos);
  EXPECT_NE(parse_error(R"("\ud800")").find("column 2: JSON has no such"), std::string::npos);
}

TEST(Path, refuses_more_names_than_any_item_is_deep) {
  std::string text = "a";
  for (std::size_t i = 1; i < Path::segments_max; ++i) text += ".a";
  EXPECT_TRUE(Path::parse(text));
  EXPECT_NE(parse_error(text + ".a").find("more than 200 names"), std::string::npos);
}

TEST(Path, knows_its_parents_as_long_as_a_copy_lives) {
  Path copy;
  {
    const Path path(Segments{"a", "b", "c"});
    copy = path;
  }
  ASSERT_NE(copy.parent(), nullptr);
  EXPECT_EQ(copy.parent()->text(), "a.b");
  EXPECT_EQ(copy.parent()->parent()->text(), "a");
  EXPECT_EQ(copy.parent()->parent()->parent(), nullptr);
  EXPECT_EQ(Path().parent(), nullptr);
}

TEST(Path, text_reads_back_as_the_same_path) {
  EXPECT_TRUE(rc::check([](const Segments& segments) {
    RC_PRE(!segments.empty());
    const Path path(segments);
    const auto read = Path::parse(path.text());
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == path);
    RC_ASSERT(read->text() == path.text());
  }));
}

TEST(Path, any_text_is_read_or_refused_and_what_is_read_keeps_its_meaning) {
  const auto character = rc::gen::elementOf(std::string(R"(ab0."\u ü)"));
  EXPECT_TRUE(rc::check([&] {
    const auto text = *rc::gen::container<std::string>(character);
    const auto read = Path::parse(text);
    RC_TAG(read.has_value());
    if (read) RC_ASSERT(Path::parse(read->text())->segments() == read->segments());
  }));
}

}  // namespace
}  // namespace whimbrel::model
