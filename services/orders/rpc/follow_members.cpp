#include "services/orders/rpc/services.hpp"
#include "services/orders/store/members.hpp"

namespace halle::orders {

Result<v1::FollowedReply> Followed::on_member_joined(sdk::Call& call,
                                                     const membership::v1::MemberJoined& event) {
  // A member asked for meanwhile may be known with a later standing: that one stays.
  HALLE_CHECK(call.query(
      "INSERT INTO orders.member (org_id, number, member_id, standing) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (org_id, number) DO NOTHING",
      call.organisation(), event.number(), event.member(),
      static_cast<std::int64_t>(membership::v1::STANDING_ACTIVE)));
  return v1::FollowedReply{};
}

Result<v1::FollowedReply> Followed::on_standing_changed(
    sdk::Call& call, const membership::v1::StandingChanged& event) {
  store::keep_member(call, event.number(), event.member(), event.standing());
  HALLE_CHECK(call.query("SELECT 1"));
  return v1::FollowedReply{};
}

}  // namespace halle::orders
