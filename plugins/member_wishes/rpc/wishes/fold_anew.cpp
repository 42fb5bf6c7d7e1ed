#include "plugins/member_wishes/rpc/services.hpp"
#include "plugins/member_wishes/store/wishes.hpp"

namespace halle::member_wishes {

Result<v1::FoldAnewReply> Wishes::fold_anew(sdk::Call& call,
                                            const v1::FoldAnewRequest& /*request*/) {
  HALLE_TRY(looked_at, store::fold_anew(call));
  if (looked_at == 0) call.rollback();
  return v1::FoldAnewReply{};
}

}  // namespace halle::member_wishes
