// Notices about shifts: who is told what, what a letter says, and when it is of no use any more.
#include "tests/services/notices.hpp"

#include "halle/shifts/v1/shifts.halle.hpp"

extern "C" std::int32_t halle_module_entry_shifts(const halle_host*, halle_module*);

namespace halle::test {
namespace {
namespace sv = shifts::v1;
using harness::must;
using Lines = std::vector<std::string>;

const std::string reminder = "shifts.seat_reminder";
const std::string offered = "shifts.seat_offered";
const std::string taken_over = "shifts.seat_taken_over";
const std::string called_off = "shifts.called_off";
const std::string takes_place = "shifts.takes_place";
const std::string moved = "shifts.moved";
const std::string plan_changed = "shifts.plan_changed";

class ShiftNotices : public harness::ModuleTest {
 protected:
  ShiftNotices() : ModuleTest(&halle_module_entry_shifts) {}

  void SetUp() override {
    ModuleTest::SetUp();
    if (IsSkipped()) return;
    for (int n = 1; n <= 6; ++n) add_member(std::to_string(n));
  }
  void TearDown() override {
    if (IsSkipped()) return;
    EXPECT_EQ(broken_invariants(), Lines{});
  }

  void add_member(const std::string& number) {
    const std::string org = "'" + here().text() + "'";
    rows("INSERT INTO shifts.member (org_id, number, member_id) VALUES (" + org + ", '" + number +
         "', '" + derive_uuid(here(), number).text() + "')");
    rows("INSERT INTO shifts.standing (org_id, member_number, since, standing) VALUES (" + org +
         ", '" + number + "', '2026-01-01', 1)");
  }
  /// A shift from ten to twelve each week on that day, 1 Monday to 7 Sunday, with two seats.
  std::string repeat(int weekday, const std::string& holder = "", const std::string& id = "",
                     const std::string& starts = "10:00") {
    sv::SetTemplateRequest request;
    auto& out = *request.mutable_template_();
    out.set_id(id);
    out.set_title("Épicerie");
    out.set_place("Rue des Halles");
    out.set_weekday(weekday);
    out.set_starts(starts);
    out.set_ends("12:00");
    out.set_valid_from("2026-03-02");
    for (int n = 1; n <= 2; ++n) {
      auto& seat = *out.add_seats();
      seat.set_number(n);
      seat.set_important(n == 1);
      if (n == 1) seat.set_holder(holder);
    }
    auto staff = as("coordinator");
    return must(sv::PlanningClient(staff).set_template(request)).template_().id();
  }
  static sv::ShiftKey key(const std::string& of, const std::string& day) {
    sv::ShiftKey out;
    out.set_template_(of);
    out.set_day(day);
    return out;
  }
  static std::string about(const sv::ShiftKey& at) { return at.template_() + "/" + at.day(); }

  void book(const sv::ShiftKey& at, const std::string& member) {
    sv::BookRequest request;
    *request.mutable_key() = at;
    request.set_member(member);
    auto own = as("member", member);
    must(sv::BookingsClient(own).book(request));
  }
  void give_back(const sv::ShiftKey& at, const std::string& member) {
    sv::CancelRequest request;
    *request.mutable_key() = at;
    request.set_member(member);
    auto own = as("member", member);
    must(sv::BookingsClient(own).cancel(request));
  }
  void seek(const sv::ShiftKey& at, const std::string& member,
            const sv::ShiftKey* wanted = nullptr) {
    sv::SeekRequest request;
    *request.mutable_key() = at;
    request.set_member(member);
    if (wanted != nullptr) *request.add_in_return() = *wanted;
    auto own = as("member", member);
    must(sv::BookingsClient(own).seek(request));
  }
  void call_off(const sv::ShiftKey& at, bool restore = false) {
    sv::CancelShiftRequest request;
    *request.mutable_key() = at;
    request.set_restore(restore);
    if (!restore) request.set_reason("Panne de courant");
    auto staff = as("coordinator");
    must(sv::PlanningClient(staff).cancel_shift(request));
  }
  void edit(const sv::ShiftKey& at, const std::string& start, const std::string& end,
            const std::string& title = "Épicerie", const std::string& place = "Rue des Halles") {
    sv::EditShiftRequest request;
    *request.mutable_key() = at;
    request.set_title(title);
    request.set_place(place);
    request.set_local_start(start);
    request.set_local_end(end);
    for (int n = 1; n <= 2; ++n) {
      auto& seat = *request.add_seats();
      seat.set_number(n);
      seat.set_important(n == 1);
    }
    auto staff = as("coordinator");
    must(sv::PlanningClient(staff).edit_shift(request));
  }
  int remind() {
    auto kernel = as_kernel();
    return must(sv::BookingsClient(kernel).remind({})).reminded();
  }
  int ask() {
    auto kernel = as_kernel();
    return must(sv::BookingsClient(kernel).ask({})).asked();
  }

