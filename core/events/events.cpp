#include "core/events/events.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/db/block.hpp"
#include "core/db/kernel_query.hpp"

namespace halle::events {
namespace {
constexpr const char* batch = "1000";
constexpr std::chrono::seconds longest_wait{60};

std::vector<std::string> ids_of(const std::map<std::string, Consumptions>& consumers) {
  std::vector<std::string> ids;
  for (const auto& [id, consumptions] : consumers) ids.push_back(id);
  return ids;
}

Status pass_over(db::Database& database, const std::string& organisation,
                 const std::string& consumer, std::int64_t position) {
  HALLE_TRY(done, db::kernel_query(database,
                                   "UPDATE halle.consumer SET position = $3 WHERE org_id = $1 AND "
                                   "id = $2 AND position = $3::bigint - 1",
                                   {organisation, consumer, std::to_string(position)}));
  return Done{};
}

Status put_off(db::Database& database, const std::string& organisation, const std::string& consumer,
               const Error& why, const Clock& clock) {
  spdlog::warn("consumer {} of {}: {} {}", consumer, organisation, why.reason, why.detail);
  HALLE_TRY(done,
            db::kernel_query(
                database,
                "UPDATE halle.consumer SET failure = $3, failures = failures + 1, "
                "retry_at = $4::timestamptz + make_interval(secs => "
                "least(0.25 * 2 ^ least(failures, 10), $5::float8)) WHERE org_id = $1 AND id = $2",
                {organisation, consumer, why.reason, format_instant(clock()),
                 std::to_string(longest_wait.count())}));
  return Done{};
}
}  // namespace

Result<std::int64_t> relay(db::Database& database) {
  HALLE_TRY(block, db::kernel_query(database, "SELECT halle.relay($1)", {batch}));
  return db::BlockView(block).number(0, 0);
}

Result<std::int64_t> deliver(db::Database& database, const bus::Router& router,
                             const std::map<std::string, Consumptions>& consumers,
                             const Clock& clock) {
  if (consumers.empty()) return 0;
  const std::string ids = db::array_literal(ids_of(consumers));
  HALLE_TRY(block,
            db::kernel_query(
                database,
                "WITH fresh AS (INSERT INTO halle.consumer (org_id, id) "
                "  SELECT h.org_id, m FROM halle.event_head h CROSS JOIN unnest($1::text[]) m "
                "  WHERE NOT EXISTS (SELECT 1 FROM halle.consumer c WHERE c.org_id = h.org_id "
                "  AND c.id = m) ON CONFLICT DO NOTHING) "
                "SELECT c.org_id, c.id, e.position, e.type, e.payload FROM halle.consumer c "
                "CROSS JOIN LATERAL (SELECT * FROM halle.event_log e WHERE e.org_id = c.org_id "
                "AND e.position > c.position ORDER BY e.position LIMIT 200) e "
                "WHERE c.id = ANY($1::text[]) AND c.retry_at <= $2 "
                "ORDER BY c.org_id, c.id, e.position",
                {ids, format_instant(clock())}));
  const db::BlockView rows(block);
  std::int64_t taken = 0;
  std::string stopped;  // the consumer whose event failed: its later events wait
  for (std::size_t r = 0; r < rows.rows(); ++r) {
    const std::string organisation(rows.cell(r, 0));
    const std::string consumer(rows.cell(r, 1));
    const std::int64_t position = rows.number(r, 2);
    if (stopped == organisation + consumer) continue;
    const auto& consumptions = consumers.at(consumer);
    const auto method = consumptions.find(std::string(rows.cell(r, 3)));
    if (method == consumptions.end()) {
      HALLE_CHECK(pass_over(database, organisation, consumer, position));
      ++taken;
      continue;
    }
    bus::Context context;
    context.method = method->second;
    context.organisation = Uuid::parse(organisation).value_or(Uuid{});
    context.principal = bus::Principal::kernel();
    context.delivery = {consumer, position};
    context.operation_id = derive_uuid(context.organisation, consumer + std::to_string(position));
    const auto reply = router.call(context, rows.bytes(r, 4));
    if (!reply && reply.error().reason != "halle.event_taken") {
      stopped = organisation + consumer;
      HALLE_CHECK(put_off(database, organisation, consumer, reply.error(), clock));
      continue;
    }
    ++taken;
  }
  return taken;
}

Result<std::int64_t> backlog(db::Database& database, const std::vector<std::string>& consumers,
                             const Uuid& organisation) {
  HALLE_TRY(block,
            db::kernel_query(
                database,
                "SELECT (SELECT count(*) FROM halle.outbox WHERE $1 IN (org_id::text, '')) + "
                "(SELECT coalesce(sum(h.position - coalesce(c.position, 0)), 0) "
                "FROM halle.event_head h CROSS JOIN unnest($2::text[]) AS m (id) "
                "LEFT JOIN halle.consumer c ON c.org_id = h.org_id AND c.id = m.id "
                "WHERE $1 IN (h.org_id::text, ''))",
                {organisation.is_nil() ? "" : organisation.text(), db::array_literal(consumers)}));
  return db::BlockView(block).number(0, 0);
}

}  // namespace halle::events
