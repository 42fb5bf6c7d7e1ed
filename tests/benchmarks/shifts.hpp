#pragma once
// Seats and hours: booking against pgbench, and how what is read and written grows with years and
// members.

#include "tests/benchmarks/modules.hpp"

namespace halle::test {

void measure_shifts(double seconds, const Say& say);

}  // namespace halle::test
