// The public page of an association: who keeps it, what it refuses, what anybody sees, on one node
// and on two.
#include <gtest/gtest.h>

#include "halle/hub/v1/hub.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
using hub::v1::OrganisationsClient;

class PublicPage : public testing::TestWithParam<const char*> {
 protected:
  Installation installation{GetParam()};
  Uuid coop = installation.create_organisation("coop");
  Caller administrator = installation.as(installation.create_account(coop, "administrator"), coop);
  Caller anybody = installation.as("", coop);

  static hub::v1::SetPageRequest full() {
    hub::v1::SetPageRequest request;
    auto& page = *request.mutable_page();
    page.set_what("Une épicerie.\n\nÀ nous.");
    page.mutable_place()->set_street("3 rue de la Halle");
    page.mutable_place()->set_post_code("45000");
    page.mutable_place()->set_town("Orléans");
    page.mutable_place()->mutable_point()->set_latitude(47'902'900);
    page.mutable_place()->mutable_point()->set_longitude(-1'909'300);
    for (const int day : {6, 3}) {
      auto* time = page.add_opening_times();
      time->set_day(day);
      time->set_opens("09:00");
      time->set_closes("12:30");
    }
    page.set_opening("Fermé en août.");
    page.set_joining("Passez nous voir.");
    page.set_email("Bonjour@Example.org");
    page.set_telephone("02 61 91 00 00");
    page.set_published(true);
    return request;
  }
  static type::v1::DocumentRequest asked(const std::string& language) {
    type::v1::DocumentRequest request;
    request.set_organisation("coop");
    request.set_language(language);
    request.set_address("https://halle.example");
    return request;
  }
};
INSTANTIATE_TEST_SUITE_P(Topologies, PublicPage, testing::Values(one_box, two_nodes));

TEST_P(PublicPage, IsKeptByTheAdministratorAlone) {
  OrganisationsClient theirs(administrator);
  EXPECT_EQ(must(theirs.get_page({})).code(), "coop");
  EXPECT_EQ(OrganisationsClient(anybody).render_page(asked("fr")).error().reason,
            "hub.page_not_published");
  const auto set = must(theirs.set_page(full()));
  EXPECT_EQ(set.email(), "bonjour@example.org");
  EXPECT_EQ(set.opening_times(0).day(), 3) << "by day";
  EXPECT_EQ(must(theirs.get_page({})).SerializeAsString(), set.SerializeAsString());
  for (const auto* role : {"coordinator", "treasurer", "volunteer"}) {
    auto caller = installation.as(installation.create_account(coop, role), coop);
    EXPECT_EQ(OrganisationsClient(caller).set_page(full()).error().reason, "halle.not_allowed");
    EXPECT_EQ(OrganisationsClient(caller).get_page({}).error().reason, "halle.not_allowed");
  }
  EXPECT_EQ(OrganisationsClient(anybody).get_page({}).error().code, Code::unauthenticated);
  EXPECT_EQ(OrganisationsClient(anybody).get_published({}).error().code, Code::unauthenticated);
}

TEST_P(PublicPage, AnotherAssociationsStaysAsItIs) {
  const Uuid other = installation.create_organisation("other");
  const auto token = installation.create_account(other, "administrator");
  auto theirs = installation.as(token, other);
  auto crossing = installation.as(token, coop);
  must(OrganisationsClient(administrator).set_page(full()));
  EXPECT_EQ(OrganisationsClient(crossing).set_page(full()).error().reason, "halle.not_allowed");
  hub::v1::SetPageRequest request;
  request.mutable_page()->set_what("Autre chose");
  must(OrganisationsClient(theirs).set_page(request));
  EXPECT_EQ(must(OrganisationsClient(administrator).get_page({})).what(), full().page().what());
  auto visitor = installation.as("", other);
  EXPECT_EQ(OrganisationsClient(visitor).render_page(asked("fr")).error().reason,
            "hub.page_not_published");
  EXPECT_EQ(installation.sql("SELECT count(*) FROM hub.page"), std::vector<std::string>{"2"});
  auto nobody = installation.as("", {});
  const auto names = must(OrganisationsClient(nobody).list_names({}));
  ASSERT_EQ(names.organisations_size(), 2);
  EXPECT_EQ(names.organisations(0).page(), "/a/coop");
  EXPECT_EQ(names.organisations(1).page(), "") << "it is not shown";
}

