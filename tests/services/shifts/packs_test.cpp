// What each rule pack makes of the same life, as far as the shops they come from say it.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "services/shifts/domain/calendar.hpp"
#include "services/shifts/domain/hours/ledger.hpp"
#include "tests/services/shifts/pack_rules.hpp"

namespace halle::shifts {
namespace {
using std::chrono::days;

constexpr int service = 165;

Day day(const std::string& text) {
  return read_day(text).value();
}

MemberFacts member() {
  MemberFacts facts;
  facts.active.push_back({day("2020-01-01"), {}});
  return facts;
}
MemberFacts regular() {
  auto facts = member();
  facts.regular.push_back({day("2020-01-01"), {}});
  return facts;
}
void add(MemberFacts& facts, const std::string& on, Presence presence, bool own, int worth = 100) {
  Service one;
  one.cause = "t" + std::to_string(facts.services.size()) + "/" + on;
  one.title = "Épicerie";
  one.day = day(on);
  one.at = Instant{one.day} + std::chrono::hours(9);
  one.minutes = 180;
  one.worth = worth;
  one.presence = presence;
  one.own = own;
  facts.services.push_back(one);
}
void work(MemberFacts& facts, const std::string& on, int minutes) {
  facts.works.push_back(
      {"w" + std::to_string(facts.works.size()), day(on), Instant{day(on)}, minutes});
}
/// Balances in services.
double services(const Outcome& outcome, const char* of = account::time) {
  const auto found = outcome.balances.find(of);
  return found == outcome.balances.end() ? 0 : static_cast<double>(found->second) / service;
}
int minutes(const Outcome& outcome, const char* of = account::time) {
  const auto found = outcome.balances.find(of);
  return found == outcome.balances.end() ? 0 : found->second;
}
bool has_line(const Outcome& outcome, const std::string& rule, int minutes) {
  return std::any_of(outcome.entries.begin(), outcome.entries.end(), [&](const Entry& entry) {
    return entry.rule == rule && entry.minutes == minutes;
  });
}

// gestion_compte: cycles of four weeks from Monday, the 5th of January 2026; the first ends with
// the 1st of February.
Outcome cycle(MemberFacts facts, bool savings, const std::string& today = "2026-02-02") {
  return run(facts, {rule_of(day("2026-01-05"), "gestion_compte", {{"savings", savings}})},
             day(today));
}

/// 200 minutes are saved in the first cycle, 120 given in the second.
MemberFacts saver() {
  auto facts = member();
  work(facts, "2026-01-06", 180 + 200);
  work(facts, "2026-02-10", 120);
  return facts;
}

TEST(GestionCompte, SavingsPayWhatIsMissing) {
  const auto out = cycle(saver(), true, "2026-03-02");
  EXPECT_EQ(minutes(out), 0);
  EXPECT_EQ(minutes(out, account::savings), 140);
  EXPECT_TRUE(has_line(out, "shifts.rule_cycle", -180));
  EXPECT_TRUE(has_line(out, "shifts.rule_repaid", 60));
  EXPECT_EQ(out.duty, Duty::on_track);
}

TEST(GestionCompte, SavingsDoNotPayForWhoMissedAShift) {
  auto missed = saver();
  add(missed, "2026-02-11", Presence::absent, true);
  auto returned = saver();
  returned.late_returns.push_back(day("2026-02-12"));
  for (const auto& facts : {missed, returned}) {
    const auto out = cycle(facts, true, "2026-03-02");
    EXPECT_EQ(minutes(out), -60);
    EXPECT_EQ(minutes(out, account::savings), 200);
    EXPECT_TRUE(has_line(out, "shifts.rule_not_repaid", 0));
    EXPECT_EQ(out.duty, Duty::alert) << "late under 9 hours";
  }
  auto before = saver();
  before.late_returns.push_back(day("2026-02-01"));  // in the cycle before
  add(before, "2026-02-11", Presence::excused, true);
  EXPECT_EQ(minutes(cycle(before, true, "2026-03-02")), 0);
}

TEST(GestionCompte, ASurplusIsSavedOrLost) {
  auto facts = member();
  work(facts, "2026-01-06", 240);
  const auto saved = cycle(facts, true);
  EXPECT_EQ(minutes(saved), 0);
  EXPECT_EQ(minutes(saved, account::savings), 60);
  const auto lost = cycle(facts, false);
  EXPECT_EQ(minutes(lost), 0);
  EXPECT_TRUE(has_line(lost, "shifts.rule_cycle_surplus", -60));
  EXPECT_EQ(minutes(lost, account::savings), 0);
}

TEST(GestionCompte, WhoIsOnLeaveAtTheEndOwesNothingAndIsToldSo) {
  auto facts = member();
  facts.leaves.push_back({day("2026-02-01"), day("2026-02-01")});
  EXPECT_TRUE(has_line(cycle(facts, false), "shifts.rule_cycle_leave", 0));
  EXPECT_EQ(minutes(cycle(facts, false)), 0);
  EXPECT_EQ(minutes(cycle(member(), false)), -180);
  EXPECT_EQ(cycle(member(), false, "2026-03-02").duty, Duty::alert);
  EXPECT_EQ(cycle(member(), false, "2026-04-27").duty, Duty::late) << "12 hours";
}

TEST(GestionCompte, TheCycleIsNeverClosedTwiceIn53WeekYears) {
  // Mondays 2026-12-28 and 2027-01-04 are weeks 3 and 4 of a cycle, not twice the same.
  const auto out = run(member(), {rule_of(day("2015-12-28"), "gestion_compte")}, day("2100-12-31"));
  Day before = day("2015-12-28");
  for (const auto& close : out.closes) {
    ASSERT_EQ(close.day - before, days(28));
    before = close.day;
  }
  EXPECT_GT(before, day("2100-12-01"));
}

// la_louve
Outcome louve(const MemberFacts& facts, const std::string& today,
              const std::string& from = "2026-01-05") {
  return run(facts, {rule_of(day(from), "la_louve")}, day(today));
}

TEST(LaLouve, ARegularMemberMakesUpAndNeverInAdvance) {
  auto facts = regular();
  add(facts, "2026-01-06", Presence::absent, true);
  EXPECT_EQ(services(louve(facts, "2026-01-07")), -2);
  add(facts, "2026-01-08", Presence::present, false);
  EXPECT_EQ(services(louve(facts, "2026-01-09")), -1);
  auto hard = facts;
  add(hard, "2026-01-10", Presence::present, false, 200);
  EXPECT_EQ(services(louve(hard, "2026-01-11")), 0) << "only +1 of the 2";
  add(facts, "2026-01-10", Presence::present, false);
  EXPECT_EQ(services(louve(facts, "2026-01-11")), 0);
  add(facts, "2026-01-12", Presence::present, false);
  EXPECT_EQ(services(louve(facts, "2026-01-13")), 0) << "up to date";
  add(facts, "2026-02-03", Presence::present, true);
  add(facts, "2026-03-03", Presence::excused, true);
  const auto out = louve(facts, "2026-03-04");
  EXPECT_EQ(services(out), -1);
  EXPECT_TRUE(std::all_of(out.entries.begin(), out.entries.end(), [](const Entry& entry) {
    return entry.given == (entry.rule == "shifts.rule_attended" ? 180 : 0);
  })) << "real time is kept beside";
}

TEST(LaLouve, AMemberWithoutASeatOwesByTheCycle) {
  auto ahead = member();
  add(ahead, "2026-01-06", Presence::present, false);
  EXPECT_EQ(services(louve(ahead, "2026-02-01")), 1);
  EXPECT_EQ(services(louve(ahead, "2026-02-02")), 0) << "from 1";
  EXPECT_EQ(services(louve(member(), "2026-02-02")), -2) << "from 0";
  auto delayed = member();
  delayed.delays.push_back({day("2026-01-20"), {}});
  EXPECT_EQ(services(louve(delayed, "2026-02-02")), -1) << "with a delay";
  EXPECT_EQ(services(louve(delayed, "2026-03-02")), -2);
  EXPECT_EQ(services(louve(delayed, "2026-03-30")), -4) << "twice in a row at most";
  auto away = member();
  away.leaves.push_back({day("2026-01-20"), day("2026-02-10")});
  EXPECT_EQ(services(louve(away, "2026-02-02")), 0);
}

TEST(LaLouve, AnAbsenceElsewhereWaitsForTheEndOfTheCycle) {
  auto facts = member();
  add(facts, "2026-01-06", Presence::present, false);
  add(facts, "2026-01-07", Presence::present, false);
  add(facts, "2026-01-08", Presence::absent, false);
  EXPECT_EQ(services(louve(facts, "2026-02-01")), 2);
  EXPECT_EQ(services(louve(facts, "2026-02-02")), 0) << "2 - 1 for the absence - 1";
}

TEST(LaLouve, AlertForFourWeeksThenLate) {
  auto facts = regular();
  add(facts, "2026-01-06", Presence::excused, true);
  EXPECT_EQ(louve(facts, "2026-01-06").duty, Duty::alert);
  EXPECT_EQ(louve(facts, "2026-02-02").duty, Duty::alert);
  EXPECT_EQ(louve(facts, "2026-02-03").duty, Duty::late);
  auto delayed = facts;
  delayed.delays.push_back({day("2026-02-01"), day("2026-02-10")});
  EXPECT_EQ(louve(delayed, "2026-02-03").duty, Duty::alert);
  EXPECT_EQ(louve(delayed, "2026-02-11").duty, Duty::late);
  auto made_up = facts;
  add(made_up, "2026-02-04", Presence::present, false);
  EXPECT_EQ(louve(made_up, "2026-02-05").duty, Duty::on_track);
}

TEST(LaLouve, TwoRegularServicesMissedInARowLoseTheSeat) {
  auto facts = regular();
  add(facts, "2026-01-06", Presence::absent, true);
  EXPECT_NE(louve(facts, "2026-02-04").duty, Duty::unsubscribed);
  auto made_up = facts;
  add(made_up, "2026-01-20", Presence::present, false);
  for (auto* each : {&facts, &made_up}) add(*each, "2026-02-03", Presence::absent, true);
  EXPECT_EQ(louve(facts, "2026-02-04").duty, Duty::unsubscribed);
  EXPECT_NE(louve(made_up, "2026-02-04").duty, Duty::unsubscribed);
  // Made up for while there was no regular seat.
  made_up.regular = {{day("2020-01-01"), day("2026-01-15")}, {day("2026-01-25"), {}}};
  EXPECT_NE(louve(made_up, "2026-02-04").duty, Duty::unsubscribed);
  const auto rule = rule_of(day("2026-01-05"), "la_louve");
  EXPECT_TRUE(loses_seat(rule, {day("2026-02-01"), {}}));
  EXPECT_FALSE(loses_seat(rule, {day("2026-02-01"), day("2027-02-01")}));
}

TEST(LaLouve, WeekLettersFollowEachOther) {
  EXPECT_EQ(week_of_cycle(day("2026-12-28"), day("2015-12-28"), 4), 3);  // C
  EXPECT_EQ(week_of_cycle(day("2027-01-04"), day("2015-12-28"), 4), 4);  // D
}

// obeesdoo
Outcome bees(const MemberFacts& facts, const std::string& today, bool penalty = false) {
  return run(facts, {rule_of(day("2026-01-05"), "obeesdoo", {{"penalty", penalty}})}, day(today));
}

TEST(Obeesdoo, AnAbsenceIsMadeUpForTwice) {
  const auto both = [](const Outcome& outcome) {
    return std::pair(services(outcome), services(outcome, account::compensation));
  };
  auto facts = regular();
  add(facts, "2026-01-06", Presence::absent, true);
  EXPECT_EQ(both(bees(facts, "2026-01-07")), std::pair(-1.0, -1.0));
  EXPECT_EQ(bees(facts, "2026-01-07").duty, Duty::alert);
  add(facts, "2026-01-08", Presence::present, false);
  EXPECT_EQ(both(bees(facts, "2026-01-09")), std::pair(0.0, -1.0));
  EXPECT_EQ(bees(facts, "2026-01-09").duty, Duty::alert);
  add(facts, "2026-01-10", Presence::present, false);
  EXPECT_EQ(both(bees(facts, "2026-01-11")), std::pair(0.0, 0.0));
  EXPECT_EQ(bees(facts, "2026-01-11").duty, Duty::on_track);
  add(facts, "2026-01-12", Presence::present, false);
  EXPECT_EQ(both(bees(facts, "2026-01-13")), std::pair(1.0, 0.0));
}

TEST(Obeesdoo, TwoAbsencesLoseTheSeat) {
  auto facts = regular();
  add(facts, "2026-01-06", Presence::absent, true);
  add(facts, "2026-02-03", Presence::absent, true);
  EXPECT_EQ(bees(facts, "2026-02-04").duty, Duty::unsubscribed);
  auto excused = regular();
  add(excused, "2026-01-06", Presence::excused, true);
  EXPECT_EQ(bees(excused, "2026-02-03").duty, Duty::alert);
  EXPECT_EQ(bees(excused, "2026-02-04").duty, Duty::late) << "more than 28 days";
  excused.leaves.push_back({day("2026-01-20"), day("2026-02-20")});
  EXPECT_EQ(bees(excused, "2026-02-21").duty, Duty::alert)
      << "the alert begins with the leave's end";
  EXPECT_EQ(bees(excused, "2026-03-22").duty, Duty::late);
}

TEST(Obeesdoo, WithoutASeatEachPeriodOfHerOwnIsOwed) {
  EXPECT_EQ(services(bees(member(), "2026-02-01", true)), 0);
  EXPECT_EQ(services(bees(member(), "2026-02-02", true)), -2);
  EXPECT_EQ(services(bees(member(), "2026-03-02", true)), -3);
  EXPECT_EQ(services(bees(member(), "2026-03-02")), -2);
  auto late = MemberFacts{};
  late.active.push_back({day("2026-01-10"), {}});
  EXPECT_EQ(services(bees(late, "2026-02-06")), 0);
  EXPECT_EQ(services(bees(late, "2026-02-07")), -1);
  auto facts = member();
  add(facts, "2026-01-06", Presence::present, false);
  add(facts, "2026-01-07", Presence::called_off, false);
  add(facts, "2026-01-08", Presence::absent, false);
  EXPECT_EQ(services(bees(facts, "2026-01-09")), 1);
}

// tapir
Outcome tapir_of(const MemberFacts& facts, const std::string& today) {
  return run(facts, {rule_of(day("2026-01-05"), "tapir", {{"service_minutes", service}})},
             day(today));
}

TEST(TapirRule, IsFrozenAfterElevenDaysUnlessSomethingIsBooked) {
  // -4 since Monday, the 27th of April.
  EXPECT_EQ(services(tapir_of(member(), "2026-04-27")), -4);
  EXPECT_EQ(tapir_of(member(), "2026-05-07").duty, Duty::alert) << "10 days";
  EXPECT_EQ(tapir_of(member(), "2026-05-08").duty, Duty::late) << "11 days";
  auto booked = member();
  booked.seats.push_back({day("2026-05-01"), {}, day("2026-07-03")});
  EXPECT_EQ(tapir_of(booked, "2026-05-08").duty, Duty::alert) << "56 days ahead";
  auto too_far = member();
  too_far.seats.push_back({day("2026-05-01"), {}, day("2026-07-04")});
  EXPECT_EQ(tapir_of(too_far, "2026-05-08").duty, Duty::late);
  auto given_back = member();
  given_back.seats.push_back({day("2026-05-01"), day("2026-05-08"), day("2026-06-03")});
  EXPECT_EQ(tapir_of(given_back, "2026-05-08").duty, Duty::late);
  EXPECT_EQ(services(tapir_of(member(), "2026-12-31")), -4) << "and owes nothing more";
}

TEST(TapirRule, AShiftCalledOffCountsForItsRegularHolder) {
  auto fixed = regular();
  add(fixed, "2026-01-06", Presence::called_off, true);
  EXPECT_EQ(services(tapir_of(fixed, "2026-01-07")), 1);
  auto flying = member();
  add(flying, "2026-01-06", Presence::called_off, false);
  EXPECT_EQ(services(tapir_of(flying, "2026-01-07")), 0);
  add(flying, "2026-01-07", Presence::absent, false);
  EXPECT_EQ(services(tapir_of(flying, "2026-01-08")), -1);
}

TEST(TapirRule, ALeaveOf168DaysLosesTheSeat) {
  const auto rule = rule_of(day("2026-01-05"), "tapir");
  EXPECT_TRUE(loses_seat(rule, {day("2026-01-05"), day("2026-06-22")}));
  EXPECT_FALSE(loses_seat(rule, {day("2026-01-05"), day("2026-06-21")}));
  EXPECT_TRUE(loses_seat(rule, {day("2026-01-05"), {}}));
}

// What holds of all of them.
Rule any_rule(Day from) {
  switch (*rc::gen::inRange(0, 5)) {
    case 0:
      return rule_of(from, "gestion_compte",
                     {{"cycle_weeks", *rc::gen::inRange(1, 6)},
                      {"due_minutes", *rc::gen::inRange(0, 300)},
                      {"kept_minutes", *rc::gen::inRange(0, 200)},
                      {"savings", *rc::gen::arbitrary<bool>()}});
    case 1:
      return rule_of(from, "la_louve");
    case 2:
      return rule_of(
          from, "obeesdoo",
          {{"period_days", *rc::gen::inRange(7, 60)}, {"penalty", *rc::gen::arbitrary<bool>()}});
    case 3:
      return rule_of(from, "tapir");
    default: {
      Values::Map hours{{"due_minutes", *rc::gen::inRange(0, 300)}};
      if (*rc::gen::arbitrary<bool>()) hours["surplus_cap_minutes"] = *rc::gen::inRange(0, 300);
      return rule_of(first_day(month_of(from)), "monthly_hours", hours);
    }
  }
}
std::vector<Rule> any_rules() {
  std::vector<Rule> rules;
  Day from = day("2025-01-06") + days(7 * *rc::gen::inRange(0, 8));
  for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
    rules.push_back(any_rule(from));
    from += days(7 * *rc::gen::inRange(5, 30));
  }
  return rules;
}
std::vector<Days> any_days(int most) {
  std::vector<Days> all;
  Day from = day("2024-11-01") + days(*rc::gen::inRange(0, 200));
  for (int i = *rc::gen::inRange(0, most + 1); i > 0; --i) {
    all.push_back({from, from + days(*rc::gen::inRange(0, 200))});
    from = *all.back().until + days(*rc::gen::inRange(2, 100));
  }
  if (!all.empty() && *rc::gen::arbitrary<bool>()) all.back().until.reset();
  return all;
}
MemberFacts any_facts() {
  MemberFacts facts;
  facts.active = any_days(3);
  facts.leaves = any_days(2);
  facts.delays = any_days(2);
  facts.regular = any_days(2);
  for (int i = *rc::gen::inRange(0, 20); i > 0; --i)
    add(facts, day_text(day("2024-12-01") + days(*rc::gen::inRange(0, 500))),
        static_cast<Presence>(*rc::gen::inRange(1, 5)), *rc::gen::arbitrary<bool>(),
        *rc::gen::element(50, 100, 150, 200));
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i)
    work(facts, day_text(day("2024-12-01") + days(*rc::gen::inRange(0, 500))),
         *rc::gen::inRange(5, 600));
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i)
    facts.late_returns.push_back(day("2024-12-01") + days(*rc::gen::inRange(0, 500)));
  for (int i = *rc::gen::inRange(0, 8); i > 0; --i) {
    Seat seat{day("2024-12-01") + days(*rc::gen::inRange(0, 500)), {}, {}};
    seat.day = seat.taken + days(*rc::gen::inRange(0, 80));
    if (*rc::gen::arbitrary<bool>()) seat.freed = seat.taken + days(*rc::gen::inRange(0, 80));
    facts.seats.push_back(seat);
  }
  return facts;
}

