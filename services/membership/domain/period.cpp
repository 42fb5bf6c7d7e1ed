#include "services/membership/domain/period.hpp"

namespace halle::membership {
namespace {
using std::chrono::days;

Day a_year_later(Day day) {
  const auto later = std::chrono::year_month_day(day) + std::chrono::years(1);
  // 29 February has no anniversary three years out of four: the day after the 28th it is.
  return later.ok() ? Day(later) : Day(later.year() / std::chrono::March / 1);
}

Day last_of(PeriodRule rule, Day first) {
  if (rule == PeriodRule::civil_year)
    return std::chrono::year_month_day(first).year() / std::chrono::December / 31;
  return a_year_later(first) - days(1);
}
}  // namespace

Day renewable_from(Day last) {
  return last - days(renewal_days - 1);
}

std::optional<Period> next_period(PeriodRule rule, Day paid, std::optional<Day> last) {
  if (!last || *last < paid) return Period{paid, last_of(rule, paid)};
  if (paid < renewable_from(*last)) return std::nullopt;
  const Day first = *last + days(1);
  return Period{first, last_of(rule, first)};
}

std::optional<Reminder> reminder_due(Day today, Day last) {
  const auto left = (last - today).count() + 1;  // days, today's among them
  if (left > renewal_days || left <= -60) return std::nullopt;
  if (left > 7) return Reminder::renewable;
  if (left > 0) return Reminder::last_week;
  return left > -30 ? Reminder::expired : Reminder::long_gone;
}

}  // namespace halle::membership
