// Places and the waiting list of a session: registering, offers, giving back, over time.
#include "tests/services/workshops/studio.hpp"

namespace halle::test {
namespace {

class Places : public Studio {};

TEST_F(Places, TheFirstGetThemAndTheOthersWait) {
  const auto id = session(2);
  EXPECT_EQ(must(come(id, "1")).state(), wv::REGISTRATION_STATE_REGISTERED);
  clock.advance(std::chrono::seconds(1));  // registrations of one instant have no order
  EXPECT_EQ(must(come(id, "2")).state(), wv::REGISTRATION_STATE_REGISTERED);
  EXPECT_EQ(must(come(id, "3")).state(), wv::REGISTRATION_STATE_WAITING);
  const auto shown = get(id);
  EXPECT_EQ(shown.taken(), 2);
  EXPECT_EQ(shown.waiting(), 1);
  auto third = as("member", "3");
  EXPECT_EQ(get(id, third).own().state(), wv::REGISTRATION_STATE_WAITING);
  EXPECT_EQ(registrations(id), (Lines{"1 registered", "2 registered", "3 waiting"}));
}

TEST_F(Places, TheKnownCourse) {
  // Ten places, twelve register; the session begins at 17:00 UTC on the 14th.
  const auto id = session(10);
  come_all(id, 1, 12);
  EXPECT_EQ(list_of(id), (Lines{"11 waiting", "12 waiting"}));
  clock.set("2026-03-13T11:00:00.000000Z");  // 30 hours before
  must(leave(id, "4"));
  EXPECT_EQ(list_of(id), (Lines{"11 offered until 2026-03-14T11:00", "12 waiting"}));
  EXPECT_EQ(told(), Lines{"workshops.place_offered " + id + ": 11, until 2026-03-14T11:00:00"});
  EXPECT_EQ(get(id).taken(), 10) << "the place is held";
  clock.set("2026-03-14T09:00:00.000000Z");  // 8 hours before
  EXPECT_EQ(must(leave(id, "11")).state(), wv::REGISTRATION_STATE_CANCELLED);
  EXPECT_EQ(list_of(id), Lines{"12 offered until 2026-03-14T15:00"});
  EXPECT_EQ(must(accept(id, "12")).state(), wv::REGISTRATION_STATE_REGISTERED);
  EXPECT_EQ(must(accept(id, "12")).state(), wv::REGISTRATION_STATE_REGISTERED) << "twice is once";
  clock.set("2026-03-14T16:00:00.000000Z");  // 1 hour before
  must(leave(id, "5"));
  EXPECT_EQ(list_of(id), Lines{});
  EXPECT_EQ(get(id).taken(), 9);
  EXPECT_EQ(must(come(id, "20")).state(), wv::REGISTRATION_STATE_REGISTERED);
}

TEST_F(Places, AnOfferThatRunsOutGoesToTheNextAtOnce) {
  const auto id = session(1);
  come_all(id, 1, 3);
  clock.set("2026-03-10T10:00:00.000000Z");
  must(leave(id, "1"));
  EXPECT_EQ(list_of(id), (Lines{"2 offered until 2026-03-11T10:00", "3 waiting"}));
  clock.set("2026-03-11T09:59:59.000000Z");
  EXPECT_EQ(advance(), 0);
  clock.set("2026-03-11T10:00:00.000000Z");
  EXPECT_EQ(advance(), 1);
  EXPECT_EQ(list_of(id), Lines{"3 offered until 2026-03-12T10:00"});
  EXPECT_EQ(advance(), 0) << "nothing is done twice";
  EXPECT_EQ(reasons(accept(id, "2")), Lines{"not_offered"});
  EXPECT_EQ(told().size(), 2u) << "each is told once";
}

TEST_F(Places, AnOfferThatHasRunOutIsNotAcceptedBeforeTheJobComes) {
  const auto id = session(1);
  come_all(id, 1, 3);
  must(leave(id, "1"));
  clock.advance(std::chrono::hours(24));
  EXPECT_EQ(reasons(accept(id, "2")), Lines{"not_offered"});
  EXPECT_EQ(advance(), 1) << "the refused call has left the list as it was";
  EXPECT_EQ(list_of(id).at(0).substr(0, 9), "3 offered");
}

TEST_F(Places, AfterTheBeginningNothingIsOffered) {
  const auto id = session(1);
  set_settings(1440, 0, false);
  come_all(id, 1, 2);
  clock.set("2026-03-14T17:00:00.000000Z");
  EXPECT_EQ(reasons(leave(id, "1")), Lines{"begun"});
  EXPECT_EQ(reasons(come(id, "3")), Lines{"begun"});
  EXPECT_EQ(advance(), 0);
  EXPECT_EQ(list_of(id), Lines{"2 waiting"});
}

TEST_F(Places, WhenOffersHaveEndedAMemberOfTheListTakesAFreePlace) {
  const auto id = session(1);
  come_all(id, 1, 3);
  EXPECT_EQ(reasons(accept(id, "3")), Lines{"not_offered"});
  clock.set("2026-03-14T15:30:00.000000Z");
  EXPECT_EQ(reasons(accept(id, "3")), Lines{"not_offered"}) << "none is free";
  must(leave(id, "1"));
  EXPECT_EQ(must(accept(id, "3")).state(), wv::REGISTRATION_STATE_REGISTERED);
  EXPECT_EQ(reasons(accept(id, "2")), Lines{"not_offered"});
}

TEST_F(Places, GroupsArePlacedWholeOrWaitWhole) {
  const auto id = session(4);
  EXPECT_EQ(must(come(id, "1", 3)).state(), wv::REGISTRATION_STATE_REGISTERED);
  EXPECT_EQ(must(come(id, "2", 3)).state(), wv::REGISTRATION_STATE_WAITING);
  clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(must(come(id, "3")).state(), wv::REGISTRATION_STATE_WAITING)
      << "one place is free, but a group waits for it";
  EXPECT_EQ(get(id).waiting(), 4);
  EXPECT_EQ(reasons(come(id, "4", 5)), Lines{"group_too_large"});
  EXPECT_EQ(reasons(come(id, "4", 21)), Lines{"bad_persons"});
  set_settings(1440, 120, true);
  EXPECT_EQ(advance(), 1) << "the association allows to pass";
  EXPECT_EQ(list_of(id), (Lines{"2 waiting", "3 offered until 2026-03-08T09:00"}));
  must(leave(id, "1"));
  EXPECT_EQ(list_of(id).at(0), "2 offered until 2026-03-08T09:00") << "it has kept its rank";
}

TEST_F(Places, AGroupLargerThanTheSessionHoldsBackNoOther) {
  const auto id = session(10);
  must(come(id, "1", 5));
  must(come(id, "2", 6));
  clock.advance(std::chrono::seconds(1));
  must(come(id, "3", 5));
  must(change(id, details(5)));
  must(leave(id, "1"));
  EXPECT_EQ(list_of(id), (Lines{"2 waiting", "3 offered until 2026-03-08T09:00"}));
  must(change(id, details(11)));
  EXPECT_EQ(list_of(id).at(0).substr(0, 9), "2 offered") << "it has kept its rank";
}

TEST_F(Places, ASuspendedMemberDoesNotAcceptAPlace) {
  const auto id = session(1);
  come_all(id, 1, 2);
  membership::v1::StandingChanged suspended;
  suspended.set_number("2");
  suspended.set_member(derive_uuid(here(), "2").text());
  suspended.set_standing(membership::v1::STANDING_SUSPENDED);
  ASSERT_TRUE(deliver(suspended));
  must(leave(id, "1"));
  EXPECT_EQ(reasons(accept(id, "2")), Lines{"member_inactive"});
  wv::AcceptRequest request;
  request.set_session(id);
  request.set_registration(rows("SELECT id FROM workshops.registration WHERE state = 3").at(0));
  EXPECT_EQ(reasons(wv::RegistrationsClient(staff).accept(request)), Lines{"member_inactive"});
  EXPECT_EQ(list_of(id).size(), 1u);
}

TEST_F(Places, TheJobTakesManyListsInTurnsAndNoneOnWhichNothingIsToBeDone) {
  constexpr int at_once = 50;
  for (int n = 0; n < at_once; ++n) {  // a place is free, but not for the group that is next
    const auto stuck = session(4, "2026-03-13T18:00", "2026-03-13T20:00");
    must(come(stuck, "1", 3));
    must(come(stuck, "2", 3));
  }
  for (int n = 0; n < at_once + 2; ++n) {  // an offer runs out
    const auto id = session(1);
    must(come(id, "1"));
    must(come(id, "2"));
    must(leave(id, "1"));
  }
  clock.advance(std::chrono::hours(24));
  EXPECT_EQ(advance(), at_once);
  EXPECT_EQ(advance(), 2);
  EXPECT_EQ(advance(), 0);
}

TEST_F(Places, PriorityIsGivenByStaffOnly) {
  const auto id = session(1);
  come_all(id, 1, 2);
  auto third = as("member", "3");
  EXPECT_EQ(reasons(come(third, id, "3", 1, 1)), Lines{"bad_priority"});
  must(come(staff, id, "3", 1, 1));
  EXPECT_EQ(list_of(id), (Lines{"3 waiting", "2 waiting"}));
}

TEST_F(Places, AMemberActsForItselfOnly) {
  const auto id = session(2);
  auto first = as("member", "1");
  const auto other = come(first, id, "2");
  EXPECT_EQ(other.error().code, Code::not_found);
  EXPECT_EQ(reasons(other), Lines{"member_unknown"});
  must(come(id, "2"));
  wv::CancelRequest cancel;
  cancel.set_session(id);
  cancel.set_member("2");
  EXPECT_EQ(reasons(wv::RegistrationsClient(first).cancel(cancel)), Lines{"member_unknown"});
  wv::ListRegistrationsRequest list;
  list.set_session(id);
  EXPECT_EQ(reasons(wv::RegistrationsClient(first).list(list)), Lines{"session_unknown"});
  EXPECT_EQ(reasons(come(staff, id, "61")), Lines{"member_unknown"});
}

TEST_F(Places, EveryReasonIsSaid) {
  auto given = details(2);
  given.set_opens("2026-03-08T08:00");
  given.set_closes("2026-03-13T12:00");
  const auto id = must(add(given)).id();
  membership::v1::StandingChanged suspended;
  suspended.set_number("5");
  suspended.set_member(derive_uuid(here(), "5").text());
  suspended.set_standing(membership::v1::STANDING_SUSPENDED);
  ASSERT_TRUE(deliver(suspended));
  EXPECT_EQ(reasons(come(id, "5", 3)),
            (Lines{"not_open_yet", "member_inactive", "group_too_large"}));
  must(come(staff, id, "1"));
  clock.set("2026-03-08T07:00:00.000000Z");
  must(come(id, "2"));
  EXPECT_EQ(reasons(come(id, "2")), Lines{"already"});
  clock.set("2026-03-13T11:00:00.000000Z");
  EXPECT_EQ(reasons(come(id, "3")), Lines{"closed"});
  EXPECT_EQ(reasons(leave(id, "3")), Lines{"not_registered"});
  must(leave(id, "2"));
  must(come(staff, id, "2"));
}

TEST_F(Places, AMemberWhoLeavesTheAssociationGivesThemBack) {
  const auto id = session(1);
  come_all(id, 1, 2);
  membership::v1::StandingChanged left;
  left.set_number("1");
  left.set_member(derive_uuid(here(), "1").text());
  left.set_standing(membership::v1::STANDING_LEFT);
  ASSERT_TRUE(deliver(left));
  EXPECT_EQ(registrations(id), Lines{"2 offered until 2026-03-08T09:00"});
  EXPECT_EQ(reasons(come(id, "1")), Lines{"member_inactive"});
}

TEST_F(Places, TheDatabaseItselfKeepsToTheCapacity) {
  const auto id = session(1);
  must(come(id, "1"));
  EXPECT_THROW((void)rows("UPDATE workshops.session SET taken = taken + 1"), std::exception);
  EXPECT_THROW((void)rows("UPDATE workshops.session SET taken = -1"), std::exception);
}

TEST_F(Places, AnotherAssociationSeesNothing) {
  const auto id = session(1);
  auto stranger = as("coordinator", "1", elsewhere());
  EXPECT_EQ(reasons(come(stranger, id, "1")), Lines{"session_unknown"});
  wv::GetSessionRequest request;
  request.set_session(id);
  EXPECT_EQ(reasons(wv::SessionsClient(stranger).get(request)), Lines{"session_unknown"});
}

}  // namespace
}  // namespace halle::test
