// Zones that another module holds for things of its own.
#include "core/sdk/time.hpp"
#include "tests/plugins/premises/holder.hpp"
#include "tests/plugins/premises/house.hpp"

namespace halle::test {
namespace {
using Lines = std::vector<std::string>;

std::vector<halle_module_entry> with_holder() {
  auto modules = node::static_modules();
  modules.push_back(holder());
  return modules;
}

/// Asks the holder to hold a zone; times are UTC.
Result<pv::Hold> take(sdk::Caller& caller, const std::string& thing, const std::string& zone,
                      const std::string& from, const std::string& until,
                      const std::string& title = "Ouverture") {
  pv::TakeRequest request;
  request.set_thing(thing);
  request.set_zone(zone);
  sdk::set_timestamp(*request.mutable_from(), *parse_instant(from + ":00Z"));
  sdk::set_timestamp(*request.mutable_until(), *parse_instant(until + ":00Z"));
  request.set_title(title);
  HALLE_TRY(reply, caller.call("/halle.holder.v1.Holder/Take", request.SerializeAsString()));
  pv::Hold hold;
  EXPECT_TRUE(hold.ParseFromString(reply));
  return hold;
}

Status release(sdk::Caller& caller, const std::string& thing) {
  pv::FreeRequest request;
  request.set_thing(thing);
  HALLE_TRY(reply, caller.call("/halle.holder.v1.Holder/Free", request.SerializeAsString()));
  (void)reply;
  return Done{};
}

/// The zone that the thing holds, or why it holds none.
std::string held(sdk::Caller& caller, const std::string& thing) {
  pv::GetHoldRequest request;
  request.set_thing(thing);
  const auto reply = caller.call("/halle.holder.v1.Holder/Get", request.SerializeAsString());
  if (!reply) return reasons(reply).at(0);
  pv::Hold hold;
  EXPECT_TRUE(hold.ParseFromString(reply.value()));
  return hold.zone();
}

/// The times at which a zone is free on the 1st of December for two hours, UTC.
Lines free_times(sdk::Caller& caller, const std::string& zone, int minutes = 120) {
  pv::ListFreeRequest request;
  request.add_zones(zone);
  sdk::set_timestamp(*request.mutable_from(), *parse_instant("2026-12-01T00:00:00Z"));
  sdk::set_timestamp(*request.mutable_until(), *parse_instant("2026-12-02T00:00:00Z"));
  request.set_minutes(minutes);
  const auto reply = caller.call("/halle.holder.v1.Holder/ListFree", request.SerializeAsString());
  if (!reply) return reasons(reply);
  pv::ListFreeReply free;
  EXPECT_TRUE(free.ParseFromString(reply.value()));
  Lines lines;
  for (const auto& time : free.times())
    lines.push_back(format_instant(sdk::instant_of(time.from())).substr(11, 5) + " " +
                    format_instant(sdk::instant_of(time.until())).substr(11, 5));
  return lines;
}

class Holds : public testing::Test {
 protected:
  House house{holder_and_premises, with_holder()};
  std::string hall = house.zone("Local");
  std::string shop = house.zone("Boutique", hall);
  std::string room = house.zone("Salle", hall);
  void TearDown() override { EXPECT_EQ(house.installation.broken_invariants(), Lines{}); }
  Lines events() {
    house.installation.settle();
    return house.installation.sql(
        "SELECT count(*) FROM halle.event_log WHERE type = 'halle.premises.v1.BookingChanged'");
  }
};

TEST_F(Holds, AThingTakesAZoneOnceHoweverOftenItIsAsked) {
  const auto first =
      must(take(house.host, "shift-1", shop, "2026-12-01T09:00", "2026-12-01T12:00"));
  EXPECT_EQ(first.state(), pv::BOOKING_STATE_BOOKED);
  const auto again =
      must(take(house.host, "shift-1", shop, "2026-12-01T09:00", "2026-12-01T12:00"));
  EXPECT_EQ(again.booking(), first.booking());
  EXPECT_EQ(held(house.host, "shift-1"), shop);
  EXPECT_EQ(held(house.host, "shift-2"), "thing_unknown");
  EXPECT_EQ(house.lines(house.host, "2026-12-01"),
            Lines{"Boutique 2026-12-01T10:00 2026-12-01T13:00 coop Ouverture"});
  EXPECT_EQ(events(), Lines{"1"});
  EXPECT_EQ(reasons(house.book(house.reuser, hall, "2026-12-01T10:30", "2026-12-01T11:00")),
            Lines{"taken"});
}

TEST_F(Holds, AThingMovesAndStaysWhereItWasIfThatIsTaken) {
  const auto first =
      must(take(house.host, "shift-1", shop, "2026-12-01T09:00", "2026-12-01T12:00"));
  must(house.book(house.reuser, room, "2026-12-01T10:00", "2026-12-01T11:00", "", "Atelier"));
  const auto moved = take(house.host, "shift-1", room, "2026-12-01T09:30", "2026-12-01T12:30");
  EXPECT_EQ(reasons(moved), Lines{"taken"});
  EXPECT_EQ(moved.error().fields.at(0).value, "2026-12-01T10:00/2026-12-01T11:00");
  EXPECT_EQ(held(house.host, "shift-1"), shop);
  // The half hour that it held itself is not in its way.
  const auto later =
      must(take(house.host, "shift-1", shop, "2026-12-01T09:30", "2026-12-01T12:30"));
  EXPECT_EQ(later.booking(), first.booking());
  EXPECT_EQ(house.lines(house.host, "2026-12-01"),
            (Lines{"Salle 2026-12-01T10:00 2026-12-01T11:00 reuse Atelier",
                   "Boutique 2026-12-01T10:30 2026-12-01T13:30 coop Ouverture"}));
}

TEST_F(Holds, WhatIsFreedIsFree) {
  must(take(house.host, "shift-1", shop, "2026-12-01T09:00", "2026-12-01T12:00"));
  must(release(house.host, "shift-1"));
  must(release(house.host, "shift-1"));
  must(release(house.host, "shift-2"));
  EXPECT_EQ(held(house.host, "shift-1"), "thing_unknown");
  must(house.book(house.reuser, shop, "2026-12-01T10:00", "2026-12-01T11:00"));
  EXPECT_EQ(reasons(take(house.host, "shift-1", shop, "2026-12-01T09:00", "2026-12-01T12:00")),
            Lines{"taken"});
  EXPECT_EQ(events(), Lines{"3"});
}

TEST_F(Holds, APersonChangesWhatAModuleHoldsOnlyAsAManager) {
  const auto hold = must(take(house.host, "shift-1", shop, "2026-12-01T09:00", "2026-12-01T12:00"));
  const auto week = House::week(house.host, "2026-12-01");
  EXPECT_EQ(week.taken(0).module(), "holder");
  EXPECT_FALSE(week.taken(0).may_cancel());
  EXPECT_EQ(reasons(House::cancel(house.host, hold.booking())), Lines{"booking_of_module"});
  EXPECT_EQ(
      reasons(House::move(house.host, hold.booking(), "2026-12-02T09:00", "2026-12-02T10:00")),
      Lines{"booking_unknown"});
  must(House::cancel(house.manager, hold.booking()));
  EXPECT_EQ(held(house.host, "shift-1"), "thing_unknown");
  must(take(house.host, "shift-1", shop, "2026-12-01T09:00", "2026-12-01T12:00"));
}

TEST_F(Holds, TheRulesOfTheZoneAndTheRightsOfThePersonHold) {
  pv::Rules rules;
  rules.set_answer_hours(24);
  rules.set_longest_minutes(120);
  house.set_rules(hall, "Local", rules);
  EXPECT_EQ(reasons(take(house.host, "s", shop, "2026-12-01T09:00", "2026-12-01T12:00")),
            Lines{"too_long"});
  EXPECT_EQ(must(take(house.host, "s", shop, "2026-12-01T09:00", "2026-12-01T11:00")).state(),
            pv::BOOKING_STATE_ASKED);
  EXPECT_EQ(must(take(house.manager, "t", room, "2026-12-01T09:00", "2026-12-01T11:00")).state(),
            pv::BOOKING_STATE_BOOKED);
  for (auto* caller : {&house.reuser, &house.trader})
    EXPECT_EQ(reasons(take(*caller, "u", room, "2026-12-02T09:00", "2026-12-02T11:00")),
              Lines{"halle.not_allowed"});
  auto member = house.as(house.coop, "member", "1");
  EXPECT_EQ(reasons(take(member, "u", room, "2026-12-02T09:00", "2026-12-02T11:00")),
            Lines{"halle.not_allowed"});
  EXPECT_EQ(reasons(take(house.host, "", room, "2026-12-02T09:00", "2026-12-02T11:00")),
            Lines{"bad_thing"});
  EXPECT_EQ(reasons(take(house.host, "u", room, "2026-12-02T09:00", "2026-12-02T09:00")),
            Lines{"times_reversed"});
  const Result<pv::Hold> straight = pv::HoldsClient(house.manager).take({});
  EXPECT_EQ(reasons(straight), Lines{"halle.not_allowed"}) << "no person calls it";
}

TEST_F(Holds, AModuleLearnsWhenAZoneIsFree) {
  pv::Rules rules;
  auto& open = *rules.add_opening();
  open.set_weekday(2);
  open.set_from("09:00");
  open.set_until("19:00");
  rules.set_setup_minutes(15);
  rules.set_longest_minutes(240);
  house.set_rules(hall, "Local", rules);
  EXPECT_EQ(free_times(house.host, shop), Lines{"08:00 18:00"});
  // A partner has the room from 13:00 to 14:00, so that the hall is not free either; a quarter
  // of an hour is for setting up.
  must(house.book(house.reuser, room, "2026-12-01T13:00", "2026-12-01T14:00"));
  EXPECT_EQ(free_times(house.host, shop), Lines{"08:00 18:00"});
  EXPECT_EQ(free_times(house.host, hall), (Lines{"08:00 11:45", "13:15 18:00"}));
  EXPECT_EQ(free_times(house.host, hall, 240), Lines{"13:15 18:00"});
  EXPECT_EQ(free_times(house.host, hall, 250), Lines{}) << "longer than a booking may be";
  must(take(house.host, "s", hall, "2026-12-01T14:00", "2026-12-01T18:00"));
  EXPECT_EQ(free_times(house.host, hall, 30), (Lines{"08:00 11:45", "13:15 13:45"}));
  EXPECT_EQ(free_times(house.host, house.coop.text()), Lines{}) << "no such zone";
  EXPECT_EQ(free_times(house.reuser, hall), Lines{"halle.not_allowed"});
}

TEST_F(Holds, WhereThePremisesAreNotEnabledNothingIsHeld) {
  hub::v1::DisableModuleRequest disable;
  disable.set_module("premises");
  must(hub::v1::ModulesClient(house.staff).disable(disable));
  EXPECT_EQ(reasons(take(house.host, "s", shop, "2026-12-01T09:00", "2026-12-01T11:00")),
            Lines{"halle.no_such_method"});
  hub::v1::EnableModuleRequest enable;
  enable.set_module("premises");
  must(hub::v1::ModulesClient(house.staff).enable(enable));
}

TEST(WithoutPremises, AModuleThatWouldHoldZonesRuns) {
  Installation alone(holder_alone, system_clock(), 0, with_holder());
  const Uuid coop = alone.create_organisation("coop");
  auto caller = alone.as(alone.create_account(coop, "volunteer"), coop);
  EXPECT_EQ(reasons(take(caller, "s", coop.text(), "2026-12-01T09:00", "2026-12-01T11:00")),
            Lines{"halle.no_such_method"});
}

}  // namespace
}  // namespace halle::test
