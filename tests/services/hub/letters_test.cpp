// Links that come by letter: an invitation, and one to choose a new password. Who gets them, how
// often and how long they work, and that nothing tells whether there is an account.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "core/sdk/time.hpp"
#include "core/testing/module_test.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "halle/kernel/v1/kernel.pb.h"
#include "tests/services/notices.hpp"

extern "C" std::int32_t halle_module_entry_hub(const halle_host*, halle_module*);

namespace halle::hub {
namespace {
using harness::must;
using Lines = std::vector<std::string>;
namespace kv = kernel::v1;

constexpr const char* password = "carottes et poireaux";
constexpr const char* another = "navets et panais";
constexpr const char* unknown = "hub.link_unknown";

template <class Reply>
std::string reason(const Result<Reply>& result) {
  if (result) return "ok";
  const auto& error = result.error();
  return error.fields.empty() ? error.reason : error.fields[0].reason;
}

class HubLetters : public harness::ModuleTest {
 protected:
  HubLetters() : ModuleTest(&halle_module_entry_hub) {}

  void SetUp() override {
    ModuleTest::SetUp();
    if (IsSkipped()) return;
    answer<kv::CanDeliverRequest, type::v1::Answers>(
        "/halle.kernel.v1.Notices/CanDeliver",
        [this](const kv::CanDeliverRequest&) -> Result<type::v1::Answers> {
          if (letters_go) return test::carried();
          return Error{Code::unavailable, "halle.unreachable"};
        });
    for (const auto& [id, code] : {std::pair{here(), "here"}, std::pair{elsewhere(), "elsewhere"}})
      rows("INSERT INTO hub.organisation (id, code, name, time_zone, created_at) VALUES ('" +
           id.text() + "', '" + code + "', 'La " + code + "', 'Europe/Paris', now())");
    for (const auto& organisation : {here(), elsewhere()})
      add_account(account_of("administrator", "", organisation));
  }

  /// The account behind as(role, number, organisation).
  static Uuid account_of(const std::string& role, const std::string& number,
                         Uuid organisation = here()) {
    return derive_uuid(organisation, role + number);
  }
  void add_account(const Uuid& id) {
    rows("INSERT INTO hub.account (id, created_at) VALUES ('" + id.text() + "', now())");
  }
  void add_member(const Uuid& account, const std::string& number, Uuid organisation = here()) {
    rows("INSERT INTO hub.role_grant (org_id, account_id, role, subject, granted_at) VALUES ('" +
         organisation.text() + "', '" + account.text() + "', 'member', '" + number + "', now())");
  }
  /// A member of `here` with an account and no way to use it: quicker than open().
  void add_opened(const std::string& number) {
    const Uuid account = account_of("member", number);
    add_account(account);
    add_member(account, number);
    rows("INSERT INTO hub.credential (account_id, hash, changed_at) VALUES ('" + account.text() +
         "', '', now())");
  }
  /// A member of `here` with the account of as("member", number), who signs in with `password`.
  Uuid open(const std::string& number, const std::string& email = "") {
    const Uuid account = account_of("member", number);
    add_account(account);
    add_member(account, number);
    auto anybody = as_nobody();
    v1::AcceptInvitationRequest request;
    request.set_token(must(invite(number, email, false)).token());
    request.set_password(password);
    must(v1::AccountsClient(anybody).accept_invitation(request));
    return account;
  }

