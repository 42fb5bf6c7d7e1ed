#include <algorithm>

#include "services/hub/rpc/modules.hpp"
#include "services/hub/rpc/services.hpp"

namespace halle::hub {

Result<kernel::v1::ListCardsReply> Cards::list(sdk::Call& call,
                                               const kernel::v1::ListCardsRequest& request) {
  kernel::v1::ListCardsReply reply;
  const auto& rights = request.permissions();
  if (std::find(rights.begin(), rights.end(), "hub.module.manage") == rights.end()) return reply;
  HALLE_TRY(described, all_modules(call));
  int overdue = 0;
  for (const auto& module : described.modules()) overdue += module.overdue_size();
  if (overdue == 0) return reply;
  constexpr int to_be_done = 2;
  auto& card = *reply.add_cards();
  card.set_words("hub.card_jobs_overdue");
  card.set_path("/modules");
  card.set_importance(to_be_done);
  auto& count = *card.add_values();
  count.set_name("n");
  count.set_number(overdue);
  return reply;
}

}  // namespace halle::hub
