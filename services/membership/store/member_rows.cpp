#include "services/membership/store/member_rows.hpp"

namespace halle::membership::store {
namespace {
/// Rows of id to standing.
std::vector<v1::Member> members_of(const sdk::Rows& rows) {
  std::vector<v1::Member> all;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    auto& member = all.emplace_back();
    member.set_id(row.text(0));
    member.set_number(row.text(1));
    member.set_name(row.text(2));
    member.set_first_name(row.text(3));
    member.set_email(row.text(4));
    member.set_telephone(row.text(5));
    member.set_street(row.text(6));
    member.set_post_code(row.text(7));
    member.set_town(row.text(8));
    member.set_joined_on(row.text(9));
    member.set_standing(static_cast<v1::Standing>(row.number(10)));
    member.set_erased(row.truth(11));
    member.set_main(row.text(12));
  }
  return all;
}
}  // namespace

void lock_register(sdk::Call& call) {
  call.queue("SELECT pg_advisory_xact_lock(hashtextextended('membership.import ' || $1::text, 0))",
             call.organisation());
}

namespace {
/// Two statements, so that each has a plan of its own.
std::string select_members(const char* which) {
  return std::string(R"(
      SELECT m.id, m.number, m.name, m.first_name, m.email, m.telephone, m.street, m.post_code, m.town,
             m.joined_on, m.standing, m.erased_on IS NOT NULL, k.number
        FROM membership.member m
        LEFT JOIN membership.belonging b
          ON b.org_id = $1 AND b.member_id = m.id AND b.until_day IS NULL
        LEFT JOIN membership.member k ON k.org_id = $1 AND k.id = b.main_id
       WHERE m.org_id = $1)") +
         which + " ORDER BY length(m.number), m.number";
}
}  // namespace

Result<std::vector<v1::Member>> members(sdk::Call& call) {
  HALLE_TRY(rows, call.query(select_members(""), call.organisation()));
  return members_of(rows);
}

Result<std::vector<v1::Member>> members(sdk::Call& call, const std::string& number) {
  HALLE_TRY(rows, call.query(select_members(" AND m.number = $2"), call.organisation(), number));
  return members_of(rows);
}

Result<std::vector<v1::Member>> members_on(sdk::Call& call, const std::string& day,
                                           const std::string& zone) {
  // The register may have been taken over after she joined: before its history begins she was in
  // order from the day on which she joined.
  HALLE_TRY(rows, call.query(R"(
      SELECT * FROM (
        SELECT m.id, m.number, m.name, m.first_name, m.email, m.telephone, m.street, m.post_code,
               m.town, m.joined_on,
               coalesce((SELECT s.standing FROM membership.standing s
                          WHERE s.org_id = $1 AND s.member_id = m.id
                            AND s.since < ($2::date + 1)::timestamp AT TIME ZONE $3
                          ORDER BY s.seq DESC LIMIT 1),
                        CASE WHEN m.joined_on <= $2::date THEN 1::smallint END) AS standing,
               m.erased_on IS NOT NULL, k.number AS main
          FROM membership.member m
          LEFT JOIN membership.belonging b
            ON b.org_id = $1 AND b.member_id = m.id AND b.from_day <= $2::date
           AND (b.until_day IS NULL OR b.until_day >= $2::date)
          LEFT JOIN membership.member k ON k.org_id = $1 AND k.id = b.main_id
         WHERE m.org_id = $1) t
       WHERE standing IN (1, 2) ORDER BY length(number), number)",
                             call.organisation(), day, zone));
  return members_of(rows);
}

}  // namespace halle::membership::store