  Result<v1::InviteReply> invite(const std::string& number, const std::string& email, bool letter) {
    auto staff = as("administrator");
    v1::InviteRequest request;
    request.set_number(number);
    request.set_email(email);
    request.set_letter(letter);
    return v1::AccountsClient(staff).invite(request);
  }
  Result<v1::AskForPasswordReply> ask(const std::string& login, Uuid organisation = here(),
                                      const std::string& address = "192.0.2.1") {
    auto anybody = as_nobody(organisation);
    v1::AskForPasswordRequest request;
    request.set_login(login);
    request.mutable_client()->set_address(address);
    return v1::AccountsClient(anybody).ask_for_password(request);
  }
  std::string shown(const std::string& token) {
    auto anybody = as_nobody({});
    v1::GetPasswordLinkRequest request;
    request.set_token(token);
    return reason(v1::AccountsClient(anybody).get_password_link(request));
  }
  Result<v1::SignInReply> reset(const std::string& token, const std::string& to = another) {
    auto anybody = as_nobody({});
    v1::ResetPasswordRequest request;
    request.set_token(token);
    request.set_password(to);
    return v1::AccountsClient(anybody).reset_password(request);
  }
  std::string sign_in(const std::string& login, const std::string& with,
                      const std::string& organisation = "here") {
    auto anybody = as_nobody({});
    v1::SignInRequest request;
    request.set_login(login);
    request.set_password(with);
    request.set_organisation(organisation);
    return reason(v1::AccountsClient(anybody).sign_in(request));
  }

  bool letters_go = true;

