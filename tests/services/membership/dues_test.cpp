// Memberships and what they cost, on a real database, with what orders and shifts make of them.
#include <gtest/gtest.h>

#include <thread>

#include "halle/membership/v1/membership.halle.hpp"
#include "halle/shifts/v1/shifts.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
namespace mv = membership::v1;
namespace sv = shifts::v1;
using Lines = std::vector<std::string>;

class Membership : public testing::Test {
 protected:
  ManualClock clock{"2026-03-02T10:00:00Z"};
  Installation installation{one_box, clock.clock()};
  Uuid coop = installation.create_organisation("coop");
  Caller staff = installation.as_operator(coop);
  mv::MembersClient members{staff};
  mv::DuesClient dues{staff};

  void SetUp() override {
    Shop(staff).add_members(30);
    set_grid(mv::PERIOD_RULE_ONE_YEAR);
  }
  void TearDown() override {
    installation.settle();
    EXPECT_EQ(installation.broken_invariants(), Lines{});
    EXPECT_EQ(installation.sql("SELECT coalesce(sum(amount_cents), 0) FROM orders.posting"),
              Lines{"0"});
  }

  /// Solidaire 10 €, Juste 20 €, Soutien 40 €; a membership costs the association 20 €.
  void set_grid(mv::PeriodRule rule) {
    mv::SetGridRequest request;
    auto& grid = *request.mutable_grid();
    grid.set_from("2026-03-02");
    grid.set_rule(rule);
    grid.set_target_cents(2000);
    for (const auto& [name, cents] :
         {std::pair{"Solidaire", 1000}, {"Juste", 2000}, {"Soutien", 4000}}) {
      auto& bracket = *grid.add_brackets();
      bracket.set_name(name);
      bracket.set_cents(cents);
    }
    must(dues.set_grid(request));
  }
  static Result<mv::Period> renew(sdk::Caller& caller, const std::string& member,
                                  const std::string& bracket = "Juste",
                                  mv::Means means = mv::MEANS_CASH) {
    mv::RenewRequest request;
    request.set_member(member);
    request.set_bracket(bracket);
    request.set_means(means);
    return mv::DuesClient(caller).renew(request);
  }
  mv::ListPeriodsReply periods(const std::string& member) {
    mv::ListPeriodsRequest request;
    request.set_member(member);
    return must(dues.list_periods(request));
  }
  Result<mv::Period> cancel(const mv::Period& period) {
    mv::CancelPeriodRequest request;
    request.set_period(period.id());
    return dues.cancel(request);
  }
  std::int64_t pot() { return must(dues.get_grid({})).pot_cents(); }
  /// Accounts other than 0, "account|cents".
  Lines accounts() {
    installation.settle();
    return installation.sql(
        "SELECT account, sum(amount_cents) FROM orders.posting GROUP BY account "
        "HAVING sum(amount_cents) <> 0 ORDER BY account COLLATE \"C\"");
  }
  mv::Standing standing(const std::string& number) {
    mv::GetMemberRequest request;
    request.set_number(number);
    return must(members.get(request)).standing();
  }
  std::string cause(const std::string& number) {
    mv::ListStandingsRequest request;
    request.set_number(number);
    return must(members.list_standings(request)).periods(0).cause();
  }
  void set_standing(const std::string& number, mv::Standing standing) {
    Shop(staff).set_standing(number, standing);
  }
  void suspend_after(std::optional<int> days, bool late = false) {
    mv::SetSettingsRequest request;
    if (days) request.mutable_settings()->set_suspend_after_days(*days);
    request.mutable_settings()->set_suspend_when_late(late);
    must(members.set_settings(request));
  }
  Lines reminders() {
    must(dues.follow({}));
    return installation.sql(
        "SELECT count(*) FROM (SELECT type FROM halle.outbox UNION ALL SELECT type FROM "
        "halle.event_log) e WHERE type = 'halle.membership.v1.ReminderDue'");
  }
};

