// Rules as bookings meet them: hours over both clock changes, priority, shares, asking first.
#include <atomic>
#include <thread>

#include "tests/plugins/premises/house.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;

class Ruled : public Premises {
 protected:
  static void open(pv::Rules& rules, int weekday, const std::string& from,
                   const std::string& until) {
    auto& hours = *rules.add_opening();
    hours.set_weekday(weekday);
    hours.set_from(from);
    hours.set_until(until);
  }
  Lines why(sdk::Caller& caller, const std::string& zone, const std::string& from,
            const std::string& until) {
    return reasons(house.book(caller, zone, from, until));
  }
  Lines shares() {
    return house.installation.sql(
        "SELECT o.code, s.year, s.minutes FROM premises.share s JOIN hub.organisation o ON o.id = "
        "s.acting_org ORDER BY 1, 2");
  }
};
INSTANTIATE_TEST_SUITE_P(Topologies, Ruled, testing::Values(one_box));

TEST_P(Ruled, OpeningHoursAreLocalOverBothClockChanges) {
  pv::Rules rules;
  open(rules, 6, "22:00", "24:00");
  open(rules, 7, "00:00", "04:00");
  rules.set_longest_minutes(300);
  const auto hall = house.zone("Salle", "", rules, true);
  house.clock.set("2027-03-20T10:00:00.000000Z");
  auto spring_host = house.as(house.coop, "volunteer");  // sessions of before have ended
  // In spring 02:00 becomes 03:00: three hours on the clock are two.
  EXPECT_EQ(why(spring_host, hall, "2027-03-27T21:59", "2027-03-27T23:00"), Lines{"closed_then"});
  const auto spring = must(house.book(spring_host, hall, "2027-03-28T01:00", "2027-03-28T04:00"));
  EXPECT_EQ(spring.ends().seconds() - spring.starts().seconds(), 2 * 3600);
  EXPECT_EQ(why(spring_host, hall, "2027-03-28T02:30", "2027-03-28T04:00"), Lines{"no_such_time"});
  EXPECT_EQ(why(spring_host, hall, "2027-03-28T01:00", "2027-03-28T04:01"), Lines{"closed_then"});
  must(House::cancel(spring_host, spring.id()));
  must(house.book(spring_host, hall, "2027-03-27T22:00", "2027-03-28T04:00"));
  // In autumn 03:00 becomes 02:00: six hours on the clock are seven.
  house.clock.set("2027-10-20T10:00:00.000000Z");
  auto autumn_host = house.as(house.coop, "volunteer");
  EXPECT_EQ(why(autumn_host, hall, "2027-10-30T23:00", "2027-10-31T04:00"), Lines{"too_long"})
      << "five on the clock, six to stay";
  const auto autumn = must(house.book(autumn_host, hall, "2027-10-31T01:00", "2027-10-31T04:00"));
  EXPECT_EQ(autumn.ends().seconds() - autumn.starts().seconds(), 4 * 3600);
  EXPECT_EQ(house.lines(autumn_host, "2027-10-31"),
            Lines{"Salle 2027-10-31T01:00 2027-10-31T04:00 coop "});
  must(House::cancel(autumn_host, autumn.id()));
  const auto minutes = [&](const std::string& from, const std::string& until) {
    const auto booked = must(house.book(autumn_host, hall, from, until));
    must(House::cancel(autumn_host, booked.id()));
    return (booked.ends().seconds() - booked.starts().seconds()) / 60;
  };
  EXPECT_EQ(minutes("2027-10-31T01:00", "2027-10-31T02:30"), 90) << "the first of the two";
  EXPECT_EQ(minutes("2027-10-31T02:15", "2027-10-31T02:30"), 15) << "of the second hour both";
  EXPECT_EQ(minutes("2027-10-31T02:30", "2027-10-31T03:00"), 30);
}

TEST_P(Ruled, TheFieldOfATimeThatDoesNotExistIsNamed) {
  const auto hall = house.zone("Salle");
  house.clock.set("2027-03-20T10:00:00.000000Z");
  auto host = house.as(house.coop, "volunteer");
  const auto field = [&](const std::string& from, const std::string& until) {
    return house.book(host, hall, from, until).error().fields.at(0).field;
  };
  EXPECT_EQ(field("2027-03-28T02:30", "2027-03-28T04:00"), "from");
  EXPECT_EQ(field("2027-03-28T01:00", "2027-03-28T02:30"), "until");
}

