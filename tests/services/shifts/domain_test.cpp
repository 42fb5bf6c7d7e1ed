// What shifts decides without a database: days, months, the ledger.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <random>
#include <set>

#include "services/shifts/domain/calendar.hpp"
#include "services/shifts/domain/hours/ledger.hpp"
#include "services/shifts/domain/hours/load.hpp"
#include "services/shifts/domain/planning/fixed_seats.hpp"
#include "services/shifts/domain/planning/planning_sheet.hpp"
#include "services/shifts/domain/planning/recurrence.hpp"
#include "tests/services/shifts/pack_rules.hpp"

namespace halle::shifts {
namespace {
using std::chrono::days;
using std::chrono::months;
using std::chrono::year;

Day day(const std::string& text) {
  return read_day(text).value();
}
Month month(const std::string& text) {
  return read_month(text).value();
}

TEST(Days, ReadAsWritten) {
  EXPECT_EQ(day_text(day("2024-02-29")), "2024-02-29");
  EXPECT_FALSE(read_day("2023-02-29"));
  EXPECT_FALSE(read_day("2023-2-9"));
  EXPECT_FALSE(read_day("2023-02-09T00:00"));
  EXPECT_EQ(month_text(month("2026-12")), "2026-12");
  EXPECT_FALSE(read_month("2026-13"));
  EXPECT_EQ(day_text(last_day(month("2024-02"))), "2024-02-29");
}

TEST(Holidays, OfFranceOnKnownDates) {
  EXPECT_EQ(day_text(easter(year(2024))), "2024-03-31");
  EXPECT_EQ(day_text(easter(year(2025))), "2025-04-20");
  EXPECT_EQ(day_text(easter(year(2026))), "2026-04-05");
  EXPECT_EQ(day_text(easter(year(2038))), "2038-04-25") << "the latest there is";
  EXPECT_EQ(day_text(easter(year(2285))), "2285-03-22") << "the earliest there is";
  std::vector<std::string> found;
  for (Day d = day("2026-01-01"); d <= day("2026-12-31"); d += days(1))
    if (is_public_holiday(d)) found.push_back(day_text(d));
  EXPECT_EQ(found, (std::vector<std::string>{"2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08",
                                             "2026-05-14", "2026-05-25", "2026-07-14", "2026-08-15",
                                             "2026-11-01", "2026-11-11", "2026-12-25"}));
}

TEST(Cycle, WeekOfLaLouveAtTheTurnOfA53WeekYear) {
  const Day anchor = day("2015-12-28");
  EXPECT_EQ(week_of_cycle(day("2026-12-28"), anchor, 4), 3);  // C
  EXPECT_EQ(week_of_cycle(day("2027-01-04"), anchor, 4), 4);  // D
}

/// Counted on one by one, from the anchor in both directions, a century.
TEST(Cycle, WeeksNeverRepeatNorAreLeftOut) {
  for (int length = 1; length <= 8; ++length) {
    const Day anchor = day("2026-06-01");
    int expected = 1;
    for (Day d = anchor; d <= day("2100-12-31"); d += days(1)) {
      if (d != anchor && std::chrono::weekday(d) == std::chrono::Monday)
        expected = expected % length + 1;
      ASSERT_EQ(week_of_cycle(d, anchor, length), expected) << day_text(d) << " of " << length;
    }
    expected = 1;
    for (Day d = anchor; d >= day("2000-01-01"); d -= days(1)) {
      ASSERT_EQ(week_of_cycle(d, anchor, length), expected) << day_text(d) << " of " << length;
      if (std::chrono::weekday(d) == std::chrono::Monday)
        expected = expected == 1 ? length : expected - 1;
    }
  }
}

TEST(Recurrence, NthWeekdaysOfTheMonthAreThoseFoundDayByDay) {
  const char* codes[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
  for (unsigned weekday = 1; weekday <= 7; ++weekday)
    for (const int nth : {-1, 1, 2, 3, 4}) {
      Rhythm rhythm;
      rhythm.from = day("2000-01-01");
      rhythm.until = day("2099-12-15");
      rhythm.rule =
          normal_rule("FREQ=MONTHLY;BYDAY=" + std::to_string(nth) + codes[weekday - 1], rhythm.from)
              .value();
      std::vector<Day> expected;
      for (Day d = day("2024-02-10"); d <= *rhythm.until; d += days(1)) {
        const auto month = [](Day of) { return std::chrono::year_month_day(of).month(); };
        if (std::chrono::weekday(d).iso_encoding() != weekday) continue;
        const bool is_nth = nth == -1
                                ? month(d + days(7)) != month(d)
                                : month(d - days(7 * nth)) != month(d) &&
                                      (nth == 1 || month(d - days(7 * (nth - 1))) == month(d));
        if (is_nth) expected.push_back(d);
      }
      ASSERT_EQ(days_of(rhythm, day("2024-02-10"), day("2100-06-01")), expected) << rhythm.rule;
    }
}

TEST(Recurrence, CountsFromItsFirstDay) {
  Rhythm rhythm;
  rhythm.from = day("2026-03-04");
  rhythm.rule = normal_rule("FREQ=WEEKLY;INTERVAL=3;BYDAY=WE", rhythm.from).value();
  EXPECT_EQ(days_of(rhythm, day("2026-03-10"), day("2026-04-20")),
            (std::vector<Day>{day("2026-03-25"), day("2026-04-15")}));
}

TEST(Recurrence, WhatThePlanningDoesNotKnowIsRefusedByName) {
  const std::vector<std::pair<std::string, std::string>> refused = {
      {"", "FREQ"},
      {"samedi", "SAMEDI"},
      {"BYDAY=SA", "FREQ"},
      {"FREQ=HOURLY", "FREQ=HOURLY"},
      {"FREQ=WEEKLY;COUNT=3", "COUNT=3"},
      {"FREQ=WEEKLY;UNTIL=20270101", "UNTIL=20270101"},
      {"FREQ=DAILY;BYHOUR=9", "BYHOUR=9"},
      {"FREQ=YEARLY;BYEASTER=1", "BYEASTER=1"},
      {"FREQ=DAILY;FREQ=WEEKLY", "FREQ=WEEKLY"},
      {"FREQ=DAILY;INTERVAL=0", "INTERVAL=0"},
      {"FREQ=DAILY;INTERVAL=-1", "INTERVAL=-1"},
      {"FREQ=DAILY;INTERVAL=99999999999", "INTERVAL=99999999999"},
      {"FREQ=MONTHLY;BYDAY=9XX", "BYDAY=9XX"},
      {"FREQ=MONTHLY;BYDAY=0SA", "BYDAY=0SA"},
      {"FREQ=MONTHLY;BYDAY=", "BYDAY="},
      {"FREQ=YEARLY;BYMONTH=13", "BYMONTH=13"},
      {"FREQ=YEARLY;BYMONTH=-1", "BYMONTH=-1"},
      {"FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY=32"},
      {"FREQ=WEEKLY;BYMONTHDAY=3", "BYMONTHDAY"},
      {"FREQ=WEEKLY;BYDAY=1SA", "BYDAY"},
      {"FREQ=MONTHLY;BYYEARDAY=3", "BYYEARDAY"},
      {"FREQ=MONTHLY;BYWEEKNO=3", "BYWEEKNO"},
      {"FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS"}};
  for (const auto& [text, part] : refused) {
    const auto rule = normal_rule(text, day("2026-03-02"));
    ASSERT_FALSE(rule) << text;
    EXPECT_EQ(rule.error().fields.at(0).reason, "shifts.bad_recurrence") << text;
    EXPECT_EQ(rule.error().fields.at(0).value, part) << text;
  }
  for (const char* text : {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
                           "FREQ=MONTHLY;BYMONTHDAY=23,9,8;BYDAY=2SA,2FR;BYSETPOS=3"})
    EXPECT_EQ(normal_rule(text, day("2026-03-02")).error().reason, "shifts.no_recurrence_day")
        << text;
}

TEST(Recurrence, WhatCalendarsReadDifferentlyIsRefused) {
  for (const auto& [text, part] :
       {std::pair{"FREQ=YEARLY;BYMONTHDAY=29", "BYMONTHDAY"},
        std::pair{"FREQ=YEARLY;BYWEEKNO=53;INTERVAL=6;BYDAY=TH", "BYWEEKNO"}}) {
    const auto rule = normal_rule(text, day("2026-03-02"));
    ASSERT_FALSE(rule) << text;
    EXPECT_EQ(rule.error().fields.at(0).reason, "shifts.ambiguous_recurrence") << text;
    EXPECT_EQ(rule.error().fields.at(0).value, part) << text;
  }
}

/// The list that libical tests itself with: a rule, the day it counts from, the last day looked at
/// and the days, a line each.
TEST(Recurrence, RulesOfLibicalHaveItsDays) {
  std::ifstream in(HALLE_SOURCE_DIR "/tests/services/shifts/libical_rules.txt");
  int accepted = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.starts_with("#")) continue;
    std::istringstream words(line);
    Rhythm rhythm;
    std::string asked, from, until, expected;
    words >> asked >> from >> until;
    std::getline(words >> std::ws, expected);
    rhythm.from = day(from);
    const auto rule = normal_rule(asked, rhythm.from);
    if (!rule) {
      // Those that libical itself reads in two ways, and days further away than ten years.
      const auto& reason =
          rule.error().fields.empty() ? rule.error().reason : rule.error().fields.at(0).reason;
      EXPECT_TRUE(reason == "shifts.ambiguous_recurrence" || reason == "shifts.no_recurrence_day")
          << line;
      continue;
    }
    ++accepted;
    rhythm.rule = rule.value();
    std::string found;
    for (const Day one : days_of(rhythm, rhythm.from, day(until)))
      found += (found.empty() ? "" : " ") + day_text(one);
    EXPECT_EQ(found, expected) << asked << " from " << from;
  }
  EXPECT_EQ(accepted, 103);
}

TEST(Recurrence, IsKeptInOneForm) {
  const auto kept = [](const char* text) { return normal_rule(text, day("2026-03-02")).value(); };
  EXPECT_EQ(kept("rrule:byday=1sa;freq=monthly;interval=1"), "FREQ=MONTHLY;BYDAY=1SA");
  EXPECT_EQ(kept("FREQ=MONTHLY;WKST=SU;BYDAY=+2TU,SU;INTERVAL=2"),
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU,SU;WKST=SU");
}

/// The examples of RFC 5545, section 3.8.5.3, without their ends and hours.
TEST(Recurrence, ExamplesOfTheStandard) {
  struct Example {
    const char* rule;
    const char* from;
    std::vector<std::string> days;
  };
  const std::vector<Example> examples = {
      {"FREQ=DAILY;INTERVAL=10",
       "1997-09-02",
       {"1997-09-02", "1997-09-12", "1997-09-22", "1997-10-02", "1997-10-12"}},
      {"FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,TH",
       "1997-09-02",
       {"1997-09-02", "1997-09-04", "1997-09-16", "1997-09-18", "1997-09-30", "1997-10-02"}},
      {"FREQ=MONTHLY;BYDAY=1FR", "1997-09-05", {"1997-09-05", "1997-10-03", "1997-11-07"}},
      {"FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU,-1SU",
       "1997-09-07",
       {"1997-09-07", "1997-09-28", "1997-11-02", "1997-11-30", "1998-01-04", "1998-01-25"}},
      {"FREQ=MONTHLY;BYMONTHDAY=-3",
       "1997-09-28",
       {"1997-09-28", "1997-10-29", "1997-11-28", "1997-12-29", "1998-01-29", "1998-02-26"}},
      {"FREQ=MONTHLY;INTERVAL=18;BYMONTHDAY=10,11,12,13,14,15",
       "1997-09-10",
       {"1997-09-10", "1997-09-11", "1997-09-12", "1997-09-13", "1997-09-14", "1997-09-15",
        "1999-03-10"}},
      {"FREQ=YEARLY;BYMONTH=6,7", "1997-06-10", {"1997-06-10", "1997-07-10", "1998-06-10"}},
      {"FREQ=YEARLY;INTERVAL=3;BYYEARDAY=1,100,200",
       "1997-01-01",
       {"1997-01-01", "1997-04-10", "1997-07-19", "2000-01-01", "2000-04-09", "2000-07-18"}},
      {"FREQ=YEARLY;BYDAY=20MO", "1997-05-19", {"1997-05-19", "1998-05-18", "1999-05-17"}},
      {"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
       "1997-05-12",
       {"1997-05-12", "1998-05-11", "1999-05-17"}},
      {"FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
       "1997-03-13",
       {"1997-03-13", "1997-03-20", "1997-03-27", "1998-03-05"}},
      {"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
       "1997-09-02",
       {"1998-02-13", "1998-03-13", "1998-11-13", "1999-08-13", "2000-10-13"}},
      {"FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
       "1996-11-05",
       {"1996-11-05", "2000-11-07", "2004-11-02"}},
      {"FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3",
       "1997-09-04",
       {"1997-09-04", "1997-10-07", "1997-11-06"}},
      {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
       "1997-09-29",
       {"1997-09-29", "1997-10-30", "1997-11-27", "1997-12-30", "1998-01-29"}},
      {"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO",
       "1997-08-05",
       {"1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24"}},
      {"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU",
       "1997-08-05",
       {"1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"}},
      {"FREQ=MONTHLY;BYMONTHDAY=15,30",
       "2007-01-15",
       {"2007-01-15", "2007-01-30", "2007-02-15", "2007-03-15", "2007-03-30"}},
      // Plain and counted weekdays in one rule, and what the rule leaves open.
      {"FREQ=MONTHLY;BYDAY=SU,3FR",
       "2026-03-02",
       {"2026-03-08", "2026-03-15", "2026-03-20", "2026-03-22", "2026-03-29", "2026-04-05"}},
      {"FREQ=WEEKLY;BYDAY=TH,SA;BYSETPOS=2", "2022-09-17", {"2022-09-17", "2022-09-24"}},
      {"FREQ=MONTHLY", "2026-03-31", {"2026-03-31", "2026-05-31", "2026-07-31", "2026-08-31"}},
      {"FREQ=YEARLY", "2024-02-29", {"2024-02-29", "2028-02-29"}},
      {"FREQ=YEARLY;BYWEEKNO=1,-1",
       "2026-01-01",
       {"2026-01-01", "2026-12-31", "2027-01-07", "2027-12-30", "2028-01-06", "2028-12-28"}},
  };
  for (const auto& example : examples) {
    Rhythm rhythm;
    rhythm.from = day(example.from);
    rhythm.rule = normal_rule(example.rule, rhythm.from).value();
    std::vector<std::string> found;
    for (const Day one : days_of(rhythm, rhythm.from, day(example.days.back())))
      found.push_back(day_text(one));
    EXPECT_EQ(found, example.days) << example.rule;
  }
}

std::string random_numbers(std::mt19937& random, int most, bool negative) {
  std::string out;
  for (auto left = 1 + random() % 4; left > 0; --left) {
    const int number = 1 + static_cast<int>(random() % static_cast<unsigned>(most));
    out +=
        (out.empty() ? "" : ",") + std::to_string(negative && random() % 2 == 0 ? -number : number);
  }
  return out;
}

std::string random_weekdays(std::mt19937& random, bool counted) {
  const std::array codes = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
  const std::array nths = {"1", "2", "3", "4", "5", "-1", "-2", "-5"};
  std::string out;
  for (auto left = 1 + random() % 4; left > 0; --left)
    out += (out.empty() ? "" : ",") + std::string(counted ? nths[random() % nths.size()] : "") +
           codes[random() % codes.size()];
  return out;
}

std::string random_rule(std::mt19937& random) {
  const std::array frequencies = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
  const auto frequency = random() % frequencies.size();
  const auto in = [&](unsigned of_ten) { return random() % 10 < of_ten; };
  std::string by;
  if (in(3)) by += ";BYMONTH=" + random_numbers(random, 12, false);
  if (frequency != 1 && in(3)) by += ";BYMONTHDAY=" + random_numbers(random, 31, true);
  if (frequency == 3 && in(2)) by += ";BYYEARDAY=" + random_numbers(random, 366, true);
  // Not both in one rule: dateutil takes the days that are both, where the standard takes either.
  if (in(5)) by += ";BYDAY=" + random_weekdays(random, frequency >= 2 && in(6));
  // dateutil counts positions in the first week from the first day, not from where the week begins.
  if (!by.empty() && frequency != 1 && in(3)) by += ";BYSETPOS=" + random_numbers(random, 4, true);
  std::string rule = std::string("FREQ=") + frequencies[frequency];
  if (in(5)) rule += ";INTERVAL=" + std::to_string(1 + random() % 13);
  if (in(3)) rule += ";WKST=" + random_weekdays(random, false).substr(0, 2);
  return rule + by;
}

/// Four years of each, against python3-dateutil.
TEST(Recurrence, TwoThousandRandomRulesHaveTheDaysThatDateutilFinds) {
  const std::string asked = testing::TempDir() + "rules." + std::to_string(::getpid());
  const std::string answered = asked + ".days";
  std::mt19937 random(20261129);
  std::vector<Rhythm> rhythms;
  std::ofstream out(asked);
  for (int i = 0; i < 2000; ++i) {
    auto& rhythm = rhythms.emplace_back();
    rhythm.from = day("2019-06-01") + days(random() % 3000);
    rhythm.rule = random_rule(random);
    out << day_text(rhythm.from) << ' ' << rhythm.rule << '\n';
  }
  out.close();
  const std::string command = "/usr/bin/python3 " HALLE_SOURCE_DIR
                              "/tests/services/shifts/dateutil_days.py <" +
                              asked + " >" + answered;
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::ifstream in(answered);
  for (const auto& rhythm : rhythms) {
    std::string expected;
    ASSERT_TRUE(std::getline(in, expected));
    const auto rule = read_recurrence(rhythm.rule);
    ASSERT_TRUE(rule) << rhythm.rule;
    ASSERT_EQ(recurrence_text(read_recurrence(recurrence_text(rule.value())).value()),
              recurrence_text(rule.value()));
    std::string found;
    for (const Day one : days_of(rhythm, rhythm.from, rhythm.from + days(1460)))
      found += (found.empty() ? "" : " ") + day_text(one);
    ASSERT_EQ(found, expected) << rhythm.rule << " from " << day_text(rhythm.from);
    // Looked at from the middle, the days are the same.
    const Day middle = rhythm.from + days(700);
    std::string later;
    for (const Day one : days_of(rhythm, middle, rhythm.from + days(1460)))
      later += (later.empty() ? "" : " ") + day_text(one);
    ASSERT_TRUE(expected.ends_with(later)) << rhythm.rule;
  }
  std::filesystem::remove(asked);
  std::filesystem::remove(answered);
}

RC_GTEST_PROP(Cycle, DaysOfARhythmAreThoseFoundDayByDay, ()) {
  Rhythm rhythm;
  rhythm.weekday = *rc::gen::inRange(1U, 8U);
  rhythm.length = *rc::gen::inRange(1, 9);
  rhythm.weeks = *rc::gen::inRange(1U, 1U << rhythm.length);
  rhythm.anchor = day("2020-01-06") + days(7 * *rc::gen::inRange(0, 400));
  rhythm.from = day("2019-06-01") + days(*rc::gen::inRange(0, 2000));
  if (*rc::gen::arbitrary<bool>()) rhythm.until = rhythm.from + days(*rc::gen::inRange(0, 500));
  const Day first = day("2020-01-01") + days(*rc::gen::inRange(0, 1500));
  const Day last = first + days(*rc::gen::inRange(0, 300));
  std::vector<Day> expected;
  for (Day d = first; d <= last; d += days(1))
    if (std::chrono::weekday(d).iso_encoding() == rhythm.weekday && d >= rhythm.from &&
        (!rhythm.until || d <= *rhythm.until) &&
        (rhythm.weeks & 1U << (week_of_cycle(d, rhythm.anchor, rhythm.length) - 1)) != 0)
      expected.push_back(d);
  RC_ASSERT(days_of(rhythm, first, last) == expected);
}

Instant at(int hour) {
  return Instant{day("2026-05-04")} + std::chrono::hours(hour);
}

TEST(Fixed, NobodyIsInTwoPlaces) {
  EXPECT_EQ(without_overlap({{"1", at(8), at(10)}}, {{"1", at(9), at(11)},
                                                     {"2", at(9), at(11)},
                                                     {"1", at(10), at(12)},
                                                     {"1", at(11), at(13)},
                                                     {"2", at(11), at(12)}}),
            (std::vector<std::size_t>{1, 2, 4}));
}

/// What is given in a month, here as one work; may be negative.
void give(MemberFacts& facts, Month month, int minutes) {
  const Day on = first_day(month) + days(9);
  facts.works.push_back({std::to_string(facts.works.size()), on, Instant{on}, minutes});
}
std::map<Month, int> given_by_month(const MemberFacts& facts) {
  std::map<Month, int> all;
  for (const auto& work : facts.works) all[month_of(work.day)] += work.minutes;
  return all;
}

struct MonthlyRule {
  Month from{};
  int due_minutes = 0;
  std::optional<int> surplus_cap_minutes;
};
std::vector<Rule> as_rules(const std::vector<MonthlyRule>& rules) {
  std::vector<Rule> all;
  for (const auto& rule : rules) {
    Values::Map given{{"due_minutes", rule.due_minutes}};
    if (rule.surplus_cap_minutes) given["surplus_cap_minutes"] = *rule.surplus_cap_minutes;
    all.push_back(rule_of(first_day(rule.from), "monthly_hours", given));
  }
  return all;
}

/// The lines of the months until `last`, included.
std::vector<Entry> monthly_lines(const MemberFacts& facts, const std::vector<MonthlyRule>& rules,
                                 Month last) {
  auto entries = run(facts, as_rules(rules), last_day(last) + days(1)).entries;
  std::erase_if(entries, [](const Entry& entry) { return entry.kind == "work"; });
  return entries;
}

MemberFacts since(const std::string& joined) {
  MemberFacts facts;
  facts.active.push_back({day(joined), {}});
  return facts;
}
std::vector<int> minutes_of(const std::vector<Entry>& lines) {
  std::vector<int> all;
  for (const auto& line : lines) all.push_back(line.minutes);
  return all;
}
const std::vector<MonthlyRule> three_hours{{month("2026-01"), 180, {}}};

TEST(MonthlyHours, EachMonthThatEndedIsOwedOnce) {
  const auto lines = monthly_lines(since("2020-01-01"), three_hours, month("2026-03"));
  EXPECT_EQ(minutes_of(lines), (std::vector<int>{-180, -180, -180}));
  EXPECT_EQ(lines[0].cause, "2026-01");
  EXPECT_EQ(lines[0].day, day("2026-02-01"));
  EXPECT_TRUE(monthly_lines(since("2020-01-01"), {}, month("2026-03")).empty());
  EXPECT_TRUE(monthly_lines(since("2020-01-01"), three_hours, month("2025-12")).empty());
}

TEST(MonthlyHours, PartsOfMonthsAreOwedInProportion) {
  // Joined on the 16th of April: 15 of 30 days. On the 2nd of May: 30 of 31, 174.19 minutes.
  const auto owed = [](const std::string& joined, int due, const std::string& today) {
    return run(since(joined), as_rules({{month("2026-01"), due, {}}}), day(today)).period.owed;
  };
  EXPECT_EQ(owed("2026-04-16", 180, "2026-04-20"), 90);
  EXPECT_EQ(owed("2026-05-02", 180, "2026-05-31"), 174);
  EXPECT_EQ(owed("2026-05-02", 180, "2026-04-20"), 0);
  MemberFacts left = since("2020-01-01");
  left.active[0].until = day("2026-02-14");
  EXPECT_EQ(minutes_of(monthly_lines(left, three_hours, month("2026-05"))),
            (std::vector<int>{-180, -90}));
  // 1 minute of 31 days: half a minute goes up, less goes down.
  EXPECT_EQ(owed("2026-01-16", 1, "2026-01-20"), 1);  // 16 of 31
  EXPECT_EQ(owed("2026-01-17", 1, "2026-01-20"), 0);  // 15 of 31
}

TEST(MonthlyHours, LeaveIsNotOwedAndSaidInAMonthOfItsOwn) {
  MemberFacts facts = since("2020-01-01");
  facts.leaves.push_back({day("2026-02-01"), day("2026-02-28")});
  facts.leaves.push_back({day("2026-04-16"), {}});
  facts.leaves.push_back({day("2026-04-10"), day("2026-04-20")});
  const auto lines = monthly_lines(facts, three_hours, month("2026-05"));
  EXPECT_EQ(minutes_of(lines), (std::vector<int>{-180, 0, -180, -54, 0}));
  EXPECT_EQ(lines[1].rule, "shifts.rule_leave");
  EXPECT_EQ(lines[3].parameters, "month=2026-04\ndays=9\nof=30");
}

TEST(MonthlyHours, ASurplusIsKeptUpToTheCap) {
  MemberFacts facts = since("2020-01-01");
  give(facts, month("2025-12"), 60);
  give(facts, month("2026-01"), 300);
  give(facts, month("2026-02"), 240);
  EXPECT_EQ(minutes_of(monthly_lines(facts, three_hours, month("2026-02"))),
            (std::vector<int>{-180, -180}));
  const std::vector<MonthlyRule> capped{{month("2026-01"), 180, 120}};
  // 360 - 180 = 180, 60 beyond; 120 + 240 - 180 = 180, 60 beyond.
  EXPECT_EQ(minutes_of(monthly_lines(facts, capped, month("2026-02"))),
            (std::vector<int>{-180, -60, -180, -60}));
  const std::vector<MonthlyRule> nothing_kept{{month("2026-01"), 180, 0}};
  EXPECT_EQ(minutes_of(monthly_lines(facts, nothing_kept, month("2026-02"))),
            (std::vector<int>{-180, -180, -180, -60}));
}

/// What peers make of the same month, as far as `monthly_hours` has a word for it.
TEST(MonthlyHours, KnownAnswers) {
  const auto after_january = [](int given, std::optional<int> cap) {
    MemberFacts facts = since("2020-01-01");
    give(facts, month("2026-01"), given);
    auto all = minutes_of(monthly_lines(facts, {{month("2026-01"), 180, cap}}, month("2026-01")));
    for (const int minutes : all) given += minutes;
    all.push_back(given);
    return all;
  };
  // 120 given, 180 asked: 60 are missing.
  EXPECT_EQ(after_january(120, 0), (std::vector<int>{-180, -60}));
  // 240 given and no surplus kept: 60 go, with a line; kept, they stay.
  EXPECT_EQ(after_january(240, 0), (std::vector<int>{-180, -60, 0}));
  EXPECT_EQ(after_january(240, std::nullopt), (std::vector<int>{-180, 60}));
}

TEST(MonthlyHours, ARuleCountsFromItsFirstMonth) {
  const std::vector<MonthlyRule> rules{{month("2026-03"), 120, {}}, {month("2026-01"), 180, {}}};
  EXPECT_EQ(minutes_of(monthly_lines(since("2020-01-01"), rules, month("2026-04"))),
            (std::vector<int>{-180, -180, -120, -120}));
}

/// The same lines from the definition: day by day.
std::vector<int> recomputed(const MemberFacts& facts, const std::vector<MonthlyRule>& rules,
                            Month last) {
  std::vector<int> lines;
  Month first = rules[0].from;
  for (const auto& rule : rules) first = std::min(first, rule.from);
  int balance = 0;
  const auto given_in = given_by_month(facts);
  for (const auto& [when, minutes] : given_in)
    if (when < first) balance += minutes;
  for (Month m = first; m <= last; m += months(1)) {
    const MonthlyRule* rule = &rules[0];
    for (const auto& other : rules)
      if (other.from <= m && (rule->from > m || other.from > rule->from)) rule = &other;
    int active = 0;
    int counted = 0;
    int all = 0;
    for (Day d{first_day(m)}; month_of(d) == m; d += days(1)) {
      ++all;
      const auto covers = [d](const Days& span) {
        return span.from <= d && (!span.until || d <= *span.until);
      };
      const bool here = std::any_of(facts.active.begin(), facts.active.end(), covers);
      const bool away = std::any_of(facts.leaves.begin(), facts.leaves.end(), covers);
      active += here;
      counted += here && !away;
    }
    if (const auto given = given_in.find(m); given != given_in.end()) balance += given->second;
    if (active == 0) continue;
    const int due =
        static_cast<int>((static_cast<double>(rule->due_minutes) * counted) / all + 0.5 + 1e-9);
    if (rule->due_minutes > 0) lines.push_back(-due);
    balance -= rule->due_minutes > 0 ? due : 0;
    if (rule->surplus_cap_minutes && balance > *rule->surplus_cap_minutes) {
      lines.push_back(*rule->surplus_cap_minutes - balance);
      balance = *rule->surplus_cap_minutes;
    }
  }
  return lines;
}

MemberFacts any_member() {
  MemberFacts facts;
  Day d = day("2025-01-01") + days(*rc::gen::inRange(0, 200));
  for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
    Days span{d, d + days(*rc::gen::inRange(0, 300))};
    d = *span.until + days(*rc::gen::inRange(1, 60));
    if (i == 1 && *rc::gen::arbitrary<bool>()) span.until.reset();
    facts.active.push_back(span);
  }
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    Days span{day("2025-01-01") + days(*rc::gen::inRange(0, 500)), {}};
    if (*rc::gen::inRange(0, 4) != 0) span.until = span.from + days(*rc::gen::inRange(0, 90));
    facts.leaves.push_back(span);
  }
  for (int i = *rc::gen::inRange(0, 8); i > 0; --i)
    give(facts, month("2025-01") + months(*rc::gen::inRange(0, 18)), *rc::gen::inRange(-60, 600));
  return facts;
}
std::vector<MonthlyRule> any_rules() {
  std::map<Month, MonthlyRule> rules;
  for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
    MonthlyRule rule{
        month("2025-01") + months(*rc::gen::inRange(0, 14)), *rc::gen::inRange(0, 400), {}};
    if (*rc::gen::arbitrary<bool>()) rule.surplus_cap_minutes = *rc::gen::inRange(0, 300);
    rules[rule.from] = rule;
  }
  std::vector<MonthlyRule> all;
  for (const auto& [from, rule] : rules) all.insert(all.begin(), rule);
  return all;
}

