// Who may do what, and what is known of members: through a node's gRPC port, on one node and on
// two.
#include <gtest/gtest.h>

#include <pqxx/pqxx>
#include <thread>

#include "halle/hub/v1/hub.halle.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "tests/support/installation.hpp"

namespace halle::test {
namespace {
using hub::v1::AccountsClient;
using membership::v1::MembersClient;

membership::v1::ImportMembersRequest sheet(const std::vector<std::vector<std::string>>& rows) {
  membership::v1::ImportMembersRequest request;
  for (const auto* heading : {"numéro", "nom", "prénom", "email"})
    request.mutable_sheet()->add_header(heading);
  int line = 2;
  for (const auto& row : rows) {
    auto* out = request.mutable_sheet()->add_rows();
    out->set_line(line++);
    for (const auto& cell : row) out->add_cells(cell);
  }
  return request;
}

class People : public testing::TestWithParam<const char*> {
 protected:
  Installation installation{GetParam()};
  Uuid coop = installation.create_organisation("coop");
};
INSTANTIATE_TEST_SUITE_P(Topologies, People, testing::Values(one_box, two_nodes));

TEST_P(People, AnImportIsAllOrNothingUnlessPartial) {
  auto caller = installation.as_operator(coop);
  MembersClient members(caller);
  auto request = sheet({{"1", "Durand", "Anne", "anne@example.org"}, {"", "Sans numéro", "", ""}});
  const auto refused = members.import(request);
  ASSERT_TRUE(refused);
  EXPECT_FALSE(refused.value().report().applied());
  ASSERT_EQ(refused.value().report().rejected_size(), 1);
  EXPECT_EQ(refused.value().report().rejected(0).line(), 3);
  EXPECT_EQ(members.list({}).value().members_size(), 0);
  request.mutable_sheet()->set_partial(true);
  EXPECT_EQ(members.import(request).value().report().created(), 1);
  EXPECT_EQ(members.import(request).value().report().unchanged(), 1);
  // What a sheet leaves empty keeps what is known.
  const auto corrected = members.import(sheet({{"1", "Durant", "", ""}}));
  EXPECT_EQ(corrected.value().report().updated(), 1);
  membership::v1::GetMemberRequest get;
  get.set_number("1");
  const auto member = members.get(get);
  ASSERT_TRUE(member);
  EXPECT_EQ(member.value().name(), "Durant");
  EXPECT_EQ(member.value().email(), "anne@example.org");
  EXPECT_EQ(installation.sql("SELECT search_text FROM membership.member"),
            std::vector<std::string>{""});
}

TEST_P(People, StandingHasAHistory) {
  auto caller = installation.as_operator(coop);
  MembersClient members(caller);
  ASSERT_TRUE(members.import(sheet({{"1", "Durand", "", ""}})));
  membership::v1::SetStandingRequest suspend;
  suspend.set_number("1");
  suspend.set_standing(membership::v1::STANDING_SUSPENDED);
  suspend.set_cause("cotisation en retard");
  EXPECT_TRUE(members.set_standing(suspend).value().changed());
  EXPECT_FALSE(members.set_standing(suspend).value().changed());
  membership::v1::ListStandingsRequest list;
  list.set_number("1");
  const auto history = members.list_standings(list).value();
  ASSERT_EQ(history.periods_size(), 2);
  EXPECT_EQ(history.periods(0).standing(), membership::v1::STANDING_SUSPENDED);
  EXPECT_EQ(history.periods(0).cause(), "cotisation en retard");
  EXPECT_EQ(history.periods(1).standing(), membership::v1::STANDING_ACTIVE);
  suspend.set_number("2");
  EXPECT_EQ(members.set_standing(suspend).error().reason, "membership.member_unknown");
}

TEST_P(People, AMemberReadsHerselfAndNobodyElse) {
  auto caller = installation.as_operator(coop);
  ASSERT_TRUE(
      MembersClient(caller).import(sheet({{"1", "Durand", "", ""}, {"2", "Petit", "", ""}})));
  auto anne = installation.as(installation.create_account(coop, "member", "1"), coop);
  MembersClient members(anne);
  membership::v1::GetMemberRequest get;
  get.set_number("1");
  EXPECT_EQ(members.get(get).value().name(), "Durand");
  get.set_number("2");
  const auto hidden = members.get(get);
  get.set_number("999");
  const auto missing = members.get(get);
  EXPECT_EQ(hidden.error().code, Code::not_found);
  EXPECT_EQ(hidden.error().reason, missing.error().reason);
  EXPECT_EQ(members.list({}).error().reason, "halle.not_allowed");
}

TEST_P(People, AnotherAssociationSeesNothing) {
  const Uuid other = installation.create_organisation("other");
  auto caller = installation.as_operator(coop);
  ASSERT_TRUE(MembersClient(caller).import(sheet({{"1", "Durand", "", ""}})));
  const std::string token = installation.create_account(other, "administrator");
  auto theirs = installation.as(token, other);
  EXPECT_EQ(MembersClient(theirs).list({}).value().members_size(), 0);
  auto crossing = installation.as(token, coop);
  EXPECT_EQ(MembersClient(crossing).list({}).error().reason, "halle.not_allowed");
  auto nobody = installation.as("", coop);
  EXPECT_EQ(MembersClient(nobody).list({}).error().code, Code::unauthenticated);
  auto forged = installation.as("0123456789abcdef", coop);
  EXPECT_EQ(MembersClient(forged).list({}).error().reason, "halle.token_invalid");
}

TEST_P(People, SigningInSaysTheSameWhateverIsWrong) {
  auto caller = installation.as_operator(coop);
  AccountsClient accounts(caller);
  hub::v1::CreateAccountRequest create;
  create.set_email("Marie@Example.org");
  const auto account = accounts.create(create).value();
  hub::v1::GrantRoleRequest grant;
  grant.set_account(account.id());
  grant.set_role("volunteer");
  ASSERT_TRUE(accounts.grant_role(grant));
  hub::v1::SetPasswordRequest password;
  password.set_account(account.id());
  password.set_password("trop court");
  EXPECT_EQ(accounts.set_password(password).error().reason, "hub.bad_password");
  password.set_password("un mot de passe assez long");
  ASSERT_TRUE(accounts.set_password(password));
  auto stranger = installation.as("", {});
  AccountsClient door(stranger);
  hub::v1::SignInRequest in;
  in.set_login("marie@example.org");
  in.set_password("un autre mot de passe");
  const auto wrong = door.sign_in(in);
  in.set_login("personne@example.org");
  const auto unknown = door.sign_in(in);
  EXPECT_EQ(wrong.error().reason, "hub.sign_in_refused");
  EXPECT_EQ(unknown.error().reason, wrong.error().reason);
  in.set_login("MARIE@example.org");
  in.set_password("un mot de passe assez long");
  const auto session = door.sign_in(in);
  ASSERT_TRUE(session) << session.error().reason;
  EXPECT_EQ(installation.sql("SELECT left(hash, 31) FROM hub.credential"),
            std::vector<std::string>{"$argon2id$v=19$m=19456,t=2,p=1$"});
  EXPECT_EQ(installation.sql("SELECT count(*) FROM hub.session WHERE token_hash = '" +
                             session.value().token() + "'::bytea"),
            std::vector<std::string>{"0"});
}

/// One who signs in, from an address and maybe a device.
class Visitor {
 public:
  Visitor(const Installation& installation, const std::string& address)
      : caller_(installation.as("", {})), door_(caller_) {
    client_.set_address(address);
  }
  Visitor& on_device(const std::string& device) {
    client_.set_device(device);
    return *this;
  }
  Result<hub::v1::SignInReply> sign_in(const std::string& login, const std::string& password,
                                       const std::string& organisation = "") {
    hub::v1::SignInRequest request;
    request.set_login(login);
    request.set_password(password);
    request.set_organisation(organisation);
    *request.mutable_client() = client_;
    return door_.sign_in(request);
  }
  Result<hub::v1::SignInReply> accept(const std::string& token, const std::string& password) {
    hub::v1::AcceptInvitationRequest request;
    request.set_token(token);
    request.set_password(password);
    *request.mutable_client() = client_;
    return door_.accept_invitation(request);
  }

