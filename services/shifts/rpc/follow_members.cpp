#include "core/sdk/personal.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/hours/histories.hpp"
#include "services/shifts/store/hours/ledger.hpp"
#include "services/shifts/store/members/members.hpp"
#include "services/shifts/store/members/skills.hpp"

namespace halle::shifts {
namespace {
/// What membership says now: the event may be old.
Result<v1::FollowedReply> follow(sdk::Call& call, const std::string& number) {
  const auto done = store::follow(call, number);
  if (!done && done.error().code != Code::not_found) return done.error();
  return v1::FollowedReply{};
}
}  // namespace

Result<v1::FollowedReply> Followed::on_member_joined(sdk::Call& call,
                                                     const membership::v1::MemberJoined& event) {
  return follow(call, event.number());
}

Result<v1::FollowedReply> Followed::on_standing_changed(
    sdk::Call& call, const membership::v1::StandingChanged& event) {
  return follow(call, event.number());
}

Result<v1::FollowedReply> Followed::on_household_changed(
    sdk::Call& call, const membership::v1::HouseholdChanged& event) {
  const std::string zone = call.zone();
  HALLE_TRY(reply, follow(call, event.number()));
  store::lock_members(call, {event.number()});
  HALLE_CHECK(store::settle(call, {event.number()}, zone));
  return reply;
}

Result<v1::FollowedReply> Followed::on_skills_changed(sdk::Call& call,
                                                      const membership::v1::SkillsChanged& event) {
  return follow(call, event.number());
}

Result<v1::FollowedReply> Followed::on_skill_set(sdk::Call& call,
                                                 const membership::v1::SkillSet& event) {
  HALLE_TRY(skills, store::ask_skills(call, {event.skill()}));
  store::write_skills(call, skills);
  return v1::FollowedReply{};
}

Result<v1::FollowedReply> Followed::on_subject_forgotten(
    sdk::Call& call, const kernel::v1::SubjectForgotten& event) {
  store::lock_members(call, {event.subject()});
  sdk::forget_personal(call, "shifts", event.subject());
  return v1::FollowedReply{};
}

Result<v1::FollowedReply> Followed::on_duty_state_changed(sdk::Call& call,
                                                          const v1::DutyStateChanged& event) {
  HALLE_TRY(duty, store::duty_of(call, event.number()));
  call.rollback();
  if (!duty) return v1::FollowedReply{};
  membership::v1::SetLateRequest request;
  request.set_number(event.number());
  // As it is now: the event may be old.
  request.set_late(*duty == v1::DUTY_STATE_LATE || *duty == v1::DUTY_STATE_UNSUBSCRIBED);
  const auto told = membership::v1::MembersClient(call).set_late(request);
  if (!told && told.error().code != Code::not_found) return told.error();
  if (*duty == v1::DUTY_STATE_UNSUBSCRIBED) store::release_regular(call, event.number());
  return v1::FollowedReply{};
}

}  // namespace halle::shifts
