// Zones of the premises that sessions take; premises is a stand-in.
#include "halle/premises/v1/premises.halle.hpp"
#include "tests/services/workshops/studio.hpp"

namespace halle::test {
namespace {
namespace pv = premises::v1;

class Zones : public Studio {
 protected:
  const std::string room = derive_uuid(here(), "room").text();
  const std::string kitchen = derive_uuid(here(), "kitchen").text();
  std::map<std::string, pv::Hold> held;   // by thing
  std::map<std::string, Error> refusals;  // by the day of the beginning
  bool asks_first = false;

  void SetUp() override {
    Studio::SetUp();
    if (IsSkipped()) return;
    answer<pv::TakeRequest, pv::Hold>("/halle.premises.v1.Holds/Take",
                                      [this](const auto& request) { return take(request); });
    answer<pv::FreeRequest, pv::FreeReply>(
        "/halle.premises.v1.Holds/Free",
        [this](const pv::FreeRequest& request) -> Result<pv::FreeReply> {
          held.erase(request.thing());
          return pv::FreeReply{};
        });
    answer<pv::GetHoldRequest, pv::Hold>(
        "/halle.premises.v1.Holds/Get",
        [this](const pv::GetHoldRequest& request) -> Result<pv::Hold> {
          if (const auto found = held.find(request.thing()); found != held.end())
            return found->second;
          return not_found("thing", "premises.thing_unknown");
        });
  }
  Result<pv::Hold> take(const pv::TakeRequest& request) {
    const auto from = format_instant(sdk::instant_of(request.from())).substr(0, 10);
    if (const auto refused = refusals.find(from); refused != refusals.end()) return refused->second;
    pv::Hold hold;
    hold.set_thing(request.thing());
    hold.set_zone(request.zone());
    hold.set_zone_name(request.zone() == room ? "Salle" : "Cuisine");
    *hold.mutable_from() = request.from();
    *hold.mutable_until() = request.until();
    hold.set_state(asks_first ? pv::BOOKING_STATE_ASKED : pv::BOOKING_STATE_BOOKED);
    held[request.thing()] = hold;
    return hold;
  }
  wv::SessionDetails in(const std::string& zone, const std::string& day = "2026-03-14") {
    auto out = details(2, day + "T18:00", day + "T20:00");
    out.set_zone(zone);
    return out;
  }
  /// What premises holds, a line each.
  Lines holds() {
    Lines lines;
    for (const auto& [thing, hold] : held)
      lines.push_back(hold.zone_name() + " " +
                      format_instant(sdk::instant_of(hold.from())).substr(0, 16));
    return lines;
  }
  /// Premises says what it holds for a session.
  void say(const std::string& thing, const pv::Hold& hold, pv::BookingState state) {
    pv::BookingChanged event;
    event.set_module("workshops");
    event.set_thing(thing);
    event.set_zone(hold.zone());
    event.set_state(state);
    *event.mutable_starts() = hold.from();
    *event.mutable_ends() = hold.until();
    ASSERT_TRUE(deliver(event));
  }
  /// The consumer catches up with what was emitted.
  void follow() {
    const auto all = emitted<wv::SessionChanged>();
    for (; followed_ < all.size(); ++followed_) ASSERT_TRUE(deliver(all[followed_]));
  }
  Result<wv::Session> publish(const std::string& id) {
    wv::PublishSessionRequest request;
    request.set_session(id);
    return wv::SessionsClient(staff).publish(request);
  }
  int free_zones() {
    auto kernel = as_kernel();
    return must(wv::SessionsClient(kernel).free_zones({})).freed();
  }
  Lines sessions() { return rows("SELECT state FROM workshops.session ORDER BY starts_at"); }

