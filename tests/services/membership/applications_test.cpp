// People who ask on line to become members, on a real database.
#include <gtest/gtest.h>

#include "halle/kernel/v1/kernel.halle.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"
#include "tests/support/talk.hpp"

namespace halle::test {
namespace {
namespace mv = membership::v1;
using Lines = std::vector<std::string>;

class ApplicationsToJoin : public testing::Test {
 protected:
  ManualClock clock{"2026-03-02T10:00:00Z"};
  Installation installation{one_box, clock.clock()};
  Uuid coop = installation.create_organisation("coop");
  Caller staff = installation.as_operator(coop);
  Caller anybody = installation.as("", coop);
  mv::MembersClient members{staff};
  mv::ApplicationsClient applications{staff};
  mv::ApplicationsClient unknown{anybody};

  void SetUp() override {
    Shop(staff).add_members(3);
    mv::SetGridRequest request;
    auto& grid = *request.mutable_grid();
    grid.set_from("2026-03-02");
    grid.set_rule(mv::PERIOD_RULE_ONE_YEAR);
    grid.set_target_cents(2000);
    for (const auto& [name, cents] : {std::pair{"Solidaire", 1000}, {"Juste", 2000}}) {
      auto& bracket = *grid.add_brackets();
      bracket.set_name(name);
      bracket.set_cents(cents);
    }
    must(mv::DuesClient(staff).set_grid(request));
    open(true);
  }
  void TearDown() override {
    installation.settle();
    EXPECT_EQ(installation.broken_invariants(), Lines{});
  }

  void open(bool wanted) {
    mv::SetSettingsRequest request;
    request.mutable_settings()->set_applications(wanted);
    must(members.set_settings(request));
  }
  static mv::ApplyRequest zoe() {
    mv::ApplyRequest request;
    request.mutable_person()->set_name("Le Goff");
    request.mutable_person()->set_first_name("Zoé");
    request.mutable_person()->set_email("zoe@example.org");
    request.set_bracket("Juste");
    request.set_message("Je peux aider le samedi.");
    return request;
  }
  mv::ListApplicationsReply waiting() { return must(applications.list({})); }
  Result<mv::Member> accept(const std::string& id, const std::string& bracket) {
    mv::AcceptApplicationRequest request;
    request.set_id(id);
    request.set_bracket(bracket);
    return applications.accept(request);
  }
  Lines kept() { return installation.sql("SELECT count(*) FROM membership.application"); }
};

TEST_F(ApplicationsToJoin, SomebodyJoinsWithoutAnAccountAndIsAccepted) {
  const auto form = must(unknown.get_form({}));
  EXPECT_EQ(form.grid().brackets_size(), 2);
  must(unknown.apply(zoe()));
  const auto all = waiting();
  ASSERT_EQ(all.applications_size(), 1);
  EXPECT_EQ(all.applications(0).message(), "Je peux aider le samedi.");
  EXPECT_EQ(all.applications(0).alike_size(), 0);
  const auto added = must(accept(all.applications(0).id(), "Juste"));
  EXPECT_EQ(added.number(), "4");
  EXPECT_EQ(added.email(), "zoe@example.org");
  EXPECT_EQ(kept(), Lines{"0"}) << "what she wrote is hers as a member, and nowhere else";
  mv::ListPeriodsRequest hers;
  hers.set_member("4");
  const auto periods = must(mv::DuesClient(staff).list_periods(hers));
  ASSERT_EQ(periods.periods_size(), 1);
  EXPECT_EQ(periods.periods(0).paid_on(), "");
  EXPECT_EQ(accept(all.applications(0).id(), "Juste").error().reason,
            "membership.application_unknown");
  must(unknown.apply(zoe()));
  EXPECT_EQ(waiting().applications(0).alike(0), "4") << "the same once more is seen";
}

TEST_F(ApplicationsToJoin, OneThatIsNotAcceptedIsForgotten) {
  must(unknown.apply(zoe()));
  mv::DeclineApplicationRequest request;
  request.set_id(waiting().applications(0).id());
  must(applications.decline(request));
  must(applications.decline(request));
  EXPECT_EQ(kept(), Lines{"0"});
  must(unknown.apply(zoe()));
  clock.advance(std::chrono::hours(24 * 181));
  must(mv::DuesClient(staff).follow({}));
  EXPECT_EQ(kept(), Lines{"0"}) << "nor is one kept that nobody answered";
  EXPECT_EQ(must(members.list({})).members_size(), 3);
}

TEST_F(ApplicationsToJoin, OnlyIfTheAssociationWantsThat) {
  open(false);
  EXPECT_EQ(unknown.get_form({}).error().reason, "membership.applications_closed");
  EXPECT_EQ(unknown.apply(zoe()).error().reason, "membership.applications_closed");
  EXPECT_EQ(unknown.list({}).error().code, Code::unauthenticated);
  EXPECT_EQ(kept(), Lines{"0"});
}

TEST_F(ApplicationsToJoin, AWrongOneSaysWhatIsWrong) {
  const auto reason = [&](const mv::ApplyRequest& request) {
    const auto done = unknown.apply(request);
    return done ? std::string() : done.error().fields.at(0).reason;
  };
  auto request = zoe();
  request.mutable_person()->set_name("");
  EXPECT_EQ(reason(request), "membership.name_missing");
  request = zoe();
  request.mutable_person()->set_email("zoe");
  EXPECT_EQ(reason(request), "membership.bad_email");
  request.mutable_person()->set_email("");
  EXPECT_EQ(reason(request), "membership.no_contact");
  request = zoe();
  request.set_bracket("Princier");
  EXPECT_EQ(reason(request), "membership.bracket_unknown");
  request = zoe();
  request.set_message(std::string(501, 'a'));
  EXPECT_EQ(reason(request), "membership.bad_message");
  EXPECT_EQ(kept(), Lines{"0"});
}

TEST_F(ApplicationsToJoin, OneAddressDoesNotFillTheList) {
  const auto ask = [&](int who, const std::string& address) {
    auto request = zoe();
    request.mutable_person()->set_email("zoe" + std::to_string(who) + "@example.org");
    request.mutable_client()->set_address(address);
    const auto done = unknown.apply(request);
    return done ? "" : done.error().reason;
  };
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ask(i, "192.0.2.1"), "") << i;
  for (int i = 10; i < 200; ++i) EXPECT_EQ(ask(i, "192.0.2.1"), "membership.applications_many");
  EXPECT_EQ(ask(200, "192.0.2.2"), "") << "and nobody else is kept out";
  EXPECT_EQ(kept(), Lines{"11"});
  EXPECT_EQ(installation.sql("SELECT count(*) FROM membership.application a WHERE a::text LIKE "
                             "'%192.0.2%'"),
            Lines{"0"})
      << "addresses themselves are not kept";
  mv::DeclineApplicationRequest request;
  const auto listed = waiting();
  for (const auto& one : listed.applications())
    if (one.person().email() == "zoe0@example.org") request.set_id(one.id());
  must(applications.decline(request));
  EXPECT_EQ(ask(10, "192.0.2.1"), "") << "an answer makes room";
  for (int i = 0; i < 989; ++i)
    ASSERT_EQ(ask(1000 + i, "198.51.100." + std::to_string(i / 10)), "") << i;
  EXPECT_EQ(ask(5000, "203.0.113.1"), "membership.applications_full");
}

TEST_F(ApplicationsToJoin, TheGatewaySaysWhereOneComesFrom) {
  const auto ask = [&](int who) {
    const std::string body = R"({"person":{"name":"Le Goff","email":"zoe)" + std::to_string(who) +
                             R"(@example.org"},"bracket":"Juste","client":{"address":"192.0.2.)" +
                             std::to_string(who) + R"("}})";
    return talk(installation.site(),
                post(installation.site(), "/halle.membership.v1.Applications/Apply",
                     "halle-organisation: " + coop.text() +
                         "\r\nidempotency-key: " + make_uuid_v7(who).text() + "\r\n",
                     body));
  };
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(ask(i).starts_with("HTTP/1.1 200")) << i;
  EXPECT_TRUE(ask(10).starts_with("HTTP/1.1 429")) << "whatever the caller says";
}

