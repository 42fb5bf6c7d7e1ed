#pragma once
// Modules of tests, `probe1` to `probe3`, that fill the sockets of orders as a test tells them.

#include <functional>
#include <vector>

#include "core/abi/halle_module.h"
#include "core/base/result.hpp"
#include "halle/orders/v1/orders.pb.h"

namespace halle::test {

struct Probe {
  std::function<Result<orders::v1::AdjustReply>(const orders::v1::AdjustRequest&)> adjust;
  std::function<Result<orders::v1::MayOrderReply>(const orders::v1::MayOrderRequest&)> may_order;
};

/// What probe number `n` answers, from 1; nothing and yes if not told. Told while no call is under
/// way.
Probe& probe(int n);
/// The first `count` probes, three at most.
std::vector<halle_module_entry> probes(int count);

}  // namespace halle::test
