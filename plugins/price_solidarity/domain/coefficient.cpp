#include "plugins/price_solidarity/domain/coefficient.hpp"

#include <cstdlib>

#include "core/base/text/decimal.hpp"

namespace halle::price_solidarity {

std::int64_t change_of(std::int64_t base_cents, int coefficient) {
  const auto price = mul_div(base_cents, coefficient, 1000);
  return price ? *price - base_cents : 0;
}

std::string percent(int coefficient) {
  return format_decimal(std::abs(coefficient - 1000), 1);
}

}  // namespace halle::price_solidarity