  kv::NoticeDue last_notice() const { return emitted<kv::NoticeDue>().back(); }
  kv::ComposedNotice compose(const kv::NoticeDue& due, const std::string& subject = "",
                             Uuid organisation = here()) {
    auto kernel = as_kernel(organisation);
    kv::ComposeNoticesRequest request;
    auto* notice = request.add_notices();
    notice->set_index(7);
    notice->set_kind(due.kind());
    notice->set_about(due.about());
    notice->set_subject(subject);
    const auto reply = must(v1::NoticesClient(kernel).compose(request));
    EXPECT_EQ(reply.notices_size(), 1);
    EXPECT_EQ(reply.notices(0).index(), 7);
    return reply.notices(0);
  }
  /// What follows `#` in the path of the composed notice; empty if it is obsolete.
  std::string token_of(const kv::NoticeDue& due, Uuid organisation = here()) {
    const auto composed = compose(due, "", organisation);
    if (composed.obsolete()) {
      EXPECT_EQ(composed.email() + composed.path(), "");
      return {};
    }
    return composed.path().substr(composed.path().find('#') + 1);
  }
  /// The token of a link asked for now; empty if none is sent.
  std::string link(const std::string& login, Uuid organisation = here(),
                   const std::string& address = "192.0.2.1") {
    must(ask(login, organisation, address));
    return token_of(last_notice(), organisation);
  }
};

TEST_F(HubLetters, AForgottenPasswordIsReplacedOnce) {
  open("12", "zoe@example.org");
  must(ask(" 12 "));
  const auto due = last_notice();
  EXPECT_EQ(due.kind(), "hub.password");
  EXPECT_EQ(due.subjects_size(), 0);
  EXPECT_FALSE(due.has_not_before());
  EXPECT_EQ(sdk::instant_of(due.until()), clock.clock()() + std::chrono::minutes(30));
  const auto composed = compose(due);
  EXPECT_EQ(composed.email(), "zoe@example.org");
  ASSERT_EQ(composed.values_size(), 1);
  EXPECT_EQ(composed.values(0).name(), "deadline");
  EXPECT_EQ(composed.values(0).deadline().seconds(), due.until().seconds());
  ASSERT_TRUE(composed.path().starts_with("/mot-de-passe#")) << composed.path();
  const auto token = token_of(due);
  EXPECT_EQ(compose(due).path(), composed.path()) << "the same letter again has the same link";

  auto anybody = as_nobody({});
  v1::GetPasswordLinkRequest get;
  get.set_token(token);
  const auto link = must(v1::AccountsClient(anybody).get_password_link(get));
  EXPECT_EQ(link.email(), "zoe@example.org");
  EXPECT_EQ(link.organisation_code(), "here");
  EXPECT_EQ(link.organisation_name(), "La here");
  EXPECT_EQ(reason(reset(token, "trop court")), "hub.bad_password");
  EXPECT_FALSE(must(reset(token)).token().empty());
  EXPECT_EQ(sign_in("12", another), "ok");
  EXPECT_EQ(sign_in("zoe@example.org", password), "hub.sign_in_refused");
  EXPECT_EQ(reason(reset(token, password)), unknown);
  EXPECT_EQ(shown(token), unknown);
  EXPECT_TRUE(compose(due).obsolete()) << "a letter that is late brings no link that was used";
  EXPECT_EQ(sign_in("12", another), "ok");
}

TEST_F(HubLetters, ANewPasswordEndsTheSessionsOfBefore) {
  const Uuid account = open("12", "zoe@example.org");
  EXPECT_EQ(sign_in("12", password), "ok");
  const auto sessions = [&] {
    return rows("SELECT count(*) FROM hub.session WHERE account_id = '" + account.text() + "'");
  };
  EXPECT_EQ(sessions(), Lines{"2"});
  must(reset(link("12")));
  EXPECT_EQ(sessions(), Lines{"1"}) << "the one that it opens";
}

TEST_F(HubLetters, ALinkWorksForThirtyMinutes) {
  open("12", "zoe@example.org");
  must(ask("zoe@EXAMPLE.org"));
  const auto due = last_notice();
  const auto token = token_of(due);
  clock.advance(std::chrono::seconds(30 * 60 - 1));
  EXPECT_EQ(shown(token), "ok");
  clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(shown(token), unknown);
  EXPECT_EQ(reason(reset(token)), unknown);
  EXPECT_TRUE(compose(due).obsolete());
  EXPECT_EQ(sign_in("12", password), "ok");
}

TEST_F(HubLetters, TheDatabaseHoldsNoSecret) {
  open("12", "zoe@example.org");
  const auto token = link("12");
  EXPECT_EQ(token.size(), 64u);
  EXPECT_EQ(rows("SELECT count(*) FROM hub.password_link WHERE token_hash = sha256('" + token +
                 "'::bytea)"),
            Lines{"1"});
  for (const auto& row : rows("SELECT p::text FROM hub.password_link p"))
    EXPECT_EQ(row.find(token), std::string::npos);
  for (const auto& row : rows("SELECT encode(payload, 'escape') FROM halle.outbox"))
    EXPECT_EQ(row.find(token), std::string::npos);
}

TEST_F(HubLetters, OfSeveralLinksOneIsUsed) {
  open("12", "zoe@example.org");
  const auto first = link("12");
  const auto second = link("zoe@example.org");
  EXPECT_NE(first, second);
  EXPECT_EQ(shown(first), "ok") << "letters may come late and in any order";
  must(reset(second));
  EXPECT_EQ(shown(first), unknown);
  EXPECT_EQ(reason(reset(first)), unknown);
}

TEST_F(HubLetters, OfTwoUsesAtOnceOneCounts) {
  open("12", "zoe@example.org");
  const auto token = link("12");
  std::string first;
  std::thread other([&] { first = reason(reset(token)); });
  const auto second = reason(reset(token, "radis et rutabagas"));
  other.join();
  EXPECT_EQ((std::set<std::string>{first, second}), (std::set<std::string>{"ok", unknown}));
  EXPECT_EQ(sign_in("12", first == "ok" ? another : "radis et rutabagas"), "ok");
}

TEST_F(HubLetters, AnotherSecretOpensNothing) {
  open("12", "zoe@example.org");
  const auto token = link("12");
  const auto invitation = must(invite("12", "", false)).token();
  for (const auto& wrong :
       {std::string(), std::string("x"), std::string(64, '0'), token + "0", invitation}) {
    EXPECT_EQ(shown(wrong), unknown) << wrong;
    EXPECT_EQ(reason(reset(wrong)), unknown) << wrong;
  }
  EXPECT_EQ(reason(reset("no such link", "trop court")), unknown)
      << "a link is looked at before a password is hashed";
  auto anybody = as_nobody({});
  v1::GetInvitationRequest get;
  get.set_token(token);
  EXPECT_EQ(reason(v1::AccountsClient(anybody).get_invitation(get)), "hub.invitation_unknown");
}

// An account with e-mail, one without, a number and an address that there are not, and those of
// another association.
TEST_F(HubLetters, NothingTellsWhetherThereIsAnAccount) {
  open("12", "zoe@example.org");
  open("13");
  const Uuid other = make_uuid_v7(1);
  add_account(other);
  add_member(other, "99", elsewhere());
  rows("UPDATE hub.account SET email = 'else@example.org' WHERE id = '" + other.text() + "'");
  rows("INSERT INTO hub.credential (account_id, hash, changed_at) VALUES ('" + other.text() +
       "', '', now())");
  std::set<std::string> replies;
  std::set<std::string> events;
  for (const auto* login :
       {"12", "13", "nobody@example.org", "404", "99", "else@example.org", "ou rien du tout"}) {
    const auto before = emitted<kv::NoticeDue>().size();
    replies.insert(must(ask(login)).SerializeAsString());
    ASSERT_EQ(emitted<kv::NoticeDue>().size(), before + 1) << login;
    auto due = last_notice();
    EXPECT_EQ(compose(due).obsolete(), std::string(login) != "12") << login;
    due.clear_about();
    events.insert(due.SerializeAsString());
  }
  EXPECT_EQ(replies, std::set<std::string>{""});
  EXPECT_EQ(events.size(), 1u) << "but for the id";
  EXPECT_EQ(rows("SELECT count(*) FROM hub.password_link"), Lines{"7"});
  for (const auto* bad : {"", "   "}) EXPECT_EQ(reason(ask(bad)), "hub.bad_login");
  EXPECT_EQ(reason(ask(std::string(255, 'x'))), "hub.bad_login");
  EXPECT_EQ(reason(ask("12", Uuid{})), "halle.organisation_unknown");
  EXPECT_EQ(rows("SELECT count(*) FROM hub.password_link"), Lines{"7"});
}

TEST_F(HubLetters, AnAccountGetsThreeLinksAnHour) {
  open("12", "zoe@example.org");
  EXPECT_NE(link("12"), "");
  EXPECT_NE(link("zoe@example.org"), "");
  EXPECT_NE(link("12", here(), "198.51.100.1"), "");
  for (const auto* login : {"12", "zoe@example.org"})
    EXPECT_EQ(link(login, here(), "198.51.100.2"), "") << "whichever name and address are used";
  clock.advance(std::chrono::minutes(61));
  EXPECT_NE(link("12"), "");
}

TEST_F(HubLetters, AnAddressAsksTenTimesAnHour) {
  open("12", "zoe@example.org");
  for (int i = 0; i < 10; ++i) must(ask("login" + std::to_string(i)));
  EXPECT_EQ(reason(ask("12")), "hub.too_many_attempts");
  EXPECT_EQ(reason(ask("nobody")), "hub.too_many_attempts");
  EXPECT_EQ(emitted<kv::NoticeDue>().size(), 10u);
  EXPECT_NE(link("12", here(), "198.51.100.1"), "");
  clock.advance(std::chrono::minutes(61));
  EXPECT_NE(link("12"), "");
}

TEST_F(HubLetters, AnAssociationSendsSixtyLinksAnHour) {
  for (int i = 100; i < 120; ++i) add_opened(std::to_string(i));
  open("12", "zoe@example.org");
  for (int i = 0; i < 60; ++i)
    must(ask(std::to_string(100 + i % 20), here(), "198.51.100." + std::to_string(i / 6)));
  const auto sent = emitted<kv::NoticeDue>().size();
  for (const auto* login : {"12", "nobody"}) {
    EXPECT_EQ(must(ask(login)).SerializeAsString(), "");
    EXPECT_EQ(emitted<kv::NoticeDue>().size(), sent) << "nothing more is sent";
  }
  must(ask("12", elsewhere()));
  EXPECT_EQ(emitted<kv::NoticeDue>().size(), sent + 1) << "another association has its own limit";
  clock.advance(std::chrono::minutes(61));
  EXPECT_NE(link("12"), "");
}

TEST_F(HubLetters, RequestsThatLeadNowhereKeepNobodyFromTheirs) {
  open("12", "zoe@example.org");
  open("13", "lou@example.org");
  for (int i = 0; i < 70; ++i)
    must(ask("login" + std::to_string(i), here(), "198.51.100." + std::to_string(i / 7)));
  for (int i = 0; i < 70; ++i) must(ask("13", here(), "203.0.113." + std::to_string(i / 7)));
  EXPECT_NE(link("12"), "") << "neither unknown logins nor one account use the limit up";
  must(reset(link("12")));
  EXPECT_EQ(rows("SELECT count(*) FROM hub.password_link WHERE has_account"), Lines{"5"})
      << "also those that ended";
}

TEST_F(HubLetters, NothingIsPromisedWhileNoLetterCanGo) {
  open("12", "zoe@example.org");
  letters_go = false;
  for (const auto* login : {"12", "nobody"}) EXPECT_EQ(reason(ask(login)), "hub.no_letters");
  EXPECT_EQ(reason(invite("12", "zoe@example.org", true)), "hub.no_letters");
  EXPECT_EQ(rows("SELECT count(*) FROM hub.password_link"), Lines{"0"});
  EXPECT_TRUE(emitted<kv::NoticeDue>().empty());
  EXPECT_EQ(reason(invite("12", "zoe@example.org", false)), "ok") << "on paper";
}

TEST_F(HubLetters, RequestsAreForgottenAfterADay) {
  must(ask("12"));
  clock.advance(std::chrono::hours(23));
  must(ask("12"));
  EXPECT_EQ(rows("SELECT count(*) FROM hub.password_link"), Lines{"2"});
  clock.advance(std::chrono::hours(2));
  must(ask("12"));
  EXPECT_EQ(rows("SELECT count(*) FROM hub.password_link"), Lines{"2"});
}

TEST_F(HubLetters, ALinkEndsWithWhatItWasAskedFor) {
  open("12", "zoe@example.org");
  auto member = as("member", "12");
  auto staff = as("administrator");

  const auto before_change = link("12");
  v1::ChangePasswordRequest change;
  change.set_current(password);
  change.set_password("un nouveau mot de passe");
  must(v1::AccountsClient(member).change_password(change));
  EXPECT_EQ(shown(before_change), unknown);

  const auto before_sign_out = link("12");
  must(v1::AccountsClient(member).sign_out_everywhere({}));
  EXPECT_EQ(shown(before_sign_out), unknown);

  const auto before_role = link("12");
  v1::GrantRoleRequest grant;
  grant.set_account(account_of("member", "12").text());
  grant.set_role("coordinator");
  must(v1::AccountsClient(staff).grant_role(grant));
  EXPECT_EQ(shown(before_role), unknown) << "a link gives nothing that was granted after it";
  EXPECT_EQ(sign_in("12", "un nouveau mot de passe"), "ok");
}

TEST_F(HubLetters, AMemberWhoLeavesGetsNoLink) {
  open("12", "zoe@example.org");
  must(ask("12"));
  const auto due = last_notice();
  const auto token = token_of(due);
  kv::SubjectLeft left;
  left.set_subject("12");
  must(deliver(left));
  EXPECT_EQ(shown(token), unknown);
  EXPECT_EQ(reason(reset(token)), unknown);
  EXPECT_TRUE(compose(due).obsolete());
  EXPECT_EQ(link("12"), "");
  EXPECT_EQ(link("zoe@example.org"), "");
}

TEST_F(HubLetters, AnErasedMemberLeavesNoRequest) {
  open("12", "zoe@example.org");
  const auto token = link("12");
  must(ask("404"));
  kv::SubjectForgotten forgotten;
  forgotten.set_subject("12");
  must(deliver(forgotten));
  EXPECT_EQ(shown(token), unknown);
  EXPECT_EQ(rows("SELECT count(*) FROM hub.password_link"), Lines{"1"}) << "that of 404";
}

TEST_F(HubLetters, ADumpBroughtBackHasNoLinkThatWorks) {
  open("12", "zoe@example.org");
  must(ask("12"));
  const auto due = last_notice();
  const auto token = token_of(due);
  const auto invited = must(invite("14", "lou@example.org", true));
  const auto invitation = last_notice();
  rows("SELECT hub.halle_restored()");
  EXPECT_EQ(shown(token), unknown);
  EXPECT_EQ(reason(reset(token)), unknown);
  EXPECT_TRUE(compose(due).obsolete());
  EXPECT_TRUE(compose(invitation).obsolete());
  EXPECT_EQ(rows("SELECT count(*) FROM hub.password_link"), Lines{"0"});
}

// The link goes to the owner of the account, so that it changes the one password in both.
TEST_F(HubLetters, AnAccountOfTwoAssociationsIsOneAccount) {
  const Uuid account = open("12", "zoe@example.org");
  add_member(account, "3", elsewhere());
  must(ask("3", elsewhere()));
  const auto due = last_notice();
  EXPECT_TRUE(compose(due).obsolete()) << "another association composes no letter of this one";
  const auto token = token_of(due, elsewhere());
  EXPECT_EQ(compose(due, "", elsewhere()).email(), "zoe@example.org");
  const auto through_here = link("12");
  must(reset(token));
  EXPECT_EQ(sign_in("3", another, "elsewhere"), "ok");
  EXPECT_EQ(sign_in("12", another), "ok");
  EXPECT_EQ(shown(through_here), unknown);

  const auto before_leaving = link("12");
  kv::SubjectLeft left;
  left.set_subject("12");
  must(deliver(left));
  EXPECT_EQ(shown(before_leaving), unknown);
  EXPECT_EQ(link("12"), "");
  EXPECT_EQ(link("zoe@example.org"), "") << "it is no account of this association any more";
  EXPECT_EQ(sign_in("3", another, "elsewhere"), "ok");
  clock.advance(std::chrono::minutes(61));
  EXPECT_NE(link("3", elsewhere()), "");
}

/// Modules that know other addresses of members have no say in it.
TEST_F(HubLetters, ALinkGoesToTheAddressOfTheAccountAlone) {
  open("12", "zoe@example.org");
  must(ask("12"));
  EXPECT_TRUE(compose(last_notice(), "12").obsolete()) << "delivered to a member's own address";
  EXPECT_FALSE(compose(last_notice()).obsolete());
  rows("UPDATE hub.account SET email = NULL WHERE email = 'zoe@example.org'");
  EXPECT_TRUE(compose(last_notice()).obsolete());
}

TEST_F(HubLetters, AnInvitationIsSentByLetter) {
  const auto sheet = must(invite("12", "zoe@example.org", false));
  EXPECT_TRUE(emitted<kv::NoticeDue>().empty()) << "no letter was asked for";
  const auto made = must(invite("12", " Zoe@Example.org ", true));
  const auto due = last_notice();
  EXPECT_EQ(due.kind(), "hub.invitation");
  EXPECT_EQ(due.subjects_size(), 0);
  EXPECT_EQ(due.until().seconds(), made.expires_at().seconds());
  const auto composed = compose(due);
  EXPECT_EQ(composed.email(), "zoe@example.org");
  EXPECT_EQ(composed.path(), "/invitation#" + made.token());
  EXPECT_EQ(composed.values(0).deadline().seconds(), made.expires_at().seconds());
  EXPECT_TRUE(compose(due, "12").obsolete());
  EXPECT_TRUE(compose(due, "", elsewhere()).obsolete());
  auto anybody = as_nobody({});
  v1::AcceptInvitationRequest accept;
  accept.set_password(password);
  accept.set_token(sheet.token());
  EXPECT_EQ(reason(v1::AccountsClient(anybody).accept_invitation(accept)),
            "hub.invitation_unknown");
  accept.set_token(made.token());
  must(v1::AccountsClient(anybody).accept_invitation(accept));
  EXPECT_TRUE(compose(due).obsolete()) << "it was used";
}

TEST_F(HubLetters, ALetterNeedsAnAddress) {
  EXPECT_EQ(reason(invite("12", "", true)), "hub.no_email");
  EXPECT_EQ(invite("12", "", true).error().code, Code::failed_precondition);
  EXPECT_EQ(rows("SELECT count(*) FROM hub.invitation"), Lines{"0"});
  EXPECT_TRUE(emitted<kv::NoticeDue>().empty());
  open("13", "lou@example.org");
  must(invite("13", "", true));
  EXPECT_EQ(compose(last_notice()).email(), "lou@example.org") << "the account has one";
  must(invite("13", "new@example.org", true));
  EXPECT_EQ(compose(last_notice()).email(), "new@example.org");
}

TEST_F(HubLetters, AnInvitationThatWasReplacedOrIsOverIsNotSent) {
  must(invite("12", "zoe@example.org", true));
  const auto first = last_notice();
  must(invite("12", "zoe@example.org", true));
  const auto second = last_notice();
  EXPECT_TRUE(compose(first).obsolete());
  EXPECT_FALSE(compose(second).obsolete());
  clock.advance(std::chrono::hours(7 * 24));
  EXPECT_TRUE(compose(second).obsolete());
  must(invite("12", "zoe@example.org", true));
  const auto third = last_notice();
  must(invite("12", "zoe@example.org", false));
  EXPECT_TRUE(compose(third).obsolete());
}

TEST_F(HubLetters, OtherNoticesAreLeftToTheirModules) {
  auto kernel = as_kernel();
  kv::ComposeNoticesRequest request;
  for (const auto* kind : {"shifts.seat_reminder", "hub.password", "hub.invitation"}) {
    auto* notice = request.add_notices();
    notice->set_index(request.notices_size());
    notice->set_kind(kind);
    notice->set_about("no id");
  }
  const auto reply = must(v1::NoticesClient(kernel).compose(request));
  ASSERT_EQ(reply.notices_size(), 2);
  EXPECT_EQ(reply.notices(0).index(), 2);
  EXPECT_TRUE(reply.notices(0).obsolete());
  EXPECT_TRUE(reply.notices(1).obsolete());
}

TEST_F(HubLetters, TheKernelAloneComposes) {
  for (const auto* role : {"", "member", "administrator"}) {
    auto caller = as(role);
    const auto refused = v1::NoticesClient(caller).compose({});
    ASSERT_FALSE(refused) << role;
    EXPECT_EQ(refused.error().code,
              *role == '\0' ? Code::unauthenticated : Code::permission_denied);
  }
  auto member = as("member", "12");
  v1::InviteRequest request;
  request.set_number("12");
  request.set_email("zoe@example.org");
  request.set_letter(true);
  EXPECT_EQ(v1::AccountsClient(member).invite(request).error().reason, "halle.not_allowed");
}

// `carrier` can deliver letters, `broken` is enabled too and has no mail server.
TEST_F(HubLetters, TheSignInPageKnowsWhereLettersAreSent) {
  rows("INSERT INTO hub.enabled_module (org_id, module, enabled_at) VALUES ('" + here().text() +
       "', 'carrier', now()), ('" + elsewhere().text() + "', 'broken', now())");
  auto anybody = as_nobody({});
  const auto sending = [&] {
    Lines codes;
    const auto names = must(v1::OrganisationsClient(anybody).list_names({}));
    EXPECT_EQ(names.organisations_size(), 2);
    for (const auto& one : names.organisations()) {
      EXPECT_EQ(one.id(), (one.code() == "here" ? here() : elsewhere()).text());
      if (one.letters()) codes.push_back(one.code());
    }
    return codes;
  };
  EXPECT_EQ(sending(), Lines{}) << "not known: none";
  answer<kv::ListCarriersRequest, kv::ListCarriersReply>("/halle.kernel.v1.Notices/ListCarriers",
                                                         [](const kv::ListCarriersRequest&) {
                                                           kv::ListCarriersReply reply;
                                                           reply.add_modules("carrier");
                                                           return reply;
                                                         });
  EXPECT_EQ(sending(), Lines{"here"});
}

}  // namespace
}  // namespace halle::hub
