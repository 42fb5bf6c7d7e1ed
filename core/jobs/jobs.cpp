#include "core/jobs/jobs.hpp"

#include <spdlog/spdlog.h>

#include "core/db/block.hpp"
#include "core/db/kernel_query.hpp"

namespace halle::jobs {
namespace {
constexpr const char* lease_seconds = "120";

/// Outcome of a run under way: the holder of its lease.
std::string under_way(const Runner& runner) {
  return "@" + runner.holder;
}

/// The current instant as a parameter; empty: the database's clock.
std::string now_of(const Runner& runner) {
  return runner.clock ? format_instant(runner.clock()) : "";
}

/// Whether a row of halle.job may run; $2 is its id, $3 now_of(), $4 its period, $5 a lease. What
/// is later than it can be was written before the clock was set back.
const std::string due =
    "NOT coalesce(j.lease_until > n.now AND j.lease_until <= n.now + make_interval(secs => "
    "$5::float8), false) AND NOT coalesce(j.started_at <= n.now AND j.started_at + "
    "make_interval(secs => $4::float8) > n.now, false)";
const std::string now =
    "(SELECT coalesce(nullif($3, '')::timestamptz, clock_timestamp()) AS now) n";

/// Where a job is due, the longest waiting first.
Result<std::vector<Uuid>> due_in(const Runner& runner, const Job& job,
                                 const std::vector<std::string>& organisations) {
  static const std::string select = "SELECT o FROM " + now +
                                    " CROSS JOIN unnest($1::uuid[]) o LEFT JOIN halle.job j ON "
                                    "j.org_id = o AND j.id = $2 WHERE " +
                                    due + " ORDER BY j.started_at NULLS FIRST, o";
  HALLE_TRY(block, db::kernel_query(runner.database, select,
                                    {db::array_literal(organisations), job.id, now_of(runner),
                                     std::to_string(job.every.count()), lease_seconds}));
  const db::BlockView rows(block);
  std::vector<Uuid> found;
  for (std::size_t r = 0; r < rows.rows(); ++r)
    found.push_back(Uuid::parse(rows.cell(r, 0)).value_or(Uuid{}));
  return found;
}

/// Whether the lease is this runner's now.
Result<bool> take(const Runner& runner, const Job& job, const Uuid& organisation) {
  static const std::string insert =
      "INSERT INTO halle.job AS j (org_id, id, lease_until, started_at, outcome) "
      "SELECT $1::uuid, $2, n.now + make_interval(secs => $5::float8), n.now, $6 FROM " +
      now +
      " ON CONFLICT (org_id, id) DO UPDATE SET lease_until = excluded.lease_until, started_at = "
      "excluded.started_at, outcome = excluded.outcome WHERE (SELECT " +
      due + " FROM (SELECT excluded.started_at AS now) n) RETURNING 1";
  HALLE_TRY(block, db::kernel_query(
                       runner.database, insert,
                       {organisation.text(), job.id, now_of(runner),
                        std::to_string(job.every.count()), lease_seconds, under_way(runner)}));
  return db::BlockView(block).rows() > 0;
}

Status run(const Runner& runner, const Job& job, const Uuid& organisation) {
  const Clock clock = runner.clock ? runner.clock : system_clock();
  bus::Context context;
  context.method = job.method;
  context.organisation = organisation;
  context.principal = bus::Principal::kernel();
  context.behind = std::make_shared<const bus::Principal>(bus::Principal::job(job.id));
  context.operation_id = make_uuid_v7(clock().time_since_epoch().count() / 1000);
  context.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  const auto reply = runner.router.call(context, {});
  if (!reply)
    spdlog::warn("job {} of {}: {} {}", job.id, organisation.text(), reply.error().reason,
                 reply.error().detail);
  HALLE_TRY(done, db::kernel_query(runner.database,
                                   "UPDATE halle.job SET lease_until = '-infinity', outcome = $3 "
                                   "WHERE org_id = $1 AND id = $2 AND outcome = $4",
                                   {organisation.text(), job.id,
                                    reply ? "ok" : reply.error().reason, under_way(runner)}));
  return Done{};
}
}  // namespace

bool is_under_way(std::string_view outcome) {
  return outcome.empty() || outcome.starts_with('@');
}

Status free_leases(const Runner& runner) {
  HALLE_TRY(done, db::kernel_query(runner.database,
                                   "UPDATE halle.job SET lease_until = '-infinity' "
                                   "WHERE outcome = $1 AND lease_until <> '-infinity'",
                                   {under_way(runner)}));
  return Done{};
}

Result<std::int64_t> forget_operations(const Runner& runner) {
  HALLE_TRY(block,
            db::kernel_query(
                runner.database,
                "WITH old AS (SELECT org_id, principal, id FROM halle.operation WHERE at < "
                "coalesce(nullif($1, '')::timestamptz, clock_timestamp()) - interval '30 days' "
                "LIMIT 5000), "
                "gone AS (DELETE FROM halle.operation o USING old WHERE o.org_id = old.org_id AND "
                "o.principal = old.principal AND o.id = old.id RETURNING 1) "
                "SELECT count(*) FROM gone",
                {now_of(runner)}));
  return db::BlockView(block).number(0, 0);
}

Result<int> run_due(const Runner& runner, const std::vector<Job>& jobs,
                    const bus::OrganisationStates& organisations) {
  int ran = 0;
  for (const auto& job : jobs) {
    std::vector<std::string> ids;
    for (const auto& [organisation, state] : organisations)
      if (state.modules.contains(job.module)) ids.push_back(organisation.text());
    HALLE_TRY(due_now, due_in(runner, job, ids));
    for (const auto& organisation : due_now) {
      if (runner.stopped()) return ran;
      HALLE_TRY(taken, take(runner, job, organisation));
      if (!taken) continue;
      HALLE_CHECK(run(runner, job, organisation));
      ++ran;
    }
  }
  return ran;
}

}  // namespace halle::jobs
