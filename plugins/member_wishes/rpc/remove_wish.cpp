#include "core/sdk/file.hpp"
#include "plugins/member_wishes/rpc/services.hpp"
#include "plugins/member_wishes/store/wishes.hpp"

namespace halle::member_wishes {

Result<v1::RemoveWishReply> Answers::remove(sdk::Call& call, const v1::RemoveWishRequest& request) {
  if (!Uuid::parse(request.wish())) return store::unknown_wish(request.wish());
  HALLE_TRY(
      gone,
      call.query("DELETE FROM member_wishes.wish WHERE org_id = $1 AND id = $2 RETURNING photo",
                 call.organisation(), request.wish()));
  if (gone.empty()) return store::unknown_wish(request.wish());
  if (!gone[0].view(0).empty()) sdk::forget_file(call, gone[0].text(0));
  return v1::RemoveWishReply{};
}

}  // namespace halle::member_wishes
