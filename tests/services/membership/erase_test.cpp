// All that the association keeps of one member, taken out and forgotten, over all modules.
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "core/base/ids.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "halle/member_wishes/v1/member_wishes.halle.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "halle/module/v1/personal.pb.h"
#include "halle/notify_email/v1/notify_email.halle.hpp"
#include "halle/shifts/v1/shifts.halle.hpp"
#include "halle/workshops/v1/workshops.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
namespace mv = membership::v1;
namespace sv = shifts::v1;
using Lines = std::vector<std::string>;

/// Member 5 has something in every module; each text about her that people wrote has "Zéphyrine" in
/// it.
class Personal : public testing::Test {
 protected:
  ManualClock clock{"2026-03-02T10:00:00Z"};
  Installation installation{one_box, clock.clock()};
  Uuid coop = installation.create_organisation("coop");
  Caller staff = installation.as_operator(coop);
  mv::MembersClient members{staff};
  Shop shop{staff};
  std::string token;

  void SetUp() override {
    shop.add_members(10);
    token = installation.create_account(coop, "member", "5");
    installation.sql(
        "UPDATE hub.account SET email = 'zephyrine@example.org' WHERE id = (SELECT "
        "account_id FROM hub.role_grant WHERE subject = '5')");
    known();
    orders();
    shifts();
    workshops();
    auto herself = installation.as(token, coop);
    member_wishes::v1::SuggestRequest wish;
    wish.set_member("5");
    wish.set_name("Tisane de Zéphyrine");
    must(member_wishes::v1::WishesClient(herself).suggest(wish));
    notify_email::v1::SetPreferencesRequest letters;
    letters.set_language("en");
    auto& topic = *letters.add_topics();
    topic.set_topic("orders.cycles");
    topic.set_choice(notify_email::v1::CHOICE_DAILY);
    must(notify_email::v1::PreferencesClient(herself).set(letters));
    installation.settle();
    rest();
  }
  void TearDown() override {
    installation.settle();
    EXPECT_EQ(installation.broken_invariants(), Lines{});
  }

  void known() {
    mv::EditMemberRequest edit;
    edit.set_number("5");
    edit.mutable_person()->set_name("Zéphyrine Dupont");
    edit.mutable_person()->set_email("zephyrine@example.org");
    edit.mutable_person()->set_telephone("06 99 88 77 66");
    edit.mutable_person()->set_street("5 rue Zéphyrine");
    must(members.edit(edit));
    mv::DuesClient dues(staff);
    mv::SetGridRequest grid;
    grid.mutable_grid()->set_from("2026-03-02");
    grid.mutable_grid()->set_rule(mv::PERIOD_RULE_ONE_YEAR);
    grid.mutable_grid()->set_target_cents(1000);
    auto& bracket = *grid.mutable_grid()->add_brackets();
    bracket.set_name("Juste");
    bracket.set_cents(1500);
    must(dues.set_grid(grid));
    mv::RenewRequest renew;
    renew.set_member("5");
    renew.set_bracket("Juste");
    renew.set_means(mv::MEANS_CASH);
    mv::CancelPeriodRequest cancel;
    cancel.set_period(must(dues.renew(renew)).id());
    cancel.set_reason("Zéphyrine a changé d'avis");
    must(dues.cancel(cancel));
    must(dues.renew(renew));
    mv::MandatesClient mandates(staff);
    mv::SetCommissionRequest commission;
    commission.mutable_commission()->set_name("Comptes");
    mv::SetMandateRequest mandate;
    auto& one = *mandate.mutable_mandate();
    one.set_commission(must(mandates.set_commission(commission)).commissions(0).id());
    one.set_title("Trésorerie de Zéphyrine");
    one.set_member("5");
    one.set_from("2026-03-01");
    one.set_until("2026-12-31");
    one.set_role("treasurer");
    one.set_decided("Zéphyrine élue le 28 février");
    must(mandates.set(mandate));
    mv::SkillsClient skills(staff);
    mv::SetSkillRequest skill;
    skill.mutable_skill()->set_name("Caisse");
    mv::GrantSkillRequest grant;
    grant.set_number("5");
    grant.set_skill(must(skills.set(skill)).skills(0).id());
    must(skills.grant(grant));
  }
  void orders() {
    shop.import_products(
        "code;nom;producteur;unité;prix ttc;tva\nCAROTTE;Carotte;Potager;kg;2,60;5,5\n");
    const auto cycle = shop.open_cycle("2026-03-03T20:00");
    for (const std::string member : {"5", "6"}) {
      must(shop.set(cycle, member, {{"CAROTTE", 2000}}));
      must(shop.confirm(cycle, member));
    }
    must(shop.close(cycle));
  }
  void shifts() {
    sv::SetTemplateRequest template_;
    auto& made = *template_.mutable_template_();
    made.set_title("Épicerie");
    made.set_weekday(1);
    made.set_starts("08:00");
    made.set_ends("10:00");
    made.set_valid_from("2026-02-23");
    made.add_seats()->set_number(1);
    made.add_seats()->set_number(2);
    const auto id = must(sv::PlanningClient(staff).set_template(template_)).template_().id();
    sv::MarkRequest mark;
    mark.mutable_key()->set_template_(id);
    mark.mutable_key()->set_day("2026-02-23");
    mark.set_verdict(sv::VERDICT_ENOUGH);
    mark.set_note("Zéphyrine a tout rangé");
    for (const std::string member : {"5", "6"}) {
      auto& one = *mark.add_marks();
      one.set_member(member);
      one.set_presence(sv::PRESENCE_PRESENT);
    }
    must(sv::AttendancesClient(staff).mark(mark));
    sv::HoursClient hours(staff);
    sv::DeclareWorkRequest work;
    work.set_member("5");
    work.set_day("2026-03-01");
    work.set_minutes(90);
    work.set_what("Affiches de Zéphyrine");
    sv::DecideWorkRequest decide;
    decide.set_id(must(hours.declare_work(work)).id());
    decide.set_approve(true);
    must(hours.decide_work(decide));
    sv::SetLeaveRequest leave;
    leave.mutable_leave()->set_member("5");
    leave.mutable_leave()->set_from("2026-05-01");
    leave.mutable_leave()->set_until("2026-05-31");
    leave.mutable_leave()->set_reason("Voyage de Zéphyrine");
    must(hours.set_leave(leave));
    sv::BookRequest book;
    book.mutable_key()->set_template_(id);
    book.mutable_key()->set_day("2026-03-16");
    book.set_member("5");
    must(sv::BookingsClient(staff).book(book));
  }

