#pragma once
// Seats that members have each time, as far as they are not elsewhere then. Pure.

#include <cstddef>
#include <string>
#include <vector>

#include "core/base/time/clock.hpp"

namespace halle::shifts {

/// A member at a shift.
struct Stay {
  std::string member;
  Instant starts;
  Instant ends;
};

/// Which of `wanted`, in their order, can be without anybody being in two places: places in
/// `wanted`.
std::vector<std::size_t> without_overlap(const std::vector<Stay>& taken,
                                         const std::vector<Stay>& wanted);

}  // namespace halle::shifts
