// Where somebody can have been, whom a seat can go to, and what a shift that takes place after all
// remembers.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "halle/membership/v1/membership.halle.hpp"
#include "tests/services/shifts/planning.hpp"

namespace halle::test {
namespace {
namespace mv = membership::v1;
using Lines = std::vector<std::string>;

class Presences : public Shifts {
 protected:
  std::string mark_reason(const sv::ShiftKey& at, const std::string& member,
                          sv::Presence presence = sv::PRESENCE_PRESENT) {
    sv::MarkRequest request;
    *request.mutable_key() = at;
    auto& one = *request.add_marks();
    one.set_member(member);
    one.set_presence(presence);
    const auto marked = attendances.mark(request);
    return marked ? "" : marked.error().reason;
  }
  void set_standing(const std::string& number, mv::Standing standing) {
    Shop(staff).set_standing(number, standing);
    installation.settle();
  }
  void erase(const std::string& number) {
    set_standing(number, mv::STANDING_LEFT);
    mv::EraseMemberRequest request;
    request.set_number(number);
    must(mv::MembersClient(staff).erase(request));
    installation.settle();
  }
  sv::Shift call_off(const sv::ShiftKey& at, bool restore) {
    sv::CancelShiftRequest request;
    *request.mutable_key() = at;
    request.set_reason(restore ? "" : "Fuite d'eau");
    request.set_restore(restore);
    return must(planning.cancel_shift(request));
  }
  Lines seated(const std::string& day) {
    return installation.sql(
        "SELECT seat || ' ' || member_number || CASE WHEN fixed THEN ' each time' ELSE '' END FROM "
        "shifts.booking WHERE freed IS NULL AND day = '" +
        day + "' ORDER BY seat");
  }
};

TEST_F(Presences, NobodyIsPresentAtTwoShiftsAtOneTime) {
  const auto one = repeat(6, "10:00", "12:00", 2, "5");
  const auto other = repeat(6, "11:00", "13:00", 2, "6");
  const auto after = repeat(6, "12:00", "14:00", 2, "7");
  clock.set("2026-03-07T14:00:00Z");
  EXPECT_EQ(mark_reason(key(one, "2026-03-07"), "5"), "");
  EXPECT_EQ(mark_reason(key(other, "2026-03-07"), "5"), "shifts.present_elsewhere");
  EXPECT_EQ(mark_reason(key(other, "2026-03-07"), "5", sv::PRESENCE_ABSENT), "");
  EXPECT_EQ(mark_reason(key(after, "2026-03-07"), "5"), "") << "one after the other";
  EXPECT_EQ(statement("5").balance_minutes(), 240);
  // What turns out otherwise: the former first.
  EXPECT_EQ(mark_reason(key(one, "2026-03-07"), "5", sv::PRESENCE_ABSENT), "");
  EXPECT_EQ(mark_reason(key(other, "2026-03-07"), "5"), "shifts.present_elsewhere");
  EXPECT_EQ(mark_reason(key(after, "2026-03-07"), "5", sv::PRESENCE_UNSPECIFIED), "");
  EXPECT_EQ(mark_reason(key(other, "2026-03-07"), "5"), "");
  EXPECT_EQ(statement("5").balance_minutes(), 120);
}

TEST_F(Presences, OfTwoSheetsAtOneTimeOneHasTheMember) {
  const auto one = repeat(6, "10:00", "12:00", 2, "5");
  const auto other = repeat(6, "11:00", "13:00", 2, "6");
  clock.set("2026-03-07T14:00:00Z");
  for (int round = 0; round < setting("HALLE_ROUNDS", 10); ++round) {
    const auto member = std::to_string(7 + round % 10);
    std::atomic<int> said{0};
    std::vector<std::thread> all;
    for (const auto* made : {&one, &other, &one, &other})
      all.emplace_back([&, made] {
        Caller caller = installation.as_operator(coop);
        sv::MarkRequest request;
        *request.mutable_key() = key(*made, "2026-03-07");
        auto& mark = *request.add_marks();
        mark.set_member(member);
        mark.set_presence(sv::PRESENCE_PRESENT);
        if (sv::AttendancesClient(caller).mark(request)) ++said;
      });
    for (auto& thread : all) thread.join();
    EXPECT_EQ(said, 2) << "both callers of one sheet";
    EXPECT_EQ(statement(member).balance_minutes(), 120);
    (void)mark_reason(key(one, "2026-03-07"), member, sv::PRESENCE_UNSPECIFIED);
    (void)mark_reason(key(other, "2026-03-07"), member, sv::PRESENCE_UNSPECIFIED);
  }
}

TEST_F(Presences, WhoIsNotActiveComesToNoShiftAndWhoIsErasedNeverDid) {
  const auto made = repeat(6, "10:00", "12:00", 4, "5");
  must(book(staff, key(made, "2026-03-07"), "6"));
  clock.set("2026-03-07T12:00:00Z");
  set_standing("7", mv::STANDING_SUSPENDED);
  set_standing("8", mv::STANDING_LEFT);
  EXPECT_EQ(mark_reason(key(made, "2026-03-07"), "7"), "shifts.member_inactive");
  EXPECT_EQ(mark_reason(key(made, "2026-03-07"), "8"), "shifts.member_inactive");
  set_standing("6", mv::STANDING_SUSPENDED);
  EXPECT_EQ(mark_reason(key(made, "2026-03-07"), "6"), "") << "had a seat, and came";
  set_standing("5", mv::STANDING_LEFT);
  EXPECT_EQ(mark_reason(key(made, "2026-03-07"), "5"), "") << "left afterwards";
  EXPECT_EQ(mark_reason(key(made, "2026-03-07"), "5", sv::PRESENCE_ABSENT), "");
  erase("5");
  EXPECT_EQ(mark_reason(key(made, "2026-03-07"), "5"), "shifts.member_unknown");
  EXPECT_EQ(statement("5").balance_minutes(), 0);
}

TEST_F(Presences, NoWorkIsDeclaredForWhoHasLeft) {
  sv::DeclareWorkRequest work;
  work.set_day("2026-03-01");
  work.set_minutes(60);
  work.set_what("Affiches");
  set_standing("6", mv::STANDING_LEFT);
  work.set_member("6");
  EXPECT_EQ(hours.declare_work(work).error().reason, "shifts.member_inactive");
  set_standing("7", mv::STANDING_SUSPENDED);
  work.set_member("7");
  must(hours.declare_work(work));  // to make up for what is owed
}

TEST_F(Presences, ASeatEachTimeGoesToActiveMembersOnly) {
  set_standing("6", mv::STANDING_SUSPENDED);
  set_standing("7", mv::STANDING_LEFT);
  erase("8");
  const auto made = repeat(6, "10:00", "12:00", 2, "5");
  sv::SetTemplateRequest change;
  *change.mutable_template_() = made.template_();
  for (const auto* number : {"6", "7", "8"}) {
    change.mutable_template_()->mutable_seats(0)->set_holder(number);
    const auto refused = planning.set_template(change);
    EXPECT_EQ(refused.error().reason, "shifts.holder_inactive") << number;
    EXPECT_EQ(refused.error().fields.at(0).value, number);
  }
  sv::ImportPlanningRequest import;
  auto& sheet = *import.mutable_sheet();
  for (const auto* cell : {"titre", "jour", "début", "fin", "places", "titulaires"})
    sheet.add_header(cell);
  int line = 1;
  for (const auto* holders : {"9", "6", "7, 8"}) {
    auto& row = *sheet.add_rows();
    row.set_line(++line);
    for (const std::string& cell :
         {std::string("Service ") + std::to_string(line), std::string("lundi"),
          std::string("10:00"), std::string("12:00"), std::string("3"), std::string(holders)})
      row.add_cells(cell);
  }
  const auto report = must(planning.import(import)).report();
  EXPECT_FALSE(report.applied());
  ASSERT_EQ(report.rejected_size(), 2);
  EXPECT_EQ(report.rejected(0).line(), 3);
  EXPECT_EQ(report.rejected(0).cells(0).reason(), "shifts.holder_inactive");
  EXPECT_EQ(report.rejected(1).cells_size(), 2);
  EXPECT_EQ(report.rejected(1).cells(1).value(), "8");
  // Who is suspended while holding a seat keeps it, and the template can be changed.
  set_standing("5", mv::STANDING_SUSPENDED);
  change.mutable_template_()->mutable_seats(0)->set_holder("5");
  change.mutable_template_()->set_starts("09:00");
  must(planning.set_template(change));
}

TEST_F(Presences, AShiftThatTakesPlaceAfterAllHasItsPeopleAgain) {
  const auto made = repeat(6, "10:00", "12:00", 6, "5");
  const auto beside = repeat(6, "11:00", "13:00", 2);
  const auto at = key(made, "2026-03-14");
  for (const auto* member : {"6", "7", "8", "9"}) must(book(staff, at, member));
  must(cancel(staff, at, "9"));
  const Lines before{"1 5 each time", "2 6", "3 7", "4 8"};
  ASSERT_EQ(seated("2026-03-14"), before);
  call_off(at, false);
  EXPECT_EQ(seated("2026-03-14"), Lines{});
  EXPECT_EQ(call_off(at, true).state(), sv::SHIFT_STATE_PLANNED);
  EXPECT_EQ(seated("2026-03-14"), before) << "9 gave the seat back before";
  call_off(at, true);
  EXPECT_EQ(seated("2026-03-14"), before) << "said twice";
  // Meanwhile one takes another shift, one is suspended, one goes on leave.
  call_off(at, false);
  must(book(staff, key(beside, "2026-03-14"), "6"));
  set_standing("7", mv::STANDING_SUSPENDED);
  sv::SetLeaveRequest leave;
  leave.mutable_leave()->set_member("8");
  leave.mutable_leave()->set_from("2026-03-10");
  leave.mutable_leave()->set_until("2026-03-20");
  must(hours.set_leave(leave));
  call_off(at, true);
  EXPECT_EQ(seated("2026-03-14"), (Lines{"1 5 each time", "1 6"}));
  // Whoever has a seat is reminded, although they were of the shift before.
  clock.set("2026-03-12T10:30:00Z");
  EXPECT_EQ(must(bookings.remind({})).reminded(), 2);
  call_off(at, false);
  call_off(at, true);
  EXPECT_EQ(must(bookings.remind({})).reminded(), 1);
}

}  // namespace
}  // namespace halle::test
