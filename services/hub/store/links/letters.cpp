#include "services/hub/store/links/letters.hpp"

namespace halle::hub::store {

Result<std::vector<LinkLetter>> link_letters(sdk::Call& call, const std::vector<std::string>& ids) {
  return call.query<LinkLetter>(R"(
      SELECT $4 AS kind, i.letter AS id, coalesce(i.email, a.email) AS email, i.expires_at
        FROM hub.invitation i
        JOIN hub.account a ON a.id = i.account_id
       CROSS JOIN LATERAL hub.invitation_of(i.token_hash, $3) v
       WHERE i.letter = ANY ($1::uuid[]) AND i.invited_by_org = $2
         AND coalesce(i.email, a.email) IS NOT NULL
      UNION ALL
      SELECT $5, p.id, v.email, p.expires_at
        FROM hub.password_link p
       CROSS JOIN LATERAL hub.password_link_of(p.token_hash, $3) v
       WHERE p.id = ANY ($1::uuid[]) AND p.asked_org = $2)",
                                ids, call.organisation(), call.now(), invitation_kind,
                                password_kind);
}

}  // namespace halle::hub::store
