#include "core/sdk/table.hpp"
#include "plugins/member_wishes/rpc/services.hpp"

namespace halle::member_wishes {

Result<membership::v1::PersonalReply> Personal::collect(
    sdk::Call& call, const membership::v1::PersonalRequest& request) {
  membership::v1::PersonalReply reply;
  HALLE_TRY(wishes, call.query(R"(
      SELECT w.name, w.about, w.since FROM member_wishes.wanting m
        JOIN member_wishes.wish w ON w.org_id = $1 AND w.id = m.wish_id
       WHERE m.org_id = $1 AND m.member_number = $2 ORDER BY w.since, w.name)",
                               call.organisation(), request.number()));
  sdk::add_table(reply, "Souhaits", {"souhait", "détails", "depuis"}, wishes);
  return reply;
}

}  // namespace halle::member_wishes
