#include "plugins/member_wishes/rpc/services.hpp"
#include "plugins/member_wishes/store/wishes.hpp"

namespace halle::member_wishes {

Result<v1::MarkSeenReply> Wishes::mark_seen(sdk::Call& call, const v1::MarkSeenRequest& request) {
  for (const auto& id : request.wishes())
    if (!Uuid::parse(id)) return store::unknown_wish(id);
  const std::vector<std::string> ids(request.wishes().begin(), request.wishes().end());
  call.queue(R"(
      UPDATE member_wishes.wanting k SET seen = w.answers FROM member_wishes.wish w
       WHERE k.org_id = $1 AND k.member_number = $2 AND k.wish_id = ANY($3::uuid[])
         AND w.org_id = $1 AND w.id = k.wish_id AND k.seen < w.answers)",
             call.organisation(), call.subject(), ids);
  return v1::MarkSeenReply{};
}

}  // namespace halle::member_wishes
