#include "core/sdk/cards.hpp"
#include "rpc/services.hpp"
#include "store/crates.hpp"

namespace template_cpp {
halle::Result<halle::kernel::v1::ListCardsReply> Cards::list(
    halle::sdk::Call& call, const halle::kernel::v1::ListCardsRequest& request) {
  halle::kernel::v1::ListCardsReply reply;
  if (request.subject().empty()) return reply;
  HALLE_TRY(crates, store::crates_of(call, request.subject()));
  if (!crates) return reply;
  auto& card = halle::sdk::add_card(reply, "template_cpp.card", "/template-cpp",
                                    halle::sdk::Importance::worth_a_look);
  halle::sdk::add_value(card, "crates").set_number(*crates);
  return reply;
}

}  // namespace template_cpp
