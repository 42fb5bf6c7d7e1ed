#include "core/base/time/day.hpp"

#include "core/base/time/clock.hpp"

namespace halle {

std::optional<Day> read_day(std::string_view text) {
  if (!is_day(text)) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = 0;
    for (const char c : text.substr(at, size)) value = value * 10 + (c - '0');
    return value;
  };
  return std::chrono::year(number(0, 4)) / number(5, 2) / number(8, 2);
}

std::string day_text(Day day) {
  return format_instant(Instant{day}).substr(0, 10);
}

std::optional<Month> read_month(std::string_view text) {
  if (text.size() != 7) return std::nullopt;
  const auto day = read_day(std::string(text) + "-01");
  if (!day) return std::nullopt;
  return month_of(*day);
}

std::string month_text(Month month) {
  return day_text(first_day(month)).substr(0, 7);
}

}  // namespace halle
