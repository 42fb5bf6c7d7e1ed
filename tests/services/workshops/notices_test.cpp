// Notices about sessions: what a letter says, and when it is of no use any more; cards.
#include "halle/workshops/v1/visitors.halle.hpp"
#include "tests/services/workshops/studio.hpp"

namespace halle::test {
namespace {

class WorkshopNotices : public Studio {
 protected:
  std::vector<kv::ComposedNotice> composed(const std::vector<kv::NoticeToCompose>& notices) {
    return compose<wv::NoticesClient>(as_kernel(), notices);
  }
  /// Whether the notice to each of these members is obsolete.
  std::string to(const std::string& kind, const std::string& about, const Lines& members) {
    std::vector<kv::NoticeToCompose> notices;
    for (const auto& member : members) notices.push_back(notice(kind, about, member));
    return obsolete(composed(notices));
  }
  int remind() {
    auto kernel = as_kernel();
    return must(wv::RegistrationsClient(kernel).remind({})).reminded();
  }
  Lines cards(const std::string& member, const std::string& role) {
    kernel::v1::ListCardsRequest request;
    request.set_subject(member);
    request.add_permissions("workshops.registration.write_own");
    if (role == "coordinator") request.add_permissions("workshops.session.manage");
    if (role == "coordinator") request.add_permissions("workshops.registration.manage");
    auto kernel = as_kernel();
    Lines lines;
    const auto reply = must(wv::CardsClient(kernel).list(request));
    for (const auto& card : reply.cards())
      lines.push_back(card.words() + " " + value_of(card.values(), "title") + " " +
                      value_of(card.values(), "deadline"));
    return lines;
  }
};

TEST_F(WorkshopNotices, AnOfferIsOfUseWhileItHolds) {
  const auto id = session(1);
  come_all(id, 1, 3);
  must(leave(id, "1"));
  const auto letter = composed({notice("workshops.place_offered", id, "2")}).at(0);
  ASSERT_FALSE(letter.obsolete());
  EXPECT_EQ(value_of(letter.values(), "title"), "Pain au levain");
  EXPECT_EQ(value_of(letter.values(), "starts"), "2026-03-14T17:00:00");
  EXPECT_EQ(value_of(letter.values(), "until"), "2026-03-08T09:00:03");
  EXPECT_EQ(letter.path(), "/ateliers");
  EXPECT_EQ(letter.email(), "") << "the member's address is not this module's";
  EXPECT_EQ(to("workshops.place_offered", id, {"1", "2", "3", "9"}), "-+--");
  must(accept(id, "2"));
  EXPECT_EQ(to("workshops.place_offered", id, {"2"}), "-");
}

TEST_F(WorkshopNotices, AReminderGoesOnceToThoseWithAPlace) {
  const auto id = session(2);
  come_all(id, 1, 3);
  clock.set("2026-03-13T16:59:00.000000Z");
  EXPECT_EQ(remind(), 0);
  clock.set("2026-03-13T17:00:00.000000Z");
  EXPECT_EQ(remind(), 2);
  EXPECT_EQ(told(), Lines{"workshops.reminder " + id + ": 1 2, until 2026-03-14T17:00:00"});
  EXPECT_EQ(remind(), 0);
  EXPECT_EQ(to("workshops.reminder", id, {"1", "2", "3"}), "++-");
  must(leave(id, "1"));
  EXPECT_EQ(to("workshops.reminder", id, {"1", "2"}), "-+");
  clock.set("2026-03-14T17:00:00.000000Z");
  EXPECT_EQ(to("workshops.reminder", id, {"2"}), "-") << "it has begun";
}

TEST_F(WorkshopNotices, ASessionThatMovesIsRemindedOfAnew) {
  const auto id = session(2);
  must(come(id, "1"));
  clock.set("2026-03-13T17:00:00.000000Z");
  EXPECT_EQ(remind(), 1);
  must(change(id, details(2, "2026-03-20T18:00", "2026-03-20T20:00")));
  EXPECT_EQ(to("workshops.moved", id, {"1", "2"}), "+-");
  EXPECT_EQ(remind(), 0);
  clock.set("2026-03-19T17:00:00.000000Z");
  EXPECT_EQ(remind(), 1);
}

TEST_F(WorkshopNotices, ACancelledSessionSaysWhy) {
  const auto id = session(1);
  come_all(id, 1, 2);
  must(call_off(id, "Panne de four"));
  const auto letter = composed({notice("workshops.called_off", id, "2")}).at(0);
  EXPECT_EQ(value_of(letter.values(), "reason"), "Panne de four");
  EXPECT_EQ(to("workshops.called_off", id, {"1", "2", "3"}), "++-");
  EXPECT_EQ(to("workshops.reminder", id, {"1"}), "-");
}

TEST_F(WorkshopNotices, ALeaderIsToldInOtherWords) {
  auto given = details(1);
  given.add_leaders("3");
  const auto id = must(add(given)).id();
  const auto letter = composed({notice("workshops.led_moved", id, "3")}).at(0);
  ASSERT_FALSE(letter.obsolete());
  EXPECT_EQ(value_of(letter.values(), "title"), "Pain au levain");
  EXPECT_EQ(to("workshops.led_moved", id, {"3", "4"}), "+-");
  EXPECT_EQ(to("workshops.led_called_off", id, {"3"}), "-");
  must(call_off(id, "Neige"));
  EXPECT_EQ(to("workshops.led_moved", id, {"3"}), "-");
  EXPECT_EQ(to("workshops.led_called_off", id, {"3", "4"}), "+-");
}

TEST_F(WorkshopNotices, ACardSaysWhomToCall) {
  const auto id = session(1);
  must(come(id, "1"));
  wv::AddVisitorRequest add;
  add.set_session(id);
  add.mutable_visitor()->set_name("Ida");
  add.mutable_visitor()->set_telephone("0238000000");
  must(wv::VisitorsClient(staff).add(add));
  clock.advance(std::chrono::seconds(1));  // registrations of one instant have no order
  add.mutable_visitor()->set_email("otto@example.org");
  must(wv::VisitorsClient(staff).add(add));
  EXPECT_EQ(cards("60", "coordinator"), Lines{});
  must(leave(id, "1"));
  const Lines one{"workshops.card_to_call Pain au levain 2026-03-14T17:00:00"};
  EXPECT_EQ(cards("60", "coordinator"), one) << "a place is offered to a visitor without an e-mail";
  EXPECT_EQ(cards("60", "volunteer"), Lines{});
}

TEST_F(WorkshopNotices, CardsSayWhatIsOfferedAndWhatComesNext) {
  auto given = details(4);
  given.set_minimum(3);
  const auto id = must(add(given)).id();
  const auto full = session(1, "2026-03-20T18:00", "2026-03-20T20:00");
  come_all(full, 1, 2);
  must(come(id, "2"));
  must(leave(full, "1"));
  EXPECT_EQ(cards("2", "member"),
            (Lines{"workshops.card_offered Pain au levain 2026-03-08T09:00:02",
                   "workshops.card_next Pain au levain 2026-03-14T17:00:00"}));
  clock.set("2026-03-07T18:00:00.000000Z");
  EXPECT_EQ(cards("60", "coordinator"),
            Lines{"workshops.card_few Pain au levain 2026-03-14T17:00:00"});
  EXPECT_EQ(cards("60", "member"), Lines{});
}

}  // namespace
}  // namespace halle::test
