#include <algorithm>

#include "core/sdk/time.hpp"
#include "services/orders/rpc/services.hpp"

namespace halle::orders {
namespace {
constexpr const char* select_cards = R"(
    SELECT c.name, c.closes_at, c.pickup, o.state, EXISTS (
             SELECT 1 FROM orders.line l
              WHERE l.org_id = $1 AND l.cycle_id = c.id AND l.member_number = $2
                AND l.firm + l.tolerance > 0),
           (SELECT count(*) FROM orders.member_order m
             WHERE m.org_id = $1 AND m.cycle_id = c.id AND m.state = 2),
           (SELECT count(*) FROM orders.member_order m
             WHERE m.org_id = $1 AND m.cycle_id = c.id AND m.state = 1)
      FROM orders.cycle c
      LEFT JOIN orders.member_order o
        ON o.org_id = $1 AND o.cycle_id = c.id AND o.member_number = $2
     WHERE c.org_id = $1 AND c.state = 1 AND c.closes_at > $3
       AND coalesce(c.stopped_until <= $3, true)
     ORDER BY c.closes_at, c.id LIMIT 3)";

enum Importance { good_to_know, worth_a_look, to_be_done };

kernel::v1::CardValue& value(kernel::v1::Card& card, const char* name) {
  auto* added = card.add_values();
  added->set_name(name);
  return *added;
}

/// What a card of the cycle of a row says in any case.
kernel::v1::Card card_of(const sdk::Rows::Row& row, const char* words, const char* path,
                         Importance importance) {
  kernel::v1::Card card;
  card.set_words(words);
  card.set_path(path);
  card.set_importance(importance);
  value(card, "cycle").set_text(row.text(0));
  sdk::set_timestamp(*value(card, "deadline").mutable_deadline(), row.instant(1));
  value(card, "day").set_day(row.text(2));
  return card;
}

kernel::v1::Card own_card(const sdk::Rows::Row& row) {
  constexpr const char* shop = "/commande";
  if (!row.truth(4)) return card_of(row, "orders.card_open", shop, worth_a_look);
  return row.number(3) == v1::ORDER_STATE_CONFIRMED
             ? card_of(row, "orders.card_confirmed", shop, good_to_know)
             : card_of(row, "orders.card_unconfirmed", shop, to_be_done);
}

kernel::v1::Card staff_card(const sdk::Rows::Row& row) {
  const bool waiting = row.number(6) > 0;
  auto card =
      card_of(row, "orders.card_under_way", "/commandes", waiting ? worth_a_look : good_to_know);
  value(card, "confirmed").set_number(row.number(5));
  value(card, "waiting").set_number(row.number(6));
  return card;
}
}  // namespace

Result<kernel::v1::ListCardsReply> Cards::list(sdk::Call& call,
                                               const kernel::v1::ListCardsRequest& request) {
  const auto holds = [&](const char* permission) {
    return std::find(request.permissions().begin(), request.permissions().end(), permission) !=
           request.permissions().end();
  };
  const bool member = !request.subject().empty() && holds("orders.order.write_own");
  const bool staff = holds("orders.cycle.manage");
  kernel::v1::ListCardsReply reply;
  if (!member && !staff) return reply;
  HALLE_TRY(rows, call.query(select_cards, call.organisation(), request.subject(), call.now()));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (member) *reply.add_cards() = own_card(rows[r]);
    if (staff) *reply.add_cards() = staff_card(rows[r]);
  }
  return reply;
}

}  // namespace halle::orders