TEST_P(Ruled, AWholeKeepsTheRulesOfItsParts) {
  const auto all = house.zone("Local");
  pv::Rules rules;
  open(rules, 2, "09:00", "12:00");
  house.zone("Boutique", all, rules, true);
  const auto kitchen = house.zone("Cuisine", all);
  must(house.book(house.host, kitchen, "2026-12-01T18:00", "2026-12-01T20:00"));
  EXPECT_EQ(why(house.host, all, "2026-12-02T09:00", "2026-12-02T10:00"), Lines{"closed_then"});
  must(house.book(house.host, all, "2026-12-01T09:00", "2026-12-01T12:00"));
}

TEST_P(Ruled, WithoutALimitNothingIsCounted) {
  const auto shop = house.zone("Boutique", "", {}, true);
  must(house.book(house.reuser, shop, "2026-12-01T09:00", "2026-12-01T11:00"));
  EXPECT_EQ(shares(), Lines{});
}

TEST_P(Ruled, AShareIsOfACalendarYearAndOfEachPartner) {
  pv::Rules rules;
  rules.set_share_minutes(180);
  const auto shop = house.zone("Boutique", "", rules, true);
  const auto first = must(house.book(house.reuser, shop, "2026-12-01T09:00", "2026-12-01T11:00"));
  EXPECT_EQ(why(house.reuser, shop, "2026-12-02T09:00", "2026-12-02T10:01"),
            Lines{"share_used_up"});
  must(house.book(house.reuser, shop, "2026-12-02T09:00", "2026-12-02T10:00"));
  must(house.book(house.trader, shop, "2026-12-03T09:00", "2026-12-03T12:00"));
  must(house.book(house.host, shop, "2026-12-04T09:00", "2026-12-04T19:00"));
  must(house.book(house.reuser, shop, "2027-01-01T09:00", "2027-01-01T10:00"));
  EXPECT_EQ(why(house.reuser, shop, "2026-12-31T23:30", "2027-01-01T00:30"), Lines{"share_used_up"})
      << "the year in which it begins";
  EXPECT_EQ(shares(), (Lines{"reuse|2026|180", "reuse|2027|60", "trade|2026|180"}))
      << "the host has no limit";
  must(House::cancel(house.reuser, first.id()));
  EXPECT_EQ(shares(), (Lines{"reuse|2026|60", "reuse|2027|60", "trade|2026|180"}));
  const auto listed = must(pv::ZonesClient(house.reuser).list({}));
  ASSERT_EQ(listed.shares_size(), 2) << "its own";
  EXPECT_EQ(listed.shares(0).association(), "reuse");
  EXPECT_EQ(listed.shares(0).zone(), shop);
  EXPECT_EQ(listed.shares(0).year(), 2026);
  EXPECT_EQ(listed.shares(0).minutes(), 60);
  must(house.book(house.reuser, shop, "2026-12-01T09:00", "2026-12-01T11:00"));
  EXPECT_EQ(why(house.reuser, shop, "2026-12-08T09:00", "2026-12-08T12:01"), Lines{"share_used_up"})
      << "more than a whole share";
}

TEST_P(Ruled, SettingUpAndClearingAwayCountTowardsAShareToo) {
  pv::Rules rules;
  rules.set_setup_minutes(15);
  rules.set_clearing_minutes(15);
  rules.set_share_minutes(62);
  const auto shop = house.zone("Boutique", "", rules, true);
  const auto first = must(house.book(house.reuser, shop, "2026-11-24T12:00", "2026-11-24T12:01"));
  EXPECT_EQ(shares(), Lines{"reuse|2026|31"});
  const auto other = must(house.book(house.reuser, shop, "2026-12-01T10:00", "2026-12-01T10:01"));
  EXPECT_EQ(why(house.reuser, shop, "2026-12-01T12:00", "2026-12-01T12:01"),
            Lines{"share_used_up"});
  must(House::cancel(house.reuser, other.id()));
  house.clock.set("2026-11-24T11:10:00.000000Z");
  must(House::cancel(house.manager, first.id()));
  EXPECT_EQ(shares(), Lines{"reuse|2026|25"}) << "held from 11:45 until 12:10";
}

