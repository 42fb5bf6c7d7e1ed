// What registrations cost: owed, given back, paid on the spot, and posted to orders once.
#include "halle/orders/v1/orders.halle.hpp"
#include "tests/services/workshops/studio.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {

class Dues : public Studio {
 protected:
  void SetUp() override {
    Studio::SetUp();
    if (IsSkipped()) return;
    answer<orders::v1::PostRequest, orders::v1::PostReply>(
        "/halle.orders.v1.Accounts/Post",
        [this](const orders::v1::PostRequest& request) -> Result<orders::v1::PostReply> {
          if (!uses_orders) return Error{Code::unimplemented, "halle.module_not_enabled"};
          posted.push_back((request.member().empty() ? "visitor" : request.member()) + " " +
                           std::to_string(request.cents()) +
                           (request.means() == membership::v1::MEANS_UNSPECIFIED ? "" : " paid"));
          return orders::v1::PostReply{};
        });
  }
  std::string priced(wv::DueAt due_at = wv::DUE_AT_UNSPECIFIED, int capacity = 2) {
    auto given = details(capacity);
    given.mutable_price()->set_kind(wv::PRICE_KIND_FIXED);
    given.mutable_price()->set_cents(500);
    given.mutable_price()->set_due_at(due_at);
    return must(add(given)).id();
  }
  void mark(const std::string& id, int n, const std::string& member, wv::Presence presence) {
    clock.advance(std::chrono::seconds(1));  // marks of one instant have no order
    wv::MarkRequest request;
    request.set_session(id);
    auto& one = *request.add_marks();
    one.set_id(derive_uuid(Uuid{}, std::to_string(n)).text());
    one.set_member(member);
    one.set_presence(presence);
    EXPECT_EQ(must(wv::RegistrationsClient(staff).mark(request)).marked(0).refused(), "");
  }
  /// What the consumer posts of all that was emitted since the last time.
  Lines post() {
    const auto all = emitted<wv::DueChanged>();
    posted.clear();
    for (; followed_ < all.size(); ++followed_) EXPECT_TRUE(deliver(all[followed_]));
    return posted;
  }
  bool uses_orders = true;
  Lines posted;

 private:
  std::size_t followed_ = 0;
};

TEST_F(Dues, AreOwedWithThePlaceAndGivenBackInTime) {
  const auto id = priced();
  const auto made = must(come(id, "1", 2));
  EXPECT_EQ(made.price_cents(), 1000);
  EXPECT_EQ(made.owed_cents(), 1000);
  EXPECT_EQ(must(come(id, "2")).owed_cents(), 0) << "a group that waits owes nothing";
  EXPECT_EQ(post(), Lines{"1 1000"});
  must(leave(id, "1"));
  EXPECT_EQ(post(), Lines{"1 -1000"});
  must(accept(id, "2"));
  EXPECT_EQ(post(), Lines{"2 500"});
  must(call_off(id));
  EXPECT_EQ(post(), Lines{"2 -500"}) << "nothing is kept of a session that is cancelled";
}

TEST_F(Dues, OfAPlaceGivenBackLateAPartIsKept) {
  set_settings(1440, 120, false, false, 50);
  const auto id = priced();
  must(come(id, "1"));
  clock.set("2026-03-13T17:00:01.000000Z");
  must(leave(id, "1"));
  EXPECT_EQ(post(), (Lines{"1 500", "1 -250"}));
}

TEST_F(Dues, MayComeWithAttendance) {
  const auto id = priced(wv::DUE_AT_ATTENDANCE);
  EXPECT_EQ(must(come(id, "1")).owed_cents(), 0);
  must(come(id, "2"));
  clock.set("2026-03-14T17:00:00.000000Z");
  mark(id, 1, "1", wv::PRESENCE_PRESENT);
  mark(id, 2, "2", wv::PRESENCE_ABSENT);
  EXPECT_EQ(post(), Lines{"1 500"});
  mark(id, 3, "1", wv::PRESENCE_ABSENT);
  EXPECT_EQ(post(), Lines{"1 -500"});
}

TEST_F(Dues, AreOwedWhenTheSessionSaidAsItWasRegistered) {
  const auto id = priced(wv::DUE_AT_ATTENDANCE);
  must(come(id, "1"));
  auto with_place = get(id).details();
  with_place.mutable_price()->set_due_at(wv::DUE_AT_UNSPECIFIED);
  must(change(id, with_place));
  must(come(id, "2"));
  EXPECT_EQ(post(), Lines{"2 500"});
  auto at_the_day = get(id).details();
  at_the_day.mutable_price()->set_due_at(wv::DUE_AT_ATTENDANCE);
  must(change(id, at_the_day));
  clock.set("2026-03-14T17:00:00.000000Z");
  mark(id, 1, "1", wv::PRESENCE_PRESENT);
  mark(id, 2, "2", wv::PRESENCE_ABSENT);
  EXPECT_EQ(post(), Lines{"1 500"}) << "the second has the place, and owes it";
}

