// Periods, the fee by bracket and its pot: answers that are known, and what holds whatever happens.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <random>

#include "services/membership/domain/fees.hpp"
#include "services/membership/domain/period.hpp"
#include "services/membership/domain/person.hpp"

namespace halle::membership {
namespace {
using std::chrono::days;

Day day(const char* text) {
  return read_day(text).value();
}

/// "first..last", or "" if it is too early.
std::string period(PeriodRule rule, const char* paid, const char* last = "") {
  const auto next = next_period(rule, day(paid), read_day(last));
  return next ? day_text(next->first) + ".." + day_text(next->last) : "";
}

TEST(Period, KnownAnswers) {
  EXPECT_EQ(period(PeriodRule::one_year, "2026-03-10"), "2026-03-10..2027-03-09");
  EXPECT_EQ(day_text(renewable_from(day("2027-03-09"))), "2027-02-10");
  EXPECT_EQ(period(PeriodRule::civil_year, "2026-03-10"), "2026-03-10..2026-12-31");
}

TEST(Period, PaidEarlyLosesNoDay) {
  EXPECT_EQ(period(PeriodRule::one_year, "2027-02-09", "2027-03-09"), "") << "a day too early";
  EXPECT_EQ(period(PeriodRule::one_year, "2027-02-10", "2027-03-09"), "2027-03-10..2028-03-09");
  EXPECT_EQ(period(PeriodRule::one_year, "2027-03-09", "2027-03-09"), "2027-03-10..2028-03-09");
  EXPECT_EQ(period(PeriodRule::one_year, "2027-03-10", "2027-03-09"), "2027-03-10..2028-03-09");
  EXPECT_EQ(period(PeriodRule::one_year, "2027-06-01", "2027-03-09"), "2027-06-01..2028-05-31");
  EXPECT_EQ(period(PeriodRule::civil_year, "2026-12-03", "2026-12-31"), "");
  EXPECT_EQ(period(PeriodRule::civil_year, "2026-12-04", "2026-12-31"), "2027-01-01..2027-12-31");
  EXPECT_EQ(period(PeriodRule::civil_year, "2027-01-02", "2026-12-31"), "2027-01-02..2027-12-31");
  // The association changed its rule meanwhile: what was paid for still counts.
  EXPECT_EQ(period(PeriodRule::civil_year, "2027-02-10", "2027-03-09"), "2027-03-10..2027-12-31");
}

TEST(Period, LeapDays) {
  EXPECT_EQ(period(PeriodRule::one_year, "2028-02-29"), "2028-02-29..2029-02-28");
  EXPECT_EQ(period(PeriodRule::one_year, "2028-02-28"), "2028-02-28..2029-02-27");
  EXPECT_EQ(period(PeriodRule::one_year, "2027-03-01"), "2027-03-01..2028-02-29");
  EXPECT_EQ(period(PeriodRule::one_year, "2028-02-20", "2028-02-29"), "2028-03-01..2029-02-28");
  EXPECT_EQ(period(PeriodRule::one_year, "2027-02-28"), "2027-02-28..2028-02-27");
  EXPECT_EQ(day_text(renewable_from(day("2028-03-09"))), "2028-02-11");
}

TEST(Period, EveryDayOfACenturyHasItsYear) {
  for (Day paid = day("2000-01-01"); paid < day("2100-01-01"); paid += days(1)) {
    const auto year = next_period(PeriodRule::one_year, paid, {}).value();
    const auto length = (year.last - year.first).count() + 1;
    ASSERT_TRUE(length == 365 || length == 366) << day_text(paid);
    // Renewed on the first day that is possible, again and again: every day belongs to one period.
    const auto next = next_period(PeriodRule::one_year, renewable_from(year.last), year.last);
    ASSERT_TRUE(next) << day_text(paid);
    ASSERT_EQ(next->first, year.last + days(1)) << day_text(paid);
    ASSERT_FALSE(next_period(PeriodRule::one_year, renewable_from(year.last) - days(1), year.last));
    const auto civil = next_period(PeriodRule::civil_year, paid, {}).value();
    ASSERT_EQ(day_text(civil.last), day_text(paid).substr(0, 4) + "-12-31");
    ASSERT_EQ(read_day(day_text(paid)), paid);
  }
}

TEST(Period, DaysAreRead) {
  EXPECT_FALSE(read_day("2026-02-29"));
  EXPECT_FALSE(read_day(""));
  EXPECT_FALSE(read_day("10/03/2026"));
}

TEST(Reminders, SayTheLatestThatIsDue) {
  const Day last = day("2027-03-09");
  const auto on = [&](const char* today) {
    const auto due = reminder_due(day(today), last);
    return due ? static_cast<int>(*due) : 0;
  };
  EXPECT_EQ(on("2027-02-09"), 0);
  EXPECT_EQ(on("2027-02-10"), 1);
  EXPECT_EQ(on("2027-03-02"), 1);
  EXPECT_EQ(on("2027-03-03"), 2);
  EXPECT_EQ(on("2027-03-09"), 2);
  EXPECT_EQ(on("2027-03-10"), 3);
  EXPECT_EQ(on("2027-04-08"), 3);
  EXPECT_EQ(on("2027-04-09"), 4);
  EXPECT_EQ(on("2027-05-08"), 4);
  EXPECT_EQ(on("2027-05-09"), 0);
  EXPECT_EQ(renewable_from(last), day("2027-02-10")) << "the first reminder is the first chance";
}

FeeGrid grid(std::int64_t target, const std::vector<std::int64_t>& cents) {
  FeeGrid made{target, {}};
  for (const auto each : cents) made.brackets.push_back({std::to_string(each), each});
  return made;
}

TEST(Fees, ThePotMayBeUsedUp) {
  EXPECT_EQ(to_pot(2000, 3500), 1500);
  EXPECT_TRUE(covered(1500, -1500)) << "to the last cent";
  EXPECT_FALSE(covered(1500, -1501));
  EXPECT_FALSE(covered(0, -1));
  EXPECT_TRUE(covered(0, 0));
}

TEST(Fees, AGridIsOneThatSomebodyCanBegin) {
  EXPECT_TRUE(check_grid(grid(2000, {1000, 2000, 3000})));
  EXPECT_TRUE(check_grid(grid(0, {0})));
  EXPECT_EQ(check_grid(grid(2000, {1000, 1999})).error().reason, "membership.nobody_could_join");
  EXPECT_EQ(check_grid(grid(2000, {})).error().reason, "membership.bad_brackets");
  EXPECT_EQ(check_grid(grid(0, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})).error().reason,
            "membership.bad_brackets");
  EXPECT_EQ(check_grid(grid(-1, {0})).error().reason, "membership.bad_target");
  EXPECT_EQ(check_grid(grid(0, {-1})).error().reason, "membership.bad_bracket_cents");
  EXPECT_EQ(check_grid(grid(0, {1'000'001})).error().reason, "membership.bad_bracket_cents");
  EXPECT_EQ(check_grid({0, {{"Solidaire", 1}, {"solidaire ", 2}}}).error().reason,
            "membership.bad_bracket_name");
  EXPECT_EQ(check_grid({0, {{" ", 1}}}).error().reason, "membership.bad_bracket_name");
}

/// One year's business of an association: who joins, renews, leaves, day after day.
TEST(Fees, CentsAreExactAndThePotNeverFallsBelowNothing) {
  std::mt19937 random(11);
  const auto below = [&](std::int64_t n) { return static_cast<std::int64_t>(random() % n); };
  struct Member {
    std::vector<Period> periods;
    bool left = false;
  };
  std::vector<Member> members;
  std::int64_t pot = 0;
  std::int64_t dues = 0;
  std::int64_t targets = 0;
  int charged = 0;
  int refused = 0;
  int too_early = 0;
  Day today = day("2024-01-01");
  auto fees = grid(2000, {0, 500, 1999, 2000, 2001, 4500});
  auto rule = PeriodRule::one_year;
  for (int step = 0; step < 100'000; ++step) {
    today += days(below(10) == 0);
    if (below(2000) == 0) {  // the association votes another grid
      fees = grid(below(5000), {0, below(3000), 5000 + below(2000)});
      rule = static_cast<PeriodRule>(1 + below(2));
      ASSERT_TRUE(check_grid(fees));
    }
    const bool joins = members.size() < 20 || below(20) == 0;
    if (joins) members.emplace_back();
    auto& member =
        joins ? members.back()
              : members[static_cast<std::size_t>(below(static_cast<std::int64_t>(members.size())))];
    if (!joins && below(8) == 0) {
      member.left = true;
      continue;
    }
    const auto last =
        member.periods.empty() ? std::nullopt : std::optional<Day>(member.periods.back().last);
    const auto next = next_period(rule, today, last);
    if (!next) {
      ++too_early;
      continue;
    }
    const auto& bracket = fees.brackets[static_cast<std::size_t>(
        below(static_cast<std::int64_t>(fees.brackets.size())))];
    const auto change = to_pot(fees.target_cents, bracket.cents);
    if (!covered(pot, change)) {
      ++refused;
      ASSERT_LT(pot + change, 0);
      continue;
    }
    if (last) {
      ASSERT_GT(next->first, *last);
    }
    if (last && *last >= today) {
      ASSERT_EQ(next->first, *last + days(1));
    }
    pot += change;
    dues += bracket.cents;
    targets += fees.target_cents;
    ++charged;
    member.left = false;
    member.periods.push_back(*next);
    ASSERT_GE(pot, 0) << step;
    ASSERT_EQ(dues, targets + pot) << step;
  }
  EXPECT_GT(charged, 10'000);
  EXPECT_GT(refused, 1000);
  EXPECT_GT(too_early, 1000);
}

TEST(Person, IsReadAsASheetIs) {
  Person typed;
  typed.name = " Le Goff ";
  typed.first_name = "Zoé";
  typed.telephone = "06 12 34 56 78";
  typed.email = "Zoe@Example.ORG";
  const auto read = read_person(typed);
  ASSERT_TRUE(read);
  EXPECT_EQ(read.value().name, "Le Goff");
  EXPECT_EQ(read.value().telephone, "+33612345678");
  EXPECT_EQ(read.value().email, "Zoe@example.org");
  typed.name = "";
  typed.email = "zoe";
  const auto wrong = read_person(typed);
  ASSERT_FALSE(wrong);
  ASSERT_EQ(wrong.error().fields.size(), 2u);
  EXPECT_EQ(wrong.error().fields[0].reason, "membership.name_missing");
  EXPECT_EQ(wrong.error().fields[1].reason, "membership.bad_email");
}

}  // namespace
}  // namespace halle::membership