RC_GTEST_PROP(MonthlyHours, AgreesWithCountingDayByDay, ()) {
  const auto facts = any_member();
  const auto rules = any_rules();
  const Month last = month("2025-01") + months(*rc::gen::inRange(0, 20));
  RC_ASSERT(minutes_of(monthly_lines(facts, rules, last)) == recomputed(facts, rules, last));
}

RC_GTEST_PROP(MonthlyHours, AShortfallIsTheFirstMonthThatRunningTheRulesFinds, ()) {
  const auto facts = any_member();
  const auto rules = any_rules();
  const Month first = month("2025-01") + months(*rc::gen::inRange(0, 12));
  const Month last = first + months(*rc::gen::inRange(0, 8));
  const Day end = last_day(last) + days(1);
  const auto found = first_shortfall(run(facts, as_rules(rules), end), first_day(first), end);
  for (Month m = std::max(first, rules.back().from); m <= last; m += months(1)) {
    int balance = 0;
    for (const auto& work : facts.works)
      if (month_of(work.day) <= m) balance += work.minutes;
    for (const int line : recomputed(facts, rules, m)) balance += line;
    if (balance >= 0) continue;
    RC_ASSERT(found.has_value());
    RC_ASSERT(found->day == last_day(m) + days(1));
    RC_ASSERT(found->balance == balance);
    return;
  }
  RC_ASSERT(!found.has_value());
}

