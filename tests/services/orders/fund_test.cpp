// Adjustments of prices and their funds against an oracle that gives a cent at a time.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <numeric>
#include <ostream>
#include <random>

#include "services/orders/domain/fund.hpp"

namespace halle::orders {

std::ostream& operator<<(std::ostream& out, const PriceChange& change) {
  return out << change.member << " " << change.code << " " << change.module << " " << change.fund
             << ": " << change.asked << " -> " << change.cents;
}

namespace {
using Balances = std::map<std::string, std::int64_t>;

/// What reductions get of a fund: a cent at a time to whoever is furthest below her fair share,
/// that is asked * available / all; of those as far, the first by member, code and module.
std::map<std::string, std::int64_t> shared_slowly(const std::vector<PriceChange>& reductions,
                                                  std::int64_t available) {
  std::int64_t asked = 0;
  for (const auto& one : reductions) asked -= one.asked;
  available = std::min(available, asked);
  std::map<std::string, std::int64_t> got;
  // Whole shares first, by counting up; then who lacks most.
  for (const auto& one : reductions) {
    auto& mine = got[one.member + one.code + one.module];
    while ((mine + 1) * asked <= -one.asked * available) ++mine;
  }
  std::int64_t left = available;
  for (const auto& [key, cents] : got) left -= cents;
  for (; left > 0; --left) {
    const PriceChange* first = nullptr;
    std::int64_t most = 0;
    for (const auto& one : reductions) {
      const auto lacks = -one.asked * available - got[one.member + one.code + one.module] * asked;
      const bool before =
          first == nullptr || lacks > most ||
          (lacks == most && std::tie(one.member, one.code, one.module) <
                                std::tie(first->member, first->code, first->module));
      if (before) {
        first = &one;
        most = lacks;
      }
    }
    ++got[first->member + first->code + first->module];
  }
  return got;
}

/// Some changes of up to six members, on two products, by two modules, each of one fund.
std::vector<PriceChange> some_changes() {
  std::vector<PriceChange> changes;
  for (const auto* member : {"1", "2", "3", "4", "5", "6"})
    for (const auto* code : {"a", "b"})
      for (const auto* module : {"m", "n"})
        if (*rc::gen::arbitrary<bool>()) {
          const auto asked = *rc::gen::inRange<std::int64_t>(-60, 30);
          changes.push_back({member, code, module, module, asked, asked});
        }
  return changes;
}

Balances some_balances() {
  return {{"m", *rc::gen::inRange<std::int64_t>(0, 200)},
          {"n", *rc::gen::inRange<std::int64_t>(0, 5)}};
}

TEST(Funds, WorkedExample) {
  // 100 cents of gifts for 300 asked: a third each, the cent left over to the one cut most.
  std::vector<PriceChange> changes{{"1", "a", "m", "m", 100, 100},
                                   {"2", "a", "m", "m", -100, -100},
                                   {"3", "a", "m", "m", -100, -100},
                                   {"4", "a", "m", "m", -101, -101}};
  share_funds(changes, {});
  EXPECT_EQ(changes[0].cents, 100);
  EXPECT_EQ(changes[1].cents, -33);
  EXPECT_EQ(changes[2].cents, -33);
  EXPECT_EQ(changes[3].cents, -34);
  EXPECT_EQ(fund_movements(changes), (Balances{{"m", 0}}));
}

TEST(Funds, EnoughIsEnough) {
  std::vector<PriceChange> changes{{"2", "a", "m", "m", -100, -100},
                                   {"3", "a", "m", "m", -50, -50}};
  share_funds(changes, {{"m", 150}});
  EXPECT_EQ(changes[0].cents, -100);
  EXPECT_EQ(changes[1].cents, -50);
}

TEST(Funds, SharesAreTheOracles) {
  EXPECT_TRUE(rc::check("share_funds gives what a cent at a time gives", [] {
    auto changes = some_changes();
    const auto balances = some_balances();
    share_funds(changes, balances);
    for (const auto& [fund, balance] : balances) {
      std::vector<PriceChange> reductions;
      std::int64_t available = balance;
      for (const auto& change : changes) {
        if (change.fund != fund) continue;
        if (change.asked < 0) reductions.push_back(change);
        available += std::max<std::int64_t>(change.asked, 0);
      }
      const auto oracle = shared_slowly(reductions, available);
      for (const auto& change : reductions)
        RC_ASSERT(-change.cents == oracle.at(change.member + change.code + change.module));
    }
  }));
}

TEST(Funds, NoFundFallsBelowNothingAndNothingIsLeftWhileSomebodyIsCut) {
  EXPECT_TRUE(rc::check("what share_funds promises", [] {
    auto changes = some_changes();
    const auto balances = some_balances();
    share_funds(changes, balances);
    const auto movements = fund_movements(changes);
    for (const auto& [fund, movement] : movements) {
      const auto after = balances.at(fund) + movement;
      RC_ASSERT(after >= 0);
      const std::string& name = fund;
      const bool cut = std::any_of(changes.begin(), changes.end(), [&](const PriceChange& one) {
        return one.fund == name && one.cents != one.asked;
      });
      if (cut) RC_ASSERT(after == 0);
    }
    for (const auto& change : changes) {
      if (change.asked >= 0)
        RC_ASSERT(change.cents == change.asked);
      else
        RC_ASSERT(change.cents >= change.asked && change.cents <= 0);
    }
  }));
}

TEST(Funds, TheOrderOfTheListDoesNotMatter) {
  EXPECT_TRUE(rc::check("shuffled gives the same", [] {
    auto changes = some_changes();
    const auto balances = some_balances();
    auto shuffled = changes;
    std::shuffle(shuffled.begin(), shuffled.end(),
                 std::mt19937(*rc::gen::arbitrary<std::uint32_t>()));
    share_funds(changes, balances);
    share_funds(shuffled, balances);
    const auto key = [](const PriceChange& a, const PriceChange& b) {
      return std::tie(a.member, a.code, a.module) < std::tie(b.member, b.code, b.module);
    };
    std::sort(changes.begin(), changes.end(), key);
    std::sort(shuffled.begin(), shuffled.end(), key);
    for (std::size_t i = 0; i < changes.size(); ++i)
      RC_ASSERT(changes[i].cents == shuffled[i].cents);
  }));
}

TEST(Funds, LargeSumsDoNotOverflow) {
  std::vector<PriceChange> changes;
  for (int i = 0; i < 1000; ++i)
    changes.push_back({std::to_string(i), "a", "m", "m", -1'000'000'000, -1'000'000'000});
  share_funds(changes, {{"m", 999'999'999'999}});
  EXPECT_EQ(fund_movements(changes).at("m"), -999'999'999'999);
}

TEST(Prices, NoLineFallsBelowNothing) {
  EXPECT_TRUE(rc::check("what cap_to_prices promises", [] {
    auto changes = some_changes();
    Bases bases;
    for (const auto& change : changes)
      bases.emplace(std::pair(change.member, change.code), *rc::gen::inRange<std::int64_t>(0, 80));
    cap_to_prices(changes, bases);
    for (const auto& [line, base] : bases) {
      std::int64_t asked = 0;
      std::int64_t off = 0;
      for (const auto& change : changes) {
        if (std::pair(change.member, change.code) != line) continue;
        RC_ASSERT(change.cents >= change.asked);
        if (change.asked >= 0) RC_ASSERT(change.cents == change.asked);
        asked -= std::min<std::int64_t>(change.asked, 0);
        off -= std::min<std::int64_t>(change.cents, 0);
      }
      RC_ASSERT(off == std::min(asked, base));
    }
  }));
}

TEST(Prices, OfSeveralReductionsTheFirstCount) {
  std::vector<PriceChange> changes{{"1", "a", "m", "m", -70, 0}, {"1", "a", "n", "n", -70, 0}};
  cap_to_prices(changes, {{{"1", "a"}, 100}});
  EXPECT_EQ(changes[0].cents, -70);
  EXPECT_EQ(changes[1].cents, -30);
}

}  // namespace
}  // namespace halle::orders
