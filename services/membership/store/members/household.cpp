#include "services/membership/store/members/household.hpp"

#include "services/membership/store/members/member_rows.hpp"

namespace halle::membership::store {
namespace {
struct Person {
  std::string number;
  std::string name;
};
HALLE_ROW(Person, number, name)

struct BelongingRow {
  std::string main;
  std::string from_day;
  std::optional<std::string> until_day;
};
HALLE_ROW(BelongingRow, main, from_day, until_day)
}  // namespace

void lock_household(sdk::Call& call, const std::string& number) {
  call.queue(R"(
      WITH asked AS (
        SELECT id FROM membership.member WHERE org_id = $1 AND number = $2),
      main AS (
        SELECT coalesce((
          SELECT b.main_id FROM membership.belonging b
           WHERE b.org_id = $1 AND b.member_id = asked.id AND b.until_day IS NULL), asked.id) AS id
          FROM asked)
      SELECT 1 FROM membership.member m
       WHERE m.org_id = $1 AND m.id IN (
         SELECT id FROM asked
         UNION ALL
         SELECT id FROM main
         UNION ALL
         SELECT b.member_id FROM main
           JOIN membership.belonging b
             ON b.org_id = $1 AND b.main_id = main.id AND b.until_day IS NULL)
       ORDER BY m.number FOR UPDATE)",
             call.organisation(), number);
}

Result<std::string> main_of(sdk::Call& call, const std::string& number) {
  HALLE_TRY(main, call.find<std::string>(R"(
      SELECT k.number FROM membership.member m
        JOIN membership.belonging b
          ON b.org_id = $1 AND b.member_id = m.id AND b.until_day IS NULL
        JOIN membership.member k ON k.org_id = $1 AND k.id = b.main_id
       WHERE m.org_id = $1 AND m.number = $2)",
                                         call.organisation(), number));
  return main.value_or("");
}

Result<std::vector<std::string>> others_of(sdk::Call& call, const std::string& number) {
  return call.query<std::string>(R"(
      SELECT m.number FROM membership.member k
        JOIN membership.belonging b ON b.org_id = $1 AND b.main_id = k.id AND b.until_day IS NULL
        JOIN membership.member m ON m.org_id = $1 AND m.id = b.member_id
       WHERE k.org_id = $1 AND k.number = $2 ORDER BY length(m.number), m.number)",
                                 call.organisation(), number);
}

Result<v1::Household> household(sdk::Call& call, const std::string& number) {
  HALLE_TRY(known, member_state(call, number));
  if (!known) return unknown_member(number);
  HALLE_TRY(persons, call.query<Person>(R"(
      WITH main AS (
        SELECT coalesce((
          SELECT b.main_id FROM membership.belonging b
           WHERE b.org_id = $1 AND b.member_id = m.id AND b.until_day IS NULL), m.id) AS id
          FROM membership.member m WHERE m.org_id = $1 AND m.number = $2)
      SELECT m.number, trim(m.first_name || ' ' || m.name) AS name FROM (
        SELECT id, 1 AS place FROM main
        UNION ALL
        SELECT b.member_id, 2 FROM main
          JOIN membership.belonging b
            ON b.org_id = $1 AND b.main_id = main.id AND b.until_day IS NULL) one
        JOIN membership.member m ON m.org_id = $1 AND m.id = one.id
       ORDER BY one.place, length(m.number), m.number)",
                                        call.organisation(), number));
  v1::Household out;
  if (persons.size() > 1)  // a member alone is no household
    for (const auto& row : persons) {
      auto& person = *out.add_members();
      person.set_number(row.number);
      person.set_name(row.name);
    }
  HALLE_TRY(belongings, call.query<BelongingRow>(R"(
      SELECT k.number AS main, b.from_day, b.until_day FROM membership.member m
        JOIN membership.belonging b ON b.org_id = $1 AND b.member_id = m.id
        JOIN membership.member k ON k.org_id = $1 AND k.id = b.main_id
       WHERE m.org_id = $1 AND m.number = $2 ORDER BY b.from_day)",
                                                 call.organisation(), number));
  for (const auto& row : belongings) {
    auto& one = *out.add_belongings();
    one.set_main(row.main);
    one.set_from(row.from_day);
    if (row.until_day) one.set_until(*row.until_day);
  }
  return out;
}

Status set_main(sdk::Call& call, const std::string& number, const std::string& main, Day today) {
  HALLE_TRY(changed, call.find<std::string>(R"(
      WITH member AS (
        SELECT id FROM membership.member WHERE org_id = $1 AND number = $2),
      main AS (
        SELECT id FROM membership.member WHERE org_id = $1 AND number = $3)
      SELECT m.id::text FROM member m
       WHERE (SELECT id FROM main) IS DISTINCT FROM (
         SELECT b.main_id FROM membership.belonging b
          WHERE b.org_id = $1 AND b.member_id = m.id AND b.until_day IS NULL))",
                                            call.organisation(), number, main));
  if (!changed) return Done{};
  const std::string& id = *changed;
  // What began today never was.
  call.queue(
      "DELETE FROM membership.belonging WHERE org_id = $1 AND member_id = $2 AND from_day >= $3",
      call.organisation(), id, today);
  call.queue(
      "UPDATE membership.belonging SET until_day = $3::date - 1 WHERE org_id = $1 AND member_id = "
      "$2 AND until_day IS NULL",
      call.organisation(), id, today);
  call.queue(R"(
      INSERT INTO membership.belonging (org_id, member_id, main_id, from_day, recorded_at, recorded_by)
      SELECT $1, $2, id, $4, $5, $6 FROM membership.member WHERE org_id = $1 AND number = $3)",
             call.organisation(), id, main, today, call.now(), call.principal());
  v1::HouseholdChanged event;
  event.set_member(id);
  event.set_number(number);
  call.emit(event, id);
  return Done{};
}

Status end_household(sdk::Call& call, const std::string& number, Day today) {
  HALLE_TRY(others, others_of(call, number));
  call.queue(R"(
      UPDATE membership.belonging b SET kept = true FROM membership.member m
       WHERE b.org_id = $1 AND b.until_day IS NULL AND m.org_id = $1 AND m.id = b.main_id
         AND m.number = $2)",
             call.organisation(), number);
  for (const auto& other : others) HALLE_CHECK(set_main(call, other, {}, today));
  return set_main(call, number, {}, today);
}

}  // namespace halle::membership::store
