#include "plugins/disco_soupe/store/drafts.hpp"

#include "plugins/disco_soupe/store/lots.hpp"
#include "plugins/disco_soupe/store/names.hpp"

namespace halle::disco_soupe::store {
namespace {
/// The columns of DraftRow of the drafts `d` for which `which` holds. $2: zone of time.
std::string select_drafts(const std::string& which) {
  return R"(
      SELECT d.id, d.place_id, d.place_name, d.zone_id, d.starts_at, d.ends_at,
             to_char(d.starts_at AT TIME ZONE $2, 'YYYY-MM-DD"T"HH24:MI') AS local_start,
             to_char(d.ends_at AT TIME ZONE $2, 'YYYY-MM-DD"T"HH24:MI') AS local_end,
             d.grams, d.helpers, d.persons, d.hygiene_members, d.cooking_members, d.hygiene_skill,
             d.cooking_skill, d.undone_at IS NOT NULL AS undone, d.reason,
             d.recorded_at IS NOT NULL AS recorded, d.cooked_grams, d.given_grams,
             d.composted_grams
        FROM disco_soupe.draft d WHERE d.org_id = $1 AND )" +
         which;
}

/// Queues: locks the lots that a draft uses, in the order of their ids.
void lock_lots(sdk::Call& call, const Uuid& draft) {
  call.queue(R"(
      SELECT 1 FROM disco_soupe.lot l WHERE l.org_id = $1 AND l.id IN (
        SELECT u.lot_id FROM disco_soupe.lot_use u WHERE u.org_id = $1 AND u.draft_id = $2)
       ORDER BY l.id FOR UPDATE)",
             call.organisation(), draft);
}

/// A draft as its neighbours in time see it.
struct TakenRow {
  Uuid id;
  Uuid place_id;
  Instant starts_at{};
  Instant ends_at{};
  int helpers = 0;
  int hygiene_members = 0;
  int cooking_members = 0;
};
HALLE_ROW(TakenRow, id, place_id, starts_at, ends_at, helpers, hygiene_members, cooking_members)
}  // namespace

Error unknown_draft(const std::string& id) {
  return not_found("draft", "disco_soupe.draft_unknown", id);
}

Result<Uuid> draft_id(const std::string& text) {
  const auto id = Uuid::parse(text);
  if (!id) return unknown_draft(text);
  return *id;
}

Result<DraftRow> draft(sdk::Call& call, const Uuid& id) {
  static const std::string statement = select_drafts("d.id = $3");
  HALLE_TRY(found, call.find<DraftRow>(statement, call.organisation(), call.zone(), id));
  if (!found) return unknown_draft(id.text());
  return *std::move(found);
}

Result<std::vector<DraftRow>> recent_drafts(sdk::Call& call) {
  static const std::string statement = select_drafts(R"(
             d.starts_at > $3::timestamptz - interval '60 days'
         AND (d.undone_at IS NULL OR d.undone_at > $3::timestamptz - interval '7 days')
       ORDER BY d.starts_at, d.id)");
  return call.query<DraftRow>(statement, call.organisation(), call.zone(), call.now());
}

Result<std::vector<UseRow>> uses(sdk::Call& call, const std::vector<Uuid>& drafts) {
  return call.query<UseRow>(R"(
      SELECT u.draft_id, u.lot_id, u.grams, l.product,
             to_char(l.last_day, 'YYYY-MM-DD') AS last_day
        FROM disco_soupe.lot_use u
        JOIN disco_soupe.lot l ON l.org_id = $1 AND l.id = u.lot_id
       WHERE u.org_id = $1 AND u.draft_id = ANY ($2::uuid[])
       ORDER BY l.last_day, l.id)",
                            call.organisation(), texts_of(drafts));
}

Result<std::vector<PartRow>> parts(sdk::Call& call, const std::vector<Uuid>& drafts) {
  return call.query<PartRow>(
      "SELECT draft_id, kind, state, reason, thing FROM disco_soupe.part "
      "WHERE org_id = $1 AND draft_id = ANY ($2::uuid[]) ORDER BY draft_id, kind",
      call.organisation(), texts_of(drafts));
}

