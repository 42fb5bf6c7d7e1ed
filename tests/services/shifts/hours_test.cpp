// Seats and hours on a real database.
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "halle/kernel/v1/kernel.halle.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "tests/services/shifts/planning.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;

TEST_F(Shifts, AreMadeOnceAndKeepTheirLocalHour) {
  const auto made = repeat(7, "01:00", "05:00", 2);
  EXPECT_EQ(made.made(), 9);  // the 1st of March has passed but is covered
  EXPECT_EQ(must(planning.generate({})).made(), 0);
  sv::ListShiftsRequest days;
  days.set_from("2026-03-29");
  days.set_until("2026-03-29");
  const auto night = must(planning.list_shifts(days));
  ASSERT_EQ(night.shifts_size(), 1);
  EXPECT_EQ(night.shifts(0).local_start(), "2026-03-29T01:00");
  EXPECT_EQ(night.shifts(0).minutes(), 180) << "the night is an hour shorter";
  const auto hours_of_night = [&](const std::string& day, const std::string& member) {
    mark(key(made, day), member, sv::PRESENCE_PRESENT);
    return statement(member).balance_minutes();
  };
  // 02:30 is left out that night and 03:15 is not later.
  EXPECT_EQ(repeat(7, "02:30", "03:15", 1).made(), 8);
  clock.set("2026-03-29T00:00:00Z");
  EXPECT_EQ(hours_of_night("2026-03-29", "1"), 180) << "and the ledger says so";
  clock.set("2026-10-20T10:00:00Z");
  must(planning.generate({}));
  days.set_from("2026-10-25");
  days.set_until("2026-10-25");
  const auto longer = must(planning.list_shifts(days));
  ASSERT_EQ(longer.shifts_size(), 2);
  EXPECT_EQ(longer.shifts(0).local_end(), "2026-10-25T05:00");
  EXPECT_EQ(longer.shifts(0).minutes(), 300) << "the night is an hour longer";
  clock.set("2026-10-24T23:00:00Z");
  EXPECT_EQ(hours_of_night("2026-10-25", "2"), 300);
}

TEST_F(Shifts, TheFirstSaturdayOfTheMonthIsOneShiftAMonth) {
  sv::SetTemplateRequest request;
  auto& out = *request.mutable_template_();
  out.set_title("Disco soupe");
  out.set_recurrence("FREQ=MONTHLY;BYDAY=1SA");
  out.set_starts("17:00");
  out.set_ends("21:00");
  out.set_valid_from("2026-03-01");
  out.add_seats()->set_number(1);
  const auto made = must(planning.set_template(request));
  EXPECT_EQ(made.template_().weekday(), 6);
  EXPECT_EQ(made.template_().recurrence(), "FREQ=MONTHLY;BYDAY=1SA");
  clock.set("2026-04-20T10:00:00Z");
  must(planning.generate({}));
  must(planning.generate({}));
  EXPECT_EQ(installation.sql("SELECT day FROM shifts.occurrence ORDER BY 1"),
            (std::vector<std::string>{"2026-03-07", "2026-04-04", "2026-05-02", "2026-06-06"}));
  out.set_recurrence("FREQ=DAILY;COUNT=2");
  EXPECT_EQ(planning.set_template(request).error().fields.at(0).reason, "shifts.bad_recurrence");
}

TEST_F(Shifts, AnEditedOneNeverSpawnsAnother) {
  const auto made = repeat(6, "10:00", "12:00", 2, "1");
  const auto all = [&] { return installation.sql("SELECT count(*) FROM shifts.occurrence")[0]; };
  const auto before = all();
  sv::EditShiftRequest edit;
  *edit.mutable_key() = key(made, "2026-03-14");
  edit.set_title("Épicerie, plus tôt");
  edit.set_local_start("2026-03-13T18:00");
  edit.set_local_end("2026-03-13T20:00");
  for (int n = 1; n <= 3; ++n) edit.add_seats()->set_number(n);
  EXPECT_EQ(must(planning.edit_shift(edit)).minutes(), 120);
  must(planning.generate({}));
  EXPECT_EQ(all(), before);
  // The template changes; whoever acted on a shift finds it as it was.
  must(book(staff, key(made, "2026-03-21"), "2"));
  sv::SetTemplateRequest change;
  *change.mutable_template_() = made.template_();
  change.mutable_template_()->set_starts("09:00");
  const auto changed = must(planning.set_template(change));
  EXPECT_EQ(changed.kept(), 2);
  EXPECT_EQ(all(), before);
  EXPECT_EQ(
      installation.sql("SELECT day, to_char(starts_at AT TIME ZONE 'Europe/Paris', 'DD HH24:MI') "
                       "FROM shifts.occurrence ORDER BY day LIMIT 4"),
      (std::vector<std::string>{"2026-03-07|07 09:00", "2026-03-14|13 18:00", "2026-03-21|21 10:00",
                                "2026-03-28|28 09:00"}));
}

TEST_F(Shifts, NobodyComesOnHolidaysAndClosedDays) {
  const auto monday = repeat(1, "10:00", "12:00", 1);
  const auto days = [&] {
    return installation.sql(
        "SELECT day, state FROM shifts.occurrence WHERE day > '2026-03-30' "
        "ORDER BY day LIMIT 3");
  };
  EXPECT_EQ(days(), (std::vector<std::string>{"2026-04-06|1", "2026-04-13|1", "2026-04-20|1"}));
  sv::SetSettingsRequest settings;
  settings.set_weeks_ahead(8);
  settings.set_notice_hours(48);
  settings.set_closed_on_holidays(true);
  must(planning.set_settings(settings));
  EXPECT_EQ(days()[0], "2026-04-13|1") << "Easter Monday";
  must(book(staff, key(monday, "2026-04-20"), "1"));
  sv::AddClosureRequest closure;
  closure.set_from("2026-04-13");
  closure.set_until("2026-04-20");
  closure.set_reason("Travaux");
  const auto closed = must(planning.add_closure(closure));
  EXPECT_EQ(days(), (std::vector<std::string>{"2026-04-20|2", "2026-04-27|1"}))
      << "called off where somebody had a seat";
  EXPECT_EQ(book(staff, key(monday, "2026-04-20"), "2").error().reason, "shifts.cancelled");
  sv::RemoveClosureRequest open;
  open.set_id(closed.closures(0).id());
  must(planning.remove_closure(open));
  EXPECT_EQ(days(), (std::vector<std::string>{"2026-04-13|1", "2026-04-20|2", "2026-04-27|1"}));
}

/// Fixed holders, a cycle of four weeks, a rule and a leave; what the ledger and the planning say.
class Absence : public testing::Test {
 protected:
  using Lines = std::vector<std::string>;

  struct Written {
    Lines entries, shifts, seats;
  };

