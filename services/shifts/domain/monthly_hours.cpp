#include "services/shifts/domain/monthly_hours.hpp"

#include <algorithm>

namespace halle::shifts {
namespace {
bool within(const std::vector<Days>& spans, Day day) {
  return std::any_of(spans.begin(), spans.end(), [day](const Days& span) {
    return day >= span.from && (!span.until || day <= *span.until);
  });
}

/// The rule of a month; none before the first.
const MonthlyRule* rule_of(const std::vector<MonthlyRule>& rules, Month month) {
  const MonthlyRule* found = nullptr;
  for (const auto& rule : rules)
    if (rule.from <= month && (found == nullptr || rule.from > found->from)) found = &rule;
  return found;
}
}  // namespace

MonthDue due_in(const MemberFacts& facts, const std::vector<MonthlyRule>& rules, Month month) {
  MonthDue due;
  for (Day day = first_day(month); day <= last_day(month); day += std::chrono::days(1)) {
    ++due.days;
    if (!within(facts.active, day)) continue;
    ++due.active_days;
    if (!within(facts.leaves, day)) ++due.counted_days;
  }
  if (const auto* rule = rule_of(rules, month))
    due.minutes = (2 * rule->due_minutes * due.counted_days + due.days) / (2 * due.days);
  return due;
}

std::vector<MonthLine> monthly_lines(const MemberFacts& facts, std::vector<MonthlyRule> rules,
                                     Month last) {
  std::vector<MonthLine> lines;
  if (rules.empty()) return lines;
  std::sort(rules.begin(), rules.end(),
            [](const MonthlyRule& a, const MonthlyRule& b) { return a.from < b.from; });
  int balance = 0;
  auto given = facts.given.begin();
  for (Month month = rules.front().from; month <= last; month += std::chrono::months(1)) {
    for (; given != facts.given.end() && given->first <= month; ++given) balance += given->second;
    const MonthlyRule& rule = *rule_of(rules, month);
    const MonthDue due = due_in(facts, rules, month);
    if (due.active_days == 0) continue;
    if (rule.due_minutes > 0) {
      lines.push_back({month, false, -due.minutes, due});
      balance -= due.minutes;
    }
    if (rule.surplus_cap_minutes && balance > *rule.surplus_cap_minutes) {
      lines.push_back({month, true, *rule.surplus_cap_minutes - balance, {}});
      balance = *rule.surplus_cap_minutes;
    }
  }
  return lines;
}

std::optional<Shortfall> first_shortfall(const MemberFacts& facts,
                                         const std::vector<MonthlyRule>& rules, Month first,
                                         Month last) {
  std::map<Month, int> change = facts.given;
  for (const auto& line : monthly_lines(facts, rules, last)) change[line.month] += line.minutes;
  int balance = 0;
  auto next = change.begin();
  for (Month month = first; month <= last; month += std::chrono::months(1)) {
    for (; next != change.end() && next->first <= month; ++next) balance += next->second;
    if (balance < 0) return Shortfall{month, -balance};
  }
  return std::nullopt;
}

}  // namespace halle::shifts
