#include "services/catalogue/domain/price.hpp"

#include "core/base/text/decimal.hpp"

namespace halle::catalogue {

std::int64_t price_per_net_unit(Unit unit, std::int64_t price_cents, std::int64_t net_quantity) {
  if (is_measure(unit)) return price_cents;
  return net_quantity == 0 ? 0 : mul_div(price_cents, 1000, net_quantity).value_or(0);
}

}  // namespace halle::catalogue
