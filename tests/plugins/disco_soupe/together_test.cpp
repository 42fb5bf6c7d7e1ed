// Disco soupes beside each other, and what others do to the parts of one.
#include <set>
#include <utility>

#include "tests/plugins/disco_soupe/kitchen.hpp"

namespace halle::test {
namespace {
using std::chrono::hours;

class Together : public Kitchen {
 protected:
  /// Places that are not booked with Halle.
  void set_places(const Lines& names) {
    auto settings = usual();
    settings.clear_places();
    for (const auto& name : names) {
      auto& place = *settings.add_places();
      place.set_name(name);
      place.set_persons(60);
    }
    set_settings(settings);
  }
  static bool overlap(const dv::Draft& a, const dv::Draft& b) {
    return a.starts().seconds() < b.ends().seconds() && b.starts().seconds() < a.ends().seconds();
  }
  workshops::v1::SessionChanged session_event(const dv::Draft& draft,
                                              workshops::v1::SessionState state) {
    workshops::v1::SessionChanged event;
    event.set_session(session_of(draft.id()));
    event.set_state(state);
    *event.mutable_starts() = draft.starts();
    return event;
  }
};

TEST_F(Together, APlaceIsTakenOnce) {
  set_places({"Cuisine"});
  able = 16;
  must(tell("Carottes", 100'000, "2026-03-20"));
  const auto proposed = propose().drafts(0);
  must(make(proposed));
  EXPECT_EQ(reasons(make(proposed)), Lines{"place_taken"}) << "there are kilograms left";
  EXPECT_EQ(rows("SELECT count(*) FROM disco_soupe.draft"), Lines{"1"});
  EXPECT_EQ(sessions.size(), 1U) << "nothing was asked for";
  for (int i = 0; i < 3; ++i) must(make(propose().drafts(0)));
  const auto made = must(dv::DraftsClient(staff).list({}));
  ASSERT_EQ(made.drafts_size(), 4);
  for (int i = 1; i < 4; ++i) EXPECT_FALSE(overlap(made.drafts(i - 1), made.drafts(i)));
}

TEST_F(Together, MembersAreCountedOnce) {
  set_places({"Cuisine", "Cour"});
  must(tell("Carottes", 40'000, "2026-03-20"));
  able = 2;
  const auto before = propose();
  const auto first = before.drafts(0);
  dv::Draft second;
  for (const auto& one : before.drafts())
    if (one.place() != first.place() && overlap(one, first)) second = one;
  ASSERT_NE(second.place(), "") << "both could be at that time";
  must(make(first));
  EXPECT_EQ(reasons(make(second)), Lines{"members_taken"}) << "both counted the same two members";
  EXPECT_EQ(rows("SELECT count(*) FROM disco_soupe.draft"), Lines{"1"});
  const auto after = propose();
  ASSERT_GT(after.drafts_size(), 0);
  for (const auto& one : after.drafts()) EXPECT_FALSE(overlap(one, first)) << one.local_start();
  able = 4;
  const auto with_four = propose();
  for (const auto& one : with_four.drafts()) {
    if (!overlap(one, first)) continue;
    EXPECT_EQ(one.free_members(), 2) << "the others cook at the first place";
    EXPECT_EQ(one.beside_size(), 1);
    second = one;
  }
  ASSERT_TRUE(overlap(second, first));
  must(make(second));
}

TEST_F(Together, ASkillThatEndsLaterCountsUntilThen) {
  namespace sv = shifts::v1;
  play<sv::ListAbleRequest, sv::ListAbleReply>("shifts", "Availability/ListAble", [](auto&) {
    sv::ListAbleReply reply;
    for (int i = 0; i < 2; ++i) {
      auto& member = *reply.add_members();
      member.add_skills(hygiene);
      member.add_skills(cooking);
      auto& lacking = *member.add_lacking();
      lacking.set_skill(i == 0 ? hygiene : cooking);
      sdk::set_timestamp(*lacking.mutable_from(), instant("2026-03-08T00:00"));
      sdk::set_timestamp(*lacking.mutable_until(), instant("2026-03-22T00:00"));
    }
    return reply;
  });
  must(tell("Carottes", 12'000, "2026-03-20"));
  const auto proposed = propose();
  ASSERT_EQ(proposed.drafts_size(), 1);
  EXPECT_EQ(proposed.drafts(0).local_start(), "2026-03-07T12:00");
}

TEST_F(Together, ADiscoSoupeThatDidNotTakePlaceGivesAllBack) {
  answer_of_host = premises::v1::BOOKING_STATE_ASKED;  // and never answers
  const auto draft = made();
  clock.advance(hours(5));
  EXPECT_TRUE(must(get(draft.id())).begun());
  const auto undone = must(undo(draft.id()));
  EXPECT_EQ(undone.state(), dv::DRAFT_STATE_UNDONE);
  EXPECT_EQ(lots(), (Lines{"Poireaux 8000 0 2026-03-08", "Carottes 12000 0 2026-03-12"}));
  EXPECT_TRUE(holds.empty() && seats.empty() && sessions.empty());
}

TEST_F(Together, WhatIsLeftIsSurplusAgain) {
  const auto draft = made();
  clock.advance(hours(5));
  must(record(draft.id(), 4000, 500, 500));
  const Lines left{"Poireaux 8000 5000 2026-03-08", "Carottes 12000 0 2026-03-12"};
  EXPECT_EQ(lots(), left) << "the carrots keep";
  must(record(draft.id(), 20'000, 0, 0));
  EXPECT_EQ(lots(), (Lines{"Poireaux 8000 8000 2026-03-08", "Carottes 12000 12000 2026-03-12"}));
  must(record(draft.id(), 5000, 0, 0));
  EXPECT_EQ(lots(), left);
  must(make(propose().drafts(0)));
  EXPECT_EQ(reasons(record(draft.id(), 20'000, 0, 0)), Lines{"left_taken"});
  EXPECT_EQ(must(get(draft.id())).outcome().cooked_grams(), 5000);
}

TEST_F(Together, SayThatAPlaceWasMoved) {
  const auto draft = made();
  auto& hold = holds[draft.id()];
  hold.mutable_from()->set_seconds(hold.from().seconds() + 7200);
  hold.mutable_until()->set_seconds(hold.until().seconds() + 7200);
  premises::v1::BookingChanged event;
  event.set_module("disco_soupe");
  event.set_thing(draft.id());
  event.set_state(premises::v1::BOOKING_STATE_BOOKED);
  ASSERT_TRUE(deliver(event));
  EXPECT_EQ(parts(must(get(draft.id()))),
            (Lines{"done", "failed disco_soupe.place_moved", "done"}));
  EXPECT_EQ(must(try_again(draft.id())).state(), dv::DRAFT_STATE_READY);
  EXPECT_EQ(holds[draft.id()].from().seconds(), draft.starts().seconds()) << "as it was asked for";
  event.set_thing("01999999-0000-7000-8000-0000000000ff");
  ASSERT_TRUE(deliver(event)) << "of a draft that is not known";
}

TEST_F(Together, SayThatASessionWasCancelledOrMoved) {
  const auto draft = made();
  auto event = session_event(draft, workshops::v1::SESSION_STATE_PUBLISHED);
  ASSERT_TRUE(deliver(event));
  EXPECT_EQ(must(get(draft.id())).state(), dv::DRAFT_STATE_READY);
  event.mutable_starts()->set_seconds(draft.starts().seconds() + 3600);
  ASSERT_TRUE(deliver(event));
  EXPECT_EQ(parts(must(get(draft.id()))).at(0), "failed disco_soupe.session_moved");
  ASSERT_TRUE(deliver(session_event(draft, workshops::v1::SESSION_STATE_PUBLISHED)));
  EXPECT_EQ(must(get(draft.id())).state(), dv::DRAFT_STATE_READY) << "moved back";
  ASSERT_TRUE(deliver(session_event(draft, workshops::v1::SESSION_STATE_CANCELLED)));
  EXPECT_EQ(must(get(draft.id())).state(), dv::DRAFT_STATE_UNDONE) << "the whole is called off";
  run_job();
  EXPECT_TRUE(holds.empty());
  EXPECT_TRUE(seats.empty());
  ASSERT_TRUE(deliver(session_event(draft, workshops::v1::SESSION_STATE_CANCELLED)));
  EXPECT_EQ(parts(must(get(draft.id()))), (Lines{"freed", "freed", "freed"}));
  event.set_session("another's");
  ASSERT_TRUE(deliver(event));
}

TEST_F(Together, ASessionThatWasMovedAsADraftIsNotPublished) {
  answer_of_host = premises::v1::BOOKING_STATE_ASKED;
  const auto draft = made();
  sessions[draft.id()].mutable_details()->set_starts("2026-03-09T14:00");
  answer_of_host = premises::v1::BOOKING_STATE_BOOKED;
  run_job();
  EXPECT_FALSE(published[draft.id()]);
  EXPECT_EQ(parts(must(get(draft.id()))).at(0), "failed disco_soupe.session_moved");
  sessions[draft.id()].mutable_details()->set_starts(draft.local_start());
  EXPECT_EQ(must(try_again(draft.id())).state(), dv::DRAFT_STATE_READY);
  EXPECT_TRUE(published[draft.id()]);
}

TEST_F(Together, APlaceThatIsGivenBackEarlyWasThere) {
  const auto draft = made();
  clock.advance(std::chrono::seconds(draft.starts().seconds()) -
                clock.clock()().time_since_epoch() + std::chrono::hours(2));
  holds.clear();
  premises::v1::BookingChanged event;
  event.set_module("disco_soupe");
  event.set_thing(draft.id());
  event.set_state(premises::v1::BOOKING_STATE_CANCELLED);
  ASSERT_TRUE(deliver(event));
  EXPECT_EQ(parts(must(get(draft.id()))), (Lines{"done", "done", "done"}));
}

TEST_F(Together, WhatAnAbsentModuleHoldsIsFreedOnceItIsBack) {
  const auto draft = made();
  const Error none{Code::unimplemented, "halle.no_such_method"};
  failing = {{"Holds/Free", none}, {"Extras/Remove", none}, {"ExtraSessions/Remove", none}};
  const std::string open = "freeing halle.no_such_method";
  EXPECT_EQ(parts(must(undo(draft.id()))), (Lines{open, open, open}));
  clock.advance(std::chrono::minutes(11));
  run_job();
  failing.clear();
  run_job();
  EXPECT_EQ(parts(must(get(draft.id()))), (Lines{"freed", "freed", "freed"}));
  EXPECT_TRUE(holds.empty() && seats.empty() && sessions.empty());
}

TEST_F(Together, APlaceThatCannotBeAskedAboutIsNotGranted) {
  answer_of_host = premises::v1::BOOKING_STATE_ASKED;
  const auto draft = made();
  failing["Holds/Get"] = {Code::unimplemented, "halle.no_such_method"};
  run_job();
  EXPECT_EQ(parts(must(get(draft.id()))).at(1), "asked halle.no_such_method");
  EXPECT_FALSE(published[draft.id()]);
  premises::v1::BookingChanged event;
  event.set_module("disco_soupe");
  event.set_thing(draft.id());
  event.set_state(premises::v1::BOOKING_STATE_BOOKED);
  ASSERT_TRUE(deliver(event));
  EXPECT_EQ(parts(must(get(draft.id()))).at(1), "asked halle.no_such_method");
  event.set_state(premises::v1::BOOKING_STATE_REFUSED);
  ASSERT_TRUE(deliver(event));
  EXPECT_EQ(parts(must(get(draft.id()))).at(1), "failed disco_soupe.place_refused");
}

TEST_F(Together, OneZoneMayBeThatOfTwoPlaces) {
  auto settings = usual();
  auto& other = *settings.add_places();
  other.set_name("Cuisine, avec la cour");
  other.set_zone(zone);
  other.set_persons(80);
  set_settings(settings);
  must(tell("Carottes", 12'000, "2026-03-12"));
  std::set<std::string> seen;
  const auto proposed = propose();
  for (const auto& one : proposed.drafts())
    EXPECT_TRUE(seen.insert(one.place() + one.local_start()).second) << one.local_start();
  EXPECT_FALSE(seen.empty());
}

TEST_F(Together, AnOlderAnswerDoesNotReplaceANewerOne) {
  bool first = true;
  // While shifts think about it, the job asks too, and is answered first.
  play<shifts::v1::SetExtraRequest, shifts::v1::Extra>(
      "shifts", "Extras/Set",
      [&](const shifts::v1::SetExtraRequest& request) -> Result<shifts::v1::Extra> {
        seats[request.source()] = request;
        if (!std::exchange(first, false)) return shifts::v1::Extra{};
        run_job();
        return Error{Code::failed_precondition, "shifts.begun"};
      });
  EXPECT_EQ(parts(made()).at(2), "done");
}

TEST_F(Together, APlaceThatIsFreedBeforeItIsNotedIsNotThere) {
  namespace pv = premises::v1;
  play<pv::TakeRequest, pv::Hold>("premises", "Holds/Take", [&](const pv::TakeRequest& request) {
    pv::BookingChanged event;
    event.set_module("disco_soupe");
    event.set_thing(request.thing());
    event.set_state(pv::BOOKING_STATE_CANCELLED);
    EXPECT_TRUE(deliver(event));
    pv::Hold hold;
    hold.set_zone(request.zone());
    *hold.mutable_from() = request.from();
    *hold.mutable_until() = request.until();
    hold.set_state(pv::BOOKING_STATE_BOOKED);
    return hold;
  });
  EXPECT_EQ(parts(made()).at(1), "failed disco_soupe.place_refused");
}

TEST_F(Together, AnIdThatWasUsedBeforeIsNoRefusal) {
  failing["Extras/Set"] = {Code::failed_precondition, "halle.operation_id_reused"};
  const auto draft = made();
  EXPECT_EQ(parts(draft).at(2), "waiting");
  failing.clear();
  run_job();
  EXPECT_EQ(must(get(draft.id())).state(), dv::DRAFT_STATE_READY);
}

TEST_F(Together, APartThatWasLeftToPeopleIsAskedForOnceItsModuleIsThere) {
  failing["Extras/Set"] = {Code::unimplemented, "halle.no_such_method"};
  const auto draft = made();
  EXPECT_EQ(parts(draft).at(2), "skipped disco_soupe.without_shifts");
  failing.clear();
  run_job();
  EXPECT_TRUE(seats.empty()) << "only when a person wants so";
  EXPECT_EQ(parts(must(try_again(draft.id()))), (Lines{"done", "done", "done"}));
  EXPECT_FALSE(seats.empty());
}

}  // namespace
}  // namespace halle::test
