#include "rpc/services.hpp"

namespace template_cpp {
namespace {
constexpr const char* select_crates = R"(
  SELECT crates FROM template_cpp.crate WHERE org_id = $1 AND member_number = $2)";
}  // namespace

halle::Result<halle::kernel::v1::ListCardsReply> Cards::list(
    halle::sdk::Call& call, const halle::kernel::v1::ListCardsRequest& request) {
  halle::kernel::v1::ListCardsReply reply;
  if (request.subject().empty()) return reply;
  HALLE_TRY(rows, call.query(select_crates, call.organisation(), request.subject()));
  if (rows.empty()) return reply;
  auto* card = reply.add_cards();
  card->set_words("template_cpp.card");
  card->set_path("/template-cpp");
  card->set_importance(1);
  auto* value = card->add_values();
  value->set_name("crates");
  value->set_number(rows[0].number(0));
  return reply;
}

}  // namespace template_cpp
