#include "plugins/premises/store/feeds.hpp"

#include "plugins/premises/store/zones.hpp"

namespace halle::premises::store {

Result<bool> add_feed(sdk::Call& call, const FeedRow& feed, const std::string& key, int most) {
  call.lock("premises.feed", call.organisation());
  HALLE_TRY(added, call.find<int>(R"(
      INSERT INTO premises.feed (org_id, id, zone_id, acting_org, maker, key_hash, made_at)
      SELECT $1, $2, $3, $4, $5, $6, $7
       WHERE (SELECT count(*) FROM premises.feed WHERE org_id = $1 AND acting_org = $4) < $8::int
      RETURNING 1)",
                                  call.organisation(), feed.id, feed.zone_id, feed.acting_org,
                                  feed.maker, sdk::Value::bytes(sha256(key)), feed.made_at, most));
  return added.has_value();
}

Result<std::vector<FeedRow>> feeds(sdk::Call& call) {
  return call.query<FeedRow>(
      "SELECT id, zone_id, acting_org, maker, made_at FROM premises.feed WHERE org_id = $1 "
      "ORDER BY made_at DESC, id",
      call.organisation());
}

Result<bool> remove_feed(sdk::Call& call, const Uuid& id,
                         const std::optional<std::vector<Uuid>>& associations) {
  std::optional<std::vector<std::string>> of;
  if (associations) of = texts_of(*associations);
  HALLE_TRY(removed,
            call.find<int>("DELETE FROM premises.feed WHERE org_id = $1 AND id = $2 "
                           "AND ($3::uuid[] IS NULL OR acting_org = ANY ($3::uuid[])) RETURNING 1",
                           call.organisation(), id, of));
  return removed.has_value();
}

Result<std::optional<FeedRow>> feed_of(sdk::Call& call, const std::string& key) {
  return call.find<FeedRow>(
      "SELECT id, zone_id, acting_org, maker, made_at FROM premises.feed "
      "WHERE org_id = $1 AND key_hash = $2",
      call.organisation(), sdk::Value::bytes(sha256(key)));
}

}  // namespace halle::premises::store