TEST_P(PublicPage, SaysWhatWhereWhenAndHow) {
  must(OrganisationsClient(administrator).set_page(full()));
  const auto page = must(OrganisationsClient(anybody).render_page(asked("fr"))).body();
  for (const auto* part :
       {"<p>Une épicerie.</p>", "<p>À nous.</p>", "3 rue de la Halle<br>45000 Orléans",
        "mlat=47.902900&amp;mlon=-1.909300",
        "<dt>mercredi</dt><dd>9\u00a0h à 12\u00a0h\u00a030</dd>", "Fermé en août.",
        "Passez nous voir.", "mailto:bonjour@example.org", "tel:0261910000",
        "\"openingHours\":[\"We 09:00-12:30\",\"Sa 09:00-12:30\"]", "\"longitude\":-1.9093"})
    EXPECT_NE(page.find(part), std::string::npos) << part << "\n" << page;
  EXPECT_EQ(page.find("producteurs"), std::string::npos) << "no such document was named";
  const auto english = must(OrganisationsClient(anybody).render_page(asked("en"))).body();
  for (const auto* part : {"How to join", "<dt>Wednesday</dt><dd>09:00 to 12:30</dd>"})
    EXPECT_NE(english.find(part), std::string::npos) << english;
}

TEST_P(PublicPage, WhatIsWrongIsNamed) {
  OrganisationsClient theirs(administrator);
  const auto refused = [&](const std::function<void(hub::v1::Page&)>& spoil) {
    auto request = full();
    spoil(*request.mutable_page());
    const auto answer = theirs.set_page(request);
    return answer ? "taken" : answer.error().reason;
  };
  EXPECT_EQ(refused([](auto& page) { page.set_what(" "); }), "hub.page_empty");
  EXPECT_EQ(refused([](auto& page) { page.set_joining(std::string(4001, 'x')); }), "hub.bad_text");
  EXPECT_EQ(refused([](auto& page) { page.set_what("le \u202Esens de la lecture"); }),
            "hub.bad_text");
  for (const auto* bad : {"nobody", "nobody@here", "no\u00e9@example.org", "a@b@example.org"})
    EXPECT_EQ(refused([&](auto& page) { page.set_email(bad); }), "hub.bad_email") << bad;
  EXPECT_EQ(refused([](auto& page) { page.set_telephone("javascript:"); }), "hub.bad_telephone");
  EXPECT_EQ(refused([](auto& page) { page.mutable_place()->set_town("a\nb"); }), "halle.bad_place");
  EXPECT_EQ(
      refused([](auto& page) { page.mutable_place()->mutable_point()->set_latitude(90'000'001); }),
      "halle.bad_place");
  for (const auto& [day, opens, closes] :
       {std::tuple<int, const char*, const char*>{0, "09:00", "12:00"},
        {8, "09:00", "12:00"},
        {1, "12:00", "09:00"},
        {1, "09:00", "24:00"},
        {1, "9:00", "12:00"},
        {1, "09:60", "12:00"}})
    EXPECT_EQ(refused([&](auto& page) {
                page.mutable_opening_times(0)->set_day(day);
                page.mutable_opening_times(0)->set_opens(opens);
                page.mutable_opening_times(0)->set_closes(closes);
              }),
              "hub.bad_opening_time")
        << day << opens << closes;
  EXPECT_EQ(must(theirs.get_page({})).what(), "") << "nothing was written";
}

}  // namespace
}  // namespace halle::test
