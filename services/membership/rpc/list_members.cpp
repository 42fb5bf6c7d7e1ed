#include "services/membership/rpc/members.hpp"
#include "services/membership/store/member_rows.hpp"

namespace halle::membership {

Result<v1::ListMembersReply> Members::list(sdk::Call& call,
                                           const v1::ListMembersRequest& /*request*/) {
  HALLE_TRY(members, store::members(call, {}));
  v1::ListMembersReply reply;
  for (auto& member : members) *reply.add_members() = std::move(member);
  return reply;
}

}  // namespace halle::membership
