#include "plugins/disco_soupe/store/links.hpp"

namespace halle::disco_soupe::store {

Result<bool> add_link(sdk::Call& call, const LinkRow& link, const std::string& key, int most) {
  call.lock("disco_soupe.links", call.organisation());
  HALLE_TRY(added, call.find<int>(R"(
      INSERT INTO disco_soupe.link (org_id, id, name, key_hash, made_at)
      SELECT $1, $2, $3, $4, $5
       WHERE (SELECT count(*) FROM disco_soupe.link
               WHERE org_id = $1 AND key_hash IS NOT NULL) < $6::int
      RETURNING 1)",
                                  call.organisation(), link.id, link.name,
                                  sdk::Value::bytes(sha256(key)), link.made_at, most));
  return added.has_value();
}

Result<std::vector<LinkRow>> links(sdk::Call& call) {
  return call.query<LinkRow>(
      "SELECT id, name, made_at FROM disco_soupe.link WHERE org_id = $1 AND key_hash IS NOT NULL "
      "ORDER BY name COLLATE \"fr-x-icu\", made_at, id",
      call.organisation());
}

Result<bool> close_link(sdk::Call& call, const Uuid& id) {
  HALLE_TRY(closed, call.find<int>("UPDATE disco_soupe.link SET key_hash = NULL WHERE org_id = $1 "
                                   "AND id = $2 AND key_hash IS NOT NULL RETURNING 1",
                                   call.organisation(), id));
  return closed.has_value();
}

Result<bool> forget_growers(sdk::Call& call) {
  HALLE_TRY(forgotten, call.query<Uuid>(R"(
      UPDATE disco_soupe.link k SET name = ''
       WHERE k.org_id = $1 AND k.key_hash IS NULL AND k.name <> '' AND NOT EXISTS (
         SELECT 1 FROM disco_soupe.lot l
          WHERE l.org_id = $1 AND l.link_id = k.id AND l.withdrawn_at IS NULL
            AND l.last_day >= ($3::timestamptz AT TIME ZONE $2)::date)
      RETURNING k.id)",
                                        call.organisation(), call.zone(), call.now()));
  return !forgotten.empty();
}

Result<std::optional<LinkRow>> link_of(sdk::Call& call, const std::string& key) {
  return call.find<LinkRow>(
      "SELECT id, name, made_at FROM disco_soupe.link WHERE org_id = $1 AND key_hash = $2",
      call.organisation(), sdk::Value::bytes(sha256(key)));
}

Result<std::optional<LinkRow>> hold_link(sdk::Call& call, const std::string& key) {
  return call.find<LinkRow>(
      "SELECT id, name, made_at FROM disco_soupe.link WHERE org_id = $1 AND key_hash = $2 "
      "FOR SHARE",
      call.organisation(), sdk::Value::bytes(sha256(key)));
}

}  // namespace halle::disco_soupe::store
