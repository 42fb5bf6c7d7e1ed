#include "services/shifts/store/members/members.hpp"

#include "services/shifts/store/names.hpp"

namespace halle::shifts::store {
namespace {
Error refused(const char* reason, const std::string& number) {
  Error error = bad_field("member", reason, number);
  error.code = Code::failed_precondition;
  return error;
}
}  // namespace

Error unknown_member(const std::string& number) {
  return not_found("member", "shifts.member_unknown", number);
}

Status is_own_or(const sdk::Call& call, const std::string& number, const char* permission) {
  if ((!number.empty() && call.subject() == number) || call.allowed(permission)) return Done{};
  return unknown_member(number);
}

Result<std::set<std::string>> own_of(sdk::Call& call, const std::vector<std::string>& numbers,
                                     Day on) {
  if (call.subject().empty() || numbers.empty()) return std::set<std::string>{};
  HALLE_TRY(own, call.query<std::string>(R"(
      WITH counted AS MATERIALIZED (
        SELECT p.number, coalesce((
                 SELECT b.main_number FROM shifts.belonging b
                  WHERE b.org_id = $1 AND b.member_number = p.number AND b.from_day <= $4
                    AND (b.until_day IS NULL OR b.until_day >= $4)
                    AND (SELECT r.per_household FROM shifts.rule r
                          WHERE r.org_id = $1 AND r.from_day <= $4
                          ORDER BY r.from_day DESC LIMIT 1)), p.number) AS account
          FROM unnest($3::text[] || $2::text) AS p (number))
      SELECT DISTINCT c.number FROM counted c JOIN counted own
          ON own.number = $2 AND own.account = c.account)",
                                         call.organisation(), call.subject(), numbers, on));
  return std::set<std::string>(own.begin(), own.end());
}

Status is_anothers(sdk::Call& call, const std::string& number, Day on) {
  HALLE_TRY(own, own_of(call, {number}, on));
  if (!own.contains(number)) return Done{};
  return refused("shifts.own_hours", number);
}

Status has_not_left(sdk::Call& call, const std::string& number) {
  HALLE_TRY(standing, call.find<membership::v1::Standing>(
                          "SELECT standing FROM shifts.standing WHERE org_id = $1 AND "
                          "member_number = $2 ORDER BY since DESC LIMIT 1",
                          call.organisation(), number));
  if (standing != membership::v1::STANDING_LEFT) return Done{};
  return refused("shifts.member_inactive", number);
}

Result<std::vector<std::string>> left_of(sdk::Call& call, const std::vector<std::string>& numbers) {
  static const std::string select_left = names.in(R"(
      SELECT n FROM unnest($2::text[]) n WHERE {left} = (
        SELECT t.standing FROM shifts.standing t WHERE t.org_id = $1 AND t.member_number = n
         ORDER BY t.since DESC LIMIT 1))");
  return call.query<std::string>(select_left, call.organisation(), numbers);
}

Result<std::vector<std::string>> active_members(sdk::Call& call) {
  static const std::string select_active = names.in(R"(
      SELECT m.number FROM shifts.member m
       WHERE m.org_id = $1 AND {active} = (
         SELECT s.standing FROM shifts.standing s
          WHERE s.org_id = $1 AND s.member_number = m.number ORDER BY s.since DESC LIMIT 1)
       ORDER BY length(m.number), m.number)");
  return call.query<std::string>(select_active, call.organisation());
}

Result<std::optional<v1::DutyState>> duty_of(sdk::Call& call, const std::string& number) {
  return call.find<v1::DutyState>(
      "SELECT duty FROM shifts.member WHERE org_id = $1 AND number = $2", call.organisation(),
      number);
}

Result<std::vector<std::string>> due_members(sdk::Call& call, Day today, int most) {
  return call.query<std::string>(
      "SELECT number FROM shifts.member "
      "WHERE org_id = $1 AND (stale OR settled IS DISTINCT FROM $2) ORDER BY number LIMIT $3",
      call.organisation(), today, most);
}

