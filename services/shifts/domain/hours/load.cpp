#include "services/shifts/domain/hours/load.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace halle::shifts {

Day monday_of(Day day) {
  return day - (std::chrono::weekday(day) - std::chrono::Monday);
}

int weeks_in_a_row(const std::set<Day>& mondays, Day now) {
  Day week = monday_of(now);
  if (!mondays.contains(week)) week -= std::chrono::weeks(1);
  int count = 0;
  for (; mondays.contains(week); week -= std::chrono::weeks(1)) ++count;
  return count;
}

int busiest_tenth_permille(std::vector<int> minutes) {
  const std::int64_t all = std::accumulate(minutes.begin(), minutes.end(), std::int64_t{0});
  if (all == 0) return 0;
  std::sort(minutes.begin(), minutes.end(), std::greater<>());
  const auto tenth = static_cast<std::ptrdiff_t>((minutes.size() + 9) / 10);
  const std::int64_t busiest =
      std::accumulate(minutes.begin(), minutes.begin() + tenth, std::int64_t{0});
  return static_cast<int>(busiest * 1000 / all);
}

}  // namespace halle::shifts