TEST_F(ApplicationsToJoin, AskedTwiceIsOneWithTheLastWord) {
  must(unknown.apply(zoe()));
  auto again = zoe();
  again.mutable_person()->set_email("ZOE@example.org");
  again.mutable_person()->set_telephone("06 12 34 56 78");
  again.set_bracket("Solidaire");
  must(unknown.apply(again));
  const auto all = waiting();
  ASSERT_EQ(all.applications_size(), 1);
  EXPECT_EQ(all.applications(0).person().telephone(), "+33612345678");
  EXPECT_EQ(all.applications(0).bracket(), "Solidaire");
  EXPECT_EQ(installation.sql("SELECT count(*) FROM (SELECT type FROM halle.outbox UNION ALL SELECT "
                             "type FROM halle.event_log) e WHERE type LIKE '%ApplicationReceived'"),
            Lines{"1"});
  // Without an e-mail nobody knows whether it is the same person.
  for (int i = 0; i < 2; ++i) {
    auto by_telephone = again;
    by_telephone.mutable_person()->set_email("");
    must(unknown.apply(by_telephone));
  }
  EXPECT_EQ(kept(), Lines{"3"});
}

TEST_F(ApplicationsToJoin, TheHomePageOfWhoAnswersSaysSo) {
  const auto cards = [&](const std::string& role, const std::string& number) {
    const auto token = installation.create_account(coop, role, number);
    auto caller = installation.as(token, coop);
    int found = 0;
    const auto home = must(kernel::v1::ShellClient(caller).get_cards({}));
    for (const auto& card : home.cards())
      if (card.words() == "membership.card_applications") ++found;
    return found;
  };
  must(unknown.apply(zoe()));
  EXPECT_EQ(cards("member", "1"), 0);
  EXPECT_EQ(cards("coordinator", ""), 1);
}
}  // namespace
}  // namespace halle::test
