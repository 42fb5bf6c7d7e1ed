#include "services/orders/domain/cases.hpp"

namespace halle::orders {
namespace {
std::int64_t round_up(std::int64_t quantity, std::int64_t step) {
  return step == 0 ? quantity : (quantity + step - 1) / step * step;
}

std::int64_t before_minimum(std::int64_t firm, std::int64_t tolerance, std::int64_t case_size) {
  if (case_size == 0) return firm;
  const std::int64_t rest = firm % case_size;
  const bool one_more = rest > 0 && rest + tolerance >= case_size;
  return firm - rest + (one_more ? case_size : 0);
}
}  // namespace

Supply supply_for(std::int64_t firm, std::int64_t tolerance, const Lot& lot) {
  std::int64_t quantity = before_minimum(firm, tolerance, lot.case_size);
  if (quantity < lot.minimum) {
    const std::int64_t raised = round_up(lot.minimum, lot.case_size);
    quantity = firm > 0 && raised <= firm + tolerance ? raised : 0;
  }
  return {lot.case_size == 0 ? 0 : quantity / lot.case_size, quantity};
}

}  // namespace halle::orders
