#include "whimbrel/engine/write_rehearsal.hpp"

#include <vector>

#include "whimbrel/engine/apply_committer.hpp"
#include "whimbrel/engine/apply_source.hpp"
#include "whimbrel/engine/item_changer.hpp"
#include "whimbrel/engine/ledger/lease.hpp"
#include "whimbrel/engine/pass_reader.hpp"

namespace whimbrel::engine {
namespace {

constexpr std::int64_t rehearsal_lease_ttl_ms = 60'000;

base::Status load_sample(stores::Session& session, const std::string& collection,
                         const stores::Page& sample) {
  std::vector<stores::ItemWrite> writes;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    stores::ItemWrite write;
    write.kind = stores::ItemWrite::Kind::insert;
    write.collection = collection;
    write.key = sample[i].key;
    write.after = sample[i].bytes;
    writes.push_back(write);
  }
  std::vector<stores::WriteOutcome> outcomes(writes.size());
  return session.write(writes, outcomes);
}

}  // namespace

base::Result<std::optional<std::int64_t>> rehearse_writes(const RunEnvironment& environment,
                                                          const Migration& migration,
                                                          const Pass& pass, const Plan& plan,
                                                          const stores::Page& sample,
                                                          std::uint64_t selected) {
  if (sample.empty()) return std::nullopt;
  stores::Store& scratch = *environment.scratch;
  WHIMBREL_ASSIGN(auto walked, PassReader::make(pass, plan.inputs, scratch.codec()));
  const bool generates = walked.generates();
  const auto found = environment.store.collection(pass.collection());
  // One that an action of the run is yet to make.
  if (!found && found.error().kind() == base::ErrorKind::not_found) return std::nullopt;
  if (!found) return tl::unexpected(found.error());
  const stores::CollectionInfo& info = *found;
  WHIMBREL_TRY(scratch.create_collection(info.spec));
  for (const std::string& name : migration.info().inserts_into) {
    if (name == pass.collection()) continue;
    // One that the run is yet to make is rehearsed on one like it.
    const auto other = environment.store.collection(name);
    WHIMBREL_TRY(scratch.create_collection({name, (other ? *other : info).spec.key_fields}));
  }
  WHIMBREL_ASSIGN(const auto session, scratch.open_session());
  if (!generates) WHIMBREL_TRY(load_sample(*session, pass.collection(), sample));

  WHIMBREL_ASSIGN(const auto lease, Lease::acquire(scratch, environment.clock, plan.migration_id,
                                                   "rehearsal", rehearsal_lease_ttl_ms));
  const auto make_changer = [&] { return ItemChanger::make(pass, plan.inputs, scratch); };
  WHIMBREL_ASSIGN(auto reading, make_changer());
  WHIMBREL_ASSIGN(auto writing, make_changer());
  ApplySource source(*session, std::move(reading), std::move(walked), sample.size(), {});
  ApplyCommitter committer(scratch, *session, environment.clock, std::move(writing),
                           {"rehearsal", pass.collection(), lease->fence(), 0}, {});
  const std::int64_t started_ns = environment.clock.monotonic_ns();
  Batch batch;
  WHIMBREL_TRY(source.fill(batch));
  WHIMBREL_TRY(committer.commit(batch));
  const auto passed_ns = static_cast<double>(environment.clock.monotonic_ns() - started_ns);
  WHIMBREL_TRY(lease->release());
  WHIMBREL_ASSIGN(const auto made, scratch.collections());
  for (const auto& collection : made) WHIMBREL_TRY(scratch.drop_collection(collection.spec.name));

  const double scale = static_cast<double>(selected) / static_cast<double>(sample.size());
  return static_cast<std::int64_t>(passed_ns * scale / 1e6);
}

}  // namespace whimbrel::engine