/// A ledger in memory, written through amend() as the module does.
struct Ledger {
  std::vector<Row> rows;

  std::vector<Last> last() const {
    std::map<std::tuple<std::string, std::string, std::string>, Last> found;
    for (const auto& row : rows) {
      const auto& entry = row.line.entry;
      auto& known = found[{entry.account, entry.kind, entry.cause}];
      if (row.reversal) {
        if (known.revision == row.revision) known.counts = false;
      } else {
        known = {row.line, row.revision, true};
      }
    }
    std::vector<Last> all;
    for (auto& [key, value] : found) all.push_back(value);
    return all;
  }
  void want(const std::vector<Line>& lines) {
    for (auto& row : amend(last(), lines)) rows.push_back(row);
  }
  /// The lines that count, whatever was written on the way.
  std::vector<Line> counting() const {
    std::vector<Line> all;
    for (const auto& one : last())
      if (one.counts) all.push_back(one.line);
    return all;
  }
  int balance() const {
    int sum = 0;
    for (const auto& row : rows) sum += row.line.entry.minutes;
    return sum;
  }
  std::set<std::string> ids() const {
    std::set<std::string> all;
    for (const auto& row : rows) all.insert(id_of(Uuid{}, row).text());
    return all;
  }
};
std::vector<Line> as_lines(const std::vector<Entry>& entries) {
  std::vector<Line> all;
  for (const auto& entry : entries)
    all.push_back({"1", entry, entry.at ? *entry.at : Instant{entry.day}});
  return all;
}

