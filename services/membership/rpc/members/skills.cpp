#include <algorithm>
#include <set>

#include "core/base/text/text.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues/dues.hpp"
#include "services/membership/store/members/member_rows.hpp"
#include "services/membership/store/members/skills.hpp"

namespace halle::membership {
namespace {
Error unknown_skill(const std::string& id) {
  return not_found("skill", "membership.skill_unknown", id);
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

Status tell(sdk::Call& call, const std::string& number) {
  HALLE_TRY(member, store::member_state(call, number));
  if (!member) return store::unknown_member(number);
  v1::SkillsChanged event;
  event.set_member(member->id.text());
  event.set_number(number);
  call.emit(event, event.member());
  return Done{};
}
}  // namespace

Result<v1::ListSkillsReply> Skills::list(sdk::Call& call,
                                         const v1::ListSkillsRequest& /*request*/) {
  HALLE_TRY(today, store::today(call));
  return store::skills(call, today);
}

Result<v1::ListSkillsReply> Skills::set(sdk::Call& call, const v1::SetSkillRequest& request) {
  const auto& wanted = request.skill();
  HALLE_TRY(today, store::today(call));
  call.lock("membership.skill", call.organisation());
  HALLE_TRY(all, store::skills(call, today));
  HALLE_CHECK(check(wanted, all));
  const std::string id = wanted.id().empty() ? call.new_id().text() : wanted.id();
  const std::set<std::string> needs(wanted.needs().begin(), wanted.needs().end());
  store::set_skill(call, id, trim(wanted.name()), wanted.months(), {needs.begin(), needs.end()});
  v1::SkillSet event;
  event.set_skill(id);
  call.emit(event, event.skill());
  return store::skills(call, today);
}

Result<v1::ListHeldSkillsReply> Skills::grant(sdk::Call& call,
                                              const v1::GrantSkillRequest& request) {
  const auto id = Uuid::parse(request.skill());
  if (!id) return unknown_skill(request.skill());
  if (!call.subject().empty() && call.subject() == request.number())
    return Error{Code::failed_precondition, "membership.not_for_oneself"};
  HALLE_TRY(today, store::today(call));
  store::lock_members(call, {request.number()});
  HALLE_TRY(before, store::held_skills(call, request.number(), today));
  HALLE_TRY(all, store::skills(call, today));
  const auto skill = std::find_if(all.skills().begin(), all.skills().end(),
                                  [&](const v1::Skill& one) { return one.id() == id->text(); });
  if (skill == all.skills().end()) return unknown_skill(request.skill());
  Error lacks{Code::failed_precondition, "membership.skill_needs"};
  for (const auto& need : skill->needs()) {
    const auto holds = [&](const v1::HeldSkill& one) { return one.now() && one.skill() == need; };
    if (std::any_of(before.held().begin(), before.held().end(), holds)) continue;
    for (const auto& one : all.skills())
      if (one.id() == need) lacks.fields.push_back({"skill", lacks.reason, one.name()});
  }
  if (!lacks.fields.empty()) return lacks;
  HALLE_CHECK(store::end_held(call, request.number(), *id, today));
  store::hold_skill(call, request.number(), *id, today, skill->months());
  HALLE_CHECK(tell(call, request.number()));
  return store::held_skills(call, request.number(), today);
}

Result<v1::ListHeldSkillsReply> Skills::revoke(sdk::Call& call,
                                               const v1::RevokeSkillRequest& request) {
  const auto id = Uuid::parse(request.skill());
  if (!id) return unknown_skill(request.skill());
  HALLE_TRY(today, store::today(call));
  store::lock_members(call, {request.number()});
  HALLE_TRY(before, store::held_skills(call, request.number(), today));
  HALLE_TRY(ended, store::end_held(call, request.number(), *id, today));
  if (!ended) return before;
  HALLE_CHECK(tell(call, request.number()));
  return store::held_skills(call, request.number(), today);
}

Result<v1::ListHeldSkillsReply> Skills::list_held(sdk::Call& call,
                                                  const v1::ListHeldSkillsRequest& request) {
  if (!call.allowed("membership.member.read") && call.subject() != request.number())
    return store::unknown_member(request.number());
  HALLE_TRY(today, store::today(call));
  return store::held_skills(call, request.number(), today);
}

}  // namespace halle::membership
