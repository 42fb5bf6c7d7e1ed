#pragma once
// Workshops: registering against pgbench, and a list of a thousand sessions.

#include "tests/benchmarks/modules.hpp"

namespace halle::test {

void measure_workshops(double seconds, const Say& say);

}  // namespace halle::test