TEST(Ledger, CorrectsByReversal) {
  Ledger ledger;
  Line present{"1", {}, at(8)};
  present.entry.account = account::time;
  present.entry.kind = "shift";
  present.entry.cause = "a/2026-05-04";
  present.entry.minutes = 120;
  present.entry.rule = "attended";
  ledger.want({present});
  ledger.want({present});
  ASSERT_EQ(ledger.rows.size(), 1u) << "saying it again adds nothing";
  ledger.want({});
  ledger.want({});
  ASSERT_EQ(ledger.rows.size(), 2u);
  EXPECT_TRUE(ledger.rows[1].reversal);
  EXPECT_EQ(ledger.balance(), 0);
  ledger.want({present});
  EXPECT_EQ(ledger.balance(), 120);
  Line longer = present;
  longer.entry.minutes = 150;
  ledger.want({longer});
  EXPECT_EQ(ledger.balance(), 150);
  EXPECT_EQ(ledger.ids().size(), ledger.rows.size());
  longer.entry.parameters = "title=other";
  const auto before = ledger.rows.size();
  ledger.want({longer});
  EXPECT_EQ(ledger.rows.size(), before) << "called otherwise, it is the same shift";
}

/// A job that was away for a while writes what daily runs would have written, row for row.
RC_GTEST_PROP(Ledger, AJobThatWasAwayCatchesUp, ()) {
  auto facts = any_member();
  const auto rules = any_rules();
  const Day from = day("2025-03-15") + days(*rc::gen::inRange(0, 200));
  Ledger daily;
  for (Day d = from; d <= from + days(60); d += days(1))
    daily.want(as_lines(monthly_lines(facts, rules, month_of(d) - months(1))));
  Ledger once;
  once.want(as_lines(monthly_lines(facts, rules, month_of(from) - months(1))));
  once.want(as_lines(monthly_lines(facts, rules, month_of(from + days(60)) - months(1))));
  RC_ASSERT(daily.ids() == once.ids());
  RC_ASSERT(daily.balance() == once.balance());
}

