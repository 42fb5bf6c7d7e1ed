// What other modules say about orders: prices, whether one may order, and what becomes of it when
// they fail. On one node, and with the others' modules on another.
#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "tests/support/installation.hpp"
#include "tests/support/probe.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;
using orders::v1::AdjustReply;
using orders::v1::AdjustRequest;
using orders::v1::MayOrderReply;
using orders::v1::MayOrderRequest;

constexpr const char* catalogue_csv =
    "code;nom;producteur;unité;prix ttc;tva\nCAROTTE;Carotte;Potager;kg;2,60;5,5\n"
    "AIL;Ail;Potager;kg;9,00;5,5\n";

class Pricing : public testing::TestWithParam<const char*> {
 protected:
  ManualClock clock{"2026-11-24T10:00:00Z"};
  Installation installation{GetParam(), clock.clock(), 2};
  Uuid coop = installation.create_organisation("coop");
  Caller staff = installation.as_operator(coop);
  Shop shop{staff};
  std::string cycle;

  Pricing() { probe(1) = probe(2) = {}; }
  void SetUp() override {
    shop.add_members(3);
    shop.import_products(catalogue_csv);
    cycle = shop.open_cycle("2026-12-04T20:00");
    installation.settle();
  }
  void TearDown() override {
    EXPECT_EQ(installation.broken_invariants(), std::vector<std::string>{});
    probe(1) = probe(2) = {};
  }
  void order(const std::string& member, const std::vector<Line>& lines) {
    must(shop.set(cycle, member, lines));
    must(shop.confirm(cycle, member));
  }
  /// Says that every line costs so much more or less.
  static auto everywhere(std::int64_t cents, const std::string& fund,
                         const std::string& reason = "probe.said") {
    return [=](const AdjustRequest& request) -> Result<AdjustReply> {
      AdjustReply reply;
      for (const auto& basket : request.baskets())
        for (const auto& line : basket.lines()) {
          auto* out = reply.add_adjustments();
          out->set_cycle(basket.cycle());
          out->set_member(basket.member());
          out->set_code(line.code());
          out->set_cents(cents);
          out->set_reason(reason);
          out->set_fund(fund);
        }
      return reply;
    };
  }
  static Result<AdjustReply> broken(const AdjustRequest& /*request*/) {
    return Error{Code::internal, "probe.broken"};
  }
};
INSTANTIATE_TEST_SUITE_P(Topologies, Pricing, testing::Values(one_box, two_nodes));

TEST_P(Pricing, EachSeesWhatTheOneBeforeSaid) {
  std::vector<int> seen;
  probe(1).adjust = everywhere(50, "probe1");
  probe(2).adjust = [&](const AdjustRequest& request) -> Result<AdjustReply> {
    seen.push_back(request.adjustments_size());
    return everywhere(-20, "probe2.gifts")(request);
  };
  order("1", {{"CAROTTE", 1000}, {"AIL", 1000}});
  const auto open = must(shop.order(cycle, "1"));
  EXPECT_EQ(seen, std::vector<int>{2});
  EXPECT_EQ(open.total_cents(), 1160 + 2 * 30);
  must(shop.close(cycle));
  const auto line = must(shop.order(cycle, "1")).lines(0);
  ASSERT_EQ(line.adjustments_size(), 2);
  EXPECT_EQ(line.adjustments(0).module() + " " + line.adjustments(0).version(), "probe1 0.1");
  EXPECT_EQ(line.adjustments(0).cents(), 50);
  EXPECT_EQ(line.adjustments(1).cents(), 0) << "an empty fund of its own";
  EXPECT_EQ(shop.balances(), (std::map<std::string, std::int64_t>{{"1", -1260}}));
}

