#include "services/membership/store/members/skills.hpp"

#include "services/membership/store/members/member_rows.hpp"
#include "services/membership/store/names.hpp"

namespace halle::membership::store {
namespace {
struct SkillRow {
  std::string id;
  std::string name;
  int months = 0;
  std::vector<std::string> needs;  // ids
  int holders = 0;
};
HALLE_ROW(SkillRow, id, name, months, needs, holders)

/// Of a member who holds nothing, one with everything empty; else only `until_day` may be.
struct HeldRow {
  std::optional<std::string> skill;
  std::optional<std::string> name;
  std::optional<std::string> from_day;
  std::optional<std::string> until_day;
  std::optional<std::string> vouched_by;
  std::optional<bool> today;
};
HALLE_ROW(HeldRow, skill, name, from_day, until_day, vouched_by, today)
}  // namespace

Result<v1::ListSkillsReply> skills(sdk::Call& call, Day today) {
  static const std::string select_skills = names.in(R"(
      SELECT s.id::text AS id, s.name, s.months, s.needs::text[] AS needs, (
               SELECT count(DISTINCT h.member_id) FROM membership.held_skill h
                 JOIN membership.member m
                   ON m.org_id = $1 AND m.id = h.member_id AND m.standing <> {left}
                WHERE h.org_id = $1 AND h.skill_id = s.id AND h.from_day <= $2
                  AND (h.until_day IS NULL OR h.until_day >= $2)) AS holders
        FROM membership.skill s WHERE s.org_id = $1 ORDER BY s.name COLLATE "fr-x-icu", s.id)");
  HALLE_TRY(rows, call.query<SkillRow>(select_skills, call.organisation(), today));
  v1::ListSkillsReply reply;
  for (const auto& row : rows) {
    auto& skill = *reply.add_skills();
    skill.set_id(row.id);
    skill.set_name(row.name);
    skill.set_months(row.months);
    for (const auto& need : row.needs) skill.add_needs(need);
    skill.set_holders(row.holders);
  }
  return reply;
}

void set_skill(sdk::Call& call, const std::string& id, const std::string& name, int months,
               const std::vector<std::string>& needs) {
  call.queue(
      "INSERT INTO membership.skill (org_id, id, name, months, needs) VALUES ($1, $2, $3, $4, "
      "$5::uuid[]) ON CONFLICT (org_id, id) DO UPDATE SET name = excluded.name, months = "
      "excluded.months, needs = excluded.needs",
      call.organisation(), id, name, months, needs);
}

Result<v1::ListHeldSkillsReply> held_skills(sdk::Call& call, const std::string& number, Day today) {
  HALLE_TRY(rows, call.query<HeldRow>(R"(
      SELECT s.id::text AS skill, s.name, h.from_day, h.until_day, h.vouched_by,
             h.from_day <= $3 AND (h.until_day IS NULL OR h.until_day >= $3) AS today
        FROM membership.member m
        LEFT JOIN membership.held_skill h ON h.org_id = $1 AND h.member_id = m.id
         AND (h.until_day IS NULL OR h.until_day >= h.from_day)
        LEFT JOIN membership.skill s ON s.org_id = $1 AND s.id = h.skill_id
       WHERE m.org_id = $1 AND m.number = $2
       ORDER BY h.from_day DESC, s.name COLLATE "fr-x-icu", h.id DESC)",
                                      call.organisation(), number, today));
  if (rows.empty()) return unknown_member(number);
  v1::ListHeldSkillsReply reply;
  for (const auto& row : rows) {
    if (!row.skill) continue;
    auto& one = *reply.add_held();
    one.set_skill(*row.skill);
    one.set_name(*row.name);
    one.set_from(*row.from_day);
    if (row.until_day) one.set_until(*row.until_day);
    one.set_vouched_by(*row.vouched_by);
    one.set_now(*row.today);
  }
  return reply;
}

Result<bool> end_held(sdk::Call& call, const std::string& number, const Uuid& skill, Day today) {
  HALLE_TRY(ended, call.query<int>(R"(
      UPDATE membership.held_skill h SET until_day = $4::date - 1 FROM membership.member m
       WHERE m.org_id = $1 AND m.number = $2 AND h.org_id = $1 AND h.member_id = m.id
         AND h.skill_id = $3 AND (h.until_day IS NULL OR h.until_day >= $4) RETURNING 1)",
                                   call.organisation(), number, skill, today));
  return !ended.empty();
}

void hold_skill(sdk::Call& call, const std::string& number, const Uuid& skill, Day today,
                int months) {
  call.queue(R"(
      INSERT INTO membership.held_skill (org_id, id, member_id, skill_id, from_day, until_day, vouched_by,
          recorded_at, recorded_by)
      SELECT $1, $2, m.id, $4, $5, CASE WHEN $6 > 0
               THEN ($5::date + make_interval(months => $6))::date - 1 END, $7, $8, $9
        FROM membership.member m WHERE m.org_id = $1 AND m.number = $3)",
             call.organisation(), call.new_id(), number, skill, today, months, call.subject(),
             call.now(), call.principal());
}

}  // namespace halle::membership::store
