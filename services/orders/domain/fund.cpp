#include "services/orders/domain/fund.hpp"

#include <algorithm>
#include <tuple>

namespace halle::orders {
namespace {
__extension__ using Wide = __int128;

struct Part {
  PriceChange* change;
  std::int64_t rest;  // what rounding down took, in parts of the sum asked for
};

void share(std::vector<PriceChange*>& reductions, std::int64_t available) {
  std::int64_t asked = 0;
  for (const auto* change : reductions) asked -= change->cents;
  if (asked <= available) return;
  std::vector<Part> parts;
  std::int64_t left = available;
  for (auto* change : reductions) {
    const Wide product = static_cast<Wide>(-change->cents) * available;
    const auto part = static_cast<std::int64_t>(product / asked);
    parts.push_back({change, static_cast<std::int64_t>(product % asked)});
    change->cents = -part;
    left -= part;
  }
  std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
    return std::tie(b.rest, a.change->member, a.change->code, a.change->module, a.change->asked) <
           std::tie(a.rest, b.change->member, b.change->code, b.change->module, b.change->asked);
  });
  for (auto part = parts.begin(); left > 0; ++part, --left) --part->change->cents;
}
}  // namespace

void cap_to_prices(std::vector<PriceChange>& changes, const Bases& bases) {
  Bases left = bases;
  for (auto& change : changes) {
    auto& price = left[{change.member, change.code}];
    change.cents = std::max(change.asked, -price);
    price += std::min<std::int64_t>(change.cents, 0);
  }
}

void share_funds(std::vector<PriceChange>& changes,
                 const std::map<std::string, std::int64_t>& balances) {
  std::map<std::string, std::int64_t> available = balances;
  std::map<std::string, std::vector<PriceChange*>> reductions;
  for (auto& change : changes) {
    if (change.cents > 0)
      available[change.fund] += change.cents;
    else if (change.cents < 0)
      reductions[change.fund].push_back(&change);
  }
  for (auto& [fund, of_fund] : reductions) share(of_fund, available[fund]);
}

std::map<std::string, std::int64_t> fund_movements(const std::vector<PriceChange>& changes) {
  std::map<std::string, std::int64_t> movements;
  for (const auto& change : changes) movements[change.fund] += change.cents;
  return movements;
}

}  // namespace halle::orders