TEST_P(Pricing, ALineCostsNothingAtLeast) {
  probe(1).adjust = everywhere(-100'000, "probe1");
  order("1", {{"CAROTTE", 1000}});
  EXPECT_EQ(must(shop.order(cycle, "1")).total_cents(), 0);
}

TEST_P(Pricing, ACloseWaitsForWhoHasASay) {
  order("1", {{"CAROTTE", 1000}});
  probe(2).adjust = broken;
  const auto seen = must(shop.order(cycle, "1"));
  EXPECT_TRUE(seen.unadjusted());
  EXPECT_EQ(seen.total_cents(), 260) << "who looks sees the price shown";
  const auto refused = shop.close(cycle);
  EXPECT_EQ(refused.error().reason, "halle.filler_failed");
  EXPECT_EQ(refused.error().code, Code::unavailable);
  EXPECT_EQ(installation.sql("SELECT count(*) FROM orders.entry"), std::vector<std::string>{"0"});
  order("1", {{"CAROTTE", 2000}});  // its hour has not come: members go on
  clock.set("2026-12-04T19:00:01Z");
  EXPECT_EQ(shop.close(cycle).error().reason, "halle.filler_failed");
  EXPECT_EQ(shop.set(cycle, "1", {{"CAROTTE", 3000}}).error().reason, "orders.cycle_closed");
  EXPECT_EQ(installation.sql("SELECT count(*) FROM orders.entry"), std::vector<std::string>{"0"});
  probe(2) = {};
  clock.advance(1min);  // also for a breaker that opened meanwhile
  ASSERT_TRUE(eventually(
      20s, [&] { return shop.cycle(cycle).cycle().state() == orders::v1::CYCLE_STATE_CLOSED; }));
  EXPECT_EQ(shop.balances(), (std::map<std::string, std::int64_t>{{"1", -520}}));
}

TEST_P(Pricing, ACloseWhoseTimeRanOutDoesNotCloseLater) {
  order("1", {{"CAROTTE", 1000}});
  std::promise<void> given_up;
  const auto until = given_up.get_future().share();
  std::atomic<bool> asked = false;
  probe(2).adjust = [&, until](const AdjustRequest&) -> Result<AdjustReply> {
    asked = true;
    until.wait();
    return Error{Code::internal, "probe.broken"};
  };
  orders::v1::CloseCycleRequest close;
  close.set_cycle(cycle);
  net::CallOptions hurry;
  hurry.token = installation.create_account(coop, "coordinator");
  hurry.organisation = coop;
  hurry.operation_id = make_uuid_v7(1);
  hurry.timeout = 700ms;
  const auto late =
      installation.client().call("/halle.orders.v1.Cycles/Close", close.SerializeAsString(), hurry);
  EXPECT_FALSE(late);
  EXPECT_TRUE(asked);
  given_up.set_value();
  clock.advance(1min);
  order("1", {{"CAROTTE", 2000}});
  EXPECT_EQ(shop.cycle(cycle).cycle().state(), orders::v1::CYCLE_STATE_OPEN);
}

TEST_P(Pricing, WhatNoModuleMaySayIsItsFailure) {
  order("1", {{"CAROTTE", 1000}});
  const auto said = [&](auto adjust) {
    probe(1).adjust = adjust;
    const auto order = must(shop.order(cycle, "1"));
    return order.unadjusted() && order.total_cents() == 260;
  };
  EXPECT_FALSE(said(everywhere(1, "probe1")));
  EXPECT_TRUE(said(everywhere(1, "probe2"))) << "another's fund";
  EXPECT_TRUE(said(everywhere(1, "probe1x")));
  EXPECT_TRUE(said(everywhere(1, "")));
  EXPECT_TRUE(said(everywhere(1, "probe1", "")));
  EXPECT_TRUE(said(everywhere(1, "probe1", "<b>")));
  EXPECT_TRUE(said(everywhere(2'000'000'000, "probe1")));
  EXPECT_TRUE(said([&](const AdjustRequest& request) -> Result<AdjustReply> {
    auto reply = everywhere(1, "probe1")(request).value();
    reply.mutable_adjustments(0)->set_member("2");
    return reply;
  })) << "a line that is not in the basket";
  EXPECT_TRUE(said([&](const AdjustRequest& request) -> Result<AdjustReply> {
    auto reply = everywhere(1, "probe1")(request).value();
    (*reply.mutable_adjustments(0)->mutable_parameters())["n"] =
        "a\x1e"
        "b";
    return reply;
  }));
}

TEST_P(Pricing, AllMustAgreeThatOneMayOrder) {
  must(shop.set(cycle, "1", {{"CAROTTE", 1000}}));
  probe(2).may_order = [](const MayOrderRequest& request) -> Result<MayOrderReply> {
    MayOrderReply reply;
    if (request.member() == "1") reply.set_reason("probe.hours_due");
    return reply;
  };
  const auto refused = shop.confirm(cycle, "1");
  EXPECT_EQ(refused.error().reason, "probe.hours_due");
  EXPECT_EQ(refused.error().code, Code::failed_precondition);
  EXPECT_EQ(must(shop.order(cycle, "1")).state(), orders::v1::ORDER_STATE_UNCONFIRMED);
  order("2", {{"CAROTTE", 1000}});
  probe(2).may_order = [](const MayOrderRequest&) -> Result<MayOrderReply> {
    return Error{Code::internal, "probe.broken"};
  };
  must(shop.confirm(cycle, "1"));  // a module that fails keeps nobody from ordering
}

}  // namespace
}  // namespace halle::test
