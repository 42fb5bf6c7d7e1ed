#include "services/membership/store/notices.hpp"

#include "services/membership/store/names.hpp"

namespace halle::membership::store {
namespace {
/// The member `m` is in the membership of another, who pays for it.
const std::string in_household = R"(EXISTS (
    SELECT 1 FROM membership.belonging b
     WHERE b.org_id = $1 AND b.member_id = m.id AND b.until_day IS NULL))";
}  // namespace

Result<std::vector<DuesNotice>> true_dues_notices(sdk::Call& call,
                                                  const std::vector<DuesNotice>& notices) {
  static const std::string statement = names.in(R"(
      SELECT n.index, n.member, n.last_day
        FROM unnest($2::int[], $3::text[], $4::date[]) AS n (index, member, last_day)
        JOIN membership.member m ON m.org_id = $1 AND m.number = n.member
        JOIN membership.covered c
          ON c.org_id = $1 AND c.member_id = m.id AND c.until_day = n.last_day
       WHERE m.standing <> {left} AND NOT )" + in_household);
  return call.query<DuesNotice>(
      statement, call.organisation(),
      sdk::unnest(notices, &DuesNotice::index, &DuesNotice::member, &DuesNotice::last_day));
}

Result<std::vector<std::string>> active_members(sdk::Call& call) {
  static const std::string statement = names.in(R"(
      SELECT number FROM membership.member WHERE org_id = $1 AND standing = {active}
       ORDER BY length(number), number)");
  return call.query<std::string>(statement, call.organisation());
}

Result<std::vector<std::string>> members_with_ended_dues(sdk::Call& call, Day today) {
  static const std::string statement =
      names.in(R"(
      SELECT m.number FROM membership.member m
        JOIN membership.covered c
          ON c.org_id = $1 AND c.member_id = m.id AND c.until_day < $2::date
       WHERE m.org_id = $1 AND m.standing <> {left} AND NOT )" +
               in_household + " ORDER BY length(m.number), m.number");
  return call.query<std::string>(statement, call.organisation(), today);
}

Result<std::vector<CommissionMember>> commission_members(sdk::Call& call) {
  static const std::string statement = names.in(R"(
      SELECT c.name AS commission, m.number FROM membership.commission c
        JOIN membership.mandate a ON a.org_id = $1 AND a.commission_id = c.id
         AND a.from_at <= $2 AND a.until_at > $2
        JOIN membership.member m ON m.org_id = $1 AND m.id IN (a.member_id, a.deputy_id)
       WHERE c.org_id = $1 AND m.standing <> {left}
       GROUP BY c.name, m.number
       ORDER BY c.name COLLATE "fr-x-icu", c.name, length(m.number), m.number)");
  return call.query<CommissionMember>(statement, call.organisation(), call.now());
}

}  // namespace halle::membership::store
