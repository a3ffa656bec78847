#pragma once

#include <cstdint>
#include <string>

#include "bench/tool/measurement.hpp"
#include "whimbrel/base/result.hpp"

// The pieces of whimbrel's work that the benchmark times, each on a wallet database at `path`.
// Every function times itself, without opening the process.
namespace whimbrel::bench {

// Makes a database of `count` compact tokens, `melted_share` of them to be migrated.
base::Result<Measurement> make_tokens(const std::string& path, std::uint64_t count,
                                      double melted_share);

// The plan alone.
base::Result<Measurement> run_preview(const std::string& path);

// Apply as `up` does it, with journal, guards and checkpoints, without plan, backup and
// verification.
base::Result<Measurement> run_apply(const std::string& path);

// Plan, apply and verification.
base::Result<Measurement> run_whole_up(const std::string& path);

// Takes back what run_apply or run_whole_up did; times the undoing alone.
base::Result<Measurement> run_rollback(const std::string& path);

// An encrypted, hashed archive into `directory`, key derivation included.
base::Result<Measurement> run_backup(const std::string& path, const std::string& directory);

}  // namespace whimbrel::bench