TEST_F(Dues, OfAnAbsentMemberWhoPaysOnTheDayThePartKeptOfALateReturnIsOwed) {
  set_settings(1440, 120, false, false, 50);
  const auto id = priced(wv::DUE_AT_ATTENDANCE);
  must(come(id, "1"));
  clock.set("2026-03-14T17:00:00.000000Z");
  mark(id, 1, "1", wv::PRESENCE_ABSENT);
  EXPECT_EQ(post(), Lines{"1 250"});
  mark(id, 2, "1", wv::PRESENCE_UNSPECIFIED);
  EXPECT_EQ(post(), Lines{"1 -250"});
}

TEST_F(Dues, ASessionThatMovedIsGivenBackAtNoCostForADay) {
  set_settings(1440, 120, false, false, 50);
  const auto id = priced(wv::DUE_AT_UNSPECIFIED, 3);
  must(come(id, "1"));
  must(come(id, "2"));
  clock.set("2026-03-12T20:00:00.000000Z");
  auto moved = get(id).details();
  moved.set_starts("2026-03-13T20:30");  // 23.5 hours later
  moved.set_ends("2026-03-13T22:00");
  must(change(id, moved));
  clock.advance(std::chrono::minutes(1));
  must(come(id, "3"));
  (void)post();
  clock.advance(std::chrono::hours(1));
  must(leave(id, "1"));
  EXPECT_EQ(post(), Lines{"1 -500"});
  must(leave(id, "3"));
  EXPECT_EQ(post(), Lines{"3 -250"}) << "the member knew the new time";
}

TEST_F(Dues, ALongTimeAfterAMoveAPlaceIsGivenBackLateAgain) {
  set_settings(1440, 120, false, false, 50);
  const auto id = priced();
  must(come(id, "1"));
  clock.advance(std::chrono::minutes(1));
  auto moved = get(id).details();
  moved.set_place("Salle des fêtes");
  must(change(id, moved));
  (void)post();
  clock.set("2026-03-14T10:00:00.000000Z");
  must(leave(id, "1"));
  EXPECT_EQ(post(), Lines{"1 -250"});
}

TEST_F(Dues, OfASessionThatIsCancelledLateReturnsAreLiftedToo) {
  set_settings(1440, 120, false, false, 50);
  const auto id = priced();
  must(come(id, "1"));
  clock.set("2026-03-14T10:00:00.000000Z");
  must(leave(id, "1"));
  EXPECT_EQ(post(), (Lines{"1 500", "1 -250"}));
  must(call_off(id));
  EXPECT_EQ(post(), Lines{"1 -250"});
}

TEST_F(Dues, AreChosenByTheParticipant) {
  auto given = details(2);
  given.mutable_price()->set_kind(wv::PRICE_KIND_CONTRIBUTION);
  given.mutable_price()->set_cents(500);
  given.mutable_price()->set_floor_cents(200);
  const auto id = must(add(given)).id();
  auto first = as("member", "1");
  wv::RegisterRequest request;
  request.set_session(id);
  request.set_member("1");
  request.set_contribution_cents(199);
  EXPECT_EQ(reasons(wv::RegistrationsClient(first).register_(request)), Lines{"below_floor"});
  request.set_contribution_cents(200);
  EXPECT_EQ(must(wv::RegistrationsClient(first).register_(request)).owed_cents(), 200);
}

TEST_F(Dues, ArePaidOnTheSpotAndNoMoreThanIsOwed) {
  const auto id = priced();
  const auto made = must(come(id, "1"));
  wv::PayRequest pay;
  pay.set_registration(made.id());
  pay.set_cents(300);
  EXPECT_EQ(reasons(wv::RegistrationsClient(staff).pay(pay)), Lines{"bad_payment"});
  pay.set_means(membership::v1::MEANS_CASH);
  EXPECT_EQ(must(wv::RegistrationsClient(staff).pay(pay)).paid_cents(), 300);
  EXPECT_EQ(reasons(wv::RegistrationsClient(staff).pay(pay)), Lines{"not_owed"});
  pay.set_cents(200);
  EXPECT_EQ(must(wv::RegistrationsClient(staff).pay(pay)).paid_cents(), 500);
  EXPECT_EQ(post(), (Lines{"1 500", "1 300 paid", "1 200 paid"}));
}

