#include "plugins/disco_soupe/store/lots.hpp"

namespace halle::disco_soupe::store {
namespace {
/// The columns of LotRow of the lots `l` for which `which` holds. $2: zone of time.
std::string select_lots(const std::string& which) {
  return R"(
      SELECT l.id, l.product, l.grams, l.used_grams,
             to_char(l.last_day, 'YYYY-MM-DD') AS last_day,
             (l.last_day + 1)::timestamp AT TIME ZONE $2 AS until,
             (SELECT k.name FROM disco_soupe.link k
               WHERE k.org_id = $1 AND k.id = l.link_id) AS grower
        FROM disco_soupe.lot l WHERE l.org_id = $1 AND )" +
         which;
}

/// Holds for a lot `l` that can be used. $2: zone of time, $3: now.
constexpr const char* is_open =
    "l.withdrawn_at IS NULL AND l.last_day >= ($3::timestamptz AT TIME ZONE $2)::date";

struct Grams {
  std::int64_t grams = 0;
  std::int64_t used_grams = 0;
};
HALLE_ROW(Grams, grams, used_grams)
}  // namespace

Error unknown_lot(const std::string& id) {
  return not_found("lot", "disco_soupe.lot_unknown", id);
}

Result<std::vector<LotRow>> open_lots(sdk::Call& call, const std::optional<Uuid>& link) {
  static const std::string statement =
      select_lots(std::string(is_open) +
                  " AND ($4::uuid IS NULL OR l.link_id = $4) ORDER BY l.last_day, l.told_at, l.id");
  return call.query<LotRow>(statement, call.organisation(), call.zone(), call.now(), link);
}

Result<std::vector<LotRow>> lots(sdk::Call& call, const std::vector<Uuid>& ids) {
  static const std::string statement = select_lots("l.id = ANY ($3::uuid[])");
  return call.query<LotRow>(statement, call.organisation(), call.zone(), texts_of(ids));
}

void lock_lots(sdk::Call& call) {
  call.lock("disco_soupe.lots", call.organisation());
}

Result<bool> add_lot(sdk::Call& call, const NewLot& lot, const Most& most) {
  static const std::string statement = std::string(R"(
      INSERT INTO disco_soupe.lot (org_id, id, product, grams, last_day, link_id, told_at)
      SELECT $1, $4, $5, $6, $7::date, $8, $3
       WHERE (SELECT count(*) < $9::int
                 AND count(*) FILTER (WHERE l.link_id = $8) < $10::int
                 AND $11::int > (SELECT count(*) FROM disco_soupe.lot t
                                  WHERE t.org_id = $1 AND t.link_id = $8
                                    AND t.told_at > $3::timestamptz - interval '1 day')
                FROM disco_soupe.lot l WHERE l.org_id = $1 AND )") +
                                       is_open + ") RETURNING 1";
  HALLE_TRY(added, call.find<int>(statement, call.organisation(), call.zone(), call.now(), lot.id,
                                  lot.product, lot.grams, lot.last_day, lot.link, most.lots,
                                  most.of_link, most.of_link_in_a_day));
  return added.has_value();
}

Status withdraw_lot(sdk::Call& call, const std::string& id, const std::optional<Uuid>& link) {
  const auto lot = Uuid::parse(id);
  if (!lot) return unknown_lot(id);
  call.queue("SELECT 1 FROM disco_soupe.lot WHERE org_id = $1 AND id = $2 FOR UPDATE",
             call.organisation(), *lot);
  HALLE_TRY(found,
            call.find<Grams>(
                "SELECT grams, used_grams FROM disco_soupe.lot WHERE org_id = $1 AND id = $2 "
                "AND withdrawn_at IS NULL AND ($3::uuid IS NULL OR link_id = $3)",
                call.organisation(), *lot, link));
  if (!found) return unknown_lot(id);
  if (found->used_grams == found->grams)
    return Error{Code::failed_precondition, "disco_soupe.lot_in_use"};
  if (found->used_grams > 0)
    return call.execute(
        "UPDATE disco_soupe.lot SET grams = used_grams WHERE org_id = $1 AND id = $2",
        call.organisation(), *lot);
  return call.execute("UPDATE disco_soupe.lot SET withdrawn_at = $3 WHERE org_id = $1 AND id = $2",
                      call.organisation(), *lot, call.now());
}

Status withdraw_lots(sdk::Call& call, const Uuid& link) {
  static const std::string open_of_link =
      std::string("l.org_id = $1 AND l.link_id = $4 AND l.used_grams < l.grams AND ") + is_open;
  static const std::string lock =
      "SELECT 1 FROM disco_soupe.lot l WHERE " + open_of_link + " ORDER BY l.id FOR UPDATE";
  static const std::string withdraw =
      "UPDATE disco_soupe.lot l "
      "SET grams = CASE l.used_grams WHEN 0 THEN l.grams ELSE l.used_grams END, "
      "    withdrawn_at = CASE l.used_grams WHEN 0 THEN $3::timestamptz END WHERE " +
      open_of_link;
  call.queue(lock, call.organisation(), call.zone(), call.now(), link);
  return call.execute(withdraw, call.organisation(), call.zone(), call.now(), link);
}

Result<std::vector<PlannedRow>> planned(sdk::Call& call, const Uuid& link) {
  return call.query<PlannedRow>(R"(
      SELECT u.lot_id, u.grams - u.left_grams AS grams,
             to_char(d.starts_at AT TIME ZONE $2, 'YYYY-MM-DD') AS day,
             to_char(d.starts_at AT TIME ZONE $2, 'HH24:MI') AS hour, d.place_name
        FROM disco_soupe.lot l
        JOIN disco_soupe.lot_use u ON u.org_id = $1 AND u.lot_id = l.id
        JOIN disco_soupe.draft d ON d.org_id = $1 AND d.id = u.draft_id
       WHERE l.org_id = $1 AND l.link_id = $3 AND d.undone_at IS NULL AND u.grams > u.left_grams
         AND d.ends_at > $4::timestamptz - interval '1 day'
       ORDER BY d.starts_at, u.lot_id)",
                                call.organisation(), call.zone(), link, call.now());
}

Result<bool> is_day_ahead(sdk::Call& call, const std::string& day, int most) {
  return call.get<bool>(
      "SELECT $2::date - t.today BETWEEN 0 AND $4::int "
      "FROM (SELECT ($3::timestamptz AT TIME ZONE $1)::date AS today) t",
      call.zone(), day, call.now(), most);
}

Result<std::int64_t> unused_grams(sdk::Call& call) {
  static const std::string statement =
      std::string(
          "SELECT coalesce(sum(l.grams - l.used_grams), 0)::bigint FROM disco_soupe.lot l "
          "WHERE l.org_id = $1 AND ") +
      is_open;
  return call.get<std::int64_t>(statement, call.organisation(), call.zone(), call.now());
}

std::vector<std::string> texts_of(const std::vector<Uuid>& ids) {
  std::vector<std::string> texts;
  for (const auto& id : ids) texts.push_back(id.text());
  return texts;
}

}  // namespace halle::disco_soupe::store
