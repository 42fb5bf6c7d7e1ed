#include "core/sdk/cards.hpp"
#include "services/hub/rpc/modules/modules.hpp"
#include "services/hub/rpc/services.hpp"

namespace halle::hub {

Result<kernel::v1::ListCardsReply> Cards::list(sdk::Call& call,
                                               const kernel::v1::ListCardsRequest& request) {
  kernel::v1::ListCardsReply reply;
  if (!sdk::holds(request, "hub.module.manage")) return reply;
  HALLE_TRY(described, all_modules(call));
  int overdue = 0;
  for (const auto& module : described.modules()) overdue += module.overdue_size();
  if (overdue == 0) return reply;
  auto& card =
      sdk::add_card(reply, "hub.card_jobs_overdue", "/modules", sdk::Importance::to_be_done);
  sdk::add_value(card, "n").set_number(overdue);
  return reply;
}

}  // namespace halle::hub
