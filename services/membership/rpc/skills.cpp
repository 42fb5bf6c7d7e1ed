#include <algorithm>
#include <set>

#include "core/base/text.hpp"
#include "services/membership/domain/period.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues.hpp"
#include "services/membership/store/standing.hpp"

namespace halle::membership {
namespace {
Error unknown_skill(const std::string& id) {
  Error error = bad_field("skill", "membership.skill_unknown", id);
  error.code = Code::not_found;
  return error;
}

/// Joins to the transaction that nobody else changes skills until its end.
void lock_skills(sdk::Call& call) {
  call.queue("SELECT pg_advisory_xact_lock(hashtextextended('membership.skill ' || $1::text, 0))",
             call.organisation());
}

Result<Day> today_of(sdk::Call& call) {
  return store::today(call);
}

std::vector<std::string> elements(const std::string& array) {
  return array.empty() ? std::vector<std::string>{} : split(array, ',');
}

Result<v1::ListSkillsReply> skills(sdk::Call& call, Day today) {
  HALLE_TRY(rows, call.query(R"(
      SELECT s.id, s.name, s.months, array_to_string(s.needs, ','), (
               SELECT count(DISTINCT h.member_id) FROM membership.held_skill h
                 JOIN membership.member m ON m.org_id = $1 AND m.id = h.member_id AND m.standing <> 3
                WHERE h.org_id = $1 AND h.skill_id = s.id AND h.from_day <= $2
                  AND (h.until_day IS NULL OR h.until_day >= $2))
        FROM membership.skill s WHERE s.org_id = $1 ORDER BY s.name COLLATE "fr-x-icu", s.id)",
                             call.organisation(), day_text(today)));
  v1::ListSkillsReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto& skill = *reply.add_skills();
    skill.set_id(rows[r].text(0));
    skill.set_name(rows[r].text(1));
    skill.set_months(static_cast<int>(rows[r].number(2)));
    for (const auto& need : elements(rows[r].text(3))) skill.add_needs(need);
    skill.set_holders(static_cast<int>(rows[r].number(4)));
  }
  return reply;
}

/// Whether `wanted` would need itself, by what it and the others need.
bool is_circle(const v1::Skill& wanted, const v1::ListSkillsReply& all) {
  std::set<std::string> seen;
  std::vector<std::string> open(wanted.needs().begin(), wanted.needs().end());
  while (!open.empty()) {
    const std::string id = open.back();
    open.pop_back();
    if (id == wanted.id()) return true;
    if (!seen.insert(id).second) continue;
    for (const auto& other : all.skills())
      if (other.id() == id) open.insert(open.end(), other.needs().begin(), other.needs().end());
  }
  return false;
}

Status check(const v1::Skill& wanted, const v1::ListSkillsReply& all) {
  if (!is_utf8(wanted.name()) || trim(wanted.name()).empty() || !is_plain_prose(wanted.name(), 60))
    return bad_field("name", "membership.bad_skill", wanted.name());
  if (wanted.months() < 0 || wanted.months() > 120)
    return bad_field("months", "membership.bad_months", std::to_string(wanted.months()));
  const auto known = [&](const std::string& id) {
    return std::any_of(all.skills().begin(), all.skills().end(),
                       [&](const v1::Skill& one) { return one.id() == id; });
  };
  if (!wanted.id().empty() && !known(wanted.id())) return unknown_skill(wanted.id());
  for (const auto& need : wanted.needs())
    if (!known(need)) return unknown_skill(need);
  if (!wanted.id().empty() && is_circle(wanted, all))
    return bad_field("needs", "membership.skill_circle", wanted.name());
  for (const auto& other : all.skills()) {
    if (fold(other.name()) != fold(wanted.name()) || other.id() == wanted.id()) continue;
    Error taken = bad_field("name", "membership.skill_taken", wanted.name());
    taken.code = Code::already_exists;
    return taken;
  }
  return Done{};
}

Result<v1::ListHeldSkillsReply> held(sdk::Call& call, const std::string& number, Day today) {
  HALLE_TRY(rows, call.query(R"(
      SELECT s.id, s.name, h.from_day, h.until_day, h.vouched_by,
             h.from_day <= $3 AND (h.until_day IS NULL OR h.until_day >= $3)
        FROM membership.member m
        LEFT JOIN membership.held_skill h ON h.org_id = $1 AND h.member_id = m.id
         AND (h.until_day IS NULL OR h.until_day >= h.from_day)
        LEFT JOIN membership.skill s ON s.org_id = $1 AND s.id = h.skill_id
       WHERE m.org_id = $1 AND m.number = $2 ORDER BY h.from_day DESC, s.name COLLATE "fr-x-icu", h.id DESC)",
                             call.organisation(), number, day_text(today)));
  if (rows.empty()) return store::unknown_member(number);
  v1::ListHeldSkillsReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (rows[r].is_null(0)) continue;
    auto& one = *reply.add_held();
    one.set_skill(rows[r].text(0));
    one.set_name(rows[r].text(1));
    one.set_from(rows[r].text(2));
    one.set_until(rows[r].text(3));
    one.set_vouched_by(rows[r].text(4));
    one.set_now(rows[r].truth(5));
  }
  return reply;
}

