#include "services/membership/store/members/member_rows.hpp"

#include "services/membership/store/members/person_columns.hpp"
#include "services/membership/store/names.hpp"

namespace halle::membership::store {
namespace {
struct MemberColumns {
  std::string id;
  std::string number;
  std::optional<std::string> joined_on;
  v1::Standing standing = v1::STANDING_UNSPECIFIED;
  bool erased = false;
  std::optional<std::string> main;  // number of who pays for the household
};
HALLE_ROW(MemberColumns, id, number, joined_on, standing, erased, main)

struct ListedMember : MemberColumns, Person {};
constexpr auto halle_row(const ListedMember*) {
  return row_with_person<MemberColumns>();
}

v1::Member member_of(ListedMember&& row) {
  v1::Member member;
  member.set_id(std::move(row.id));
  member.set_number(std::move(row.number));
  if (row.joined_on) member.set_joined_on(*std::move(row.joined_on));
  member.set_standing(row.standing);
  member.set_erased(row.erased);
  if (row.main) member.set_main(*std::move(row.main));
  put_person(std::move(row), member);
  return member;
}

std::vector<v1::Member> members_of(std::vector<ListedMember> rows) {
  std::vector<v1::Member> all;
  all.reserve(rows.size());
  for (auto& row : rows) all.push_back(member_of(std::move(row)));
  return all;
}

/// Two statements, so that each has a plan of its own.
std::string select_members(const char* which) {
  return with_person(R"(
      SELECT m.id::text AS id, m.number, m.joined_on, m.standing,
             m.erased_on IS NOT NULL AS erased, k.number AS main, {person: m.*}
        FROM membership.member m
        LEFT JOIN membership.belonging b
          ON b.org_id = $1 AND b.member_id = m.id AND b.until_day IS NULL
        LEFT JOIN membership.member k ON k.org_id = $1 AND k.id = b.main_id
       WHERE m.org_id = $1)") +
         which + " ORDER BY length(m.number), m.number";
}
}  // namespace

Error unknown_member(const std::string& number) {
  return not_found("member", "membership.member_unknown", number);
}

void lock_register(sdk::Call& call) {
  call.lock("membership.import", call.organisation());
}

void lock_members(sdk::Call& call, const std::vector<std::string>& numbers) {
  call.queue(
      "SELECT 1 FROM membership.member WHERE org_id = $1 AND number = ANY($2::text[]) "
      "ORDER BY number FOR UPDATE",
      call.organisation(), numbers);
}

Result<std::vector<std::string>> lock_present(sdk::Call& call) {
  static const std::string lock = names.in(R"(
      SELECT number FROM membership.member WHERE org_id = $1 AND standing <> {left}
       ORDER BY number FOR UPDATE)");
  return call.query<std::string>(lock, call.organisation());
}

Result<std::vector<v1::Member>> members(sdk::Call& call) {
  static const std::string select_all = select_members("");
  HALLE_TRY(rows, call.query<ListedMember>(select_all, call.organisation()));
  return members_of(std::move(rows));
}

Result<std::optional<v1::Member>> member(sdk::Call& call, const std::string& number) {
  static const std::string select_one = select_members(" AND m.number = $2");
  HALLE_TRY(row, call.find<ListedMember>(select_one, call.organisation(), number));
  std::optional<v1::Member> found;
  if (row) found = member_of(*std::move(row));
  return found;
}

Result<v1::Member> known_member(sdk::Call& call, const std::string& number) {
  HALLE_TRY(found, member(call, number));
  if (!found) return unknown_member(number);
  return *std::move(found);
}

Result<std::vector<v1::Member>> members_on(sdk::Call& call, const std::string& day,
                                           const std::string& zone) {
  // The register may have been taken over after the member joined: before the history begins, the
  // member was active from the day of joining.
  static const std::string select_then = with_person(names.in(R"(
      SELECT * FROM (
        SELECT m.id::text AS id, m.number, m.joined_on,
               coalesce((SELECT s.standing FROM membership.standing s
                          WHERE s.org_id = $1 AND s.member_id = m.id
                            AND s.since < ($2::date + 1)::timestamp AT TIME ZONE $3
                          ORDER BY s.seq DESC LIMIT 1),
                        CASE WHEN m.joined_on <= $2::date THEN {active}::smallint END) AS standing,
               m.erased_on IS NOT NULL AS erased, k.number AS main, {person: m.*}
          FROM membership.member m
          LEFT JOIN membership.belonging b
            ON b.org_id = $1 AND b.member_id = m.id AND b.from_day <= $2::date
           AND (b.until_day IS NULL OR b.until_day >= $2::date)
          LEFT JOIN membership.member k ON k.org_id = $1 AND k.id = b.main_id
         WHERE m.org_id = $1) t
       WHERE standing IN ({active}, {suspended}) ORDER BY length(number), number)"));
  HALLE_TRY(rows, call.query<ListedMember>(select_then, call.organisation(), day, zone));
  return members_of(std::move(rows));
}

Result<std::optional<MemberState>> member_state(sdk::Call& call, const std::string& number) {
  return call.find<MemberState>(
      "SELECT id, standing, erased_on IS NOT NULL AS erased FROM membership.member "
      "WHERE org_id = $1 AND number = $2",
      call.organisation(), number);
}

Result<std::vector<ContactRow>> contacts(sdk::Call& call, const std::vector<std::string>& numbers) {
  static const std::string select = names.in(R"(
      SELECT number, first_name, name, email,
             standing <> {left} AND erased_on IS NULL AS active
        FROM membership.member WHERE org_id = $1 AND number = ANY($2::text[]))");
  return call.query<ContactRow>(select, call.organisation(), numbers);
}

Result<std::vector<AreaRow>> areas(sdk::Call& call, const std::vector<std::string>& numbers) {
  static const std::string select = std::string("SELECT coalesce(m.") + area_column + R"(, '')
             AS area, count(*)::int AS count
        FROM unnest($2::text[]) n (number)
        LEFT JOIN membership.member m ON m.org_id = $1 AND m.number = n.number
       GROUP BY 1 ORDER BY 1)";
  return call.query<AreaRow>(select, call.organisation(), numbers);
}

Result<std::string> next_number(sdk::Call& call) {
  return call.get<std::string>(
      "SELECT (1 + coalesce(max(number::bigint), 0))::text FROM membership.member "
      "WHERE org_id = $1 AND number ~ '^[0-9]{1,9}$'",
      call.organisation());
}

Result<bool> add_member(sdk::Call& call, const Uuid& id, const std::string& number,
                        const Person& person, Day joined_on) {
  static const std::string insert = with_person(names.in(R"(
      WITH added AS (
        INSERT INTO membership.member (org_id, id, number, joined_on, standing, {person: *})
        VALUES ($1, $2, $3, $4, {active}, {person: $7})
        ON CONFLICT (org_id, number) DO NOTHING RETURNING id)
      INSERT INTO membership.standing (org_id, member_id, seq, standing, since, cause, principal)
      SELECT $1, id, 1, {active}, $5, 'membership.cause_joined', $6 FROM added RETURNING 1)"));
  HALLE_TRY(added, call.find<int>(insert, call.organisation(), id, number, joined_on, call.now(),
                                  call.principal(), values_of(person)));
  return added.has_value();
}

Status edit_member(sdk::Call& call, const std::string& number, const Person& person) {
  static const std::string update = with_person(
      "UPDATE membership.member SET ({person: *}) = ROW({person: $3}) "
      "WHERE org_id = $1 AND number = $2");
  return call.execute(update, call.organisation(), number, values_of(person));
}

void note_erased(sdk::Call& call, const std::string& id, Day day) {
  call.queue("UPDATE membership.member SET erased_on = $3 WHERE org_id = $1 AND id = $2",
             call.organisation(), id, day);
}

}  // namespace halle::membership::store