 private:
  Caller caller_;
  AccountsClient door_;
  type::v1::Client client_;
};

Result<hub::v1::InviteReply> invite(sdk::Caller& caller, const std::string& number,
                                    const std::string& email = "") {
  hub::v1::InviteRequest request;
  request.set_number(number);
  request.set_email(email);
  return AccountsClient(caller).invite(request);
}

constexpr const char* good_password = "carottes et poireaux";

/// Somebody who knows the old password and signs in while it is being changed.
TEST_P(People, ASignInDoesNotOutliveTheChangeOfThePassword) {
  auto staff = installation.as_operator(coop);
  Visitor thief(installation, "192.0.2.1");
  ASSERT_TRUE(thief.accept(must(invite(staff, "12")).token(), good_password));
  pqxx::connection owner(server().admin(installation.database()));
  pqxx::work change(owner);
  change.exec("UPDATE hub.credential SET hash = 'another'");
  Result<hub::v1::SignInReply> session = Error{};
  std::thread signing([&] { session = thief.sign_in("12", good_password); });
  EXPECT_TRUE(eventually(std::chrono::seconds(20), [&] {
    return installation
               .sql(
                   "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
                   "AND query LIKE '%hub.credential%'")
               .size() == 1;
  }));
  change.exec("DELETE FROM hub.session");
  change.commit();
  signing.join();
  EXPECT_EQ(session.error().reason, "hub.sign_in_refused");
}

TEST_P(People, AnInvitedMemberSignsInByHerNumber) {
  auto staff = installation.as_operator(coop);
  const auto first = invite(staff, "12");
  ASSERT_TRUE(first) << first.error().reason;
  const auto link = invite(staff, "12", "Zoe@Example.org");
  ASSERT_TRUE(link) << link.error().reason;
  Visitor zoe(installation, "192.0.2.1");
  EXPECT_EQ(zoe.accept(first.value().token(), good_password).error().reason,
            "hub.invitation_unknown")
      << "a newer link replaces it";
  EXPECT_EQ(zoe.accept("no such link", "trop court").error().reason, "hub.invitation_unknown")
      << "a link is looked at before a password is hashed";
  EXPECT_EQ(zoe.accept(link.value().token(), "trop court").error().reason, "hub.bad_password");
  const auto session = zoe.accept(link.value().token(), good_password);
  ASSERT_TRUE(session) << session.error().reason;
  EXPECT_EQ(zoe.accept(link.value().token(), good_password).error().reason,
            "hub.invitation_unknown");
  for (const auto* login : {"12", " zoe@example.ORG "})
    EXPECT_TRUE(zoe.sign_in(login, good_password)) << login;
  // An address that the rule of a former version took.
  (void)installation.sql("UPDATE hub.account SET email = 'zo\u00e9@here' WHERE email LIKE 'zoe@%'");
  EXPECT_TRUE(zoe.sign_in("Zo\u00e9@HERE", good_password));
  (void)installation.sql(
      "UPDATE hub.account SET email = 'zoe@example.org' WHERE email LIKE '%@here'");
  auto caller = installation.as(session.value().token(), coop);
  const auto me = AccountsClient(caller).who_am_i({}).value();
  EXPECT_EQ(me.email(), "zoe@example.org");
  ASSERT_EQ(me.belongings_size(), 1);
  EXPECT_EQ(me.belongings(0).subject(), "12");
  EXPECT_EQ(me.belongings(0).organisation().code(), "coop");
  // With two associations a number alone says nothing.
  installation.create_organisation("other");
  EXPECT_EQ(zoe.sign_in("12", good_password).error().reason, "hub.sign_in_refused");
  EXPECT_EQ(zoe.sign_in("12", good_password, "other").error().reason, "hub.sign_in_refused");
  EXPECT_TRUE(zoe.sign_in("12", good_password, "coop"));
}

TEST_P(People, AnInvitationTakesNoAccountOver) {
  auto staff = installation.as_operator(coop);
  auto coordinator = installation.as(installation.create_account(coop, "coordinator"), coop);
  const Uuid other = installation.create_organisation("other");
  auto theirs = installation.as(installation.create_account(other, "administrator"), other);
  ASSERT_TRUE(invite(coordinator, "1", "anne@example.org"));
  EXPECT_TRUE(invite(theirs, "1", "anne@example.org")) << "nobody is told who is elsewhere";
  // A coordinator does not become administrator by inviting one again.
  const std::string account =
      installation
          .sql("SELECT account_id FROM hub.invitation WHERE invited_by_org = '" + coop.text() + "'")
          .at(0);
  hub::v1::GrantRoleRequest grant;
  grant.set_account(account);
  grant.set_role("administrator");
  ASSERT_TRUE(AccountsClient(staff).grant_role(grant));
  EXPECT_EQ(invite(coordinator, "1").error().reason, "halle.not_allowed");
  EXPECT_TRUE(invite(staff, "1"));
  auto member = installation.as(installation.create_account(coop, "member", "7"), coop);
  EXPECT_EQ(invite(member, "8").error().reason, "halle.not_allowed");
  EXPECT_EQ(installation.sql("SELECT count(*) FROM hub.invitation"), std::vector<std::string>{"2"});
}

TEST_P(People, GuessingEndsAndTheOwnerStaysIn) {
  auto staff = installation.as_operator(coop);
  const std::string link = invite(staff, "12").value().token();
  Visitor owner(installation, "192.0.2.1");
  ASSERT_TRUE(owner.on_device("her-telephone").accept(link, good_password));
  int guesses = 0;
  for (int i = 0; i < 40; ++i) {
    Visitor thief(installation, "198.51.100." + std::to_string(i));
    if (thief.sign_in("12", "une supposition").error().reason == "hub.sign_in_refused") ++guesses;
  }
  EXPECT_EQ(guesses, 20);
  // Even the right password says no more than that, and an unknown login says the same.
  EXPECT_EQ(Visitor(installation, "198.51.100.99").sign_in("12", good_password).error().reason,
            "hub.too_many_attempts");
  EXPECT_TRUE(owner.sign_in("12", good_password));
  int elsewhere = 0;
  Visitor one_address(installation, "203.0.113.1");
  for (int i = 0; i < 80; ++i)
    if (one_address.sign_in("personne" + std::to_string(i) + "@example.org", "une supposition")
            .error()
            .reason == "hub.sign_in_refused")
      ++elsewhere;
  EXPECT_EQ(elsewhere, 60);
}

TEST_P(People, ASessionEndsForGood) {
  auto staff = installation.as_operator(coop);
  const std::string link = invite(staff, "12").value().token();
  Visitor zoe(installation, "192.0.2.1");
  const std::string phone = zoe.accept(link, good_password).value().token();
  const std::string tablet = zoe.sign_in("12", good_password).value().token();
  const auto works = [&](const std::string& token) {
    auto caller = installation.as(token, coop);
    return static_cast<bool>(AccountsClient(caller).who_am_i({}));
  };
  const auto ends = [&](const std::string& token) {
    return eventually(std::chrono::seconds(3), [&] { return !works(token); });
  };
  EXPECT_TRUE(works(phone));
  EXPECT_TRUE(works(tablet));
  {
    auto caller = installation.as(phone, coop);
    hub::v1::SignOutRequest out;
    out.set_token(phone);
    ASSERT_TRUE(AccountsClient(caller).sign_out(out));
  }
  EXPECT_TRUE(ends(phone));
  EXPECT_TRUE(works(tablet));
  auto caller = installation.as(tablet, coop);
  hub::v1::ChangePasswordRequest change;
  change.set_current("pas le bon du tout");
  change.set_password("un nouveau mot de passe");
  EXPECT_EQ(AccountsClient(caller).change_password(change).error().reason, "hub.wrong_password");
  change.set_current(good_password);
  const auto fresh = AccountsClient(caller).change_password(change);
  ASSERT_TRUE(fresh) << fresh.error().reason;
  EXPECT_TRUE(ends(tablet));
  EXPECT_TRUE(works(fresh.value().token()));
  EXPECT_EQ(zoe.sign_in("12", good_password).error().reason, "hub.sign_in_refused");
  auto last = installation.as(fresh.value().token(), coop);
  ASSERT_TRUE(AccountsClient(last).sign_out_everywhere({}));
  EXPECT_TRUE(ends(fresh.value().token()));
}

}  // namespace
}  // namespace halle::test