RC_GTEST_PROP(Packs, BalancesAreTheirLinesAndNoCauseHasTwo, ()) {
  const auto facts = any_facts();
  const auto out = run(facts, any_rules(), day("2026-06-30"));
  std::map<std::string, int> sums;
  std::set<std::tuple<std::string, std::string, std::string>> causes;
  int given = 0;
  for (const auto& entry : out.entries) {
    sums[entry.account] += entry.minutes;
    given += entry.given;
    RC_ASSERT(causes.emplace(entry.account, entry.kind, entry.cause).second);
  }
  for (const auto& [account, balance] : out.balances) RC_ASSERT(sums[account] == balance);
  const auto saved = out.balances.find(account::savings);
  RC_ASSERT(saved == out.balances.end() || saved->second >= 0);
  const auto compensation = out.balances.find(account::compensation);
  RC_ASSERT(compensation == out.balances.end() || compensation->second <= 0);
  // Real time is never lost, whatever the rules make of it.
  int wanted = 0;
  for (const auto& one : facts.services)
    if (one.presence == Presence::present) wanted += one.minutes;
  for (const auto& one : facts.works) wanted += one.minutes;
  RC_ASSERT(given == wanted);
  // A regular seat can be lost by two absences in a row whatever has been made up for before.
  RC_ASSERT(out.duty == Duty::unsubscribed ||
            (out.duty != Duty::on_track) ==
                std::any_of(out.balances.begin(), out.balances.end(),
                            [](const auto& one) { return one.second < 0; }));
}

