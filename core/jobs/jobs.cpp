#include "core/jobs/jobs.hpp"

#include <spdlog/spdlog.h>

#include "core/db/block.hpp"
#include "core/db/kernel_query.hpp"

namespace halle::jobs {
namespace {
constexpr const char* lease_seconds = "120";

Status run(db::Database& database, const bus::Router& router, const Job& job,
           const Uuid& organisation, const Clock& clock) {
  bus::Context context;
  context.method = job.method;
  context.organisation = organisation;
  context.principal = bus::Principal::kernel();
  context.behind = std::make_shared<const bus::Principal>(bus::Principal::job(job.id));
  context.operation_id = make_uuid_v7(clock().time_since_epoch().count() / 1000);
  context.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  const auto reply = router.call(context, {});
  if (!reply)
    spdlog::warn("job {} of {}: {} {}", job.id, organisation.text(), reply.error().reason,
                 reply.error().detail);
  HALLE_TRY(done,
            db::kernel_query(database,
                             "UPDATE halle.job SET lease_until = '-infinity', outcome = $3 "
                             "WHERE org_id = $1 AND id = $2",
                             {organisation.text(), job.id, reply ? "ok" : reply.error().reason}));
  return Done{};
}
}  // namespace

Status free_leases(db::Database& database, const std::vector<Job>& jobs) {
  std::vector<std::string> ids;
  for (const auto& job : jobs) ids.push_back(job.id);
  HALLE_TRY(done, db::kernel_query(
                      database,
                      "UPDATE halle.job SET lease_until = '-infinity' WHERE id = ANY($1::text[])",
                      {db::array_literal(ids)}));
  return Done{};
}

Result<std::int64_t> forget_operations(db::Database& database, const Clock& clock) {
  HALLE_TRY(block,
            db::kernel_query(
                database,
                "WITH old AS (SELECT org_id, principal, id FROM halle.operation "
                "WHERE at < $1::timestamptz - interval '30 days' LIMIT 5000), "
                "gone AS (DELETE FROM halle.operation o USING old WHERE o.org_id = old.org_id AND "
                "o.principal = old.principal AND o.id = old.id RETURNING 1) "
                "SELECT count(*) FROM gone",
                {format_instant(clock())}));
  return db::BlockView(block).number(0, 0);
}

Result<int> run_due(db::Database& database, const bus::Router& router, const std::vector<Job>& jobs,
                    const bus::OrganisationStates& enabled, const Clock& clock) {
  int ran = 0;
  for (const auto& job : jobs) {
    std::vector<std::string> ids;
    for (const auto& [organisation, state] : enabled)
      if (state.modules.contains(job.module)) ids.push_back(organisation.text());
    HALLE_TRY(block,
              db::kernel_query(
                  database,
                  "INSERT INTO halle.job AS j (org_id, id, lease_until, started_at) "
                  "SELECT o, $2, $3::timestamptz + make_interval(secs => $5::float8), $3 "
                  "FROM unnest($1::uuid[]) o WHERE NOT EXISTS (SELECT 1 FROM halle.job k "
                  "WHERE k.org_id = o AND k.id = $2 AND (k.lease_until > $3 "
                  "OR k.started_at + make_interval(secs => $4::float8) > $3)) "
                  "ON CONFLICT (org_id, id) DO UPDATE SET lease_until = excluded.lease_until, "
                  "started_at = excluded.started_at, outcome = '' WHERE j.lease_until <= "
                  "excluded.started_at "
                  "AND j.started_at + make_interval(secs => $4::float8) <= excluded.started_at "
                  "RETURNING org_id",
                  {db::array_literal(ids), job.id, format_instant(clock()),
                   std::to_string(job.every.count()), lease_seconds}));
    const db::BlockView due(block);
    for (std::size_t r = 0; r < due.rows(); ++r) {
      HALLE_CHECK(run(database, router, job, Uuid::parse(due.cell(r, 0)).value_or(Uuid{}), clock));
      ++ran;
    }
  }
  return ran;
}

}  // namespace halle::jobs
