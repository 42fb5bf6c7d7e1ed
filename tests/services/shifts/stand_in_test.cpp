// Seats that change hands: stand-ins and swaps.
#include <atomic>
#include <random>
#include <thread>

#include "core/base/text/text.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"
#include "tests/services/shifts/planning.hpp"

namespace halle::test {
namespace {
class StandIns : public Shifts {
 protected:
  static Result<sv::SeekReply> seek(sdk::Caller& caller, const sv::ShiftKey& at,
                                    const std::string& member,
                                    const std::vector<sv::ShiftKey>& in_return = {}) {
    sv::SeekRequest request;
    *request.mutable_key() = at;
    request.set_member(member);
    for (const auto& one : in_return) *request.add_in_return() = one;
    return sv::BookingsClient(caller).seek(request);
  }
  static void stop(sdk::Caller& caller, const sv::ShiftKey& at, const std::string& member) {
    sv::StopSeekingRequest request;
    *request.mutable_key() = at;
    request.set_member(member);
    must(sv::BookingsClient(caller).stop_seeking(request));
  }
  static Result<sv::SwapReply> swap(sdk::Caller& caller, const sv::ShiftKey& at, int seat,
                                    const std::string& member, const sv::ShiftKey& in_return) {
    sv::SwapRequest request;
    *request.mutable_key() = at;
    request.set_seat(seat);
    request.set_member(member);
    *request.mutable_in_return() = in_return;
    return sv::BookingsClient(caller).swap(request);
  }
  Caller as(const std::string& number) {
    auto& token = tokens_[number];
    if (token.empty()) token = installation.create_account(coop, "member", number);
    return installation.as(token, coop);
  }
  /// What she sees of a shift.
  sv::Shift seen(const std::string& number, const sv::ShiftKey& at) {
    auto caller = as(number);
    sv::ListShiftsRequest request;
    request.set_from(at.day());
    request.set_until(at.day());
    const auto listed = must(sv::PlanningClient(caller).list_shifts(request));
    for (const auto& shift : listed.shifts())
      if (shift.key().template_() == at.template_()) return shift;
    ADD_FAILURE() << "not there";
    return {};
  }
  std::vector<std::string> cards(const std::string& number) {
    auto caller = as(number);
    std::vector<std::string> words;
    const auto said = must(kernel::v1::ShellClient(caller).get_cards({}));
    for (const auto& card : said.cards()) words.push_back(card.words());
    return words;
  }
  bool has_card(const std::string& number, const std::string& words) {
    const auto all = cards(number);
    return std::find(all.begin(), all.end(), words) != all.end();
  }
  /// Services of three hours, counted from Monday, the 2nd of March.
  void count_as_la_louve() {
    sv::SetRuleRequest rule;
    rule.set_from("2026-03-02");
    rule.mutable_la_louve()->set_service_minutes(180);
    rule.mutable_la_louve()->set_cycle_weeks(4);
    rule.mutable_la_louve()->set_alert_days(28);
    must(hours.set_rule(rule));
  }
  void at(const std::string& now) {
    clock.set(now);
    must(hours.settle({}));
    installation.settle();
  }
  std::vector<std::string> holders() {
    return installation.sql(
        "SELECT o.title, b.day, b.seat, b.member_number FROM shifts.booking b "
        "JOIN shifts.occurrence o USING (org_id, template_id, day) "
        "WHERE b.freed IS NULL AND b.day < '2026-03-16' ORDER BY o.starts_at, b.seat");
  }
  std::vector<std::string> told() {
    installation.settle();
    return installation.sql(
        "SELECT count(*) FROM (SELECT type FROM halle.outbox UNION ALL SELECT type FROM "
        "halle.event_log) e WHERE type = 'halle.shifts.v1.SeatTakenOver'");
  }

