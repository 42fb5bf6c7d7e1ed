// Rights end with what gave them: links, sessions and roles, over hub and membership.
#include <gtest/gtest.h>

#include "halle/hub/v1/hub.halle.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
namespace hv = hub::v1;
namespace mv = membership::v1;
using Lines = std::vector<std::string>;

constexpr const char* password = "carottes et poireaux";

/// Members 1 to 8 of `coop`, 1 to 3 of `other`.
class Rights : public testing::Test {
 protected:
  ManualClock clock{"2026-03-02T10:00:00Z"};
  Installation installation{one_box, clock.clock()};
  Uuid coop = installation.create_organisation("coop");
  Uuid other = installation.create_organisation("other");
  Caller staff = installation.as_operator(coop);
  Caller its_staff = installation.as_operator(other);

  void SetUp() override {
    Shop(staff).add_members(8);
    Shop(its_staff).add_members(3);
    installation.settle();
  }
  void TearDown() override {
    installation.settle();
    EXPECT_EQ(installation.broken_invariants(), Lines{});
  }

  template <class Reply>
  static std::string reason(const Result<Reply>& result) {
    if (result) return "ok";
    const auto& error = result.error();
    return error.fields.empty() ? error.reason : error.fields[0].reason;
  }
  static Result<hv::InviteReply> invite(sdk::Caller& caller, const std::string& number,
                                        const std::string& email = "") {
    hv::InviteRequest request;
    request.set_number(number);
    request.set_email(email);
    return hv::AccountsClient(caller).invite(request);
  }
  Result<hv::SignInReply> accept(const std::string& link) {
    auto anybody = installation.as("", {});
    hv::AcceptInvitationRequest request;
    request.set_token(link);
    request.set_password(password);
    return hv::AccountsClient(anybody).accept_invitation(request);
  }
  std::string shown(const std::string& link) {
    auto anybody = installation.as("", {});
    hv::GetInvitationRequest request;
    request.set_token(link);
    return reason(hv::AccountsClient(anybody).get_invitation(request));
  }
  Result<hv::SignInReply> sign_in(const std::string& login, const std::string& with,
                                  const std::string& organisation = "coop") {
    auto anybody = installation.as("", {});
    hv::SignInRequest request;
    request.set_login(login);
    request.set_password(with);
    request.set_organisation(organisation);
    return hv::AccountsClient(anybody).sign_in(request);
  }
  static Result<hv::GrantRoleReply> grant(sdk::Caller& caller, const std::string& account,
                                          const std::string& role, const std::string& number = "") {
    hv::GrantRoleRequest request;
    request.set_account(account);
    request.set_role(role);
    request.set_subject(number);
    return hv::AccountsClient(caller).grant_role(request);
  }
  static Result<hv::RevokeRoleReply> revoke(sdk::Caller& caller, const std::string& account,
                                            const std::string& role) {
    hv::RevokeRoleRequest request;
    request.set_account(account);
    request.set_role(role);
    return hv::AccountsClient(caller).revoke_role(request);
  }
  struct Opened {
    std::string account;
    std::string token;
  };
  /// A member's account, opened by the link of the association's operator.
  Opened open(Caller& by, const std::string& number, const Lines& roles = {}) {
    const auto made = must(invite(by, number));
    Opened opened{made.account(), must(accept(made.token())).token()};
    for (const auto& role : roles) must(grant(by, opened.account, role));
    return opened;
  }
  /// What a session may do: "member volunteer …", or why it is none.
  std::string roles(const std::string& token, const Uuid& organisation) {
    installation.settle();
    clock.advance(std::chrono::seconds(6));  // nodes know an answer for five
    auto caller = installation.as(token, organisation);
    const auto me = hv::AccountsClient(caller).who_am_i({});
    if (!me) return me.error().reason;
    std::string text;
    for (const auto& belonging : me.value().belongings())
      if (belonging.organisation().id() == organisation.text())
        for (const auto& role : belonging.roles()) text += (text.empty() ? "" : " ") + role;
    return text;
  }
  /// Gives 5 a mandate that allows what coordinators do, from a day to another.
  void give_mandate(Caller& by, const std::string& from, const std::string& until) {
    mv::MandatesClient mandates(by);
    mv::SetCommissionRequest commission;
    commission.mutable_commission()->set_name("Comptes " + from);
    mv::SetMandateRequest request;
    auto& one = *request.mutable_mandate();
    const auto all = must(mandates.set_commission(commission));
    for (const auto& made : all.commissions())
      if (made.name() == commission.commission().name()) one.set_commission(made.id());
    one.set_title("Coordination");
    one.set_member("5");
    one.set_from(from);
    one.set_until(until);
    one.set_role("coordinator");
    must(mandates.set(request));
    installation.settle();
  }
  /// Members who have left, and nobody was told.
  void left_before(const Lines& numbers) {
    for (const auto& number : numbers) {
      const std::string whose = "org_id = '" + coop.text() + "' AND number = '" + number + "'";
      installation.sql("UPDATE membership.member SET standing = 3 WHERE " + whose + " RETURNING 1");
      installation.sql(
          "INSERT INTO membership.standing SELECT org_id, id, 2, 3, now(), '', '' FROM "
          "membership.member WHERE " +
          whose + " RETURNING 1");
    }
  }
  static Result<mv::Member> leave(sdk::Caller& caller, const std::string& number) {
    mv::LeaveRequest request;
    request.set_number(number);
    return mv::MembersClient(caller).leave(request);
  }
  static Result<mv::Member> erase(sdk::Caller& caller, const std::string& number) {
    mv::EraseMemberRequest request;
    request.set_number(number);
    return mv::MembersClient(caller).erase(request);
  }
  static Result<mv::SetStandingReply> stand(sdk::Caller& caller, const std::string& number,
                                            mv::Standing standing) {
    mv::SetStandingRequest request;
    request.set_number(number);
    request.set_standing(standing);
    return mv::MembersClient(caller).set_standing(request);
  }
};

