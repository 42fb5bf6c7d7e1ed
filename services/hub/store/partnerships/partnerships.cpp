#include "services/hub/store/partnerships/partnerships.hpp"

namespace halle::hub::store {

Result<std::optional<Uuid>> organisation_of_code(sdk::Call& call, const std::string& code) {
  return call.find<Uuid>("SELECT id FROM hub.organisation WHERE code = $1", code);
}

Status let_in(sdk::Call& call, const Uuid& partner, const std::string& from,
              const std::optional<std::string>& until) {
  return call.execute(R"(
      INSERT INTO hub.partnership AS p (org_id, partner_org, from_at, until_at)
      VALUES ($1, $2, $3::date::timestamp AT TIME ZONE $5,
              ($4::date + 1)::timestamp AT TIME ZONE $5)
      ON CONFLICT (org_id, partner_org) DO UPDATE SET until_at = excluded.until_at,
          from_at = CASE WHEN p.from_at <= $6 AND (p.until_at IS NULL OR p.until_at > $6)
                         THEN least(p.from_at, excluded.from_at) ELSE excluded.from_at END)",
                      call.organisation(), partner, from, until, call.zone(), call.now());
}

Result<bool> end_partnership(sdk::Call& call, const Uuid& partner) {
  HALLE_TRY(ended, call.find<int>(R"(
      UPDATE hub.partnership SET from_at = least(from_at, $3), until_at = $3
       WHERE org_id = $1 AND partner_org = $2 AND (until_at IS NULL OR until_at > $3)
      RETURNING 1)",
                                  call.organisation(), partner, call.now()));
  return ended.has_value();
}

Result<std::vector<PartnershipRow>> partnerships(sdk::Call& call, const std::optional<Uuid>& only) {
  return call.query<PartnershipRow>(R"(
      SELECT o.id, o.code, o.name, (p.from_at AT TIME ZONE $3)::date AS from_day,
             ((p.until_at - interval '1 microsecond') AT TIME ZONE $3)::date AS until_day, p.until_at,
             p.from_at <= $2 AND (p.until_at IS NULL OR p.until_at > $2) AS current
        FROM hub.partnership p JOIN hub.organisation o ON o.id = p.partner_org
       WHERE p.org_id = $1 AND ($4::uuid IS NULL OR p.partner_org = $4)
       ORDER BY o.name COLLATE "fr-x-icu", o.id)",
                                    call.organisation(), call.now(), call.zone(), only);
}

Result<std::vector<ActingRow>> acting_for(sdk::Call& call, const Uuid& account) {
  return call.query<ActingRow>(R"(
      SELECT o.id, o.code, o.name, p.until_at
        FROM hub.partnerships_at($2, $3) p JOIN hub.organisation o ON o.id = p.partner_org
       WHERE p.org_id = $1 ORDER BY o.name COLLATE "fr-x-icu", o.id)",
                               call.organisation(), account, call.now());
}

Result<bool> has_one_of(sdk::Call& call, const Uuid& account,
                        const std::vector<std::string>& roles) {
  return call.get<bool>("SELECT hub.roles_at($2, $1, $3) && $4::text[]", call.organisation(),
                        account, call.now(), roles);
}

}  // namespace halle::hub::store
