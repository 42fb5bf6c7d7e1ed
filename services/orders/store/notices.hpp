#pragma once
// What notices tell members and producers about cycles, and the groups of members that a message
// can be sent to: reads cycles, orders and sheets. Quantities are thousandths of the product's
// unit, money is in cents.

#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/orders/v1/orders.pb.h"

namespace halle::orders::store {

/// A notice about a cycle, and the number of the member to whom it goes.
struct CycleNotice {
  int index = 0;  // its place in the request
  std::string member;
  Uuid cycle;
};

/// The open cycle of a notice that is still true.
struct NoticeCycle {
  int index = 0;
  std::string name;
  Instant closes_at{};
  std::string pickup;  // YYYY-MM-DD
};
HALLE_ROW(NoticeCycle, index, name, closes_at, pickup)
/// Of members who are active and have not ordered anything.
Result<std::vector<NoticeCycle>> cycles_without_order(sdk::Call& call,
                                                      const std::vector<CycleNotice>& notices);
/// Of members who are active and whose order is not confirmed.
Result<std::vector<NoticeCycle>> cycles_unconfirmed(sdk::Call& call,
                                                    const std::vector<CycleNotice>& notices);

/// A line of what a member got in a closed cycle.
struct SlipLine {
  int index = 0;
  std::string cycle;   // its name
  std::string pickup;  // YYYY-MM-DD
  std::string product;
  v1::OfferUnit unit = v1::OFFER_UNIT_UNSPECIFIED;
  std::int64_t allotted = 0;
  std::int64_t total_cents = 0;  // adjustments included
};
HALLE_ROW(SlipLine, index, cycle, pickup, product, unit, allotted, total_cents)
/// By notice and code of the product.
Result<std::vector<SlipLine>> slip_lines(sdk::Call& call, const std::vector<CycleNotice>& notices);

/// A notice about a producer's delivery.
struct DeliveryNotice {
  int index = 0;
  Uuid delivery;
};
/// A line of a delivery whose link has not expired.
struct DeliveryLine {
  int index = 0;
  Uuid delivery;
  std::string cycle;   // its name
  std::string pickup;  // YYYY-MM-DD
  std::string producer;
  Instant issued_at{};
  Instant expires_at{};
  std::string token_hash;  // hexadecimal
  std::string product;
  v1::OfferUnit unit = v1::OFFER_UNIT_UNSPECIFIED;
  std::int64_t case_size = 0;  // 0: none
  std::int64_t cases = 0;
  std::int64_t quantity = 0;
};
HALLE_ROW(DeliveryLine, index, delivery, cycle, pickup, producer, issued_at, expires_at, token_hash,
          product, unit, case_size, cases, quantity)
/// By notice and code of the product.
Result<std::vector<DeliveryLine>> delivery_lines(sdk::Call& call,
                                                 const std::vector<DeliveryNotice>& notices);

/// The end of the seventh day after the pick-up of a cycle, which exists.
Result<Instant> week_after_pickup(sdk::Call& call, const Uuid& cycle, const std::string& zone);

/// Numbers of the members with an order in an open cycle, in order; with `unconfirmed` only of
/// those whose order is not confirmed.
Result<std::vector<std::string>> members_with_order(sdk::Call& call, bool unconfirmed);

}  // namespace halle::orders::store
