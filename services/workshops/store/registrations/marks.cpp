#include "services/workshops/store/registrations/marks.hpp"

namespace halle::workshops::store {

Result<std::set<Uuid>> known_marks(sdk::Call& call, const std::vector<std::string>& ids) {
  HALLE_TRY(known, call.query<Uuid>(
                       "SELECT id FROM workshops.mark WHERE org_id = $1 AND id = ANY ($2::uuid[])",
                       call.organisation(), ids));
  return std::set<Uuid>(known.begin(), known.end());
}

Result<v1::Presence> record(sdk::Call& call, const NewMark& mark) {
  HALLE_CHECK(call.execute(R"(
      WITH made AS (
        INSERT INTO workshops.mark (org_id, id, registration_id, presence, at, marked_by)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
        RETURNING registration_id, presence, at, id)
      UPDATE workshops.registration r SET presence = m.presence, changed_at = $7 FROM made m
       WHERE r.org_id = $1 AND r.id = m.registration_id AND NOT EXISTS (
         SELECT 1 FROM workshops.mark x
          WHERE x.org_id = $1 AND x.registration_id = m.registration_id
            AND (x.at, x.id) > (m.at, m.id)))",
                           call.organisation(), mark.id, mark.registration, mark.presence, mark.at,
                           call.principal(), call.now()));
  return call.get<v1::Presence>(
      "SELECT presence FROM workshops.registration WHERE org_id = $1 AND id = $2",
      call.organisation(), mark.registration);
}

}  // namespace halle::workshops::store