/// Facts that come late, in any order, with the job in between: what counts is what counts when all
/// is known at once, line for line.
RC_GTEST_PROP(Ledger, TheOrderOfFactsDoesNotMatter, ()) {
  const auto all = any_member();
  const auto rules = any_rules();
  const Month last = month("2026-06");
  MemberFacts known;
  std::vector<std::function<void()>> to_tell;
  for (const auto& span : all.active)
    to_tell.emplace_back([&known, span] { known.active.push_back(span); });
  for (const auto& span : all.leaves)
    to_tell.emplace_back([&known, span] { known.leaves.push_back(span); });
  for (const auto& work : all.works)
    to_tell.emplace_back([&known, work] { known.works.push_back(work); });
  Ledger ledger;
  while (!to_tell.empty()) {
    const auto pick =
        to_tell.begin() + *rc::gen::inRange<long>(0, static_cast<long>(to_tell.size()));
    (*pick)();
    to_tell.erase(pick);
    if (*rc::gen::arbitrary<bool>()) ledger.want(as_lines(monthly_lines(known, rules, last)));
  }
  ledger.want(as_lines(monthly_lines(known, rules, last)));
  Ledger at_once;
  at_once.want(as_lines(monthly_lines(all, rules, last)));
  RC_ASSERT(ledger.counting() == at_once.counting());
  RC_ASSERT(ledger.balance() == at_once.balance());
  const auto before = ledger.rows.size();
  ledger.want(as_lines(monthly_lines(known, rules, last)));
  RC_ASSERT(ledger.rows.size() == before);
}

