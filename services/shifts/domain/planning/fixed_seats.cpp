#include "services/shifts/domain/planning/fixed_seats.hpp"

#include <algorithm>
#include <map>

namespace halle::shifts {

std::vector<std::size_t> without_overlap(const std::vector<Stay>& taken,
                                         const std::vector<Stay>& wanted) {
  std::map<std::string, std::vector<const Stay*>> by_member;
  for (const auto& stay : taken) by_member[stay.member].push_back(&stay);
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    auto& hers = by_member[wanted[i].member];
    if (std::any_of(hers.begin(), hers.end(), [&](const Stay* stay) {
          return stay->starts < wanted[i].ends && wanted[i].starts < stay->ends;
        }))
      continue;
    hers.push_back(&wanted[i]);
    kept.push_back(i);
  }
  return kept;
}

}  // namespace halle::shifts
