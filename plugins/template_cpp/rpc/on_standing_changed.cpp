#include "rpc/member.hpp"
#include "rpc/services.hpp"
#include "store/crates.hpp"

namespace template_cpp {
halle::Result<v1::FollowedReply> Followed::on_standing_changed(
    halle::sdk::Call& call, const halle::membership::v1::StandingChanged& event) {
  if (event.standing() != halle::membership::v1::STANDING_LEFT) return v1::FollowedReply{};
  // The event may be old, and the member back since.
  HALLE_TRY(here, is_here(call, event.number()));
  if (!here) HALLE_CHECK(store::set_crates(call, event.number(), 0));
  return v1::FollowedReply{};
}

}  // namespace template_cpp
