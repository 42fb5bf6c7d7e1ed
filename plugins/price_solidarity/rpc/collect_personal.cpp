#include "core/sdk/table.hpp"
#include "plugins/price_solidarity/rpc/services.hpp"

namespace halle::price_solidarity {

Result<membership::v1::PersonalReply> Personal::collect(
    sdk::Call& call, const membership::v1::PersonalRequest& request) {
  membership::v1::PersonalReply reply;
  HALLE_TRY(choices, call.query(R"(
      SELECT (ARRAY['plus', 'solidaire'])[bracket] FROM price_solidarity.choice
       WHERE org_id = $1 AND member_number = $2)",
                                call.organisation(), request.number()));
  sdk::add_table(reply, "Prix solidaire", {"choix"}, choices);
  return reply;
}

}  // namespace halle::price_solidarity
