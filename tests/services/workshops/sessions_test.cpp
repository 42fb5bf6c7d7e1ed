// Workshops and their sessions: drafts, publication, changes, copies, calendars.
#include "tests/services/workshops/studio.hpp"

namespace halle::test {
namespace {

class Sessions : public Studio {
 protected:
  Lines listed(sdk::Caller& caller, const std::string& from = "", const std::string& until = "") {
    wv::ListSessionsRequest request;
    request.set_from(from);
    request.set_until(until);
    Lines lines;
    const auto reply = must(wv::SessionsClient(caller).list(request));
    for (const auto& one : reply.sessions())
      lines.push_back(one.details().starts() + " " + std::to_string(one.state()));
    return lines;
  }
  std::string calendar(const std::string& key) {
    auto reader = as_nobody();
    type::v1::DocumentRequest request;
    request.set_key(key);
    const auto read = wv::CalendarsClient(reader).render(request);
    return read ? read.value().body() : read.error().reason;
  }
  harness::Caller member = as("member", "1");
};

TEST_F(Sessions, ATitleIsThatOfOneWorkshop) {
  const auto bread = workshop();
  wv::SetWorkshopRequest request;
  request.mutable_workshop()->set_title("PAIN AU LEVAIN");
  const auto twice = wv::WorkshopsClient(staff).set(request);
  EXPECT_EQ(twice.error().code, Code::already_exists);
  EXPECT_EQ(reasons(twice), Lines{"workshop_known"});
  request.mutable_workshop()->set_id(bread);
  request.mutable_workshop()->set_bring("Un torchon");
  must(wv::WorkshopsClient(staff).set(request));
  const auto all = must(wv::WorkshopsClient(member).list({}));
  ASSERT_EQ(all.workshops_size(), 1);
  EXPECT_EQ(all.workshops(0).title(), "PAIN AU LEVAIN");
  EXPECT_EQ(all.workshops(0).bring(), "Un torchon");
  request.mutable_workshop()->set_id("hier");
  EXPECT_EQ(reasons(wv::WorkshopsClient(staff).set(request)), Lines{"workshop_unknown"});
  for (const std::string bad : {"", " … ", "a\nb"}) {
    request.mutable_workshop()->set_title(bad);
    EXPECT_EQ(reasons(wv::WorkshopsClient(staff).set(request)), Lines{"bad_title"}) << bad;
  }
}

TEST_F(Sessions, ADraftIsSeenByItsManagersOnly) {
  const auto id = must(add(details(5), false)).id();
  EXPECT_EQ(listed(staff), Lines{"2026-03-14T18:00 1"});
  EXPECT_EQ(listed(member), Lines{});
  wv::GetSessionRequest request;
  request.set_session(id);
  EXPECT_EQ(reasons(wv::SessionsClient(member).get(request)), Lines{"session_unknown"});
  EXPECT_EQ(reasons(come(id, "1")), Lines{"session_unknown"});
  EXPECT_EQ(reasons(accept(id, "1")), Lines{"session_unknown"});
  EXPECT_EQ(reasons(leave(id, "1")), Lines{"session_unknown"});
  wv::MarkRequest mark;
  mark.set_session(id);
  wv::ListRegistrationsRequest list;
  list.set_session(id);
  auto volunteer = as("volunteer", "50");
  EXPECT_EQ(reasons(wv::RegistrationsClient(volunteer).mark(mark)), Lines{"session_unknown"});
  EXPECT_EQ(reasons(wv::RegistrationsClient(volunteer).list(list)), Lines{"session_unknown"});
  EXPECT_EQ(reasons(come(staff, id, "1")), Lines{"not_published"});
  wv::PublishSessionRequest publish;
  publish.set_session(id);
  EXPECT_EQ(must(wv::SessionsClient(staff).publish(publish)).state(), wv::SESSION_STATE_PUBLISHED);
  EXPECT_EQ(listed(member), Lines{"2026-03-14T18:00 2"});
  EXPECT_EQ(listed(member, "2026-03-15"), Lines{});
  EXPECT_EQ(listed(member, "2026-03-14", "2026-03-14").size(), 1u);
  must(come(id, "1"));
}

TEST_F(Sessions, ADraftThatIsCancelledWasNeverThere) {
  const auto id = must(add(details(5), false)).id();
  must(call_off(id));
  EXPECT_EQ(listed(staff), Lines{"2026-03-14T18:00 3"});
  EXPECT_EQ(listed(member), Lines{});
}

TEST_F(Sessions, TimesAreLocal) {
  const auto shown = get(session(5, "2026-03-28T22:00", "2026-03-29T04:00"));
  EXPECT_EQ(format_instant(sdk::instant_of(shown.starts())).substr(0, 16), "2026-03-28T21:00");
  EXPECT_EQ(format_instant(sdk::instant_of(shown.ends())).substr(0, 16), "2026-03-29T02:00")
      << "clocks go forward in that night";
  EXPECT_EQ(shown.details().ends(), "2026-03-29T04:00");
  EXPECT_EQ(reasons(add(details(5, "2026-03-29T02:30", "2026-03-29T04:00"))),
            Lines{"no_such_time"});
}

TEST_F(Sessions, WhatCannotBeIsRefused) {
  EXPECT_EQ(reasons(add(details(0))), Lines{"bad_capacity"});
  EXPECT_EQ(reasons(add(details(1001))), Lines{"bad_capacity"});
  EXPECT_EQ(reasons(add(details(5, "demain"))), Lines{"bad_time"});
  EXPECT_EQ(reasons(add(details(5, "2026-03-07T10:00", "2026-03-07T12:00"))), Lines{"in_the_past"});
  EXPECT_EQ(reasons(add(details(5, "2026-03-14T20:00"))), Lines{"times_reversed"});
  EXPECT_EQ(reasons(add(details(5, "2026-03-14T18:00", "2026-03-18T18:00"))), Lines{"too_long"});
  auto given = details(5);
  given.set_minimum(6);
  EXPECT_EQ(reasons(add(given)), Lines{"bad_minimum"});
  given = details(5);
  given.set_closes("2026-03-14T18:01");
  EXPECT_EQ(reasons(add(given)), Lines{"closes_late"});
  given = details(5);
  given.set_opens("2026-03-14T18:00");
  EXPECT_EQ(reasons(add(given)), Lines{"opens_late"});
  given = details(5);
  given.add_leaders("99");
  EXPECT_EQ(reasons(add(given)), Lines{"member_unknown"});
  given = details(5);
  given.set_workshop("pain");
  EXPECT_EQ(reasons(add(given)), Lines{"workshop_unknown"});
}

TEST_F(Sessions, MovingKeepsThePlacesAndTellsThoseConcerned) {
  const auto id = session(2);
  come_all(id, 1, 3);
  auto given = details(2, "2026-03-15T18:00", "2026-03-15T20:00");
  EXPECT_EQ(must(change(id, given)).taken(), 2);
  EXPECT_EQ(told(), Lines{"workshops.moved " + id + ": 1 2 3, until 2026-03-15T17:00:00"});
  given.set_led_by("Claire");
  must(change(id, given));
  EXPECT_EQ(told(), Lines{}) << "day, hours and place are the same";
  EXPECT_EQ(reasons(change(id, details(2, "2026-03-07T09:00", "2026-03-07T11:00"))),
            Lines{"in_the_past"});
}

TEST_F(Sessions, ASessionMovedNearerCutsTheOffersShort) {
  const auto id = session(1);
  come_all(id, 1, 2);
  must(leave(id, "1"));
  EXPECT_EQ(list_of(id), Lines{"2 offered until 2026-03-08T09:00"});
  must(change(id, details(1, "2026-03-07T18:00", "2026-03-07T20:00")));
  EXPECT_EQ(list_of(id), Lines{"2 offered until 2026-03-07T15:00"});
}

TEST_F(Sessions, ASessionMovedNearPutsOffersBackOnTheList) {
  const auto id = session(1);
  come_all(id, 1, 3);
  must(leave(id, "1"));
  (void)told();
  must(change(id, details(1, "2026-03-07T11:00", "2026-03-07T13:00")));  // an hour from now
  EXPECT_EQ(list_of(id), (Lines{"2 waiting", "3 waiting"})) << "nothing is offered any more";
  EXPECT_EQ(told(), Lines{"workshops.moved " + id + ": 2 3, until 2026-03-07T10:00:00"});
  EXPECT_EQ(get(id).taken(), 0);
  EXPECT_EQ(must(accept(id, "2")).state(), wv::REGISTRATION_STATE_REGISTERED);
}

TEST_F(Sessions, ItsLeadersAreTold) {
  auto given = details(2);
  given.add_leaders("10");
  given.add_leaders("3");
  given.add_leaders("1");
  const auto id = must(add(given)).id();
  must(come(id, "1"));
  given.set_starts("2026-03-14T17:00");
  must(change(id, given));
  EXPECT_EQ(told(), (Lines{"workshops.moved " + id + ": 1, until 2026-03-14T16:00:00",
                           "workshops.led_moved " + id + ": 3 10, until 2026-03-14T16:00:00"}));
  must(call_off(id, "Neige"));
  EXPECT_EQ(told(),
            (Lines{"workshops.called_off " + id + ": 1, until 2026-03-14T16:00:00",
                   "workshops.led_called_off " + id + ": 3 10, until 2026-03-14T16:00:00"}));
}

TEST_F(Sessions, MorePlacesAreOfferedAndFewerThanTakenRefused) {
  const auto id = session(2);
  come_all(id, 1, 4);
  EXPECT_EQ(reasons(change(id, details(1))), Lines{"places_taken"});
  const auto larger = must(change(id, details(3)));
  EXPECT_EQ(larger.taken(), 3);
  EXPECT_EQ(list_of(id).size(), 2u);
  EXPECT_EQ(list_of(id).at(0).substr(0, 9), "3 offered");
}

TEST_F(Sessions, CancellingEndsAllRegistrationsAndTellsTheirPersons) {
  const auto id = session(1);
  come_all(id, 1, 2);
  const auto cancelled = must(call_off(id, "Panne de four"));
  EXPECT_EQ(cancelled.state(), wv::SESSION_STATE_CANCELLED);
  EXPECT_EQ(cancelled.reason(), "Panne de four");
  EXPECT_EQ(cancelled.taken(), 0);
  EXPECT_EQ(told(), Lines{"workshops.called_off " + id + ": 1 2, until 2026-03-14T17:00:00"});
  EXPECT_EQ(registrations(id), Lines{});
  EXPECT_EQ(reasons(come(id, "3")), Lines{"cancelled"});
  EXPECT_EQ(reasons(call_off(id)), Lines{"cancelled"});
  EXPECT_EQ(reasons(change(id, details(4))), Lines{"cancelled"});
}

TEST_F(Sessions, CopiesKeepTheLocalHours) {
  auto given = details(5, "2026-03-21T18:00", "2026-03-21T20:00");
  given.set_closes("2026-03-20T12:00");
  given.add_leaders("3");
  const auto id = must(add(given)).id();
  wv::RepeatSessionRequest request;
  request.set_session(id);
  request.add_days("2026-03-28");
  request.add_days("2026-04-04");
  request.set_publish(true);
  const auto copies = must(wv::SessionsClient(staff).repeat(request));
  ASSERT_EQ(copies.sessions_size(), 2);
  const auto& summer = copies.sessions(1);
  EXPECT_EQ(summer.details().starts(), "2026-04-04T18:00");
  EXPECT_EQ(summer.details().closes(), "2026-04-03T12:00");
  EXPECT_EQ(joined(summer.details().leaders()), "3");
  EXPECT_EQ(format_instant(sdk::instant_of(summer.starts())).substr(0, 16), "2026-04-04T16:00");
  request.add_days("2026-04-04");
  EXPECT_EQ(reasons(wv::SessionsClient(staff).repeat(request)), Lines{"day_twice"});
  request.mutable_days()->RemoveLast();
  request.add_days("2026-03-21");
  EXPECT_EQ(reasons(wv::SessionsClient(staff).repeat(request)), Lines{"day_twice"})
      << "that of the original";
  request.mutable_days()->RemoveLast();
  request.add_days("2026-03-06");
  EXPECT_EQ(reasons(wv::SessionsClient(staff).repeat(request)), Lines{"in_the_past"});
  request.mutable_days()->RemoveLast();
  request.add_days("31 avril");
  EXPECT_EQ(reasons(wv::SessionsClient(staff).repeat(request)), Lines{"bad_day"});
  EXPECT_EQ(listed(staff).size(), 3u) << "none of them was added";
}

TEST_F(Sessions, ACalendarShowsTheOwnSessions) {
  const auto id = session(1);
  must(come(id, "1"));
  const auto full = session(1, "2026-03-15T18:00", "2026-03-15T20:00");
  must(come(full, "2"));
  must(come(full, "1"));
  must(call_off(full));
  const auto path = must(wv::CalendarsClient(member).open({})).path();
  const auto key = path.substr(path.rfind('/') + 1);
  EXPECT_NE(calendar(key).find("SUMMARY:Pain au levain"), std::string::npos) << calendar(key);
  EXPECT_EQ(calendar("x" + key), "workshops.calendar_unknown");
  must(call_off(id));
  EXPECT_NE(calendar(key).find("STATUS:CANCELLED"), std::string::npos) << calendar(key);
  EXPECT_EQ(calendar(key).find("BEGIN:VEVENT", calendar(key).find("BEGIN:VEVENT") + 1),
            std::string::npos)
      << "not one for which the member only waited";
  must(wv::CalendarsClient(member).close({}));
  EXPECT_EQ(calendar(key), "workshops.calendar_unknown");
}

TEST_F(Sessions, TheCalendarForEverybodyIsThereIfTheAssociationWantsIt) {
  auto given = details(5);
  given.set_audience(wv::AUDIENCE_ANYBODY);
  must(add(given));
  session(5, "2026-03-15T18:00", "2026-03-15T20:00");  // for members
  auto reader = as_nobody();
  EXPECT_EQ(reasons(wv::CalendarsClient(reader).render_public({})), Lines{"calendar_unknown"});
  set_settings(1440, 120, false, true);
  const auto body = must(wv::CalendarsClient(reader).render_public({})).body();
  EXPECT_NE(body.find("20260314T170000Z"), std::string::npos) << body;
  EXPECT_EQ(body.find("20260315T170000Z"), std::string::npos) << body;
}

TEST_F(Sessions, SettingsHaveLimits) {
  const auto usual = must(wv::WorkshopsClient(member).get_settings({}));
  EXPECT_EQ(usual.offer_minutes(), 1440);
  EXPECT_EQ(usual.last_offer_minutes(), 120);
  wv::SetSettingsRequest request;
  request.mutable_settings()->set_offer_minutes(9);
  EXPECT_EQ(reasons(wv::WorkshopsClient(staff).set_settings(request)), Lines{"bad_minutes"});
  EXPECT_EQ(wv::WorkshopsClient(member).set_settings(request).error().code,
            Code::permission_denied);
}

}  // namespace
}  // namespace halle::test