TEST_F(Membership, BeginsAtTheCounter) {
  mv::AddMemberRequest request;
  request.mutable_person()->set_name("Le Goff");
  request.mutable_person()->set_first_name("Zoé");
  request.mutable_person()->set_telephone("06 12 34 56 78");
  request.set_bracket("Soutien");
  request.set_means(mv::MEANS_CHEQUE);
  const auto added = must(members.add(request));
  EXPECT_EQ(added.number(), "31") << "the next one";
  EXPECT_EQ(added.telephone(), "+33612345678");
  EXPECT_EQ(added.joined_on(), "2026-03-02");
  const auto hers = periods("31");
  ASSERT_EQ(hers.periods_size(), 1);
  EXPECT_EQ(hers.until(), "2027-03-01");
  EXPECT_EQ(hers.state(), mv::DUES_STATE_RUNNING);
  EXPECT_EQ(hers.periods(0).receipt(), 1);
  EXPECT_EQ(pot(), 2000);
  EXPECT_EQ(accounts(), (Lines{"cash:cheque|-4000", "income:dues|4000"}));
  request.set_number("31");
  EXPECT_EQ(members.add(request).error().reason, "membership.number_taken");
  request.set_number("");
  request.set_bracket("Princier");
  EXPECT_EQ(members.add(request).error().fields[0].reason, "membership.bracket_unknown");
  EXPECT_EQ(must(members.list({})).members_size(), 31) << "nobody was half added";
}

TEST_F(Membership, IsRenewedWithoutAGapAndNeverTooEarly) {
  EXPECT_EQ(must(renew(staff, "1")).last_day(), "2027-03-01");
  EXPECT_EQ(renew(staff, "1").error().reason, "membership.too_early");
  clock.set("2027-02-01T10:00:00Z");
  EXPECT_EQ(renew(staff, "1").error().reason, "membership.too_early");
  clock.set("2027-02-02T10:00:00Z");
  const auto next = must(renew(staff, "1"));
  EXPECT_EQ(next.first_day(), "2027-03-02");
  EXPECT_EQ(next.last_day(), "2028-03-01");
  EXPECT_EQ(next.receipt(), 2);
  clock.set("2028-03-02T10:00:00Z");
  EXPECT_EQ(periods("1").state(), mv::DUES_STATE_ENDED);
  EXPECT_EQ(must(renew(staff, "1")).first_day(), "2028-03-02");
  EXPECT_EQ(accounts(), (Lines{"cash:cash|-6000", "income:dues|6000"}));
}

TEST_F(Membership, RunsUntilTheEndOfTheYear) {
  set_grid(mv::PERIOD_RULE_CIVIL_YEAR);
  EXPECT_EQ(must(renew(staff, "1")).last_day(), "2026-12-31");
  clock.set("2026-12-04T10:00:00Z");
  EXPECT_EQ(must(renew(staff, "1")).last_day(), "2027-12-31");
}

TEST_F(Membership, IsOwedUntilItIsPaid) {
  auto she = installation.as(installation.create_account(coop, "member", "2"), coop);
  EXPECT_EQ(renew(she, "2").error().reason, "membership.not_for_oneself");
  EXPECT_EQ(renew(she, "3", "Juste", mv::MEANS_UNSPECIFIED).error().code, Code::not_found);
  const auto hers = must(renew(she, "2", "Juste", mv::MEANS_UNSPECIFIED));
  EXPECT_EQ(accounts(), (Lines{"income:dues|2000", "member:2|-2000"}));
  EXPECT_EQ(must(dues.list({})).rows(1).unpaid_cents(), 2000);
  mv::MarkPaidRequest paid;
  paid.set_period(hers.id());
  EXPECT_EQ(dues.mark_paid(paid).error().fields[0].reason, "membership.bad_means");
  EXPECT_EQ(mv::DuesClient(she).mark_paid(paid).error().code, Code::permission_denied);
  paid.set_means(mv::MEANS_CARD);
  EXPECT_EQ(must(dues.mark_paid(paid)).receipt(), 1);
  EXPECT_EQ(dues.mark_paid(paid).error().reason, "membership.paid_already");
  EXPECT_EQ(accounts(), (Lines{"cash:card|-2000", "income:dues|2000"}));
}

TEST_F(Membership, SentTwiceHappensOnce) {
  const Uuid once = make_uuid_v7(1);
  staff.next_operation(once);
  const auto first = must(renew(staff, "1", "Soutien"));
  staff.next_operation(once);
  EXPECT_EQ(must(renew(staff, "1", "Soutien")).id(), first.id());
  EXPECT_EQ(periods("1").periods_size(), 1);
  EXPECT_EQ(pot(), 2000);
}