RC_GTEST_PROP(Packs, TheOrderInWhichFactsAreToldDoesNotMatter, ()) {
  auto facts = any_facts();
  const auto rules = any_rules();
  const auto once = run(facts, rules, day("2026-06-30"));
  std::reverse(facts.services.begin(), facts.services.end());
  std::reverse(facts.leaves.begin(), facts.leaves.end());
  std::reverse(facts.seats.begin(), facts.seats.end());
  const auto again = run(facts, rules, day("2026-06-30"));
  RC_ASSERT(once.balances == again.balances);
  RC_ASSERT(once.duty == again.duty);
}

/// What a day has seen, later days do not change: running daily or after 60 days comes to the same.
RC_GTEST_PROP(Packs, WhatHasEndedStays, ()) {
  const auto facts = any_facts();
  const auto rules = any_rules();
  const Day earlier = day("2025-03-01") + days(*rc::gen::inRange(0, 300));
  auto before = run(facts, rules, earlier).entries;
  auto after = run(facts, rules, earlier + days(60)).entries;
  const auto is_later = [&](const Entry& entry) { return entry.day > earlier; };
  std::erase_if(before, is_later);
  std::erase_if(after, is_later);
  RC_ASSERT(before == after);
}
}  // namespace
}  // namespace halle::shifts
