#include "services/orders/domain/price.hpp"

#include "core/base/text/decimal.hpp"

namespace halle::orders {

std::int64_t total_cents(std::int64_t price_cents, std::int64_t quantity) {
  return mul_div(price_cents, quantity, 1000).value_or(0);
}

std::int64_t cost_total_cents(std::int64_t cost, std::int64_t quantity) {
  return mul_div(cost, quantity, 100'000).value_or(0);
}

}  // namespace halle::orders