TEST_F(Rights, ALinkGivesNothingThatWasGrantedAfterIt) {
  auto coordinator = installation.as(open(staff, "2", {"coordinator"}).token, coop);
  const auto kept = must(invite(coordinator, "1"));
  must(grant(staff, kept.account(), "administrator"));
  EXPECT_EQ(shown(kept.token()), "hub.invitation_unknown");
  EXPECT_EQ(reason(accept(kept.token())), "hub.invitation_unknown");
  EXPECT_EQ(installation.sql("SELECT count(*) FROM hub.session WHERE account_id = '" +
                             kept.account() + "'"),
            Lines{"0"});
  EXPECT_EQ(reason(invite(coordinator, "1")), "halle.not_allowed");
  // One that is made by whoever may give roles opens an administrator's account.
  const auto administrator = must(accept(must(invite(staff, "1")).token()));
  EXPECT_EQ(roles(administrator.token(), coop), "administrator member");
}

TEST_F(Rights, ALinkGivesNothingThatAMandateGivesLater) {
  auto coordinator = installation.as(open(staff, "2", {"coordinator"}).token, coop);
  const auto kept = must(invite(coordinator, "5"));
  give_mandate(staff, "2026-03-03", "2026-03-31");
  EXPECT_EQ(shown(kept.token()), "ok") << "the mandate has not begun";
  clock.set("2026-03-02T23:00:00Z");  // midnight in Paris
  EXPECT_EQ(shown(kept.token()), "hub.invitation_unknown");
  EXPECT_EQ(reason(accept(kept.token())), "hub.invitation_unknown");
}

TEST_F(Rights, ALinkEndsWithTheRightOfWhoMadeIt) {
  const auto two = open(staff, "2", {"coordinator"});
  auto coordinator = installation.as(two.token, coop);
  const auto first = must(invite(coordinator, "1"));
  must(revoke(staff, two.account, "coordinator"));
  EXPECT_EQ(shown(first.token()), "hub.invitation_unknown");
  EXPECT_EQ(reason(accept(first.token())), "hub.invitation_unknown");
  must(grant(staff, two.account, "coordinator"));
  EXPECT_EQ(reason(accept(first.token())), "hub.invitation_unknown") << "for good";
  // By the clock too.
  const auto five = open(staff, "5");
  give_mandate(staff, "2026-03-01", "2026-03-02");
  EXPECT_EQ(roles(five.token, coop), "coordinator member");
  auto mandated = installation.as(five.token, coop);
  const auto second = must(invite(mandated, "1"));
  EXPECT_EQ(shown(second.token()), "ok");
  clock.set("2026-03-02T23:00:00Z");
  EXPECT_EQ(shown(second.token()), "hub.invitation_unknown");
  EXPECT_EQ(reason(accept(second.token())), "hub.invitation_unknown");
}

