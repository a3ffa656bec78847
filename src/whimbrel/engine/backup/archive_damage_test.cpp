#include <gtest/gtest.h>

#include <random>

#include "whimbrel/base/testing/fault_file_system.hpp"
#include "whimbrel/engine/backup/archive_format.hpp"
#include "whimbrel/engine/backup/create_backup.hpp"
#include "whimbrel/engine/backup/testing/sample_items.hpp"
#include "whimbrel/engine/backup/verify_backup.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;

// An archive of four items frames, taken apart.
class ArchiveDamage : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    stores::memory::MemoryStore store;
    testing::fill(store, "tokens", 4000);
    archive_ = make_archive(store);
    find_frames();
    ASSERT_GE(frames_.size(), 6u);
  }

  std::string make_archive(stores::Store& store) {
    BackupOptions options;
    options.kdf_cost = {1, 8192};
    options.threads = 1;
    if (GetParam()) options.passphrase = &passphrase_;
    const auto summary = create_backup(store, disk_, clock_, options, {}, cancellation_);
    EXPECT_TRUE(summary) << summary.error().describe();
    return disk_.content(summary->path).value();
  }

  void find_frames() {
    std::size_t offset = archive_header_bytes;
    while (offset + archive_trailer_bytes < archive_.size()) {
      const auto header = decode_frame_header(std::string_view(archive_).substr(offset));
      ASSERT_TRUE(header);
      const std::size_t size = frame_header_bytes + header->stored_bytes + frame_digest_bytes;
      frames_.push_back({offset, size});
      offset += size;
    }
    ASSERT_EQ(offset + archive_trailer_bytes, archive_.size());
  }

  base::Result<VerifiedBackup> verify(std::string bytes) {
    disk_.place("damaged.whb", std::move(bytes));
    const base::Secret* passphrase = GetParam() ? &passphrase_ : nullptr;
    return verify_backup(disk_, "damaged.whb", {passphrase, accepted_kdf_cost_max}, {},
                         cancellation_);
  }

  std::string frame(std::size_t index) const {
    return archive_.substr(frames_[index].offset, frames_[index].size);
  }

  // The archive with other frames between header and trailer.
  std::string assembled(const std::vector<std::string>& frames) const {
    std::string bytes = archive_.substr(0, archive_header_bytes);
    for (const std::string& part : frames) bytes += part;
    return bytes + archive_.substr(archive_.size() - archive_trailer_bytes);
  }

  std::vector<std::string> all_frames() const {
    std::vector<std::string> frames;
    for (std::size_t i = 0; i < frames_.size(); ++i) frames.push_back(frame(i));
    return frames;
  }

  struct Place {
    std::size_t offset;
    std::size_t size;
  };

  base::testing::FaultFileSystem disk_;
  base::ManualClock clock_;
  base::Cancellation cancellation_;
  base::Secret passphrase_{std::string_view("correct horse")};
  std::string archive_;
  std::vector<Place> frames_;
};

TEST_P(ArchiveDamage, none_is_fine) {
  EXPECT_TRUE(verify(archive_));
  EXPECT_TRUE(verify(assembled(all_frames())));
}

TEST_P(ArchiveDamage, one_flipped_bit_anywhere_is_found) {
  std::vector<std::size_t> offsets;
  const auto add_range = [&](std::size_t begin, std::size_t size, std::size_t step) {
    for (std::size_t i = 0; i < size; i += step) offsets.push_back(begin + i);
  };
  add_range(0, archive_header_bytes, 3);
  for (const Place& place : frames_) {
    add_range(place.offset, frame_header_bytes, 5);
    add_range(place.offset + frame_header_bytes, place.size - frame_header_bytes,
              place.size / 7 + 1);
    add_range(place.offset + place.size - frame_digest_bytes, frame_digest_bytes, 11);
  }
  add_range(archive_.size() - archive_trailer_bytes, archive_trailer_bytes, 1);
  for (const std::size_t offset : offsets) {
    std::string bytes = archive_;
    bytes[offset] = static_cast<char>(bytes[offset] ^ (1 << (offset % 8)));
    const auto verified = verify(bytes);
    ASSERT_FALSE(verified) << "byte " << offset;
    EXPECT_FALSE(verified.error().remedy().empty());
    EXPECT_NE(verified.error().describe().find("damaged.whb"), std::string::npos);
  }
}

