#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/members.hpp"

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

}  // namespace halle::shifts
