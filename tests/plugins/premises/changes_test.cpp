// What becomes of bookings: moved, ended early, waiting for an answer; and calendars, which end
// with rights.
#include <atomic>
#include <thread>

#include "halle/kernel/v1/kernel.halle.hpp"
#include "tests/plugins/premises/house.hpp"
#include "tests/support/talk.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;

class Changes : public Premises {
 protected:
  Lines held() {
    return house.installation.sql(
        "SELECT to_char(held_from, 'DD HH24:MI'), to_char(held_until, 'DD HH24:MI') FROM "
        "premises.occupation ORDER BY 1");
  }
  Lines shares() {
    return house.installation.sql("SELECT minutes FROM premises.share ORDER BY acting_org");
  }
  /// The status line of a calendar's answer.
  int status(const std::string& path) {
    const auto site = house.installation.site();
    const auto answer =
        talk(site, "GET " + path + " HTTP/1.1\r\nHost: " + site + "\r\nConnection: close\r\n\r\n");
    return std::stoi(answer.substr(9, 3));
  }
  std::string open_feed(sdk::Caller& caller, const std::string& zone,
                        const std::string& association = "") {
    pv::OpenFeedRequest request;
    request.set_zone(zone);
    request.set_association(association);
    return must(pv::FeedsClient(caller).open(request)).path();
  }
};
INSTANTIATE_TEST_SUITE_P(Topologies, Changes, testing::Values(one_box, two_nodes));

TEST_P(Changes, ABookingMovesInOneGoOrStays) {
  pv::Rules rules;
  rules.set_share_minutes(180);
  const auto hall = house.zone("Local", "", rules, true);
  const auto shop = house.zone("Boutique", hall);
  const auto room = house.zone("Salle", hall);
  const auto booked = must(house.book(house.reuser, shop, "2026-12-01T09:00", "2026-12-01T11:00"));
  must(house.book(house.host, room, "2026-12-01T09:00", "2026-12-01T12:00"));
  // Over itself, in the share that is its own already.
  const auto moved =
      must(House::move(house.reuser, booked.id(), "2026-12-01T10:00", "2026-12-01T13:00"));
  EXPECT_EQ(moved.id(), booked.id());
  EXPECT_EQ(moved.zone(), shop);
  EXPECT_EQ(shares(), Lines{"180"});
  EXPECT_EQ(
      reasons(House::move(house.reuser, booked.id(), "2026-12-01T10:00", "2026-12-01T11:00", room)),
      Lines{"taken"});
  EXPECT_EQ(reasons(House::move(house.reuser, booked.id(), "2026-12-01T10:00", "2026-12-01T13:01")),
            Lines{"share_used_up"});
  EXPECT_EQ(House::week(house.host, "2026-12-01").taken(1).local_end(), "2026-12-01T13:00");
  must(House::move(house.manager, booked.id(), "2026-12-02T10:00", "2026-12-02T11:00", hall));
  EXPECT_EQ(held(), (Lines{"01 08:00|01 11:00", "02 09:00|02 10:00", "02 09:00|02 10:00"}));
  EXPECT_EQ(shares(), Lines{"60"});
  EXPECT_EQ(reasons(House::move(house.trader, booked.id(), "2026-12-03T10:00", "2026-12-03T11:00")),
            Lines{"booking_unknown"});
  must(House::cancel(house.reuser, booked.id()));
  EXPECT_EQ(reasons(House::move(house.reuser, booked.id(), "2026-12-03T10:00", "2026-12-03T11:00")),
            Lines{"booking_over"});
  const auto soon = must(house.book(house.reuser, shop, "2026-11-24T12:00", "2026-11-24T13:00"));
  house.clock.advance(1h);
  EXPECT_EQ(reasons(House::move(house.reuser, soon.id(), "2026-11-25T12:00", "2026-11-25T13:00")),
            Lines{"booking_begun"});
}