void lock_drafts(sdk::Call& call) {
  call.lock("disco_soupe.drafts", call.organisation());
}

Result<std::vector<Taken>> taken(sdk::Call& call) {
  HALLE_TRY(rows, call.query<TakenRow>(R"(
      SELECT id, place_id, starts_at, ends_at, helpers, hygiene_members, cooking_members
        FROM disco_soupe.draft WHERE org_id = $1 AND undone_at IS NULL AND ends_at > $2
       ORDER BY starts_at, id)",
                                       call.organisation(), call.now()));
  std::vector<Taken> all;
  for (const auto& row : rows)
    all.push_back({row.id,
                   row.place_id,
                   {row.starts_at, row.ends_at},
                   row.helpers,
                   row.hygiene_members,
                   row.cooking_members});
  return all;
}

Result<bool> keep(sdk::Call& call, const DraftRow& draft, const std::vector<Use>& uses) {
  static const std::string add_parts = names.in(
      "INSERT INTO disco_soupe.part (org_id, draft_id, kind, state, reason) "
      "SELECT $1::uuid, $2::uuid, k, {waiting}, '' FROM generate_series(1, 3) k");
  std::vector<Uuid> ids;
  for (const auto& use : uses) ids.push_back(use.lot);
  call.queue(
      "SELECT 1 FROM disco_soupe.lot WHERE org_id = $1 AND id = ANY ($2::uuid[]) "
      "ORDER BY id FOR UPDATE",
      call.organisation(), texts_of(ids));
  call.queue(R"(
      INSERT INTO disco_soupe.draft (org_id, id, place_id, place_name, zone_id, starts_at, ends_at,
          grams, helpers, persons, hygiene_members, cooking_members, hygiene_skill, cooking_skill,
          made_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15))",
             call.organisation(), draft.id, draft.place_id, draft.place_name, draft.zone_id,
             draft.starts_at, draft.ends_at, draft.grams, draft.helpers, draft.persons,
             draft.hygiene_members, draft.cooking_members, draft.hygiene_skill, draft.cooking_skill,
             call.now());
  call.queue(add_parts, call.organisation(), draft.id);
  HALLE_TRY(kept, call.query<Uuid>(R"(
      WITH wanted AS (
        SELECT w.lot::uuid AS lot, w.grams
          FROM unnest($3::text[], $4::bigint[]) AS w (lot, grams)),
      taken AS (
        UPDATE disco_soupe.lot l SET used_grams = l.used_grams + w.grams FROM wanted w
         WHERE l.org_id = $1 AND l.id = w.lot AND l.withdrawn_at IS NULL
           AND l.used_grams + w.grams <= l.grams
        RETURNING l.id)
      INSERT INTO disco_soupe.lot_use (org_id, draft_id, lot_id, grams)
      SELECT $1, $2, w.lot, w.grams FROM wanted w JOIN taken t ON t.id = w.lot
      RETURNING lot_id)",
                                   call.organisation(), draft.id,
                                   sdk::unnest(uses, &Use::lot, &Use::grams)));
  return kept.size() == uses.size();
}

void lock_draft(sdk::Call& call, const Uuid& id) {
  call.queue("SELECT 1 FROM disco_soupe.draft WHERE org_id = $1 AND id = $2 FOR NO KEY UPDATE",
             call.organisation(), id);
}