  void workshops() {
    namespace wv = workshops::v1;
    wv::SetWorkshopRequest workshop;
    workshop.mutable_workshop()->set_title("Pain au levain");
    wv::AddSessionRequest session;
    auto& details = *session.mutable_details();
    details.set_workshop(must(wv::WorkshopsClient(staff).set(workshop)).id());
    details.set_starts("2026-03-14T18:00");
    details.set_ends("2026-03-14T20:00");
    details.set_place("Rue des Halles");
    details.set_led_by("Zéphyrine, boulangère");
    details.add_leaders("5");
    details.set_capacity(10);
    details.mutable_price()->set_kind(wv::PRICE_KIND_FIXED);
    details.mutable_price()->set_cents(800);
    session.set_publish(true);
    wv::RegisterRequest registration;
    registration.set_session(must(wv::SessionsClient(staff).add(session)).id());
    registration.set_member("5");
    auto herself = installation.as(token, coop);
    must(wv::RegistrationsClient(herself).register_(registration));
    must(wv::CalendarsClient(herself).open({}));
  }

  /// What the calls above leave empty, as others would fill it.
  void rest() {
    const std::string org = "'" + coop.text() + "'";
    const std::string five =
        "(SELECT id FROM membership.member WHERE org_id = " + org + " AND number = '5')";
    const std::string six =
        "(SELECT id FROM membership.member WHERE org_id = " + org + " AND number = '6')";
    const std::string account =
        "(SELECT account_id FROM hub.role_grant WHERE org_id = " + org + " AND subject = '5')";
    for (const std::string& statement :
         {"INSERT INTO membership.belonging (org_id, member_id, main_id, from_day, until_day, "
          "recorded_at, recorded_by) VALUES (" +
              org + ", " + five + ", " + six +
              ", '2020-01-01', '2020-02-01', '2020-01-01', 'operator')",
          "INSERT INTO membership.reminder (org_id, member_id, last_day, kind) VALUES (" + org +
              ", " + five + ", '2020-02-01', 1)",
          "INSERT INTO membership.hold (org_id, member_id, cause, waived) VALUES (" + org + ", " +
              five + ", 2, true)",
          "INSERT INTO membership.mandate (org_id, id, commission_id, title, member_id, deputy_id, "
          "from_day, until_day, from_at, until_at, role, decided, told, recorded_at, recorded_by) "
          "SELECT org_id, gen_random_uuid(), commission_id, 'Caisse, sinon Zéphyrine', " +
              six + ", " + five +
              ", '2020-01-01', '2020-02-01', '2020-01-01', '2020-02-02', '', 'avec Zéphyrine', "
              "true, '2020-01-01', 'operator' FROM membership.mandate WHERE org_id = " +
              org + " LIMIT 1",
          "INSERT INTO shifts.belonging (org_id, member_number, main_number, from_day, until_day) "
          "VALUES (" +
              org + ", '5', '6', '2020-01-01', '2020-02-01')",
          "INSERT INTO shifts.regular (org_id, member_number, from_day, until_day) VALUES (" + org +
              ", '5', '2020-01-01', '2020-02-01')",
          "INSERT INTO shifts.wish (org_id, booking_id, template_id, day) SELECT b.org_id, b.id, "
          "o.template_id, o.day FROM shifts.booking b JOIN shifts.occurrence o USING (org_id) "
          "WHERE b.org_id = " +
              org + " AND b.member_number = '5' AND o.day <> b.day ORDER BY o.day LIMIT 1",
          "UPDATE shifts.template_seat SET holder = '5' WHERE org_id = " + org + " AND number = 1",
          "INSERT INTO shifts.offer (org_id, template_id, day, member_number, offered_at) SELECT "
          "org_id, template_id, day, '5', '2026-03-01' FROM shifts.occurrence WHERE org_id = " +
              org + " LIMIT 1",
          "INSERT INTO shifts.calendar (org_id, member_number, key_hash, made_at) VALUES (" + org +
              ", '5', '\\x05', '2026-03-01')",
          "INSERT INTO orders.adjustment (org_id, cycle_id, member_number, code, n, cents, "
          "asked_cents, reason, parameters, fund, module, module_version) SELECT org_id, cycle_id, "
          "member_number, code, 1, 0, 0, 'r', '', 'f', 'm', '1' FROM orders.allotment WHERE org_id "
          "= " +
              org + " AND member_number = '5'",
          "INSERT INTO price_solidarity.choice (org_id, member_number, bracket) VALUES (" + org +
              ", '5', 1)",
          "INSERT INTO hub.device (account_id, device) SELECT " + account + ", 'her telephone'",
          "INSERT INTO hub.invitation (account_id, token_hash, invited_by_org, number, expires_at, "
          "roles, invited_as) "
          "SELECT " +
              account + ", '\\x05', " + org + ", '5', '2026-04-01', '{member}', '{}'",
          "INSERT INTO hub.password_link (id, token_hash, asked_org, account_id, login, address, "
          "asked_at, expires_at) SELECT gen_random_uuid(), '\\x05', " +
              org + ", " + account + ", sha256(convert_to(" + account +
              "::text, 'UTF8')), '192.0.2.5', '2026-03-02T09:59:00Z', '2026-03-02T10:29:00Z'",
          "INSERT INTO hub.sign_in_failure (login, address, device, at) SELECT "
          "sha256(convert_to(" +
              account + "::text, 'UTF8')), '192.0.2.5', '', '2026-03-02T09:59:00Z'"})
      (void)installation.sql(statement);
  }