 private:
  std::size_t followed_ = 0;
};

TEST_F(Zones, APublishedSessionHoldsItsZone) {
  const auto session = must(add(in(room)));
  EXPECT_EQ(holds(), Lines{"Salle 2026-03-14T17:00"});
  EXPECT_EQ(held.begin()->first, session.id());
  EXPECT_EQ(session.details().zone(), room);
  EXPECT_EQ(session.zone_name(), "Salle");
  EXPECT_TRUE(session.zone_held());
  auto member = as("member", "1");
  EXPECT_FALSE(get(session.id(), member).zone_held()) << "for managers";
  EXPECT_EQ(get(session.id(), member).zone_name(), "Salle");
}

TEST_F(Zones, ADraftHoldsNoneUntilItIsPublished) {
  const auto draft = must(add(in(room), false));
  EXPECT_EQ(holds(), Lines{});
  EXPECT_FALSE(draft.zone_held());
  const auto published = must(publish(draft.id()));
  EXPECT_TRUE(published.zone_held());
  EXPECT_EQ(published.zone_name(), "Salle");
  EXPECT_EQ(holds(), Lines{"Salle 2026-03-14T17:00"});
}

TEST_F(Zones, ARefusalIsAnErrorOfTheZoneAndNothingIsWritten) {
  const auto refused = [&](const Error& error) {
    refusals["2026-03-14"] = error;
    const auto added = add(in(room));
    EXPECT_FALSE(added);
    EXPECT_EQ(added.error().fields.at(0).field, "zone");
    return reasons(added).at(0) + " " + added.error().fields.at(0).value;
  };
  EXPECT_EQ(refused({Code::failed_precondition,
                     "premises.taken",
                     {},
                     {{"from", "premises.taken", "2026-03-14T17:00/2026-03-14T19:00"}}}),
            "zone_taken 2026-03-14T17:00/2026-03-14T19:00");
  EXPECT_EQ(refused({Code::failed_precondition, "premises.closed"}),
            "zone_refused premises.closed");
  EXPECT_EQ(refused({Code::permission_denied, "halle.not_allowed"}), "zone_not_allowed ");
  EXPECT_EQ(refused(not_found("zone", "premises.zone_unknown")), "zone_unknown " + room);
  EXPECT_EQ(refused({Code::unimplemented, "halle.no_such_method"}), "no_premises ");
  refusals.clear();
  asks_first = true;
  EXPECT_EQ(reasons(add(in(room))), Lines{"zone_asks_first"});
  EXPECT_EQ(holds(), Lines{}) << "the request is taken back";
  EXPECT_EQ(reasons(add(in("salle"))), Lines{"zone_unknown"});
  EXPECT_EQ(sessions(), Lines{});
  EXPECT_EQ(emitted<wv::SessionChanged>().size(), 0U);
}

TEST_F(Zones, WithoutPremisesADraftHasNoneEither) {
  answer<pv::GetHoldRequest, pv::Hold>("/halle.premises.v1.Holds/Get",
                                       [](const pv::GetHoldRequest&) -> Result<pv::Hold> {
                                         return Error{Code::unimplemented, "halle.no_such_method"};
                                       });
  EXPECT_EQ(reasons(add(in(room), false)), Lines{"no_premises"});
  const auto without = must(add(details(2), false)).id();
  EXPECT_EQ(reasons(change(without, in(room))), Lines{"no_premises"});
  EXPECT_EQ(sessions(), Lines{"1"});
}

TEST_F(Zones, MoveWithTheSession) {
  const auto id = must(add(in(room))).id();
  EXPECT_TRUE(must(change(id, in(kitchen, "2026-03-15"))).zone_held());
  EXPECT_EQ(holds(), Lines{"Cuisine 2026-03-15T17:00"});
  EXPECT_EQ(get(id).zone_name(), "Cuisine");
  refusals["2026-03-16"] = {Code::failed_precondition, "premises.taken"};
  EXPECT_FALSE(change(id, in(room, "2026-03-16")));
  EXPECT_EQ(holds(), Lines{"Cuisine 2026-03-15T17:00"});
  EXPECT_EQ(get(id).details().starts(), "2026-03-15T18:00");
  EXPECT_TRUE(get(id).zone_held());
}

TEST_F(Zones, StayWhereTheyWereIfTheSessionCannotBeWritten) {
  const auto id = must(add(in(room))).id();
  must(come(id, "1", 2));
  auto smaller = in(kitchen, "2026-03-15");
  smaller.set_capacity(1);
  EXPECT_EQ(reasons(change(id, smaller)), Lines{"places_taken"});
  EXPECT_EQ(holds(), Lines{"Salle 2026-03-14T17:00"});
  asks_first = true;
  EXPECT_EQ(reasons(change(id, in(kitchen, "2026-03-15"))), Lines{"zone_asks_first"});
  EXPECT_EQ(holds(), Lines{"Salle 2026-03-14T17:00"}) << "the request had taken its place";
  auto none = details(1);
  none.set_workshop("no id");
  EXPECT_FALSE(add(none));
  EXPECT_EQ(held.size(), 1U);
}

TEST_F(Zones, ThatAreHeldNeedNotBeTakenAgain) {
  const auto id = must(add(in(room))).id();
  refusals["2026-03-14"] = {Code::permission_denied, "halle.not_allowed"};
  auto larger = in(room);
  larger.set_capacity(9);
  const auto changed = must(change(id, larger));
  EXPECT_TRUE(changed.zone_held());
  EXPECT_EQ(changed.zone_name(), "Salle");
  must(publish(id));
}

TEST_F(Zones, AreFreeWhenTheSessionWantsThemNoLonger) {
  const auto id = must(add(in(room))).id();
  const auto other = must(add(in(kitchen, "2026-03-15"))).id();
  must(change(id, details(2)));
  follow();
  EXPECT_EQ(holds(), Lines{"Cuisine 2026-03-15T17:00"});
  EXPECT_FALSE(get(id).zone_held());
  must(call_off(other));
  follow();
  EXPECT_EQ(holds(), Lines{});
}

TEST_F(Zones, AManagerOfThePremisesMayFreeThem) {
  const auto id = must(add(in(room))).id();
  say(id, held[id], pv::BOOKING_STATE_CANCELLED);
  held.clear();
  EXPECT_FALSE(get(id).zone_held());
  EXPECT_EQ(free_zones(), 0);
  EXPECT_TRUE(must(publish(id)).zone_held()) << "published again, it takes its zone again";
  EXPECT_EQ(holds(), Lines{"Salle 2026-03-14T17:00"});
}

TEST_F(Zones, ThatAKilledNodeLeftAreFreed) {
  // The node was killed after the zone was taken: the session of that id was never written.
  const auto lost = derive_uuid(here(), "lost").text();
  pv::TakeRequest request;
  request.set_thing(lost);
  request.set_zone(room);
  sdk::set_timestamp(*request.mutable_from(), *parse_instant("2026-03-20T17:00:00Z"));
  sdk::set_timestamp(*request.mutable_until(), *parse_instant("2026-03-20T19:00:00Z"));
  say(lost, must(take(request)), pv::BOOKING_STATE_BOOKED);
  // Another one is held at a time to which its session was never moved.
  const auto id = must(add(in(kitchen))).id();
  request.set_thing(id);
  say(id, must(take(request)), pv::BOOKING_STATE_BOOKED);
  const auto kept = must(add(in(room, "2026-03-21"))).id();
  EXPECT_FALSE(get(id).zone_held());
  clock.advance(std::chrono::minutes(9));
  EXPECT_EQ(free_zones(), 0) << "a call may still be writing";
  clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(free_zones(), 2);
  EXPECT_EQ(holds(), Lines{"Salle 2026-03-21T17:00"});
  EXPECT_EQ(free_zones(), 0);
  EXPECT_TRUE(get(kept).zone_held());
}

TEST_F(Zones, CopiesTakeThemAllOrNone) {
  const auto id = must(add(in(room))).id();
  refusals["2026-03-28"] = {Code::failed_precondition, "premises.taken"};
  wv::RepeatSessionRequest request;
  request.set_session(id);
  request.add_days("2026-03-21");
  request.add_days("2026-03-28");
  request.set_publish(true);
  EXPECT_EQ(reasons(wv::SessionsClient(staff).repeat(request)), Lines{"zone_taken"});
  EXPECT_EQ(holds(), Lines{"Salle 2026-03-14T17:00"});
  EXPECT_EQ(sessions().size(), 1U);
  refusals.clear();
  const auto copies = must(wv::SessionsClient(staff).repeat(request));
  EXPECT_EQ(copies.sessions_size(), 2);
  for (const auto& copy : copies.sessions()) EXPECT_TRUE(copy.zone_held());
  EXPECT_EQ(holds().size(), 3U);
}

}  // namespace
}  // namespace halle::test
