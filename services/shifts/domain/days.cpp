#include "services/shifts/domain/days.hpp"

#include "core/base/clock.hpp"

namespace halle::shifts {

std::optional<Day> read_day(std::string_view text) {
  if (text.size() != 10) return std::nullopt;
  const auto instant = parse_instant(std::string(text) + "T00:00:00Z");
  if (!instant) return std::nullopt;
  return std::chrono::floor<std::chrono::days>(*instant);
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

}  // namespace halle::shifts
