#include "services/shifts/rpc/forecast.hpp"

#include <algorithm>

#include "core/sdk/time.hpp"
#include "services/shifts/store/occurrences.hpp"
#include "services/shifts/store/plan.hpp"

namespace halle::shifts {
namespace {
bool contains(const std::vector<Days>& spans, Day day) {
  return std::any_of(spans.begin(), spans.end(), [day](const Days& span) {
    return span.from <= day && (!span.until || day <= *span.until);
  });
}

/// She can take a seat there, as far as the shift alone says.
bool is_open_to(const v1::Shift& shift, const MemberFacts& facts, Instant now) {
  const auto free = [](const v1::Seat& seat) { return seat.free() && seat.suits(); };
  const auto day = read_day(shift.local_start().substr(0, 10));
  return shift.state() == v1::SHIFT_STATE_PLANNED && sdk::instant_of(shift.starts_at()) > now &&
         std::any_of(shift.seats().begin(), shift.seats().end(), free) && day &&
         !contains(facts.leaves, *day);
}

/// The first shifts to come until `last` that bring so many minutes, or all.
Result<std::vector<v1::Shift>> mending(sdk::Call& call, const std::string& zone, Day today,
                                       Day last, const MemberFacts& facts,
                                       const std::string& member, const std::vector<Stay>& booked,
                                       int missing) {
  HALLE_TRY(all, store::shifts(call, zone, day_text(today), day_text(last), {member, false}));
  std::vector<v1::Shift> open;
  std::vector<Stay> wanted;
  for (auto& shift : all) {
    if (!is_open_to(shift, facts, call.now())) continue;
    wanted.push_back({"", sdk::instant_of(shift.starts_at()), sdk::instant_of(shift.ends_at())});
    open.push_back(std::move(shift));
  }
  std::vector<v1::Shift> chosen;
  for (const std::size_t at : without_overlap(booked, wanted)) {
    if (missing <= 0) break;
    missing -= open[at].minutes();
    chosen.push_back(std::move(open[at]));
  }
  return chosen;
}
}  // namespace

Status add_forecast(sdk::Call& call, const std::string& zone, Day today, MemberFacts facts,
                    const std::vector<MonthlyRule>& rules, const std::vector<Stay>& booked,
                    const std::map<Month, int>& booked_minutes, bool with_mending,
                    v1::Statement& statement) {
  HALLE_TRY(settings, store::settings(call, zone));
  for (const auto& [month, minutes] : booked_minutes) facts.given[month] += minutes;
  // The last month whose shifts are all made; this one in any case.
  const Day made_until = today + std::chrono::weeks(settings.weeks_ahead());
  const Month now = month_of(today);
  const Month last =
      std::max(now, month_of(made_until + std::chrono::days(1)) - std::chrono::months(1));
  const auto shortfall = first_shortfall(facts, rules, now, last);
  if (!shortfall) return Done{};
  const Day end = last_day(shortfall->month);
  if (statement.state() != v1::DUTY_STATE_LATE || shortfall->month != now)
    statement.set_late_on(day_text(end + std::chrono::days(1)));
  if (!with_mending || !contains(facts.active, today)) return Done{};
  HALLE_TRY(chosen,
            mending(call, zone, today, end, facts, statement.member(), booked, shortfall->minutes));
  for (auto& shift : chosen) *statement.add_mending() = std::move(shift);
  return Done{};
}

}  // namespace halle::shifts
