#pragma once
// An association with twenty members whose planning is kept by `staff`.
#include <gtest/gtest.h>

#include "core/sheets/messages.hpp"
#include "halle/shifts/v1/shifts.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace sv = shifts::v1;

class Shifts : public testing::Test {
 protected:
  ManualClock clock{"2026-03-02T10:00:00Z"};  // a Monday
  Installation installation{one_box, clock.clock()};
  Uuid coop = installation.create_organisation("coop");
  Caller staff = installation.as_operator(coop);
  sv::PlanningClient planning{staff};
  sv::BookingsClient bookings{staff};
  sv::AttendancesClient attendances{staff};
  sv::HoursClient hours{staff};

  void SetUp() override {
    Shop(staff).add_members(20);
    installation.settle();
  }
  void TearDown() override {
    EXPECT_EQ(installation.broken_invariants(), std::vector<std::string>{});
  }

  sv::SetTemplateReply repeat(int weekday, const std::string& starts, const std::string& ends,
                              int seats, const std::string& holder = "") {
    sv::SetTemplateRequest request;
    auto& out = *request.mutable_template_();
    out.set_title("Épicerie");
    out.set_weekday(weekday);
    out.set_starts(starts);
    out.set_ends(ends);
    out.set_valid_from("2026-03-01");
    for (int n = 1; n <= seats; ++n) {
      auto& seat = *out.add_seats();
      seat.set_number(n);
      seat.set_important(n == 1);
      if (n == 1) seat.set_holder(holder);
    }
    return must(planning.set_template(request));
  }
  static sv::ShiftKey key(const sv::SetTemplateReply& made, const std::string& day) {
    sv::ShiftKey out;
    out.set_template_(made.template_().id());
    out.set_day(day);
    return out;
  }
  static Result<sv::BookReply> book(sdk::Caller& caller, const sv::ShiftKey& at,
                                    const std::string& member) {
    sv::BookRequest request;
    *request.mutable_key() = at;
    request.set_member(member);
    return sv::BookingsClient(caller).book(request);
  }
  static Result<sv::CancelReply> cancel(sdk::Caller& caller, const sv::ShiftKey& at,
                                        const std::string& member) {
    sv::CancelRequest request;
    *request.mutable_key() = at;
    request.set_member(member);
    return sv::BookingsClient(caller).cancel(request);
  }
  sv::Attendance mark(const sv::ShiftKey& at, const std::string& member, sv::Presence presence) {
    sv::MarkRequest request;
    *request.mutable_key() = at;
    auto& one = *request.add_marks();
    one.set_member(member);
    one.set_presence(presence);
    return must(attendances.mark(request));
  }
  sv::Statement statement(const std::string& member, const std::string& as_of = "") {
    sv::GetStatementRequest request;
    request.set_member(member);
    request.set_as_of(as_of);
    return must(hours.get_statement(request));
  }
  static std::vector<std::string> reasons(const Error& error) {
    std::vector<std::string> all;
    for (const auto& field : error.fields) all.push_back(field.reason);
    return all;
  }
};

}  // namespace halle::test
