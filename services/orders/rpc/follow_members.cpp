#include "services/orders/rpc/services.hpp"
#include "services/orders/store/members.hpp"

namespace halle::orders {

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
  return v1::FollowedReply{};
}

}  // namespace halle::orders
