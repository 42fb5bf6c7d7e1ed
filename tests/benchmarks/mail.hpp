#pragma once
// Letters handed to a mail server on this machine, beside ordinary calls.

#include "tests/benchmarks/modules.hpp"

namespace halle::test {

/// Queues so many letters and has them delivered: letters a second from the first to the last, and
/// how much longer ordinary calls take meanwhile (p95). False if one was lost or went twice.
bool measure_mail(int letters, const Say& say);

}  // namespace halle::test
