#include "plugins/member_wishes/rpc/services.hpp"
#include "plugins/member_wishes/store/wishes.hpp"

namespace halle::member_wishes {

Result<v1::ListWantingReply> Answers::list_wanting(sdk::Call& call,
                                                   const v1::ListWantingRequest& request) {
  if (!Uuid::parse(request.wish())) return store::unknown_wish(request.wish());
  HALLE_TRY(rows, call.query("SELECT member_number FROM member_wishes.wanting "
                             "WHERE org_id = $1 AND wish_id = $2 ORDER BY member_number",
                             call.organisation(), request.wish()));
  v1::ListWantingReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) reply.add_members(rows[r].text(0));
  return reply;
}

}  // namespace halle::member_wishes