/// What is held of it today ends the day before; what would begin today is as if it had not been.
/// Says whether there was anything.
Result<bool> end_held(sdk::Call& call, const std::string& number, const Uuid& skill, Day today) {
  HALLE_TRY(ended, call.query(R"(
      UPDATE membership.held_skill h SET until_day = $4::date - 1 FROM membership.member m
       WHERE m.org_id = $1 AND m.number = $2 AND h.org_id = $1 AND h.member_id = m.id
         AND h.skill_id = $3 AND (h.until_day IS NULL OR h.until_day >= $4) RETURNING 1)",
                              call.organisation(), number, skill, day_text(today)));
  return !ended.empty();
}

Status tell(sdk::Call& call, const std::string& number) {
  HALLE_TRY(rows, call.query("SELECT id FROM membership.member WHERE org_id = $1 AND number = $2",
                             call.organisation(), number));
  v1::SkillsChanged event;
  event.set_member(rows[0].text(0));
  event.set_number(number);
  call.emit(event, event.member());
  return Done{};
}
}  // namespace

Result<v1::ListSkillsReply> Skills::list(sdk::Call& call,
                                         const v1::ListSkillsRequest& /*request*/) {
  HALLE_TRY(today, today_of(call));
  return skills(call, today);
}

Result<v1::ListSkillsReply> Skills::set(sdk::Call& call, const v1::SetSkillRequest& request) {
  const auto& wanted = request.skill();
  HALLE_TRY(today, today_of(call));
  lock_skills(call);
  HALLE_TRY(all, skills(call, today));
  HALLE_CHECK(check(wanted, all));
  const std::string id = wanted.id().empty()
                             ? make_uuid_v7(call.now().time_since_epoch().count() / 1000).text()
                             : wanted.id();
  const std::set<std::string> needs(wanted.needs().begin(), wanted.needs().end());
  call.queue(
      "INSERT INTO membership.skill (org_id, id, name, months, needs) VALUES ($1, $2, $3, $4, "
      "$5::uuid[]) ON CONFLICT (org_id, id) DO UPDATE SET name = excluded.name, months = "
      "excluded.months, needs = excluded.needs",
      call.organisation(), id, trim(wanted.name()), wanted.months(),
      std::vector<std::string>(needs.begin(), needs.end()));
  v1::SkillSet event;
  event.set_skill(id);
  call.emit(event, event.skill());
  return skills(call, today);
}

Result<v1::ListHeldSkillsReply> Skills::grant(sdk::Call& call,
                                              const v1::GrantSkillRequest& request) {
  const auto id = Uuid::parse(request.skill());
  if (!id) return unknown_skill(request.skill());
  if (!call.subject().empty() && call.subject() == request.number())
    return Error{Code::failed_precondition, "membership.not_for_oneself"};
  HALLE_TRY(today, today_of(call));
  store::lock_members(call, {request.number()});
  HALLE_TRY(hers, held(call, request.number(), today));
  HALLE_TRY(all, skills(call, today));
  const auto skill = std::find_if(all.skills().begin(), all.skills().end(),
                                  [&](const v1::Skill& one) { return one.id() == id->text(); });
  if (skill == all.skills().end()) return unknown_skill(request.skill());
  Error lacks{Code::failed_precondition, "membership.skill_needs"};
  for (const auto& need : skill->needs()) {
    const auto holds = [&](const v1::HeldSkill& one) { return one.now() && one.skill() == need; };
    if (std::any_of(hers.held().begin(), hers.held().end(), holds)) continue;
    for (const auto& one : all.skills())
      if (one.id() == need) lacks.fields.push_back({"skill", lacks.reason, one.name()});
  }
  if (!lacks.fields.empty()) return lacks;
  HALLE_CHECK(end_held(call, request.number(), *id, today));
  call.queue(R"(
      INSERT INTO membership.held_skill (org_id, id, member_id, skill_id, from_day, until_day, vouched_by,
          recorded_at, recorded_by)
      SELECT $1, $2, m.id, $4, $5, CASE WHEN $6 > 0
               THEN ($5::date + make_interval(months => $6))::date - 1 END, $7, $8, $9
        FROM membership.member m WHERE m.org_id = $1 AND m.number = $3)",
             call.organisation(), make_uuid_v7(call.now().time_since_epoch().count() / 1000),
             request.number(), *id, day_text(today), skill->months(), call.subject(), call.now(),
             call.principal());
  HALLE_CHECK(tell(call, request.number()));
  return held(call, request.number(), today);
}

Result<v1::ListHeldSkillsReply> Skills::revoke(sdk::Call& call,
                                               const v1::RevokeSkillRequest& request) {
  const auto id = Uuid::parse(request.skill());
  if (!id) return unknown_skill(request.skill());
  HALLE_TRY(today, today_of(call));
  store::lock_members(call, {request.number()});
  HALLE_TRY(before, held(call, request.number(), today));
  HALLE_TRY(ended, end_held(call, request.number(), *id, today));
  if (!ended) return before;
  HALLE_CHECK(tell(call, request.number()));
  return held(call, request.number(), today);
}

Result<v1::ListHeldSkillsReply> Skills::list_held(sdk::Call& call,
                                                  const v1::ListHeldSkillsRequest& request) {
  if (!call.allowed("membership.member.read") && call.subject() != request.number())
    return store::unknown_member(request.number());
  HALLE_TRY(today, today_of(call));
  return held(call, request.number(), today);
}

}  // namespace halle::membership
