#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "whimbrel/base/scratch_file.hpp"

namespace whimbrel::base {

// The second half of an external sort: takes sorted runs of records, keeps them in temporary files,
// and reads them back as one sorted sequence. Memory is bounded however many records there are:
// past `fan_in_max` runs of a level they are merged into one of the next.
//
// Traits says what a record is:
//   using Record = …;                                      // default constructible, movable
//   static void append(const Record&, std::string& out);   // its bytes
//   static std::size_t parse(std::string_view bytes, Record& out);  // bytes taken; 0 = not all
//   static bool less(const Record&, const Record&);        // the order
//   static bool combine(Record& into, const Record& from);  // neighbours become one; false = no
//
// Not synchronised.
template <typename Traits>
class SortedRuns {
 public:
  using Record = typename Traits::Record;
  class Merge;

  explicit SortedRuns(FileSystem& files = posix_file_system(), std::size_t fan_in_max = 64)
      : files_(&files), fan_in_max_(fan_in_max) {}

  bool empty() const noexcept { return runs_.empty(); }
  // Runs kept now: at most fan_in_max − 1 a level, besides those that absorb() brought.
  std::size_t count() const noexcept { return runs_.size(); }

  // Keeps the records that `next(record)` gives until it answers false; they must come in order.
  // `next` answers a Result<bool>. Errors: its own, no_space, io.
  template <typename Next>
  Status add_run(Next next) {
    WHIMBREL_TRY(write_run(std::move(next), 0));
    return merge_full_levels();
  }

  // Takes another's runs over; `other` is empty afterwards.
  void absorb(SortedRuns& other) {
    for (Run& run : other.runs_) runs_.push_back(std::move(run));
    other.runs_.clear();
    other.file_.reset();
  }

  // All records in order. Nothing may be added while the merge is in use; it keeps the files alive.
  Result<Merge> merge() const { return Merge::open(runs_); }

 private:
  struct Run {
    std::shared_ptr<ScratchFile> file;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::size_t level = 0;
  };

  template <typename Next>
  Status write_run(Next next, std::size_t level) {
    if (!file_) {
      WHIMBREL_ASSIGN(file_, ScratchFile::create(*files_));
    }
    Run run{file_, file_->size_bytes(), 0, level};
    Record record;
    for (;;) {
      WHIMBREL_ASSIGN(const bool more, next(record));
      if (!more) break;
      scratch_.clear();
      Traits::append(record, scratch_);
      WHIMBREL_TRY(file_->append(scratch_));
    }
    WHIMBREL_TRY(file_->flush());
    run.end = file_->size_bytes();
    if (run.end != run.begin) runs_.push_back(std::move(run));
    return {};
  }

  Status merge_full_levels() {
    for (std::size_t level = 0;; ++level) {
      const auto of_level = [level](const Run& run) { return run.level == level; };
      const auto count =
          static_cast<std::size_t>(std::count_if(runs_.begin(), runs_.end(), of_level));
      if (count < fan_in_max_) return {};
      std::vector<Run> full;
      std::copy_if(runs_.begin(), runs_.end(), std::back_inserter(full), of_level);
      runs_.erase(std::remove_if(runs_.begin(), runs_.end(), of_level), runs_.end());
      // A file of its own: those of the merged runs can go.
      file_.reset();
      WHIMBREL_ASSIGN(Merge merged, Merge::open(full));
      WHIMBREL_TRY(write_run([&](Record& record) { return merged.next(record); }, level + 1));
      file_.reset();
    }
  }

  FileSystem* files_;
  std::size_t fan_in_max_;
  std::shared_ptr<ScratchFile> file_;
  std::vector<Run> runs_;
  std::string scratch_;
};

// Reads runs side by side. Not synchronised; different merges of the same runs may be used in turn.
template <typename Traits>
class SortedRuns<Traits>::Merge {
 public:
  // The next record, combined with its equals; false at the end.
  Result<bool> next(Record& out) {
    if (heap_.empty()) return false;
    WHIMBREL_TRY(take_first(out));
    while (!heap_.empty() && Traits::combine(out, heap_.front()->record))
      WHIMBREL_TRY(take_first(spare_));
    return true;
  }

 private:
  friend class SortedRuns<Traits>;
  static constexpr std::size_t read_bytes = std::size_t{32} << 10;

  // Where one run is being read.
  struct Cursor {
    Run run;
    std::string buffer;
    std::size_t parsed = 0;
    Record record{};

    Result<bool> advance() {
      for (;;) {
        const std::string_view rest = std::string_view(buffer).substr(parsed);
        if (const std::size_t taken = rest.empty() ? 0 : Traits::parse(rest, record); taken != 0) {
          parsed += taken;
          return true;
        }
        if (run.begin == run.end) {
          if (rest.empty()) return false;
          return fail(ErrorKind::corrupt, "a temporary file ends in the middle of a record",
                      "check the disk, then run it again");
        }
        WHIMBREL_TRY(refill());
      }
    }

    Status refill() {
      buffer.erase(0, parsed);
      parsed = 0;
      const std::size_t kept = buffer.size();
      // A record larger than the buffer doubles it until it fits.
      const auto wanted = static_cast<std::size_t>(
          std::min<std::uint64_t>(std::max(read_bytes, kept), run.end - run.begin));
      buffer.resize(kept + wanted);
      WHIMBREL_ASSIGN(const std::size_t count,
                      run.file->read(run.begin, {buffer.data() + kept, wanted}));
      if (count < wanted)
        return fail(ErrorKind::corrupt, "a temporary file is shorter than what was written to it",
                    "check the disk, then run it again");
      run.begin += count;
      return {};
    }
  };

  static bool comes_later(const std::unique_ptr<Cursor>& a, const std::unique_ptr<Cursor>& b) {
    return Traits::less(b->record, a->record);
  }

  static Result<Merge> open(const std::vector<Run>& runs) {
    Merge merge;
    for (const Run& run : runs) {
      auto cursor = std::make_unique<Cursor>();
      cursor->run = run;
      WHIMBREL_ASSIGN(const bool any, cursor->advance());
      if (any) merge.heap_.push_back(std::move(cursor));
    }
    std::make_heap(merge.heap_.begin(), merge.heap_.end(), comes_later);
    return merge;
  }

  Status take_first(Record& out) {
    std::pop_heap(heap_.begin(), heap_.end(), comes_later);
    std::swap(out, heap_.back()->record);
    WHIMBREL_ASSIGN(const bool more, heap_.back()->advance());
    if (more)
      std::push_heap(heap_.begin(), heap_.end(), comes_later);
    else
      heap_.pop_back();
    return {};
  }

  std::vector<std::unique_ptr<Cursor>> heap_;
  Record spare_{};
};

}  // namespace whimbrel::base
