#include "services/orders/rpc/notices/quantities.hpp"

#include "core/base/text/decimal.hpp"
#include "services/orders/rpc/units.hpp"

namespace halle::orders {
namespace {
std::string with_unit(std::int64_t quantity, v1::OfferUnit unit, char mark) {
  const std::string symbol = unit_symbol(unit);
  return format_decimal(quantity, 3, mark) + (symbol.empty() ? "" : "\u00a0" + symbol);
}
}  // namespace

std::string quantity_words(const Amount& amount, char mark) {
  const std::string whole = with_unit(amount.quantity, amount.unit, mark);
  if (amount.case_size == 0) return whole;
  return whole + " (" + std::to_string(amount.cases) + " × " +
         with_unit(amount.case_size, amount.unit, mark) + ")";
}

}  // namespace halle::orders
