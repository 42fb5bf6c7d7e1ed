#include "services/shifts/domain/hours/household.hpp"

#include <algorithm>

namespace halle::shifts {
namespace {
constexpr std::chrono::days one_day{1};

/// What is left of `spans` without `taken`.
std::vector<Days> without(std::vector<Days> spans, const std::vector<Days>& taken) {
  for (const auto& hole : taken) {
    std::vector<Days> left;
    for (const auto& span : spans) {
      const bool before = span.until && *span.until < hole.from;
      const bool after = hole.until && span.from > *hole.until;
      if (before || after) {
        left.push_back(span);
        continue;
      }
      if (span.from < hole.from) left.push_back({span.from, hole.from - one_day});
      if (hole.until && (!span.until || *span.until > *hole.until))
        left.push_back({*hole.until + one_day, span.until});
    }
    spans = std::move(left);
  }
  return spans;
}

std::vector<Days> common(const std::vector<Days>& spans, const std::vector<Days>& others) {
  return without(spans, without(spans, others));
}

/// Moves what is of those days, as `person` gave it.
template <typename Fact, typename DayOf, typename Name>
void move_some(std::vector<Fact>& from, std::vector<Fact>& to, const std::vector<Days>& days,
               DayOf day_of, Name name) {
  const auto stays = std::stable_partition(
      from.begin(), from.end(), [&](const Fact& one) { return !within(days, day_of(one)); });
  for (auto moved = stays; moved != from.end(); ++moved) {
    name(*moved);
    to.push_back(std::move(*moved));
  }
  from.erase(stays, from.end());
}
}  // namespace

std::vector<Days> shared(const Days& days, const std::vector<Rule>& rules) {
  std::vector<Rule> sorted = rules;
  std::sort(sorted.begin(), sorted.end(),
            [](const Rule& a, const Rule& b) { return a.from < b.from; });
  std::vector<Days> all;
  for (std::size_t r = 0; r < sorted.size(); ++r) {
    if (!sorted[r].per_household) continue;
    const std::optional<Day> next =
        r + 1 < sorted.size() ? std::optional(sorted[r + 1].from - one_day) : std::nullopt;
    const Day from = std::max(days.from, sorted[r].from);
    const auto until = days.until && next ? std::min(*days.until, *next)
                       : days.until       ? days.until
                                          : next;
    if (!until || from <= *until) all.push_back({from, until});
  }
  return all;
}

std::string account_on(const std::string& member, const std::vector<Belonging>& belongings,
                       const std::vector<Rule>& rules, Day day) {
  for (const auto& one : belongings)
    if (one.member == member && within(shared(one.days, rules), day)) return one.main;
  return member;
}

void pool(std::map<std::string, MemberFacts>& facts, const std::vector<Belonging>& belongings,
          const std::vector<Rule>& rules) {
  for (const auto& one : belongings) {
    const auto days = shared(one.days, rules);
    const auto whose = facts.find(one.member);
    if (days.empty() || whose == facts.end()) continue;
    auto& hers = whose->second;
    auto& household = facts[one.main];
    for (const auto& span : common(hers.regular, days)) household.regular.push_back(span);
    hers.active = without(hers.active, days);
    hers.regular = without(hers.regular, days);
    move_some(
        hers.services, household.services, days, [](const Service& fact) { return fact.day; },
        [&](Service& fact) {
          fact.cause += "/" + one.member;
          fact.person = one.member;
        });
    move_some(
        hers.works, household.works, days, [](const Work& fact) { return fact.day; },
        [&](Work& fact) { fact.person = one.member; });
    move_some(
        hers.seats, household.seats, days, [](const Seat& fact) { return fact.day; }, [](Seat&) {});
    move_some(
        hers.late_returns, household.late_returns, days, [](Day day) { return day; }, [](Day) {});
  }
}

}  // namespace halle::shifts
