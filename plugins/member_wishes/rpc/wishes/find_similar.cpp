#include "plugins/member_wishes/domain/name.hpp"
#include "plugins/member_wishes/rpc/services.hpp"
#include "plugins/member_wishes/store/wishes.hpp"

namespace halle::member_wishes {

Result<v1::ListWishesReply> Wishes::find_similar(sdk::Call& call,
                                                 const v1::FindSimilarRequest& request) {
  const auto words = words_of(request.name());
  if (words.empty()) return v1::ListWishesReply{};
  return store::similar(call, words);
}

}  // namespace halle::member_wishes