  static Written after(int days, bool each_day) {
    ManualClock clock{"2026-01-14T10:00:00Z"};
    Installation installation{one_box, clock.clock()};
    const Uuid coop = installation.create_organisation("coop");
    Caller staff = installation.as_operator(coop);
    Shop(staff).add_members(5);
    installation.settle();
    sv::PlanningClient planning(staff);
    sv::HoursClient hours(staff);
    sv::SetSettingsRequest settings;
    settings.set_weeks_ahead(1);
    settings.set_closed_on_holidays(true);
    must(planning.set_settings(settings));
    for (int weekday = 1; weekday <= 7; ++weekday) {
      sv::SetTemplateRequest request;
      auto& out = *request.mutable_template_();
      out.set_title(std::to_string(weekday));
      out.set_weekday(weekday);
      out.set_starts("10:00");
      out.set_ends("12:00");
      out.set_valid_from("2026-01-01");
      if (weekday % 2 == 0) {
        out.mutable_cycle()->set_anchor("2025-12-29");
        out.mutable_cycle()->set_length(4);
        out.mutable_cycle()->add_weeks(weekday / 2);
      }
      auto& seat = *out.add_seats();
      seat.set_number(1);
      seat.set_holder(std::to_string(1 + weekday % 5));
      must(planning.set_template(request));
    }
    sv::SetRuleRequest rule;
    rule.set_from("2025-12");
    rule.mutable_monthly_hours()->set_due_minutes(180);
    rule.mutable_monthly_hours()->set_surplus_cap_minutes(0);
    must(hours.set_rule(rule));
    sv::SetLeaveRequest leave;
    leave.mutable_leave()->set_member("3");
    leave.mutable_leave()->set_from("2026-02-10");
    must(hours.set_leave(leave));
    for (int day = 1; day <= days; ++day) {
      clock.advance(24h);
      if (!each_day && day < days) continue;
      must(planning.generate({}));
      must(hours.settle({}));
    }
    EXPECT_EQ(installation.broken_invariants(), Lines{});
    return {installation.sql("SELECT member_number, effective_at, minutes, rule, parameters, "
                             "cause_kind, cause, revision, reversal FROM shifts.entry ORDER BY "
                             "effective_at, member_number, cause_kind, cause, revision, reversal"),
            installation.sql("SELECT t.title, o.day, o.starts_at FROM shifts.occurrence o JOIN "
                             "shifts.template t ON t.id = o.template_id ORDER BY 2, 1"),
            installation.sql("SELECT t.title, b.day, b.member_number FROM shifts.booking b JOIN "
                             "shifts.template t ON t.id = b.template_id ORDER BY 2, 1")};
  }
};

TEST_F(Absence, JobsThatWereAway60DaysWriteWhatDailyOnesWrite) {
  const auto daily = after(60, true);
  EXPECT_EQ(daily.entries.size(), 10u) << "January and February of five members";
  EXPECT_GT(daily.shifts.size(), 40u);
  const auto away = std::count_if(daily.shifts.begin(), daily.shifts.end(), [](const auto& shift) {
    return (shift[0] == '2' || shift[0] == '7') && shift.substr(2, 10) >= "2026-02-10";
  });
  EXPECT_EQ(daily.seats.size() + static_cast<std::size_t>(away), daily.shifts.size())
      << "who is on leave has no seat";
  const auto once = after(60, false);
  EXPECT_EQ(once.entries, daily.entries);
  EXPECT_EQ(once.shifts, daily.shifts);
  EXPECT_EQ(once.seats, daily.seats);
}

