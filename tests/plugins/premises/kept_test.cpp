// Hours that are kept for one association.
#include "tests/plugins/premises/house.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;

class Kept : public Premises {
 protected:
  Lines why(sdk::Caller& caller, const std::string& zone, const std::string& from,
            const std::string& until) {
    return reasons(house.book(caller, zone, from, until));
  }
};
INSTANTIATE_TEST_SUITE_P(Topologies, Kept, testing::Values(one_box));

TEST_P(Kept, PriorityHoursAreForAllSomeDaysBefore) {
  pv::Rules rules;
  keep(rules, 6, "09:00", "13:00", "reuse", 3);
  const auto shop = house.zone("Boutique", "", rules, true);
  EXPECT_EQ(why(house.host, shop, "2026-12-05T12:00", "2026-12-05T14:00"), Lines{"priority_hours"});
  EXPECT_EQ(why(house.trader, shop, "2026-12-05T08:00", "2026-12-05T09:01"),
            Lines{"priority_hours"});
  must(house.book(house.reuser, shop, "2026-12-05T09:00", "2026-12-05T10:00"));
  house.clock.set("2026-12-02T07:59:00.000000Z");
  EXPECT_EQ(why(house.host, shop, "2026-12-05T12:00", "2026-12-05T14:00"), Lines{"priority_hours"});
  house.clock.advance(1min);
  must(house.book(house.host, shop, "2026-12-05T12:00", "2026-12-05T14:00"));
  // Its own association knows that they are its own; another's people do not learn whose they are.
  const auto seen = [](sdk::Caller& caller) {
    const auto listed = must(pv::ZonesClient(caller).list({}));
    const auto& priority = listed.zones(0).rules().priority(0);
    return priority.association() + (priority.own() ? " own" : "");
  };
  EXPECT_EQ(seen(house.reuser), "reuse own");
  EXPECT_EQ(seen(house.trader), "");
  EXPECT_EQ(seen(house.host), "reuse");
}

TEST_P(Kept, SettingUpAndClearingAwayKeepOutOfPriorityHoursToo) {
  pv::Rules rules;
  keep(rules, 6, "09:00", "13:00", "reuse", 3);
  rules.set_setup_minutes(30);
  rules.set_clearing_minutes(60);
  const auto shop = house.zone("Boutique", "", rules, true);
  EXPECT_EQ(why(house.host, shop, "2026-12-05T07:00", "2026-12-05T08:01"), Lines{"priority_hours"});
  EXPECT_EQ(why(house.host, shop, "2026-12-05T13:29", "2026-12-05T15:00"), Lines{"priority_hours"});
  must(house.book(house.host, shop, "2026-12-05T07:00", "2026-12-05T08:00"));
  must(house.book(house.host, shop, "2026-12-05T13:30", "2026-12-05T15:00"));
  must(house.book(house.reuser, shop, "2026-12-05T09:30", "2026-12-05T12:00"));
}

TEST_P(Kept, TheSameHoursAreNotKeptForTwoAssociations) {
  pv::Rules rules;
  keep(rules, 6, "09:00", "13:00", "reuse", 3);
  keep(rules, 6, "12:59", "18:00", "trade", 10);
  pv::AddZoneRequest add;
  add.set_name("Boutique");
  *add.mutable_rules() = rules;
  const auto refused = pv::ZonesClient(house.manager).add(add);
  EXPECT_EQ(reasons(refused), Lines{"priority_overlaps"}) << "neither could book 12:59 to 13:00";
  EXPECT_EQ(refused.error().code, Code::invalid_argument);
  add.mutable_rules()->mutable_priority(1)->mutable_hours()->set_from("13:00");
  must(pv::ZonesClient(house.manager).add(add));
  add.set_name("Cuisine");
  add.mutable_rules()->mutable_priority(1)->mutable_hours()->set_from("12:00");
  add.mutable_rules()->mutable_priority(1)->set_association("reuse");
  must(pv::ZonesClient(house.manager).add(add));
}

TEST_P(Kept, HoursKeptForAnAssociationThatIsNotLetInBindNobody) {
  pv::Rules rules;
  keep(rules, 6, "09:00", "13:00", "reuse", 3);
  const auto shop = house.zone("Boutique", "", rules, true);
  house.let("reuse", "2026-11-24", "2026-12-04");
  EXPECT_EQ(why(house.host, shop, "2026-12-12T09:00", "2026-12-12T10:00"), Lines{})
      << "its time is over by then";
  house.let("reuse", "2026-11-24", "2026-12-12");
  EXPECT_EQ(why(house.trader, shop, "2026-12-12T11:00", "2026-12-12T12:00"),
            Lines{"priority_hours"});
  house.end("reuse");
  must(house.book(house.trader, shop, "2026-12-12T11:00", "2026-12-12T12:00"));
  // The rule still names it, and can be written again as it is.
  const auto listed = must(pv::ZonesClient(house.manager).list({}));
  const auto& kept = listed.zones(0).rules().priority(0);
  EXPECT_EQ(kept.association() + " " + kept.association_name(), "reuse reuse");
  EXPECT_TRUE(kept.resting());
  house.set_rules(shop, "Boutique", listed.zones(0).rules());
  house.let("reuse");
  EXPECT_FALSE(
      must(pv::ZonesClient(house.manager).list({})).zones(0).rules().priority(0).resting());
}

}  // namespace
}  // namespace halle::test
