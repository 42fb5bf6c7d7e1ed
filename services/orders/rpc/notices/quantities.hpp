#pragma once
// Quantities as letters show them.

#include <cstdint>
#include <string>

#include "halle/orders/v1/orders.pb.h"

namespace halle::orders {

struct Amount {
  std::int64_t quantity = 0;  // thousandths of the unit
  v1::OfferUnit unit = v1::OFFER_UNIT_UNSPECIFIED;
  std::int64_t cases = 0;
  std::int64_t case_size = 0;  // thousandths of the unit; 0: none
};

/// `1,35 kg`, `6 (2 × 3)`. `mark`: the decimal mark.
std::string quantity_words(const Amount& amount, char mark);

}  // namespace halle::orders