  Result<mv::Member> erase(const std::string& number = "5") {
    mv::EraseMemberRequest request;
    request.set_number(number);
    return members.erase(request);
  }
  void leave() {
    mv::LeaveRequest request;
    request.set_number("5");
    request.set_cause("Zéphyrine déménage");
    must(members.leave(request));
    installation.settle();
    clock.set("2026-03-05T10:00:00Z");  // what was ordered has been handed over
  }
  /// Tables, "schema.table", in which a row has the text, among bytes too: stored replies, events.
  Lines found(const std::string& text) {
    Lines where;
    for (const auto& table : installation.sql(
             "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname NOT IN "
             "('pg_catalog', 'information_schema', 'public') ORDER BY 1"))
      if (installation
              .sql("SELECT count(*) FROM " + table + " t WHERE t::text ILIKE '%" + text +
                   "%' OR t::text LIKE '%" + hex(text) + "%'")
              .at(0) != "0")
        where.push_back(table);
    return where;
  }
  /// Every sum that the association's accounts and statistics are made of.
  Lines totals() {
    Lines all;
    for (const char* query :
         {"SELECT account, sum(amount_cents) FROM orders.posting GROUP BY 1 ORDER BY 1",
          "SELECT sum(cents), count(*), count(receipt) FROM membership.period",
          "SELECT cents, receipts FROM membership.pot",
          "SELECT member_number, account, sum(minutes), sum(given), count(*) FROM shifts.entry "
          "GROUP BY 1, 2 ORDER BY 1, 2",
          "SELECT member_number, sum(minutes) FROM shifts.work WHERE state = 2 GROUP BY 1",
          "SELECT member_number, presence, count(*) FROM shifts.attendance GROUP BY 1, 2 ORDER BY "
          "1",
          "SELECT member_number, sum(allotted), sum(total_cents) FROM orders.allotment GROUP BY 1 "
          "ORDER BY 1",
          "SELECT from_day, until_day FROM shifts.leave",
          "SELECT standing, count(*) FROM membership.standing GROUP BY 1 ORDER BY 1"})
      for (const auto& row : installation.sql(query)) all.push_back(row);
    sv::ListMonthRequest month;
    for (const std::string which : {"2026-02", "2026-03"}) {
      month.set_month(which);
      const auto listed = must(sv::HoursClient(staff).list_month(month));
      for (const auto& row : listed.rows())
        all.push_back(row.member() + " " + std::to_string(row.shift_minutes()) + " " +
                      std::to_string(row.work_minutes()));
    }
    return all;
  }
};