TEST(Load, WeeksInARowEndNowOrWithTheLastWeek) {
  EXPECT_EQ(day_text(monday_of(day("2027-01-03"))), "2026-12-28");
  EXPECT_EQ(day_text(monday_of(day("2027-01-04"))), "2027-01-04");
  const Day thursday = day("2026-11-26");
  const std::set<Day> three{day("2026-11-02"), day("2026-11-09"), day("2026-11-16")};
  EXPECT_EQ(weeks_in_a_row(three, thursday), 3) << "this week may still bring something";
  auto four = three;
  four.insert(day("2026-11-23"));
  EXPECT_EQ(weeks_in_a_row(four, thursday), 4);
  EXPECT_EQ(weeks_in_a_row(three, thursday + days(7)), 0);
  four.erase(day("2026-11-09"));
  EXPECT_EQ(weeks_in_a_row(four, thursday), 2);
}

RC_GTEST_PROP(Load, BusiestTenthIsTheMostThatSoManyGave, (std::vector<std::uint16_t> given)) {
  const std::vector<int> minutes(given.begin(), given.end());
  const int part = busiest_tenth_permille(minutes);
  std::multiset<int> left(minutes.begin(), minutes.end());
  std::int64_t all = 0;
  for (const int one : minutes) all += one;
  std::int64_t busiest = 0;
  for (std::size_t taken = 0; taken * 10 < minutes.size(); ++taken) {
    busiest += *left.rbegin();
    left.erase(std::prev(left.end()));
  }
  RC_ASSERT(part == (all == 0 ? 0 : static_cast<int>(busiest * 1000 / all)));
}

