// Rule packs that other shops live by, on a real database.
#include "halle/kernel/v1/kernel.halle.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "tests/services/shifts/planning.hpp"

namespace halle::test {
namespace {
class Rules : public Shifts {
 protected:
  Result<sv::ListRulesReply> set_louve(const std::string& from) {
    sv::SetRuleRequest request;
    request.set_from(from);
    auto& rule = *request.mutable_la_louve();
    rule.set_service_minutes(180);
    rule.set_cycle_weeks(4);
    rule.set_alert_days(28);
    return hours.set_rule(request);
  }
  void at(const std::string& now) {
    clock.set(now);
    must(planning.generate({}));
    must(hours.settle({}));
    installation.settle();
  }
  std::string holder() { return must(planning.list_templates({})).templates(0).seats(0).holder(); }
};

TEST_F(Rules, AtLaLouveAnAbsenceIsMadeUpForAndOneSeatIsNotTwoInAdvance) {
  const auto made = repeat(6, "10:00", "13:00", 3, "1");
  must(set_louve("2026-03-02"));
  at("2026-03-02T10:30:00Z");
  // Nothing to make up for elsewhere; her own seat she may give back and take again.
  const auto other = repeat(3, "10:00", "13:00", 2);
  const auto refused = book(staff, key(other, "2026-03-11"), "1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(reasons(refused.error()), std::vector<std::string>{"shifts.nothing_to_make_up"});
  must(cancel(staff, key(made, "2026-03-07"), "1"));
  must(book(staff, key(made, "2026-03-07"), "1"));
  must(book(staff, key(other, "2026-03-11"), "2"));  // who has no seat of her own
  at("2026-03-14T14:00:00Z");
  mark(key(made, "2026-03-14"), "1", sv::PRESENCE_ABSENT);
  auto hers = statement("1");
  EXPECT_EQ(hers.balance_minutes(), -360);
  EXPECT_EQ(hers.state(), sv::DUTY_STATE_ALERT);
  EXPECT_EQ(hers.period_from(), "2026-03-02");
  EXPECT_EQ(hers.period_until(), "2026-03-29");
  must(book(staff, key(other, "2026-03-18"), "1"));
  at("2026-03-18T14:00:00Z");
  mark(key(other, "2026-03-18"), "1", sv::PRESENCE_PRESENT);
  EXPECT_EQ(statement("1").balance_minutes(), -180);
  // Told late that she was there after all: what she made up for goes, and she is never above 0.
  mark(key(made, "2026-03-14"), "1", sv::PRESENCE_PRESENT);
  hers = statement("1");
  EXPECT_EQ(hers.balance_minutes(), 0);
  EXPECT_EQ(hers.state(), sv::DUTY_STATE_ON_TRACK);
  // What everybody gave is real time, whatever the rule makes of it.
  sv::ListMonthRequest month;
  month.set_month("2026-03");
  EXPECT_EQ(must(hours.list_month(month)).rows(0).shift_minutes(), 360);
}

TEST_F(Rules, WhoMissesTwoServicesInARowIsLateAndLosesHerSeat) {
  const auto made = repeat(6, "10:00", "13:00", 3, "1");
  must(set_louve("2026-03-02"));
  at("2026-03-07T14:00:00Z");
  mark(key(made, "2026-03-07"), "1", sv::PRESENCE_ABSENT);
  installation.settle();
  EXPECT_EQ(holder(), "1");
  sv::SetLeaveRequest delay;
  delay.mutable_leave()->set_member("1");
  delay.mutable_leave()->set_from("2026-04-01");
  delay.mutable_leave()->set_until("2026-04-10");
  delay.mutable_leave()->set_kind(sv::LEAVE_KIND_DELAY);
  must(hours.set_leave(delay));
  at("2026-04-05T10:00:00Z");
  EXPECT_EQ(statement("1").state(), sv::DUTY_STATE_ALERT) << "has a delay";
  at("2026-04-11T06:00:00Z");
  EXPECT_EQ(statement("1").state(), sv::DUTY_STATE_LATE) << "time alone does it";
  at("2026-04-11T14:00:00Z");
  mark(key(made, "2026-04-11"), "1", sv::PRESENCE_ABSENT);
  EXPECT_EQ(statement("1").state(), sv::DUTY_STATE_UNSUBSCRIBED);
  installation.settle();
  EXPECT_EQ(holder(), "");
  EXPECT_EQ(statement("1").booked_size(), 0);
  at("2026-04-12T10:00:00Z");
  EXPECT_EQ(statement("1").state(), sv::DUTY_STATE_LATE) << "there is no more seat to lose";
}

TEST_F(Rules, ALongLeaveFreesTheSeatForGood) {
  repeat(6, "10:00", "13:00", 3, "1");
  sv::SetRuleRequest request;
  request.set_from("2026-03-02");
  auto& rule = *request.mutable_tapir();
  rule.set_service_minutes(180);
  rule.set_cycle_weeks(4);
  rule.set_frozen_at(4);
  rule.set_frozen_after_days(10);
  rule.set_ahead_weeks(8);
  rule.set_seat_lost_after_days(168);
  must(hours.set_rule(request));
  sv::SetLeaveRequest leave;
  leave.mutable_leave()->set_member("1");
  leave.mutable_leave()->set_from("2026-04-01");
  leave.mutable_leave()->set_until("2026-09-15");  // 167 days
  auto set = must(hours.set_leave(leave));
  EXPECT_EQ(holder(), "1");
  EXPECT_EQ(statement("1").booked_size(), 4) << "none during the leave";
  *leave.mutable_leave() = set;
  leave.mutable_leave()->set_until("2026-09-16");
  must(hours.set_leave(leave));
  EXPECT_EQ(holder(), "");
  EXPECT_EQ(statement("1").booked_size(), 0);
}

TEST_F(Rules, ARuleBeginsWithAMondayAndACycleGoesToItsEnd) {
  EXPECT_EQ(set_louve("2026-03-03").error().reason, "shifts.bad_monday");
  EXPECT_EQ(set_louve("2026-03").error().reason, "shifts.bad_monday");
  must(set_louve("2026-03-02"));
  const auto cut = set_louve("2026-03-16");
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().reason, "shifts.rule_mid_cycle");
  EXPECT_EQ(cut.error().fields[0].value, "2026-03-30");
  const auto rules = must(set_louve("2026-03-30"));
  ASSERT_EQ(rules.rules_size(), 2);
  EXPECT_EQ(rules.rules(0).from(), "2026-03-30");
  EXPECT_EQ(rules.rules(0).pack(), "la_louve");
  EXPECT_EQ(rules.rules(0).la_louve().service_minutes(), 180);
  sv::SetRuleRequest wrong;
  wrong.set_from("2026-03-30");
  wrong.mutable_obeesdoo()->set_service_minutes(180);
  EXPECT_EQ(hours.set_rule(wrong).error().fields[0].field, "period_days");
  // From one pack to another, the balance goes on.
  at("2026-03-30T10:00:00Z");
  EXPECT_EQ(statement("2").balance_minutes(), -360) << "a cycle without any in advance";
  sv::SetRuleRequest monthly;
  monthly.set_from("2026-04");
  monthly.mutable_monthly_hours()->set_due_minutes(120);
  must(hours.set_rule(monthly));
  at("2026-05-01T10:00:00Z");
  EXPECT_EQ(statement("2").balance_minutes(), -480);
  EXPECT_EQ(statement("2").state(), sv::DUTY_STATE_LATE);
}

TEST_F(Rules, AnyPackIsTriedOnThePast) {
  const auto made = repeat(6, "10:00", "13:00", 3, "1");
  clock.set("2026-06-10T10:00:00Z");
  must(planning.generate({}));
  for (const auto* day : {"2026-03-07", "2026-04-11", "2026-05-09", "2026-06-06"})
    mark(key(made, day), "2", sv::PRESENCE_PRESENT);
  sv::SimulateRequest trial;
  trial.set_from("2026-03-09");
  auto& rule = *trial.mutable_gestion_compte();
  rule.set_cycle_weeks(4);
  rule.set_due_minutes(180);
  rule.set_kept_minutes(0);
  rule.set_late_below_minutes(180);
  const auto tried = must(hours.simulate(trial));
  // Three cycles have ended, each paid by what was given just before its end or in it.
  EXPECT_EQ(tried.rows(1).simulated_minutes(), 4 * 180 - 3 * 180);
  EXPECT_EQ(tried.rows(2).simulated_minutes(), -540);
  EXPECT_EQ(tried.rows(2).first_late_on(), "2026-04-06");
  const auto before = installation.sql("SELECT count(*) FROM shifts.rule");
  EXPECT_EQ(before, std::vector<std::string>{"0"}) << "and nothing is written";
}

TEST_F(Rules, AShiftMayCountForMoreThanItsLength) {
  auto made = repeat(6, "06:00", "08:00", 3);
  sv::SetTemplateRequest change;
  *change.mutable_template_() = made.template_();
  change.mutable_template_()->set_worth(5);
  EXPECT_EQ(planning.set_template(change).error().reason, "shifts.bad_worth");
  change.mutable_template_()->set_worth(150);
  made = must(planning.set_template(change));
  EXPECT_EQ(made.template_().worth(), 150);
  must(book(staff, key(made, "2026-03-14"), "1"));
  EXPECT_EQ(statement("1").booked_minutes(), 180);
  at("2026-03-14T14:00:00Z");
  mark(key(made, "2026-03-14"), "1", sv::PRESENCE_PRESENT);
  const auto hers = statement("1");
  EXPECT_EQ(hers.balance_minutes(), 180);
  EXPECT_EQ(hers.entries(0).given_minutes(), 120);
}
}  // namespace
}  // namespace halle::test
