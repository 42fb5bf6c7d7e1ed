#pragma once
// Adjustments of prices and the funds that pay for them. Money in cents. Pure.

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace halle::orders {

/// What a member pays more (positive) or less (negative) than the price shown for a product.
struct PriceChange {
  std::string member;
  std::string code;
  std::string module;  // module that adjusts
  std::string fund;    // that is paid or pays
  std::int64_t asked = 0;
  std::int64_t cents = 0;  // the scaled amount
};

/// What lines come to at the price shown, by member and code.
using Bases = std::map<std::pair<std::string, std::string>, std::int64_t>;

/// Sets `cents` to what was asked for, but takes no more off a line than it comes to: of several
/// reductions of one line the first in the list count first.
void cap_to_prices(std::vector<PriceChange>& changes, const Bases& bases);

/// Cuts reductions down so that no fund falls below 0, whatever the order of the list. What is paid
/// into a fund by the same changes is there first. If it does not reach, each reduction gets its
/// proportional share, rounded down, and the cents left over go one each to those whose share was
/// cut most, then by member, code and module: the fund ends at exactly 0. Funds that `balances`
/// does not name are empty.
void share_funds(std::vector<PriceChange>& changes,
                 const std::map<std::string, std::int64_t>& balances);

/// What changes do to each fund.
std::map<std::string, std::int64_t> fund_movements(const std::vector<PriceChange>& changes);

}  // namespace halle::orders
