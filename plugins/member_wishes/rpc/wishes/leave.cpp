#include "plugins/member_wishes/rpc/member.hpp"
#include "plugins/member_wishes/rpc/services.hpp"
#include "plugins/member_wishes/store/wanting.hpp"
#include "plugins/member_wishes/store/wishes.hpp"

namespace halle::member_wishes {

Result<v1::LeaveReply> Wishes::leave(sdk::Call& call, const v1::LeaveRequest& request) {
  if (!Uuid::parse(request.wish())) return store::unknown_wish(request.wish());
  HALLE_TRY(member, whose(call, request.member()));
  HALLE_CHECK(store::leave(call, {request.wish()}, member));
  v1::LeaveReply reply;
  const auto left = store::wish(call, request.wish());
  if (left)
    *reply.mutable_wish() = left.value();
  else if (left.error().code != Code::not_found)
    return left.error();
  return reply;
}

}  // namespace halle::member_wishes
