// Check-in: marks that are merged whatever their order, walk-ins, leaders.
#include <algorithm>

#include "halle/workshops/v1/visitors.halle.hpp"
#include "tests/services/workshops/studio.hpp"

namespace halle::test {
namespace {

class Attendance : public Studio {
 protected:
  static wv::Mark mark(int id, const std::string& member, wv::Presence presence,
                       const std::string& at = "") {
    wv::Mark out;
    out.set_id(derive_uuid(Uuid{}, std::to_string(id)).text());
    out.set_member(member);
    out.set_presence(presence);
    if (!at.empty()) sdk::set_timestamp(*out.mutable_at(), parse_instant(at).value());
    return out;
  }
  static wv::Mark visitor(int id, const std::string& name) {
    auto out = mark(id, "", wv::PRESENCE_PRESENT);
    out.mutable_visitor()->set_name(name);
    return out;
  }
  static Result<wv::MarkReply> send(sdk::Caller& caller, const std::string& session,
                                    const std::vector<wv::Mark>& marks) {
    wv::MarkRequest request;
    request.set_session(session);
    for (const auto& one : marks) *request.add_marks() = one;
    return wv::RegistrationsClient(caller).mark(request);
  }
  /// What was refused, one text for each mark; empty: recorded.
  Lines sent(const std::string& session, const std::vector<wv::Mark>& marks) {
    Lines refused;
    const auto reply = must(send(volunteer, session, marks));
    for (const auto& one : reply.marked()) refused.push_back(one.refused());
    return refused;
  }
  /// `1 present`, `2 absent`, `3 -`.
  Lines presences(const std::string& session) {
    wv::ListRegistrationsRequest request;
    request.set_session(session);
    Lines lines;
    const auto reply = must(wv::RegistrationsClient(staff).list(request));
    for (const auto& one : reply.registrations())
      lines.push_back((one.member().empty() ? one.visitor().name() : one.member()) +
                      (one.presence() == wv::PRESENCE_PRESENT  ? " present"
                       : one.presence() == wv::PRESENCE_ABSENT ? " absent"
                                                               : " -"));
    std::sort(lines.begin(), lines.end());
    return lines;
  }
  harness::Caller volunteer = as("volunteer", "50");
};

TEST_F(Attendance, MarksFromTwoDevicesMergeWithoutDoubling) {
  const auto id = session(5);
  come_all(id, 1, 3);
  clock.set("2026-03-14T18:00:00.000000Z");
  const auto here = mark(1, "1", wv::PRESENCE_PRESENT, "2026-03-14T17:05:00Z");
  const auto not_here = mark(2, "1", wv::PRESENCE_ABSENT, "2026-03-14T17:01:00Z");
  EXPECT_EQ(sent(id, {here, mark(3, "2", wv::PRESENCE_ABSENT)}), (Lines{"", ""}));
  EXPECT_EQ(sent(id, {not_here}), Lines{""}) << "marked earlier, sent later";
  EXPECT_EQ(sent(id, {here, here}), (Lines{"", ""})) << "the same again";
  EXPECT_EQ(presences(id), (Lines{"1 present", "2 absent", "3 -"}));
  EXPECT_EQ(rows("SELECT count(*) FROM workshops.mark"), Lines{"3"});
  EXPECT_EQ(sent(id, {mark(4, "1", wv::PRESENCE_UNSPECIFIED)}), Lines{""});
  EXPECT_EQ(presences(id).at(0), "1 -");
}

TEST_F(Attendance, AClockThatIsFastDoesNotOutrankLaterMarks) {
  const auto id = session(5);
  must(come(id, "1"));
  clock.set("2026-03-14T18:00:00.000000Z");
  EXPECT_EQ(sent(id, {mark(1, "1", wv::PRESENCE_ABSENT, "2027-01-01T00:00:00Z")}), Lines{""});
  clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(sent(id, {mark(2, "1", wv::PRESENCE_PRESENT)}), Lines{""});
  EXPECT_EQ(presences(id), Lines{"1 present"});
}

TEST_F(Attendance, WalkInsComeInWhileThereArePlaces) {
  const auto id = session(3);
  must(come(id, "1"));
  clock.set("2026-03-14T16:45:00.000000Z");
  const auto anna = visitor(2, "Anna");
  EXPECT_EQ(sent(id, {mark(1, "7", wv::PRESENCE_PRESENT), anna, anna,
                      mark(3, "8", wv::PRESENCE_PRESENT), visitor(4, "Bea")}),
            (Lines{"", "", "", "workshops.full", "workshops.full"}));
  EXPECT_EQ(presences(id), (Lines{"1 -", "7 present", "Anna present"}));
  EXPECT_EQ(get(id).taken(), 3);
  EXPECT_EQ(rows("SELECT name FROM workshops.visitor"), Lines{"Anna"});
  EXPECT_EQ(
      sent(id, {mark(5, "61", wv::PRESENCE_PRESENT), mark(6, "9", wv::PRESENCE_ABSENT),
                mark(7, "", wv::PRESENCE_PRESENT)}),
      (Lines{"workshops.member_unknown", "workshops.not_registered", "workshops.not_registered"}));
}

TEST_F(Attendance, AMarkThatIsSentAgainIsNotDecidedAnew) {
  const auto id = session(3);
  clock.set("2026-03-13T20:00:00.000000Z");
  const auto seven = mark(1, "7", wv::PRESENCE_PRESENT);
  const auto anna = visitor(2, "Anna");
  EXPECT_EQ(sent(id, {seven, anna}), (Lines{"", ""}));
  must(leave(id, "7"));
  wv::CancelRequest cancel;
  cancel.set_session(id);
  cancel.set_registration(
      rows("SELECT id FROM workshops.registration WHERE visitor_id IS NOT NULL").at(0));
  must(wv::RegistrationsClient(staff).cancel(cancel));
  EXPECT_EQ(sent(id, {seven, anna, mark(3, "8", wv::PRESENCE_PRESENT)}), (Lines{"", "", ""}));
  EXPECT_EQ(presences(id), Lines{"8 present"});
  EXPECT_EQ(get(id).taken(), 1);
}

TEST_F(Attendance, AWalkInDoesNotPassTheList) {
  const auto id = session(3);
  must(come(id, "1", 2));
  must(come(id, "2", 2));
  clock.set("2026-03-13T20:00:00.000000Z");  // places are still offered
  EXPECT_EQ(sent(id, {mark(1, "7", wv::PRESENCE_PRESENT), visitor(2, "Anna")}),
            (Lines{"workshops.full", "workshops.full"}))
      << "a group waits for the place that is free";
  EXPECT_EQ(rows("SELECT count(*) FROM workshops.visitor"), Lines{"0"});
  EXPECT_EQ(get(id).taken(), 2);
}

TEST_F(Attendance, OneBadMarkRefusesNoOther) {
  auto given = details(5);
  given.mutable_price()->set_kind(wv::PRICE_KIND_CONTRIBUTION);
  given.mutable_price()->set_cents(500);
  given.mutable_price()->set_floor_cents(200);
  const auto id = must(add(given)).id();
  clock.set("2026-03-14T16:00:00.000000Z");
  auto low = mark(2, "7", wv::PRESENCE_PRESENT);
  low.set_contribution_cents(199);
  auto chosen = mark(3, "8", wv::PRESENCE_PRESENT);
  chosen.set_contribution_cents(200);
  EXPECT_EQ(sent(id, {visitor(1, " "), low, chosen}),
            (Lines{"workshops.bad_name", "workshops.below_floor", ""}));
  EXPECT_EQ(presences(id), Lines{"8 present"});
  EXPECT_EQ(rows("SELECT owed_cents FROM workshops.registration"), Lines{"200"});
}

TEST_F(Attendance, AMarkOfARegistrationIsNotOneOfTheMember) {
  const auto id = session(5);
  const auto gone = must(come(id, "1"));
  must(leave(id, "1"));
  clock.set("2026-03-14T16:00:00.000000Z");
  auto both = mark(1, "1", wv::PRESENCE_PRESENT);
  both.set_registration(gone.id());
  EXPECT_EQ(sent(id, {both}), Lines{"workshops.not_registered"});
  must(come(id, "1"));
  both.set_registration(must(come(id, "2")).id());
  EXPECT_EQ(sent(id, {both}), Lines{""});
  EXPECT_EQ(presences(id), (Lines{"1 -", "2 present"}));
}

TEST_F(Attendance, AMemberWhoseMembershipEndedDoesNotWalkIn) {
  const auto id = session(5);
  must(come(id, "5"));
  must(leave(id, "5"));
  for (const auto standing : {membership::v1::STANDING_SUSPENDED, membership::v1::STANDING_LEFT}) {
    membership::v1::StandingChanged changed;
    changed.set_number("5");
    changed.set_member(derive_uuid(here(), "5").text());
    changed.set_standing(standing);
    ASSERT_TRUE(deliver(changed));
    clock.set("2026-03-14T16:00:00.000000Z");
    EXPECT_EQ(sent(id, {mark(static_cast<int>(standing), "5", wv::PRESENCE_PRESENT)}),
              Lines{"workshops.member_inactive"});
  }
  EXPECT_EQ(presences(id), Lines{});
}

TEST_F(Attendance, NamesAreForThoseWhoNeedThem) {
  answer<membership::v1::ListContactsRequest, membership::v1::ListContactsReply>(
      "/halle.membership.v1.Members/ListContacts",
      [](const membership::v1::ListContactsRequest& request)
          -> Result<membership::v1::ListContactsReply> {
        membership::v1::ListContactsReply reply;
        for (const auto& number : request.numbers()) {
          auto& one = *reply.add_contacts();
          one.set_number(number);
          one.set_first_name("Ada");
          one.set_name("N" + number);
        }
        return reply;
      });
  auto given = details(5);
  given.add_leaders("3");
  const auto id = must(add(given)).id();
  must(come(id, "1"));
  wv::AddVisitorRequest guest;
  guest.set_session(id);
  guest.mutable_visitor()->set_name("Ida");
  guest.mutable_visitor()->set_telephone("0238000000");
  must(wv::VisitorsClient(staff).add(guest));
  const auto shown = [&](sdk::Caller& caller) {
    wv::ListRegistrationsRequest request;
    request.set_session(id);
    Lines lines;
    const auto reply = must(wv::RegistrationsClient(caller).list(request));
    for (const auto& one : reply.registrations())
      lines.push_back(one.member_name() + one.visitor().name() + " " + one.visitor().telephone());
    std::sort(lines.begin(), lines.end());
    return lines;
  };
  const Lines all{"Ada N1 ", "Ida 0238000000"};
  auto leader = as("member", "3");
  auto treasurer = as("treasurer", "51");
  EXPECT_EQ(shown(staff), all);
  EXPECT_EQ(shown(leader), all);
  EXPECT_EQ(shown(treasurer), (Lines{" ", "Ida "}));
  EXPECT_EQ(shown(volunteer), (Lines{" ", "Ida "}));
  clock.set("2026-03-13T17:00:00.000000Z");
  EXPECT_EQ(shown(volunteer), all) << "from a day before";
}

TEST_F(Attendance, APersonOfTheListComesInLast) {
  const auto id = session(1);
  come_all(id, 1, 3);
  clock.set("2026-03-14T10:00:00.000000Z");
  must(leave(id, "1"));
  EXPECT_EQ(sent(id, {mark(1, "3", wv::PRESENCE_PRESENT)}), Lines{"workshops.full"})
      << "the place is offered to another";
  EXPECT_EQ(sent(id, {mark(2, "2", wv::PRESENCE_PRESENT)}), Lines{""});
  EXPECT_EQ(presences(id), (Lines{"2 present", "3 -"}));
  EXPECT_EQ(get(id).taken(), 1);
}

TEST_F(Attendance, IsMarkedFromTheDayBefore) {
  const auto id = session(5);
  must(come(id, "1"));
  clock.set("2026-03-13T16:59:59.000000Z");
  EXPECT_EQ(reasons(send(volunteer, id, {mark(1, "1", wv::PRESENCE_PRESENT)})), Lines{"not_begun"});
  clock.set("2026-03-13T17:00:00.000000Z");
  must(send(volunteer, id, {mark(1, "1", wv::PRESENCE_PRESENT)}));
}

TEST_F(Attendance, ALeaderMarksTheOwnSessionOnly) {
  auto given = details(5);
  given.add_leaders("3");
  const auto own = must(add(given)).id();
  const auto other = session(5);
  must(come(own, "1"));
  clock.set("2026-03-14T17:00:00.000000Z");
  auto leader = as("member", "3");
  must(send(leader, own, {mark(1, "1", wv::PRESENCE_PRESENT)}));
  EXPECT_EQ(reasons(send(leader, other, {})), Lines{"session_unknown"});
  auto first = as("member", "1");
  EXPECT_EQ(reasons(send(first, own, {})), Lines{"session_unknown"});
}

TEST_F(Attendance, APersonWhoIsForgottenLeavesNumbersOnly) {
  auto given = details(5);
  given.add_leaders("3");
  given.set_led_by("Claire Petit");
  const auto id = must(add(given)).id();
  must(come(id, "1"));
  kernel::v1::SubjectForgotten forgotten;
  forgotten.set_subject("3");
  ASSERT_TRUE(deliver(forgotten));
  const auto shown = get(id);
  EXPECT_EQ(shown.details().leaders_size(), 0);
  EXPECT_EQ(shown.details().led_by(), "");
  membership::v1::PersonalRequest request;
  request.set_number("1");
  auto kernel = as_kernel();
  const auto tables = must(wv::PersonalClient(kernel).collect(request));
  ASSERT_EQ(tables.tables_size(), 1);
  EXPECT_EQ(tables.tables(0).title(), "Ateliers");
  EXPECT_EQ(tables.tables(0).rows(0).cells(0), "Pain au levain");
}

}  // namespace
}  // namespace halle::test
