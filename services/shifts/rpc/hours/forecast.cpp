#include "services/shifts/rpc/hours/forecast.hpp"

#include <algorithm>

#include "services/shifts/domain/planning/fixed_seats.hpp"
#include "services/shifts/store/planning/occurrences.hpp"
#include "services/shifts/store/planning/plan.hpp"

namespace halle::shifts {
namespace {
/// The seats to come.
std::vector<Stay> booked(const MemberFacts& facts, Instant now) {
  std::vector<Stay> all;
  for (const auto& one : facts.services)
    if (one.at > now) all.push_back({"", one.at, one.at + std::chrono::minutes(one.minutes)});
  return all;
}

/// The first shifts to come until `last` that bring so many minutes, or all.
Result<std::vector<v1::Shift>> mending(sdk::Call& call, const std::string& zone, Day last,
                                       const MemberFacts& facts, const std::string& member,
                                       const Rule& rule, int missing) {
  HALLE_TRY(all, store::open_to(call, zone, day_text(last), member));
  std::erase_if(all, [&](const store::Open& one) {
    return within(facts.leaves, read_day(one.day).value_or(Day{}));
  });
  std::vector<Stay> wanted;
  for (const auto& one : all) wanted.push_back({"", one.starts, one.ends});
  std::vector<store::Key> chosen;
  for (const std::size_t at : without_overlap(booked(facts, call.now()), wanted)) {
    if (missing <= 0) break;
    // `minutes` has what the shift is worth already.
    missing -= brings(rule, all[at].minutes, 100);
    chosen.push_back(all[at].key);
  }
  if (chosen.empty()) return std::vector<v1::Shift>{};
  return store::shifts(call, zone, chosen, {member, false});
}
}  // namespace

Status add_forecast(sdk::Call& call, const std::string& zone, Day today, const MemberFacts& account,
                    const MemberFacts& own, const std::vector<Rule>& rules, bool with_mending,
                    v1::Statement& statement) {
  const auto* rule = rule_on(rules, today);
  if (rule == nullptr) return Done{};
  HALLE_TRY(settings, store::settings(call, zone));
  // The first day whose shifts are not all made; this period in any case.
  const Day made_until = today + std::chrono::weeks(settings.weeks_ahead()) + std::chrono::days(1);
  const Day end = read_day(statement.period_until()).value_or(today) + std::chrono::days(1);
  const Day last = std::max(end, made_until);
  const auto shortfall = first_shortfall(run(account, rules, last), today, last);
  if (!shortfall) return Done{};
  const bool late = statement.state() != v1::DUTY_STATE_ON_TRACK;
  if (!late || shortfall->day != end) statement.set_late_on(day_text(shortfall->day));
  if (!with_mending || !within(own.active, today)) return Done{};
  HALLE_TRY(chosen, mending(call, zone, shortfall->day - std::chrono::days(1), own,
                            statement.member(), *rule, -shortfall->balance));
  for (auto& shift : chosen) *statement.add_mending() = std::move(shift);
  return Done{};
}

}  // namespace halle::shifts
