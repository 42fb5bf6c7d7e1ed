#include <algorithm>

#include "core/sdk/cards.hpp"
#include "plugins/premises/rpc/caller.hpp"
#include "plugins/premises/rpc/services.hpp"
#include "plugins/premises/store/bookings.hpp"

namespace halle::premises {
namespace {
void add(kernel::v1::ListCardsReply& reply, const char* words, int count,
         sdk::Importance importance) {
  if (count == 0) return;
  sdk::add_value(sdk::add_card(reply, words, "/locaux", importance), "n").set_number(count);
}

/// What the host has decided of late for the associations for which the caller acts. Hub is asked
/// only if there is something, and outside of a transaction.
Result<int> count_answers(sdk::Call& call) {
  HALLE_TRY(decided, store::count_decided(call));
  call.rollback();
  if (decided == 0) return 0;
  HALLE_TRY(caller, caller_of(call));
  HALLE_TRY(rows, store::answers(call, ids_of(caller.choices())));
  return static_cast<int>(std::count_if(rows.begin(), rows.end(), [](const auto& row) {
    return row.state != v1::BOOKING_STATE_ASKED;
  }));
}
}  // namespace

Result<kernel::v1::ListCardsReply> Cards::list(sdk::Call& call,
                                               const kernel::v1::ListCardsRequest& request) {
  kernel::v1::ListCardsReply reply;
  if (sdk::holds(request, "premises.zone.manage")) {
    HALLE_TRY(waiting, store::count_all_requests(call));
    add(reply, "premises.card_asked", waiting, sdk::Importance::to_be_done);
  } else if (sdk::holds(request, "premises.booking.write")) {
    HALLE_TRY(answered, count_answers(call));
    add(reply, "premises.card_asked", answered, sdk::Importance::worth_a_look);
  }
  return reply;
}

}  // namespace halle::premises
