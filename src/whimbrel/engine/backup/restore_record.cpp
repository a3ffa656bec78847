#include "whimbrel/engine/backup/restore_record.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include "whimbrel/model/digest.hpp"
#include "whimbrel/model/json_string.hpp"

namespace whimbrel::engine {
namespace {

constexpr std::string_view running_name = "running";
constexpr std::string_view completed_name = "completed";

}  // namespace

std::string_view to_string(RestorePolicy policy) noexcept {
  switch (policy) {
    case RestorePolicy::refuse_existing:
      return "refuse_existing";
    case RestorePolicy::only_missing:
      return "only_missing";
    case RestorePolicy::replace:
      return "replace";
  }
  return "unknown";
}

base::Result<RestoreRecord> RestoreRecord::load(stores::Session& session, const ArchiveId& archive,
                                                std::string into_collection) {
  const std::string archive_hex = to_hex(archive);
  // Hashed, because record keys are printable ASCII and short.
  const std::string collection_hash =
      model::to_hex(model::sha256_of(into_collection)).substr(0, 16);
  RestoreRecord record(fmt::format("restore/{}/{}", archive_hex, collection_hash), archive_hex,
                       std::move(into_collection));
  WHIMBREL_ASSIGN(const auto stored, session.get_record(stores::Space::ledger, record.key_));
  if (!stored) return record;
  record.version_ = stored->version;
  simdjson::dom::parser parser;
  std::string_view state, policy;
  const auto json = parser.parse(stored->value);
  if (json["state"].get(state) != simdjson::SUCCESS ||
      json["policy"].get(policy) != simdjson::SUCCESS ||
      (state != running_name && state != completed_name))
    return base::fail(base::ErrorKind::corrupt,
                      "the ledger record " + record.key_ + " cannot be read",
                      "restore into another collection");
  record.state_ = state == running_name ? State::running : State::completed;
  record.policy_ = policy;
  return record;
}

bool RestoreRecord::is_unfinished(RestorePolicy policy) const {
  return state_ == State::running && policy_ == to_string(policy);
}

base::Status RestoreRecord::save(stores::Session& session, State state, RestorePolicy policy) {
  std::string into;
  model::append_json_string(into_, into);
  const std::string value =
      fmt::format(R"({{"archive_id":"{}","collection":{},"policy":"{}","state":"{}"}})", archive_,
                  into, to_string(policy), state == State::running ? running_name : completed_name);
  stores::RecordWrite write;
  write.key = key_;
  write.value = value;
  write.version = version_ + 1;
  write.expected_version = version_;
  base::Status status = session.put_record(write, nullptr);
  if (!status && status.error().kind() == base::ErrorKind::conflict)
    return base::fail(base::ErrorKind::busy,
                      "another process is restoring this archive into " + into_,
                      "let it finish, then run it again");
  if (!status) return status;
  version_ = write.version;
  state_ = state;
  policy_ = to_string(policy);
  return {};
}

}  // namespace whimbrel::engine
