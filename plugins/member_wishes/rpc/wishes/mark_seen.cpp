#include "plugins/member_wishes/rpc/services.hpp"
#include "plugins/member_wishes/store/wanting.hpp"
#include "plugins/member_wishes/store/wishes.hpp"

namespace halle::member_wishes {

Result<v1::MarkSeenReply> Wishes::mark_seen(sdk::Call& call, const v1::MarkSeenRequest& request) {
  std::vector<store::Seen> all;
  for (const auto& seen : request.seen()) {
    if (!Uuid::parse(seen.wish())) return store::unknown_wish(seen.wish());
    all.push_back({seen.wish(), seen.answers()});
  }
  store::mark_seen(call, call.subject(), all);
  return v1::MarkSeenReply{};
}

}  // namespace halle::member_wishes
