#include "core/events/events.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/db/block.hpp"
#include "core/db/kernel_query.hpp"

namespace halle::events {
namespace {
constexpr const char* batch = "1000";
constexpr const char* longest_wait = "60";        // seconds
constexpr const char* delivered_at_once = "200";  // to one consumer in one organisation
// time in one round for consumers that are far behind
constexpr std::chrono::milliseconds catching_up{150};

std::vector<std::string> ids_of(const std::map<std::string, Consumptions>& consumers) {
  std::vector<std::string> ids;
  for (const auto& [id, consumptions] : consumers) ids.push_back(id);
  return ids;
}

/// The current instant as a parameter; empty: the database's clock.
std::string now_of(const Clock& clock) {
  return clock ? format_instant(clock()) : "";
}

Status put_off(db::Database& database, const std::string& organisation, const std::string& consumer,
               const Error& why, const Clock& clock) {
  spdlog::warn("consumer {} of {}: {} {}", consumer, organisation, why.reason, why.detail);
  HALLE_TRY(done, db::kernel_query(
                      database,
                      "UPDATE halle.consumer SET failure = $3, failures = failures + 1, "
                      "retry_at = coalesce(nullif($4, '')::timestamptz, clock_timestamp()) + "
                      "make_interval(secs => least(0.25 * 2 ^ least(failures, 10), $5::float8)) "
                      "WHERE org_id = $1 AND id = $2",
                      {organisation, consumer, why.reason, now_of(clock), longest_wait}));
  return Done{};
}

/// One consumer in one organisation during a round.
struct Reader {
  std::string organisation;
  std::string consumer;
  std::int64_t position = 0;  // last event it has handled
  std::int64_t passed = 0;    // up to here it has no event to handle
  bool stopped = false;       // a delivery failed: later events wait

  /// Moves its position past events that it does not handle.
  Status pass_over(db::Database& database) {
    if (passed <= position) return Done{};
    HALLE_TRY(done,
              db::kernel_query(
                  database,
                  "UPDATE halle.consumer SET position = $4 WHERE org_id = $1 AND "
                  "id = $2 AND position = $3",
                  {organisation, consumer, std::to_string(position), std::to_string(passed)}));
    position = passed;
    return Done{};
  }

