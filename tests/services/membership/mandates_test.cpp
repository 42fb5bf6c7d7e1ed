// Who is in charge of what, and that what a mandate allows ends with it, on a real database.
#include <gtest/gtest.h>

#include "halle/hub/v1/hub.halle.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
namespace mv = membership::v1;
using Lines = std::vector<std::string>;

class MandatesOfMembers : public testing::Test {
 protected:
  ManualClock clock{"2026-03-02T10:00:00Z"};
  Installation installation{one_box, clock.clock()};
  Uuid coop = installation.create_organisation("coop");
  Caller staff = installation.as_operator(coop);
  mv::MandatesClient mandates{staff};
  std::string five;
  std::string six;
  std::string commission;

  void SetUp() override {
    Shop(staff).add_members(10);
    five = installation.create_account(coop, "member", "5");
    six = installation.create_account(coop, "member", "6");
    commission = add_commission("Comptes");
  }
  void TearDown() override {
    installation.settle();
    EXPECT_EQ(installation.broken_invariants(), Lines{});
  }

  std::string add_commission(const std::string& name) {
    mv::SetCommissionRequest request;
    request.mutable_commission()->set_name(name);
    const auto all = must(mandates.set_commission(request));
    for (const auto& one : all.commissions())
      if (one.name() == name) return one.id();
    return {};
  }
  /// Treasurer from 1 to 31 March, 6 in the place of 5.
  mv::SetMandateRequest treasurer() const {
    mv::SetMandateRequest request;
    auto& one = *request.mutable_mandate();
    one.set_commission(commission);
    one.set_title("Trésorerie");
    one.set_member("5");
    one.set_deputy("6");
    one.set_from("2026-03-01");
    one.set_until("2026-03-31");
    one.set_review("2026-03-20");
    one.set_role("treasurer");
    one.set_decided("Assemblée du 28 février");
    return request;
  }
  mv::Mandate give(const mv::SetMandateRequest& request) {
    const auto reply = must(mandates.set(request));
    installation.settle();
    for (const auto& group : reply.commissions())
      for (const auto& one : group.mandates())
        if (one.title() == request.mandate().title()) return one;
    return {};
  }
  /// Whether she may read where everybody's membership stands, as treasurers do.
  bool is_treasurer(const std::string& token) {
    installation.settle();
    clock.advance(std::chrono::seconds(6));  // nodes know an answer for five
    auto caller = installation.as(token, coop);
    const auto read = mv::DuesClient(caller).list({});
    EXPECT_TRUE(read || read.error().reason == "halle.not_allowed" ||
                read.error().reason == "halle.token_invalid");
    return static_cast<bool>(read);
  }
  void end(const std::string& id) {
    mv::EndMandateRequest request;
    request.set_mandate(id);
    must(mandates.end(request));
  }
  std::string refusal(const mv::SetMandateRequest& request) {
    const auto done = mandates.set(request);
    if (done) return "";
    const auto& error = done.error();
    return error.fields.empty() ? error.reason
                                : error.fields[0].field + " " + error.fields[0].reason;
  }
  Lines ended() {
    installation.settle();
    return installation.sql(
        "SELECT count(*) FROM (SELECT type FROM halle.outbox UNION ALL SELECT type FROM "
        "halle.event_log) e WHERE type = 'halle.membership.v1.MandateEnded'");
  }
  void leave(const std::string& number) {
    mv::LeaveRequest request;
    request.set_number(number);
    must(mv::MembersClient(staff).leave(request));
  }
};

TEST_F(MandatesOfMembers, WhatAMandateAllowsEndsWithItByTheClock) {
  EXPECT_FALSE(is_treasurer(five));
  const auto mandate = give(treasurer());
  EXPECT_EQ(mandate.state(), mv::MANDATE_STATE_RUNNING);
  EXPECT_TRUE(is_treasurer(five));
  EXPECT_TRUE(is_treasurer(six)) << "who is it in her place";
  auto herself = installation.as(five, coop);
  const auto me = must(hub::v1::AccountsClient(herself).who_am_i({}));
  EXPECT_EQ(me.belongings(0).roles_size(), 2);
  clock.set("2026-03-31T21:59:00Z");  // a minute before midnight in Paris
  EXPECT_TRUE(is_treasurer(five));
  clock.set("2026-03-31T22:00:00Z");
  EXPECT_FALSE(is_treasurer(five));
  EXPECT_FALSE(is_treasurer(six));
  EXPECT_EQ(must(mandates.follow({})).told(), 1);
  EXPECT_EQ(must(mandates.follow({})).told(), 0);
  EXPECT_EQ(ended(), Lines{"1"});
  EXPECT_EQ(refusal([&] {
              auto again = treasurer();
              again.mutable_mandate()->set_id(mandate.id());
              again.mutable_mandate()->set_until("2026-12-31");
              return again;
            }()),
            "membership.mandate_ended");
}

TEST_F(MandatesOfMembers, ItMayBeginLaterEndBeforeAndAllowSomethingElse) {
  auto later = treasurer();
  later.mutable_mandate()->set_from("2026-03-03");
  auto mandate = give(later);
  EXPECT_EQ(mandate.state(), mv::MANDATE_STATE_TO_COME);
  EXPECT_FALSE(is_treasurer(five));
  clock.set("2026-03-02T23:00:00Z");  // midnight in Paris
  EXPECT_TRUE(is_treasurer(five));
  later.mutable_mandate()->set_id(mandate.id());
  later.mutable_mandate()->clear_role();
  give(later);
  EXPECT_FALSE(is_treasurer(five)) << "it allows nothing more";
  later.mutable_mandate()->set_role("treasurer");
  later.mutable_mandate()->clear_deputy();
  give(later);
  EXPECT_TRUE(is_treasurer(five));
  EXPECT_FALSE(is_treasurer(six));
  end(mandate.id());
  EXPECT_FALSE(is_treasurer(five));
  end(mandate.id());
  EXPECT_EQ(ended(), Lines{"1"});
}