  /// What was emitted since the last time.
  Lines told() {
    const auto all = emitted<kv::NoticeDue>();
    Lines lines;
    for (; seen_ < all.size(); ++seen_) lines.push_back(line_of(all[seen_]));
    return lines;
  }
  std::vector<kv::ComposedNotice> composed(const std::vector<kv::NoticeToCompose>& notices) {
    return compose<sv::NoticesClient>(as_kernel(), notices);
  }
  static std::string reason_of(const kv::ComposedNotice& letter) {
    return letter.rows_size() == 1 ? value_of(letter.rows(0).values(), "reason") : "none";
  }
  /// Whether the notice to each of these members is obsolete.
  std::string to(const std::string& kind, const std::string& about, const Lines& members) {
    std::vector<kv::NoticeToCompose> notices;
    for (const auto& member : members) notices.push_back(notice(kind, about, member));
    return obsolete(composed(notices));
  }

 private:
  std::size_t seen_ = 0;
};

TEST_F(ShiftNotices, AReminderGoesToThoseWithASeat) {
  const auto at = key(repeat(6, "1"), "2026-03-14");
  book(at, "2");
  EXPECT_EQ(told(), Lines{});
  clock.set("2026-03-12T09:00:00Z");
  EXPECT_EQ(remind(), 2);
  EXPECT_EQ(told(), Lines{reminder + " " + about(at) + ": 1 2, until 2026-03-14T09:00:00"});
  EXPECT_EQ(remind(), 0);
  EXPECT_EQ(told(), Lines{});

  const auto letter = composed({notice(reminder, about(at), "1")}).at(0);
  EXPECT_EQ(value_of(letter.values(), "title"), "Épicerie");
  EXPECT_EQ(value_of(letter.values(), "starts"), "2026-03-14T09:00:00");
  ASSERT_EQ(letter.rows_size(), 1);
  EXPECT_EQ(value_of(letter.rows(0).values(), "place"), "Rue des Halles");
  EXPECT_EQ(letter.path(), "/mes-services");
  EXPECT_EQ(letter.email(), "");

  give_back(at, "2");
  EXPECT_EQ(to(reminder, about(at), {"1", "2", "3"}), "+--");
  clock.set("2026-03-14T09:00:00Z");
  EXPECT_EQ(to(reminder, about(at), {"1", "2", "3"}), "---") << "it has begun";
}

TEST_F(ShiftNotices, AnOfferEndsWithTheSeat) {
  clock.set("2026-03-14T12:00:00Z");
  const auto at = key(repeat(6), "2026-03-21");
  book(at, "1");
  book(at, "2");
  give_back(at, "2");
  clock.advance(std::chrono::seconds(61));
  EXPECT_EQ(ask(), 3);
  EXPECT_EQ(told(), Lines{offered + " " + about(at) + ": 3 4 5, until 2026-03-21T09:00:00"});
  EXPECT_EQ(to(offered, about(at), {"3", "4", "5", "6"}), "+++-") << "6 was not asked";
  sv::DeclineRequest no;
  *no.mutable_key() = at;
  no.set_member("3");
  auto three = as("member", "3");
  must(sv::BookingsClient(three).decline(no));
  rows("UPDATE shifts.standing SET standing = 2 WHERE member_number = '5'");
  EXPECT_EQ(to(offered, about(at), {"3", "4", "5"}), "-+-") << "declined, free, suspended";
  rows("UPDATE shifts.standing SET standing = 1 WHERE member_number = '5'");
  book(at, "4");
  EXPECT_EQ(to(offered, about(at), {"4", "5"}), "--") << "nothing is left to take";
}

TEST_F(ShiftNotices, TheFormerHolderIsToldOfASeatTakenOver) {
  const auto at = key(repeat(6), "2026-03-21");
  book(at, "1");
  book(at, "2");
  seek(at, "1");
  book(at, "3");
  EXPECT_EQ(told(), Lines{taken_over + " " + about(at) + ": 1, until 2026-03-21T09:00:00"});
  const auto letter = composed({notice(taken_over, about(at), "1")}).at(0);
  EXPECT_FALSE(letter.obsolete());
  EXPECT_EQ(letter.rows_size(), 0);
  EXPECT_EQ(to(taken_over, about(at), {"2", "3"}), "--");
  give_back(at, "2");
  book(at, "1");
  EXPECT_EQ(to(taken_over, about(at), {"1"}), "-") << "has a seat again";
}

TEST_F(ShiftNotices, ASwapTellsWhichSeatThereIsInReturn) {
  const auto there = key(repeat(6), "2026-03-21");
  const auto mine = key(repeat(3), "2026-03-18");
  book(there, "1");
  book(mine, "2");
  seek(there, "1", &mine);
  sv::SwapRequest request;
  *request.mutable_key() = there;
  request.set_seat(1);
  request.set_member("2");
  *request.mutable_in_return() = mine;
  auto two = as("member", "2");
  must(sv::BookingsClient(two).swap(request));
  const std::string both = about(there) + " " + about(mine);
  EXPECT_EQ(told(), Lines{taken_over + " " + both + ": 1, until 2026-03-21T09:00:00"});
  const auto letter = composed({notice(taken_over, both, "1")}).at(0);
  EXPECT_EQ(value_of(letter.values(), "starts"), "2026-03-21T09:00:00");
  ASSERT_EQ(letter.rows_size(), 1);
  EXPECT_EQ(value_of(letter.rows(0).values(), "starts"), "2026-03-18T09:00:00");
  give_back(mine, "1");
  EXPECT_EQ(composed({notice(taken_over, both, "1")}).at(0).rows_size(), 0);
}

TEST_F(ShiftNotices, MembersOfACancelledShiftAreToldAtOnce) {
  const auto at = key(repeat(6, "1"), "2026-03-14");
  book(at, "2");
  call_off(at);
  EXPECT_EQ(told(), Lines{called_off + " " + about(at) + ": 1 2, until 2026-03-14T09:00:00"});
  const auto letter = composed({notice(called_off, about(at), "2")}).at(0);
  EXPECT_FALSE(letter.obsolete());
  ASSERT_EQ(letter.rows_size(), 1);
  EXPECT_EQ(value_of(letter.rows(0).values(), "reason"), "Panne de courant");
  EXPECT_EQ(to(called_off, about(at), {"1", "3"}), "+-");
  EXPECT_EQ(to(reminder, about(at), {"1"}), "-");
  call_off(at);
  EXPECT_EQ(told(), Lines{}) << "no seats, nothing to tell";
  call_off(at, true);
  EXPECT_EQ(to(called_off, about(at), {"1", "2"}), "--");
}

TEST_F(ShiftNotices, WhoGetsASeatBackIsToldThatTheShiftTakesPlace) {
  const auto at = key(repeat(6, "1"), "2026-03-14");
  book(at, "2");
  call_off(at);
  told();
  rows("UPDATE shifts.standing SET standing = 2 WHERE member_number = '2'");
  call_off(at, true);
  EXPECT_EQ(told(), Lines{takes_place + " " + about(at) + ": 1, until 2026-03-14T09:00:00"})
      << "2 is suspended and gets no seat";
  const auto letter = composed({notice(takes_place, about(at), "1")}).at(0);
  EXPECT_FALSE(letter.obsolete());
  EXPECT_EQ(value_of(letter.values(), "starts"), "2026-03-14T09:00:00");
  EXPECT_EQ(value_of(letter.rows(0).values(), "place"), "Rue des Halles");
  EXPECT_EQ(to(takes_place, about(at), {"2"}), "-");
  call_off(at, true);
  EXPECT_EQ(told(), Lines{}) << "restored before";
  call_off(at);
  EXPECT_EQ(to(takes_place, about(at), {"1"}), "-") << "cancelled again";
}

TEST_F(ShiftNotices, AClosureTellsThoseWithASeatThatTheyTook) {
  const auto made = repeat(6);
  book(key(made, "2026-03-14"), "2");
  book(key(made, "2026-03-21"), "3");
  sv::AddClosureRequest request;
  request.set_from("2026-03-09");
  request.set_until("2026-03-20");
  request.set_reason("Inventaire");
  auto staff = as("coordinator");
  must(sv::PlanningClient(staff).add_closure(request));
  const auto off = about(key(made, "2026-03-14"));
  EXPECT_EQ(told(), Lines{called_off + " " + off + ": 2, until 2026-03-14T09:00:00"});
  EXPECT_EQ(reason_of(composed({notice(called_off, off, "2")}).at(0)), "Inventaire");
}

TEST_F(ShiftNotices, AClosureTellsFixedHoldersToo) {
  const auto made = repeat(6, "1");
  const auto off = about(key(made, "2026-03-14"));
  sv::AddClosureRequest request;
  request.set_from("2026-03-09");
  request.set_until("2026-03-20");
  request.set_reason("Inventaire");
  auto staff = as("coordinator");
  sv::PlanningClient planning(staff);
  const auto closure = must(planning.add_closure(request)).closures(0).id();
  EXPECT_EQ(rows("SELECT count(*) FROM shifts.occurrence WHERE day = '2026-03-14'"), Lines{"0"});
  EXPECT_EQ(told(), Lines{called_off + " " + off + ": 1, until 2026-03-14T09:00:00"});
  const auto letter = composed({notice(called_off, off, "1")}).at(0);
  EXPECT_FALSE(letter.obsolete());
  EXPECT_EQ(value_of(letter.values(), "title"), "Épicerie");
  EXPECT_EQ(value_of(letter.values(), "starts"), "2026-03-14T09:00:00");
  EXPECT_EQ(reason_of(letter), "Inventaire");
  EXPECT_EQ(to(called_off, off, {"2"}), "-") << "had no seat";
  sv::RemoveClosureRequest remove;
  remove.set_id(closure);
  must(planning.remove_closure(remove));
  EXPECT_EQ(told(), Lines{takes_place + " " + off + ": 1, until 2026-03-14T09:00:00"});
  EXPECT_EQ(to(called_off, off, {"1"}), "-");
  EXPECT_EQ(to(takes_place, off, {"1"}), "+");
}

TEST_F(ShiftNotices, FixedHoldersAreToldOfHolidays) {
  const auto made = repeat(1, "1");
  sv::SetSettingsRequest request;
  request.set_weeks_ahead(8);
  request.set_closed_on_holidays(true);
  auto staff = as("coordinator");
  must(sv::PlanningClient(staff).set_settings(request));
  const auto easter = about(key(made, "2026-04-06"));
  EXPECT_EQ(told(), Lines{called_off + " " + easter + ": 1, until 2026-04-06T08:00:00"});
  const auto letter = composed({notice(called_off, easter, "1")}).at(0);
  EXPECT_FALSE(letter.obsolete());
  EXPECT_EQ(letter.rows_size(), 0) << "nobody gave a reason";
}

TEST_F(ShiftNotices, AFixedHolderIsToldOnceOfAChangedTemplate) {
  const auto made = repeat(6, "1");
  repeat(6, "1", made);
  EXPECT_EQ(told(), Lines{}) << "nothing is different";
  repeat(6, "1", made, "11:00");
  EXPECT_EQ(told(), Lines{plan_changed + " " + made + ": 1, until 2026-05-02T08:00:00"});
  auto letter = composed({notice(plan_changed, made, "1")}).at(0);
  EXPECT_FALSE(letter.obsolete());
  EXPECT_EQ(value_of(letter.values(), "title"), "Épicerie");
  ASSERT_EQ(letter.rows_size(), 8);
  EXPECT_EQ(value_of(letter.rows(0).values(), "starts"), "2026-03-14T10:00:00");
  repeat(6, "2", made, "11:00");
  EXPECT_EQ(told().size(), 1u) << "1 has no seat any more";
  letter = composed({notice(plan_changed, made, "1")}).at(0);
  EXPECT_FALSE(letter.obsolete());
  EXPECT_EQ(letter.rows_size(), 0);
  EXPECT_EQ(obsolete(composed({notice(plan_changed, "x", "1")})), "-");
}

TEST_F(ShiftNotices, MembersOfAMovedShiftAreToldAndRemindedAgain) {
  const auto at = key(repeat(6, "1"), "2026-03-14");
  book(at, "2");
  edit(at, "2026-03-14T10:00", "2026-03-14T12:00", "Épicerie du samedi");
  EXPECT_EQ(told(), Lines{}) << "another title alone is no news";
  clock.set("2026-03-12T09:00:00Z");
  EXPECT_EQ(remind(), 2);
  told();
  edit(at, "2026-03-15T10:00", "2026-03-15T12:00");
  EXPECT_EQ(told(), Lines{moved + " " + about(at) + ": 1 2, until 2026-03-15T09:00:00"});
  EXPECT_EQ(to(moved, about(at), {"1", "2", "3"}), "++-");
  const auto letter = composed({notice(moved, about(at), "1")}).at(0);
  EXPECT_EQ(value_of(letter.values(), "starts"), "2026-03-15T09:00:00");
  EXPECT_EQ(remind(), 0);
  clock.set("2026-03-13T09:00:00Z");
  EXPECT_EQ(remind(), 2) << "of the new time";
  told();
  edit(at, "2026-03-14T18:00", "2026-03-14T20:00", "Épicerie", "Salle des fêtes");
  EXPECT_EQ(told(), Lines{moved + " " + about(at) + ": 1 2, until 2026-03-14T17:00:00"});
  EXPECT_EQ(remind(), 0) << "the letter about the move says it";
  edit(at, "2026-03-14T18:00", "2026-03-14T20:00", "Épicerie", "Préau");
  EXPECT_EQ(told().size(), 1u) << "another place";
  EXPECT_EQ(value_of(composed({notice(moved, about(at), "1")}).at(0).rows(0).values(), "place"),
            "Préau");
}

TEST_F(ShiftNotices, WhatIsNotOurOwnIsObsoleteOrIgnored) {
  const auto at = key(repeat(6, "1"), "2026-03-14");
  EXPECT_EQ(obsolete(composed({notice(reminder, about(at), "1"), notice(reminder, "", "1"),
                               notice(reminder, "x/2026-03-14", "1"),
                               notice(reminder, at.template_() + "/2026-02-31", "1"),
                               notice("shifts.unknown", about(at), "1")})),
            "+----");
  const auto elsewhere_too =
      compose<sv::NoticesClient>(as_kernel(elsewhere()), {notice(reminder, about(at), "1")});
  EXPECT_EQ(obsolete(elsewhere_too), "-");
  kv::ComposeNoticesRequest foreign;
  *foreign.add_notices() = notice("orders.slip", about(at), "1");
  auto kernel = as_kernel();
  EXPECT_EQ(must(sv::NoticesClient(kernel).compose(foreign)).notices_size(), 0);
  auto person = as("administrator", "1");
  EXPECT_EQ(sv::NoticesClient(person).compose({}).error().code, Code::permission_denied);
  EXPECT_EQ(sv::NoticesClient(person).list_audiences({}).error().code, Code::permission_denied);
}

TEST_F(ShiftNotices, MembersWhoOweTimeAreAnAudience) {
  rows("UPDATE shifts.member SET duty = 2 WHERE number IN ('2', '3')");
  rows("UPDATE shifts.member SET duty = 3 WHERE number = '5'");
  rows("UPDATE shifts.standing SET standing = 3 WHERE member_number = '3'");
  EXPECT_EQ(audiences<sv::NoticesClient>(as_kernel()), Lines{"shifts.late (audience.late ) 2: "});
  EXPECT_EQ(audiences<sv::NoticesClient>(as_kernel(), "shifts.late"),
            Lines{"shifts.late (audience.late ) 2: 2 5"});
  EXPECT_EQ(audiences<sv::NoticesClient>(as_kernel(), "shifts.other"), Lines{});
  EXPECT_EQ(audiences<sv::NoticesClient>(as_kernel(elsewhere()), "shifts.late"),
            Lines{"shifts.late (audience.late ) 0: "});
}

}  // namespace
}  // namespace halle::test