TEST_F(Rights, ALinkEndsWhenItsAccountIsSecuredAnew) {
  auto coordinator = installation.as(open(staff, "2", {"coordinator"}).token, coop);
  const auto one = open(staff, "1");
  const auto kept = must(invite(coordinator, "1"));
  auto herself = installation.as(one.token, coop);
  hv::ChangePasswordRequest change;
  change.set_current(password);
  change.set_password("un nouveau mot de passe");
  must(hv::AccountsClient(herself).change_password(change));
  EXPECT_EQ(reason(accept(kept.token())), "hub.invitation_unknown");
  const auto again = must(invite(coordinator, "1"));
  auto anew = installation.as(must(sign_in("1", "un nouveau mot de passe")).token(), coop);
  must(hv::AccountsClient(anew).sign_out_everywhere({}));
  EXPECT_EQ(reason(accept(again.token())), "hub.invitation_unknown");
}

TEST_F(Rights, WhoLeavesHasNoRoleNoSessionAndNoLinkAnyMore) {
  for (const bool by_standing : {false, true}) {
    const std::string number = by_standing ? "3" : "2";
    const auto gone = open(staff, number, {"coordinator", "treasurer"});
    auto coordinator = installation.as(gone.token, coop);
    const auto made = must(invite(coordinator, "1"));
    const auto own = must(invite(staff, number));
    give_mandate(staff, by_standing ? "2026-03-01" : "2026-02-01", "2026-03-31");
    if (by_standing)
      must(stand(staff, number, mv::STANDING_LEFT));
    else
      must(leave(coordinator, number));
    EXPECT_EQ(roles(gone.token, coop), "halle.token_invalid");
    EXPECT_EQ(mv::MembersClient(coordinator).list({}).error().code, Code::unauthenticated);
    EXPECT_EQ(reason(accept(made.token())), "hub.invitation_unknown");
    EXPECT_EQ(reason(accept(own.token())), "hub.invitation_unknown");
    EXPECT_EQ(reason(sign_in(number, password)), "hub.sign_in_refused");
    EXPECT_EQ(installation.sql("SELECT count(*) FROM hub.role_grant WHERE account_id = '" +
                               gone.account + "'"),
              Lines{"0"});
  }
}

TEST_F(Rights, WhoLeavesOneAssociationStaysInTheOther) {
  const auto both = open(staff, "2", {"coordinator"});
  must(grant(its_staff, both.account, "member", "3"));
  must(grant(its_staff, both.account, "treasurer"));
  must(leave(staff, "2"));
  EXPECT_EQ(roles(both.token, coop), "");
  EXPECT_EQ(roles(both.token, other), "member treasurer");
}

// An e-mail names one account in an association.
TEST_F(Rights, AnAccountFromElsewhereBringsNoEMailThatIsTaken) {
  const auto here = must(invite(staff, "2", "two@example.org"));
  must(accept(here.token()));
  const auto there = must(invite(its_staff, "3", "two@example.org"));
  const auto both = must(accept(there.token()));
  EXPECT_EQ(reason(grant(staff, there.account(), "coordinator")), "hub.email_taken");
  EXPECT_EQ(reason(grant(staff, there.account(), "member", "4")), "hub.email_taken");
  EXPECT_EQ(roles(both.token(), coop), "");
  must(grant(staff, here.account(), "coordinator"));
  // Those who had the same before keep what they have, and may get more.
  installation.sql("INSERT INTO hub.role_grant (org_id, account_id, role, granted_at) VALUES ('" +
                   coop.text() + "', '" + there.account() + "', 'volunteer', now())");
  must(grant(staff, there.account(), "coordinator"));
}

TEST_F(Rights, WhoComesBackIsAMemberAndNoMore) {
  const auto two = open(staff, "2", {"coordinator"});
  must(leave(staff, "2"));
  EXPECT_EQ(roles(two.token, coop), "halle.token_invalid");
  must(stand(staff, "2", mv::STANDING_ACTIVE));
  installation.settle();
  const auto back = must(sign_in("2", password));
  EXPECT_EQ(roles(back.token(), coop), "member");
  EXPECT_EQ(roles(two.token, coop), "halle.token_invalid") << "the session of before is over";
}

TEST_F(Rights, WhoIsSuspendedKeepsThem) {
  const auto two = open(staff, "2", {"coordinator"});
  must(stand(staff, "2", mv::STANDING_SUSPENDED));
  EXPECT_EQ(roles(two.token, coop), "coordinator member");
}

