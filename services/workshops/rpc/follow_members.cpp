#include "core/sdk/personal.hpp"
#include "services/workshops/rpc/registrations/held_session.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/store/calendars.hpp"
#include "services/workshops/store/people/members.hpp"

namespace halle::workshops {
namespace {
/// Gives back all places to come of a member who has left.
Status release(sdk::Call& call, const std::string& number) {
  HALLE_TRY(sessions, store::sessions_of(call, number));
  for (const auto& session : sessions) {
    HALLE_TRY(held, hold(call, session));
    HALLE_TRY(row, store::registration_of(call, session, number));
    if (row) HALLE_CHECK(end_registration(call, held, *row, store::Ended::left));
  }
  return store::close_calendar(call, number);
}
}  // namespace

Result<v1::FollowedReply> Followed::on_member_joined(sdk::Call& call,
                                                     const membership::v1::MemberJoined& event) {
  // A member fetched meanwhile may have a later standing, which is kept.
  HALLE_CHECK(
      store::add_member(call, event.number(), event.member(), membership::v1::STANDING_ACTIVE));
  return v1::FollowedReply{};
}

Result<v1::FollowedReply> Followed::on_standing_changed(
    sdk::Call& call, const membership::v1::StandingChanged& event) {
  HALLE_CHECK(store::keep_member(call, event.number(), event.member(), event.standing()));
  if (event.standing() == membership::v1::STANDING_LEFT) HALLE_CHECK(release(call, event.number()));
  return v1::FollowedReply{};
}

Result<v1::FollowedReply> Followed::on_subject_forgotten(
    sdk::Call& call, const kernel::v1::SubjectForgotten& event) {
  sdk::forget_personal(call, "workshops", event.subject());
  return v1::FollowedReply{};
}

}  // namespace halle::workshops
