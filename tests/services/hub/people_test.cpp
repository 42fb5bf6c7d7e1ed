// Who may do what, and what is known of members: through a node's gRPC port, on one node and on
// two.
#include <gtest/gtest.h>

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
  hub::v1::SetPasswordRequest password;
  password.set_account(account.id());
  password.set_password("trop court");
  EXPECT_EQ(accounts.set_password(password).error().reason, "hub.bad_password");
  password.set_password("un mot de passe assez long");
  ASSERT_TRUE(accounts.set_password(password));
  auto stranger = installation.as("", {});
  AccountsClient door(stranger);
  hub::v1::SignInRequest in;
  in.set_email("marie@example.org");
  in.set_password("un autre mot de passe");
  const auto wrong = door.sign_in(in);
  in.set_email("personne@example.org");
  const auto unknown = door.sign_in(in);
  EXPECT_EQ(wrong.error().reason, "hub.sign_in_refused");
  EXPECT_EQ(unknown.error().reason, wrong.error().reason);
  in.set_email("MARIE@example.org");
  in.set_password("un mot de passe assez long");
  const auto session = door.sign_in(in);
  ASSERT_TRUE(session) << session.error().reason;
  EXPECT_EQ(installation.sql("SELECT left(hash, 31) FROM hub.credential"),
            std::vector<std::string>{"$argon2id$v=19$m=19456,t=2,p=1$"});
  EXPECT_EQ(installation.sql("SELECT count(*) FROM hub.session WHERE token_hash = '" +
                             session.value().token() + "'::bytea"),
            std::vector<std::string>{"0"});
}

}  // namespace
}  // namespace halle::test