void recount(sdk::Call& call, const std::string& number) {
  call.queue("UPDATE shifts.member SET stale = true WHERE org_id = $1 AND number = $2",
             call.organisation(), number);
}

Result<Day> today(sdk::Call& call) {
  HALLE_TRY(day, call.today());
  return read_day(day).value_or(Day{});
}

Result<Instant> first_instant(sdk::Call& call, const std::string& zone, Day day) {
  return call.get<Instant>("SELECT $1::date::timestamp AT TIME ZONE $2", day, zone);
}

void follow_regular(sdk::Call& call, const std::string& today) {
  call.queue(R"(
      WITH
      -- Who has a seat each time today.
      holders AS MATERIALIZED (
        SELECT DISTINCT s.holder AS number FROM shifts.template_seat s
          JOIN shifts.template t ON t.org_id = $1 AND t.id = s.template_id
         WHERE s.org_id = $1 AND s.holder IS NOT NULL AND t.valid_from <= $2
           AND (t.valid_until IS NULL OR t.valid_until >= $2)),
      -- Who had one until now and has none left.
      ended AS (
        UPDATE shifts.regular r SET until_day = $2::date - 1
         WHERE r.org_id = $1 AND r.until_day IS NULL AND r.from_day < $2
           AND r.member_number NOT IN (SELECT number FROM holders)
        RETURNING r.member_number),
      -- Who was to have one only from today on or later, and has none.
      never AS (
        DELETE FROM shifts.regular r
         WHERE r.org_id = $1 AND r.until_day IS NULL AND r.from_day >= $2
           AND r.member_number NOT IN (SELECT number FROM holders)
        RETURNING r.member_number),
      -- Who has one from today on.
      begun AS (
        INSERT INTO shifts.regular (org_id, member_number, from_day)
        SELECT $1, h.number, $2 FROM holders h WHERE NOT EXISTS (
          SELECT 1 FROM shifts.regular r
           WHERE r.org_id = $1 AND r.member_number = h.number
             AND (r.until_day IS NULL OR r.until_day >= $2))
        ON CONFLICT DO NOTHING RETURNING member_number)
      -- The hours of all these are to be counted anew.
      UPDATE shifts.member SET stale = true WHERE org_id = $1 AND number IN (
        SELECT member_number FROM ended UNION ALL SELECT member_number FROM never
        UNION ALL SELECT member_number FROM begun))",
             call.organisation(), today);
}

void release_regular(sdk::Call& call, const std::string& number) {
  call.queue("UPDATE shifts.template_seat SET holder = NULL WHERE org_id = $1 AND holder = $2",
             call.organisation(), number);
  static const std::string free_seats = names.in(R"(
      UPDATE shifts.booking b SET freed = {given_back}, freed_at = $3, freed_by = $4
        FROM shifts.occurrence o
       WHERE b.org_id = $1 AND b.member_number = $2 AND b.fixed AND b.freed IS NULL AND o.org_id = $1
         AND o.template_id = b.template_id AND o.day = b.day AND o.starts_at > $3)");
  call.queue(free_seats, call.organisation(), number, call.now(), call.principal());
}

void lock_members(sdk::Call& call, const std::vector<std::string>& numbers) {
  const std::string lock =
      "SELECT 1 FROM shifts.member WHERE org_id = $1 AND number = ANY(ARRAY("
      "SELECT unnest(shifts.households_of($1, $2::text[])))) ";
  const std::string in_order = "ORDER BY number FOR NO KEY UPDATE";
  call.queue(lock + in_order, call.organisation(), numbers);
  // The household may have become larger while the first waited.
  call.queue(lock + "AND EXISTS (SELECT 1 FROM shifts.belonging b WHERE b.org_id = $1) " + in_order,
             call.organisation(), numbers);
}

}  // namespace halle::shifts::store
