#include "plugins/member_wishes/rpc/member.hpp"
#include "plugins/member_wishes/rpc/services.hpp"
#include "plugins/member_wishes/store/wishes.hpp"

namespace halle::member_wishes {

Result<v1::FollowedReply> Followed::on_standing_changed(
    sdk::Call& call, const membership::v1::StandingChanged& event) {
  if (event.standing() != membership::v1::STANDING_LEFT) return v1::FollowedReply{};
  // The event may be old, and she back since.
  HALLE_TRY(here, is_here(call, event.number()));
  if (here) return v1::FollowedReply{};
  HALLE_TRY(hers, call.query("SELECT wish_id FROM member_wishes.wanting "
                             "WHERE org_id = $1 AND member_number = $2",
                             call.organisation(), event.number()));
  std::vector<std::string> ids;
  for (std::size_t r = 0; r < hers.size(); ++r) ids.push_back(hers[r].text(0));
  if (!ids.empty()) HALLE_CHECK(store::leave(call, ids, event.number()));
  return v1::FollowedReply{};
}

}  // namespace halle::member_wishes
