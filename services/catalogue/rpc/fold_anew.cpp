#include "services/catalogue/rpc/producers.hpp"
#include "services/catalogue/store/producer_rows.hpp"

namespace halle::catalogue {

Result<v1::FoldAnewReply> Producers::fold_anew(sdk::Call& call,
                                               const v1::FoldAnewRequest& /*request*/) {
  store::lock_import(call);
  HALLE_TRY(looked_at, store::fold_anew(call));
  if (looked_at == 0) call.rollback();
  return v1::FoldAnewReply{};
}

}  // namespace halle::catalogue
