#include "plugins/member_wishes/rpc/services.hpp"
#include "plugins/member_wishes/store/wishes.hpp"

namespace halle::member_wishes {

Result<v1::RemoveWishReply> Answers::remove(sdk::Call& call, const v1::RemoveWishRequest& request) {
  if (!Uuid::parse(request.wish())) return store::unknown_wish(request.wish());
  HALLE_TRY(removed, store::remove(call, request.wish()));
  if (!removed) return store::unknown_wish(request.wish());
  return v1::RemoveWishReply{};
}

}  // namespace halle::member_wishes