TEST_F(Rights, NobodyIsInvitedWhoLeftOrWasErased) {
  open(staff, "2");
  const auto before = must(invite(staff, "3"));
  for (const auto* number : {"2", "3", "4"}) must(leave(staff, number));
  installation.settle();
  for (const auto* number : {"2", "3", "4"})
    EXPECT_EQ(reason(invite(staff, number)), "hub.subject_left") << number;
  EXPECT_EQ(reason(accept(before.token())), "hub.invitation_unknown");
  for (const auto* number : {"2", "4"}) must(erase(staff, number));
  installation.settle();
  for (const auto* number : {"2", "4"})
    EXPECT_EQ(reason(invite(staff, number)), "hub.subject_left") << number;
  const auto account = installation.create_account(coop, "volunteer");
  const auto id =
      installation.sql("SELECT account_id FROM hub.role_grant WHERE role = 'volunteer'");
  EXPECT_EQ(reason(grant(staff, id.at(0), "member", "2")), "hub.subject_left");
  EXPECT_EQ(installation.sql("SELECT count(*) FROM hub.credential"), Lines{"0"})
      << "nobody can sign in with what was erased";
  must(stand(staff, "3", mv::STANDING_ACTIVE));
  installation.settle();
  must(accept(must(invite(staff, "3")).token()));
}

/// Whoever left before these events were told has left all the same.
TEST_F(Rights, WhoLeftBeforeIsToldOfOnce) {
  const auto two = open(staff, "2", {"coordinator"});
  const auto three = open(staff, "3");
  left_before({"2", "3"});
  must(mv::DuesClient(staff).follow({}));
  EXPECT_EQ(roles(two.token, coop), "halle.token_invalid");
  EXPECT_EQ(roles(three.token, coop), "halle.token_invalid");
  const auto told = [&] {
    return installation.sql(
        "SELECT count(*) FROM halle.event_log WHERE type = 'halle.kernel.v1.SubjectLeft'");
  };
  EXPECT_EQ(told(), Lines{"2"});
  must(mv::DuesClient(staff).follow({}));
  installation.settle();
  EXPECT_EQ(told(), Lines{"2"});
}

TEST_F(Rights, WhatAMandateAllowsRestsWithTheModuleThatGaveIt) {
  auto machine = installation.as_operator();
  hv::CreateOrganisationRequest request;
  request.set_code("small");
  request.set_name("small");
  request.add_modules("membership");
  const Uuid small =
      Uuid::parse(must(hv::OrganisationsClient(machine).create(request)).id()).value();
  auto its = installation.as_operator(small);
  Shop(its).add_members(5);
  const auto five = open(its, "5");
  give_mandate(its, "2026-03-01", "2026-12-31");
  EXPECT_EQ(roles(five.token, small), "coordinator member");
  hv::DisableModuleRequest disable;
  disable.set_module("membership");
  must(hv::ModulesClient(its).disable(disable));
  EXPECT_EQ(roles(five.token, small), "member") << "nobody could end it";
  hv::EnableModuleRequest enable;
  enable.set_module("membership");
  must(hv::ModulesClient(its).enable(enable));
  EXPECT_EQ(roles(five.token, small), "coordinator member");
}

TEST_F(Rights, TheLastAdministratorDoesNotGoUnnoticed) {
  const auto one = open(staff, "1", {"administrator"});
  auto herself = installation.as(one.token, coop);
  EXPECT_EQ(reason(leave(herself, "1")), "hub.last_administrator");
  EXPECT_EQ(reason(stand(staff, "1", mv::STANDING_LEFT)), "hub.last_administrator");
  EXPECT_EQ(reason(revoke(herself, one.account, "administrator")), "hub.last_administrator");
  EXPECT_EQ(roles(one.token, coop), "administrator member");
  const auto two = open(staff, "2", {"administrator"});
  must(leave(herself, "1"));
  EXPECT_EQ(roles(one.token, coop), "halle.token_invalid");
  EXPECT_EQ(roles(two.token, coop), "administrator member");
  // At the machine's console one may, who can name another.
  must(revoke(staff, two.account, "administrator"));
  must(leave(staff, "2"));
}

