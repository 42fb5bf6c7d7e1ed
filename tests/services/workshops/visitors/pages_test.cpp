// Persons without an account: the public pages, registering, confirming by a link, being forgotten.
#include <fstream>

#include "tests/services/workshops/visitors/visitors.hpp"
#include "tests/support/calendars.hpp"

namespace halle::test {
namespace {

class Visitors : public VisitorsTest {};

TEST_F(Visitors, ThePageShowsSessionsForAnybody) {
  const auto id = open_session(5);
  session(5);  // for members
  must(add(details(5), false));
  const auto page = list_page();
  EXPECT_FALSE(has(page, "Il y en a d’autres"));
  const auto data = data_of(page);
  ASSERT_EQ(data["@graph"].size(), 1u);
  const auto& event = data["@graph"][0];
  EXPECT_EQ(event["@type"], "Event");
  EXPECT_EQ(event["name"], "Pain au levain");
  EXPECT_EQ(event["startDate"], "2026-03-14T17:00:00Z");
  EXPECT_EQ(event["url"], "https://halle.example/a/here/ateliers/" + id);
  EXPECT_NE(page.find("samedi 14 mars 2026, 18\u00a0h"), std::string::npos) << page;
  EXPECT_NE(page.find("5 places libres"), std::string::npos);
  EXPECT_NE(list_page("en").find("Saturday 14 March 2026, 18:00"), std::string::npos);
  EXPECT_EQ(page.find("<script src"), std::string::npos);
  set_settings(1440, 120, false, false);
  EXPECT_EQ(reasons(wv::VisitorsClient(anybody).render_sessions(page_request(""))),
            Lines{"page_unknown"});
  EXPECT_EQ(reasons(wv::VisitorsClient(anybody).render_session(page_request(id))),
            Lines{"page_unknown"});
}

TEST_F(Visitors, PagesAndCalendarAreReadByOthers) {
  auto given = details(5, "2026-03-28T18:00", "2026-03-28T20:00");
  given.set_audience(wv::AUDIENCE_ANYBODY);
  given.set_led_by("Claire; Ahmed");
  given.set_place("3, rue de la Halle");
  given.mutable_price()->set_kind(wv::PRICE_KIND_CONTRIBUTION);
  given.mutable_price()->set_cents(500);
  given.mutable_price()->set_floor_cents(200);
  const auto winter = must(add(given)).id();
  given = details(5, "2026-03-29T18:00", "2026-03-29T20:00");
  given.set_audience(wv::AUDIENCE_ANYBODY);
  const auto summer = must(add(given)).id();
  given = details(5, "2026-10-25T18:00", "2026-10-25T20:00");
  given.set_audience(wv::AUDIENCE_ANYBODY);
  given.set_place("");
  const auto off = must(add(given)).id();
  must(call_off(off, "Neige"));
  const auto with_names = [&](std::string text) {
    for (const auto& [id, name] : {std::pair{winter, "winter"}, {summer, "summer"}, {off, "off"}})
      for (auto at = text.find(id); at != std::string::npos; at = text.find(id))
        text.replace(at, id.size(), name);
    return text;
  };
  const auto calendar = with_names(must(wv::CalendarsClient(anybody).render_public({})).body());
  EXPECT_EQ(calendar, feed_file("workshops.ics"));
  EXPECT_EQ(read_by_libical(calendar), feed_file("workshops.txt"));
  const nlohmann::ordered_json data{{"list", data_of(list_page())},
                                    {"session", data_of(must(page_of(winter)))},
                                    {"cancelled", data_of(must(page_of(off)))}};
  // clients/web/test holds it against the vocabulary of schema.org.
  std::ifstream file(HALLE_SOURCE_DIR "/tests/data/structured/workshops.json");
  EXPECT_EQ(with_names(data.dump(2)) + "\n", std::string(std::istreambuf_iterator<char>(file), {}));
}

TEST_F(Visitors, TheFullestPageIsLight) {
  for (int day = 10; day < 32; ++day) {
    auto given = details(1000, "2026-03-" + std::to_string(day) + "T18:00",
                         "2026-03-" + std::to_string(day) + "T20:00");
    given.set_audience(wv::AUDIENCE_ANYBODY);
    given.set_place("Salle des fêtes, 12 rue des Halles, 45000 Orléans");
    given.set_led_by("Claire, diététicienne, et Ahmed, boulanger");
    must(add(given));
  }
  EXPECT_EQ(data_of(list_page())["@graph"].size(), 20u);
  EXPECT_TRUE(has(list_page(), "Il y en a d’autres"));
  EXPECT_LT(list_page().size(), 30u << 10);
}

TEST_F(Visitors, ADraftOrASessionForMembersHasNoPage) {
  auto given = details(5);
  given.set_audience(wv::AUDIENCE_ANYBODY);
  for (const auto& hidden : {session(5), must(add(given, false)).id(), std::string("hier")}) {
    EXPECT_EQ(reasons(wv::VisitorsClient(anybody).render_session(page_request(hidden))),
              Lines{"page_unknown"});
    EXPECT_EQ(reasons(sign_up(hidden, "Ida", "ida@example.org")), Lines{"page_unknown"});
  }
}

TEST_F(Visitors, APlaceIsTakenWhenTheLinkIsConfirmedByAButton) {
  const auto id = open_session(2);
  EXPECT_TRUE(has(sign_up(id, "Ida <b>", "ida@example.org", "2"), "Confirmez dans les 24 heures"));
  EXPECT_EQ(registrations(id), Lines{"Ida <b> unconfirmed"});
  EXPECT_EQ(get(id).taken(), 0);
  ASSERT_EQ(told().size(), 1u);
  const auto key = key_of("Ida <b>");
  EXPECT_TRUE(has(look(key), "value=\"confirm\""));
  EXPECT_EQ(registrations(id), Lines{"Ida <b> unconfirmed"}) << "looking changes nothing";
  EXPECT_TRUE(has(answer_with(key, "confirm"), "Votre place est prise"));
  EXPECT_TRUE(has(answer_with(key, "confirm"), "Votre place est prise")) << "twice is once";
  EXPECT_EQ(registrations(id), Lines{"Ida <b> registered"});
  EXPECT_EQ(get(id).taken(), 2);
  EXPECT_TRUE(has(answer_with(key, "cancel"), "Vous n’avez plus d’inscription"));
  EXPECT_EQ(get(id).taken(), 0);
  EXPECT_TRUE(has(answer_with(key, "confirm"), "n’est plus à confirmer"));
  EXPECT_EQ(registrations(id), Lines{});
}

TEST_F(Visitors, TheLinkIsNotStored) {
  const auto id = open_session(2);
  must(sign_up(id, "Ida", "ida@example.org"));
  const auto key = key_of("Ida");
  EXPECT_EQ(key.size(), 64u);
  EXPECT_EQ(
      rows("SELECT count(*) FROM workshops.visitor WHERE key_hash = sha256('" + key + "'::bytea)"),
      Lines{"1"});
  EXPECT_EQ(reasons(look(std::string(64, '0'))), Lines{"page_unknown"});
  EXPECT_EQ(reasons(look("")), Lines{"page_unknown"});
  EXPECT_EQ(reasons(answer_with("x", "cancel")), Lines{"page_unknown"});
  const auto letter =
      composed("workshops.confirm", rows("SELECT id FROM workshops.registration").at(0));
  EXPECT_EQ(letter.email(), "ida@example.org");
  EXPECT_EQ(letter.name(), "Ida");
}

TEST_F(Visitors, AVisitorWaitsAndAcceptsAnOffer) {
  const auto id = open_session(1);
  must(come(id, "1"));
  must(sign_up(id, "Ida", "ida@example.org"));
  const auto key = key_of("Ida");
  EXPECT_TRUE(has(answer_with(key, "confirm"), "liste d’attente"));
  (void)told();
  EXPECT_FALSE(has(look(key), "value=\"accept\""));
  must(leave(id, "1"));
  const auto due = told();
  ASSERT_EQ(due.size(), 1u);
  const auto registration = rows("SELECT id FROM workshops.registration WHERE state = 3").at(0);
  EXPECT_EQ(due.at(0).find("workshops.place_offered " + registration + ": ,"), 0u) << due.at(0);
  const auto letter = composed("workshops.place_offered", registration);
  EXPECT_EQ(letter.path(), "/a/here/inscription/" + key) << "the same link";
  EXPECT_TRUE(has(look(key), "value=\"accept\""));
  EXPECT_TRUE(has(answer_with(key, "accept"), "Votre place est prise"));
  EXPECT_EQ(get(id).taken(), 1);
  EXPECT_EQ(registrations(id), Lines{"Ida registered"});
}

TEST_F(Visitors, WhenOffersHaveEndedAVisitorOfTheListTakesAFreePlace) {
  const auto id = open_session(2);
  come_all(id, 1, 2);
  must(sign_up(id, "Ida", "ida@example.org"));
  const auto key = key_of("Ida");
  must(answer_with(key, "confirm"));
  clock.set("2026-03-14T15:30:00.000000Z");  // 90 minutes before
  EXPECT_FALSE(has(look(key), "value=\"accept\""));
  EXPECT_TRUE(has(list_page(), "Complet"));
  must(leave(id, "1"));
  EXPECT_TRUE(has(list_page(), "1 place libre")) << "it is anybody's, although one waits";
  EXPECT_EQ(data_of(list_page())["@graph"][0]["remainingAttendeeCapacity"], 1);
  EXPECT_TRUE(has(look(key), "value=\"accept\""));
  EXPECT_TRUE(has(answer_with(key, "accept"), "Votre place est prise"));
}

TEST_F(Visitors, WhileOthersWaitNoPlaceIsFree) {
  const auto id = open_session(3);
  must(come(id, "1", 2));
  must(come(id, "2", 2));
  EXPECT_TRUE(has(page_of(id), "Complet"));
  EXPECT_EQ(data_of(must(page_of(id)))["remainingAttendeeCapacity"], 0);
}

TEST_F(Visitors, StaffAcceptsForAVisitorWithoutAnEMail) {
  const auto id = open_session(1);
  must(come(id, "1"));
  wv::AddVisitorRequest add;
  add.set_session(id);
  add.mutable_visitor()->set_name("Ida");
  add.mutable_visitor()->set_telephone("0238000000");
  wv::AcceptRequest accept;
  accept.set_session(id);
  accept.set_registration(must(wv::VisitorsClient(staff).add(add)).id());
  EXPECT_EQ(reasons(wv::RegistrationsClient(staff).accept(accept)), Lines{"not_offered"});
  must(leave(id, "1"));
  auto volunteer = as("volunteer", "50");
  EXPECT_EQ(reasons(wv::RegistrationsClient(volunteer).accept(accept)), Lines{"member_unknown"});
  const auto other = open_session(1, "2026-03-15T18:00", "2026-03-15T20:00");
  auto elsewhere = accept;
  elsewhere.set_session(other);
  EXPECT_EQ(reasons(wv::RegistrationsClient(staff).accept(elsewhere)), Lines{"not_offered"});
  EXPECT_EQ(must(wv::RegistrationsClient(staff).accept(accept)).state(),
            wv::REGISTRATION_STATE_REGISTERED);
  EXPECT_EQ(registrations(id), Lines{"Ida registered"});
}

TEST_F(Visitors, ThePageSaysWhyThereIsNoForm) {
  auto given = details(5);
  given.set_audience(wv::AUDIENCE_ANYBODY);
  given.set_opens("2026-03-08T08:00");
  given.set_closes("2026-03-13T12:00");
  const auto id = must(add(given)).id();
  const std::string form = "<form";
  EXPECT_TRUE(has(page_of(id), "pas encore ouvertes"));
  EXPECT_FALSE(has(page_of(id), form));
  clock.set("2026-03-08T07:00:00.000000Z");
  EXPECT_TRUE(has(page_of(id), form));
  clock.set("2026-03-13T11:00:00.000000Z");
  EXPECT_TRUE(has(page_of(id), "sont fermées"));
  EXPECT_TRUE(has(sign_up(id, "Ida", "ida@example.org"), "sont fermées"));
  EXPECT_FALSE(has(page_of(id), form));
  clock.set("2026-03-14T17:00:00.000000Z");
  EXPECT_TRUE(has(page_of(id), "a déjà commencé"));
  clock.set("2026-04-13T19:00:00.000000Z");
  EXPECT_EQ(reasons(page_of(id)), Lines{"page_unknown"}) << "30 days after its end";
}

TEST_F(Visitors, ThePageOfACancelledSessionSaysSoUntilItsBeginning) {
  const auto id = open_session(5);
  must(call_off(id, "Panne de four"));
  const auto page = page_of(id);
  EXPECT_TRUE(has(page, "est annulé"));
  EXPECT_TRUE(has(page, "Panne de four"));
  EXPECT_FALSE(has(page, "<form"));
  EXPECT_EQ(data_of(page.value())["eventStatus"], "https://schema.org/EventCancelled");
  EXPECT_FALSE(has(list_page(), "Pain au levain"));
  clock.set("2026-03-14T17:00:00.000000Z");
  EXPECT_EQ(reasons(page_of(id)), Lines{"page_unknown"});
  auto given = details(5);
  given.set_audience(wv::AUDIENCE_ANYBODY);
  given.set_starts("2026-03-20T18:00");
  given.set_ends("2026-03-20T20:00");
  const auto draft = must(add(given, false)).id();
  must(call_off(draft));
  EXPECT_EQ(reasons(page_of(draft)), Lines{"page_unknown"}) << "it was never there";
}

TEST_F(Visitors, WhatIsWrongIsSaidAndWhatWasTypedKept) {
  const auto id = open_session(3);
  const auto bad = sign_up(id, "Ida \"x\"", "ida@");
  EXPECT_TRUE(has(bad, "Cette adresse e-mail n’est pas lisible."));
  EXPECT_TRUE(has(bad, "value=\"Ida &quot;x&quot;\"")) << bad.value();
  EXPECT_TRUE(has(sign_up(id, "", "ida@example.org"), "Donnez votre nom"));
  EXPECT_TRUE(has(sign_up(id, "Ida", ""), "Donnez un e-mail ou un numéro"));
  EXPECT_TRUE(has(sign_up(id, "Ida", "ida@example.org", "4"), "moins de places"));
  EXPECT_TRUE(has(sign_up(id, "Ida", "ida@example.org", "deux"), "De 1 à 20 personnes"));
  EXPECT_TRUE(has(sign_up(id, "Ida", "", "1", "192.0.2.1", "02 38 00 00 00"), "appelé"));
  EXPECT_EQ(rows("SELECT name, telephone FROM workshops.visitor"), Lines{"Ida|0238000000"});
  clock.set("2026-03-14T17:00:00.000000Z");
  EXPECT_TRUE(has(sign_up(id, "Otto", "otto@example.org"), "a déjà commencé"));
}

TEST_F(Visitors, AVisitorIsForgotten180DaysAfter) {
  const auto id = open_session(2);
  must(sign_up(id, "Ida", "ida@example.org"));
  const auto key = key_of("Ida");
  must(answer_with(key, "confirm"));
  clock.set("2026-09-10T18:59:59.000000Z");
  EXPECT_EQ(forget().forgotten(), 0);
  clock.set("2026-09-10T19:00:00.000000Z");
  EXPECT_EQ(forget().forgotten(), 1);
  EXPECT_EQ(
      rows("SELECT name, email, telephone, post_code, key_hash IS NULL FROM workshops.visitor"),
      Lines{"||||t"});
  EXPECT_EQ(reasons(look(key)), Lines{"page_unknown"});
  EXPECT_EQ(get(id).taken(), 1) << "that one person came is still counted";
  EXPECT_EQ(forget().forgotten(), 0);
}

TEST_F(Visitors, StaffRegistersAndConfirms) {
  const auto id = open_session(1);
  wv::AddVisitorRequest add;
  add.set_session(id);
  add.mutable_visitor()->set_name("Ida");
  EXPECT_EQ(reasons(wv::VisitorsClient(staff).add(add)), Lines{"no_contact"});
  add.mutable_visitor()->set_telephone("0238000000");
  EXPECT_EQ(must(wv::VisitorsClient(staff).add(add)).state(), wv::REGISTRATION_STATE_REGISTERED);
  must(sign_up(id, "Otto", "otto@example.org"));
  wv::ConfirmVisitorRequest confirm;
  confirm.set_registration(rows("SELECT id FROM workshops.registration WHERE state = 5").at(0));
  EXPECT_EQ(must(wv::VisitorsClient(staff).confirm(confirm)).state(),
            wv::REGISTRATION_STATE_WAITING);
  EXPECT_EQ(reasons(wv::VisitorsClient(staff).confirm(confirm)), Lines{"not_unconfirmed"});
  auto member = as("member", "1");
  EXPECT_EQ(wv::VisitorsClient(member).add(add).error().code, Code::permission_denied);
  wv::CancelRequest cancel;
  cancel.set_session(id);
  cancel.set_registration(rows("SELECT id FROM workshops.registration WHERE state = 1").at(0));
  must(wv::RegistrationsClient(staff).cancel(cancel));
  EXPECT_EQ(registrations(id).at(0).substr(0, 12), "Otto offered");
}

}  // namespace
}  // namespace halle::test
