#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace whimbrel::base {

// What kind of failure it was: closed and small, because every kind has one exit code and one HTTP
// status (see exit_code() and http_status()) and each caller decides by kind, never by text.
enum class ErrorKind : std::uint8_t {
  usage,         // the command, option or configuration is wrong
  not_found,     // the named target, collection, item, run or file does not exist
  invalid_data,  // an item, line or document cannot be read as what it should be
  corrupt,       // stored bytes fail their checksum, chain or structure
  refused,       // a safety check said no: drift, blast radius, not confirmed, already completed
  busy,          // somebody else holds it: another runner's lease, a locked database
  lease_lost,    // this runner's fencing token is no longer the current one
  conflict,      // a guard failed: a live writer changed the item first
  unavailable,   // the store did not answer in time, or throttled; trying again may work
  io,            // a read, write or sync failed; durability of the last write is unknown
  no_space,      // disk or quota is full
  permission,    // the operating system or the store denied access
  unsupported,   // the store or codec cannot do this
  cancelled,     // interrupted by the operator; resumable
  internal,      // a broken invariant in whimbrel itself
};

// The kind's stable name, for JSON output and logs: "lease_lost".
std::string_view to_string(ErrorKind kind) noexcept;

// Process exit code of a verb that failed with this kind: 1 failed and nothing lost, 2 usage,
// 3 refused by a check, 4 conflicts, 130 interrupted and resumable.
int exit_code(ErrorKind kind) noexcept;

// HTTP status of a request that failed with this kind.
int http_status(ErrorKind kind) noexcept;

// A failure as a value. `message` says what happened, `remedy` what to do next; with_context() adds
// where, outermost first, on the way up. Copyable, not synchronised.
class Error {
 public:
  Error(ErrorKind kind, std::string message, std::string remedy = {});

  ErrorKind kind() const noexcept { return kind_; }
  const std::string& message() const noexcept { return message_; }
  const std::string& remedy() const noexcept { return remedy_; }
  const std::vector<std::string>& context() const noexcept { return context_; }

  // Adds one enclosing place: "collection cashu_tokens", "key {\"$oid\":…}".
  Error& with_context(std::string place) &;
  Error&& with_context(std::string place) &&;
  // Sets the remedy if none was given closer to the cause.
  Error&& with_remedy(std::string remedy) &&;

  // One line for a person: "target wallet.db: collection tokens: disk is full".
  std::string describe() const;

 private:
  ErrorKind kind_;
  std::string message_;
  std::string remedy_;
  std::vector<std::string> context_;  // innermost first
};

}  // namespace whimbrel::base