TEST_F(Membership, ThePotIsNeverPassedThrough) {
  must(renew(staff, "1", "Soutien"));
  must(renew(staff, "2", "Soutien"));  // 4000 in the pot: four who take 1000
  std::atomic<int> taken = 0;
  std::atomic<int> short_of = 0;
  std::vector<std::thread> counters;
  for (int c = 0; c < 4; ++c)
    counters.emplace_back([&, c] {
      auto caller = installation.as_operator(coop);
      for (int m = 0; m < 5; ++m) {
        const auto reply = renew(caller, std::to_string(3 + 5 * c + m), "Solidaire");
        if (reply)
          ++taken;
        else if (reply.error().reason == "membership.pot_short")
          ++short_of;
      }
    });
  for (auto& counter : counters) counter.join();
  EXPECT_EQ(taken, 4);
  EXPECT_EQ(short_of, 16);
  EXPECT_EQ(pot(), 0);
  EXPECT_EQ(installation.sql("SELECT count(DISTINCT receipt), max(receipt) FROM membership.period"),
            Lines{"6|6"});
}

TEST_F(Membership, IsTakenBackWhileThePotAllows) {
  const auto rich = must(renew(staff, "1", "Soutien"));
  const auto poor = must(renew(staff, "2", "Solidaire"));
  EXPECT_EQ(cancel(rich).error().reason, "membership.pot_short") << "others have used it";
  EXPECT_EQ(must(cancel(poor)).cancelled_on(), "2026-03-02");
  EXPECT_EQ(cancel(poor).error().reason, "membership.period_cancelled");
  EXPECT_EQ(pot(), 2000);
  EXPECT_EQ(periods("2").state(), mv::DUES_STATE_NONE);
  EXPECT_EQ(accounts(), (Lines{"cash:cash|-5000", "income:dues|4000", "member:2|1000"}))
      << "what she paid is to be given back";
  clock.set("2027-02-20T10:00:00Z");
  must(renew(staff, "1"));
  EXPECT_EQ(cancel(rich).error().reason, "membership.not_the_last");
}

TEST_F(Membership, ThePotHoldsWhatIsPaidAndNothingElse) {
  const auto promised = must(renew(staff, "1", "Soutien", mv::MEANS_UNSPECIFIED));
  EXPECT_EQ(pot(), 0) << "it is not paid";
  EXPECT_EQ(renew(staff, "2", "Solidaire", mv::MEANS_UNSPECIFIED).error().reason,
            "membership.pot_short");
  must(renew(staff, "3", "Soutien"));
  EXPECT_EQ(pot(), 2000);
  const auto helped = must(renew(staff, "2", "Solidaire", mv::MEANS_UNSPECIFIED));
  EXPECT_EQ(pot(), 1000) << "what helps is set aside at once";
  must(renew(staff, "4", "Solidaire"));
  EXPECT_EQ(pot(), 0);
  EXPECT_EQ(must(cancel(promised)).cancelled_on(), "2026-03-02") << "it put nothing in";
  mv::MarkPaidRequest paid;
  paid.set_period(must(renew(staff, "1", "Soutien", mv::MEANS_UNSPECIFIED)).id());
  paid.set_means(mv::MEANS_CARD);
  must(dues.mark_paid(paid));
  EXPECT_EQ(pot(), 2000);
  must(cancel(helped));
  EXPECT_EQ(pot(), 3000);
}

