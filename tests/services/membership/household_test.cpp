// One membership for several persons, on a real database.
#include <gtest/gtest.h>

#include "halle/membership/v1/membership.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
namespace mv = membership::v1;
using Lines = std::vector<std::string>;

class Households : public testing::Test {
 protected:
  ManualClock clock{"2026-03-02T10:00:00Z"};
  Installation installation{one_box, clock.clock()};
  Uuid coop = installation.create_organisation("coop");
  Caller staff = installation.as_operator(coop);
  mv::MembersClient members{staff};
  mv::DuesClient dues{staff};

  void SetUp() override {
    Shop(staff).add_members(6);
    mv::SetGridRequest request;
    auto& grid = *request.mutable_grid();
    grid.set_from("2026-03-02");
    grid.set_rule(mv::PERIOD_RULE_ONE_YEAR);
    grid.set_target_cents(2000);
    auto& bracket = *grid.add_brackets();
    bracket.set_name("Juste");
    bracket.set_cents(2000);
    must(dues.set_grid(request));
  }
  void TearDown() override {
    installation.settle();
    EXPECT_EQ(installation.broken_invariants(), Lines{});
  }

  Result<mv::Household> set(const std::string& number, const std::string& main) {
    mv::SetHouseholdRequest request;
    request.set_number(number);
    request.set_main(main);
    return members.set_household(request);
  }
  Lines household(const std::string& number) {
    mv::GetHouseholdRequest request;
    request.set_number(number);
    const auto found = must(members.get_household(request));
    Lines all;
    for (const auto& one : found.members()) all.push_back(one.number());
    return all;
  }
  Result<mv::Period> renew(const std::string& member) {
    mv::RenewRequest request;
    request.set_member(member);
    request.set_bracket("Juste");
    request.set_means(mv::MEANS_CASH);
    return dues.renew(request);
  }
  mv::ListPeriodsReply periods(const std::string& member) {
    mv::ListPeriodsRequest request;
    request.set_member(member);
    return must(dues.list_periods(request));
  }
  mv::Standing standing(const std::string& number) {
    mv::GetMemberRequest request;
    request.set_number(number);
    return must(members.get(request)).standing();
  }
  void leave(const std::string& number) {
    mv::LeaveRequest request;
    request.set_number(number);
    must(members.leave(request));
  }
};

TEST_F(Households, OneMembershipIsForAllOfThem) {
  must(set("2", "1"));
  must(set("3", "1"));
  EXPECT_EQ(household("2"), (Lines{"1", "2", "3"}));
  EXPECT_EQ(household("4"), Lines{});
  must(renew("1"));
  EXPECT_EQ(periods("2").until(), "2027-03-01");
  EXPECT_EQ(periods("2").state(), mv::DUES_STATE_RUNNING);
  EXPECT_EQ(periods("2").main(), "1");
  EXPECT_EQ(periods("2").periods_size(), 0) << "the receipt is hers who paid";
  const auto refused = renew("2").error();
  EXPECT_EQ(refused.reason, "membership.in_household");
  const auto all = must(members.list({}));
  EXPECT_EQ(all.members(1).main(), "1");
  EXPECT_EQ(all.members(0).main(), "");
}

TEST_F(Households, NobodyIsInTwoAndWhoPaysIsInNone) {
  must(set("2", "1"));
  EXPECT_EQ(set("1", "3").error().reason, "membership.household_nested");
  EXPECT_EQ(set("3", "2").error().reason, "membership.household_nested");
  EXPECT_EQ(set("3", "3").error().fields[0].reason, "membership.household_self");
  EXPECT_EQ(set("3", "99").error().fields[0].reason, "membership.member_unknown");
  EXPECT_EQ(set("99", "3").error().fields[0].reason, "membership.member_unknown");
  must(set("2", "1"));
  clock.advance(std::chrono::hours(48));
  must(set("2", "4"));
  EXPECT_EQ(household("1"), Lines{});
  EXPECT_EQ(household("2"), (Lines{"4", "2"}));
  must(set("2", ""));
  EXPECT_EQ(installation.sql("SELECT from_day, until_day FROM membership.belonging ORDER BY 1"),
            Lines{"2026-03-02|2026-03-03"})
      << "what began today never was";
}

