#include "services/shifts/store/hours/histories.hpp"

#include <algorithm>

#include "core/sdk/time.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "services/shifts/store/members/members.hpp"
#include "services/shifts/store/members/skills.hpp"
#include "services/shifts/store/names.hpp"

namespace halle::shifts::store {
namespace {
/// What membership knows of a member.
struct History {
  struct Period {
    std::string since;  // instant
    membership::v1::Standing standing = membership::v1::STANDING_UNSPECIFIED;
  };
  // Days both included; `until` is empty if there is no end.
  struct Held {
    std::string skill, from, until;
  };
  struct Belongs {
    std::string main, from, until;
  };

  std::string number;
  std::string member_id;
  std::string joined_on;  // may be empty
  std::vector<Period> standings;
  std::vector<v1::Skill> skills;
  std::vector<Held> held;
  std::vector<Belongs> belongings;
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
  for (const auto& period : standings.periods())
    out.standings.push_back({format_instant(sdk::instant_of(period.since())), period.standing()});
  membership::v1::ListHeldSkillsRequest skills;
  skills.set_number(number);
  HALLE_TRY(held, membership::v1::SkillsClient(call).list_held(skills));
  for (const auto& one : held.held()) {
    auto& skill = out.skills.emplace_back();
    skill.set_id(one.skill());
    skill.set_name(one.name());
    out.held.push_back({one.skill(), one.from(), one.until()});
  }
  membership::v1::GetHouseholdRequest household;
  household.set_number(number);
  HALLE_TRY(persons, members.get_household(household));
  for (const auto& one : persons.belongings())
    out.belongings.push_back({one.main(), one.from(), one.until()});
  return out;
}

/// Of these members, and of those in whose membership they were.
Result<std::vector<History>> histories_of(sdk::Call& call, std::vector<std::string> numbers) {
  std::vector<History> all;
  for (std::size_t n = 0; n < numbers.size(); ++n) {
    HALLE_TRY(history, history_of(call, numbers[n]));
    for (const auto& one : history.belongings)
      if (std::find(numbers.begin(), numbers.end(), one.main) == numbers.end())
        numbers.push_back(one.main);
    all.push_back(std::move(history));
  }
  return all;
}

/// Queues: these are the standings of the member. A day has the standing it ended with. The member
/// was active from the day of joining until anything else is known.
void write_standings(sdk::Call& call, const History& history) {
  call.queue("DELETE FROM shifts.standing WHERE org_id = $1 AND member_number = $2",
             call.organisation(), history.number);
  static const std::string insert_standings = names.in(R"(
      WITH given AS (
        SELECT g.since, (g.since AT TIME ZONE $5)::date AS day, g.standing
          FROM unnest($3::timestamptz[], $4::smallint[]) AS g (since, standing)),
      daily AS (
        SELECT DISTINCT ON (day) day, standing FROM given ORDER BY day, since DESC)
      INSERT INTO shifts.standing (org_id, member_number, since, standing)
      SELECT $1::uuid, $2::text, day, standing FROM daily
      UNION ALL
      SELECT $1::uuid, $2::text, nullif($6, '')::date, {active}
       WHERE nullif($6, '')::date < (SELECT min(day) FROM daily))");
  call.queue(insert_standings, call.organisation(), history.number,
             sdk::unnest(history.standings, &History::Period::since, &History::Period::standing),
             history.zone, history.joined_on);
}

/// Queues: these are the skills of the member.
void write_held(sdk::Call& call, const History& history) {
  write_skills(call, history.skills);
  call.queue("DELETE FROM shifts.member_skill WHERE org_id = $1 AND member_number = $2",
             call.organisation(), history.number);
  call.queue(R"(
      INSERT INTO shifts.member_skill (org_id, member_number, skill_id, from_day, until_day)
      SELECT $1, $2, g.skill, g.since, nullif(g.until, '')::date
        FROM unnest($3::uuid[], $4::date[], $5::text[]) AS g (skill, since, until)
      ON CONFLICT DO NOTHING)",
             call.organisation(), history.number,
             sdk::unnest(history.held, &History::Held::skill, &History::Held::from,
                         &History::Held::until));
}

/// Queues: in whose memberships the member was. The hours of all others whom it concerns, before
/// and after, are to be counted anew.
void write_belongings(sdk::Call& call, const History& history) {
  const auto recount_others = [&] {
    call.queue(
        "UPDATE shifts.member SET stale = true WHERE org_id = $1 AND number <> $2 AND number = "
        "ANY(ARRAY(SELECT unnest(shifts.households_of($1, ARRAY[$2::text]))))",
        call.organisation(), history.number);
  };
  recount_others();
  call.queue("DELETE FROM shifts.belonging WHERE org_id = $1 AND member_number = $2",
             call.organisation(), history.number);
  if (history.belongings.empty()) return;
  call.queue(R"(
      INSERT INTO shifts.belonging (org_id, member_number, main_number, from_day, until_day)
      SELECT $1, $2, g.main, g.since, nullif(g.until, '')::date
        FROM unnest($3::text[], $4::date[], $5::text[]) AS g (main, since, until))",
             call.organisation(), history.number,
             sdk::unnest(history.belongings, &History::Belongs::main, &History::Belongs::from,
                         &History::Belongs::until));
  recount_others();
}