TEST_F(Membership, NobodyDecidesForOneself) {
  for (const auto* role : {"coordinator", "treasurer"}) installation.create_account(coop, role);
  const std::string token = installation.create_account(coop, "member", "5");
  installation.sql(
      "INSERT INTO hub.role_grant (org_id, account_id, role, subject, granted_at) SELECT org_id, "
      "account_id, 'coordinator', '', granted_at FROM hub.role_grant WHERE subject = '5' RETURNING "
      "1");
  auto she = installation.as(token, coop);
  mv::MembersClient hers(she);
  const auto stand = [&](const std::string& number, mv::Standing wanted) {
    mv::SetStandingRequest request;
    request.set_number(number);
    request.set_standing(wanted);
    const auto done = hers.set_standing(request);
    return done ? "ok" : done.error().reason;
  };
  set_standing("5", mv::STANDING_SUSPENDED);
  EXPECT_EQ(stand("5", mv::STANDING_ACTIVE), "membership.not_for_oneself");
  EXPECT_EQ(standing("5"), mv::STANDING_SUSPENDED);
  EXPECT_EQ(stand("6", mv::STANDING_SUSPENDED), "ok");
  set_standing("5", mv::STANDING_ACTIVE);
  const auto household = [&](const std::string& number, const std::string& main) {
    mv::SetHouseholdRequest request;
    request.set_number(number);
    request.set_main(main);
    const auto done = hers.set_household(request);
    return done ? "ok" : done.error().reason;
  };
  EXPECT_EQ(household("5", "7"), "membership.not_for_oneself") << "another would pay for her";
  EXPECT_EQ(household("7", "5"), "membership.not_for_oneself");
  EXPECT_EQ(household("8", "7"), "ok");
  // Whoever pays for her is as near to her as she is.
  mv::SetHouseholdRequest share;
  share.set_number("5");
  share.set_main("7");
  must(members.set_household(share));
  EXPECT_EQ(household("5", ""), "membership.not_for_oneself");
  EXPECT_EQ(renew(she, "7").error().reason, "membership.not_for_oneself");
  const auto owed = must(renew(staff, "7", "Juste", mv::MEANS_UNSPECIFIED));
  mv::MarkPaidRequest paid;
  paid.set_period(owed.id());
  paid.set_means(mv::MEANS_CASH);
  EXPECT_EQ(mv::DuesClient(she).mark_paid(paid).error().reason, "membership.not_for_oneself");
  mv::CancelPeriodRequest back;
  back.set_period(owed.id());
  EXPECT_EQ(mv::DuesClient(she).cancel(back).error().reason, "membership.not_for_oneself");
  EXPECT_EQ(periods("7").periods(0).paid_on(), "");
  mv::ImportMembersRequest sheet;
  for (const auto* heading : {"numéro", "nom", "adhésion jusqu'au"})
    sheet.mutable_sheet()->add_header(heading);
  for (const auto* number : {"5", "9"}) {
    auto& row = *sheet.mutable_sheet()->add_rows();
    row.set_line(sheet.sheet().rows_size() + 1);
    for (const auto* cell : {number, "Dupont", "31/12/2026"}) row.add_cells(cell);
  }
  const auto report = must(hers.import(sheet)).report();
  ASSERT_EQ(report.rejected_size(), 1);
  EXPECT_EQ(report.rejected(0).cells(0).reason(), "membership.not_for_oneself");
  EXPECT_EQ(stand("5", mv::STANDING_LEFT), "ok") << "one may go";
}

TEST_F(Membership, OneMemberIsReadByReadingOne) {
  Shop(staff).add_members(300);
  const auto fetched = [&] {
    installation.settle();
    installation.sql("ANALYZE membership.member");
    installation.restart();  // sessions say what they read when they end
    return std::stoll(
        installation.sql("SELECT coalesce(idx_tup_fetch, 0) + seq_tup_read FROM "
                         "pg_stat_user_tables WHERE relid = "
                         "'membership.member'::regclass")[0]);
  };
  const auto before = fetched();
  auto caller = installation.as_operator(coop);
  mv::GetMemberRequest get;
  get.set_number("150");
  for (int i = 0; i < 200; ++i) must(mv::MembersClient(caller).get(get));
  EXPECT_LT(fetched() - before, 200 * 300 / 2);
}

TEST_F(Membership, RemindsOnceOfEachThing) {
  must(renew(staff, "1"));  // until 1 March 2027
  clock.set("2027-02-01T10:00:00Z");
  EXPECT_EQ(reminders(), Lines{"0"});
  clock.set("2027-02-02T10:00:00Z");
  EXPECT_EQ(reminders(), Lines{"1"});
  EXPECT_EQ(reminders(), Lines{"1"});
  clock.set("2027-02-23T10:00:00Z");
  EXPECT_EQ(reminders(), Lines{"2"});
  clock.set("2027-04-15T10:00:00Z");  // nobody ran it for weeks
  EXPECT_EQ(reminders(), Lines{"3"}) << "one thing, not all that was missed";
  EXPECT_EQ(reminders(), Lines{"3"});
  must(renew(staff, "1"));
  EXPECT_EQ(reminders(), Lines{"3"});
}