TEST(PlanningSheet, AShiftLastsNoDay) {
  const auto reason = [](const std::string& starts, const std::string& ends) -> std::string {
    const sheets::Sheet sheet{{"titre", "jour", "début", "fin"},
                              {{2, {"Épicerie", "samedi", starts, ends}}}};
    const auto parsed = parse_planning(sheet, {}).value();
    return parsed.rejects.empty() ? "" : parsed.rejects[0].violations[0].reason;
  };
  EXPECT_EQ(reason("12:00", "11:59"), "shifts.bad_length");
  EXPECT_EQ(reason("12:00", "12:00"), "shifts.bad_length");
  EXPECT_EQ(reason("06:00", "22:01"), "shifts.bad_length");
  EXPECT_EQ(reason("06:00", "22:00"), "");
  EXPECT_EQ(reason("22:00", "02:00"), "");
}

TEST(PlanningSheet, TimesAndDaysAsPeopleWriteThem) {
  for (const auto* text : {"9:30", "09:30", "9h30", "9 h 30", "09H30", "09:30:00"})
    EXPECT_EQ(normal_time(text), "09:30") << text;
  EXPECT_EQ(normal_time("9h"), "09:00");
  EXPECT_EQ(normal_time("0:00"), "00:00");
  for (const auto* text :
       {"", "9", "24:00", "9:60", "9:3", "midi", "-1:00", "9h30h", "1 5:30", "9:3 0"})
    EXPECT_FALSE(normal_time(text)) << text;
  for (const auto* text : {"samedi", "Samedi", "SAM.", "sam", "saturday", "6", " samedi "})
    EXPECT_EQ(normal_weekday(text), 6) << text;
  EXPECT_EQ(normal_weekday("mardi"), 2);
  EXPECT_EQ(normal_weekday("mercredi"), 3);
  for (const auto* text : {"", "ma", "samedis", "0", "8", "demain"})
    EXPECT_FALSE(normal_weekday(text)) << text;
}

