// Hours that are counted for a household, on a real database.
#include <thread>

#include "halle/membership/v1/membership.halle.hpp"
#include "tests/services/shifts/planning.hpp"

namespace halle::test {
namespace {
namespace mv = membership::v1;
using Lines = std::vector<std::string>;

class HouseholdHours : public Shifts {
 protected:
  sv::SetTemplateReply saturday;

  void SetUp() override {
    Shifts::SetUp();
    saturday = repeat(6, "10:00", "12:00", 4);
  }

  void set_main(const std::string& number, const std::string& main) {
    mv::SetHouseholdRequest request;
    request.set_number(number);
    request.set_main(main);
    must(mv::MembersClient(staff).set_household(request));
    installation.settle();
  }
  void set_rule(const std::string& month, bool per_household) {
    sv::SetRuleRequest request;
    request.set_from(month);
    request.mutable_monthly_hours()->set_due_minutes(180);
    request.set_per_household(per_household);
    must(hours.set_rule(request));
    must(hours.settle({}));
  }
  Lines numbers(const sv::Statement& of) { return {of.household().begin(), of.household().end()}; }
  sv::MonthRow month_of(const std::string& member, const std::string& month) {
    sv::ListMonthRequest request;
    request.set_month(month);
    const auto all = must(hours.list_month(request));
    for (const auto& row : all.rows())
      if (row.member() == member) return row;
    return {};
  }
};

TEST_F(HouseholdHours, TwoOweAsOneAndBothGive) {
  set_main("2", "1");
  set_rule("2026-03", true);
  clock.set("2026-03-08T10:00:00Z");
  mark(key(saturday, "2026-03-07"), "1", sv::PRESENCE_PRESENT);
  mark(key(saturday, "2026-03-07"), "2", sv::PRESENCE_PRESENT);
  const auto both = statement("1");
  EXPECT_EQ(numbers(both), (Lines{"1", "2"}));
  EXPECT_EQ(both.balance_minutes(), 240);
  EXPECT_EQ(both.done_minutes(), 240);
  EXPECT_EQ(statement("2").balance_minutes(), 240) << "each reads the same";
  ASSERT_EQ(both.entries_size(), 2);
  EXPECT_EQ(both.entries(0).person() + both.entries(1).person(), "2");
  // Who gave how much stays known of each.
  EXPECT_EQ(month_of("1", "2026-03").shift_minutes(), 120);
  EXPECT_EQ(month_of("2", "2026-03").shift_minutes(), 120);
  EXPECT_EQ(month_of("2", "2026-03").household(), "1");
  clock.set("2026-04-02T10:00:00Z");
  must(hours.settle({}));
  EXPECT_EQ(statement("1").balance_minutes(), 240 - 174) << "one member's month, 30 of 31 days";
  EXPECT_EQ(month_of("2", "2026-03").owed_minutes(), 0);
  // A correction takes back what it wrote.
  mark(key(saturday, "2026-03-07"), "2", sv::PRESENCE_ABSENT);
  EXPECT_EQ(statement("1").balance_minutes(), 120 - 174);
  EXPECT_EQ(month_of("2", "2026-03").shift_minutes(), 0);
}

TEST_F(HouseholdHours, TheyStandAsOne) {
  set_main("2", "1");
  set_rule("2026-03", true);
  clock.set("2026-04-02T10:00:00Z");
  must(hours.settle({}));
  EXPECT_EQ(statement("1").state(), sv::DUTY_STATE_LATE);
  EXPECT_EQ(statement("2").state(), sv::DUTY_STATE_LATE);
  must(planning.generate({}));
  clock.set("2026-04-12T10:00:00Z");
  mark(key(saturday, "2026-04-04"), "2", sv::PRESENCE_PRESENT);
  EXPECT_EQ(statement("1").state(), sv::DUTY_STATE_LATE);
  mark(key(saturday, "2026-04-11"), "2", sv::PRESENCE_PRESENT);
  EXPECT_EQ(statement("1").state(), sv::DUTY_STATE_ON_TRACK);
  EXPECT_EQ(statement("2").state(), sv::DUTY_STATE_ON_TRACK);
}

TEST_F(HouseholdHours, WhatIsBookedCountsForAllAndIsShownToWhoseItIs) {
  set_main("2", "1");
  set_rule("2026-03", true);
  must(book(staff, key(saturday, "2026-03-14"), "1"));
  EXPECT_EQ(statement("2").booked_minutes(), 120);
  EXPECT_EQ(statement("2").booked_size(), 0);
  EXPECT_EQ(statement("2").late_on(), "2026-04-01");
  ASSERT_EQ(statement("2").mending_size(), 1);
  EXPECT_EQ(statement("2").mending(0).key().day(), "2026-03-07");
  must(book(staff, key(saturday, "2026-03-21"), "2"));
  EXPECT_EQ(statement("1").booked_minutes(), 240);
  EXPECT_EQ(statement("1").booked_size(), 1);
  EXPECT_EQ(statement("2").booked(0).key().day(), "2026-03-21");
  EXPECT_EQ(statement("1").late_on(), "");
}

TEST_F(HouseholdHours, WhatWasHersAloneWaitsForHer) {
  set_rule("2026-03", true);
  clock.set("2026-03-08T10:00:00Z");
  mark(key(saturday, "2026-03-07"), "2", sv::PRESENCE_PRESENT);
  set_main("2", "1");
  EXPECT_EQ(statement("2").balance_minutes(), 0) << "the household's";
  EXPECT_EQ(statement("2").waiting_minutes(), 120);
  EXPECT_EQ(statement("2", "2026-03-07").balance_minutes(), 120) << "her own, then";
  clock.set("2026-03-15T10:00:00Z");
  mark(key(saturday, "2026-03-14"), "2", sv::PRESENCE_PRESENT);
  EXPECT_EQ(statement("1").balance_minutes(), 120);
  set_main("2", "");
  EXPECT_EQ(statement("2").balance_minutes(), 120);
  EXPECT_EQ(numbers(statement("2")), Lines{});
  EXPECT_EQ(statement("1").balance_minutes(), 120) << "what she gave the household stays its";
}

TEST_F(HouseholdHours, OneOfItReadsWhatIsOfTheHouseholdOnly) {
  set_rule("2026-03", true);
  clock.set("2026-03-08T10:00:00Z");
  mark(key(saturday, "2026-03-07"), "1", sv::PRESENCE_PRESENT);
  set_main("2", "1");
  set_main("10", "1");
  clock.set("2026-03-15T10:00:00Z");
  sv::DeclareWorkRequest work;
  work.set_member("1");
  work.set_day("2026-03-09");
  work.set_minutes(45);
  work.set_what("Chez le comptable");
  sv::DecideWorkRequest decide;
  decide.set_id(must(hours.declare_work(work)).id());
  decide.set_approve(true);
  must(hours.decide_work(decide));
  const auto read_by = [&](const std::string& number) {
    auto herself = installation.as(installation.create_account(coop, "member", number), coop);
    sv::GetStatementRequest request;
    request.set_member(number);
    return must(sv::HoursClient(herself).get_statement(request));
  };
  const auto two = read_by("2");
  EXPECT_EQ(numbers(two), (Lines{"1", "2", "10"}));
  EXPECT_EQ(two.balance_minutes(), 165) << "all of it";
  ASSERT_EQ(two.entries_size(), 1) << "not what was before";
  EXPECT_EQ(two.entries(0).minutes(), 45);
  const auto said = [](const sv::Statement& of) {
    return of.SerializeAsString().find("comptable") != std::string::npos;
  };
  EXPECT_FALSE(said(two));
  const auto one = read_by("1");
  EXPECT_TRUE(said(one));
  EXPECT_EQ(one.entries_size(), 2);
  EXPECT_TRUE(said(statement("2"))) << "who keeps the hours";
}

TEST_F(HouseholdHours, TheAssociationDecides) {
  set_main("2", "1");
  set_rule("2026-03", false);
  clock.set("2026-04-02T10:00:00Z");
  must(hours.settle({}));
  EXPECT_EQ(statement("2").balance_minutes(), -174);
  sv::SimulateRequest trial;
  trial.set_from("2026-03");
  trial.mutable_monthly_hours()->set_due_minutes(180);
  trial.set_per_household(true);
  const auto tried = must(hours.simulate(trial));
  EXPECT_EQ(tried.late(), 20);
  EXPECT_EQ(tried.simulated_late(), 20) << "who is in one stands as it does";
  EXPECT_EQ(tried.rows(0).simulated_minutes(), -174);
  EXPECT_EQ(must(hours.list_rules({})).rules(0).per_household(), false);
  set_rule("2026-04", true);
  EXPECT_EQ(must(hours.list_rules({})).rules(0).per_household(), true);
  EXPECT_EQ(numbers(statement("2")), (Lines{"1", "2"}));
}

TEST_F(HouseholdHours, WhatIsSaidLaterMovesWhatWasGiven) {
  set_main("2", "1");
  set_rule("2026-03", false);
  clock.set("2026-03-15T10:00:00Z");
  mark(key(saturday, "2026-03-07"), "2", sv::PRESENCE_PRESENT);
  const auto accounts = [&] {
    return installation.sql(
        "SELECT member_number, sum(minutes), sum(given) FROM shifts.entry GROUP BY 1 ORDER BY 1");
  };
  EXPECT_EQ(accounts(), Lines{"2|120|120"});
  set_rule("2026-03", true);
  EXPECT_EQ(accounts(), (Lines{"1|120|120", "2|0|0"}));
  const auto before = installation.sql("SELECT count(*) FROM shifts.entry");
  must(hours.settle({}));
  EXPECT_EQ(installation.sql("SELECT count(*) FROM shifts.entry"), before) << "and adds nothing";
  EXPECT_EQ(month_of("2", "2026-03").shift_minutes(), 120);
}

TEST_F(HouseholdHours, BothMarkedAtOnceAreBothCounted) {
  set_main("2", "1");
  set_main("3", "1");
  set_rule("2026-03", true);
  clock.set("2026-03-30T10:00:00Z");
  const std::vector<std::string> days{"2026-03-07", "2026-03-14", "2026-03-21", "2026-03-28"};
  std::vector<std::thread> markers;
  for (const auto* number : {"1", "2", "3"})
    markers.emplace_back([&, number] {
      Caller caller = installation.as_operator(coop);
      for (const auto& day : days) {
        sv::MarkRequest request;
        *request.mutable_key() = key(saturday, day);
        auto& one = *request.add_marks();
        one.set_member(number);
        one.set_presence(sv::PRESENCE_PRESENT);
        must(sv::AttendancesClient(caller).mark(request));
      }
    });
  for (auto& one : markers) one.join();
  EXPECT_EQ(statement("1").balance_minutes(), 12 * 120);
}
}  // namespace
}  // namespace halle::test