/// Those of all declarations: the set-up has something for each.
Lines every_title() {
  std::set<std::string> titles{"Journal"};
  for (const char* folder : {"services", "plugins"})
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(HALLE_SOURCE_DIR) + "/" + folder)) {
      std::ifstream in(entry.path() / "personal.textproto");
      std::ostringstream text;
      text << in.rdbuf();
      ::halle::module::v1::PersonalData data;
      EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text.str(), &data)) << entry;
      for (const auto& table : data.tables())
        if (!table.title().empty() && entry.path().filename() != "template_cpp")
          titles.insert(table.title());
    }
  return {titles.begin(), titles.end()};
}

TEST_F(Personal, SheReadsAllThatIsKeptOfHer) {
  // As after having left: who did cannot ask by herself.
  installation.sql("INSERT INTO hub.departed (org_id, subject, since) VALUES ('" + coop.text() +
                   "', '5', '2026-03-01')");
  // What another association has of the same account is not this one's to tell.
  const auto elsewhere = installation.create_organisation("ailleurs");
  installation.sql(
      "INSERT INTO hub.invitation (account_id, token_hash, invited_by_org, number, expires_at, "
      "roles, invited_as) SELECT account_id, '\\x06', '" +
      elsewhere.text() +
      "', 'AILLEURS', '2026-04-01', '{member}', '{}' FROM hub.role_grant WHERE subject = '5'");
  auto herself = installation.as(token, coop);
  mv::ExportMemberRequest request;
  request.set_number("5");
  const auto all = must(mv::MembersClient(herself).export_data(request));
  std::map<std::string, std::string> cells;
  for (const auto& table : all.tables())
    for (const auto& row : table.rows()) {
      EXPECT_EQ(row.cells_size(), table.columns_size()) << table.title();
      for (const auto& cell : row.cells()) cells[table.title()] += cell + "|";
    }
  Lines titles;
  for (const auto& [title, text] : cells) titles.push_back(title);
  EXPECT_EQ(titles, every_title());
  EXPECT_EQ(cells["Invitations"].find("AILLEURS"), std::string::npos) << cells["Invitations"];
  for (const auto& [title, text] : {std::pair{"Membre", "zephyrine@example.org"},
                                    {"Membre", "+33699887766"},
                                    {"Adhésions", "|1500|2026-03-02|espèces|1|"},
                                    {"Savoir-faire", "Caisse"},
                                    {"Travail hors service", "Affiches de Zéphyrine|accepté"},
                                    {"Congés et délais", "Voyage de Zéphyrine"},
                                    {"Commandes", "CAROTTE|Carotte|2000"},
                                    {"Relevé d'heures", "time|120|120|shifts.rule_attended"},
                                    {"Souhaits", "Tisane de Zéphyrine"},
                                    {"Ateliers", "Pain au levain"},
                                    {"Ateliers animés", "Pain au levain"},
                                    {"Prix des ateliers", "Pain au levain"}})
    EXPECT_NE(cells[title].find(text), std::string::npos) << title << ": " << cells[title];
  request.set_number("6");
  EXPECT_EQ(mv::MembersClient(herself).export_data(request).error().reason,
            "membership.member_unknown");
  EXPECT_EQ(must(members.export_data(request)).tables(0).rows(0).cells(0), "6");
}

