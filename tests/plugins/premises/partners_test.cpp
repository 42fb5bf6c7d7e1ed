// Partners: what their people may do at the host, what they see, and when it ends.
#include "halle/catalogue/v1/catalogue.halle.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "halle/orders/v1/orders.halle.hpp"
#include "halle/shifts/v1/shifts.halle.hpp"
#include "tests/plugins/premises/house.hpp"

namespace halle::test {
namespace {
class Partners : public Premises {
 protected:
  Lines permissions(sdk::Caller& caller) {
    const auto shell = must(kernel::v1::ShellClient(caller).get({}));
    return {shell.permissions().begin(), shell.permissions().end()};
  }
  /// Nodes are notified of changes; without that their cache of tokens would last for five seconds
  /// of the clock, which stands still.
  bool comes_to_hold(sdk::Caller& caller, std::size_t count) {
    return eventually(std::chrono::seconds(20),
                      [&] { return permissions(caller).size() == count; });
  }
  Lines screens(sdk::Caller& caller) {
    Lines all;
    const auto shell = must(kernel::v1::ShellClient(caller).get({}));
    for (const auto& module : shell.modules())
      for (const auto& screen : module.screens()) all.push_back(screen.path());
    return all;
  }
  std::string account_behind(const std::string& token) {
    return house.installation
        .sql("SELECT account_id FROM hub.session WHERE token_hash = sha256('" + token + "')")
        .at(0);
  }
  Lines belongings(sdk::Caller& caller) {
    Lines all;
    const auto who = must(hub::v1::AccountsClient(caller).who_am_i({}));
    for (const auto& one : who.belongings()) {
      std::string line = one.organisation().code();
      for (const auto& role : one.roles()) line += " " + role;
      all.push_back(line + (one.subject().empty() ? "" : " " + one.subject()));
    }
    return all;
  }
  Lines partnerships() {
    Lines all;
    const auto reply = must(hub::v1::PartnershipsClient(house.staff).list({}));
    for (const auto& one : reply.partnerships())
      all.push_back(one.partner().code() + " " + one.from() + " " + one.until() +
                    (one.current() ? " now" : ""));
    return all;
  }
};
INSTANTIATE_TEST_SUITE_P(Topologies, Partners, testing::Values(one_box, two_nodes));

TEST_P(Partners, ThePeopleOfAPartnerMayUseThePremisesAndNothingElse) {
  EXPECT_EQ(permissions(house.reuser), (Lines{"premises.booking.write", "premises.week.read"}));
  EXPECT_EQ(permissions(house.trader), (Lines{"premises.booking.write", "premises.week.read"}))
      << "an administrator at home";
  EXPECT_EQ(belongings(house.reuser), (Lines{"reuse member volunteer 7", "coop partner"}))
      << "at home first";
  auto anybody = house.installation.as("", house.coop);
  Lines more = screens(house.trader);
  for (const auto& open : screens(anybody)) std::erase(more, open);
  EXPECT_EQ(more, Lines{"/locaux"}) << "beside what is open to anybody";
  EXPECT_EQ(must(kernel::v1::ShellClient(house.trader).get_cards({})).cards_size(), 0);
  auto& caller = house.trader;
  const Lines refused{"halle.not_allowed"};
  EXPECT_EQ(reasons(membership::v1::MembersClient(caller).list({})), refused);
  EXPECT_EQ(reasons(orders::v1::CyclesClient(caller).list({})), refused);
  EXPECT_EQ(reasons(catalogue::v1::ProductsClient(caller).list({})), refused);
  EXPECT_EQ(reasons(hub::v1::PartnershipsClient(caller).list({})), refused);
  EXPECT_EQ(reasons(hub::v1::ModulesClient(caller).list({})), refused);
  EXPECT_EQ(reasons(pv::ZonesClient(caller).add({})), refused);
  EXPECT_EQ(reasons(pv::BookingsClient(caller).answer({})), refused);
  EXPECT_EQ(reasons(hub::v1::PartnershipsClient(caller).list_acting({})), refused)
      << "modules alone ask that";
}

TEST_P(Partners, SeeWhatIsTakenAndTheirOwn) {
  const auto hall = house.zone("Local");
  const auto shop = house.zone("Boutique", hall);
  must(house.book(house.host, hall, "2026-12-01T09:00", "2026-12-01T12:00", "", "Inventaire"));
  must(house.book(house.reuser, shop, "2026-12-02T09:00", "2026-12-02T12:00", "", "Atelier"));
  EXPECT_EQ(house.lines(house.reuser, "2026-12-01"),
            (Lines{"Local 2026-12-01T09:00 2026-12-01T12:00  ",
                   "Boutique 2026-12-02T09:00 2026-12-02T12:00 reuse Atelier"}));
  EXPECT_EQ(house.lines(house.trader, "2026-12-01"),
            (Lines{"Local 2026-12-01T09:00 2026-12-01T12:00  ",
                   "Boutique 2026-12-02T09:00 2026-12-02T12:00  "}));
  const auto week = House::week(house.trader, "2026-12-01");
  for (const auto& taken : week.taken()) {
    EXPECT_EQ(taken.id() + taken.title(), "");
    EXPECT_EQ(taken.state(), pv::BOOKING_STATE_UNSPECIFIED);
    EXPECT_FALSE(taken.has_association());
    EXPECT_FALSE(taken.may_cancel());
  }
  auto member = house.as(house.coop, "member", "1");
  EXPECT_EQ(house.lines(member, "2026-12-01"),
            (Lines{"Local 2026-12-01T09:00 2026-12-01T12:00 coop Inventaire",
                   "Boutique 2026-12-02T09:00 2026-12-02T12:00 reuse Atelier"}));
  EXPECT_EQ(reasons(house.book(member, shop, "2026-12-03T09:00", "2026-12-03T12:00")),
            Lines{"halle.not_allowed"});
  const auto zones = must(pv::ZonesClient(house.trader).list({}));
  EXPECT_EQ(zones.acting_size(), 1);
  EXPECT_EQ(zones.acting(0).code(), "trade");
  EXPECT_EQ(zones.associations_size(), 0);
  EXPECT_EQ(must(pv::ZonesClient(house.manager).list({})).associations_size(), 3);
}

TEST_P(Partners, BookForTheirAssociationAlone) {
  const auto shop = house.zone("Boutique");
  const auto book = [&](sdk::Caller& caller, const std::string& day, const std::string& for_whom) {
    const auto made = house.book(caller, shop, day + "T09:00", day + "T10:00", for_whom);
    return made ? Lines{made.value().association().code()} : reasons(made);
  };
  EXPECT_EQ(book(house.reuser, "2026-12-01", ""), Lines{"reuse"});
  EXPECT_EQ(book(house.reuser, "2026-12-02", "reuse"), Lines{"reuse"});
  EXPECT_EQ(book(house.reuser, "2026-12-03", "trade"), Lines{"association_unknown"});
  EXPECT_EQ(book(house.reuser, "2026-12-03", "coop"), Lines{"association_unknown"});
  EXPECT_EQ(book(house.host, "2026-12-03", "reuse"), Lines{"association_unknown"});
  EXPECT_EQ(book(house.manager, "2026-12-03", "reuse"), Lines{"reuse"}) << "at the counter";
  EXPECT_EQ(book(house.staff, "2026-12-04", ""), Lines{"coop"}) << "the operator";
  EXPECT_EQ(book(house.staff, "2026-12-05", "trade"), Lines{"trade"});
  // A member of the host who acts for a partner: the one or the other.
  const auto token = house.installation.create_account(house.coop, "volunteer");
  hub::v1::GrantRoleRequest grant;
  grant.set_account(account_behind(token));
  grant.set_role("coordinator");
  auto of_trade = house.installation.as_operator(house.trade);
  must(hub::v1::AccountsClient(of_trade).grant_role(grant));
  auto both = house.installation.as(token, house.coop);
  EXPECT_EQ(book(both, "2026-12-06", ""), Lines{"coop"});
  EXPECT_EQ(book(both, "2026-12-07", "trade"), Lines{"trade"});
  EXPECT_EQ(belongings(both), (Lines{"coop partner volunteer", "trade coordinator"}));
}

TEST_P(Partners, RightsEndWithThePartnershipAtOnce) {
  const auto shop = house.zone("Boutique");
  must(house.book(house.reuser, shop, "2026-12-01T09:00", "2026-12-01T10:00"));
  house.end("reuse");
  const auto none = house.book(house.reuser, shop, "2026-12-02T09:00", "2026-12-02T10:00");
  EXPECT_FALSE(none);
  EXPECT_TRUE(comes_to_hold(house.reuser, 0));
  EXPECT_EQ(reasons(pv::ZonesClient(house.reuser).list({})), Lines{"halle.not_allowed"});
  EXPECT_EQ(belongings(house.reuser), Lines{"reuse member volunteer 7"}) << "signed in as before";
  hub::v1::EndPartnershipRequest again;
  again.set_partner("reuse");
  EXPECT_EQ(hub::v1::PartnershipsClient(house.staff).end(again).error().fields.at(0).reason,
            "hub.partner_unknown");
  EXPECT_EQ(house.lines(house.host, "2026-12-01").size(), 1u) << "what was booked stays";
  house.let("reuse");
  EXPECT_TRUE(comes_to_hold(house.reuser, 2));
  must(house.book(house.reuser, shop, "2026-12-02T09:00", "2026-12-02T10:00"));
}

TEST_P(Partners, AreLetInFromADayUntilAnother) {
  const auto shop = house.zone("Boutique");
  house.end("reuse");
  house.let("reuse", "2026-12-01", "2026-12-05");
  EXPECT_EQ(partnerships(), (Lines{"reuse 2026-12-01 2026-12-05", "trade 2026-11-24  now"}));
  EXPECT_EQ(permissions(house.reuser), Lines{});
  house.clock.set("2026-11-30T22:59:59.000000Z");  // Paris: 23:59:59
  EXPECT_EQ(permissions(house.reuser), Lines{});
  house.clock.set("2026-11-30T23:00:05.000000Z");
  EXPECT_EQ(permissions(house.reuser).size(), 2u);
  EXPECT_EQ(reasons(house.book(house.reuser, shop, "2026-12-05T23:00", "2026-12-06T00:30")),
            Lines{"after_partnership"});
  must(house.book(house.reuser, shop, "2026-12-05T22:00", "2026-12-06T00:00"));
  EXPECT_EQ(
      reasons(house.book(house.manager, shop, "2026-12-06T08:00", "2026-12-06T09:00", "reuse")),
      Lines{"after_partnership"});
  house.clock.set("2026-12-05T23:00:05.000000Z");
  EXPECT_EQ(permissions(house.reuser), Lines{});
  EXPECT_EQ(partnerships(), (Lines{"reuse 2026-12-01 2026-12-05", "trade 2026-11-24  now"}));
}

TEST_P(Partners, AreNotCutOffByAnAgreementThatBeginsLater) {
  const auto shop = house.zone("Boutique");
  const auto renewed = house.let("reuse", "2026-12-10", "2026-12-31");
  EXPECT_TRUE(renewed.current());
  EXPECT_EQ(renewed.from() + " " + renewed.until(), "2026-11-24 2026-12-31");
  must(house.book(house.reuser, shop, "2026-12-01T09:00", "2026-12-01T10:00"));
  house.end("reuse");
  EXPECT_EQ(house.let("reuse", "2026-12-10").from(), "2026-12-10") << "it had ended";
}

TEST_P(Partners, ManagersBookForThoseToCome) {
  const auto shop = house.zone("Boutique");
  house.installation.create_organisation("later");
  house.let("later", "2026-12-10");
  const auto book = [&](sdk::Caller& caller, const std::string& day) {
    return house.book(caller, shop, day + "T09:00", day + "T10:00", "later");
  };
  EXPECT_EQ(reasons(book(house.manager, "2026-12-09")), Lines{"before_partnership"});
  EXPECT_EQ(reasons(book(house.host, "2026-12-10")), Lines{"association_unknown"});
  const auto booked = must(book(house.manager, "2026-12-10"));
  EXPECT_EQ(booked.association().code(), "later");
  EXPECT_EQ(
      reasons(House::move(house.manager, booked.id(), "2026-12-08T09:00", "2026-12-08T10:00")),
      Lines{"before_partnership"});
  const auto listed = must(pv::ZonesClient(house.manager).list({}));
  ASSERT_EQ(listed.associations_size(), 4) << "the host and three partners";
  house.end("later");
  EXPECT_EQ(must(pv::ZonesClient(house.manager).list({})).associations_size(), 3);
}

TEST_P(Partners, APartnerIsAnotherAssociationForDaysThatExist) {
  const auto let = [&](const std::string& partner, const std::string& from,
                       const std::string& until) {
    hub::v1::LetPartnerRequest request;
    request.set_partner(partner);
    request.set_from(from);
    request.set_until(until);
    return hub::v1::PartnershipsClient(house.staff).let(request).error().fields.at(0).reason;
  };
  EXPECT_EQ(let("coop", "", ""), "hub.partner_is_host");
  EXPECT_EQ(let("nobody", "", ""), "hub.organisation_unknown");
  EXPECT_EQ(let("reuse", "demain", ""), "hub.bad_day");
  EXPECT_EQ(let("reuse", "", "demain"), "hub.bad_day");
  EXPECT_EQ(let("reuse", "2026-12-02", "2026-12-01"), "hub.days_reversed");
}

TEST_P(Partners, HaveNothingWhileTheHostHasNotEnabledTheModule) {
  hub::v1::DisableModuleRequest disable;
  disable.set_module("premises");
  must(hub::v1::ModulesClient(house.staff).disable(disable));
  EXPECT_EQ(belongings(house.reuser), Lines{"reuse member volunteer 7"});
  EXPECT_EQ(permissions(house.reuser), Lines{});
  hub::v1::EnableModuleRequest enable;
  enable.set_module("premises");
  must(hub::v1::ModulesClient(house.staff).enable(enable));
  EXPECT_TRUE(comes_to_hold(house.reuser, 2));
}

TEST_P(Partners, TheRoleIsNeitherGrantedNorASignInName) {
  hub::v1::GrantRoleRequest grant;
  grant.set_account(house.installation.sql("SELECT account_id FROM hub.role_grant LIMIT 1").at(0));
  grant.set_role("partner");
  EXPECT_EQ(hub::v1::AccountsClient(house.staff).grant_role(grant).error().fields.at(0).reason,
            "hub.bad_role");
  // Neither the number nor the e-mail that is known at the partner signs in at the host.
  const auto account =
      house.installation.sql("SELECT account_id FROM hub.role_grant WHERE subject = '7'").at(0);
  hub::v1::SetPasswordRequest password;
  password.set_account(account);
  password.set_password("carottes et poireaux");
  must(hub::v1::AccountsClient(house.staff).set_password(password));
  house.installation.sql("UPDATE hub.account SET email = 'seven@example.org' WHERE id = '" +
                         account + "'");
  const auto sign_in = [&](const std::string& login, const std::string& organisation) {
    hub::v1::SignInRequest request;
    request.set_login(login);
    request.set_organisation(organisation);
    request.set_password("carottes et poireaux");
    return reasons(hub::v1::AccountsClient(house.staff).sign_in(request));
  };
  for (const std::string login : {"7", "seven@example.org"}) {
    EXPECT_EQ(sign_in(login, "reuse"), Lines{});
    EXPECT_EQ(sign_in(login, "coop"), Lines{"hub.sign_in_refused"});
  }
  // A link of the host made before its member's association was let in still works.
  house.end("trade");
  const auto token = house.installation.create_account(house.coop, "member", "3");
  grant.set_account(
      house.installation.sql("SELECT account_id FROM hub.role_grant WHERE subject = '3'").at(0));
  grant.set_role("coordinator");
  auto of_trade = house.installation.as_operator(house.trade);
  must(hub::v1::AccountsClient(of_trade).grant_role(grant));
  hub::v1::InviteRequest invite;
  invite.set_number("3");
  const auto link = must(hub::v1::AccountsClient(house.manager).invite(invite)).token();
  house.let("trade");
  auto both = house.installation.as(token, house.coop);
  EXPECT_EQ(belongings(both), (Lines{"coop member partner 3", "trade coordinator"}));
  hub::v1::GetInvitationRequest look;
  look.set_token(link);
  EXPECT_EQ(must(hub::v1::AccountsClient(house.staff).get_invitation(look)).number(), "3");
  must(hub::v1::AccountsClient(house.manager).invite(invite));
}

TEST_P(Partners, APlainMemberOfAPartnerGainsNothing) {
  auto plain = house.as(house.reuse, "member", "8");
  EXPECT_EQ(belongings(plain), Lines{"reuse member 8"});
  EXPECT_EQ(permissions(plain), Lines{});
  EXPECT_EQ(reasons(pv::ZonesClient(plain).list({})), Lines{"halle.not_allowed"});
  house.grant(house.reuse, "8", "treasurer");
  EXPECT_TRUE(comes_to_hold(plain, 2)) << "a task at home";
}

TEST_P(Partners, ATaskLostAtHomeIsTheRoomLost) {
  house.revoke(house.reuse, "7", "volunteer");
  EXPECT_TRUE(comes_to_hold(house.reuser, 0));
  EXPECT_EQ(belongings(house.reuser), Lines{"reuse member 7"});
  house.revoke(house.reuse, "7", "member");
  EXPECT_TRUE(eventually(std::chrono::seconds(20), [&] {
    return reasons(pv::ZonesClient(house.reuser).list({})) == Lines{"halle.token_invalid"};
  })) << "with the session: nothing is held anywhere";
}

TEST_P(Partners, AnEndedPartnershipKeepsItsName) {
  pv::Rules rules;
  keep(rules, 6, "09:00", "13:00", "reuse", 3);
  const auto shop = house.zone("Boutique", "", rules, true);
  must(house.book(house.reuser, shop, "2026-12-01T09:00", "2026-12-01T10:00", "", "Atelier"));
  house.let("reuse", "2026-12-15");
  house.end("reuse");
  EXPECT_EQ(partnerships(), (Lines{"reuse 2026-11-24 2026-11-24", "trade 2026-11-24  now"}));
  EXPECT_EQ(house.lines(house.manager, "2026-12-01"),
            Lines{"Boutique 2026-12-01T09:00 2026-12-01T10:00 reuse Atelier"});
  const auto zones = must(pv::ZonesClient(house.manager).list({}));
  house.set_rules(shop, "Magasin", zones.zones(0).rules());
  EXPECT_EQ(zones.associations_size(), 2) << "the host and trade";
  hub::v1::EndPartnershipRequest again;
  again.set_partner("reuse");
  EXPECT_EQ(hub::v1::PartnershipsClient(house.staff).end(again).error().fields.at(0).reason,
            "hub.partner_unknown");
}

TEST_P(Partners, OneThatIsNotLetInIsNotGrantedWhatItAskedFor) {
  pv::Rules rules;
  rules.set_answer_hours(240);
  const auto shop = house.zone("Boutique", "", rules, true);
  const auto ask = [&](sdk::Caller& caller, const std::string& day) {
    return must(house.book(caller, shop, day + "T09:00", day + "T10:00")).id();
  };
  const auto of_reuse = ask(house.reuser, "2026-12-05");
  const auto last = ask(house.trader, "2026-12-06");
  const auto later = ask(house.trader, "2026-12-07");
  const auto of_host = ask(house.host, "2026-12-08");
  house.end("reuse");
  house.let("trade", "", "2026-12-06");
  EXPECT_EQ(reasons(House::answer(house.manager, of_reuse, true)), Lines{"after_partnership"});
  EXPECT_EQ(reasons(House::answer(house.manager, later, true)), Lines{"after_partnership"});
  must(House::answer(house.manager, last, true));
  must(House::answer(house.manager, of_host, true));
  EXPECT_EQ(must(House::answer(house.manager, of_reuse, false)).state(), pv::BOOKING_STATE_REFUSED);
}

}  // namespace
}  // namespace halle::test