TEST_F(MandatesOfMembers, WhoLeavesHasNoneAndHerDeputyStays) {
  give(treasurer());
  auto other = treasurer();
  other.mutable_mandate()->set_title("Caisse");
  other.mutable_mandate()->set_member("6");
  other.mutable_mandate()->set_deputy("5");
  const auto hers = give(other);
  leave("5");
  EXPECT_FALSE(is_treasurer(five));
  EXPECT_TRUE(is_treasurer(six)) << "her own mandate runs on";
  const auto all = must(mandates.list({}));
  for (const auto& one : all.commissions(0).mandates()) {
    EXPECT_EQ(one.state(),
              one.id() == hers.id() ? mv::MANDATE_STATE_RUNNING : mv::MANDATE_STATE_ENDED);
    EXPECT_EQ(one.deputy(), one.id() == hers.id() ? "" : "6");
  }
  EXPECT_EQ(ended(), Lines{"1"});
  EXPECT_EQ(refusal(treasurer()), "member membership.has_left");
}

TEST_F(MandatesOfMembers, IsRefusedInWordsAndChangesNothing) {
  const auto refused = [&](auto change) {
    auto request = treasurer();
    change(*request.mutable_mandate());
    return refusal(request);
  };
  EXPECT_EQ(refused([](auto& one) { one.clear_title(); }), "title membership.bad_mandate_title");
  EXPECT_EQ(refused([](auto& one) {
              one.clear_member();
              one.clear_deputy();
            }),
            "member membership.mandate_of_nobody");
  EXPECT_EQ(refused([](auto& one) { one.set_member("99"); }), "member membership.member_unknown");
  EXPECT_EQ(refused([](auto& one) { one.set_deputy("5"); }), "deputy membership.own_deputy");
  EXPECT_EQ(refused([](auto& one) { one.set_until("2026-02-28"); }),
            "until membership.bad_mandate_end");
  EXPECT_EQ(refused([](auto& one) { one.set_until("2032-04-01"); }),
            "until membership.bad_mandate_end");
  EXPECT_EQ(refused([](auto& one) { one.set_review("2026-04-01"); }),
            "review membership.bad_review");
  EXPECT_EQ(refused([](auto& one) { one.set_role("administrator"); }),
            "role membership.bad_mandate_role");
  EXPECT_EQ(refused([](auto& one) {
              one.set_from("2026-01-01");
              one.set_until("2026-03-01");
              one.clear_review();
            }),
            "until membership.mandate_over");
  EXPECT_EQ(installation.sql("SELECT count(*) FROM membership.mandate"), Lines{"0"});
  mv::SetCommissionRequest close;
  close.mutable_commission()->set_id(commission);
  close.mutable_commission()->set_name("Comptes");
  close.mutable_commission()->set_closed(true);
  const auto mandate = give(treasurer());
  EXPECT_EQ(mandates.set_commission(close).error().reason, "membership.commission_busy");
  EXPECT_EQ(installation.sql("SELECT closed FROM membership.commission"), Lines{"f"});
  end(mandate.id());
  must(mandates.set_commission(close));
  EXPECT_EQ(refusal(treasurer()), "membership.commission_closed");
  mv::SetCommissionRequest twin;
  twin.mutable_commission()->set_name("Comptes");
  EXPECT_EQ(mandates.set_commission(twin).error().code, Code::already_exists);
}

TEST_F(MandatesOfMembers, NobodyGivesHerselfOneThatAllowsSomething) {
  installation.sql(
      "INSERT INTO hub.role_grant (org_id, account_id, role, subject, granted_at) SELECT org_id, "
      "account_id, 'administrator', '', granted_at FROM hub.role_grant WHERE subject = '5' "
      "RETURNING 1");
  auto five_acts = installation.as(five, coop);
  mv::MandatesClient hers(five_acts);
  const auto set = [&](const mv::SetMandateRequest& request) {
    const auto done = hers.set(request);
    return done ? "ok" : done.error().reason;
  };
  auto wanted = treasurer();
  EXPECT_EQ(set(wanted), "membership.not_for_oneself");
  std::swap(*wanted.mutable_mandate()->mutable_member(),
            *wanted.mutable_mandate()->mutable_deputy());
  EXPECT_EQ(set(wanted), "membership.not_for_oneself") << "nor as the deputy";
  wanted.mutable_mandate()->set_deputy("7");
  EXPECT_EQ(set(wanted), "ok");
  wanted = treasurer();
  wanted.mutable_mandate()->clear_role();
  EXPECT_EQ(set(wanted), "ok") << "one that allows nothing more";
  wanted.mutable_mandate()->set_title("Comptes");
  wanted.mutable_mandate()->set_role("treasurer");
  const auto own = give(wanted);
  end(own.id());
}

TEST_F(MandatesOfMembers, NobodyBecomesAdministratorByAnEvent) {
  give(treasurer());
  EXPECT_EQ(installation.sql("SELECT DISTINCT role FROM hub.entrusted"), Lines{"treasurer"});
  // A coordinator could take her account over by an invitation otherwise.
  auto coordinator = installation.as(installation.create_account(coop, "coordinator"), coop);
  hub::v1::InviteRequest invite;
  invite.set_number("5");
  EXPECT_EQ(hub::v1::AccountsClient(coordinator).invite(invite).error().reason,
            "halle.not_allowed");
}
}  // namespace
}  // namespace halle::test