TEST_F(Membership, EndedTooLongAgoSuspends) {
  must(renew(staff, "1"));
  must(renew(staff, "2"));
  suspend_after(30);
  clock.set("2027-03-31T10:00:00Z");
  must(dues.follow({}));
  EXPECT_EQ(standing("1"), mv::STANDING_ACTIVE) << "30 days after";
  clock.set("2027-04-01T10:00:00Z");
  must(dues.follow({}));
  EXPECT_EQ(standing("1"), mv::STANDING_SUSPENDED);
  EXPECT_EQ(cause("1"), "membership.cause_dues");
  EXPECT_EQ(standing("3"), mv::STANDING_ACTIVE) << "never had one: import comes before dues";
  must(renew(staff, "1"));
  EXPECT_EQ(standing("1"), mv::STANDING_ACTIVE);
  set_standing("2", mv::STANDING_ACTIVE);
  must(dues.follow({}));
  EXPECT_EQ(standing("2"), mv::STANDING_ACTIVE) << "somebody decided otherwise";
  // Who was suspended by somebody is not restored by a payment.
  set_standing("1", mv::STANDING_SUSPENDED);
  clock.set("2028-03-20T10:00:00Z");
  must(renew(staff, "1"));
  EXPECT_EQ(standing("1"), mv::STANDING_SUSPENDED);
}

TEST_F(Membership, ASuspensionByAPersonOutlivesAnAutomaticOne) {
  must(renew(staff, "1"));
  suspend_after(30);
  clock.set("2027-04-01T10:00:00Z");
  must(dues.follow({}));
  EXPECT_EQ(cause("1"), "membership.cause_dues");
  mv::SetStandingRequest request;
  request.set_number("1");
  request.set_standing(mv::STANDING_SUSPENDED);
  request.set_cause(" membership.cause_late");
  EXPECT_EQ(members.set_standing(request).error().reason, "membership.bad_cause")
      << "it would end by itself";
  request.set_cause("Chèque impayé");
  EXPECT_TRUE(must(members.set_standing(request)).changed());
  EXPECT_FALSE(must(members.set_standing(request)).changed());
  EXPECT_EQ(cause("1"), "Chèque impayé");
  must(renew(staff, "1"));
  EXPECT_EQ(standing("1"), mv::STANDING_SUSPENDED);
}

TEST_F(Membership, OwingTimeSuspendsIfTheAssociationWants) {
  suspend_after(std::nullopt, true);
  sv::SetRuleRequest rule;
  rule.set_from("2026-03");
  rule.mutable_monthly_hours()->set_due_minutes(120);
  must(sv::HoursClient(staff).set_rule(rule));
  installation.settle();
  must(sv::HoursClient(staff).settle({}));
  clock.set("2026-04-02T10:00:00Z");
  must(sv::HoursClient(staff).settle({}));
  const auto held = [&](const std::string& number) {
    return installation.sql(
        "SELECT m.standing, count(h.cause) FROM membership.member m "
        "LEFT JOIN membership.hold h ON h.member_id = m.id WHERE number = '" +
        number + "' GROUP BY 1")[0];
  };
  EXPECT_TRUE(eventually(std::chrono::seconds(20), [&] { return held("1") == "2|1"; }))
      << held("1");
  EXPECT_EQ(cause("1"), "membership.cause_late");
  sv::DeclareWorkRequest work;
  work.set_member("1");
  work.set_day("2026-03-20");
  work.set_minutes(120);
  work.set_what("Comptes");
  const auto declared = must(sv::HoursClient(staff).declare_work(work));
  sv::DecideWorkRequest decide;
  decide.set_id(declared.id());
  decide.set_approve(true);
  must(sv::HoursClient(staff).decide_work(decide));
  EXPECT_TRUE(eventually(std::chrono::seconds(20), [&] { return held("1") == "1|0"; }))
      << held("1");
  EXPECT_EQ(cause("1"), "membership.cause_restored");
}

TEST_F(Membership, TheRegisterOfAPastDay) {
  clock.set("2026-03-10T10:00:00Z");
  set_standing("5", mv::STANDING_LEFT);
  set_standing("6", mv::STANDING_SUSPENDED);
  clock.set("2026-03-12T10:00:00Z");
  set_standing("6", mv::STANDING_ACTIVE);
  const auto on = [&](const std::string& day) {
    mv::ListMembersRequest request;
    request.set_as_of(day);
    std::string text;
    const auto reply = must(members.list(request));
    for (const auto& one : reply.members())
      if (one.number() == "5" || one.number() == "6")
        text += one.number() + ":" + std::to_string(one.standing()) + " ";
    return text;
  };
  EXPECT_EQ(on("2026-03-01"), "");
  EXPECT_EQ(on("2026-03-09"), "5:1 6:1 ");
  EXPECT_EQ(on("2026-03-11"), "6:2 ");
  EXPECT_EQ(on("2026-03-12"), "6:1 ");
  mv::ListMembersRequest request;
  request.set_as_of("2026-03-13");
  EXPECT_EQ(members.list(request).error().fields[0].reason, "membership.day_to_come");
  request.set_as_of("mardi");
  EXPECT_EQ(members.list(request).error().fields[0].reason, "membership.bad_day");
}

