// Hours counted for a household: who owes what, and that nothing is lost or counted twice.
#include "services/shifts/domain/hours/household.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/services/shifts/pack_rules.hpp"

namespace halle::shifts {
namespace {
using std::chrono::days;

const Day start = *read_day("2025-01-06");

Rule rule(Day from, int due, bool per_household) {
  return rule_of(from, "monthly_hours", {{"due_minutes", due}}, per_household);
}

Service service(const std::string& id, Day on, int minutes) {
  Service one;
  one.cause = id + "/" + day_text(on);
  one.day = on;
  one.at = Instant{on} + std::chrono::hours(9);
  one.minutes = minutes;
  return one;
}

TEST(Household, OwesAsOnePersonAndEachGivesForAll) {
  std::map<std::string, MemberFacts> facts;
  for (const auto* number : {"1", "2", "3"})
    facts[number].active.push_back({*read_day("2024-01-01"), {}});
  facts["1"].services = {service("a", *read_day("2025-03-01"), 60)};
  facts["2"].services = {service("a", *read_day("2025-03-01"), 60),
                         service("b", *read_day("2025-02-03"), 90)};
  facts["2"].works.push_back({"w", *read_day("2025-03-31"), Instant{*read_day("2025-03-31")}, 30});
  const std::vector<Rule> rules{rule(*read_day("2025-02-01"), 120, false),
                                rule(*read_day("2025-03-01"), 120, true)};
  pool(facts, {{"2", "1", {*read_day("2025-01-01"), {}}}}, rules);
  const Day today = *read_day("2025-04-10");
  const auto main = run(facts["1"], rules, today);
  const auto other = run(facts["2"], rules, today);
  // February: each 2 h; March: the household 2 h, of which 1 h + 1 h + 30 min were given.
  EXPECT_EQ(main.balances.at(account::time), -120 - 120 + 60 + 60 + 30);
  EXPECT_EQ(other.balances.at(account::time), -120 + 90) << "what was hers before waits for her";
  EXPECT_EQ(run(facts["3"], rules, today).balances.at(account::time), -240);
  std::vector<std::string> causes;
  for (const auto& entry : main.entries)
    if (entry.person == "2") causes.push_back(entry.cause);
  EXPECT_EQ(causes, (std::vector<std::string>{"a/2025-03-01/2", "w"}));
}

struct World {
  std::map<std::string, MemberFacts> facts;
  std::vector<Belonging> belongings;
  std::vector<Rule> rules;
};

World any_world() {
  World out;
  const std::vector<std::string> numbers{"1", "2", "3", "4"};
  for (const auto& number : numbers) {
    auto& hers = out.facts[number];
    hers.active.push_back({start - days(*rc::gen::inRange(0, 400)), {}});
    if (*rc::gen::arbitrary<bool>())
      hers.active.back().until = start + days(*rc::gen::inRange(100, 400));
    for (int i = *rc::gen::inRange(0, 12); i > 0; --i)
      hers.services.push_back(service(number + "s" + std::to_string(i),
                                      start + days(*rc::gen::inRange(0, 300)),
                                      *rc::gen::inRange(15, 300)));
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
      const Day on = start + days(*rc::gen::inRange(0, 300));
      hers.works.push_back({number + "w" + std::to_string(i), on, Instant{on}, 45});
    }
  }
  // Nobody is in two at once, and who pays is in nobody's.
  for (const auto* number : {"3", "4"}) {
    Day from = start + days(*rc::gen::inRange(-60, 60));
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
      const Day until = from + days(*rc::gen::inRange(0, 120));
      out.belongings.push_back({number, *rc::gen::element<std::string>("1", "2"), {from, until}});
      from = until + days(*rc::gen::inRange(1, 40));
    }
    if (!out.belongings.empty() && out.belongings.back().member == number &&
        *rc::gen::arbitrary<bool>())
      out.belongings.back().days.until.reset();
  }
  Day from = start;
  for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
    out.rules.push_back(
        rule(first_day(month_of(from)), *rc::gen::inRange(0, 300), *rc::gen::arbitrary<bool>()));
    from += days(*rc::gen::inRange(40, 120));
  }
  return out;
}

/// On whose account a member's day is, looked for day by day.
std::string account_on(const World& world, const std::string& member, Day day) {
  const auto* holds = rule_on(world.rules, day);
  if (holds == nullptr || !holds->per_household) return member;
  for (const auto& one : world.belongings)
    if (one.member == member && within({one.days}, day)) return one.main;
  return member;
}

RC_GTEST_PROP(Household, EveryMinuteAndEveryDayIsOnOneAccount, ()) {
  const auto world = any_world();
  auto pooled = world.facts;
  pool(pooled, world.belongings, world.rules);
  std::map<std::string, int> given;
  for (const auto& [member, facts] : world.facts) {
    for (const auto& one : facts.services) given[account_on(world, member, one.day)] += one.minutes;
    for (const auto& one : facts.works) given[account_on(world, member, one.day)] += one.minutes;
  }
  for (const auto& [member, facts] : pooled) {
    int sum = 0;
    for (const auto& entry : run(facts, world.rules, start + days(400)).entries) sum += entry.given;
    RC_ASSERT(sum == given[member]);
    for (int i = -70; i < 420; ++i) {
      const Day day = start + days(i);
      RC_ASSERT(within(facts.active, day) == (within(world.facts.at(member).active, day) &&
                                              account_on(world, member, day) == member));
    }
  }
}

RC_GTEST_PROP(Household, AloneNothingChanges, ()) {
  auto world = any_world();
  for (auto& one : world.rules) one.per_household = false;
  auto pooled = world.facts;
  pool(pooled, world.belongings, world.rules);
  for (const auto& [member, facts] : world.facts)
    RC_ASSERT(run(facts, world.rules, start + days(400)).entries ==
              run(pooled[member], world.rules, start + days(400)).entries);
}
}  // namespace
}  // namespace halle::shifts
