#pragma once
// Quantities, prices and units as the command line reads and shows them.

#include <cstdint>
#include <string>

#include "clients/cli/output.hpp"
#include "core/base/result.hpp"
#include "halle/catalogue/v1/catalogue.pb.h"
#include "halle/orders/v1/orders.pb.h"

namespace halle::cli {

/// Thousandths from a decimal number, comma or point. Error `orders.bad_quantity` about `option`.
Result<std::int64_t> read_quantity(const std::string& option, const std::string& text);
/// A quantity as a JSON number, three decimals at most.
Json quantity_json(std::int64_t thousandths);
/// `piece`, `kg` or `litre`: as scripts and the import read it, in any language. Its word is
/// `unit.CODE` in locale/.
std::string unit_code(catalogue::v1::Unit unit);
/// The unit of an offer has the number that it has in the catalogue.
std::string unit_code(orders::v1::OfferUnit unit);
/// 1234 cents as `12,34 €`.
std::string euros(std::int64_t cents);

}  // namespace halle::cli
