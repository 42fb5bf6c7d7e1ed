#pragma once
// The table orders.adjustment, and orders.fund as adjustments move it. Money is in cents.

#include <map>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/orders/v1/orders.pb.h"
#include "services/orders/domain/fund.hpp"

namespace halle::orders::store {

/// A price change with its explanation.
struct AdjustmentRow {
  PriceChange change;
  std::string reason;
  std::string parameters;  // name=value, one a line
  std::string version;     // of the module
};

using Adjustments = google::protobuf::RepeatedPtrField<v1::Adjustment>;

/// Aggregate over rows of orders.adjustment `d`: what read_adjustments() reads.
inline const std::string adjustment_texts =
    "string_agg(concat_ws(E'\\x1f', d.cents, d.asked_cents, d.module, d.module_version, d.reason, "
    "d.parameters), E'\\x1e' ORDER BY d.n)";
/// Appends what adjustment_texts gave; returns the sum in cents.
std::int64_t read_adjustments(std::string_view texts, Adjustments& out);
/// An adjustment as people see it.
v1::Adjustment adjustment_of(const AdjustmentRow& row);

/// Balances of funds, by id. Locks them in the order of their ids, until the end of the
/// transaction; creates missing ones.
Result<std::map<std::string, std::int64_t>> lock_funds(sdk::Call& call,
                                                       const std::vector<std::string>& funds);
/// Queues: writes the adjustments of a cycle and the movements of funds; adjustments with 0
/// requested are left out.
void insert_adjustments(sdk::Call& call, const Uuid& cycle, const std::vector<AdjustmentRow>& rows);

}  // namespace halle::orders::store
