#include "core/sdk/cards.hpp"
#include "plugins/premises/rpc/services.hpp"
#include "plugins/premises/store/bookings.hpp"

namespace halle::premises {

Result<kernel::v1::ListCardsReply> Cards::list(sdk::Call& call,
                                               const kernel::v1::ListCardsRequest& request) {
  kernel::v1::ListCardsReply reply;
  if (!sdk::holds(request, "premises.zone.manage")) return reply;
  HALLE_TRY(waiting, store::count_all_requests(call));
  if (waiting == 0) return reply;
  auto& card = sdk::add_card(reply, "premises.card_asked", "/locaux", sdk::Importance::to_be_done);
  sdk::add_value(card, "n").set_number(waiting);
  return reply;
}

}  // namespace halle::premises