/// Two who leave at the same time may both find the other there.
TEST_F(Rights, AnAssociationWithoutAdministratorLetsTheOperatorNameOne) {
  const auto one = open(staff, "1", {"administrator"});
  auto herself = installation.as(one.token, coop);
  hv::LetOperatorRequest no;
  must(hv::OrganisationsClient(herself).let_operator(no));
  clock.advance(std::chrono::seconds(6));  // nodes know an answer for five
  const auto refused = mv::MembersClient(staff).list({});
  EXPECT_TRUE(!refused && refused.error().reason == "halle.operator_not_let");
  left_before({"1"});
  must(mv::DuesClient(herself).follow({}));
  EXPECT_EQ(roles(one.token, coop), "halle.token_invalid");
  EXPECT_TRUE(mv::MembersClient(staff).list({}));
}

TEST_F(Rights, NobodyGivesHerselfARole) {
  const auto one = open(staff, "1", {"administrator"});
  open(staff, "2", {"administrator"});
  auto herself = installation.as(one.token, coop);
  EXPECT_EQ(reason(grant(herself, one.account, "treasurer")), "hub.not_for_oneself");
  EXPECT_EQ(roles(one.token, coop), "administrator member");
  EXPECT_EQ(reason(revoke(herself, one.account, "administrator")), "ok") << "one may step down";
}

TEST_F(Rights, GuessesAtOneNumberCloseNoOtherAssociation) {
  open(staff, "2");
  open(its_staff, "2");
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(reason(sign_in("2", "une supposition")), "hub.sign_in_refused");
  EXPECT_EQ(reason(sign_in("2", password)), "hub.too_many_attempts");
  EXPECT_EQ(reason(sign_in("2", password, "other")), "ok");
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(reason(sign_in("999", "une supposition")), "hub.sign_in_refused");
  EXPECT_EQ(reason(sign_in("999", password)), "hub.too_many_attempts");
  EXPECT_EQ(reason(sign_in("999", password, "other")), "hub.sign_in_refused");
}

TEST_F(Rights, AllNamesOfAnAccountAreGuessedAtTogether) {
  must(accept(must(invite(staff, "2", "deux@example.org")).token()));
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(reason(sign_in("2", "une supposition")), "hub.sign_in_refused");
    EXPECT_EQ(reason(sign_in("deux@example.org", "une supposition")), "hub.sign_in_refused");
  }
  EXPECT_EQ(reason(sign_in("2", password)), "hub.too_many_attempts");
  EXPECT_EQ(reason(sign_in("deux@example.org", password)), "hub.too_many_attempts");
}

TEST_F(Rights, NoReplySaysWhatAnotherAssociationHas) {
  must(accept(must(invite(its_staff, "1", "une@example.org")).token()));
  // The same person, for all anybody knows, is member 1 here.
  const auto link = must(invite(staff, "1", "une@example.org"));
  EXPECT_EQ(shown(link.token()), "ok");
  const auto here = must(accept(link.token()));
  EXPECT_EQ(roles(here.token(), coop), "member");
  EXPECT_EQ(roles(here.token(), other), "") << "and it opens nothing elsewhere";
  EXPECT_EQ(reason(sign_in("une@example.org", password)), "ok");
  EXPECT_EQ(reason(sign_in("une@example.org", password, "other")), "ok");
  auto caller = installation.as(here.token(), coop);
  EXPECT_EQ(must(hv::AccountsClient(caller).who_am_i({})).email(), "une@example.org");
  // What the association itself has it may know.
  EXPECT_EQ(reason(invite(staff, "2", "une@example.org")), "hub.email_taken");
  EXPECT_EQ(installation.sql("SELECT count(*) FROM hub.role_grant WHERE subject = '2'"),
            Lines{"0"});
}

TEST_F(Rights, ALinkToAnAccountOfTwoAssociationsOpensOneOfThem) {
  const auto both = open(staff, "2");
  must(grant(its_staff, both.account, "member", "3"));
  must(grant(its_staff, both.account, "treasurer"));
  const auto link = must(invite(staff, "2"));
  EXPECT_EQ(shown(link.token()), "ok");
  const auto here = must(accept(link.token()));
  EXPECT_EQ(roles(here.token(), coop), "member");
  EXPECT_EQ(roles(here.token(), other), "");
  EXPECT_EQ(roles(both.token, coop), "") << "the number is the new account's";
  EXPECT_EQ(roles(both.token, other), "member treasurer") << "what is held elsewhere stays";
  EXPECT_EQ(reason(sign_in("3", password, "other")), "ok");
}

}  // namespace
}  // namespace halle::test
