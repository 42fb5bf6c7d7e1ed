#pragma once
// Adjustments of prices and the funds that pay for them. Money in cents. Pure.

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace halle::orders {

/// A change of the displayed price of one product for one member: more (positive) or less
/// (negative).
struct PriceChange {
  std::string member;
  std::string code;
  std::string module;  // module that adjusts
  std::string fund;    // the fund that pays, or is paid
  std::int64_t asked = 0;
  std::int64_t cents = 0;  // the scaled amount
};

/// Values of lines at the displayed price, cents, by member and code.
using Bases = std::map<std::pair<std::string, std::string>, std::int64_t>;

/// Sets `cents` to the requested amount, but reduces no line below 0: of several reductions of one
/// line the earlier ones in the list take precedence.
void cap_to_prices(std::vector<PriceChange>& changes, const Bases& bases);

/// Scales reductions so that no fund falls below 0, whatever the order of the list. Payments into a
/// fund by the same changes are counted first. If the fund does not suffice, each reduction gets
/// its proportional share, rounded down, and the remaining cents go one each to the reductions that
/// lost most, then by member, code and module: the fund ends at exactly 0. Funds not named in
/// `balances` are empty.
void share_funds(std::vector<PriceChange>& changes,
                 const std::map<std::string, std::int64_t>& balances);

/// Total change of each fund, cents.
std::map<std::string, std::int64_t> fund_movements(const std::vector<PriceChange>& changes);

}  // namespace halle::orders