TEST_P(Changes, WhatWasGrantedIsMadeShorterOrStays) {
  pv::Rules rules;
  rules.set_answer_hours(48);
  rules.set_setup_minutes(15);
  rules.set_clearing_minutes(15);
  const auto shop = house.zone("Boutique", "", rules, true);
  const auto room = house.zone("Salle", "", rules, true);
  const auto asked = must(house.book(house.reuser, shop, "2026-12-02T14:00", "2026-12-02T16:00"));
  EXPECT_EQ(
      must(House::move(house.reuser, asked.id(), "2026-12-02T14:00", "2026-12-02T17:00")).state(),
      pv::BOOKING_STATE_ASKED)
      << "what is only asked for may be asked for otherwise";
  must(House::answer(house.manager, asked.id(), true));
  const auto shorter =
      must(House::move(house.reuser, asked.id(), "2026-12-02T14:30", "2026-12-02T16:00"));
  EXPECT_EQ(shorter.state(), pv::BOOKING_STATE_BOOKED) << "within what was granted";
  for (const auto& [from, until, zone] : {std::tuple{"2026-12-02T14:30", "2026-12-02T16:01", shop},
                                          std::tuple{"2026-12-02T14:29", "2026-12-02T16:00", shop},
                                          std::tuple{"2026-12-02T14:30", "2026-12-02T16:00", room}})
    EXPECT_EQ(reasons(House::move(house.reuser, asked.id(), from, until, zone)), Lines{"ask_anew"});
  EXPECT_EQ(held(), Lines{"02 13:15|02 15:15"}) << "what was granted stays";
  EXPECT_EQ(House::week(house.reuser, "2026-12-02").taken(0).state(), pv::BOOKING_STATE_BOOKED);
  EXPECT_EQ(
      must(House::move(house.manager, asked.id(), "2026-12-02T15:00", "2026-12-02T18:00")).state(),
      pv::BOOKING_STATE_BOOKED)
      << "a manager moves it";
}

TEST_P(Changes, AManagerEndsWhatHasBegun) {
  pv::Rules rules;
  rules.set_share_minutes(600);
  rules.set_clearing_minutes(30);
  const auto hall = house.zone("Local", "", rules, true);
  const auto shop = house.zone("Boutique", hall);
  house.zone("Salle", hall);
  const auto booked = must(house.book(house.reuser, hall, "2026-11-24T12:00", "2026-11-24T16:00"));
  house.clock.set("2026-11-24T12:20:30.000000Z");
  EXPECT_EQ(reasons(House::cancel(house.reuser, booked.id())), Lines{"booking_begun"});
  const auto seen = House::week(house.manager).taken(0);
  EXPECT_TRUE(seen.begun() && seen.may_cancel());
  EXPECT_FALSE(House::week(house.reuser).taken(0).may_cancel());
  const auto ended = must(House::cancel(house.manager, booked.id()));
  EXPECT_EQ(ended.state(), pv::BOOKING_STATE_BOOKED) << "it took place";
  EXPECT_EQ(ended.local_end() + " " + ended.held_until(), "2026-11-24T13:21 2026-11-24T13:21");
  EXPECT_EQ(held(), (Lines{"24 11:00|24 12:21", "24 11:00|24 12:21"}));
  EXPECT_EQ(shares(), Lines{"81"});
  must(house.book(house.trader, shop, "2026-11-24T13:21", "2026-11-24T14:00"));
  EXPECT_EQ(must(House::cancel(house.manager, booked.id())).local_end(), "2026-11-24T13:21")
      << "it ends already";
}

TEST_P(Changes, TheTimeForClearingAwayEndsTooAndWhatIsOverStays) {
  pv::Rules rules;
  rules.set_clearing_minutes(30);
  const auto shop = house.zone("Boutique", "", rules, true);
  const auto booked = must(house.book(house.host, shop, "2026-11-24T12:00", "2026-11-24T13:00"));
  house.clock.set("2026-11-24T12:10:00.000000Z");
  const auto ended = must(House::cancel(house.manager, booked.id()));
  EXPECT_EQ(ended.local_end() + " " + ended.held_until(), "2026-11-24T13:00 2026-11-24T13:10");
  house.clock.set("2026-11-24T13:10:00.000000Z");
  EXPECT_EQ(reasons(House::cancel(house.manager, booked.id())), Lines{"booking_begun"});
  EXPECT_EQ(House::week(house.manager).taken_size(), 1);
}