void end(sdk::Call& call, const Uuid& id, const std::string& reason) {
  static const std::string free_parts = names.in(
      "UPDATE disco_soupe.part SET reason = '', "
      "state = CASE state WHEN {skipped} THEN {freed} ELSE {freeing} END "
      "WHERE org_id = $1 AND draft_id = $2");
  lock_lots(call, id);
  call.queue(R"(
      UPDATE disco_soupe.lot l SET used_grams = l.used_grams - u.grams
        FROM disco_soupe.lot_use u
       WHERE l.org_id = $1 AND u.org_id = $1 AND u.draft_id = $2 AND u.lot_id = l.id)",
             call.organisation(), id);
  call.queue(
      "UPDATE disco_soupe.draft SET undone_at = $3, reason = $4 WHERE org_id = $1 AND id = $2",
      call.organisation(), id, call.now(), reason);
  call.queue(free_parts, call.organisation(), id);
}

Status write_parts(sdk::Call& call, const Uuid& draft, const std::vector<PartAnswer>& answers) {
  static const std::string statement = names.in(R"(
      UPDATE disco_soupe.part p
         SET state = CASE WHEN d.undone_at IS NOT NULL AND w.state NOT IN ({freeing}, {freed})
                          THEN {freeing} ELSE w.state END,
             reason = w.reason, thing = w.thing
        FROM disco_soupe.draft d,
             unnest($3::smallint[], $4::smallint[], $5::text[], $6::text[], $7::smallint[])
               AS w (kind, state, reason, thing, was)
       WHERE d.org_id = $1 AND d.id = $2 AND p.org_id = $1 AND p.draft_id = $2
         AND p.kind = w.kind AND (p.state = w.was OR d.undone_at IS NOT NULL))");
  if (answers.empty()) return Done{};
  lock_draft(call, draft);
  return call.execute(statement, call.organisation(), draft,
                      sdk::unnest(answers, &PartAnswer::kind, &PartAnswer::state,
                                  &PartAnswer::reason, &PartAnswer::thing, &PartAnswer::was));
}

Status answer_place(sdk::Call& call, const Uuid& draft, v1::PartState state,
                    const std::string& reason) {
  static const std::string statement = names.in(R"(
      UPDATE disco_soupe.part p SET state = $3, reason = $4 FROM disco_soupe.draft d
       WHERE d.org_id = $1 AND d.id = $2 AND d.undone_at IS NULL AND d.starts_at > $5
         AND p.org_id = $1 AND p.draft_id = $2 AND p.kind = {place}
         AND p.state IN ({waiting}, {asked}, {done}, {failed}))");
  lock_draft(call, draft);
  return call.execute(statement, call.organisation(), draft, state, reason, call.now());
}

Result<std::optional<Uuid>> draft_of_session(sdk::Call& call, const std::string& session) {
  static const std::string statement = names.in(R"(
      SELECT p.draft_id FROM disco_soupe.part p
        JOIN disco_soupe.draft d ON d.org_id = $1 AND d.id = p.draft_id
       WHERE p.org_id = $1 AND p.thing = $2 AND p.thing <> '' AND p.kind = {session}
         AND d.undone_at IS NULL)");
  return call.find<Uuid>(statement, call.organisation(), session);
}

Status answer_session(sdk::Call& call, const Uuid& draft, v1::PartState state,
                      const std::string& reason) {
  static const std::string statement = names.in(R"(
      UPDATE disco_soupe.part p SET state = $3, reason = $4 FROM disco_soupe.draft d
       WHERE d.org_id = $1 AND d.id = $2 AND d.undone_at IS NULL AND p.org_id = $1
         AND p.draft_id = $2 AND p.kind = {session} AND p.state IN ({asked}, {done}, {failed}))");
  lock_draft(call, draft);
  return call.execute(statement, call.organisation(), draft, state, reason);
}