TEST_F(Personal, ErasingHerChangesNoTotal) {
  EXPECT_EQ(erase().error().reason, "membership.not_left");
  leave();
  const auto before = totals();
  EXPECT_FALSE(found("phyrine").empty());
  const auto gone = must(erase());
  EXPECT_TRUE(gone.erased());
  EXPECT_EQ(gone.name() + gone.first_name() + gone.email() + gone.telephone() + gone.street(), "");
  installation.settle();
  EXPECT_EQ(totals(), before);
  EXPECT_EQ(found("phyrine"), Lines{});
  EXPECT_EQ(found("699887766"), Lines{});
  EXPECT_EQ(installation.sql("SELECT count(*) FROM hub.role_grant WHERE subject = '5'"),
            Lines{"0"});
  auto herself = installation.as(token, coop);
  mv::GetMemberRequest get;
  get.set_number("5");
  EXPECT_EQ(mv::MembersClient(herself).get(get).error().code, Code::unauthenticated);
  EXPECT_TRUE(must(erase()).erased()) << "again";
  EXPECT_EQ(totals(), before);
}

TEST_F(Personal, NobodyIsErasedWhileAnOrderOfTheirsWaits) {
  const auto cycle = shop.open_cycle("2026-03-03T20:00");  // its pick-up is on the 4th
  must(shop.set(cycle, "7", {{"CAROTTE", 3000}}));
  must(shop.confirm(cycle, "7"));
  must(shop.set(cycle, "8", {{"CAROTTE", 1000}}));
  for (const std::string number : {"7", "8"}) {
    mv::LeaveRequest request;
    request.set_number(number);
    must(members.leave(request));
  }
  installation.settle();
  const auto waits = erase("7");
  EXPECT_EQ(waits.error().reason, "orders.order_waits");
  EXPECT_EQ(waits.error().fields.at(0).value, "until 2026-03-03T20:00") << "which one";
  EXPECT_TRUE(must(erase("8")).erased()) << "what is not confirmed is not ordered";
  // The order stays theirs and is owed, whoever closes is told, and the line has a name.
  EXPECT_EQ(must(shop.close(cycle)).result().suspended(0), "7");
  EXPECT_EQ(shop.allotments(cycle).at({"7", "CAROTTE"}), 3000);
  EXPECT_EQ(shop.balances().at("7"), -780);
  clock.set("2026-03-04T22:59:00Z");  // in Paris still the day of the pick-up
  EXPECT_EQ(erase("7").error().reason, "orders.order_waits");
  clock.set("2026-03-04T23:00:00Z");
  EXPECT_TRUE(must(erase("7")).erased());
  // Or staff cancels it.
  const auto next = shop.open_cycle("2026-03-20T20:00");
  must(shop.set(next, "9", {{"CAROTTE", 1000}}));
  must(shop.confirm(next, "9"));
  mv::LeaveRequest request;
  request.set_number("9");
  must(members.leave(request));
  installation.settle();
  EXPECT_EQ(erase("9").error().reason, "orders.order_waits");
  must(shop.cancel(next, "9"));
  EXPECT_TRUE(must(erase("9")).erased());
}

TEST_F(Personal, WhoIsErasedStaysErased) {
  leave();
  must(erase());
  mv::EditMemberRequest edit;
  edit.set_number("5");
  edit.mutable_person()->set_name("Zéphyrine");
  EXPECT_EQ(members.edit(edit).error().reason, "membership.erased");
  mv::RenewRequest renew;
  renew.set_member("5");
  renew.set_bracket("Juste");
  EXPECT_EQ(mv::DuesClient(staff).renew(renew).error().reason, "membership.erased");
  mv::SetStandingRequest back;
  back.set_number("5");
  back.set_standing(mv::STANDING_ACTIVE);
  EXPECT_EQ(members.set_standing(back).error().reason, "membership.erased");
  mv::ImportMembersRequest sheet;
  for (const char* column : {"number", "name"}) sheet.mutable_sheet()->add_header(column);
  for (const char* number : {"5", "40"}) {
    auto& row = *sheet.mutable_sheet()->add_rows();
    row.set_line(sheet.sheet().rows_size() + 1);
    row.add_cells(number);
    row.add_cells("Zéphyrine");
  }
  const auto report = must(members.import(sheet)).report();
  EXPECT_FALSE(report.applied());
  ASSERT_EQ(report.rejected_size(), 1);
  EXPECT_EQ(report.rejected(0).cells(0).reason(), "membership.erased");
  mv::AddMemberRequest add;
  add.mutable_person()->set_name("Nouveau");
  EXPECT_EQ(must(members.add(add)).number(), "11") << "her number is not given again";
}

}  // namespace
}  // namespace halle::test
