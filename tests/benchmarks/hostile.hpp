#pragma once
// 200 attackers of ten kinds beside 20 honest callers.

#include "tests/support/running.hpp"

namespace halle::test {

/// False if, beside the attackers, the honest wait more than five times as long as alone (p95) or
/// are refused, the node takes 150 MB more than alone, or ends.
bool bear_attackers(const Running& running, double seconds);

}  // namespace halle::test
