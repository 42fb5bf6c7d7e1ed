#include "plugins/member_wishes/rpc/services.hpp"
#include "plugins/member_wishes/store/wanting.hpp"
#include "plugins/member_wishes/store/wishes.hpp"

namespace halle::member_wishes {

Result<v1::ListWantingReply> Answers::list_wanting(sdk::Call& call,
                                                   const v1::ListWantingRequest& request) {
  if (!Uuid::parse(request.wish())) return store::unknown_wish(request.wish());
  HALLE_TRY(members, store::wanted_by(call, request.wish()));
  v1::ListWantingReply reply;
  for (const auto& member : members) reply.add_members(member);
  return reply;
}

}  // namespace halle::member_wishes