TEST_F(Dues, AreTakenByThoseWhoMayTakeMoney) {
  auto given = details(2);
  given.add_leaders("3");
  given.mutable_price()->set_kind(wv::PRICE_KIND_FIXED);
  given.mutable_price()->set_cents(500);
  const auto id = must(add(given)).id();
  wv::PayRequest pay;
  pay.set_registration(must(come(id, "1")).id());
  pay.set_cents(100);
  pay.set_means(membership::v1::MEANS_CASH);
  for (auto refused : {as("member", "1"), as("member", "3"), as("volunteer", "50")})
    EXPECT_EQ(wv::RegistrationsClient(refused).pay(pay).error().code, Code::permission_denied);
  auto treasurer = as("treasurer", "51");
  EXPECT_EQ(must(wv::RegistrationsClient(treasurer).pay(pay)).paid_cents(), 100);
  wv::ListRegistrationsRequest list;
  list.set_session(id);
  EXPECT_EQ(must(wv::RegistrationsClient(treasurer).list(list)).registrations_size(), 1);
  wv::MarkRequest marks;
  marks.set_session(id);
  EXPECT_EQ(reasons(wv::RegistrationsClient(treasurer).mark(marks)), Lines{"session_unknown"});
  auto oneself = as("treasurer", "1");
  EXPECT_EQ(reasons(wv::RegistrationsClient(oneself).pay(pay)), Lines{"not_for_oneself"});
  pay.set_registration("gestern");
  EXPECT_EQ(reasons(wv::RegistrationsClient(treasurer).pay(pay)), Lines{"not_registered"});
}

TEST_F(Dues, NeedNoOrders) {
  uses_orders = false;
  must(come(priced(), "1"));
  EXPECT_EQ(post(), Lines{});
  EXPECT_EQ(rows("SELECT cents, posted_at IS NULL FROM workshops.due"), Lines{"500|t"});
}

TEST(Posting, IsOnceForEver) {
  ManualClock clock{"2026-03-07T09:00:00Z"};
  Installation installation(one_box, clock.clock());
  const Uuid coop = installation.create_organisation("coop");
  Caller staff = installation.as_operator(coop);
  Shop shop(staff);
  shop.add_members(2);
  installation.settle();
  wv::SetWorkshopRequest workshop;
  workshop.mutable_workshop()->set_title("Pain");
  wv::AddSessionRequest add;
  auto& details = *add.mutable_details();
  details.set_workshop(must(wv::WorkshopsClient(staff).set(workshop)).id());
  details.set_starts("2026-03-14T18:00");
  details.set_ends("2026-03-14T20:00");
  details.set_capacity(2);
  details.mutable_price()->set_kind(wv::PRICE_KIND_FIXED);
  details.mutable_price()->set_cents(500);
  add.set_publish(true);
  const auto id = must(wv::SessionsClient(staff).add(add)).id();
  wv::RegisterRequest come;
  come.set_session(id);
  wv::PayRequest pay;
  pay.set_means(membership::v1::MEANS_CASH);
  pay.set_cents(200);
  for (const auto* member : {"1", "2"}) {
    come.set_member(member);
    pay.set_registration(must(wv::RegistrationsClient(staff).register_(come)).id());
  }
  installation.settle();
  clock.advance(std::chrono::seconds(1));  // movements of one instant have no order
  must(wv::RegistrationsClient(staff).pay(pay));
  installation.settle();
  const auto entries = [&] {
    return installation.sql(
        "SELECT p.account, sum(p.amount_cents) FROM orders.posting p GROUP BY 1 ORDER BY 1");
  };
  const Lines posted{"cash:cash|-200", "income:workshops|1000", "member:1|-500", "member:2|-300"};
  EXPECT_EQ(entries(), posted);
  EXPECT_EQ(installation.sql("SELECT count(*) FROM workshops.due WHERE posted_at IS NULL"),
            Lines{"0"});
  // All events once more, as after a crash between the posting and its note.
  installation.sql("UPDATE halle.consumer SET position = 0 WHERE id = 'workshops'");
  installation.restart();
  installation.settle();
  EXPECT_EQ(entries(), posted);
  Caller treasurer = installation.as_operator(coop);
  EXPECT_EQ(Shop(treasurer).balances()["2"], -300);
  orders::v1::GetStatementRequest statement;
  statement.set_member("2");
  const auto shown = must(orders::v1::AccountsClient(treasurer).get_statement(statement));
  ASSERT_EQ(shown.movements_size(), 2);
  EXPECT_EQ(shown.movements(0).words(), "orders.movement_due_paid");
  orders::v1::PostRequest post;
  post.set_due(make_uuid_v7(1).text());
  post.set_member("1");
  post.set_cents(-500);
  EXPECT_EQ(orders::v1::AccountsClient(treasurer).post(post).error().code, Code::permission_denied)
      << "no person posts";
  EXPECT_EQ(installation.broken_invariants(), Lines{});
}

}  // namespace
}  // namespace halle::test