Result<bool> record(sdk::Call& call, const Uuid& id, const v1::Outcome& outcome,
                    const std::vector<Use>& left) {
  lock_lots(call, id);
  call.queue(R"(
      UPDATE disco_soupe.draft SET cooked_grams = $3, given_grams = $4, composted_grams = $5,
             recorded_at = $6
       WHERE org_id = $1 AND id = $2)",
             call.organisation(), id, outcome.cooked_grams(), outcome.given_grams(),
             outcome.composted_grams(), call.now());
  HALLE_TRY(noted,
            call.query<Uuid>(R"(
      WITH wanted AS (
        SELECT w.lot::uuid AS lot, w.grams, u.left_grams - w.grams AS more
          FROM unnest($3::text[], $4::bigint[]) AS w (lot, grams)
          JOIN disco_soupe.lot_use u ON u.org_id = $1 AND u.draft_id = $2
           AND u.lot_id = w.lot::uuid),
      used AS (
        UPDATE disco_soupe.lot l SET used_grams = l.used_grams + w.more FROM wanted w
         WHERE l.org_id = $1 AND l.id = w.lot AND (w.more <= 0 OR l.withdrawn_at IS NULL)
           AND l.used_grams + w.more <= l.grams
        RETURNING l.id)
      UPDATE disco_soupe.lot_use u SET left_grams = w.grams
        FROM wanted w JOIN used l ON l.id = w.lot
       WHERE u.org_id = $1 AND u.draft_id = $2 AND u.lot_id = w.lot
      RETURNING u.lot_id)",
                             call.organisation(), id, sdk::unnest(left, &Use::lot, &Use::grams)));
  return noted.size() == left.size();
}

Result<std::vector<Uuid>> open_drafts(sdk::Call& call) {
  static const std::string statement = names.in(R"(
      SELECT d.id FROM disco_soupe.draft d
       WHERE d.org_id = $1
         AND (d.undone_at > $2::timestamptz - interval '10 minutes'
              OR EXISTS (SELECT 1 FROM disco_soupe.part p
                          WHERE p.org_id = $1 AND p.draft_id = d.id
                            AND p.state IN ({waiting}, {asked}, {freeing})
                            AND (p.state = {freeing} OR d.starts_at > $2)))
       ORDER BY NOT EXISTS (SELECT 1 FROM disco_soupe.part p
                             WHERE p.org_id = $1 AND p.draft_id = d.id
                               AND p.state IN ({waiting}, {asked}, {freeing})),
                md5(d.id::text || $2::text) LIMIT 50)");
  return call.query<Uuid>(statement, call.organisation(), call.now());
}

Result<YearRow> year(sdk::Call& call, int year) {
  return call.get<YearRow>(R"(
      WITH span AS (
        SELECT make_date($3, 1, 1)::timestamp AT TIME ZONE $2 AS begins,
               make_date($3 + 1, 1, 1)::timestamp AT TIME ZONE $2 AS ends)
      SELECT count(*)::int AS drafts, coalesce(sum(d.cooked_grams), 0)::bigint AS cooked_grams,
             coalesce(sum(d.given_grams), 0)::bigint AS given_grams,
             coalesce(sum(d.composted_grams), 0)::bigint AS composted_grams,
             (SELECT coalesce(sum(l.grams), 0) FROM disco_soupe.lot l, span
               WHERE l.org_id = $1 AND l.withdrawn_at IS NULL AND l.told_at >= span.begins
                 AND l.told_at < span.ends)::bigint AS told_grams
        FROM disco_soupe.draft d, span
       WHERE d.org_id = $1 AND d.recorded_at IS NOT NULL AND d.starts_at >= span.begins
         AND d.starts_at < span.ends)",
                           call.organisation(), call.zone(), year);
}

Result<Counts> counts(sdk::Call& call) {
  static const std::string statement = names.in(R"(
      SELECT count(*) FILTER (WHERE d.starts_at > $2 AND EXISTS (
               SELECT 1 FROM disco_soupe.part p WHERE p.org_id = $1 AND p.draft_id = d.id
                  AND p.state = {failed}))::int AS failed,
             count(*) FILTER (WHERE d.ends_at <= $2 AND d.recorded_at IS NULL)::int AS to_record
        FROM disco_soupe.draft d
       WHERE d.org_id = $1 AND d.undone_at IS NULL
         AND d.starts_at > $2::timestamptz - interval '60 days')");
  return call.get<Counts>(statement, call.organisation(), call.now());
}

}  // namespace halle::disco_soupe::store
