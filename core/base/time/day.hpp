#pragma once
// Calendar days and months as people write them, and as PostgreSQL's `date`. Pure.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace halle {

using Day = std::chrono::sys_days;
using Month = std::chrono::year_month;

/// `YYYY-MM-DD` that exists; nothing else is accepted.
std::optional<Day> read_day(std::string_view text);
/// `YYYY-MM-DD`.
std::string day_text(Day day);
/// `YYYY-MM`; nothing else is accepted.
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

}  // namespace halle