TEST_F(Membership, WhoLeftComesBackBeforeSomebody) {
  auto she = installation.as(installation.create_account(coop, "member", "4"), coop);
  mv::LeaveRequest leave;
  leave.set_number("5");
  EXPECT_EQ(mv::MembersClient(she).leave(leave).error().code, Code::not_found);
  leave.set_number("4");
  EXPECT_EQ(must(mv::MembersClient(she).leave(leave)).standing(), mv::STANDING_LEFT);
  EXPECT_FALSE(renew(she, "4", "Juste", mv::MEANS_UNSPECIFIED));
  must(renew(staff, "4"));
  EXPECT_EQ(standing("4"), mv::STANDING_ACTIVE);
  EXPECT_EQ(cause("4"), "membership.cause_returned");
}

TEST_F(Membership, SheChangesHerContactAndNotHerName) {
  auto she = installation.as(installation.create_account(coop, "member", "4"), coop);
  mv::EditMemberRequest edit;
  edit.set_number("4");
  edit.mutable_person()->set_name("Autre");
  edit.mutable_person()->set_telephone("02 38 00 00 00");
  const auto hers = must(mv::MembersClient(she).edit(edit));
  EXPECT_EQ(hers.name(), "Member 4");
  EXPECT_EQ(hers.telephone(), "+33238000000");
  edit.set_number("5");
  EXPECT_EQ(mv::MembersClient(she).edit(edit).error().code, Code::not_found);
  EXPECT_EQ(must(members.edit(edit)).name(), "Autre");
  edit.mutable_person()->set_email("pas une adresse");
  EXPECT_EQ(members.edit(edit).error().fields[0].field, "email");
}

TEST_F(Membership, AreTakenOverFromASheet) {
  const auto import = [&](const std::string& until, const std::string& joined = "") {
    mv::ImportMembersRequest request;
    auto& sheet = *request.mutable_sheet();
    for (const auto* heading : {"numéro", "nom", "inscrit le", "Adhésion jusqu'au"})
      sheet.add_header(heading);
    auto& row = *sheet.add_rows();
    row.set_line(2);
    for (const auto& cell : {std::string("7"), std::string("Member 7"), joined, until})
      row.add_cells(cell);
    return must(members.import(request)).report();
  };
  EXPECT_EQ(import("31/12/2025", "02/01/2026").rejected(0).cells(0).reason(),
            "membership.bad_until");
  EXPECT_EQ(import("15/03/2026", "01/09/2025").updated(), 1);
  const auto hers = periods("7");
  EXPECT_EQ(hers.periods(0).first_day(), "2025-09-01");
  EXPECT_EQ(hers.state(), mv::DUES_STATE_RENEWABLE);
  EXPECT_EQ(import("15/03/2026").unchanged(), 1);
  EXPECT_EQ(import("15/03/2027").unchanged(), 1)
      << "what is kept here is not the sheet's to change";
  EXPECT_EQ(must(renew(staff, "7")).first_day(), "2026-03-16");
  EXPECT_EQ(accounts(), (Lines{"cash:cash|-2000", "income:dues|2000"}));
}

// What is kept of a membership is its bracket and what was paid. A new column is to be looked at
// here: nobody's income has a place.
TEST_F(Membership, KeepsNoIncome) {
  EXPECT_EQ(installation.sql("SELECT string_agg(column_name, ' ' ORDER BY ordinal_position) FROM "
                             "information_schema.columns WHERE table_schema = 'membership' AND "
                             "table_name IN ('member', 'period', 'grid') GROUP BY table_name "
                             "ORDER BY table_name"),
            (Lines{"org_id from_day rule target_cents brackets set_at set_by",
                   "org_id id number name first_name email telephone street post_code town "
                   "joined_on standing search_text erased_on left_told",
                   "org_id id member_id first_day last_day bracket cents target_cents recorded_at "
                   "recorded_by paid_on means taken_by receipt cancelled_on cancelled_by reason "
                   "pot_cents"}));
}

}  // namespace
}  // namespace halle::test