TEST_F(Shifts, ARefusalSaysAllThatStandsAgainstIt) {
  const auto one = repeat(6, "10:00", "12:00", 1);
  const auto other = repeat(6, "11:00", "13:00", 1);
  must(book(staff, key(one, "2026-03-07"), "1"));
  must(book(staff, key(other, "2026-03-07"), "2"));
  const auto refused = book(staff, key(other, "2026-03-07"), "1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(reasons(refused.error()), (std::vector<std::string>{"shifts.full", "shifts.overlap"}));
  sv::CancelRequest back;
  *back.mutable_key() = key(other, "2026-03-07");
  back.set_member("2");
  EXPECT_FALSE(must(bookings.cancel(back)).late());
  EXPECT_EQ(reasons(book(staff, key(other, "2026-03-07"), "1").error()),
            std::vector<std::string>{"shifts.overlap"});
  auto member = installation.as(installation.create_account(coop, "member", "3"), coop);
  EXPECT_EQ(book(member, key(other, "2026-03-07"), "4").error().reason, "shifts.member_unknown");
  must(book(member, key(other, "2026-03-07"), "3"));
}

TEST_F(Shifts, OfAHundredWhoWantTheLastSeatOneGetsIt) {
  Shop(staff).add_members(100);
  installation.settle();
  const auto made = repeat(6, "10:00", "12:00", 1);
  const auto at = key(made, "2026-03-14");
  for (int round = 0; round < setting("HALLE_ROUNDS", 5); ++round) {
    std::atomic<int> winner{0};
    std::atomic<int> got{0};
    std::vector<std::thread> all;
    for (int n = 1; n <= 100; ++n)
      all.emplace_back([&, n] {
        Caller caller = installation.as_operator(coop);
        caller.be_patient(30s);
        const auto booked = book(caller, at, std::to_string(n));
        if (booked) {
          ++got;
          winner = n;
        } else {
          EXPECT_EQ(booked.error().reason, "shifts.full");
        }
      });
    for (auto& thread : all) thread.join();
    ASSERT_EQ(got, 1);
    ASSERT_EQ(installation.sql("SELECT member_number FROM shifts.booking WHERE freed IS NULL"),
              std::vector<std::string>{std::to_string(winner)})
        << "a holder cannot be overwritten";
    must(cancel(staff, at, std::to_string(winner)));
  }
}

TEST_F(Shifts, OneMemberNeverGetsTwoSeatsAtOneTime) {
  const auto one = repeat(6, "10:00", "12:00", 20);
  const auto other = repeat(6, "11:00", "13:00", 20);
  for (int round = 0; round < setting("HALLE_ROUNDS", 10); ++round) {
    const auto member = std::to_string(1 + round % 20);
    std::atomic<int> got{0};
    std::vector<std::thread> all;
    for (const auto* made : {&one, &other, &one, &other})
      all.emplace_back([&, made] {
        Caller caller = installation.as_operator(coop);
        if (book(caller, key(*made, "2026-03-14"), member)) ++got;
      });
    for (auto& thread : all) thread.join();
    ASSERT_EQ(got, 1) << member;
    (void)cancel(staff, key(one, "2026-03-14"), member);
    (void)cancel(staff, key(other, "2026-03-14"), member);
  }
  EXPECT_EQ(installation.sql("SELECT count(*) FROM shifts.booking WHERE freed IS NULL")[0], "0");
}

TEST_F(Shifts, WhoHasASeatKeepsItWhateverOthersWant) {
  const auto made = repeat(6, "10:00", "12:00", 2);
  const auto at = key(made, "2026-03-14");
  const auto holders = [&] {
    return installation.sql(
        "SELECT day, seat, member_number FROM shifts.booking WHERE freed IS NULL AND day BETWEEN "
        "'2026-03-14' AND '2026-03-21' ORDER BY 1, 2");
  };
  must(book(staff, at, "2"));
  sv::BookRequest same;
  *same.mutable_key() = at;
  same.set_member("3");
  same.set_seat(1);
  EXPECT_EQ(bookings.book(same).error().reason, "shifts.seat_taken");
  // Somebody else gets the seat each time: from the next free shift on.
  sv::SetTemplateRequest change;
  *change.mutable_template_() = made.template_();
  change.mutable_template_()->mutable_seats(0)->set_holder("4");
  must(planning.set_template(change));
  EXPECT_EQ(holders(), (std::vector<std::string>{"2026-03-14|1|2", "2026-03-21|1|4"}));
  sv::EditShiftRequest edit;
  *edit.mutable_key() = at;
  edit.set_title("Épicerie");
  edit.set_local_start("2026-03-14T10:00");
  edit.set_local_end("2026-03-14T12:00");
  edit.add_seats()->set_number(2);
  EXPECT_EQ(planning.edit_shift(edit).error().reason, "shifts.seat_held");
  // Nor does the database allow it.
  EXPECT_ANY_THROW(
      installation.sql("INSERT INTO shifts.booking (org_id, id, template_id, day, seat, "
                       "member_number, fixed, taken_at, "
                       "taken_by) SELECT org_id, gen_random_uuid(), template_id, day, seat, '3', "
                       "false, taken_at, 'x' "
                       "FROM shifts.booking WHERE day = '2026-03-14' AND freed IS NULL"));
  EXPECT_EQ(holders(), (std::vector<std::string>{"2026-03-14|1|2", "2026-03-21|1|4"}));
}

/// A seat at one time, while the hours of another shift move there and while holders are made.
TEST_F(Shifts, OneMemberNeverGetsTwoSeatsWhileThePlanningChanges) {
  const auto early = repeat(6, "08:00", "09:00", 1);
  const auto late = repeat(6, "11:00", "12:00", 1);
  for (int round = 0; round < setting("HALLE_ROUNDS", 10); ++round) {
    const auto member = std::to_string(1 + round % 20);
    must(book(staff, key(early, "2026-03-14"), member));
    std::atomic<int> got{0};
    std::vector<std::thread> all;
    all.emplace_back([&] {
      Caller caller = installation.as_operator(coop);
      sv::EditShiftRequest edit;
      *edit.mutable_key() = key(early, "2026-03-14");
      edit.set_title("Épicerie");
      edit.set_local_start("2026-03-14T10:30");
      edit.set_local_end("2026-03-14T11:30");
      edit.add_seats()->set_number(1);
      if (sv::PlanningClient(caller).edit_shift(edit)) ++got;
    });
    all.emplace_back([&] {
      Caller caller = installation.as_operator(coop);
      if (book(caller, key(late, "2026-03-14"), member)) ++got;
    });
    sv::SetTemplateReply fixed;
    all.emplace_back([&] {  // 11:15 overlaps what was booked and what was moved
      Caller caller = installation.as_operator(coop);
      sv::SetTemplateRequest request;
      auto& out = *request.mutable_template_();
      out.set_title("À chaque fois");
      out.set_weekday(6);
      out.set_starts("11:15");
      out.set_ends("11:45");
      out.set_valid_from("2026-03-09");
      out.set_valid_until("2026-03-14");
      auto& seat = *out.add_seats();
      seat.set_number(1);
      seat.set_holder(member);
      fixed = must(sv::PlanningClient(caller).set_template(request));
    });
    for (auto& thread : all) thread.join();
    const auto seated = installation.sql(
        "SELECT count(*) FROM shifts.booking WHERE freed IS NULL AND template_id = '" +
        fixed.template_().id() + "'")[0];
    ASSERT_LE(got + std::stoi(seated), 1) << member;
    ASSERT_GE(got + std::stoi(seated), 1) << member;
    ASSERT_EQ(installation.broken_invariants(), std::vector<std::string>{});
    for (const auto& made : {early, late, fixed})
      (void)cancel(staff, key(made, "2026-03-14"), member);
    sv::EditShiftRequest back;
    *back.mutable_key() = key(early, "2026-03-14");
    back.set_title("Épicerie");
    back.set_local_start("2026-03-14T08:00");
    back.set_local_end("2026-03-14T09:00");
    back.add_seats()->set_number(1);
    must(planning.edit_shift(back));
  }
}

TEST_F(Shifts, ASeatGivenBackIsFreeAndCanBeTakenAgain) {
  const auto made = repeat(3, "10:00", "12:00", 3, "5");
  const auto at = key(made, "2026-03-04");
  auto member = installation.as(installation.create_account(coop, "member", "5"), coop);
  // Two days and a little before: 48 hours are asked for.
  EXPECT_TRUE(must(cancel(member, at, "5")).late());
  EXPECT_EQ(cancel(member, at, "5").error().reason, "shifts.no_seat");
  EXPECT_FALSE(must(cancel(member, key(made, "2026-03-11"), "5")).late());
  must(book(staff, at, "6"));
  sv::BookRequest undo;
  *undo.mutable_key() = at;
  undo.set_member("5");
  undo.set_seat(1);
  const auto taken = sv::BookingsClient(member).book(undo);
  EXPECT_EQ(reasons(taken.error()), std::vector<std::string>{"shifts.seat_taken"});
  must(cancel(staff, at, "6"));
  EXPECT_EQ(must(sv::BookingsClient(member).book(undo)).seat(), 1);
  EXPECT_EQ(reasons(sv::BookingsClient(member).book(undo).error()),
            (std::vector<std::string>{"shifts.seat_taken", "shifts.already"}));
  clock.set("2026-03-04T09:30:00Z");
  EXPECT_EQ(cancel(member, at, "5").error().reason, "shifts.begun");
  EXPECT_EQ(reasons(book(staff, at, "5").error()),
            (std::vector<std::string>{"shifts.begun", "shifts.already"}));
  Shop(staff).set_standing("7", membership::v1::STANDING_SUSPENDED);
  installation.settle();
  EXPECT_EQ(reasons(book(staff, key(made, "2026-03-11"), "7").error()),
            std::vector<std::string>{"shifts.member_inactive"});
}

TEST_F(Shifts, WhoLeavesLosesTheSeatsToCome) {
  const auto made = repeat(6, "10:00", "12:00", 3, "5");
  Shop(staff).set_standing("5", membership::v1::STANDING_LEFT);
  installation.settle();
  EXPECT_EQ(installation.sql("SELECT count(*) FROM shifts.booking WHERE freed IS NULL")[0], "0");
  EXPECT_EQ(installation.sql("SELECT count(holder) FROM shifts.template_seat")[0], "0");
}

TEST_F(Shifts, MembersSeeTheirOwnAndStaffAll) {
  const auto made = repeat(6, "10:00", "12:00", 3, "5");
  must(book(staff, key(made, "2026-03-07"), "6"));
  auto member = installation.as(installation.create_account(coop, "member", "5"), coop);
  sv::ListShiftsRequest days;
  days.set_until("2026-03-07");
  days.set_from("2026-03-07");
  const auto seen = must(sv::PlanningClient(member).list_shifts(days));
  ASSERT_EQ(seen.shifts(0).seats_size(), 3);
  EXPECT_TRUE(seen.shifts(0).seats(0).own());
  EXPECT_EQ(seen.shifts(0).seats(0).holder(), "5");
  EXPECT_FALSE(seen.shifts(0).seats(1).free());
  EXPECT_EQ(seen.shifts(0).seats(1).holder(), "") << "who else comes is not said";
  EXPECT_EQ(must(planning.list_shifts(days)).shifts(0).seats(1).holder(), "6");
  sv::GetStatementRequest request;
  request.set_member("6");
  EXPECT_EQ(sv::HoursClient(member).get_statement(request).error().reason, "shifts.member_unknown");
  EXPECT_EQ(cancel(member, key(made, "2026-03-07"), "6").error().reason, "shifts.member_unknown");
  sv::GetAttendanceRequest sheet;
  *sheet.mutable_key() = key(made, "2026-03-07");
  EXPECT_FALSE(sv::AttendancesClient(member).get(sheet));
  EXPECT_FALSE(sv::HoursClient(member).list_month({}));
  auto volunteer = installation.as(installation.create_account(coop, "volunteer"), coop);
  EXPECT_TRUE(sv::AttendancesClient(volunteer).get(sheet));
  EXPECT_FALSE(sv::HoursClient(volunteer).list_month({}));
}

TEST_F(Shifts, TheHomePageSaysWhatComesNext) {
  const auto made = repeat(6, "10:00", "12:00", 2, "5");
  std::map<std::string, std::string> tokens;
  const auto cards = [&](const std::string& role, const std::string& number) {
    auto& token = tokens[role + number];
    if (token.empty()) token = installation.create_account(coop, role, number);
    auto caller = installation.as(token, coop);
    std::vector<std::string> words;
    const auto said = must(kernel::v1::ShellClient(caller).get_cards({}));
    for (const auto& card : said.cards())
      if (card.words().starts_with("shifts.")) words.push_back(card.words());
    return words;
  };
  EXPECT_EQ(cards("member", "5"), std::vector<std::string>{"shifts.card_next"});
  EXPECT_EQ(cards("member", "6"), std::vector<std::string>{"shifts.card_none"});
  sv::SetRuleRequest rule;
  rule.set_from("2026-03");
  rule.mutable_monthly_hours()->set_due_minutes(240);
  must(hours.set_rule(rule));
  const auto of_five = [&] {
    auto five = installation.as(tokens["member5"], coop);
    return must(kernel::v1::ShellClient(five).get_cards({}));
  };
  EXPECT_EQ(of_five().cards(0).words(), "shifts.card_next") << "above all others";
  EXPECT_EQ(of_five().cards(1).words(), "shifts.card_on_track");
  rule.mutable_monthly_hours()->set_due_minutes(620);
  must(hours.set_rule(rule));
  EXPECT_EQ(of_five().cards(1).words(), "shifts.card_missing");
  EXPECT_EQ(of_five().cards(1).values(0).text(), "2 h");  // 600 for 30 of 31 days, 8 h booked
  EXPECT_EQ(of_five().cards(1).values(1).day(), "2026-04-01");
  rule.mutable_monthly_hours()->set_due_minutes(0);
  must(hours.set_rule(rule));
  EXPECT_EQ(cards("coordinator", ""), std::vector<std::string>{});
  must(cancel(staff, key(made, "2026-03-07"), "5"));
  EXPECT_EQ(cards("coordinator", ""), std::vector<std::string>{"shifts.card_gaps.one"});
}

TEST_F(Shifts, WhoHasASeatIsRemindedOfItOnce) {
  const auto made = repeat(6, "10:00", "12:00", 3, "5");  // the 7th, at 9 in UTC
  must(book(staff, key(made, "2026-03-07"), "6"));
  must(cancel(staff, key(made, "2026-03-07"), "6"));
  const auto told = [&] {
    return installation.sql(
        "SELECT count(*) FROM (SELECT type FROM halle.outbox UNION ALL SELECT type FROM "
        "halle.event_log) e WHERE type = 'halle.shifts.v1.ReminderDue'")[0];
  };
  clock.set("2026-03-05T08:59:59Z");
  EXPECT_EQ(must(bookings.remind({})).reminded(), 0);
  clock.set("2026-03-05T09:00:00Z");
  EXPECT_EQ(must(bookings.remind({})).reminded(), 1);
  EXPECT_EQ(must(bookings.remind({})).reminded(), 0);
  clock.set("2026-03-05T09:00:01Z");
  must(book(staff, key(made, "2026-03-07"), "7"));
  EXPECT_EQ(must(bookings.remind({})).reminded(), 0) << "she has just taken it";
  EXPECT_EQ(told(), "1");
  // A job that was away.
  clock.set("2026-03-14T08:59:00Z");
  EXPECT_EQ(must(bookings.remind({})).reminded(), 1);
  clock.set("2026-03-21T09:00:00Z");
  EXPECT_EQ(must(bookings.remind({})).reminded(), 0) << "it has begun";
}

TEST_F(Shifts, FreeSeatsAreReadByAnybodyIfTheAssociationWants) {
  const auto made = repeat(6, "10:00", "12:00", 2, "5");
  auto nobody = installation.as("", coop);
  const auto read = [&] { return sv::CalendarsClient(nobody).render_free({}); };
  EXPECT_EQ(read().error().reason, "shifts.calendar_unknown");
  sv::SetSettingsRequest settings;
  settings.set_weeks_ahead(1);
  settings.set_notice_hours(48);
  settings.set_free_seats_public(true);
  must(planning.set_settings(settings));
  const auto count = [&](const std::string& what) {
    const std::string body = must(read()).body();
    int found = 0;
    for (auto at = body.find(what); at != std::string::npos; at = body.find(what, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count("SUMMARY:Épicerie (1)"), 8);
  EXPECT_EQ(count("DTSTART:20260307T090000Z"), 1);
  must(book(staff, key(made, "2026-03-07"), "6"));
  EXPECT_EQ(count("DTSTART:20260307T090000Z"), 0) << "nothing is free";
  EXPECT_EQ(count("BEGIN:VEVENT"), 7);
  settings.clear_free_seats_public();
  must(planning.set_settings(settings));
  EXPECT_EQ(count("BEGIN:VEVENT"), 7) << "stays unless told";
}

TEST_F(Shifts, WhoHadASeatIsToldThatItIsCalledOff) {
  const auto made = repeat(6, "10:00", "12:00", 2, "5");
  sv::CancelShiftRequest off;
  *off.mutable_key() = key(made, "2026-03-07");
  off.set_reason("Fuite d'eau");
  must(planning.cancel_shift(off));
  auto five = installation.as(installation.create_account(coop, "member", "5"), coop);
  auto six = installation.as(installation.create_account(coop, "member", "6"), coop);
  const auto lost = [](sdk::Caller& member) {
    sv::ListShiftsRequest days;
    days.set_from("2026-03-07");
    days.set_until("2026-03-07");
    const auto shown = must(sv::PlanningClient(member).list_shifts(days)).shifts(0);
    const auto said = must(kernel::v1::ShellClient(member).get_cards({}));
    const bool card = std::any_of(said.cards().begin(), said.cards().end(),
                                  [](const auto& one) { return one.words() == "shifts.card_off"; });
    EXPECT_EQ(card, shown.seat_lost());
    return shown.seat_lost();
  };
  EXPECT_TRUE(lost(five));
  EXPECT_FALSE(lost(six));
  off.set_restore(true);
  must(planning.cancel_shift(off));
  EXPECT_FALSE(lost(five));
}

TEST_F(Shifts, ACalendarIsReadByItsAddressAlone) {
  const auto made = repeat(6, "10:00", "12:00", 2, "5");
  auto five = installation.as(installation.create_account(coop, "member", "5"), coop);
  auto nobody = installation.as("", coop);
  const auto open = [&] {
    const auto path = must(sv::CalendarsClient(five).open({})).path();
    EXPECT_TRUE(path.starts_with("/a/coop/agenda/")) << path;
    return path.substr(path.rfind('/') + 1);
  };
  const auto read = [&](const std::string& key) {
    type::v1::DocumentRequest request;
    request.set_key(key);
    return sv::CalendarsClient(nobody).render(request);
  };
  const auto has = [&](const std::string& key, const std::string& what) {
    return must(read(key)).body().find(what) != std::string::npos;
  };
  const std::string first = open();
  EXPECT_EQ(must(read(first)).content_type(), "text/calendar; charset=utf-8");
  const std::string saturday = made.template_().id() + "-2026-03-07@halle";
  EXPECT_TRUE(has(first, "DTSTART:20260307T090000Z"));
  // It moves under the same id, is called off, is given back.
  sv::EditShiftRequest edit;
  *edit.mutable_key() = key(made, "2026-03-07");
  edit.set_title("Épicerie");
  edit.set_local_start("2026-03-07T14:00");
  edit.set_local_end("2026-03-07T16:00");
  edit.add_seats()->set_number(1);
  must(planning.edit_shift(edit));
  EXPECT_TRUE(has(first, "DTSTART:20260307T130000Z"));
  EXPECT_TRUE(has(first, "SEQUENCE:1"));
  EXPECT_FALSE(has(first, "20260307T090000Z"));
  sv::CancelShiftRequest off;
  *off.mutable_key() = key(made, "2026-03-07");
  off.set_reason("Fuite d'eau");
  EXPECT_FALSE(has(first, "STATUS:CANCELLED"));
  must(planning.cancel_shift(off));
  EXPECT_TRUE(has(first, "STATUS:CANCELLED"));
  EXPECT_TRUE(has(first, "SEQUENCE:2"));
  EXPECT_TRUE(has(first, "DTSTART:20260314T090000Z"));
  must(cancel(five, key(made, "2026-03-14"), "5"));
  EXPECT_FALSE(has(first, "DTSTART:20260314T090000Z"));
  // A new address ends the old one; no address, another's, and none at all read alike.
  const std::string second = open();
  EXPECT_NE(first, second);
  EXPECT_TRUE(has(second, "BEGIN:VCALENDAR"));
  for (const auto& wrong : {first, std::string(), std::string("x")})
    EXPECT_EQ(read(wrong).error().reason, "shifts.calendar_unknown");
  const Uuid other = installation.create_organisation("other");
  auto elsewhere = installation.as("", other);
  type::v1::DocumentRequest request;
  request.set_key(second);
  EXPECT_EQ(sv::CalendarsClient(elsewhere).render(request).error().reason,
            "shifts.calendar_unknown");
  must(sv::CalendarsClient(five).close({}));
  EXPECT_EQ(read(second).error().reason, "shifts.calendar_unknown");
  const std::string third = open();
  Shop(staff).set_standing("5", membership::v1::STANDING_LEFT);
  installation.settle();
  EXPECT_EQ(read(third).error().reason, "shifts.calendar_unknown") << "who left has none";
  auto coordinator = installation.as(installation.create_account(coop, "coordinator"), coop);
  EXPECT_EQ(sv::CalendarsClient(coordinator).open({}).error().reason, "shifts.member_unknown");
}

TEST_F(Shifts, AttendanceWritesTheLedgerAndACorrectionReversesIt) {
  const auto made = repeat(6, "10:00", "12:30", 3, "5");
  clock.set("2026-03-07T12:00:00Z");
  mark(key(made, "2026-03-07"), "5", sv::PRESENCE_PRESENT);
  const auto sheet = mark(key(made, "2026-03-07"), "6", sv::PRESENCE_PRESENT);
  ASSERT_EQ(sheet.rows_size(), 2);
  EXPECT_FALSE(sheet.rows(0).walk_in());
  EXPECT_TRUE(sheet.rows(1).walk_in());
  mark(key(made, "2026-03-07"), "6", sv::PRESENCE_PRESENT);
  EXPECT_EQ(statement("6").balance_minutes(), 150);
  EXPECT_EQ(statement("6").entries_size(), 1);
  mark(key(made, "2026-03-07"), "6", sv::PRESENCE_ABSENT);
  EXPECT_EQ(statement("6").balance_minutes(), 0);
  ASSERT_EQ(statement("6").entries_size(), 2);
  EXPECT_EQ(statement("5").balance_minutes(), 150);
  EXPECT_EQ(statement("5", "2026-03-06").balance_minutes(), 0);
  const sv::Entry entry = statement("5").entries(0);
  EXPECT_EQ(entry.rule(), "shifts.rule_attended");
  EXPECT_EQ(entry.pack(), "monthly_hours");
  EXPECT_EQ(entry.pack_version(), 1);
  EXPECT_EQ(entry.cause(), key(made, "2026-03-07").template_() + "/2026-03-07");
  const auto taken_back = mark(key(made, "2026-03-07"), "6", sv::PRESENCE_UNSPECIFIED);
  EXPECT_EQ(taken_back.rows_size(), 1) << "had no seat: nothing is known of her";
  sv::MarkRequest early;
  *early.mutable_key() = key(made, "2026-03-14");
  EXPECT_EQ(attendances.mark(early).error().reason, "shifts.not_begun");
}

TEST_F(Shifts, AMonthThatEndedIsOwedOnceAndLeaveTakesItBack) {
  sv::SetRuleRequest rule;
  rule.set_from("2026-03");
  rule.mutable_monthly_hours()->set_due_minutes(180);
  must(hours.set_rule(rule));
  must(hours.settle({}));
  EXPECT_EQ(statement("1").balance_minutes(), 0);
  clock.set("2026-03-31T22:00:01Z");  // the 1st of April in Paris
  must(hours.settle({}));
  must(hours.settle({}));
  // Known from the 2nd of March on: 30 of 31 days.
  EXPECT_EQ(statement("1").balance_minutes(), -174);
  EXPECT_EQ(statement("1").state(), sv::DUTY_STATE_LATE);
  const std::string told =
      "SELECT count(*) FROM halle.event_log WHERE type = 'halle.shifts.v1.DutyStateChanged'";
  installation.settle();
  EXPECT_EQ(installation.sql(told), std::vector<std::string>{"20"});
  EXPECT_EQ(statement("1", "2026-03-31").balance_minutes(), 0);
  sv::SetLeaveRequest leave;
  leave.mutable_leave()->set_member("1");
  leave.mutable_leave()->set_from("2026-03-01");
  leave.mutable_leave()->set_until("2026-03-31");
  must(hours.set_leave(leave));
  must(hours.settle({}));
  EXPECT_EQ(statement("1").balance_minutes(), 0);
  EXPECT_EQ(statement("1").entries_size(), 3) << "owed, reversed, a line that says why";
  EXPECT_EQ(must(hours.list_month({})).rows_size(), 20);
}

TEST_F(Shifts, WhoIsOnLeaveHasNoSeat) {
  const auto made = repeat(6, "10:00", "12:00", 2, "5");
  must(book(staff, key(made, "2026-03-14"), "6"));
  sv::SetLeaveRequest leave;
  leave.mutable_leave()->set_member("5");
  leave.mutable_leave()->set_from("2026-03-08");
  leave.mutable_leave()->set_until("2026-03-21");
  must(hours.set_leave(leave));
  leave.mutable_leave()->set_member("6");
  leave.mutable_leave()->set_from("2026-03-15");
  leave.mutable_leave()->clear_until();
  must(hours.set_leave(leave));
  const auto days_of = [&](const std::string& member) {
    return installation.sql(
        "SELECT day FROM shifts.booking WHERE freed IS NULL AND member_number = '" + member +
        "' AND day < '2026-04-01' ORDER BY day");
  };
  EXPECT_EQ(days_of("5"), (std::vector<std::string>{"2026-03-07", "2026-03-28"}));
  EXPECT_EQ(days_of("6"), std::vector<std::string>{"2026-03-14"});
  // Nor in shifts that are made later, until she is back.
  leave.mutable_leave()->set_member("7");
  leave.mutable_leave()->set_from("2026-03-12");
  leave.mutable_leave()->set_until("2026-03-12");
  must(hours.set_leave(leave));
  repeat(4, "10:00", "12:00", 2, "7");
  EXPECT_EQ(days_of("7"), (std::vector<std::string>{"2026-03-05", "2026-03-19", "2026-03-26"}));
}

TEST_F(Shifts, AMonthTakesItsOwnDebitAndNothingOfTheNext) {
  sv::SetRuleRequest rule;
  rule.set_from("2026-03");
  rule.mutable_monthly_hours()->set_due_minutes(310);
  must(hours.set_rule(rule));
  clock.set("2026-04-01T12:00:00Z");
  must(hours.settle({}));
  sv::DeclareWorkRequest request;
  request.set_member("1");
  request.set_day("2026-04-01");  // counts from the very instant on at which March is owed
  request.set_minutes(45);
  request.set_what("Affiches");
  sv::DecideWorkRequest decide;
  decide.set_id(must(hours.declare_work(request)).id());
  decide.set_approve(true);
  must(hours.decide_work(decide));
  const auto of = [&](const std::string& month) {
    sv::ListMonthRequest asked;
    asked.set_month(month);
    return must(hours.list_month(asked)).rows(0);
  };
  EXPECT_EQ(of("2026-03").member(), "1");
  EXPECT_EQ(of("2026-03").owed_minutes(), 300);  // 30 of 31 days
  EXPECT_EQ(of("2026-03").work_minutes(), 0);
  EXPECT_EQ(of("2026-03").balance_minutes(), -300);
  EXPECT_EQ(of("2026-04").work_minutes(), 45);
  EXPECT_EQ(of("2026-04").balance_minutes(), -255);
}

TEST_F(Shifts, ARuleIsTriedOnThePastWithoutWritingAnything) {
  const auto made = repeat(6, "09:30", "12:30", 6);
  sv::SetRuleRequest rule;
  rule.set_from("2026-03");
  rule.mutable_monthly_hours()->set_due_minutes(180);
  rule.mutable_monthly_hours()->set_surplus_cap_minutes(60);
  must(hours.set_rule(rule));
  clock.set("2026-06-10T10:00:00Z");
  must(planning.generate({}));
  for (const auto* day : {"2026-03-07", "2026-03-14", "2026-04-11", "2026-05-09", "2026-06-06"})
    for (int member = 1; member <= 4; ++member)
      if (member % 2 == 0 || std::string(day) < "2026-05")
        mark(key(made, day), std::to_string(member), sv::PRESENCE_PRESENT);
  sv::SetLeaveRequest leave;
  leave.mutable_leave()->set_member("5");
  leave.mutable_leave()->set_from("2026-03-01");
  must(hours.set_leave(leave));
  must(hours.settle({}));
  sv::SimulateRequest same;
  same.set_from("2026-03");
  *same.mutable_monthly_hours() = rule.monthly_hours();
  const auto lines = installation.sql("SELECT count(*) FROM shifts.entry");
  const auto as_it_is = must(hours.simulate(same));
  ASSERT_EQ(as_it_is.rows_size(), 20);
  for (const auto& row : as_it_is.rows()) {
    // With the rule that was, what the ledger says.
    EXPECT_EQ(row.simulated_minutes(), statement(row.member()).balance_minutes()) << row.member();
    EXPECT_EQ(row.balance_minutes(), row.simulated_minutes());
  }
  EXPECT_EQ(as_it_is.late(), as_it_is.simulated_late());
  sv::SimulateRequest more = same;
  more.set_from("2026-04");
  more.mutable_monthly_hours()->set_due_minutes(240);
  more.mutable_monthly_hours()->clear_surplus_cap_minutes();
  const auto tried = must(hours.simulate(more));
  // 360 in March of which 60 more than 174 are kept, 180 - 240 twice, 180 in June.
  EXPECT_EQ(tried.rows(1).simulated_minutes(), 60 + 180 - 240 + 180 - 240 + 180);
  EXPECT_EQ(tried.rows(1).first_late_on(), "2026-06-01");
  EXPECT_EQ(tried.rows(4).simulated_minutes(), 0) << "on leave";
  EXPECT_EQ(installation.sql("SELECT count(*) FROM shifts.entry"), lines);
  // It is what comes of it: the same rule in the ledger of another association.
  installation.sql("UPDATE shifts.rule SET from_day = '2026-03-01'");
  installation.sql(
      "INSERT INTO shifts.rule SELECT org_id, '2026-04-01', pack, pack_version, "
      "'{\"due_minutes\": 240}', set_at, set_by FROM shifts.rule");
  installation.sql("UPDATE shifts.member SET stale = true");
  must(hours.settle({}));
  for (const auto& row : tried.rows())
    EXPECT_EQ(row.simulated_minutes(), statement(row.member()).balance_minutes()) << row.member();
  same.set_from("2026-06");
  EXPECT_EQ(hours.simulate(same).error().reason, "shifts.bad_trial");
  same.set_from("2024-05");
  EXPECT_EQ(hours.simulate(same).error().reason, "shifts.bad_trial");
}

TEST_F(Shifts, AStatementSaysWhenSheIsLateAndWhatMendsIt) {
  const auto saturdays = repeat(6, "09:30", "12:30", 2);
  sv::SetSettingsRequest settings;
  settings.set_weeks_ahead(9);  // April is planned whole
  must(planning.set_settings(settings));
  sv::SetRuleRequest rule;
  rule.set_from("2026-03");
  rule.mutable_monthly_hours()->set_due_minutes(180);
  must(hours.set_rule(rule));
  const auto days = [](const sv::Statement& statement) {
    std::vector<std::string> all;
    for (const auto& shift : statement.mending()) all.push_back(shift.key().day());
    return all;
  };
  EXPECT_EQ(statement("1").late_on(), "2026-04-01");
  EXPECT_EQ(days(statement("1")), std::vector<std::string>{"2026-03-07"});
  must(book(staff, key(saturdays, "2026-03-07"), "1"));
  EXPECT_EQ(statement("1").late_on(), "2026-05-01");
  EXPECT_EQ(days(statement("1")), std::vector<std::string>{"2026-03-14"});
  must(book(staff, key(saturdays, "2026-03-14"), "1"));
  EXPECT_EQ(statement("1").late_on(), "");
  EXPECT_EQ(statement("1").mending_size(), 0);
  clock.set("2026-03-31T22:00:01Z");
  mark(key(saturdays, "2026-03-07"), "1", sv::PRESENCE_PRESENT);
  mark(key(saturdays, "2026-03-14"), "1", sv::PRESENCE_PRESENT);
  must(hours.settle({}));
  EXPECT_EQ(statement("1").state(), sv::DUTY_STATE_ON_TRACK);
  // As was said of who took nothing; now it takes more.
  EXPECT_EQ(statement("2").state(), sv::DUTY_STATE_LATE);
  EXPECT_EQ(statement("2").late_on(), "");
  EXPECT_EQ(days(statement("2")), (std::vector<std::string>{"2026-04-04", "2026-04-11"}));
  clock.set("2026-04-30T22:00:01Z");
  must(hours.settle({}));
  EXPECT_EQ(statement("1").state(), sv::DUTY_STATE_ON_TRACK);
}

TEST_F(Shifts, DeclaredWorkCountsOnceApproved) {
  sv::DeclareWorkRequest request;
  request.set_member("1");
  request.set_day("2026-03-01");
  request.set_minutes(60);
  request.set_what("Affiches");
  const auto work = must(hours.declare_work(request));
  EXPECT_EQ(statement("1").balance_minutes(), 0);
  sv::DecideWorkRequest decide;
  decide.set_id(work.id());
  decide.set_approve(true);
  must(hours.decide_work(decide));
  must(hours.decide_work(decide));
  EXPECT_EQ(statement("1").balance_minutes(), 60);
  decide.set_approve(false);
  must(hours.decide_work(decide));
  EXPECT_EQ(statement("1").balance_minutes(), 0);
}

/// What is told late, in another order, with the books settled in between or not: the same hours.
TEST_F(Shifts, TheOrderInWhichFactsArriveDoesNotMatter) {
  const auto made = repeat(6, "10:00", "12:30", 3, "1");
  sv::SetRuleRequest rule;
  rule.set_from("2026-01");
  rule.mutable_monthly_hours()->set_due_minutes(180);
  rule.mutable_monthly_hours()->set_surplus_cap_minutes(60);
  must(hours.set_rule(rule));
  clock.set("2026-05-04T10:00:00Z");
  must(planning.generate({}));
  std::vector<std::function<void(const std::string&)>> facts;
  for (const auto* day : {"2026-03-07", "2026-03-28", "2026-04-04", "2026-05-02"})
    facts.emplace_back([&, day](const std::string& member) {
      mark(key(made, day), member, sv::PRESENCE_PRESENT);
    });
  facts.emplace_back([&](const std::string& member) {
    sv::SetLeaveRequest leave;
    leave.mutable_leave()->set_member(member);
    leave.mutable_leave()->set_from("2026-03-20");
    leave.mutable_leave()->set_until("2026-04-10");
    must(hours.set_leave(leave));
  });
  facts.emplace_back([&](const std::string& member) {
    sv::DeclareWorkRequest request;
    request.set_member(member);
    request.set_day("2026-04-15");
    request.set_minutes(90);
    request.set_what("Affiches");
    sv::DecideWorkRequest decide;
    decide.set_id(must(hours.declare_work(request)).id());
    decide.set_approve(true);
    must(hours.decide_work(decide));
  });
  std::mt19937 random(11);  // NOLINT(cert-msc51-cpp): the same orders each time
  for (int member = 1; member <= 8; ++member) {
    for (const auto& fact : facts) {
      fact(std::to_string(member));
      if (random() % 2 == 0) must(hours.settle({}));
    }
    std::shuffle(facts.begin(), facts.end(), random);
  }
  must(hours.settle({}));
  std::set<int> balances;
  for (int member = 1; member <= 8; ++member)
    balances.insert(statement(std::to_string(member)).balance_minutes());
  EXPECT_EQ(balances.size(), 1u);
  const auto counting = installation.sql(R"(
      SELECT DISTINCT string_agg(cause_kind || ' ' || effective_at || ' ' || minutes, ', '
                                 ORDER BY effective_at, cause_kind)
        FROM (SELECT member_number, cause_kind, effective_at, sum(minutes) AS minutes
                FROM shifts.entry WHERE member_number::int <= 8
               GROUP BY 1, 2, 3 HAVING sum(minutes) <> 0) e
       GROUP BY member_number)");
  EXPECT_EQ(counting.size(), 1U) << testing::PrintToString(counting);
  const auto lines = installation.sql("SELECT count(*) FROM shifts.entry")[0];
  for (int member = 1; member <= 8; ++member)
    for (const auto* day : {"2026-03-07", "2026-03-28", "2026-04-04", "2026-05-02"})
      mark(key(made, day), std::to_string(member), sv::PRESENCE_PRESENT);
  installation.sql("UPDATE shifts.member SET stale = true, settled = NULL");
  EXPECT_EQ(must(hours.settle({})).entries(), 0) << "told again";
  EXPECT_EQ(installation.sql("SELECT count(*) FROM shifts.entry")[0], lines);
  must(hours.set_rule([&] {  // said again from the current month on: nothing of what ended moves
    rule.set_from("2026-05");
    return rule;
  }()));
  EXPECT_EQ(must(hours.settle({})).entries(), 0);
  EXPECT_EQ(installation.sql("SELECT count(*) FROM shifts.entry")[0], lines);
}

TEST_F(Shifts, ALineOfTheLedgerNeverChanges) {
  EXPECT_EQ(installation.sql("SELECT has_table_privilege('shifts_rw', 'shifts.entry', 'UPDATE') OR "
                             "has_table_privilege('shifts_rw', 'shifts.entry', 'DELETE')"),
            std::vector<std::string>{"f"});
  const auto made = repeat(6, "10:00", "12:30", 3, "5");
  clock.set("2026-03-07T12:00:00Z");
  mark(key(made, "2026-03-07"), "5", sv::PRESENCE_PRESENT);
  EXPECT_ANY_THROW(installation.sql("UPDATE shifts.entry SET minutes = 1"));
}

TEST_F(Shifts, FreedSeatsAreOfferedToThoseAskedLeast) {
  const auto made = repeat(6, "09:00", "12:00", 2, "1");
  const auto at = key(made, "2026-03-14");
  const auto asked = [&] {
    return installation.sql(
        "SELECT member_number FROM shifts.offer ORDER BY offered_at, length(member_number), "
        "member_number");
  };
  const auto ask = [&] {
    clock.advance(61s);
    return must(bookings.ask({})).asked();
  };
  const auto as = [&](const std::string& number) {
    return installation.as(installation.create_account(coop, "member", number), coop);
  };
  const auto is_asked = [&](sdk::Caller& caller) {
    const auto listed = must(sv::PlanningClient(caller).list_shifts({}));
    for (const auto& shift : listed.shifts())
      if (shift.key().day() == at.day()) return shift.asked();
    return false;
  };
  EXPECT_EQ(ask(), 0) << "nobody gave anything back";
  sv::SetLeaveRequest leave;
  leave.mutable_leave()->set_member("3");
  leave.mutable_leave()->set_from("2026-03-14");
  must(hours.set_leave(leave));
  Shop(staff).set_standing("4", membership::v1::STANDING_SUSPENDED);
  installation.settle();
  must(book(staff, at, "2"));
  must(cancel(staff, at, "2"));
  EXPECT_EQ(must(bookings.ask({})).asked(), 0) << "a minute to think again";
  EXPECT_EQ(ask(), 3);
  EXPECT_EQ(asked(), (std::vector<std::string>{"5", "6", "7"}))
      << "not who has a seat, gave it back, is on leave or suspended";
  EXPECT_EQ(ask(), 0);
  auto five = as("5");
  auto eight = as("8");
  EXPECT_TRUE(is_asked(five));
  EXPECT_FALSE(is_asked(eight));
  sv::DeclineRequest no;
  *no.mutable_key() = at;
  no.set_member("5");
  must(sv::BookingsClient(five).decline(no));
  EXPECT_FALSE(is_asked(five));
  no.set_member("8");
  EXPECT_EQ(sv::BookingsClient(eight).decline(no).error().reason, "shifts.not_asked");
  EXPECT_EQ(ask(), 1);
  EXPECT_EQ(asked().back(), "8");
  EXPECT_TRUE(is_asked(eight));
  must(book(five, at, "5"));  // thought again
  clock.advance(25h);
  EXPECT_EQ(ask(), 0) << "no seat is free";
  // Another shift: those who were asked less.
  const auto later = key(made, "2026-03-07");
  must(book(staff, later, "9"));
  must(cancel(staff, later, "9"));
  EXPECT_EQ(ask(), 3);
  const auto all = asked();
  EXPECT_EQ((std::vector<std::string>(all.end() - 3, all.end())),
            (std::vector<std::string>{"2", "3", "10"}));
  installation.settle();
  EXPECT_EQ(installation.sql(
                "SELECT count(*) FROM (SELECT type FROM halle.outbox UNION ALL SELECT type FROM "
                "halle.event_log) e WHERE type = 'halle.shifts.v1.SeatOffered'"),
            std::vector<std::string>{"7"});
}

TEST_F(Shifts, WhoCarriesMuchIsNotAsked) {
  const auto made = repeat(6, "09:00", "12:00", 20);
  sv::SetSettingsRequest settings;
  settings.set_weeks_ahead(8);
  settings.set_notice_hours(48);
  settings.set_ask_limit(1);
  EXPECT_EQ(must(planning.set_settings(settings)).ask_limit(), 1);
  settings.clear_ask_limit();
  EXPECT_EQ(must(planning.set_settings(settings)).ask_limit(), 1) << "unset: stays";
  settings.set_ask_limit(29);
  EXPECT_EQ(planning.set_settings(settings).error().fields.at(0).reason, "shifts.bad_ask_limit");
  for (int number = 1; number <= 5; ++number)
    must(book(staff, key(made, "2026-03-07"), std::to_string(number)));
  must(book(staff, key(made, "2026-03-14"), "20"));
  must(cancel(staff, key(made, "2026-03-14"), "20"));
  clock.advance(61s);
  must(bookings.ask({}));
  EXPECT_EQ(installation.sql("SELECT count(*) FROM shifts.offer WHERE day = '2026-03-14' AND "
                             "member_number IN ('1', '2', '3', '4', '5')"),
            std::vector<std::string>{"0"});
  EXPECT_EQ(installation.sql("SELECT count(*) FROM shifts.offer WHERE day = '2026-03-14'").at(0),
            "14");
}

TEST_F(Shifts, APlanningIsTakenFromASheet) {
  const auto take = [&](const std::string& csv, bool dry_run = false) {
    sv::ImportPlanningRequest request;
    *request.mutable_sheet() = sheets::message_of(must(sheets::read_csv(csv)));
    request.mutable_sheet()->set_dry_run(dry_run);
    return must(planning.import(request)).report();
  };
  const std::string head = "titre;lieu;jour;début;fin;places;importantes;titulaires;semaines\n";
  const std::string sheet = head +
                            "Épicerie;Halle;samedi;9h30;12h45;3;1;5, 6;\n"
                            "Ménage;;mercredi;14h;16h;2;;;B\n";
  EXPECT_EQ(take(sheet, true).created(), 2);
  EXPECT_EQ(must(planning.list_templates({})).templates_size(), 0);
  const auto first = take(sheet);
  EXPECT_TRUE(first.applied());
  EXPECT_EQ(first.created(), 2);
  const auto made = must(planning.list_templates({}));
  ASSERT_EQ(made.templates_size(), 2);
  const auto& saturday = made.templates(1);
  EXPECT_EQ(saturday.title(), "Épicerie");
  EXPECT_EQ(saturday.starts(), "09:30");
  EXPECT_EQ(saturday.seats(1).holder(), "6");
  sv::ListShiftsRequest days;
  days.set_until("2026-04-26");
  const auto count = [&](const std::string& title) {
    const auto listed = must(planning.list_shifts(days));
    return std::count_if(listed.shifts().begin(), listed.shifts().end(),
                         [&](const auto& shift) { return shift.title() == title; });
  };
  EXPECT_EQ(count("Épicerie"), 8);
  EXPECT_EQ(count("Ménage"), 2) << "one week of four";
  EXPECT_EQ(take(sheet).unchanged(), 2);
  const auto again = take(head + "Épicerie;;samedi;9h30;13h;3;1;5, 6;\n");
  EXPECT_EQ(again.updated(), 1);
  const auto after = must(planning.list_templates({}));
  ASSERT_EQ(after.templates_size(), 2);
  EXPECT_EQ(after.templates(1).id(), saturday.id());
  EXPECT_EQ(after.templates(1).ends(), "13:00");
  EXPECT_EQ(after.templates(1).place(), "Halle") << "what a sheet leaves empty stays";
  const auto wrong = take(head + "Épicerie;;samedi;9h30;14h;3;1;999;\nTri;;lundi;8h;9h;1;;;\n");
  EXPECT_FALSE(wrong.applied());
  ASSERT_EQ(wrong.rejected_size(), 1);
  EXPECT_EQ(wrong.rejected(0).cells(0).reason(), "shifts.member_unknown");
  EXPECT_EQ(must(planning.list_templates({})).templates_size(), 2) << "all or nothing";
}

TEST_F(Shifts, ASheetSaysWhatSeatsAskFor) {
  membership::v1::SkillsClient skills(staff);
  std::map<std::string, std::string> ids;
  for (const auto* name : {"Caisse", "Fermeture"}) {
    membership::v1::SetSkillRequest request;
    request.mutable_skill()->set_name(name);
    const auto all = must(skills.set(request));
    for (const auto& one : all.skills()) ids[one.name()] = one.id();
  }
  membership::v1::GrantSkillRequest grant;
  grant.set_number("5");
  for (const auto& [name, id] : ids) {
    grant.set_skill(id);
    must(skills.grant(grant));
  }
  installation.settle();
  const auto take = [&](const std::string& row) {
    sv::ImportPlanningRequest request;
    *request.mutable_sheet() = sheets::message_of(must(sheets::read_csv(
        "titre;jour;début;fin;places;savoir-faire;titulaires\nÉpicerie;samedi;9h;12h;" + row)));
    return must(planning.import(request)).report();
  };
  const auto asked = [&] {
    std::vector<std::string> seats;
    const auto all = must(planning.list_templates({}));
    for (const auto& seat : all.templates(0).seats()) {
      std::string line;
      for (const auto& skill : seat.skills())
        for (const auto& [name, known] : ids)
          if (known == skill.id()) line += name + " ";
      seats.push_back(line);
    }
    return seats;
  };
  EXPECT_EQ(take("3;caisse + Fermeture, -, CAISSE;5, 6\n").created(), 1);
  const std::vector<std::string> wanted{"Caisse Fermeture ", "", "Caisse "};
  EXPECT_EQ(asked(), wanted);
  EXPECT_EQ(take("3;;5, 6\n").unchanged(), 1) << "what a sheet leaves empty stays";
  const auto unknown = take("3;Plomberie;\n");
  ASSERT_EQ(unknown.rejected_size(), 1);
  EXPECT_EQ(unknown.rejected(0).cells(0).reason(), "shifts.skill_unknown");
  EXPECT_EQ(take("1;Caisse, Fermeture;\n").rejected(0).cells(0).reason(), "shifts.bad_skills");
  EXPECT_EQ(asked(), wanted);
}

TEST_F(Shifts, CoverageIsWhatTheShiftsSay) {
  const auto saturday = repeat(6, "09:00", "12:00", 3, "1");
  repeat(3, "17:00", "19:00", 2);
  must(book(staff, key(saturday, "2026-03-14"), "2"));
  sv::CancelShiftRequest off;
  *off.mutable_key() = key(saturday, "2026-03-21");
  off.set_reason("Froid");
  must(planning.cancel_shift(off));
  const auto sunday = repeat(7, "09:00", "12:00", 1);
  mark(key(sunday, "2026-03-01"), "7", sv::PRESENCE_PRESENT);
  const auto coverage = must(planning.get_coverage({}));
  ASSERT_EQ(coverage.weeks_size(), 8);
  EXPECT_EQ(coverage.weeks(0).monday(), "2026-03-02");
  sv::ListShiftsRequest days;
  days.set_from("2026-03-02");
  days.set_until("2026-04-26");
  std::map<std::pair<std::string, std::string>, std::array<int, 3>> wanted;
  const auto listed = must(planning.list_shifts(days));
  for (const auto& shift : listed.shifts()) {
    if (shift.state() != sv::SHIFT_STATE_PLANNED) continue;
    auto& sums = wanted[{shift.local_start().substr(0, 10), shift.title()}];
    for (const auto& seat : shift.seats()) {
      ++sums[0];
      sums[1] += !seat.free();
      sums[2] += seat.free() && seat.important();
    }
  }
  std::array<int, 3> all_wanted{};
  for (const auto& [where, sums] : wanted)
    for (std::size_t i = 0; i < sums.size(); ++i) all_wanted[i] += sums[i];
  std::array<int, 3> all{};
  for (const auto& week : coverage.weeks())
    for (const auto& title : week.titles()) {
      all[0] += title.seats();
      all[1] += title.taken();
      all[2] += title.important_free();
    }
  EXPECT_EQ(all, all_wanted);
  EXPECT_EQ(coverage.weeks(3).titles(0).seats() - coverage.weeks(2).titles(0).seats(), 3)
      << "what is called off does not count";
  EXPECT_EQ(coverage.active(), 20);
  EXPECT_EQ(coverage.gave(), 1);
  EXPECT_EQ(coverage.busiest_tenth_permille(), 1000);
  ASSERT_EQ(coverage.loads_size(), 1);
  EXPECT_EQ(coverage.loads(0).member(), "7");
  EXPECT_EQ(coverage.loads(0).minutes(), 180);
  EXPECT_EQ(coverage.loads(0).weeks_in_a_row(), 1);
  EXPECT_FALSE(coverage.loads(0).spared());
}

}  // namespace
}  // namespace halle::test