  Result<std::string> take(const bus::Router& router, const std::string& type,
                           const std::string& method, std::int64_t event,
                           const std::string& payload) {
    bus::Context context;
    context.method = method;
    context.organisation = Uuid::parse(organisation).value_or(Uuid{});
    context.principal = bus::Principal::kernel();
    context.behind = std::make_shared<const bus::Principal>(bus::Principal::event(type));
    context.delivery = {consumer, event};
    context.operation_id = derive_uuid(context.organisation, consumer + std::to_string(event));
    return router.call(context, payload);
  }
};
}  // namespace

Pairs pairs_of(const std::vector<std::string>& consumers, const bus::OrganisationStates& enabled) {
  std::vector<std::string> organisations;
  std::vector<std::string> ids;
  for (const auto& [organisation, state] : enabled) {
    for (const auto& consumer : consumers) {
      if (!state.modules.contains(consumer)) continue;
      organisations.push_back(organisation.text());
      ids.push_back(consumer);
    }
  }
  return {db::array_literal(organisations), db::array_literal(ids)};
}

Result<std::int64_t> relay(db::Database& database) {
  HALLE_TRY(block, db::kernel_query(database, "SELECT halle.relay($1)", {batch}));
  return db::BlockView(block).number(0, 0);
}

Result<std::int64_t> deliver(db::Database& database, const bus::Router& router,
                             const std::map<std::string, Consumptions>& consumers,
                             const bus::OrganisationStates& enabled, const Clock& clock) {
  if (consumers.empty()) return 0;
  const Pairs pairs = pairs_of(ids_of(consumers), enabled);
  HALLE_TRY(block,
            db::kernel_query(
                database,
                "WITH pair AS (SELECT * FROM unnest($1::uuid[], $2::text[]) AS p (org_id, id)), "
                "fresh AS (INSERT INTO halle.consumer (org_id, id) "
                "  SELECT p.org_id, p.id FROM pair p JOIN halle.event_head h USING (org_id) "
                "  WHERE NOT EXISTS (SELECT 1 FROM halle.consumer c WHERE c.org_id = p.org_id "
                "  AND c.id = p.id) ON CONFLICT DO NOTHING) "
                "SELECT c.org_id, c.id, c.position, e.position, e.type, e.payload, "
                "  h.position - c.position > $4::bigint AS far "
                "FROM pair p JOIN halle.consumer c USING (org_id, id) "
                "JOIN halle.event_head h USING (org_id) "
                "CROSS JOIN LATERAL (SELECT * FROM halle.event_log e WHERE e.org_id = c.org_id "
                "AND e.position > c.position ORDER BY e.position LIMIT $4::bigint) e "
                // A pause longer than any can be began before the clock was set back.
                "CROSS JOIN (SELECT coalesce(nullif($3, '')::timestamptz, clock_timestamp()) "
                "AS now) n WHERE (c.retry_at <= n.now OR c.retry_at > n.now + "
                "make_interval(secs => $5::float8)) "
                "ORDER BY far, CASE WHEN h.position - c.position > $4::bigint "
                "THEN c.position - h.position ELSE 0 END, c.org_id, c.id, e.position",
                {pairs.organisations, pairs.ids, now_of(clock), delivered_at_once, longest_wait}));
  const db::BlockView rows(block);
  std::int64_t taken = 0;
  Reader reader;
  auto until = std::chrono::steady_clock::time_point::max();
  for (std::size_t r = 0; r < rows.rows(); ++r) {
    if (rows.cell(r, 0) != reader.organisation || rows.cell(r, 1) != reader.consumer) {
      HALLE_CHECK(reader.pass_over(database));
      reader = {std::string(rows.cell(r, 0)), std::string(rows.cell(r, 1)), rows.number(r, 2)};
    }
    if (rows.cell(r, 6) == "t" && until == std::chrono::steady_clock::time_point::max())
      until = std::chrono::steady_clock::now() + catching_up;
    if (std::chrono::steady_clock::now() > until) break;
    if (reader.stopped) continue;
    const std::int64_t event = rows.number(r, 3);
    const auto& consumptions = consumers.at(reader.consumer);
    const auto method = consumptions.find(std::string(rows.cell(r, 4)));
    ++taken;
    if (method == consumptions.end()) {
      reader.passed = event;
      continue;
    }
    HALLE_CHECK(reader.pass_over(database));
    const auto reply = reader.take(router, method->first, method->second, event, rows.bytes(r, 5));
    if (reply || reply.error().reason == "halle.event_taken") {
      reader.position = event;
      continue;
    }
    --taken;
    reader.stopped = true;
    HALLE_CHECK(put_off(database, reader.organisation, reader.consumer, reply.error(), clock));
  }
  HALLE_CHECK(reader.pass_over(database));
  return taken;
}

Result<std::int64_t> backlog(db::Database& database, const std::vector<std::string>& consumers,
                             const bus::OrganisationStates& enabled, const Uuid& organisation) {
  const Pairs pairs = pairs_of(consumers, enabled);
  HALLE_TRY(
      block,
      db::kernel_query(
          database,
          "SELECT (SELECT count(*) FROM halle.outbox WHERE $1 IN (org_id::text, '')) + "
          "(SELECT coalesce(sum(h.position - coalesce(c.position, 0)), 0) "
          "FROM halle.event_head h "
          "JOIN unnest($2::uuid[], $3::text[]) AS m (org_id, id) USING (org_id) "
          "LEFT JOIN halle.consumer c ON c.org_id = h.org_id AND c.id = m.id "
          "WHERE $1 IN (h.org_id::text, ''))",
          {organisation.is_nil() ? "" : organisation.text(), pairs.organisations, pairs.ids}));
  return db::BlockView(block).number(0, 0);
}

}  // namespace halle::events
