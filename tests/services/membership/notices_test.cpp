// Notices about memberships that end, the groups that a message can be sent to, and how modules
// learn how to reach members.
#include "tests/services/notices.hpp"

#include "halle/hub/v1/hub.pb.h"
#include "halle/membership/v1/membership.halle.hpp"

extern "C" std::int32_t halle_module_entry_membership(const halle_host*, halle_module*);

namespace halle::test {
namespace {
namespace mv = membership::v1;
using harness::must;
using Lines = std::vector<std::string>;

const std::string renewable = "membership.dues_renewable";
const std::string last_week = "membership.dues_last_week";
const std::string ended = "membership.dues_ended";
const std::string long_ago = "membership.dues_long_ago";
const std::string last_day = "2027-03-06";  // of a membership of today's

class MembershipNotices : public harness::ModuleTest {
 protected:
  MembershipNotices() : ModuleTest(&halle_module_entry_membership) {}

  void SetUp() override {
    ModuleTest::SetUp();
    if (IsSkipped()) return;
    mv::SetGridRequest grid;
    grid.mutable_grid()->set_from("2026-03-01");
    grid.mutable_grid()->set_rule(mv::PERIOD_RULE_ONE_YEAR);
    auto& bracket = *grid.mutable_grid()->add_brackets();
    bracket.set_name("Juste");
    bracket.set_cents(1000);
    grid.mutable_grid()->set_target_cents(1000);
    answer<hub::v1::CheckLeavingRequest, hub::v1::CheckLeavingReply>(
        "/halle.hub.v1.Accounts/CheckLeaving",
        [](const hub::v1::CheckLeavingRequest&) { return hub::v1::CheckLeavingReply{}; });
    auto administrator = as("administrator");
    must(mv::DuesClient(administrator).set_grid(grid));
    for (int n = 1; n <= 4; ++n) add(std::to_string(n));
  }
  void TearDown() override {
    if (IsSkipped()) return;
    EXPECT_EQ(broken_invariants(), Lines{});
  }

  void add(const std::string& number, const std::string& main = "", Uuid organisation = here()) {
    mv::AddMemberRequest request;
    request.set_number(number);
    request.set_main(main);
    request.mutable_person()->set_name("Nom " + number);
    request.mutable_person()->set_first_name("Prénom " + number);
    if (number != "2") request.mutable_person()->set_email("m" + number + "@example.org");
    auto staff = as("coordinator", "", organisation);
    must(mv::MembersClient(staff).add(request));
  }
  void renew(const std::string& number) {
    mv::RenewRequest request;
    request.set_member(number);
    request.set_bracket("Juste");
    auto staff = as("coordinator");
    must(mv::DuesClient(staff).renew(request));
  }
  void set_standing(const std::string& number, mv::Standing standing) {
    mv::SetStandingRequest request;
    request.set_number(number);
    request.set_standing(standing);
    request.set_cause("parce que");
    auto staff = as("administrator");
    must(mv::MembersClient(staff).set_standing(request));
  }
  std::string add_commission(const std::string& name) {
    mv::SetCommissionRequest request;
    request.mutable_commission()->set_name(name);
    auto administrator = as("administrator");
    const auto all = must(mv::MandatesClient(administrator).set_commission(request));
    for (const auto& commission : all.commissions())
      if (commission.name() == name) return commission.id();
    throw std::runtime_error("no " + name);
  }
  void entrust(const std::string& commission, const std::string& member, const std::string& deputy,
               const std::string& from, const std::string& until) {
    mv::SetMandateRequest request;
    auto& mandate = *request.mutable_mandate();
    mandate.set_commission(commission);
    mandate.set_title("Caisse");
    mandate.set_member(member);
    mandate.set_deputy(deputy);
    mandate.set_from(from);
    mandate.set_until(until);
    auto administrator = as("administrator");
    must(mv::MandatesClient(administrator).set(request));
  }

