#pragma once
// Quantities, prices and units as the command line reads and shows them.

#include <cstdint>
#include <string>

#include "clients/cli/output.hpp"
#include "core/base/result.hpp"

namespace halle::cli {

/// Thousandths from a decimal number, comma or point. Error `orders.bad_quantity` about `option`.
Result<std::int64_t> read_quantity(const std::string& option, const std::string& text);
/// A quantity as a JSON number, three decimals at most.
Json quantity_json(std::int64_t thousandths);
/// `piece`, `kg` or `litre` for 1, 2 or 3: as scripts and the import read it, in any language.
std::string unit_code(int unit);
/// 1234 cents as `12,34 €`.
std::string euros(std::int64_t cents);

}  // namespace halle::cli