/// Writes the members who are not known yet; what an event has told meanwhile of the others stays.
Status add_members(sdk::Call& call, const std::vector<History>& histories) {
  std::vector<const History*> added;
  for (const auto& history : histories) {
    HALLE_TRY(number,
              call.find<std::string>(
                  "INSERT INTO shifts.member (org_id, number, member_id) VALUES ($1, $2, $3) "
                  "ON CONFLICT DO NOTHING RETURNING number",
                  call.organisation(), history.number, history.member_id));
    if (number) added.push_back(&history);
  }
  for (const auto* history : added) {
    write_standings(call, *history);
    write_held(call, *history);
    write_belongings(call, *history);
  }
  return Done{};
}
}  // namespace

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
  static const std::string clear_gone = names.in(R"(
      WITH
      -- A row if the member has left.
      gone AS (
        SELECT 1 FROM shifts.standing s WHERE s.org_id = $1 AND s.member_number = $2
         AND s.standing = {left} AND s.since = (
           SELECT max(since) FROM shifts.standing x WHERE x.org_id = $1 AND x.member_number = $2)),
      hidden AS (
        DELETE FROM shifts.calendar c
         WHERE c.org_id = $1 AND c.member_number = $2 AND EXISTS (SELECT 1 FROM gone)),
      unfixed AS (
        UPDATE shifts.template_seat t SET holder = NULL
         WHERE t.org_id = $1 AND t.holder = $2 AND EXISTS (SELECT 1 FROM gone))
      UPDATE shifts.booking b SET freed = {freed_left}, freed_at = $3, freed_by = $4
        FROM shifts.occurrence o
       WHERE b.org_id = $1 AND b.member_number = $2 AND b.freed IS NULL AND o.org_id = $1
         AND o.template_id = b.template_id AND o.day = b.day AND o.starts_at > $3
         AND EXISTS (SELECT 1 FROM gone))");
  return call.execute(clear_gone, call.organisation(), number, call.now(), call.principal());
}

Status know(sdk::Call& call, const std::vector<std::string>& numbers,
            const std::vector<std::string>& skills) {
  HALLE_TRY(missing, call.query<std::string>(
                         "SELECT n FROM unnest($2::text[]) n WHERE NOT EXISTS (SELECT 1 FROM "
                         "shifts.member m WHERE m.org_id = $1 AND m.number = n) ORDER BY n",
                         call.organisation(), numbers));
  HALLE_TRY(missing_skills, unknown_skills(call, skills));
  call.rollback();
  HALLE_TRY(asked, ask_skills(call, missing_skills));
  HALLE_TRY(histories, histories_of(call, missing));
  write_skills(call, asked);
  return add_members(call, histories);
}

}  // namespace halle::shifts::store