  /// What the job emits on that day, at ten in the morning.
  Lines told_on(const std::string& day) {
    clock.set(day + "T09:00:00Z");
    const auto before = emitted<kv::NoticeDue>().size();
    auto kernel = as_kernel();
    must(mv::DuesClient(kernel).follow({}));
    const auto all = emitted<kv::NoticeDue>();
    Lines lines;
    for (auto i = before; i < all.size(); ++i) lines.push_back(line_of(all[i]));
    return lines;
  }
  /// Whether the notice to each of these members is obsolete.
  std::string to(const std::string& kind, const Lines& members) {
    std::vector<kv::NoticeToCompose> notices;
    for (const auto& member : members) notices.push_back(notice(kind, last_day, member));
    return obsolete(compose<mv::NoticesClient>(as_kernel(), notices));
  }
};

TEST_F(MembershipNotices, EachReminderGoesToThoseWhoPay) {
  renew("1");
  renew("3");
  add("5", "1");  // in the household of 1
  EXPECT_EQ(told_on("2027-02-06"), Lines{});
  EXPECT_EQ(told_on("2027-02-07"),
            Lines{renewable + " " + last_day + ": 1 3, until 2027-02-28T09:00:00"});
  EXPECT_EQ(told_on("2027-02-07"), Lines{}) << "once";
  EXPECT_EQ(to(renewable, {"1", "3", "5", "2", "9"}), "++---");
  EXPECT_EQ(told_on("2027-02-28"),
            Lines{last_week + " " + last_day + ": 1 3, until 2027-03-07T09:00:00"});
  EXPECT_EQ(to(renewable, {"1"}), "-") << "a later one was emitted";
  renew("3");
  EXPECT_EQ(to(last_week, {"1", "3"}), "+-") << "3 has renewed";
  EXPECT_EQ(told_on("2027-03-07"),
            Lines{ended + " " + last_day + ": 1, until 2027-04-06T09:00:00"});
  EXPECT_EQ(told_on("2027-04-06"),
            Lines{long_ago + " " + last_day + ": 1, until 2027-05-06T09:00:00"});
  EXPECT_EQ(to(ended, {"1"}), "-");
  EXPECT_EQ(to(long_ago, {"1", "3"}), "+-");
  set_standing("1", mv::STANDING_LEFT);
  EXPECT_EQ(to(long_ago, {"1"}), "-");
}

TEST_F(MembershipNotices, ALetterNamesTheDay) {
  renew("1");
  clock.set("2027-02-10T09:00:00Z");
  const auto letters = compose<mv::NoticesClient>(
      as_kernel(), {notice(renewable, last_day, "1"), notice(renewable, "soon", "1"),
                    notice("membership.unknown", last_day, "1")});
  EXPECT_EQ(obsolete(letters), "+--");
  EXPECT_EQ(value_of(letters[0].values(), "day"), last_day);
  EXPECT_EQ(letters[0].path(), "/adhesion");
  EXPECT_EQ(obsolete(compose<mv::NoticesClient>(as_kernel(elsewhere()),
                                                {notice(renewable, last_day, "1")})),
            "-");
}

TEST_F(MembershipNotices, AudiencesAreAllMembersThoseWhoseTimeHasEndedAndCommissions) {
  renew("1");
  clock.set("2026-06-01T09:00:00Z");
  renew("2");
  add("5", "1");
  add("6");
  set_standing("3", mv::STANDING_SUSPENDED);
  set_standing("4", mv::STANDING_LEFT);
  const auto shop = add_commission("Épicerie");
  const auto garden = add_commission("Jardin");
  add_commission("Sans mandat");
  entrust(shop, "1", "2", "2026-06-01", "2027-12-31");
  entrust(shop, "2", "", "2026-06-01", "2027-12-31");
  entrust(garden, "6", "", "2026-06-01", "2026-06-30");
  entrust(garden, "5", "", "2027-12-01", "2027-12-31");
  EXPECT_EQ(audiences<mv::NoticesClient>(as_kernel()),
            (Lines{"membership.everybody (audience.everybody ) 4: ",
                   "membership.dues_ended (audience.dues_ended ) 0: ",
                   "membership.commission:Épicerie (audience.commission Épicerie) 2: ",
                   "membership.commission:Jardin (audience.commission Jardin) 1: "}));
  EXPECT_EQ(audiences<mv::NoticesClient>(as_kernel(), "membership.everybody"),
            Lines{"membership.everybody (audience.everybody ) 4: 1 2 5 6"});
  EXPECT_EQ(audiences<mv::NoticesClient>(as_kernel(), "membership.commission:Épicerie"),
            Lines{"membership.commission:Épicerie (audience.commission Épicerie) 2: 1 2"});
  EXPECT_EQ(audiences<mv::NoticesClient>(as_kernel(), "membership.commission:Sans mandat"),
            Lines{});
  EXPECT_EQ(audiences<mv::NoticesClient>(as_kernel(), "orders.this_week"), Lines{});
  clock.set("2027-04-01T09:00:00Z");
  EXPECT_EQ(audiences<mv::NoticesClient>(as_kernel(), "membership.dues_ended"),
            Lines{"membership.dues_ended (audience.dues_ended ) 1: 1"})
      << "2 is covered until the end of May, 5 does not pay, 6 never had a membership";
  EXPECT_EQ(audiences<mv::NoticesClient>(as_kernel(), "membership.commission:Jardin"), Lines{});
}

TEST_F(MembershipNotices, ContactsAreForModulesOnly) {
  set_standing("3", mv::STANDING_SUSPENDED);
  set_standing("4", mv::STANDING_LEFT);
  add("1", "", elsewhere());
  mv::ListContactsRequest request;
  for (const auto* number : {"1", "2", "3", "4", "99"}) request.add_numbers(number);
  auto kernel = as_kernel();
  const auto reply = must(mv::MembersClient(kernel).list_contacts(request));
  std::map<std::string, std::string> contacts;
  for (const auto& one : reply.contacts())
    contacts[one.number()] = one.first_name() + ", " + one.name() + ", " + one.email() + ", " +
                             (one.active() ? "active" : "gone");
  EXPECT_EQ(contacts,
            (std::map<std::string, std::string>{{"1", "Prénom 1, Nom 1, m1@example.org, active"},
                                                {"2", "Prénom 2, Nom 2, , active"},
                                                {"3", "Prénom 3, Nom 3, m3@example.org, active"},
                                                {"4", "Prénom 4, Nom 4, m4@example.org, gone"}}));
  for (const auto* role : {"administrator", "coordinator", "treasurer", "member"}) {
    auto person = as(role, "1");
    EXPECT_EQ(mv::MembersClient(person).list_contacts(request).error().code,
              Code::permission_denied)
        << role;
    EXPECT_EQ(mv::NoticesClient(person).compose({}).error().code, Code::permission_denied);
    EXPECT_EQ(mv::NoticesClient(person).list_audiences({}).error().code, Code::permission_denied);
  }
  auto nobody = as_nobody();
  EXPECT_EQ(mv::MembersClient(nobody).list_contacts(request).error().code, Code::unauthenticated);
  for (int n = 0; n < 500; ++n) request.add_numbers(std::to_string(n));
  const auto too_many = mv::MembersClient(kernel).list_contacts(request);
  ASSERT_FALSE(too_many);
  EXPECT_EQ(too_many.error().fields.at(0).reason, "membership.too_many_numbers");
}

TEST_F(MembershipNotices, FiveHundredMembersAreOneEvent) {
  const std::string org = "'" + here().text() + "'";
  rows(
      "INSERT INTO membership.member (org_id, id, number, name, first_name, email, telephone, "
      "street, post_code, town, standing, search_text) SELECT " +
      org +
      ", gen_random_uuid(), n::text, 'N', 'P', '', '', '', '', '', 1, '' "
      "FROM generate_series(1000, 1600) n");
  rows(
      "INSERT INTO membership.standing (org_id, member_id, seq, standing, since, cause, principal) "
      "SELECT org_id, id, 1, 1, now(), 'import', '' FROM membership.member WHERE length(number) = "
      "4");
  rows(
      "INSERT INTO membership.period (org_id, id, member_id, first_day, last_day, bracket, cents, "
      "target_cents, recorded_at, recorded_by) SELECT org_id, gen_random_uuid(), id, '2026-03-07', "
      "'2027-03-06', 'Juste', 0, 0, now(), '' FROM membership.member WHERE length(number) = 4");
  told_on("2027-02-07");
  const auto all = emitted<kv::NoticeDue>();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].subjects_size(), 500);
  EXPECT_EQ(all[1].subjects_size(), 101);
}

}  // namespace
}  // namespace halle::test
