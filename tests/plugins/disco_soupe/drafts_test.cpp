// From surplus to a disco soupe: what is proposed, made, tried again, undone and recorded.
#include <functional>
#include <limits>

#include "tests/plugins/disco_soupe/kitchen.hpp"

namespace halle::test {
namespace {
using std::chrono::hours;

class Drafts : public Kitchen {};

TEST_F(Drafts, AreProposedWithTheirReasons) {
  must(tell("Carottes", 12'000, "2026-03-12"));
  must(tell("Poireaux", 8000, "2026-03-08"));
  must(tell("Pommes", 3000, "2026-03-07"));
  const auto reply = propose();
  EXPECT_EQ(reply.missing_size(), 0);
  ASSERT_GE(reply.drafts_size(), 2);
  const auto& best = reply.drafts(0);
  EXPECT_EQ(best.local_start(), "2026-03-07T12:00") << "today, with all of it";
  EXPECT_EQ(best.local_end(), "2026-03-07T16:00");
  EXPECT_EQ(best.place_name(), "Cuisine");
  EXPECT_EQ(best.grams(), 23'000);
  EXPECT_EQ(best.surplus_grams(), 23'000);
  EXPECT_EQ(best.limit(), dv::LIMIT_SURPLUS);
  EXPECT_EQ(best.helpers(), 3) << "23 kg at 5 kg an hour, in two hours";
  EXPECT_EQ(best.persons(), 57);
  EXPECT_EQ(best.free_members(), 4);
  EXPECT_EQ(best.free_hygiene(), 4);
  ASSERT_EQ(best.uses_size(), 3);
  EXPECT_EQ(best.uses(0).product(), "Pommes");
  EXPECT_EQ(best.uses(0).last_day(), "2026-03-07");
  EXPECT_EQ(best.uses(1).product(), "Poireaux");
  EXPECT_EQ(reply.drafts(1).local_start(), "2026-03-08T09:00");
  EXPECT_EQ(reply.drafts(1).grams(), 20'000) << "the apples are lost by then";
  EXPECT_TRUE(holds.empty() && seats.empty() && sessions.empty()) << "nothing is asked for";
}

TEST_F(Drafts, SayWhatIsMissing) {
  const auto missing = [](const dv::ProposeReply& reply) {
    return Lines(reply.missing().begin(), reply.missing().end());
  };
  EXPECT_EQ(missing(propose()), Lines{"disco_soupe.no_surplus"});
  must(tell("Carottes", 12'000, "2026-03-12"));
  auto settings = usual();
  settings.clear_places();
  set_settings(settings);
  EXPECT_EQ(missing(propose()), Lines{"disco_soupe.no_place"});
  set_settings();
  const Error none{Code::unimplemented, "halle.no_such_method"};
  failing = {{"Holds/ListFree", none}, {"Availability/ListAble", none}};
  auto reply = propose();
  EXPECT_EQ(missing(reply), (Lines{"disco_soupe.without_shifts", "disco_soupe.without_premises"}));
  EXPECT_EQ(reply.drafts_size(), 0) << "no member is known to be free";
  reply = propose(3);
  ASSERT_GT(reply.drafts_size(), 0) << "the caller knows of three";
  EXPECT_EQ(reply.drafts(0).free_members(), 3);
  settings = usual();
  settings.clear_hygiene_skill();
  set_settings(settings);
  failing.clear();
  EXPECT_EQ(missing(propose()), Lines{"disco_soupe.no_skills"});
  failing = {{"Holds/ListFree", {Code::unavailable, "halle.unavailable"}}};
  const auto failed = dv::DraftsClient(staff).propose({});
  EXPECT_EQ(reasons(failed), Lines{"halle.unavailable"}) << "rather no proposal than a wrong one";
}

TEST_F(Drafts, OneTouchMakesSessionPlaceAndSeats) {
  const auto draft = made();
  EXPECT_EQ(draft.state(), dv::DRAFT_STATE_READY);
  EXPECT_EQ(parts(draft), (Lines{"done", "done", "done"}));
  EXPECT_EQ(lots(), (Lines{"Poireaux 8000 8000 2026-03-08", "Carottes 12000 12000 2026-03-12"}));
  ASSERT_EQ(holds.size(), 1U);
  EXPECT_EQ(holds[draft.id()].zone(), zone);
  EXPECT_EQ(holds[draft.id()].from().seconds(), draft.starts().seconds());
  EXPECT_EQ(holds[draft.id()].until().seconds(), draft.ends().seconds());
  ASSERT_EQ(sessions.size(), 1U);
  const auto& session = sessions[draft.id()];
  EXPECT_TRUE(published[draft.id()]);
  EXPECT_EQ(session.details().starts(), "2026-03-07T12:00");
  EXPECT_EQ(session.details().place(), "Cuisine");
  EXPECT_EQ(session.details().capacity(), 48) << "50 portions, two of them the helpers'";
  // Two helpers are enough for 20 kg, so that each needs both skills.
  ASSERT_EQ(seats.size(), 1U);
  const auto& shift = seats.begin()->second;
  EXPECT_EQ(shift.seats(), 2);
  EXPECT_EQ(shift.skills_size(), 2);
  EXPECT_EQ(shift.ends().seconds(), draft.ends().seconds());
}

TEST_F(Drafts, SeatsAreAskedForBySkill) {
  must(tell("Carottes", 45'000, "2026-03-12"));
  able = 8;
  auto settings = usual();
  settings.mutable_places(0)->set_persons(200);
  set_settings(settings);
  const auto draft = must(make(propose().drafts(0)));
  EXPECT_EQ(draft.helpers(), 5);
  std::map<std::string, int> by_skills;
  for (const auto& [source, shift] : seats) {
    std::string skills;
    for (const auto& skill : shift.skills()) skills += skill == hygiene ? "h" : "c";
    by_skills[skills] += shift.seats();
  }
  EXPECT_EQ(by_skills, (std::map<std::string, int>{{"", 1}, {"c", 2}, {"h", 2}}));
}

TEST_F(Drafts, ArePublishedOnlyOnceEachHasAnswered) {
  failing["Holds/Take"] = {Code::failed_precondition,
                           "premises.taken",
                           "",
                           {{"from", "premises.taken", "2026-03-07T09:00/2026-03-07T11:00"}}};
  auto draft = made();
  EXPECT_EQ(draft.state(), dv::DRAFT_STATE_DRAFT);
  EXPECT_EQ(parts(draft), (Lines{"asked", "failed premises.taken", "done"}));
  EXPECT_FALSE(published[draft.id()]) << "the session is a draft as long as the place is missing";
  const int before = asked;
  run_job();
  EXPECT_EQ(asked, before) << "what was refused waits for a person";
  draft = must(try_again(draft.id()));
  EXPECT_EQ(parts(draft), (Lines{"asked", "failed premises.taken", "done"}));
  failing.clear();
  draft = must(try_again(draft.id()));
  EXPECT_EQ(draft.state(), dv::DRAFT_STATE_READY);
  EXPECT_TRUE(published[draft.id()]);
  EXPECT_EQ(holds.size() + sessions.size() + seats.size(), 3U) << "nothing is there twice";
}

TEST_F(Drafts, WhatCouldNotAnswerIsAskedAgainByItself) {
  failing["Extras/Set"] = {Code::unavailable, "halle.unavailable"};
  failing["ExtraSessions/Set"] = {Code::deadline_exceeded, "halle.too_late"};
  const auto draft = made();
  EXPECT_EQ(parts(draft), (Lines{"waiting halle.too_late", "done", "waiting halle.unavailable"}));
  failing.erase("ExtraSessions/Set");
  run_job();
  EXPECT_EQ(parts(must(get(draft.id()))), (Lines{"asked", "done", "waiting halle.unavailable"}));
  failing.clear();
  run_job();
  EXPECT_EQ(must(get(draft.id())).state(), dv::DRAFT_STATE_READY);
  EXPECT_TRUE(published[draft.id()]);
  const int before = asked;
  run_job();
  EXPECT_EQ(asked, before) << "nothing is left to do";
}

TEST_F(Drafts, AreMadeWithoutTheModulesThatAreMissing) {
  const Error none{Code::unimplemented, "halle.no_such_method"};
  failing = {{"Holds/Take", none}, {"Extras/Set", none}, {"ExtraSessions/Set", none}};
  const auto draft = made();
  EXPECT_EQ(draft.state(), dv::DRAFT_STATE_READY);
  EXPECT_EQ(parts(draft),
            (Lines{"skipped disco_soupe.without_workshops", "skipped disco_soupe.without_premises",
                   "skipped disco_soupe.without_shifts"}));
  failing = {{"Holds/Free", none}, {"Extras/Remove", none}, {"ExtraSessions/Remove", none}};
  EXPECT_EQ(parts(must(undo(draft.id()))), (Lines{"freed", "freed", "freed"}));
}

TEST_F(Drafts, APlaceWithoutAZoneIsLeftToPeople) {
  auto settings = usual();
  settings.mutable_places(0)->clear_zone();
  set_settings(settings);
  const auto draft = made();
  EXPECT_EQ(parts(draft), (Lines{"done", "skipped disco_soupe.no_zone", "done"}));
  EXPECT_TRUE(holds.empty());
}

TEST_F(Drafts, WaitForTheHostWhereTheHostIsAsked) {
  answer_of_host = premises::v1::BOOKING_STATE_ASKED;
  const auto draft = made();
  EXPECT_EQ(parts(draft), (Lines{"asked", "asked", "done"}));
  EXPECT_FALSE(published[draft.id()]);
  const std::string operations = "SELECT count(*) FROM halle.operation";
  const auto before = rows(operations);
  run_job();
  EXPECT_EQ(rows(operations), before) << "nothing new";
  EXPECT_EQ(parts(must(get(draft.id()))), (Lines{"asked", "asked", "done"}));
  answer_of_host = premises::v1::BOOKING_STATE_BOOKED;
  run_job();
  EXPECT_EQ(must(get(draft.id())).state(), dv::DRAFT_STATE_READY);
  EXPECT_TRUE(published[draft.id()]);
}

TEST_F(Drafts, SayThatAPlaceWasTakenAway) {
  const auto draft = made();
  premises::v1::BookingChanged event;
  event.set_module("disco_soupe");
  event.set_thing(draft.id());
  event.set_state(premises::v1::BOOKING_STATE_CANCELLED);
  // An event that is older than what is so now changes nothing.
  ASSERT_TRUE(deliver(event));
  EXPECT_EQ(must(get(draft.id())).state(), dv::DRAFT_STATE_READY);
  holds.clear();
  ASSERT_TRUE(deliver(event));
  EXPECT_EQ(parts(must(get(draft.id()))),
            (Lines{"done", "failed disco_soupe.place_refused", "done"}));
  event.set_thing("another's");
  ASSERT_TRUE(deliver(event));
  event.set_module("workshops");
  ASSERT_TRUE(deliver(event));
}

TEST_F(Drafts, UndoFreesAll) {
  const auto draft = made();
  const auto undone = must(undo(draft.id()));
  EXPECT_EQ(undone.state(), dv::DRAFT_STATE_UNDONE);
  EXPECT_EQ(parts(undone), (Lines{"freed", "freed", "freed"}));
  EXPECT_TRUE(holds.empty() && seats.empty() && sessions.empty());
  EXPECT_EQ(lots(), (Lines{"Poireaux 8000 0 2026-03-08", "Carottes 12000 0 2026-03-12"}));
  EXPECT_EQ(must(undo(draft.id())).state(), dv::DRAFT_STATE_UNDONE) << "once is enough";
  EXPECT_EQ(lots().at(0), "Poireaux 8000 0 2026-03-08");
  EXPECT_EQ(reasons(try_again(draft.id())), Lines{"undone"});
  EXPECT_EQ(told, std::set<std::string>{"La disco soupe est annulée."});
  must(make(propose().drafts(0)));
}

TEST_F(Drafts, SayWhyTheyAreCalledOff) {
  const auto draft = made();
  EXPECT_EQ(reasons(undo(draft.id(), std::string(201, 'x'))), Lines{"bad_reason"});
  must(undo(draft.id(), " Le four est en panne "));
  EXPECT_EQ(told, std::set<std::string>{"Le four est en panne"});
}

TEST_F(Drafts, WhatCannotBeFreedIsFreedLater) {
  const auto draft = made();
  failing["Holds/Free"] = {Code::unavailable, "halle.unavailable"};
  EXPECT_EQ(parts(must(undo(draft.id()))), (Lines{"freed", "freeing halle.unavailable", "freed"}));
  EXPECT_EQ(lots().at(0), "Poireaux 8000 0 2026-03-08") << "surplus is free at once";
  run_job();
  EXPECT_EQ(holds.size(), 1U);
  failing.clear();
  clock.advance(hours(30));  // also when it would be over
  run_job();
  EXPECT_TRUE(holds.empty());
  EXPECT_EQ(parts(must(get(draft.id()))), (Lines{"freed", "freed", "freed"}));
}

TEST_F(Drafts, ACallThatComesAfterUndoingIsUndoneToo) {
  must(tell("Carottes", 12'000, "2026-03-12"));
  std::string id;
  // While the seats are asked for, another person undoes the draft.
  play<shifts::v1::SetExtraRequest, shifts::v1::Extra>(
      "shifts", "Extras/Set", [&](const shifts::v1::SetExtraRequest& request) {
        seats[request.source()] = request;
        id = holds.begin()->first;
        must(undo(id));
        seats[request.source()] = request;  // the answer of shifts comes last
        return shifts::v1::Extra{};
      });
  const auto draft = must(make(propose().drafts(0)));
  EXPECT_EQ(draft.state(), dv::DRAFT_STATE_UNDONE);
  EXPECT_FALSE(seats.empty());
  EXPECT_EQ(parts(draft).at(2), "freeing");
  run_job();
  EXPECT_TRUE(holds.empty() && seats.empty() && sessions.empty());
  EXPECT_EQ(parts(must(get(id))), (Lines{"freed", "freed", "freed"}));
}

TEST_F(Drafts, NeverUseMoreThanThereIs) {
  must(tell("Carottes", 12'000, "2026-03-12"));
  const auto proposed = propose();
  must(make(proposed.drafts(0)));
  EXPECT_EQ(reasons(make(proposed.drafts(1))), Lines{"surplus_taken"}) << "on another day";
  EXPECT_EQ(holds.size(), 1U) << "nothing was asked for";
  EXPECT_EQ(rows("SELECT count(*) FROM disco_soupe.draft"), Lines{"1"});
  EXPECT_EQ(propose().missing(0), "disco_soupe.no_surplus");
}

TEST_F(Drafts, AreCheckedAgainstWhatIsSet) {
  must(tell("Carottes", 12'000, "2026-03-08"));
  const auto proposed = propose().drafts(0);
  const auto refused = [&](const std::function<void(dv::Draft&)>& change) {
    auto draft = proposed;
    change(draft);
    return reasons(make(draft));
  };
  const auto moved = [&](std::int64_t seconds) {
    return refused([seconds](auto& draft) {
      draft.mutable_starts()->set_seconds(draft.starts().seconds() + seconds);
      draft.mutable_ends()->set_seconds(draft.ends().seconds() + seconds);
    });
  };
  EXPECT_EQ(refused([](auto& draft) { draft.mutable_uses(0)->set_grams(12'001); }),
            Lines{"bad_draft"});
  EXPECT_EQ(refused([](auto& draft) { draft.mutable_uses(0)->set_grams(-1); }), Lines{"bad_draft"});
  EXPECT_EQ(refused([](auto& draft) { *draft.add_uses() = draft.uses(0); }), Lines{"bad_draft"});
  EXPECT_EQ(refused([](auto& draft) { draft.clear_uses(); }), Lines{"bad_draft"});
  EXPECT_EQ(refused([](auto& draft) { draft.set_helpers(9); }), Lines{"bad_draft"});
  EXPECT_EQ(refused([](auto& draft) { draft.set_place(draft.uses(0).lot()); }), Lines{"bad_draft"});
  EXPECT_EQ(refused([](auto& draft) {
              draft.mutable_uses(0)->set_grams(std::numeric_limits<std::int64_t>::min());
              *draft.add_uses() = draft.uses(0);
            }),
            Lines{"bad_draft"});
  EXPECT_EQ(moved(3 * 86'400), Lines{"bad_draft"}) << "the carrots are lost by then";
  EXPECT_EQ(moved(60), Lines{"bad_draft"}) << "it would not begin at half an hour";
  EXPECT_EQ(moved(15 * 3600), Lines{"bad_draft"}) << "nobody cooks at three in the morning";
  EXPECT_EQ(moved(-7200), Lines{"too_late"});
  EXPECT_EQ(moved(-3600), Lines{"too_late"}) << "an hour is too short to come";
  auto longer = usual();
  longer.set_meal_minutes(120);
  set_settings(longer);
  EXPECT_EQ(moved(0), Lines{"bad_draft"}) << "it would be longer than was shown";
  EXPECT_EQ(rows("SELECT count(*) FROM disco_soupe.draft"), Lines{"0"});
}

TEST_F(Drafts, AreRecordedOnceTheyHaveBegun) {
  must(tell("Navets", 4000, "2026-03-07"));
  clock.advance(hours(1));
  const auto draft = made();
  EXPECT_EQ(draft.grams(), 24'000);
  EXPECT_EQ(reasons(record(draft.id(), 1000, 0, 0)), Lines{"not_begun"});
  clock.advance(hours(5));
  EXPECT_EQ(reasons(try_again(draft.id())), Lines{"begun"});
  EXPECT_EQ(reasons(record(draft.id(), 19'000, 3000, 2001)), Lines{"more_than_used"});
  EXPECT_EQ(reasons(record(draft.id(), 19'000, -1, 0)), Lines{"more_than_used"});
  EXPECT_EQ(must(record(draft.id(), 19'000, 3000, 2000)).state(), dv::DRAFT_STATE_RECORDED);
  const auto corrected = must(record(draft.id(), 18'000, 3000, 2000));
  EXPECT_EQ(corrected.outcome().cooked_grams(), 18'000);
  EXPECT_EQ(reasons(undo(draft.id())), Lines{"recorded"});
  const auto year = must(dv::DraftsClient(staff).get_year({}));
  EXPECT_EQ(year.year(), 2026);
  EXPECT_EQ(year.drafts(), 1);
  EXPECT_EQ(year.outcome().cooked_grams(), 18'000);
  EXPECT_EQ(year.outcome().given_grams(), 3000);
  EXPECT_EQ(year.outcome().composted_grams(), 2000);
  EXPECT_EQ(year.told_grams(), 24'000);
  dv::GetYearRequest other;
  other.set_year(2025);
  EXPECT_EQ(must(dv::DraftsClient(staff).get_year(other)).drafts(), 0);
}

}  // namespace
}  // namespace halle::test
