#include "core/sdk/cards.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/ordering/orders.hpp"

namespace halle::orders {
namespace {
using sdk::Importance;

/// Adds a card with the values that all cards of a cycle have.
kernel::v1::Card& add_cycle(kernel::v1::ListCardsReply& reply, const store::CycleUnderWay& cycle,
                            const char* words, const char* path, Importance importance) {
  auto& card = sdk::add_card(reply, words, path, importance);
  sdk::add_value(card, "cycle").set_text(cycle.name);
  sdk::set_timestamp(*sdk::add_value(card, "deadline").mutable_deadline(), cycle.closes_at);
  sdk::add_value(card, "day").set_day(cycle.pickup);
  return card;
}

void add_own_card(kernel::v1::ListCardsReply& reply, const store::CycleUnderWay& cycle) {
  constexpr const char* shop = "/commande";
  if (!cycle.has_lines)
    add_cycle(reply, cycle, "orders.card_open", shop, Importance::worth_a_look);
  else if (cycle.order_state == v1::ORDER_STATE_CONFIRMED)
    add_cycle(reply, cycle, "orders.card_confirmed", shop, Importance::good_to_know);
  else
    add_cycle(reply, cycle, "orders.card_unconfirmed", shop, Importance::to_be_done);
}

void add_staff_card(kernel::v1::ListCardsReply& reply, const store::CycleUnderWay& cycle) {
  auto& card =
      add_cycle(reply, cycle, "orders.card_under_way", "/commandes",
                cycle.unconfirmed > 0 ? Importance::worth_a_look : Importance::good_to_know);
  sdk::add_value(card, "confirmed").set_number(cycle.confirmed);
  sdk::add_value(card, "waiting").set_number(cycle.unconfirmed);
}
}  // namespace

Result<kernel::v1::ListCardsReply> Cards::list(sdk::Call& call,
                                               const kernel::v1::ListCardsRequest& request) {
  const bool member = !request.subject().empty() && sdk::holds(request, "orders.order.write_own");
  const bool staff = sdk::holds(request, "orders.cycle.manage");
  kernel::v1::ListCardsReply reply;
  if (!member && !staff) return reply;
  HALLE_TRY(cycles, store::cycles_under_way(call, request.subject()));
  for (const auto& cycle : cycles) {
    if (member) add_own_card(reply, cycle);
    if (staff) add_staff_card(reply, cycle);
  }
  return reply;
}

}  // namespace halle::orders
