#include "plugins/premises/store/shares.hpp"

#include "plugins/premises/store/zones.hpp"

namespace halle::premises::store {

Result<bool> charge(sdk::Call& call, const Uuid& association, Instant begins, std::int64_t minutes,
                    const std::vector<Charge>& charges) {
  if (charges.empty()) return true;
  HALLE_TRY(charged,
            call.query<int>(R"(
      INSERT INTO premises.share AS s (org_id, zone_id, acting_org, year, minutes)
      SELECT $1, c.zone_id, $2, extract(year FROM $3::timestamptz AT TIME ZONE $7)::int, $4
        FROM unnest($5::uuid[], $6::bigint[]) AS c (zone_id, most)
       WHERE c.most >= $4::bigint ORDER BY c.zone_id
      ON CONFLICT (org_id, zone_id, acting_org, year) DO UPDATE SET minutes = s.minutes + $4
       WHERE (SELECT s.minutes + $4::bigint <= c.most
                FROM unnest($5::uuid[], $6::bigint[]) AS c (zone_id, most)
               WHERE c.zone_id = s.zone_id)
      RETURNING 1)",
                            call.organisation(), association, begins, minutes,
                            sdk::unnest(charges, &Charge::zone, &Charge::most), call.zone()));
  return charged.size() == charges.size();
}

Result<std::vector<ShareRow>> shares_of(sdk::Call& call, const std::vector<Uuid>& associations) {
  return call.query<ShareRow>(R"(
      SELECT s.zone_id, s.acting_org, s.year, s.minutes
        FROM premises.share s
        JOIN premises.rule r ON r.org_id = $1 AND r.zone_id = s.zone_id AND r.share_minutes > 0
       WHERE s.org_id = $1 AND s.acting_org = ANY ($2::uuid[])
         AND s.year >= extract(year FROM $3::timestamptz AT TIME ZONE $4)::int
       ORDER BY s.zone_id, s.acting_org, s.year)",
                              call.organisation(), texts_of(associations), call.now(), call.zone());
}

}  // namespace halle::premises::store