TEST_F(Households, SheWhoGoesIsCoveredUntilThenAndRenewsForHerself) {
  must(renew("1"));
  must(set("2", "1"));
  clock.set("2026-06-01T10:00:00Z");
  must(set("2", ""));
  EXPECT_EQ(periods("2").until(), "2026-05-31");
  EXPECT_EQ(periods("2").state(), mv::DUES_STATE_ENDED);
  EXPECT_EQ(must(renew("2")).first_day(), "2026-06-01");
  EXPECT_EQ(periods("1").until(), "2027-03-01");
}

TEST_F(Households, WhoPaysAndLeavesLeavesTheOthersMembers) {
  must(renew("1"));
  must(set("2", "1"));
  clock.set("2026-06-01T10:00:00Z");
  leave("1");
  EXPECT_EQ(household("2"), Lines{});
  EXPECT_EQ(standing("2"), mv::STANDING_ACTIVE);
  EXPECT_EQ(periods("2").until(), "2027-03-01") << "what was paid for all stays paid";
  EXPECT_EQ(periods("2").main(), "");
  EXPECT_EQ(set("2", "1").error().reason, "membership.has_left");
  must(set("3", "2"));
  leave("3");
  EXPECT_EQ(household("2"), Lines{});
}

TEST_F(Households, AMembershipThatEndedSuspendsAndRenewingRestoresAll) {
  mv::SetSettingsRequest settings;
  settings.mutable_settings()->set_suspend_after_days(30);
  must(members.set_settings(settings));
  must(renew("1"));
  must(set("2", "1"));
  clock.set("2027-04-15T10:00:00Z");
  EXPECT_EQ(must(dues.follow({})).changed(), 2);
  EXPECT_EQ(installation.sql("SELECT m.number FROM membership.reminder r "
                             "JOIN membership.member m ON m.id = r.member_id"),
            Lines{"1"})
      << "who pays is reminded";
  EXPECT_EQ(standing("2"), mv::STANDING_SUSPENDED);
  must(renew("1"));
  EXPECT_EQ(standing("2"), mv::STANDING_ACTIVE);
  EXPECT_EQ(must(dues.follow({})).changed(), 0);
}

TEST_F(Households, WhoComesIntoARunningMembershipIsInOrderAgain) {
  mv::SetSettingsRequest settings;
  settings.mutable_settings()->set_suspend_after_days(30);
  must(members.set_settings(settings));
  must(renew("2"));
  clock.set("2027-04-15T10:00:00Z");
  must(dues.follow({}));
  EXPECT_EQ(standing("2"), mv::STANDING_SUSPENDED);
  must(set("2", "3"));
  EXPECT_EQ(standing("2"), mv::STANDING_SUSPENDED) << "hers has none either";
  must(renew("1"));
  must(set("2", "1"));
  EXPECT_EQ(standing("2"), mv::STANDING_ACTIVE);
}

TEST_F(Households, SomebodyJoinsIntoAMembership) {
  mv::AddMemberRequest request;
  request.mutable_person()->set_name("Le Goff");
  request.mutable_person()->set_first_name("Zoé");
  request.set_main("1");
  request.set_bracket("Juste");
  EXPECT_EQ(members.add(request).error().fields[0].reason, "membership.household_pays");
  request.set_bracket("");
  EXPECT_EQ(must(members.add(request)).main(), "1");
  request.set_main("7");
  EXPECT_EQ(members.add(request).error().reason, "membership.household_nested");
  EXPECT_EQ(must(members.list({})).members_size(), 7) << "nobody was half added";
}

TEST_F(Households, AMemberReadsHerOwn) {
  must(set("2", "1"));
  const auto token = installation.create_account(coop, "member", "2");
  auto herself = installation.as(token, coop);
  mv::GetHouseholdRequest request;
  request.set_number("2");
  EXPECT_EQ(must(mv::MembersClient(herself).get_household(request)).members_size(), 2);
  request.set_number("1");
  EXPECT_EQ(mv::MembersClient(herself).get_household(request).error().code, Code::not_found);
}

TEST_F(Households, TheRegisterOfAPastDayKnowsThem) {
  must(set("2", "1"));
  clock.advance(std::chrono::hours(24));
  must(set("2", ""));
  mv::ListMembersRequest request;
  request.set_as_of("2026-03-02");
  EXPECT_EQ(must(members.list(request)).members(1).main(), "1");
  request.set_as_of("2026-03-03");
  EXPECT_EQ(must(members.list(request)).members(1).main(), "");
}
}  // namespace
}  // namespace halle::test