TEST(PlanningSheet, EveryRowIsReadOrSaysAllThatIsWrong) {
  const auto sheet = sheets::read_csv(
      "Titre;Jour;Début;Fin;Places;Importantes;Titulaires;Semaines;Cycle;Semaine 1;Notes\n"
      "Épicerie;sam.;9h30;12h45;5;3;12, 23;;;;\n"
      "Ménage;dimanche;22h;2h;2;;;A C;;05/01/2026;\n"
      ";hier;9h61;9h;99;6;7 7;Z;;;\n"
      "épicerie;6;09:30;13:00;;;;;;;\n"
      "Compost;lundi;10h;10h;1;;1 2;2;2;06/01/2026;\n");
  const auto parsed = parse_planning(sheet.value(), {}).value();
  EXPECT_EQ(parsed.ignored, std::vector<std::string>{"Notes"});
  ASSERT_EQ(parsed.rows.size(), 2u);
  EXPECT_EQ(parsed.rows[0].weekday, 6);
  EXPECT_EQ(parsed.rows[0].starts, "09:30");
  EXPECT_EQ(parsed.rows[0].important, 3);
  EXPECT_EQ(parsed.rows[0].holders, (std::vector<std::string>{"12", "23"}));
  EXPECT_FALSE(parsed.rows[0].weeks);
  EXPECT_EQ(parsed.rows[1].ends, "02:00");
  EXPECT_EQ(parsed.rows[1].weeks, (std::set<int>{1, 3}));
  EXPECT_FALSE(parsed.rows[1].cycle);
  EXPECT_EQ(parsed.rows[1].anchor, "2026-01-05");
  EXPECT_FALSE(parsed.rows[1].holders);
  const auto reasons = [&](std::size_t at) {
    std::vector<std::string> all;
    for (const auto& wrong : parsed.rejects.at(at).violations)
      all.push_back(wrong.field + " " + wrong.reason);
    return all;
  };
  EXPECT_EQ(reasons(0),
            (std::vector<std::string>{"title shifts.bad_title", "weekday shifts.bad_weekday",
                                      "starts shifts.bad_time", "seats shifts.bad_seats",
                                      "weeks shifts.bad_cycle", "holders shifts.bad_holder"}));
  EXPECT_EQ(reasons(1), std::vector<std::string>{"title shifts.row_twice"});
  EXPECT_EQ(reasons(2),
            (std::vector<std::string>{"ends shifts.bad_length", "week_one shifts.bad_anchor",
                                      "holders shifts.bad_holder"}));
}

}  // namespace
}  // namespace halle::shifts
