#include "whimbrel/model/digest.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace whimbrel::model {
namespace {

TEST(Digest, sha256_gives_the_standard_answers) {
  EXPECT_EQ(to_hex(sha256_of("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256_of("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256_of(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Digest, sha256_of_pieces_is_that_of_the_whole) {
  EXPECT_TRUE(rc::check([](const std::vector<std::string>& pieces) {
    Sha256 hash;
    std::string whole;
    for (const std::string& piece : pieces) {
      hash.update(piece);
      whole += piece;
    }
    RC_ASSERT(hash.finish() == sha256_of(whole));
  }));
}

TEST(Digest, sha256_starts_anew_after_finish) {
  Sha256 hash;
  hash.update("first").finish();
  EXPECT_EQ(hash.update("abc").finish(), sha256_of("abc"));
  EXPECT_EQ(hash.finish(), sha256_of(""));
}

TEST(Digest, hex_reads_back) {
  EXPECT_TRUE(rc::check([](const Sha256Digest& digest) {
    Sha256Digest read{};
    RC_ASSERT(from_hex(to_hex(digest), read));
    RC_ASSERT(read == digest);
  }));
}

TEST(Digest, refuses_what_is_no_lower_case_hex_of_32_bytes) {
  const std::string good = to_hex(sha256_of(""));
  Sha256Digest digest;
  EXPECT_FALSE(from_hex("", digest));
  EXPECT_FALSE(from_hex(good.substr(1), digest));
  EXPECT_FALSE(from_hex(good + "0", digest));
  EXPECT_FALSE(from_hex("g" + good.substr(1), digest));
  EXPECT_FALSE(from_hex(good.substr(1) + "E", digest));
}

TEST(Digest, fingerprint_is_xxh3_with_its_low_half_first) {
  EXPECT_EQ(fingerprint_of(""), (Fingerprint{0x6001c324468d497fULL, 0x99aa06d3014798d8ULL}));
}

TEST(Digest, fingerprint_tells_different_bytes_apart) {
  EXPECT_TRUE(rc::check([](const std::string& a, const std::string& b) {
    RC_ASSERT((fingerprint_of(a) == fingerprint_of(b)) == (a == b));
  }));
}

}  // namespace
}  // namespace whimbrel::model
