// What forms of persons without an account may do, and what becomes of what they leave: limits, the
// link, the price, deletion.
#include "tests/services/workshops/visitors/visitors.hpp"

namespace halle::test {
namespace {

class VisitorForms : public VisitorsTest {
 protected:
  /// An e-mail of its own for each number.
  static std::string email(int n) { return "visitor" + std::to_string(n) + "@example.org"; }
  /// The letters that were asked for since the last time, by kind.
  Lines letters_told() {
    Lines kinds;
    for (const auto& line : told()) kinds.push_back(line.substr(0, line.find(' ')));
    return kinds;
  }
  /// The cards about persons to call: how many, and the path.
  Lines to_call() {
    kernel::v1::ListCardsRequest request;
    request.add_permissions("workshops.registration.manage");
    auto kernel = as_kernel();
    Lines lines;
    const auto reply = must(wv::CardsClient(kernel).list(request));
    for (const auto& card : reply.cards())
      lines.push_back(value_of(card.values(), "n") + " " + card.path());
    return lines;
  }
  std::string registration_of(const std::string& name) {
    return rows(
               "SELECT r.id FROM workshops.registration r JOIN workshops.visitor v ON v.id = "
               "r.visitor_id WHERE v.name = '" +
               name + "'")
        .at(0);
  }
  std::string with_price(wv::PriceKind kind) {
    auto given = details(5);
    given.set_audience(wv::AUDIENCE_ANYBODY);
    auto& price = *given.mutable_price();
    price.set_kind(kind);
    price.set_cents(500);
    if (kind == wv::PRICE_KIND_CONTRIBUTION) price.set_floor_cents(200);
    if (kind == wv::PRICE_KIND_BY_CATEGORY) price.set_visitor_cents(800);
    if (kind == wv::PRICE_KIND_BY_CATEGORY) price.set_reduced_cents(300);
    return must(add(given)).id();
  }
  Lines prices() {
    return rows(
        "SELECT v.name, r.price_cents FROM workshops.registration r JOIN workshops.visitor "
        "v ON v.id = r.visitor_id ORDER BY 1");
  }
};

TEST_F(VisitorForms, AreLimitedByAddressAndBySession) {
  const auto id = open_session(1);
  const auto name = [](int n) { return std::string("Ida ") + static_cast<char>('a' + n); };
  for (int n = 0; n < 5; ++n) must(sign_up(id, name(n), email(n), "1", "2001:db8::1"));
  EXPECT_TRUE(has(sign_up(id, "Otto", email(5), "1", "2001:db8::2"), "Trop d’insc"))
      << "the same network";
  EXPECT_EQ(registrations(id).size(), 5u);
  clock.advance(std::chrono::minutes(61));
  must(sign_up(id, "Otto", email(5), "1", "2001:db8::2"));
  for (int n = 6; n < 20; ++n)
    must(sign_up(id, name(n), email(n), "1", "192.0.2." + std::to_string(n)));
  EXPECT_TRUE(has(sign_up(id, "Zoé", email(20), "1", "192.0.2.99"), "Trop d’insc"));
  EXPECT_EQ(registrations(id).size(), 20u);
}

TEST_F(VisitorForms, CountAlikeWhetherTheEMailIsKnownOrNot) {
  const auto id = open_session(9);
  must(sign_up(id, "Ida", email(0), "1", "192.0.2.1"));
  for (int n = 0; n < 5; ++n)
    EXPECT_TRUE(has(sign_up(id, "Ida", email(0), "1", "192.0.2.2"), "Merci")) << n;
  EXPECT_TRUE(has(sign_up(id, "Ida", email(0), "1", "192.0.2.2"), "Trop d’insc"));
  EXPECT_TRUE(has(sign_up(id, "Otto", email(1), "1", "192.0.2.2"), "Trop d’insc"));
  const auto other = open_session(9, "2026-03-15T18:00", "2026-03-15T20:00");
  EXPECT_TRUE(has(sign_up(other, "Otto", email(1), "1", "192.0.2.2"), "Trop d’insc"))
      << "of whatever session";
  clock.advance(std::chrono::minutes(30));
  forget();
  EXPECT_TRUE(has(sign_up(id, "Otto", email(1), "1", "192.0.2.2"), "Trop d’insc"));
  clock.advance(std::chrono::minutes(30));
  forget();
  EXPECT_EQ(rows("SELECT count(*) FROM workshops.form"), Lines{"0"});
  EXPECT_TRUE(has(sign_up(id, "Otto", email(1), "1", "192.0.2.2"), "Merci"));
}

TEST_F(VisitorForms, AnAddressCannotBeTriedOut) {
  must(sign_up(open_session(9), "Ida", email(0), "1", "192.0.2.7"));
  EXPECT_EQ(rows("SELECT count(*) FROM workshops.form WHERE address_hash IN (sha256('192.0.2.7'), "
                 "sha256(convert_to(org_id::text || '192.0.2.7', 'UTF8')))"),
            Lines{"0"});
}

TEST_F(VisitorForms, SendTheLinkThreeTimesAtMost) {
  const auto id = open_session(9);
  const auto first = must(sign_up(id, "Ida", email(0), "1", "192.0.2.1"));
  EXPECT_EQ(letters_told(), Lines{"workshops.confirm"});
  clock.advance(std::chrono::minutes(9));
  EXPECT_EQ(must(sign_up(id, "Otto", "VISITOR0@example.org", "1", "192.0.2.2")), first)
      << "the reply does not tell who is registered";
  EXPECT_EQ(letters_told(), Lines{}) << "not within ten minutes";
  for (int n = 3; n < 8; ++n) {
    clock.advance(std::chrono::minutes(10));
    must(sign_up(id, "Otto", email(0), "1", "192.0.2." + std::to_string(n)));
  }
  EXPECT_EQ(letters_told(), (Lines{"workshops.confirm", "workshops.confirm"}));
  EXPECT_EQ(registrations(id), Lines{"Ida unconfirmed"});
}

TEST_F(VisitorForms, CorrectARegistrationUntilItIsConfirmed) {
  const auto id = with_price(wv::PRICE_KIND_FIXED);
  must(sign_up(id, "Ida", email(0), "1"));
  must(sign_up(id, "Ida", email(0), "3"));
  EXPECT_EQ(prices(), Lines{"Ida|1500"});
  const auto key = key_of("Ida");
  EXPECT_TRUE(has(look(key), "Personnes : 3"));
  must(answer_with(key, "confirm"));
  EXPECT_EQ(get(id).taken(), 3);
  must(sign_up(id, "Ida", email(0), "1"));
  EXPECT_EQ(get(id).taken(), 3) << "a stranger may have typed it";
}

TEST_F(VisitorForms, OfARegisteredVisitorSendTheLinkWithOtherWords) {
  const auto id = open_session(5);
  must(sign_up(id, "Ida", email(0)));
  const auto key = key_of("Ida");
  must(answer_with(key, "confirm"));
  (void)told();
  clock.advance(std::chrono::minutes(10));
  must(sign_up(id, "Ida", email(0)));
  EXPECT_EQ(letters_told(), Lines{"workshops.registered"});
  const auto letter = composed("workshops.registered", registration_of("Ida"));
  ASSERT_FALSE(letter.obsolete());
  EXPECT_EQ(letter.path(), "/a/here/inscription/" + key);
  EXPECT_TRUE(composed("workshops.confirm", registration_of("Ida")).obsolete());
}

TEST_F(VisitorForms, WithoutALinkWaitForStaff) {
  const auto id = open_session(5);
  EXPECT_TRUE(has(page_of(id), "par le lien"));
  must(sign_up(id, "Ida", "", "1", "192.0.2.1", "0238000000"));
  clock.advance(std::chrono::seconds(1));  // registrations of one instant have no order
  must(sign_up(id, "Otto", email(0)));
  letters = false;
  EXPECT_FALSE(has(page_of(id), "par le lien"));
  EXPECT_TRUE(has(sign_up(id, "Zoé", email(1)), "appelé ou écrit pour confirmer"));
  EXPECT_EQ(letters_told(), Lines{"workshops.confirm"}) << "only to the one that gets it";
  EXPECT_EQ(to_call(), Lines{"2 /ateliers#" + id});
  clock.advance(std::chrono::hours(24));
  EXPECT_EQ(forget().deleted(), 1);
  EXPECT_EQ(registrations(id), (Lines{"Ida unconfirmed", "Zoé unconfirmed"}));
  clock.set("2026-03-14T19:00:00.000000Z");
  EXPECT_EQ(forget().deleted(), 2) << "the session is over";
  EXPECT_EQ(rows("SELECT count(*) FROM workshops.visitor"), Lines{"0"});
}

TEST_F(VisitorForms, WhatIsNotConfirmedIsDeletedAfterADay) {
  const auto id = open_session(2);
  must(sign_up(id, "Ida", email(0)));
  clock.advance(std::chrono::hours(23));
  EXPECT_EQ(forget().deleted(), 0);
  clock.advance(std::chrono::hours(1));
  EXPECT_EQ(forget().deleted(), 1);
  EXPECT_EQ(rows("SELECT count(*) FROM workshops.visitor"), Lines{"0"});
  EXPECT_EQ(registrations(id), Lines{});
}

TEST_F(VisitorForms, WhatIsRefusedBeforeItIsConfirmedIsForgotten) {
  const auto id = open_session(2);
  must(sign_up(id, "Ida", email(0)));
  const auto key = key_of("Ida");
  EXPECT_TRUE(has(answer_with(key, "cancel"), "Vous n’avez plus d’inscription"));
  EXPECT_EQ(rows("SELECT count(*) FROM workshops.visitor"), Lines{"0"});
  EXPECT_EQ(reasons(look(key)), Lines{"page_unknown"});
}

TEST_F(VisitorForms, ASessionThatIsCancelledForgetsThemUntold) {
  const auto id = open_session(2);
  must(sign_up(id, "Ida", email(0)));
  must(sign_up(id, "Otto", email(1)));
  must(answer_with(key_of("Otto"), "confirm"));
  const auto ida = registration_of("Ida");
  (void)told();
  must(call_off(id, "Neige"));
  EXPECT_EQ(letters_told(), Lines{"workshops.called_off"});
  EXPECT_FALSE(composed("workshops.called_off", registration_of("Otto")).obsolete());
  EXPECT_TRUE(composed("workshops.called_off", ida).obsolete());
  EXPECT_EQ(rows("SELECT name FROM workshops.visitor"), Lines{"Otto"});
}

TEST_F(VisitorForms, NoReplyThatIsKeptHasTheLink) {
  const auto id = open_session(2);
  must(sign_up(id, "Ida", email(0)));
  const auto key = key_of("Ida");
  const auto page = must(look(key));
  EXPECT_EQ(page.find("name=\"operation\""), std::string::npos)
      << "a reply that is not kept cannot be given again";
  EXPECT_NE(page.find("<meta name=\"robots\" content=\"noindex\">"), std::string::npos);
  must(answer_with(key, "confirm"));
  EXPECT_EQ(rows("SELECT count(*) FROM halle.operation WHERE position('" + key +
                 "'::bytea IN reply) > 0"),
            Lines{"0"});
  EXPECT_NE(rows("SELECT count(*) FROM halle.operation WHERE reply IS NOT NULL"), Lines{"0"});
}

TEST_F(VisitorForms, ChooseThePrice) {
  const auto chosen = with_price(wv::PRICE_KIND_CONTRIBUTION);
  EXPECT_TRUE(has(page_of(chosen), "name=\"contribution\""));
  const auto send_as = [&](const std::string& session, const std::string& name,
                           const std::string& contribution, const std::string& reduced = "") {
    return send(session, "192.0.2." + std::to_string(name.size()),
                {{"name", name},
                 {"email", name + "@example.org"},
                 {"persons", "2"},
                 {"contribution", contribution},
                 {"reduced", reduced}});
  };
  EXPECT_TRUE(has(send_as(chosen, "Ida", "3,99"), "en dessous du minimum"));
  EXPECT_TRUE(has(send_as(chosen, "Ida", "rien"), "en dessous du minimum"));
  EXPECT_TRUE(has(send_as(chosen, "Ida", "4,00"), "Merci"));
  EXPECT_TRUE(has(send_as(chosen, "Otto", ""), "Merci"));
  EXPECT_EQ(prices(), (Lines{"Ida|400", "Otto|1000"})) << "the suggestion, unless it is chosen";
  const auto by_category = with_price(wv::PRICE_KIND_BY_CATEGORY);
  EXPECT_TRUE(has(page_of(by_category), "name=\"reduced\""));
  EXPECT_TRUE(has(send_as(by_category, "Albert", "", "on"), "Merci"));
  EXPECT_TRUE(has(send_as(by_category, "Bettina", ""), "Merci"));
  EXPECT_EQ(prices(), (Lines{"Albert|600", "Bettina|1600", "Ida|400", "Otto|1000"}));
  wv::AddVisitorRequest add;
  add.set_session(chosen);
  add.mutable_visitor()->set_name("Zoé");
  add.mutable_visitor()->set_telephone("0238000000");
  add.set_contribution_cents(199);
  EXPECT_EQ(reasons(wv::VisitorsClient(staff).add(add)), Lines{"below_floor"});
  add.set_contribution_cents(250);
  EXPECT_EQ(must(wv::VisitorsClient(staff).add(add)).owed_cents(), 250);
  add.set_session(by_category);
  add.clear_contribution_cents();
  add.set_reduced(true);
  EXPECT_EQ(must(wv::VisitorsClient(staff).add(add)).owed_cents(), 300);
}

}  // namespace
}  // namespace halle::test
