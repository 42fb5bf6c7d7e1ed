#include "plugins/member_wishes/rpc/services.hpp"
#include "plugins/member_wishes/store/wishes.hpp"

namespace halle::member_wishes {

Result<v1::MarkSeenReply> Wishes::mark_seen(sdk::Call& call, const v1::MarkSeenRequest& request) {
  std::vector<std::string> ids;
  std::vector<std::int64_t> answers;
  for (const auto& seen : request.seen()) {
    if (!Uuid::parse(seen.wish())) return store::unknown_wish(seen.wish());
    ids.push_back(seen.wish());
    answers.push_back(seen.answers());
  }
  call.queue(R"(
      UPDATE member_wishes.wanting k SET seen = least(g.answers, w.answers)
        FROM unnest($3::uuid[], $4::int[]) AS g (id, answers)
        JOIN member_wishes.wish w ON w.org_id = $1 AND w.id = g.id
       WHERE k.org_id = $1 AND k.member_number = $2 AND k.wish_id = g.id
         AND k.seen < least(g.answers, w.answers))",
             call.organisation(), call.subject(), ids, answers);
  return v1::MarkSeenReply{};
}

}  // namespace halle::member_wishes
