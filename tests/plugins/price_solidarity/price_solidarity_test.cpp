// Weeks with members who pay more and members who pay less, on one node and on two: what they see,
// what they owe, and a fund that an independent computation follows.
#include <gtest/gtest.h>

#include <random>

#include "halle/kernel/v1/kernel.halle.hpp"
#include "halle/price_solidarity/v1/price_solidarity.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
namespace pv = price_solidarity::v1;
using namespace std::chrono_literals;

constexpr const char* catalogue_csv =
    "code;nom;producteur;unité;prix ttc;tva;colis;minimum;disponible\n"
    "CAROTTE;Carotte;Potager;kg;2,60;5,5;;;\n"
    "LENTILLE;Lentilles;Moulin;pièce;3,00;5,5;3;;\n"
    "MIEL;Miel;Rucher;pièce;8,00;5,5;;;40\n";

class Solidarity : public testing::TestWithParam<const char*> {
 protected:
  ManualClock clock{"2026-11-24T10:00:00Z"};
  Installation installation{GetParam(), clock.clock()};
  Uuid coop = installation.create_organisation("coop");
  Caller staff = installation.as_operator(coop);
  Shop shop{staff};
  std::string cycle;

  void SetUp() override {
    shop.add_members(12);
    shop.import_products(catalogue_csv);
    cycle = shop.open_cycle("2026-12-04T20:00");
    installation.settle();
  }
  void TearDown() override {
    EXPECT_EQ(installation.broken_invariants(), std::vector<std::string>{});
  }

  Result<pv::GetCoefficientsReply> set(sdk::Caller& caller, int more, int solidarity) {
    pv::SetCoefficientsRequest request;
    request.mutable_coefficients()->set_more(more);
    request.mutable_coefficients()->set_solidarity(solidarity);
    return pv::CoefficientsClient(caller).set(request);
  }
  static Result<pv::Choice> choose(sdk::Caller& caller, const std::string& member,
                                   pv::Bracket bracket) {
    pv::SetChoiceRequest request;
    request.set_member(member);
    request.set_bracket(bracket);
    return pv::ChoicesClient(caller).set(request);
  }
  void order(const std::string& member, const std::vector<Line>& lines) {
    must(shop.set(cycle, member, lines));
    must(shop.confirm(cycle, member));
    clock.advance(1s);
  }
  orders::v1::GetFundReply fund() {
    orders::v1::GetFundRequest request;
    request.set_fund("price_solidarity");
    return must(orders::v1::AccountsClient(staff).get_fund(request));
  }
  std::int64_t balance(const std::string& member) { return shop.balances()[member]; }
};
INSTANTIATE_TEST_SUITE_P(Topologies, Solidarity, testing::Values(one_box, two_nodes));