TEST_P(Changes, ManagersSeeWhatWaitsWhateverTheWeek) {
  pv::Rules rules;
  rules.set_answer_hours(48);
  const auto shop = house.zone("Boutique", "", rules, true);
  const auto cards = [](sdk::Caller& caller) {
    Lines all;
    const auto reply = must(kernel::v1::ShellClient(caller).get_cards({}));
    for (const auto& card : reply.cards())
      if (card.path() == "/locaux")
        all.push_back(card.words() + " " + std::to_string(card.values(0).number()));
    return all;
  };
  EXPECT_EQ(cards(house.manager), Lines{});
  must(house.book(house.reuser, shop, "2027-03-01T09:00", "2027-03-01T10:00", "", "Atelier"));
  must(house.book(house.trader, shop, "2026-11-25T09:00", "2026-11-25T10:00", "", "Marché"));
  EXPECT_EQ(cards(house.manager), Lines{"premises.card_asked 2"});
  EXPECT_EQ(cards(house.host), Lines{});
  EXPECT_EQ(cards(house.trader), Lines{});
  const auto asked = must(pv::BookingsClient(house.manager).list_requests({}));
  ASSERT_EQ(asked.requests_size(), 2);
  EXPECT_EQ(asked.requests(0).title(), "Marché") << "it begins tomorrow";
  EXPECT_EQ(asked.requests(1).association().code(), "reuse");
  must(House::answer(house.manager, asked.requests(1).id(), true));
  EXPECT_EQ(cards(house.manager), Lines{"premises.card_asked 1"});
}

TEST_P(Changes, ACalendarEndsWithTheRightsOfItsMaker) {
  const auto shop = house.zone("Boutique");
  auto volunteer = house.as(house.coop, "member", "3");
  house.grant(house.coop, "3", "volunteer");
  const auto ours = open_feed(volunteer, shop);
  const auto theirs = open_feed(house.reuser, shop);
  const auto by_host = open_feed(house.manager, shop, "reuse");
  EXPECT_EQ(status(ours), 200);
  EXPECT_EQ(status(theirs), 200);
  house.revoke(house.reuse, "7", "volunteer");
  EXPECT_EQ(status(theirs), 404) << "a plain member of the partner";
  EXPECT_EQ(status(by_host), 200) << "made by a manager of the host";
  house.revoke(house.coop, "3", "volunteer");
  EXPECT_EQ(status(ours), 200) << "members of the host see the purposes";
  house.grant(house.reuse, "7", "volunteer");
  EXPECT_EQ(status(theirs), 200);
  house.installation.sql("DELETE FROM hub.role_grant WHERE subject = '3' AND org_id = '" +
                         house.coop.text() + "'");
  EXPECT_EQ(status(ours), 404) << "the maker is of the host no longer";
  house.end("reuse");
  EXPECT_EQ(status(by_host), 404);
}

TEST_P(Changes, ZonesAreListedWhileRulesComeAndGo) {
  const auto shop = house.zone("Boutique", "", {}, true);
  std::atomic<bool> over = false;
  std::thread changing([&] {
    auto manager = house.as(house.coop, "coordinator");
    for (int i = 0; i < 60; ++i) {
      pv::ChangeZoneRequest request;
      request.set_zone(shop);
      request.set_name("Boutique");
      if (i % 2 == 1) request.mutable_rules()->set_lead_hours(1);
      must(pv::ZonesClient(manager).change(request));
    }
    over = true;
  });
  while (!over) EXPECT_EQ(must(pv::ZonesClient(house.reuser).list({})).zones_size(), 1);
  changing.join();
}

}  // namespace
}  // namespace halle::test
