// Where somebody can have been.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "halle/membership/v1/membership.halle.hpp"
#include "tests/services/shifts/planning.hpp"

namespace halle::test {
namespace {
namespace mv = membership::v1;

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

}  // namespace
}  // namespace halle::test
