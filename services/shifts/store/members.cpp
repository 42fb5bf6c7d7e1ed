#include "services/shifts/store/members.hpp"

#include <algorithm>

#include "core/sdk/time.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "services/shifts/store/skills.hpp"

namespace halle::shifts::store {
namespace {
/// What membership knows of a member.
struct History {
  std::string number;
  std::string member_id;
  std::string joined_on;               // may be empty
  std::vector<std::string> since;      // instants
  std::vector<std::int64_t> standing;  // from then on
  std::vector<v1::Skill> skills;
  std::vector<std::string> held, held_from, held_until;
  std::vector<std::string> mains, belongs_from, belongs_until;
  std::string zone;
};

Result<History> history_of(sdk::Call& call, const std::string& number) {
  History out;
  out.number = number;
  out.zone = call.zone();
  membership::v1::MembersClient members(call);
  membership::v1::GetMemberRequest get;
  get.set_number(number);
  const auto member = members.get(get);
  if (!member && member.error().code == Code::not_found) return unknown_member(number);
  if (!member) return member.error();
  out.member_id = member.value().id();
  out.joined_on = member.value().joined_on();
  membership::v1::ListStandingsRequest list;
  list.set_number(number);
  HALLE_TRY(standings, members.list_standings(list));
  for (const auto& period : standings.periods()) {
    out.since.push_back(format_instant(sdk::instant_of(period.since())));
    out.standing.push_back(period.standing());
  }
  membership::v1::ListHeldSkillsRequest skills;
  skills.set_number(number);
  HALLE_TRY(held, membership::v1::SkillsClient(call).list_held(skills));
  for (const auto& one : held.held()) {
    auto& skill = out.skills.emplace_back();
    skill.set_id(one.skill());
    skill.set_name(one.name());
    out.held.push_back(one.skill());
    out.held_from.push_back(one.from());
    out.held_until.push_back(one.until());
  }
  membership::v1::GetHouseholdRequest household;
  household.set_number(number);
  HALLE_TRY(persons, members.get_household(household));
  for (const auto& one : persons.belongings()) {
    out.mains.push_back(one.main());
    out.belongs_from.push_back(one.from());
    out.belongs_until.push_back(one.until());
  }
  return out;
}

/// Of these members, and of those in whose membership they were.
Result<std::vector<History>> histories_of(sdk::Call& call, std::vector<std::string> numbers) {
  std::vector<History> all;
  for (std::size_t n = 0; n < numbers.size(); ++n) {
    HALLE_TRY(history, history_of(call, numbers[n]));
    for (const auto& main : history.mains)
      if (std::find(numbers.begin(), numbers.end(), main) == numbers.end()) numbers.push_back(main);
    all.push_back(std::move(history));
  }
  return all;
}

/// A day has the standing it ended with. She was active from the day she joined until anything else
/// is known.
void write_standings(sdk::Call& call, const History& history) {
  call.queue("DELETE FROM shifts.standing WHERE org_id = $1 AND member_number = $2",
             call.organisation(), history.number);
  call.queue(R"(
      WITH given AS (
        SELECT g.since, (g.since AT TIME ZONE $5)::date AS day, g.standing
          FROM unnest($3::timestamptz[], $4::smallint[]) AS g (since, standing)),
      daily AS (
        SELECT DISTINCT ON (day) day, standing FROM given ORDER BY day, since DESC)
      INSERT INTO shifts.standing (org_id, member_number, since, standing)
      SELECT $1::uuid, $2::text, day, standing FROM daily
      UNION ALL
      SELECT $1::uuid, $2::text, nullif($6, '')::date, 1
       WHERE nullif($6, '')::date < (SELECT min(day) FROM daily))",
             call.organisation(), history.number, history.since, history.standing, history.zone,
             history.joined_on);
}

void write_held(sdk::Call& call, const History& history) {
  write_skills(call, history.skills);
  call.queue("DELETE FROM shifts.member_skill WHERE org_id = $1 AND member_number = $2",
             call.organisation(), history.number);
  call.queue(R"(
      INSERT INTO shifts.member_skill (org_id, member_number, skill_id, from_day, until_day)
      SELECT $1, $2, g.skill, g.since, nullif(g.until, '')::date
        FROM unnest($3::uuid[], $4::date[], $5::text[]) AS g (skill, since, until)
      ON CONFLICT DO NOTHING)",
             call.organisation(), history.number, history.held, history.held_from,
             history.held_until);
}

