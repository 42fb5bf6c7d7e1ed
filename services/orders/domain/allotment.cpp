#include "services/orders/domain/allotment.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace halle::orders {
namespace {
using Quantity = std::int64_t LedgerRow::*;

/// Takes `excess` off the newest rows.
void eat(std::vector<LedgerRow>& rows, Quantity quantity, std::int64_t excess) {
  for (auto row = rows.rbegin(); row != rows.rend() && excess > 0; ++row) {
    const std::int64_t bite = std::min((*row).*quantity, excess);
    (*row).*quantity -= bite;
    excess -= bite;
  }
}

std::vector<LedgerRow> fold_line(const std::vector<LineChange>& line) {
  std::vector<LedgerRow> rows;
  std::int64_t firm = 0;
  std::int64_t tolerance = 0;
  Instant at = Instant::min();
  for (const auto& change : line) {
    at = std::max(at, change.at);
    eat(rows, &LedgerRow::firm, firm - change.firm);
    eat(rows, &LedgerRow::tolerance, tolerance - change.tolerance);
    const LedgerRow added{at, change.member, change.version,
                          std::max<std::int64_t>(change.firm - firm, 0),
                          std::max<std::int64_t>(change.tolerance - tolerance, 0)};
    firm = change.firm;
    tolerance = change.tolerance;
    std::erase_if(rows, [](const LedgerRow& row) { return row.firm == 0 && row.tolerance == 0; });
    if (added.firm > 0 || added.tolerance > 0) rows.push_back(added);
  }
  return rows;
}
}  // namespace

std::vector<LedgerRow> fold_changes(std::vector<LineChange> changes) {
  std::sort(changes.begin(), changes.end(), [](const LineChange& a, const LineChange& b) {
    return std::tie(a.member, a.version) < std::tie(b.member, b.version);
  });
  std::vector<LedgerRow> rows;
  for (auto first = changes.begin(); first != changes.end();) {
    const auto last = std::find_if(first, changes.end(), [&](const LineChange& change) {
      return change.member != first->member;
    });
    for (auto& row : fold_line({first, last})) rows.push_back(std::move(row));
    first = last;
  }
  std::sort(rows.begin(), rows.end(), [](const LedgerRow& a, const LedgerRow& b) {
    return std::tie(a.at, a.member, a.version) < std::tie(b.at, b.member, b.version);
  });
  return rows;
}

std::vector<Share> allot(const std::vector<LedgerRow>& rows, std::int64_t quantity) {
  std::map<std::string, Share> shares;
  for (const auto& row : rows) {
    auto& share = shares.try_emplace(row.member, Share{row.member}).first->second;
    share.firm += row.firm;
    share.tolerance += row.tolerance;
  }
  std::int64_t left = quantity;
  for (const auto walk : {&LedgerRow::firm, &LedgerRow::tolerance}) {
    for (const auto& row : rows) {
      const std::int64_t given = std::min(row.*walk, left);
      shares.at(row.member).allotted += given;
      left -= given;
    }
  }
  std::vector<Share> sorted;
  sorted.reserve(shares.size());
  for (auto& [member, share] : shares) sorted.push_back(std::move(share));
  return sorted;
}

}  // namespace halle::orders