TEST_P(ArchiveDamage, every_truncation_is_found) {
  std::vector<std::size_t> sizes{0,
                                 1,
                                 7,
                                 archive_header_bytes - 1,
                                 archive_header_bytes,
                                 archive_.size() - 1,
                                 archive_.size() - archive_trailer_bytes};
  for (const Place& place : frames_) {
    sizes.push_back(place.offset);
    sizes.push_back(place.offset + 1);
    sizes.push_back(place.offset + frame_header_bytes);
    sizes.push_back(place.offset + place.size - 1);
  }
  std::mt19937_64 random(7);
  for (int i = 0; i < 100; ++i) sizes.push_back(random() % archive_.size());
  for (const std::size_t size : sizes) EXPECT_FALSE(verify(archive_.substr(0, size))) << size;
}

TEST_P(ArchiveDamage, bytes_behind_the_end_are_found) {
  EXPECT_EQ(verify(archive_ + "x").error().kind(), ErrorKind::corrupt);
}

TEST_P(ArchiveDamage, swapped_frames_are_found) {
  auto frames = all_frames();
  std::swap(frames[2], frames[3]);
  EXPECT_EQ(verify(assembled(frames)).error().kind(), ErrorKind::corrupt);
}

TEST_P(ArchiveDamage, a_missing_or_doubled_frame_is_found) {
  for (std::size_t i = 0; i < frames_.size(); ++i) {
    auto frames = all_frames();
    frames.erase(frames.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_EQ(verify(assembled(frames)).error().kind(), ErrorKind::corrupt) << i;
    frames = all_frames();
    frames.insert(frames.begin() + static_cast<std::ptrdiff_t>(i), frame(i));
    EXPECT_EQ(verify(assembled(frames)).error().kind(), ErrorKind::corrupt) << i;
  }
}

// Whoever can write the file can also make its lengths and offsets fit.
std::string with_fitting_trailer(std::string bytes, std::uint64_t manifest_offset,
                                 std::uint64_t frames) {
  bytes.resize(bytes.size() - archive_trailer_bytes);
  return bytes + encode(ArchiveTrailer{manifest_offset, frames});
}

TEST_P(ArchiveDamage, a_dropped_last_frame_is_found_even_when_the_trailer_was_made_to_fit) {
  auto frames = all_frames();
  const std::size_t dropped = frames.size() - 2;
  const std::size_t manifest_offset = frames_[dropped].offset;
  frames.erase(frames.begin() + static_cast<std::ptrdiff_t>(dropped));
  EXPECT_FALSE(verify(with_fitting_trailer(assembled(frames), manifest_offset, frames.size() - 1)));
}

TEST_P(ArchiveDamage, a_frame_of_another_archive_of_the_same_store_and_passphrase_is_found) {
  stores::memory::MemoryStore store;
  testing::fill(store, "tokens", 4000);
  const std::string other = make_archive(store);
  auto frames = all_frames();
  // The packed bytes are the same, so only encryption makes the frame another one.
  frames[2] = other.substr(frames_[2].offset, frames_[2].size);
  EXPECT_EQ(verify(assembled(frames)).has_value(), !GetParam());
  frames = all_frames();
  const Place& manifest = frames_.back();
  frames.back() = other.substr(manifest.offset, manifest.size);
  EXPECT_FALSE(verify(assembled(frames)));
}

TEST_P(ArchiveDamage, other_files_are_not_archives) {
  EXPECT_EQ(verify("").error().kind(), ErrorKind::usage);
  EXPECT_EQ(verify(std::string(1000, 'x')).error().kind(), ErrorKind::usage);
  std::string later = archive_;
  later[8] = 9;
  EXPECT_EQ(verify(later).error().kind(), ErrorKind::unsupported);
}

INSTANTIATE_TEST_SUITE_P(Archives, ArchiveDamage, ::testing::Bool(), [](const auto& parameter) {
  return parameter.param ? "encrypted" : "plain";
});

}  // namespace
}  // namespace whimbrel::engine
