// Nobody decides on hours of their own: presences, leaves and work are for somebody else to say.
#include <gtest/gtest.h>

#include "halle/hub/v1/hub.halle.hpp"
#include "tests/services/shifts/planning.hpp"

namespace halle::test {
namespace {

class OwnHours : public Shifts {
 protected:
  /// A member who has a role beside.
  Caller person(const std::string& role, const std::string& number) {
    const auto token = installation.create_account(coop, "member", number);
    hub::v1::GrantRoleRequest grant;
    grant.set_account(installation.sql("SELECT account_id FROM hub.role_grant WHERE subject = '" +
                                       number + "'")[0]);
    grant.set_role(role);
    must(hub::v1::AccountsClient(staff).grant_role(grant));
    return installation.as(token, coop);
  }
  static Result<sv::Attendance> mark_as(sdk::Caller& caller, const sv::ShiftKey& at,
                                        const std::string& member,
                                        sv::Presence presence = sv::PRESENCE_PRESENT) {
    sv::MarkRequest request;
    *request.mutable_key() = at;
    auto& one = *request.add_marks();
    one.set_member(member);
    one.set_presence(presence);
    return sv::AttendancesClient(caller).mark(request);
  }
  static std::string refusal(const Result<sv::Attendance>& marked) {
    return marked ? "" : marked.error().reason;
  }
  void share_a_membership(const std::string& main, const std::string& other) {
    membership::v1::SetHouseholdRequest request;
    request.set_number(other);
    request.set_main(main);
    must(membership::v1::MembersClient(staff).set_household(request));
    installation.settle();
  }
};

TEST_F(OwnHours, AVolunteerIsNotPresentAtPastShiftsThatSheNeverBooked) {
  const auto made = repeat(6, "10:00", "12:00", 3, "5");
  auto volunteer = person("volunteer", "6");
  clock.set("2026-03-30T10:00:00Z");
  for (const auto* day : {"2026-03-07", "2026-03-14", "2026-03-21", "2026-03-28"})
    EXPECT_EQ(refusal(mark_as(volunteer, key(made, day), "6")), "shifts.own_hours") << day;
  EXPECT_EQ(statement("6").balance_minutes(), 0);
  EXPECT_EQ(installation.sql("SELECT count(*) FROM shifts.attendance")[0], "0");
}

TEST_F(OwnHours, AWalkInIsNotedAtTheTimeOfTheShiftByWhoLeadsIt) {
  const auto made = repeat(6, "10:00", "12:00", 3, "5");  // 9 to 11 in UTC
  const auto at = key(made, "2026-03-07");
  auto leader = person("volunteer", "5");
  auto stranger = person("volunteer", "6");
  clock.set("2026-03-07T09:30:00Z");
  EXPECT_EQ(refusal(mark_as(stranger, at, "8")), "shifts.not_leader");
  EXPECT_EQ(refusal(mark_as(leader, at, "8")), "");
  EXPECT_EQ(refusal(mark_as(stranger, at, "5")), "") << "who has a seat is marked by any of them";
  clock.set("2026-03-08T11:00:00Z");
  EXPECT_EQ(refusal(mark_as(leader, at, "9")), "") << "a day later, to the minute";
  clock.set("2026-03-08T11:00:01Z");
  EXPECT_EQ(refusal(mark_as(leader, at, "10")), "shifts.walk_in_late");
  EXPECT_EQ(refusal(mark_as(leader, at, "9")), "") << "said before: nothing changes";
  EXPECT_EQ(refusal(mark_as(leader, at, "9", sv::PRESENCE_UNSPECIFIED)), "") << "a correction";
  EXPECT_EQ(refusal(mark_as(leader, at, "9")), "shifts.walk_in_late");
  // The past is put right by the co-ordination, for somebody else.
  auto coordinator = person("coordinator", "11");
  EXPECT_EQ(refusal(mark_as(coordinator, at, "9")), "");
  EXPECT_EQ(refusal(mark_as(coordinator, at, "11")), "shifts.own_hours");
  EXPECT_EQ(statement("9").balance_minutes(), 120);
  EXPECT_EQ(statement("11").balance_minutes(), 0);
}

TEST_F(OwnHours, OnesOwnPresenceIsSaidAtTheTimeAtASeatThatWasBooked) {
  const auto made = repeat(6, "10:00", "12:00", 3, "5");
  auto leader = person("volunteer", "5");
  auto coordinator = person("coordinator", "7");
  clock.set("2026-03-07T09:30:00Z");
  EXPECT_EQ(refusal(mark_as(leader, key(made, "2026-03-07"), "5")), "");
  EXPECT_EQ(refusal(mark_as(leader, key(made, "2026-03-07"), "5", sv::PRESENCE_EXCUSED)), "");
  // What somebody else said stands.
  EXPECT_EQ(refusal(mark_as(coordinator, key(made, "2026-03-07"), "5", sv::PRESENCE_ABSENT)), "");
  EXPECT_EQ(refusal(mark_as(leader, key(made, "2026-03-07"), "5")), "shifts.own_hours");
  EXPECT_EQ(refusal(mark_as(leader, key(made, "2026-03-07"), "5", sv::PRESENCE_UNSPECIFIED)),
            "shifts.own_hours");
  // Nor is the past one's own to put right.
  clock.set("2026-03-20T10:00:00Z");
  EXPECT_EQ(refusal(mark_as(leader, key(made, "2026-03-14"), "5")), "shifts.own_hours");
  EXPECT_EQ(refusal(mark_as(coordinator, key(made, "2026-03-14"), "5")), "");
  EXPECT_EQ(statement("5").balance_minutes(), 120);
}

TEST_F(OwnHours, LeavesAndWorkOfOnesOwnAreForSomebodyElse) {
  auto coordinator = person("coordinator", "7");
  auto other = person("coordinator", "8");
  sv::SetLeaveRequest leave;
  leave.mutable_leave()->set_member("7");
  leave.mutable_leave()->set_from("2026-02-01");
  leave.mutable_leave()->set_until("2026-02-28");
  sv::HoursClient own(coordinator);
  EXPECT_EQ(own.set_leave(leave).error().reason, "shifts.own_hours");
  leave.mutable_leave()->set_from("2026-04-01");
  leave.mutable_leave()->clear_until();
  EXPECT_EQ(own.set_leave(leave).error().reason, "shifts.own_hours") << "nor of days to come";
  leave.mutable_leave()->set_kind(sv::LEAVE_KIND_DELAY);
  EXPECT_EQ(own.set_leave(leave).error().reason, "shifts.own_hours");
  const auto given = must(sv::HoursClient(other).set_leave(leave));
  sv::SetLeaveRequest longer;
  *longer.mutable_leave() = given;
  longer.mutable_leave()->set_until("2027-04-01");
  EXPECT_EQ(own.set_leave(longer).error().reason, "shifts.own_hours");
  sv::RemoveLeaveRequest remove;
  remove.set_id(given.id());
  EXPECT_EQ(own.remove_leave(remove).error().reason, "shifts.own_hours");
  must(sv::HoursClient(other).remove_leave(remove));
  sv::DeclareWorkRequest work;
  work.set_member("7");
  work.set_day("2026-03-01");
  work.set_minutes(600);
  work.set_what("Affiches");
  sv::DecideWorkRequest decide;
  decide.set_id(must(own.declare_work(work)).id());
  decide.set_approve(true);
  EXPECT_EQ(own.decide_work(decide).error().reason, "shifts.own_work");
  EXPECT_EQ(statement("7").balance_minutes(), 0);
  must(sv::HoursClient(other).decide_work(decide));
  EXPECT_EQ(statement("7").balance_minutes(), 600);
}

TEST_F(OwnHours, HoursThatAHouseholdSharesAreOnesOwn) {
  share_a_membership("7", "8");
  auto coordinator = person("coordinator", "8");
  sv::HoursClient own(coordinator);
  sv::SetLeaveRequest leave;
  leave.mutable_leave()->set_member("7");
  leave.mutable_leave()->set_from("2026-03-10");
  leave.mutable_leave()->set_until("2026-03-11");
  must(own.set_leave(leave));  // each has hours of their own
  sv::SetRuleRequest rule;
  rule.set_from("2026-03");
  rule.mutable_monthly_hours()->set_due_minutes(180);
  rule.set_per_household(true);
  must(hours.set_rule(rule));
  const auto made = repeat(6, "10:00", "12:00", 3, "5");
  clock.set("2026-03-07T09:30:00Z");
  EXPECT_EQ(refusal(mark_as(coordinator, key(made, "2026-03-07"), "7")), "shifts.own_hours");
  EXPECT_EQ(refusal(mark_as(coordinator, key(made, "2026-03-07"), "9")), "");
  leave.mutable_leave()->set_from("2026-04-10");
  leave.mutable_leave()->set_until("2026-04-11");
  EXPECT_EQ(own.set_leave(leave).error().reason, "shifts.own_hours");
}

}  // namespace
}  // namespace halle::test
