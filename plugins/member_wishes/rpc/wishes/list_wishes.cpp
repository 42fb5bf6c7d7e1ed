#include "plugins/member_wishes/rpc/services.hpp"
#include "plugins/member_wishes/store/wishes.hpp"

namespace halle::member_wishes {

Result<v1::ListWishesReply> Wishes::list(sdk::Call& call, const v1::ListWishesRequest& request) {
  constexpr int usual = 50;
  constexpr int most = 100;
  if (request.limit() < 0 || request.limit() > most)
    return bad_field("limit", "member_wishes.bad_limit", std::to_string(request.limit()));
  return store::list(call, request.after(), request.limit() == 0 ? usual : request.limit());
}

}  // namespace halle::member_wishes
