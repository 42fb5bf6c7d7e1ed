#include "plugins/premises/store/zones.hpp"

#include "plugins/premises/store/names.hpp"

namespace halle::premises::store {

Error unknown_zone(const std::string& field, const std::string& id) {
  return not_found(field, "premises.zone_unknown", id);
}

void lock_zones(sdk::Call& call) {
  call.lock("premises.zones", call.organisation());
}

void lock_zones_shared(sdk::Call& call) {
  call.lock_shared("premises.zones", call.organisation());
}

Result<ZoneTree> open_zones(sdk::Call& call) {
  HALLE_TRY(rows, call.query<Zone>(R"(
      SELECT z.id, z.name, z.whole_id AS whole,
             EXISTS (SELECT 1 FROM premises.rule r
                      WHERE r.org_id = $1 AND r.zone_id = z.id) AS has_rules
        FROM premises.zone z WHERE z.org_id = $1 AND z.closed_at IS NULL
       ORDER BY z.name COLLATE "fr-x-icu", z.id)",
                                   call.organisation()));
  return ZoneTree(rows);
}

Result<Uuid> zone_of(const ZoneTree& zones, const std::string& field, const std::string& id) {
  const auto parsed = Uuid::parse(id);
  if (!parsed || zones.find(*parsed) == nullptr) return unknown_zone(field, id);
  return *parsed;
}

Status insert_zone(sdk::Call& call, const Uuid& id, const std::string& name,
                   const std::optional<Uuid>& whole) {
  return call.execute(
      "INSERT INTO premises.zone (org_id, id, name, whole_id, made_at) VALUES ($1, $2, $3, $4, $5)",
      call.organisation(), id, name, whole, call.now());
}

Status rename_zone(sdk::Call& call, const Uuid& id, const std::string& name) {
  return call.execute("UPDATE premises.zone SET name = $3 WHERE org_id = $1 AND id = $2",
                      call.organisation(), id, name);
}

Status close_zone(sdk::Call& call, const Uuid& id) {
  return call.execute("UPDATE premises.zone SET closed_at = $3 WHERE org_id = $1 AND id = $2",
                      call.organisation(), id, call.now());
}

Result<bool> are_booked(sdk::Call& call, const std::vector<Uuid>& zones) {
  static const std::string statement = names.in(R"(
      SELECT EXISTS (SELECT 1 FROM premises.booking
                      WHERE org_id = $1 AND zone_id = ANY ($2::uuid[]) AND held_until > $3
                        AND state IN ({asked}, {booked})))");
  return call.get<bool>(statement, call.organisation(), texts_of(zones), call.now());
}

Result<bool> is_held(sdk::Call& call, const Uuid& zone) {
  return call.get<bool>(
      "SELECT EXISTS (SELECT 1 FROM premises.occupation "
      "WHERE org_id = $1 AND zone_id = $2 AND held_until > $3)",
      call.organisation(), zone, call.now());
}

std::vector<std::string> texts_of(const std::vector<Uuid>& ids) {
  std::vector<std::string> texts;
  for (const auto& id : ids) texts.push_back(id.text());
  return texts;
}

}  // namespace halle::premises::store
