#include "halle/membership/v1/membership.halle.hpp"
#include "plugins/price_solidarity/rpc/services.hpp"
#include "plugins/price_solidarity/store/choices.hpp"

namespace halle::price_solidarity {

Result<v1::FollowedReply> Followed::on_standing_changed(
    sdk::Call& call, const membership::v1::StandingChanged& event) {
  if (event.standing() != membership::v1::STANDING_LEFT) return v1::FollowedReply{};
  // The event may be old, and the member may have come back since.
  membership::v1::FindMemberRequest now;
  now.set_number(event.number());
  const auto member = membership::v1::MembersClient(call).find(now);
  if (!member && member.error().code != Code::not_found) return member.error();
  if (!member || member.value().standing() == membership::v1::STANDING_LEFT)
    store::set_choice(call, event.number(), v1::BRACKET_UNSPECIFIED);
  return v1::FollowedReply{};
}

}  // namespace halle::price_solidarity