TEST_P(Solidarity, SomePayMoreAndOthersLess) {
  must(set(staff, 1100, 800));
  must(choose(staff, "1", pv::BRACKET_MORE));
  must(choose(staff, "2", pv::BRACKET_SOLIDARITY));
  order("1", {{"CAROTTE", 10'000}, {"MIEL", 1000}});  // 26,00 + 8,00: 3,40 more
  order("2", {{"CAROTTE", 5'000}});                   // 13,00: 2,60 less
  order("3", {{"CAROTTE", 1'000}});
  const auto open = must(shop.order(cycle, "2"));
  EXPECT_TRUE(open.adjustable());
  ASSERT_EQ(open.lines(0).adjustments_size(), 1);
  EXPECT_EQ(open.lines(0).base_cents(), 1300);
  EXPECT_EQ(open.lines(0).total_cents(), 1040);
  EXPECT_EQ(open.total_cents(), 1040);
  orders::v1::ListOrdersRequest mine;
  mine.set_member("2");
  EXPECT_EQ(must(orders::v1::OrdersClient(staff).list(mine)).orders(0).total_cents(), 1040);
  EXPECT_EQ(must(shop.order(cycle, "3")).total_cents(), 260);

  EXPECT_EQ(must(shop.close(cycle)).result().total_cents(), 3400 + 340 + 1040 + 260);
  EXPECT_EQ(shop.balances(),
            (std::map<std::string, std::int64_t>{{"1", -3740}, {"2", -1040}, {"3", -260}}));
  const auto closed = must(shop.order(cycle, "2"));
  ASSERT_EQ(closed.lines(0).adjustments_size(), 1);
  const auto& adjustment = closed.lines(0).adjustments(0);
  EXPECT_EQ(adjustment.cents(), -260);
  EXPECT_EQ(adjustment.asked_cents(), -260);
  EXPECT_EQ(adjustment.reason(), "price_solidarity.pays_less");
  EXPECT_EQ(adjustment.parameters().at("percent"), "20");
  EXPECT_EQ(adjustment.module(), "price_solidarity");
  EXPECT_EQ(adjustment.version(), "1.0.0");
  EXPECT_EQ(closed.total_cents(), 1040);
  EXPECT_EQ(must(orders::v1::OrdersClient(staff).list(mine)).orders(0).total_cents(), 1040);
  orders::v1::GetStatementRequest account;
  account.set_member("1");
  const auto statement = must(orders::v1::AccountsClient(staff).get_statement(account));
  ASSERT_EQ(statement.movements_size(), 1);
  EXPECT_EQ(statement.movements(0).amount_cents(), -3740);
  ASSERT_EQ(statement.movements(0).adjustments_size(), 1) << "one for a reason, whatever the lines";
  EXPECT_EQ(statement.movements(0).adjustments(0).cents(), 340);
  EXPECT_EQ(fund().balance_cents(), 80);
  ASSERT_EQ(fund().periods_size(), 1);
  EXPECT_EQ(fund().periods(0).given_cents(), 340);
  EXPECT_EQ(fund().periods(0).used_cents(), 260);
  EXPECT_EQ(installation.sql("SELECT account, sum(amount_cents) FROM orders.posting WHERE account "
                             "!~ '^member' GROUP BY 1 ORDER BY 1"),
            (std::vector<std::string>{"fund:price_solidarity|80", "sales|4960"}));
}

TEST_P(Solidarity, AnEmptyFundReducesNothing) {
  must(set(staff, 1100, 800));
  must(choose(staff, "2", pv::BRACKET_SOLIDARITY));
  order("2", {{"CAROTTE", 5'000}});
  must(shop.close(cycle));
  EXPECT_EQ(balance("2"), -1300);
  const auto line = must(shop.order(cycle, "2")).lines(0);
  ASSERT_EQ(line.adjustments_size(), 1) << "why she pays the price shown is said";
  EXPECT_EQ(line.adjustments(0).cents(), 0);
  EXPECT_EQ(line.adjustments(0).asked_cents(), -260);
  EXPECT_EQ(fund().balance_cents(), 0);
}

TEST_P(Solidarity, WithoutChoicesNothingIsDifferent) {
  order("2", {{"CAROTTE", 5'000}});
  EXPECT_EQ(choose(staff, "2", pv::BRACKET_SOLIDARITY).error().reason,
            "price_solidarity.not_decided");
  must(set(staff, 1100, 800));
  must(choose(staff, "2", pv::BRACKET_SOLIDARITY));
  must(choose(staff, "2", pv::BRACKET_UNSPECIFIED));
  EXPECT_EQ(installation.sql("SELECT count(*) FROM price_solidarity.choice"),
            std::vector<std::string>{"0"});
  must(shop.close(cycle));
  EXPECT_EQ(shop.balances(), (std::map<std::string, std::int64_t>{{"2", -1300}}));
  EXPECT_EQ(installation.sql("SELECT count(*) FROM orders.adjustment"),
            std::vector<std::string>{"0"});
}

TEST_P(Solidarity, ACoefficientCountsFromTheMomentItIsSet) {
  must(set(staff, 1100, 800));
  must(choose(staff, "1", pv::BRACKET_MORE));
  order("1", {{"CAROTTE", 10'000}});
  clock.advance(1h);
  must(set(staff, 1200, 800));
  EXPECT_EQ(must(shop.order(cycle, "1")).total_cents(), 3120);
  const auto known = must(pv::CoefficientsClient(staff).get({}));
  ASSERT_EQ(known.coefficients_size(), 2);
  EXPECT_EQ(known.coefficients(0).coefficients().more(), 1200);
  EXPECT_EQ(known.coefficients(1).coefficients().more(), 1100);
  EXPECT_EQ(set(staff, 999, 800).error().reason, "price_solidarity.bad_more");
  EXPECT_EQ(set(staff, 1501, 800).error().reason, "price_solidarity.bad_more");
  EXPECT_EQ(set(staff, 1100, 499).error().reason, "price_solidarity.bad_solidarity");
  EXPECT_EQ(set(staff, 1100, 1001).error().reason, "price_solidarity.bad_solidarity");
}

TEST_P(Solidarity, AMemberChoosesForHerselfAlone) {
  must(set(staff, 1100, 800));
  const auto token = installation.create_account(coop, "member", "2");
  auto member = installation.as(token, coop);
  EXPECT_EQ(must(choose(member, "2", pv::BRACKET_SOLIDARITY)).bracket(), pv::BRACKET_SOLIDARITY);
  EXPECT_EQ(choose(member, "1", pv::BRACKET_MORE).error().reason,
            "price_solidarity.member_unknown");
  pv::GetChoiceRequest hers;
  hers.set_member("1");
  EXPECT_EQ(pv::ChoicesClient(member).get(hers).error().reason, "price_solidarity.member_unknown");
  EXPECT_EQ(pv::CoefficientsClient(member).get({}).error().reason, "halle.not_allowed");
  EXPECT_EQ(choose(staff, "99", pv::BRACKET_MORE).error().reason,
            "price_solidarity.member_unknown");
  auto treasurer = installation.as(installation.create_account(coop, "treasurer"), coop);
  hers.set_member("2");
  EXPECT_EQ(pv::ChoicesClient(treasurer).get(hers).error().reason,
            "price_solidarity.member_unknown")
      << "who keeps the money need not know who pays less";
  shop.set_standing("2", membership::v1::STANDING_LEFT);
  installation.settle();
  EXPECT_EQ(installation.sql("SELECT count(*) FROM price_solidarity.choice"),
            std::vector<std::string>{"0"});
  EXPECT_EQ(choose(staff, "2", pv::BRACKET_SOLIDARITY).error().reason,
            "price_solidarity.member_unknown")
      << "whoever left pays the price shown";
}

TEST_P(Solidarity, NobodyEarnsAnythingHere) {
  EXPECT_EQ(installation.sql("SELECT table_name || '.' || column_name FROM "
                             "information_schema.columns WHERE table_schema = 'price_solidarity' "
                             "ORDER BY 1"),
            (std::vector<std::string>{"choice.bracket", "choice.member_number", "choice.org_id",
                                      "coefficient.more", "coefficient.org_id", "coefficient.since",
                                      "coefficient.solidarity"}));
}

/// Several weeks with choices that change: each close is computed again from what was allotted.
TEST_P(Solidarity, TheFundNeverFallsBelowNothing) {
  std::mt19937 random(7);
  const auto below = [&](unsigned n) { return static_cast<int>(random() % n); };
  std::int64_t expected_fund = 0;
  int short_weeks = 0;  // more was asked than there was
  std::map<std::string, std::int64_t> owed;
  const std::map<std::string, int> price{{"CAROTTE", 260}, {"LENTILLE", 300}, {"MIEL", 800}};
  for (int week = 0; week < 4; ++week) {
    if (week > 0) cycle = shop.open_cycle("2026-12-0" + std::to_string(4 + week) + "T20:00");
    const int more = 1000 + below(100);
    const int solidarity = 700 + below(200);
    must(set(staff, more, solidarity));
    std::map<std::string, int> coefficient;
    for (int m = 1; m <= 12; ++m) {
      const auto bracket = static_cast<pv::Bracket>(below(3));
      const auto member = std::to_string(m);
      must(choose(staff, member, bracket));
      coefficient[member] = bracket == pv::BRACKET_MORE         ? more
                            : bracket == pv::BRACKET_SOLIDARITY ? solidarity
                                                                : 1000;
      std::vector<Line> lines{{"CAROTTE", 100 + below(9000)}};
      if (below(2) == 0) lines.push_back({"LENTILLE", 1000 * (1 + below(4)), 1000 * below(2)});
      if (below(4) == 0) lines.push_back({"MIEL", 1000});
      order(member, lines);
    }
    must(shop.close(cycle));
    struct Wish {
      std::int64_t asked;
      std::string member, code;
    };
    std::vector<Wish> wishes;
    std::int64_t asked = 0;
    for (const auto& [line, quantity] : shop.allotments(cycle)) {
      const auto& [member, code] = line;
      const auto base = (price.at(code) * quantity + 500) / 1000;
      const auto change = (base * coefficient[member] + 500) / 1000 - base;
      owed[member] -= base;
      if (change >= 0) {
        owed[member] -= change;
        expected_fund += change;
      } else {
        wishes.push_back({-change, member, code});
        asked -= change;
      }
    }
    const std::int64_t available = std::min(expected_fund, asked);
    std::int64_t left = available;
    for (const auto& wish : wishes) {
      owed[wish.member] += wish.asked * available / asked;
      left -= wish.asked * available / asked;
    }
    std::sort(wishes.begin(), wishes.end(), [&](const Wish& a, const Wish& b) {
      return std::tuple(-(a.asked * available % asked), a.member, a.code) <
             std::tuple(-(b.asked * available % asked), b.member, b.code);
    });
    for (std::int64_t i = 0; i < left; ++i) ++owed[wishes[static_cast<std::size_t>(i)].member];
    expected_fund -= available;
    short_weeks += available < asked ? 1 : 0;
    const auto balance = fund().balance_cents();
    EXPECT_EQ(balance, expected_fund) << "week " << week;
    EXPECT_GE(balance, 0) << "week " << week;
    EXPECT_EQ(shop.balances(), owed) << "week " << week;
    clock.advance(1h);
  }
  EXPECT_GT(short_weeks, 0) << "nothing was ever near the floor";
}

TEST_P(Solidarity, ACloseAtItsHourAsksToo) {
  must(set(staff, 1100, 800));
  must(choose(staff, "1", pv::BRACKET_MORE));
  order("1", {{"CAROTTE", 10'000}});
  clock.set("2026-12-04T19:00:01Z");
  ASSERT_TRUE(eventually(
      20s, [&] { return shop.cycle(cycle).cycle().state() == orders::v1::CYCLE_STATE_CLOSED; }));
  EXPECT_EQ(balance("1"), -2860);
  EXPECT_TRUE(must(shop.close(cycle)).was_closed());
  EXPECT_EQ(balance("1"), -2860);
}

TEST_P(Solidarity, CardsSayWhatIsToBeDone) {
  const auto token = installation.create_account(coop, "member", "2");
  auto member = installation.as(token, coop);
  const auto cards = [&](sdk::Caller& caller) {
    std::vector<std::string> all;
    const auto reply = must(kernel::v1::ShellClient(caller).get_cards({}));
    for (const auto& card : reply.cards()) all.push_back(card.words() + " " + card.path());
    return all;
  };
  EXPECT_EQ(cards(member), std::vector<std::string>{"orders.card_open /commande"});
  must(shop.set(cycle, "2", {{"CAROTTE", 1000}}));
  EXPECT_EQ(cards(member), std::vector<std::string>{"orders.card_unconfirmed /commande"});
  must(shop.confirm(cycle, "2"));
  EXPECT_EQ(cards(member), std::vector<std::string>{"orders.card_confirmed /commande"});
  EXPECT_EQ(cards(staff), std::vector<std::string>{"orders.card_under_way /commandes"});
  must(shop.close(cycle));
  EXPECT_EQ(cards(member), std::vector<std::string>{});
}

}  // namespace
}  // namespace halle::test
