// What associations are told of the host's decisions, and what is left of a partnership that ends.
#include "halle/kernel/v1/kernel.halle.hpp"
#include "tests/plugins/premises/house.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;

class Answers : public Premises {
 protected:
  static Lines told(sdk::Caller& caller) {
    Lines all;
    const auto reply = must(pv::BookingsClient(caller).list_answers({}));
    for (const auto& one : reply.requests())
      all.push_back(one.title() + " " + std::to_string(one.state()) + " " + one.local_start());
    return all;
  }
  static Lines cards(sdk::Caller& caller) {
    Lines all;
    const auto reply = must(kernel::v1::ShellClient(caller).get_cards({}));
    for (const auto& card : reply.cards())
      if (card.path() == "/locaux")
        all.push_back(card.words() + " " + std::to_string(card.values(0).number()));
    return all;
  }
  static Lines left_over(sdk::Caller& caller) {
    Lines all;
    const auto reply = must(pv::BookingsClient(caller).list_left_over({}));
    for (const auto& one : reply.bookings())
      all.push_back(one.association().code() + " " + one.local_start() +
                    (one.may_cancel() ? " may cancel" : ""));
    return all;
  }
};
INSTANTIATE_TEST_SUITE_P(Topologies, Answers, testing::Values(one_box, two_nodes));

TEST_P(Answers, AnAssociationIsToldWhatTheHostDecides) {
  pv::Rules rules;
  rules.set_answer_hours(48);
  const auto room = house.zone("Salle", "", rules, true);
  const auto shop = house.zone("Boutique");
  const auto book = [&](const std::string& zone, const std::string& day, const std::string& what) {
    return must(house.book(house.reuser, zone, day + "T09:00", day + "T10:00", "", what)).id();
  };
  const auto granted = book(room, "2026-12-01", "A");
  const auto refused = book(room, "2026-12-02", "B");
  book(room, "2026-12-03", "C");
  const auto cancelled = book(shop, "2026-12-04", "D");
  const auto moved = book(shop, "2026-12-05", "E");
  const auto own = book(shop, "2026-12-06", "F");
  book(shop, "2026-12-07", "G");
  must(house.book(house.trader, room, "2026-12-01T12:00", "2026-12-01T13:00", "", "H"));
  EXPECT_EQ(told(house.reuser),
            (Lines{"A 1 2026-12-01T09:00", "B 1 2026-12-02T09:00", "C 1 2026-12-03T09:00"}));
  EXPECT_EQ(cards(house.reuser), Lines{}) << "no answer yet";
  must(House::answer(house.manager, granted, true));
  must(House::answer(house.manager, refused, false));
  must(House::cancel(house.manager, cancelled));
  must(House::move(house.manager, moved, "2026-12-05T11:00", "2026-12-05T12:00"));
  must(House::cancel(house.reuser, own));
  const Lines decided{"A 2 2026-12-01T09:00", "B 4 2026-12-02T09:00", "C 1 2026-12-03T09:00",
                      "D 3 2026-12-04T09:00", "E 2 2026-12-05T11:00"};
  EXPECT_EQ(told(house.reuser), decided) << "not what it cancels itself";
  EXPECT_EQ(cards(house.reuser), Lines{"premises.card_asked 4"});
  EXPECT_EQ(told(house.trader), Lines{"H 1 2026-12-01T12:00"}) << "each its own";
  EXPECT_EQ(cards(house.trader), Lines{});
  EXPECT_EQ(told(house.host), Lines{});
  auto member = house.as(house.coop, "member", "1");
  EXPECT_EQ(reasons(pv::BookingsClient(member).list_answers({})), Lines{"halle.not_allowed"});
  must(House::move(house.reuser, moved, "2026-12-05T13:00", "2026-12-05T14:00"));
  EXPECT_EQ(told(house.reuser).back(), "D 3 2026-12-04T09:00") << "its own again";
  EXPECT_EQ(cards(house.reuser), Lines{"premises.card_asked 3"});
}

TEST_P(Answers, AreToldForTwoWeeks) {
  pv::Rules rules;
  rules.set_answer_hours(1);
  const auto room = house.zone("Salle", "", rules, true);
  must(house.book(house.host, room, "2026-12-01T09:00", "2026-12-01T10:00", "", "A"));
  house.clock.advance(2h);
  EXPECT_TRUE(eventually(20s, [&] { return told(house.host) == Lines{"A 5 2026-12-01T09:00"}; }))
      << "not answered in time";
  EXPECT_EQ(cards(house.host), Lines{"premises.card_asked 1"});
  house.installation.sql(
      "UPDATE premises.booking SET decided_at = decided_at - interval '14 days'");
  house.clock.advance(1min);
  EXPECT_EQ(told(house.host), Lines{});
  EXPECT_EQ(cards(house.host), Lines{});
}

TEST_P(Answers, WhatOutlivesAPartnershipIsListed) {
  const auto shop = house.zone("Boutique");
  must(house.book(house.reuser, shop, "2026-12-01T09:00", "2026-12-01T10:00"));
  must(house.book(house.reuser, shop, "2027-03-08T09:00", "2027-03-08T10:00"));
  must(house.book(house.trader, shop, "2027-03-09T09:00", "2027-03-09T10:00"));
  must(house.book(house.host, shop, "2027-03-10T09:00", "2027-03-10T10:00"));
  EXPECT_EQ(left_over(house.manager), Lines{});
  house.let("reuse", "2026-11-24", "2026-12-01");
  EXPECT_EQ(left_over(house.manager), Lines{"reuse 2027-03-08T09:00 may cancel"});
  house.end("reuse");
  EXPECT_EQ(left_over(house.manager),
            (Lines{"reuse 2026-12-01T09:00 may cancel", "reuse 2027-03-08T09:00 may cancel"}));
  const auto reply = must(pv::BookingsClient(house.manager).list_left_over({}));
  must(House::cancel(house.manager, reply.bookings(1).id()));
  EXPECT_EQ(left_over(house.manager), Lines{"reuse 2026-12-01T09:00 may cancel"});
  EXPECT_EQ(reasons(pv::BookingsClient(house.host).list_left_over({})), Lines{"halle.not_allowed"});
}

}  // namespace
}  // namespace halle::test
