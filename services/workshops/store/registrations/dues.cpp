#include "services/workshops/store/registrations/dues.hpp"

namespace halle::workshops::store {
namespace {
/// The columns of DueRow.
constexpr const char* select_dues = R"(
    SELECT d.id, d.cents, d.means, r.member_number, d.registration_id FROM workshops.due d
      JOIN workshops.registration r ON r.org_id = $1 AND r.id = d.registration_id
     WHERE d.org_id = $1 )";
}  // namespace

Result<std::optional<Uuid>> set_owed(sdk::Call& call, const Uuid& registration,
                                     std::int64_t cents) {
  return call.find<Uuid>(R"(
      WITH before AS (
        SELECT id, owed_cents FROM workshops.registration WHERE org_id = $1 AND id = $2),
      changed AS (
        UPDATE workshops.registration r SET owed_cents = $3 FROM before b
         WHERE r.org_id = $1 AND r.id = b.id AND b.owed_cents <> $3
        RETURNING r.id, $3 - b.owed_cents AS cents)
      INSERT INTO workshops.due (org_id, id, registration_id, cents, made_at)
      SELECT $1, $4, c.id, c.cents, $5 FROM changed c RETURNING id)",
                         call.organisation(), registration, cents, call.new_id(), call.now());
}

Result<std::optional<Uuid>> insert_payment(sdk::Call& call, const Uuid& registration,
                                           std::int64_t cents, membership::v1::Means means) {
  return call.find<Uuid>(R"(
      INSERT INTO workshops.due (org_id, id, registration_id, cents, means, made_at)
      SELECT $1, $3, r.id, $4::bigint, $5, $6 FROM workshops.registration r
       WHERE r.org_id = $1 AND r.id = $2
         AND $4::bigint + (SELECT coalesce(sum(d.cents), 0) FROM workshops.due d
                    WHERE d.org_id = $1 AND d.registration_id = r.id AND d.means IS NOT NULL)
             <= r.owed_cents
      RETURNING id)",
                         call.organisation(), registration, call.new_id(), cents, means,
                         call.now());
}

Result<std::optional<Uuid>> insert_refund(sdk::Call& call, const Uuid& registration,
                                          std::int64_t cents, membership::v1::Means means) {
  return call.find<Uuid>(R"(
      INSERT INTO workshops.due (org_id, id, registration_id, cents, means, made_at)
      SELECT $1, $3, r.id, -$4::bigint, $5, $6 FROM workshops.registration r
       WHERE r.org_id = $1 AND r.id = $2
         AND r.owed_cents + $4::bigint
             <= (SELECT coalesce(sum(d.cents), 0) FROM workshops.due d
                  WHERE d.org_id = $1 AND d.registration_id = r.id AND d.means IS NOT NULL)
      RETURNING id)",
                         call.organisation(), registration, call.new_id(), cents, means,
                         call.now());
}

Result<std::vector<PaidRow>> paid(sdk::Call& call, const Uuid& session) {
  return call.query<PaidRow>(R"(
      SELECT d.registration_id, sum(d.cents)::bigint AS cents FROM workshops.registration r
        JOIN workshops.due d
          ON d.org_id = $1 AND d.registration_id = r.id AND d.means IS NOT NULL
       WHERE r.org_id = $1 AND r.session_id = $2 GROUP BY d.registration_id)",
                             call.organisation(), session);
}

Result<std::optional<DueRow>> due(sdk::Call& call, const std::string& id) {
  static const std::string statement = std::string(select_dues) + "AND d.id = $2";
  return call.find<DueRow>(statement, call.organisation(), id);
}

Result<std::vector<DueRow>> unposted(sdk::Call& call, Instant until, int most) {
  static const std::string statement =
      std::string(select_dues) +
      "AND d.posted_at IS NULL AND d.made_at <= $2 ORDER BY d.made_at, d.id LIMIT $3";
  return call.query<DueRow>(statement, call.organisation(), until, most);
}

Status note_posted(sdk::Call& call, const std::vector<Uuid>& ids) {
  std::vector<std::string> texts;
  for (const auto& id : ids) texts.push_back(id.text());
  return call.execute(
      "UPDATE workshops.due SET posted_at = $3 "
      "WHERE org_id = $1 AND id = ANY ($2::uuid[]) AND posted_at IS NULL",
      call.organisation(), texts, call.now());
}

}  // namespace halle::workshops::store