 private:
  std::map<std::string, std::string> tokens_;
};

TEST_F(StandIns, ASeatIsHersUntilSomebodyTakesIt) {
  const auto made = repeat(6, "10:00", "12:00", 2, "1");
  const auto at = key(made, "2026-03-14");
  must(book(staff, at, "2"));
  auto one = as("1");
  auto three = as("3");
  EXPECT_EQ(book(three, at, "3").error().reason, "shifts.full");
  must(seek(one, at, "1"));
  EXPECT_TRUE(seen("1", at).seats(0).own());
  EXPECT_TRUE(seen("3", at).seats(0).sought());
  EXPECT_FALSE(seen("3", at).seats(0).free());
  EXPECT_EQ(seen("3", at).seats(0).holder(), "") << "not for whom";
  stop(one, at, "1");
  EXPECT_EQ(book(three, at, "3").error().reason, "shifts.full");
  must(seek(one, at, "1"));
  // Others are asked as if the seat was free, not she, after a minute.
  EXPECT_EQ(must(bookings.ask({})).asked(), 0);
  clock.advance(std::chrono::seconds(61));
  EXPECT_EQ(must(bookings.ask({})).asked(), 3);
  EXPECT_TRUE(has_card("3", "shifts.card_asked"));
  EXPECT_EQ(told(), std::vector<std::string>{"0"});
  EXPECT_EQ(must(book(three, at, "3")).seat(), 1);
  EXPECT_EQ(told(), std::vector<std::string>{"1"});
  EXPECT_FALSE(has_card("4", "shifts.card_asked")) << "nothing left to take";
  EXPECT_TRUE(has_card("1", "shifts.card_taken_over"));
  EXPECT_TRUE(seen("1", at).taken_over());
  EXPECT_TRUE(seen("3", at).seats(0).own());
  EXPECT_FALSE(seen("3", at).seats(0).sought());
  EXPECT_EQ(seek(one, at, "1").error().reason, "shifts.no_seat");
  // A seat that is free goes first.
  const auto next = key(made, "2026-03-21");
  must(seek(one, next, "1"));
  EXPECT_EQ(must(book(three, next, "3")).seat(), 2);
  EXPECT_EQ(must(book(staff, next, "4")).seat(), 1);
  clock.set("2026-03-28T10:30:00Z");
  EXPECT_EQ(seek(one, key(made, "2026-03-28"), "1").error().reason, "shifts.begun");
}

TEST_F(StandIns, OfThoseWhoWantToStandInOneDoes) {
  const auto made = repeat(6, "10:00", "12:00", 1, "1");
  for (int round = 0; round < setting("HALLE_ROUNDS", 5); ++round) {
    const auto at = key(made, "2026-03-14");
    const std::string holder =
        installation
            .sql(
                "SELECT member_number FROM shifts.booking WHERE freed IS NULL AND day = "
                "'2026-03-14'")
            .at(0);
    must(seek(staff, at, holder));
    std::atomic<int> got{0};
    std::vector<std::thread> all;
    for (int n = 1; n <= 20; ++n)
      all.emplace_back([&, n] {
        Caller caller = installation.as_operator(coop);
        caller.be_patient(std::chrono::seconds(30));
        if (book(caller, at, std::to_string(n))) ++got;
      });
    for (auto& thread : all) thread.join();
    ASSERT_EQ(got, 1);
    ASSERT_EQ(holders().size(), 2u) << "the 7th and the 14th";
  }
}

TEST_F(StandIns, ASwapChangesBothSeatsOrNone) {
  const auto saturday = repeat(6, "10:00", "12:00", 1, "1");
  const auto wednesday = repeat(3, "10:00", "12:00", 1, "2");
  const auto sat = key(saturday, "2026-03-14");
  const auto wed = key(wednesday, "2026-03-11");
  auto one = as("1");
  auto two = as("2");
  auto three = as("3");
  EXPECT_EQ(swap(two, sat, 1, "2", wed).error().reason, "shifts.no_swap") << "not offered";
  must(seek(one, sat, "1", {wed}));
  EXPECT_EQ(book(two, sat, "2").error().reason, "shifts.full") << "not for nothing";
  EXPECT_EQ(seen("2", sat).seats(0).in_return_size(), 1);
  EXPECT_EQ(seen("3", sat).seats(0).in_return_size(), 0) << "has nothing to give";
  EXPECT_TRUE(has_card("2", "shifts.card_swap"));
  EXPECT_EQ(swap(three, sat, 1, "3", wed).error().reason, "shifts.no_swap");
  // The other way round too: what is accepted closes what else was offered on either seat.
  must(seek(two, wed, "2", {sat}));
  const auto before = holders();
  // One who offers cannot have the other's seat any more.
  const auto beside = repeat(3, "11:00", "13:00", 1);
  must(book(staff, key(beside, "2026-03-11"), "1"));
  EXPECT_EQ(swap(two, sat, 1, "2", wed).error().reason, "shifts.other_cannot");
  EXPECT_EQ(told(), std::vector<std::string>{"0"});
  must(cancel(staff, key(beside, "2026-03-11"), "1"));
  EXPECT_EQ(holders(), before);
  must(swap(two, sat, 1, "2", wed));
  EXPECT_EQ(holders(),
            (std::vector<std::string>{"Épicerie|2026-03-04|1|2", "Épicerie|2026-03-07|1|1",
                                      "Épicerie|2026-03-11|1|1", "Épicerie|2026-03-14|1|2"}));
  EXPECT_EQ(told(), std::vector<std::string>{"1"});
  EXPECT_EQ(swap(one, wed, 1, "1", sat).error().reason, "shifts.no_swap");
  EXPECT_EQ(installation.sql("SELECT count(*) FROM shifts.booking WHERE freed IS NULL AND "
                             "stand_in_since IS NOT NULL"),
            std::vector<std::string>{"0"});
  EXPECT_EQ(seen("1", wed).seats(0).in_return_size(), 0);
}

TEST_F(StandIns, WhatMakesNoSenseIsRefused) {
  const auto saturday = repeat(6, "10:00", "12:00", 1, "1");
  const auto sat = key(saturday, "2026-03-14");
  const auto bad = [&](const std::vector<sv::ShiftKey>& wanted) {
    const auto said = seek(staff, sat, "1", wanted);
    return said ? "" : said.error().fields.at(0).field + " " + said.error().fields.at(0).reason;
  };
  EXPECT_EQ(bad({sat}), "in_return[0] shifts.bad_wish");
  const auto next = key(saturday, "2026-03-21");
  EXPECT_EQ(bad({next, next}), "in_return[1] shifts.bad_wish");
  EXPECT_EQ(bad({key(saturday, "2026-03-15")}), "key shifts.shift_unknown");
  sv::CancelShiftRequest off;
  *off.mutable_key() = next;
  off.set_reason("Froid");
  must(planning.cancel_shift(off));
  EXPECT_EQ(bad({next}), "in_return[0] shifts.bad_wish");
  auto two = as("2");
  EXPECT_EQ(seek(two, sat, "1").error().reason, "shifts.member_unknown");
  EXPECT_EQ(seek(two, sat, "2").error().reason, "shifts.no_seat");
}

TEST_F(StandIns, WhoHasASeatEachTimeIsExcusedWhereSomebodyStoodInForHer) {
  const auto saturday = repeat(6, "10:00", "13:00", 1, "1");
  const auto wednesday = repeat(3, "10:00", "13:00", 1, "2");
  count_as_la_louve();
  at("2026-03-02T10:30:00Z");
  // 1 gives one Saturday to 3, and swaps the next with 2.
  must(seek(staff, key(saturday, "2026-03-07"), "1"));
  must(book(staff, key(saturday, "2026-03-07"), "3"));
  must(seek(staff, key(saturday, "2026-03-14"), "1", {key(wednesday, "2026-03-11")}));
  must(swap(staff, key(saturday, "2026-03-14"), 1, "2", key(wednesday, "2026-03-11")));
  at("2026-03-15T10:00:00Z");
  EXPECT_EQ(statement("1").balance_minutes(), -360) << "excused twice";
  EXPECT_EQ(statement("2").balance_minutes(), -180);
  mark(key(saturday, "2026-03-07"), "3", sv::PRESENCE_PRESENT);
  mark(key(wednesday, "2026-03-11"), "1", sv::PRESENCE_PRESENT);
  mark(key(saturday, "2026-03-14"), "2", sv::PRESENCE_PRESENT);
  at("2026-03-16T10:00:00Z");
  EXPECT_EQ(statement("1").balance_minutes(), -180) << "the Saturday she did not make up for";
  EXPECT_EQ(statement("2").balance_minutes(), 0);
  EXPECT_EQ(statement("3").balance_minutes(), 180);
}

TEST_F(StandIns, WhoHasASeatEachTimeIsExcusedWhereSheGaveItBack) {
  const auto saturday = repeat(6, "10:00", "13:00", 1, "1");
  count_as_la_louve();
  at("2026-03-02T10:30:00Z");
  must(cancel(staff, key(saturday, "2026-03-07"), "1"));
  must(book(staff, key(saturday, "2026-03-07"), "1"));
  must(cancel(staff, key(saturday, "2026-03-14"), "1"));
  at("2026-03-15T10:00:00Z");
  EXPECT_EQ(statement("1").balance_minutes(), -180) << "not where she took it again";
  mark(key(saturday, "2026-03-07"), "1", sv::PRESENCE_PRESENT);
  EXPECT_EQ(statement("1").balance_minutes(), -180) << "her own seat makes up for nothing";
  sv::SetLeaveRequest leave;
  leave.mutable_leave()->set_member("1");
  leave.mutable_leave()->set_from("2026-03-14");
  leave.mutable_leave()->set_until("2026-03-14");
  must(hours.set_leave(leave));
  at("2026-03-16T10:00:00Z");
  EXPECT_EQ(statement("1").balance_minutes(), 0) << "was on leave";
}

/// Whatever members do, one seat has one holder, nobody is in two places, and a swap makes neither
/// more seats nor fewer; see broken_invariants().
TEST_F(StandIns, SeatsChangeHandsInAnyOrder) {
  std::vector<sv::ShiftKey> all;
  for (const auto& made : {repeat(6, "10:00", "12:00", 2, "1"), repeat(3, "10:00", "12:00", 1, "2"),
                           repeat(3, "11:00", "13:00", 2, "3")})
    for (const std::string day : {"2026-03-11", "2026-03-14", "2026-03-18", "2026-03-21"})
      if ((day == "2026-03-11" || day == "2026-03-18") == (made.template_().weekday() == 3))
        all.push_back(key(made, day));
  std::mt19937 random(7);
  const auto any = [&](int many) {
    return std::uniform_int_distribution<int>(0, many - 1)(random);
  };
  const auto count = [&] {
    return installation.sql("SELECT count(*) FROM shifts.booking WHERE freed IS NULL").at(0);
  };
  int swapped = 0;
  for (int step = 0; step < setting("HALLE_ROUNDS", 10) * 40; ++step) {
    const auto& at = all[static_cast<std::size_t>(any(static_cast<int>(all.size())))];
    const auto& other = all[static_cast<std::size_t>(any(static_cast<int>(all.size())))];
    const auto member = std::to_string(1 + any(6));
    switch (any(5)) {
      case 0:
        (void)book(staff, at, member);
        break;
      case 1:
        if (any(4) == 0) (void)cancel(staff, at, member);
        break;
      case 2:
        (void)seek(staff, at, member);
        break;
      case 3:
        (void)seek(staff, at, member, {other});
        break;
      default: {
        const auto offered = installation.sql(
            "SELECT b.template_id, b.day, b.seat, x.member_number, w.template_id, w.day "
            "FROM shifts.booking b JOIN shifts.wish w ON w.booking_id = b.id JOIN shifts.booking x "
            "ON "
            "x.template_id = w.template_id AND x.day = w.day AND x.freed IS NULL WHERE b.freed IS "
            "NULL");
        if (offered.empty()) break;
        const auto one =
            split(offered[static_cast<std::size_t>(any(static_cast<int>(offered.size())))], '|');
        const auto key_of = [&](std::size_t from) {
          sv::ShiftKey out;
          out.set_template_(std::string(one[from]));
          out.set_day(std::string(one[from + 1]));
          return out;
        };
        const auto before = count();
        if (swap(staff, key_of(0), std::stoi(std::string(one[2])), std::string(one[3]), key_of(4)))
          ++swapped;
        ASSERT_EQ(count(), before);
      }
    }
  }
  EXPECT_GT(swapped, 0);
}

}  // namespace
}  // namespace halle::test
