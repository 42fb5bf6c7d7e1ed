#include "plugins/member_wishes/rpc/member.hpp"
#include "plugins/member_wishes/rpc/services.hpp"
#include "plugins/member_wishes/store/wanting.hpp"

namespace halle::member_wishes {

Result<v1::FollowedReply> Followed::on_standing_changed(
    sdk::Call& call, const membership::v1::StandingChanged& event) {
  if (event.standing() != membership::v1::STANDING_LEFT) return v1::FollowedReply{};
  // The event may be old, and the member back since.
  HALLE_TRY(here, is_here(call, event.number()));
  if (here) return v1::FollowedReply{};
  HALLE_CHECK(store::leave_all(call, event.number()));
  return v1::FollowedReply{};
}

}  // namespace halle::member_wishes
