#include <algorithm>

#include "core/sdk/notices.hpp"
#include "core/sdk/time.hpp"
#include "services/orders/rpc/deliveries/send_links.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles/cycles.hpp"
#include "services/orders/store/deliveries/deliveries.hpp"

namespace halle::orders {
namespace {
/// The producers who get the links of the close by letter.
struct Reached {
  bool all = false;
  std::map<std::string, std::string> emails;  // by producer

  bool contains(const std::string& producer) const { return all || emails.contains(producer); }
};

/// Those with an e-mail if letters can be sent; all if catalogue does not answer, because their
/// links may be in use. Outside a transaction.
Reached reached_by_letter(sdk::Call& call) {
  if (!sdk::can_deliver(call)) return {};
  auto emails = producers_emails(call);
  if (!emails) return {true, {}};
  return {false, std::move(emails).value()};
}

/// Whether the link was made at the close and not opened yet.
bool is_on_its_way(const store::DeliveryRow& row) {
  return row.by_letter.value_or(false) && !row.seen_at;
}

/// Removes the links that reach no producer: they are in no letter, and no person has seen them.
void hide_unreached(sdk::Call& call, std::vector<store::DeliveryRow>& rows) {
  if (std::none_of(rows.begin(), rows.end(), is_on_its_way)) return;
  const auto reached = reached_by_letter(call);
  for (auto& row : rows) {
    if (!is_on_its_way(row) || reached.contains(row.producer)) continue;
    row.issued_at.reset();
    row.expires_at.reset();
  }
}

v1::Delivery delivery_of(const store::DeliveryRow& row) {
  v1::Delivery delivery;
  delivery.set_producer(row.producer);
  delivery.set_products(row.products);
  delivery.set_total_cents(row.total_cents);
  if (row.issued_at) sdk::set_timestamp(*delivery.mutable_issued_at(), *row.issued_at);
  if (row.expires_at) sdk::set_timestamp(*delivery.mutable_expires_at(), *row.expires_at);
  if (row.seen_at) sdk::set_timestamp(*delivery.mutable_seen_at(), *row.seen_at);
  return delivery;
}

/// Of a row with a product that is missing.
void add_shortage(v1::Delivery& delivery, const store::DeliveryRow& row) {
  auto* shortage = delivery.add_shortages();
  shortage->set_product_code(*row.code);
  shortage->set_product_name(*row.name);
  shortage->set_unit(*row.unit);
  shortage->set_missing(*row.missing);
  sdk::set_timestamp(*shortage->mutable_reported_at(), *row.at);
}
}  // namespace

Result<v1::ListDeliveriesReply> Deliveries::list(sdk::Call& call,
                                                 const v1::ListDeliveriesRequest& request) {
  HALLE_TRY(id, store::closed_cycle(call, request.cycle()));
  HALLE_TRY(cycle, store::cycle(call, id));
  HALLE_TRY(rows, store::deliveries(call, id));
  call.rollback();
  hide_unreached(call, rows);
  v1::ListDeliveriesReply reply;
  *reply.mutable_cycle() = std::move(cycle);
  auto* all = reply.mutable_deliveries();
  for (const auto& row : rows) {
    if (all->empty() || all->rbegin()->producer() != row.producer) *all->Add() = delivery_of(row);
    if (row.code) add_shortage(*all->rbegin(), row);
  }
  return reply;
}

}  // namespace halle::orders