TEST_P(Ruled, OfAShareNoMinuteIsGivenTwice) {
  pv::Rules rules;
  rules.set_share_minutes(300);
  const auto all = house.zone("Local", "", rules, true);
  std::vector<std::string> rooms;
  for (int i = 0; i < 8; ++i) rooms.push_back(house.zone("Salle " + std::to_string(i), all));
  for (int round = 0; round < setting("HALLE_ROUNDS", 5); ++round) {
    std::atomic<int> booked = 0;
    std::vector<std::string> tokens;
    for (int i = 0; i < 8; ++i)
      tokens.push_back(house.installation.create_account(house.reuse, "volunteer"));
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < 8; ++i)
      threads.emplace_back([&, i] {
        Caller caller = house.installation.as(tokens[i], house.coop);
        const auto made = house.book(caller, rooms[i], "2026-12-01T09:00", "2026-12-01T10:00");
        if (made)
          ++booked;
        else
          EXPECT_EQ(reasons(made), Lines{"share_used_up"});
      });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(booked, 5);
    EXPECT_EQ(shares(), Lines{"reuse|2026|300"});
    for (const auto& id : house.installation.sql("SELECT id FROM premises.booking WHERE state = 2"))
      must(House::cancel(house.reuser, id));
    EXPECT_EQ(shares(), Lines{"reuse|2026|0"});
  }
}

TEST_P(Ruled, ARequestHoldsTheZoneUntilItIsAnswered) {
  pv::Rules rules;
  rules.set_answer_hours(24);
  const auto shop = house.zone("Boutique", "", rules, true);
  const auto asked = must(house.book(house.reuser, shop, "2026-12-01T09:00", "2026-12-01T10:00"));
  EXPECT_EQ(asked.state(), pv::BOOKING_STATE_ASKED);
  EXPECT_EQ(asked.answer_until().seconds(), 1795600800) << "a day later";
  EXPECT_EQ(why(house.trader, shop, "2026-12-01T09:30", "2026-12-01T10:30"), Lines{"taken"});
  EXPECT_EQ(reasons(House::answer(house.host, asked.id(), true)), Lines{"halle.not_allowed"});
  EXPECT_EQ(must(House::answer(house.manager, asked.id(), true)).state(), pv::BOOKING_STATE_BOOKED);
  EXPECT_EQ(reasons(House::answer(house.manager, asked.id(), false)), Lines{"not_asked"});
  const auto other = must(house.book(house.trader, shop, "2026-12-01T11:00", "2026-12-01T12:00"));
  EXPECT_EQ(must(House::answer(house.manager, other.id(), false)).state(),
            pv::BOOKING_STATE_REFUSED);
  EXPECT_EQ(must(house.book(house.manager, shop, "2026-12-01T11:00", "2026-12-01T12:00")).state(),
            pv::BOOKING_STATE_BOOKED)
      << "a manager asks nobody";
}

TEST_P(Ruled, ARequestWithoutAnAnswerRunsOut) {
  pv::Rules rules;
  rules.set_answer_hours(24);
  rules.set_share_minutes(60);
  const auto shop = house.zone("Boutique", "", rules, true);
  const auto asked = must(house.book(house.reuser, shop, "2026-12-01T09:00", "2026-12-01T10:00"));
  const auto soon = must(house.book(house.trader, shop, "2026-11-24T14:00", "2026-11-24T14:30"));
  EXPECT_EQ(soon.answer_until().seconds(), soon.starts().seconds()) << "not later than it begins";
  const auto states = [&] {
    return house.installation.sql(
        "SELECT o.code, b.state FROM premises.booking b JOIN hub.organisation o ON o.id = "
        "b.acting_org ORDER BY o.code");
  };
  const auto comes_to = [&](const Lines& wanted) {
    return eventually(20s, [&] { return states() == wanted; });
  };
  const Lines both{"reuse|1", "trade|1"};
  EXPECT_EQ(states(), both);
  house.clock.advance(4h);
  EXPECT_TRUE(comes_to({"reuse|1", "trade|5"}));
  house.clock.advance(20h);
  EXPECT_EQ(reasons(House::answer(house.manager, asked.id(), true)), Lines{"not_asked"});
  EXPECT_TRUE(comes_to({"reuse|5", "trade|5"}));
  EXPECT_EQ(shares(), (Lines{"reuse|2026|0", "trade|2026|0"})) << "given back";
  must(house.book(house.reuser, shop, "2026-12-01T09:00", "2026-12-01T10:00"));
}

