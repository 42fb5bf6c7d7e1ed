#pragma once
// The close of a cycle: reads what was asked for, and writes the resulting sheets and postings:
// orders.supply, orders.allotment, orders.entry and orders.posting; see also adjustments.hpp.
// Quantities are thousandths of the product's unit, money is in cents.

#include <map>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "services/orders/domain/allotment.hpp"
#include "services/orders/domain/cases.hpp"
#include "services/orders/store/accounts/adjustments.hpp"

namespace halle::orders::store {

/// A product of the cycle and all changes of its lines in confirmed orders.
struct AskedProduct {
  std::string code;
  std::int64_t price_cents = 0;
  bool from_stock = false;
  Lot lot;
  std::vector<LineChange> changes;
};

struct SupplyRow {
  std::string product;
  std::int64_t firm = 0, tolerance = 0, cases = 0, quantity = 0, total_cents = 0;
};

struct AllotmentRow {
  std::string member, product;
  std::int64_t firm = 0, tolerance = 0, allotted = 0, total_cents = 0;
  bool operator==(const AllotmentRow&) const = default;
};

struct Sheets {
  std::vector<SupplyRow> supplies;
  std::vector<AllotmentRow> allotments;
  std::map<std::string, std::int64_t> owed;  // at the displayed prices, cents, by member's number
  std::vector<AdjustmentRow> adjustments;
};

/// Queues: releases the holds of unconfirmed orders. The cycle is locked exclusively before.
void free_unconfirmed(sdk::Call& call, const Uuid& cycle);
/// Lines of confirmed orders, by product.
Result<std::vector<AskedProduct>> asked_products(sdk::Call& call, const Uuid& cycle);
/// Writes the sheets, adjustments, an entry with the amount that each member owes, sales at the
/// displayed prices, movements of funds, and the close itself.
Status freeze(sdk::Call& call, const Uuid& cycle, const Sheets& sheets);

}  // namespace halle::orders::store
