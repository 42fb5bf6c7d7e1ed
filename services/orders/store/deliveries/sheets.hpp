#pragma once
// The frozen sheets of a closed cycle: orders.supply and orders.allotment. Quantities are
// thousandths of the product's unit, money is in cents.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/orders/v1/orders.pb.h"

namespace halle::orders::store {

/// A product that a producer delivers.
struct SupplierLine {
  std::string producer;
  std::string code;
  std::string name;
  std::int64_t case_size = 0;  // 0: none
  std::int64_t cases = 0;
  std::int64_t quantity = 0;
  std::int64_t price_cents = 0;               // of one unit
  std::int64_t total_cents = 0;               // at the price shown
  std::optional<std::int64_t> cost_excl_vat;  // of one unit, ten-thousandths of a euro
  v1::OfferUnit unit = v1::OFFER_UNIT_UNSPECIFIED;
};
HALLE_ROW(SupplierLine, producer, code, name, case_size, cases, quantity, price_cents, total_cents,
          cost_excl_vat, unit)

/// Quantities ordered from producers, by producer and code.
Result<std::vector<SupplierLine>> supplier_lines(sdk::Call& call, const Uuid& cycle);

/// Allotment of one product to one member.
struct AllottedLine {
  std::string member_number;
  std::string code;
  std::string name;
  std::int64_t firm = 0;
  std::int64_t tolerance = 0;
  std::int64_t allotted = 0;
  std::int64_t price_cents = 0;  // of one unit
  std::int64_t base_cents = 0;   // at the price shown
  std::string producer;
  v1::OfferUnit unit = v1::OFFER_UNIT_UNSPECIFIED;
  std::int64_t total_cents = 0;  // adjustments included
};
HALLE_ROW(AllottedLine, member_number, code, name, firm, tolerance, allotted, price_cents,
          base_cents, producer, unit, total_cents)

/// By member's number and code.
Result<std::vector<AllottedLine>> allotted_lines(sdk::Call& call, const Uuid& cycle);

}  // namespace halle::orders::store
