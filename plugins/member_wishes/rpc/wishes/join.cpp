#include "plugins/member_wishes/rpc/member.hpp"
#include "plugins/member_wishes/rpc/services.hpp"
#include "plugins/member_wishes/store/wanting.hpp"
#include "plugins/member_wishes/store/wishes.hpp"

namespace halle::member_wishes {

Result<v1::Wish> Wishes::join(sdk::Call& call, const v1::JoinRequest& request) {
  HALLE_TRY(member, whose(call, request.member()));
  HALLE_TRY(found, store::join(call, request.wish(), member));
  if (!found) return store::unknown_wish(request.wish());
  return store::wish(call, request.wish());
}

}  // namespace halle::member_wishes
