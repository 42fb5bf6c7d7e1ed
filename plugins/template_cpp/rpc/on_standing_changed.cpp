#include "rpc/member.hpp"
#include "rpc/services.hpp"

namespace template_cpp {
namespace {
constexpr const char* forget = R"(
  DELETE FROM template_cpp.crate WHERE org_id = $1 AND member_number = $2)";
}  // namespace

halle::Result<v1::FollowedReply> Followed::on_standing_changed(
    halle::sdk::Call& call, const halle::membership::v1::StandingChanged& event) {
  if (event.standing() != halle::membership::v1::STANDING_LEFT) return v1::FollowedReply{};
  // The event may be old, and she back since.
  HALLE_TRY(here, is_here(call, event.number()));
  if (!here) call.queue(forget, call.organisation(), event.number());
  return v1::FollowedReply{};
}

}  // namespace template_cpp