/// The hours of all whom it concerns are to be counted anew.
void write_belongings(sdk::Call& call, const History& history) {
  const auto recount = [&] {
    call.queue(
        "UPDATE shifts.member SET stale = true WHERE org_id = $1 AND number <> $2 AND number = "
        "ANY(ARRAY(SELECT unnest(shifts.households_of($1, ARRAY[$2::text]))))",
        call.organisation(), history.number);
  };
  recount();
  call.queue("DELETE FROM shifts.belonging WHERE org_id = $1 AND member_number = $2",
             call.organisation(), history.number);
  if (history.mains.empty()) return;
  call.queue(R"(
      INSERT INTO shifts.belonging (org_id, member_number, main_number, from_day, until_day)
      SELECT $1, $2, g.main, g.since, nullif(g.until, '')::date
        FROM unnest($3::text[], $4::date[], $5::text[]) AS g (main, since, until))",
             call.organisation(), history.number, history.mains, history.belongs_from,
             history.belongs_until);
  recount();
}

/// Members who are not known yet; what an event has told meanwhile of the others stays.
Status add_members(sdk::Call& call, const std::vector<History>& histories) {
  std::vector<const History*> added;
  for (const auto& history : histories) {
    HALLE_TRY(rows, call.query("INSERT INTO shifts.member (org_id, number, member_id) VALUES ($1, "
                               "$2, $3) ON CONFLICT DO NOTHING RETURNING 1",
                               call.organisation(), history.number, history.member_id));
    if (!rows.empty()) added.push_back(&history);
  }
  for (const auto* history : added) {
    write_standings(call, *history);
    write_held(call, *history);
    write_belongings(call, *history);
  }
  return Done{};
}
}  // namespace

Error unknown_member(const std::string& number) {
  Error error = bad_field("member", "shifts.member_unknown", number);
  error.code = Code::not_found;
  return error;
}

Status is_own_or(const sdk::Call& call, const std::string& number, const char* permission) {
  if ((!number.empty() && call.subject() == number) || call.allowed(permission)) return Done{};
  return unknown_member(number);
}

Result<std::set<std::string>> own_of(sdk::Call& call, const std::vector<std::string>& numbers,
                                     Day on) {
  std::set<std::string> own;
  if (call.subject().empty() || numbers.empty()) return own;
  HALLE_TRY(rows, call.query(R"(
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
                             call.organisation(), call.subject(), numbers, day_text(on)));
  for (std::size_t r = 0; r < rows.size(); ++r) own.insert(rows[r].text(0));
  return own;
}

Status is_anothers(sdk::Call& call, const std::string& number, Day on) {
  HALLE_TRY(own, own_of(call, {number}, on));
  if (!own.contains(number)) return Done{};
  Error error = bad_field("member", "shifts.own_hours", number);
  error.code = Code::failed_precondition;
  return error;
}

Status has_not_left(sdk::Call& call, const std::string& number) {
  HALLE_TRY(rows, call.query("SELECT standing FROM shifts.standing WHERE org_id = $1 AND "
                             "member_number = $2 ORDER BY since DESC LIMIT 1",
                             call.organisation(), number));
  if (rows.empty() || rows[0].number(0) != 3) return Done{};
  Error error = bad_field("member", "shifts.member_inactive", number);
  error.code = Code::failed_precondition;
  return error;
}

Result<Day> today(sdk::Call& call) {
  HALLE_TRY(day, call.today());
  return read_day(day).value_or(Day{});
}

Status follow(sdk::Call& call, const std::string& number) {
  HALLE_TRY(histories, histories_of(call, {number}));
  const auto& history = histories.front();
  HALLE_CHECK(add_members(call, histories));
  lock_members(call, {number});
  call.queue(
      "UPDATE shifts.member SET stale = true, member_id = $3 WHERE org_id = $1 AND number = $2",
      call.organisation(), number, history.member_id);
  write_standings(call, history);
  write_held(call, history);
  write_belongings(call, history);
  // Who left has no seat to come.
  HALLE_CHECK(call.query(R"(
      WITH gone AS (
        SELECT 1 FROM shifts.standing s WHERE s.org_id = $1 AND s.member_number = $2
         AND s.standing = 3 AND s.since = (
           SELECT max(since) FROM shifts.standing x WHERE x.org_id = $1 AND x.member_number = $2)),
      hidden AS (
        DELETE FROM shifts.calendar c
         WHERE c.org_id = $1 AND c.member_number = $2 AND EXISTS (SELECT 1 FROM gone)),
      unfixed AS (
        UPDATE shifts.template_seat t SET holder = NULL
         WHERE t.org_id = $1 AND t.holder = $2 AND EXISTS (SELECT 1 FROM gone))
      UPDATE shifts.booking b SET freed = 3, freed_at = $3, freed_by = $4
        FROM shifts.occurrence o
       WHERE b.org_id = $1 AND b.member_number = $2 AND b.freed IS NULL AND o.org_id = $1
         AND o.template_id = b.template_id AND o.day = b.day AND o.starts_at > $3
         AND EXISTS (SELECT 1 FROM gone))",
                         call.organisation(), number, call.now(), call.principal()));
  return Done{};
}