TEST_P(Ruled, WhatRanOutIsInNobodysWay) {
  pv::Rules rules;
  rules.set_answer_hours(24);
  rules.set_share_minutes(60);
  const auto hall = house.zone("Local", "", rules, true);
  const auto shop = house.zone("Boutique", hall);
  const auto room = house.zone("Salle", hall);
  const auto run_out = [&](sdk::Caller& caller, const std::string& zone) {
    const auto asked = must(house.book(caller, zone, "2026-12-01T09:00", "2026-12-01T10:00"));
    house.installation.sql(
        "UPDATE premises.booking SET answer_until = '2026-11-24T09:59:00Z' "
        "WHERE id = '" +
        asked.id() + "'");
  };
  // The job has run, and is not due again while the clock stands still.
  ASSERT_TRUE(eventually(20s, [&] {
    return !house.installation
                .sql(
                    "SELECT 1 FROM halle.job WHERE id = 'premises.expire_requests' AND org_id = '" +
                    house.coop.text() + "' AND outcome = 'ok'")
                .empty();
  }));
  run_out(house.reuser, shop);
  EXPECT_EQ(House::week(house.manager, "2026-12-01").taken_size(), 0);
  const auto other = house.book(house.trader, hall, "2026-12-01T09:30", "2026-12-01T10:30");
  EXPECT_EQ(reasons(other), Lines{}) << "the zone is free";
  must(House::cancel(house.trader, must(other).id()));
  run_out(house.reuser, room);
  EXPECT_EQ(why(house.reuser, shop, "2026-12-02T09:00", "2026-12-02T10:00"), Lines{})
      << "and the share is given back";
  run_out(house.trader, room);
  pv::CloseZoneRequest close;
  close.set_zone(room);
  must(pv::ZonesClient(house.manager).close(close));
  EXPECT_EQ(house.installation.sql("SELECT count(*) FROM premises.booking WHERE state = 5"),
            Lines{"3"});
}

TEST_P(Ruled, AnAssociationAsksForSoMuchAtATime) {
  pv::Rules rules;
  rules.set_answer_hours(24);
  const auto shop = house.zone("Boutique", "", rules, true);
  const auto ask = [&](sdk::Caller& caller, int n) {
    const auto hour = std::to_string(100 + n / 2).substr(1) + (n % 2 == 0 ? ":00" : ":30");
    const auto next = std::to_string(100 + (n + 1) / 2).substr(1) + (n % 2 == 0 ? ":30" : ":00");
    return house.book(caller, shop, "2026-12-01T" + hour, "2026-12-01T" + next);
  };
  std::vector<std::string> ids;
  for (int n = 0; n < 20; ++n) ids.push_back(must(ask(house.reuser, n)).id());
  EXPECT_EQ(reasons(ask(house.reuser, 20)), Lines{"too_many_requests"});
  must(ask(house.trader, 20));
  must(House::answer(house.manager, ids[0], true));
  must(ask(house.reuser, 21));
  EXPECT_EQ(must(pv::BookingsClient(house.manager).list_requests({})).requests_size(), 21);
  EXPECT_EQ(reasons(pv::BookingsClient(house.host).list_requests({})), Lines{"halle.not_allowed"});
}

TEST_P(Ruled, RulesThatCannotBeKeptAreRefused) {
  const auto shop = house.zone("Boutique");
  const auto refused = [&](const pv::Rules& rules) {
    pv::ChangeZoneRequest request;
    request.set_zone(shop);
    request.set_name("Boutique");
    *request.mutable_rules() = rules;
    const auto changed = pv::ZonesClient(house.manager).change(request);
    return changed ? std::string{} : changed.error().fields.at(0).field;
  };
  pv::Rules rules;
  rules.set_lead_hours(-1);
  EXPECT_EQ(refused(rules), "lead_hours");
  rules = {};
  rules.set_lead_hours(48);
  rules.set_horizon_days(1);
  EXPECT_EQ(refused(rules), "horizon_days") << "nothing could be booked";
  rules = {};
  open(rules, 1, "12:00", "09:00");
  EXPECT_EQ(refused(rules), "hours");
  rules = {};
  keep(rules, 1, "09:00", "12:00", "nobody", 3);
  EXPECT_EQ(refused(rules), "association");
  rules = {};
  keep(rules, 1, "09:00", "12:00", "coop", 3);
  rules.set_lead_hours(1);
  EXPECT_EQ(refused(rules), "");
  const auto listed = must(pv::ZonesClient(house.manager).list({}));
  EXPECT_TRUE(listed.zones(0).own_rules());
  EXPECT_EQ(listed.zones(0).rules().priority(0).association(), "coop");
  pv::ChangeZoneRequest none;
  none.set_zone(shop);
  none.set_name("Magasin");
  const auto changed = must(pv::ZonesClient(house.manager).change(none));
  EXPECT_EQ(changed.name(), "Magasin");
  EXPECT_FALSE(changed.has_rules() || changed.own_rules());
}

}  // namespace
}  // namespace halle::test
