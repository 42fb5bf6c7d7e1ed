#pragma once
// Days and months as people write them. Pure.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace halle::shifts {

using Day = std::chrono::sys_days;
using Month = std::chrono::year_month;

/// `YYYY-MM-DD` that exists.
std::optional<Day> read_day(std::string_view text);
std::string day_text(Day day);
/// `YYYY-MM`.
std::optional<Month> read_month(std::string_view text);
std::string month_text(Month month);

inline Day first_day(Month month) {
  return month / 1;
}
inline Day last_day(Month month) {
  return first_day(month + std::chrono::months(1)) - std::chrono::days(1);
}
inline Month month_of(Day day) {
  const std::chrono::year_month_day date{day};
  return date.year() / date.month();
}

}  // namespace halle::shifts