Status know(sdk::Call& call, const std::vector<std::string>& numbers,
            const std::vector<std::string>& skills) {
  HALLE_TRY(missing,
            call.query("SELECT n FROM unnest($2::text[]) n WHERE NOT EXISTS (SELECT 1 FROM "
                       "shifts.member m WHERE m.org_id = $1 AND m.number = n) ORDER BY n",
                       call.organisation(), numbers));
  std::vector<std::string> unknown;
  for (std::size_t r = 0; r < missing.size(); ++r) unknown.push_back(missing[r].text(0));
  HALLE_TRY(missing_skills, unknown_skills(call, skills));
  call.rollback();
  HALLE_TRY(asked, ask_skills(call, missing_skills));
  HALLE_TRY(histories, histories_of(call, unknown));
  write_skills(call, asked);
  return add_members(call, histories);
}

void follow_regular(sdk::Call& call, const std::string& today) {
  call.queue(R"(
      WITH holders AS MATERIALIZED (
        SELECT DISTINCT s.holder AS number FROM shifts.template_seat s
          JOIN shifts.template t ON t.org_id = $1 AND t.id = s.template_id
         WHERE s.org_id = $1 AND s.holder IS NOT NULL AND t.valid_from <= $2
           AND (t.valid_until IS NULL OR t.valid_until >= $2)),
      ended AS (
        UPDATE shifts.regular r SET until_day = $2::date - 1
         WHERE r.org_id = $1 AND r.until_day IS NULL AND r.from_day < $2
           AND r.member_number NOT IN (SELECT number FROM holders)
        RETURNING r.member_number),
      never AS (
        DELETE FROM shifts.regular r
         WHERE r.org_id = $1 AND r.until_day IS NULL AND r.from_day >= $2
           AND r.member_number NOT IN (SELECT number FROM holders)
        RETURNING r.member_number),
      begun AS (
        INSERT INTO shifts.regular (org_id, member_number, from_day)
        SELECT $1, h.number, $2 FROM holders h WHERE NOT EXISTS (
          SELECT 1 FROM shifts.regular r
           WHERE r.org_id = $1 AND r.member_number = h.number
             AND (r.until_day IS NULL OR r.until_day >= $2))
        ON CONFLICT DO NOTHING RETURNING member_number)
      UPDATE shifts.member SET stale = true WHERE org_id = $1 AND number IN (
        SELECT member_number FROM ended UNION ALL SELECT member_number FROM never
        UNION ALL SELECT member_number FROM begun))",
             call.organisation(), today);
}

void release_regular(sdk::Call& call, const std::string& number) {
  call.queue("UPDATE shifts.template_seat SET holder = NULL WHERE org_id = $1 AND holder = $2",
             call.organisation(), number);
  call.queue(R"(
      UPDATE shifts.booking b SET freed = 1, freed_at = $3, freed_by = $4
        FROM shifts.occurrence o
       WHERE b.org_id = $1 AND b.member_number = $2 AND b.fixed AND b.freed IS NULL AND o.org_id = $1
         AND o.template_id = b.template_id AND o.day = b.day AND o.starts_at > $3)",
             call.organisation(), number, call.now(), call.principal());
}

void lock_members(sdk::Call& call, const std::vector<std::string>& numbers) {
  const std::string lock =
      "SELECT 1 FROM shifts.member WHERE org_id = $1 AND number = ANY(ARRAY("
      "SELECT unnest(shifts.households_of($1, $2::text[])))) ";
  const std::string in_order = "ORDER BY number FOR NO KEY UPDATE";
  call.queue(lock + in_order, call.organisation(), numbers);
  // Who waited may find more in the household than before.
  call.queue(lock + "AND EXISTS (SELECT 1 FROM shifts.belonging b WHERE b.org_id = $1) " + in_order,
             call.organisation(), numbers);
}

}  // namespace halle::shifts::store
