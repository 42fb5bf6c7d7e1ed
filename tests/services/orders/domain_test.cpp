// The rules of an order cycle against tests/services/orders/oracle.hpp and against themselves.
// RC_PARAMS="seed=… max_success=…" in the environment tries other cycles.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <numeric>
#include <ostream>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "services/orders/domain/allotment.hpp"
#include "services/orders/domain/cases.hpp"
#include "services/orders/domain/price.hpp"
#include "tests/services/orders/oracle.hpp"

namespace halle::orders {

std::ostream& operator<<(std::ostream& out, const LineChange& change) {
  return out << change.member << " v" << change.version << " at "
             << change.at.time_since_epoch().count() << ": " << change.firm << " (+"
             << change.tolerance << ")";
}

std::ostream& operator<<(std::ostream& out, const LedgerRow& row) {
  return out << row.at.time_since_epoch().count() << " " << row.member << " v" << row.version
             << ": " << row.firm << " (+" << row.tolerance << ")";
}

std::ostream& operator<<(std::ostream& out, const Share& share) {
  return out << share.member << ": " << share.allotted << " of " << share.firm << " (+"
             << share.tolerance << ")";
}

bool operator==(const LedgerRow& a, const LedgerRow& b) {
  return std::tie(a.at, a.member, a.version, a.firm, a.tolerance) ==
         std::tie(b.at, b.member, b.version, b.firm, b.tolerance);
}

bool operator==(const Share& a, const Share& b) {
  return std::tie(a.member, a.firm, a.tolerance, a.allotted) ==
         std::tie(b.member, b.firm, b.tolerance, b.allotted);
}

namespace {

namespace oracle = test::oracle;
using Changes = std::vector<LineChange>;
using Rows = std::vector<LedgerRow>;
using Shares = std::map<std::string, std::int64_t>;

[[maybe_unused]] const int fixed_seed = setenv("RC_PARAMS", "seed=20261204 max_success=2000", 0);

Instant at(int second) {
  return Instant{std::chrono::seconds{second}};
}

Shares allotted(const std::vector<Share>& shares) {
  Shares result;
  for (const Share& share : shares) result[share.member] = share.allotted;
  return result;
}

Shares expected(const Changes& changes, std::int64_t quantity) {
  std::vector<oracle::Change> copy;
  for (const LineChange& change : changes)
    copy.push_back({change.member, change.version, change.at, change.firm, change.tolerance});
  return oracle::shares(std::move(copy), quantity);
}

std::map<std::string, LineChange> last_versions(const Changes& changes) {
  std::map<std::string, LineChange> result;
  for (const LineChange& change : changes)
    if (auto& last = result[change.member]; change.version > last.version) last = change;
  return result;
}

struct Sums {
  std::int64_t firm = 0;
  std::int64_t tolerance = 0;
};

Sums sums(const Changes& changes) {
  Sums result;
  for (const auto& [member, last] : last_versions(changes)) {
    result.firm += last.firm;
    result.tolerance += last.tolerance;
  }
  return result;
}

// Ranges grow with the size of a run; here every run has the whole range.
std::int64_t any(std::int64_t from, std::int64_t to) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::int64_t>(from, to + 1));
}

std::int64_t any_grain() {
  return *rc::gen::element<std::int64_t>(1, 50, 250, 1000, 1350);
}

// Few seconds and few items, so that instants coincide, clocks go back and lines shrink often.
Changes any_changes(std::int64_t grain) {
  static const std::vector<std::string> names{"A", "B", "a", "aa", "z", "\xC3\xA9"};
  Changes result;
  const auto members = any(1, std::ssize(names));
  for (std::int64_t i = 0; i < members; ++i) {
    const int versions = static_cast<int>(any(1, 5));
    for (int version = 1; version <= versions; ++version)
      result.push_back({names[static_cast<std::size_t>(i)], version,
                        at(static_cast<int>(any(0, 5))), any(0, 6) * grain, any(0, 4) * grain});
  }
  return result;
}

Lot any_lot(std::int64_t grain) {
  return {any(0, 8) * grain, any(0, 40) * grain};
}

// Every quantity that can tell two ledgers apart, one more, and one that is no whole item.
std::vector<std::int64_t> telling_quantities(const Changes& changes, std::int64_t grain) {
  std::vector<std::int64_t> result;
  const Sums all = sums(changes);
  for (std::int64_t i = 0; i <= (all.firm + all.tolerance) / grain + 1; ++i)
    result.push_back(i * grain);
  if (grain > 1) result.push_back((all.firm + all.tolerance) / 2 / grain * grain + grain / 2);
  return result;
}

Changes shuffled(Changes changes, std::int64_t seed) {
  std::mt19937_64 random(static_cast<std::uint64_t>(seed));
  std::shuffle(changes.begin(), changes.end(), random);
  return changes;
}

struct Case {
  std::int64_t firm, tolerance, size, minimum, cases, quantity;
};

TEST(Cases, WorkedExamples) {
  for (const Case& c : std::vector<Case>{
           {0, 5, 4, 0, 0, 0},          {2, 2, 4, 0, 1, 4},
           {5, 3, 4, 0, 2, 8},          {5, 2, 4, 0, 1, 4},
           {2, 1, 4, 0, 0, 0},          {8, 3, 4, 0, 2, 8},
           {8, 9, 4, 0, 2, 8},          {1, 9, 4, 0, 1, 4},
           {5, 3, 3, 0, 2, 6},          {1350, 400, 0, 0, 0, 1350},
           {0, 400, 0, 0, 0, 0},        {5, 4, 4, 8, 2, 8},
           {5, 3, 4, 7, 2, 8},          {4, 4, 4, 5, 2, 8},
           {4, 3, 4, 5, 0, 0},          {4, 7, 4, 9, 0, 0},
           {4, 8, 4, 9, 3, 12},         {4, 0, 4, 4, 1, 4},
           {0, 99, 4, 4, 0, 0},         {1350, 650, 0, 2000, 0, 2000},
           {1350, 649, 0, 2000, 0, 0},  {2000, 0, 0, 2000, 0, 2000},
           {2001, 0, 0, 2000, 0, 2001}, {0, 5000, 0, 2000, 0, 0},
       }) {
    const Supply supply = supply_for(c.firm, c.tolerance, {c.size, c.minimum});
    EXPECT_EQ(std::tie(supply.cases, supply.quantity), std::tie(c.cases, c.quantity))
        << c.firm << " (+" << c.tolerance << ") case " << c.size << " minimum " << c.minimum;
    EXPECT_EQ(oracle::quantity(c.firm, c.tolerance, c.size, c.minimum), c.quantity);
  }
}

TEST(Cases, EverySmallOrderIsWhatTheOracleSays) {
  int wrong = 0;
  for (std::int64_t firm = 0; firm <= 14; ++firm)
    for (std::int64_t tolerance = 0; tolerance <= 14; ++tolerance)
      for (std::int64_t size = 0; size <= 7; ++size)
        for (std::int64_t minimum = 0; minimum <= 30; ++minimum) {
          const Supply supply = supply_for(firm, tolerance, {size, minimum});
          if (supply.quantity != oracle::quantity(firm, tolerance, size, minimum) && ++wrong <= 5)
            ADD_FAILURE() << firm << " (+" << tolerance << ") case " << size << " minimum "
                          << minimum << ": " << supply.quantity;
        }
  EXPECT_EQ(wrong, 0);
}

TEST(Cases, AnyOrderIsWhatTheOracleSays) {
  EXPECT_TRUE(rc::check("supply_for is the oracle's quantity", [] {
    const auto grain = any_grain();
    const auto firm = any(0, 200) * grain + any(0, 1) * any(0, 99);
    const auto tolerance = any(0, 60) * grain;
    const auto size = *rc::gen::element<std::int64_t>(0, 1, 3, 6, 12, 25) * grain;
    const auto minimum = any(0, 1) * any(0, 250) * grain;
    RC_ASSERT(supply_for(firm, tolerance, {size, minimum}).quantity ==
              oracle::quantity(firm, tolerance, size, minimum));
  }));
}

TEST(Cases, AnOrderIsNothingOrWholeCasesFromTheMinimumOn) {
  EXPECT_TRUE(rc::check("what a supply promises", [] {
    const auto grain = any_grain();
    const auto firm = any(0, 30) * grain;
    const auto tolerance = any(0, 30) * grain;
    const Lot lot = any_lot(grain);
    const Supply supply = supply_for(firm, tolerance, lot);
    RC_ASSERT(supply.quantity == 0 || supply.quantity >= lot.minimum);
    RC_ASSERT(supply.quantity >= 0 && supply.quantity <= firm + tolerance);
    RC_ASSERT(supply.quantity == 0 || firm > 0);
    if (lot.case_size > 0)
      RC_ASSERT(supply.cases * lot.case_size == supply.quantity);
    else
      RC_ASSERT(supply.cases == 0);
    const Supply again = supply_for(firm, tolerance, lot);
    RC_ASSERT(again.cases == supply.cases && again.quantity == supply.quantity);
  }));
}

TEST(Price, IsExactToTheHalfCent) {
  EXPECT_EQ(total_cents(260, 1350), 351);
  EXPECT_EQ(total_cents(100, 145), 15);  // 14.5 cents
  EXPECT_EQ(total_cents(100, 144), 14);
  EXPECT_EQ(cost_total_cents(20'000, 725), 145);
  EXPECT_EQ(cost_total_cents(10'000, 145), 15);
  std::mt19937_64 random(5);
  for (int round = 0; round < 100'000; ++round) {
    const auto price = static_cast<std::int64_t>(random() % 100'000);
    const auto quantity = static_cast<std::int64_t>(random() % 1'000'000);
    ASSERT_EQ(total_cents(price, quantity), (price * quantity + 500) / 1000)
        << price << " × " << quantity;
  }
}

TEST(Allotment, WorkedExample) {
  const Changes changes{{"A", 1, at(1), 3, 2}, {"B", 1, at(2), 1, 3}, {"C", 1, at(3), 1, 0}};
  const Supply supply = supply_for(5, 5, {3, 0});
  EXPECT_EQ(supply.cases, 2);
  EXPECT_EQ(supply.quantity, 6);
  const Rows rows = fold_changes(changes);
  const std::vector<Share> six{{"A", 3, 2, 4}, {"B", 1, 3, 1}, {"C", 1, 0, 1}};
  const std::vector<Share> four{{"A", 3, 2, 3}, {"B", 1, 3, 1}, {"C", 1, 0, 0}};
  EXPECT_EQ(allot(rows, 6), six);
  EXPECT_EQ(allot(rows, 4), four);
  EXPECT_EQ(expected(changes, 6), allotted(six));
  EXPECT_EQ(expected(changes, 4), allotted(four));
}

TEST(Allotment, AnIncreaseQueuesAtItsOwnDate) {
  const Changes changes{{"A", 1, at(1), 2, 0}, {"B", 1, at(2), 2, 0}, {"A", 2, at(3), 5, 1}};
  const Rows rows{{at(1), "A", 1, 2, 0}, {at(2), "B", 1, 2, 0}, {at(3), "A", 2, 3, 1}};
  EXPECT_EQ(fold_changes(changes), rows);
  EXPECT_EQ(allotted(allot(rows, 5)), (Shares{{"A", 3}, {"B", 2}}));
  EXPECT_EQ(expected(changes, 5), (Shares{{"A", 3}, {"B", 2}}));
}

TEST(Allotment, ADecreaseEatsTheNewestFirst) {
  const Changes changes{
      {"A", 1, at(1), 2, 3}, {"A", 2, at(2), 5, 4}, {"A", 3, at(3), 6, 4}, {"A", 4, at(4), 4, 2}};
  const Rows rows{{at(1), "A", 1, 2, 2}, {at(2), "A", 2, 2, 0}};
  EXPECT_EQ(fold_changes(changes), rows);
}

TEST(Allotment, FirmAndToleranceChangeEachForItself) {
  const Rows rows{{at(1), "A", 1, 0, 2}, {at(2), "A", 2, 0, 3}};
  EXPECT_EQ(fold_changes({{"A", 1, at(1), 4, 2}, {"A", 2, at(2), 0, 5}}), rows);
}

TEST(Allotment, ALineGivenUpLosesItsPlace) {
  const Changes changes{
      {"A", 1, at(1), 2, 1}, {"B", 1, at(2), 2, 0}, {"A", 2, at(3), 0, 0}, {"A", 3, at(4), 2, 0}};
  const Rows rows{{at(2), "B", 1, 2, 0}, {at(4), "A", 3, 2, 0}};
  EXPECT_EQ(fold_changes(changes), rows);
  EXPECT_EQ(expected(changes, 2), (Shares{{"A", 0}, {"B", 2}}));
  EXPECT_TRUE(fold_changes({{"A", 1, at(1), 2, 1}, {"A", 2, at(2), 0, 0}}).empty());
  EXPECT_TRUE(fold_changes({}).empty());
  EXPECT_TRUE(allot({}, 5).empty());
}

TEST(Allotment, AVersionIsNeverDatedBeforeTheOneItFollows) {
  const Changes changes{{"A", 1, at(5), 1, 0}, {"A", 2, at(2), 2, 0}, {"B", 1, at(1), 2, 2},
                        {"B", 2, at(9), 1, 2}, {"B", 3, at(3), 2, 2}, {"C", 1, at(6), 1, 0}};
  const Rows rows{{at(1), "B", 1, 1, 2},
                  {at(5), "A", 1, 1, 0},
                  {at(5), "A", 2, 1, 0},
                  {at(6), "C", 1, 1, 0},
                  {at(9), "B", 3, 1, 0}};
  EXPECT_EQ(fold_changes(changes), rows);
  EXPECT_EQ(expected(changes, 4), (Shares{{"A", 2}, {"B", 1}, {"C", 1}}));
}

TEST(Allotment, MembersOfOneInstantGoByTheirBytes) {
  const Changes changes{{"\xC3\xA9", 1, at(1), 1, 0}, {"z", 1, at(1), 1, 0}, {"Z", 1, at(1), 1, 0}};
  const Rows rows{{at(1), "Z", 1, 1, 0}, {at(1), "z", 1, 1, 0}, {at(1), "\xC3\xA9", 1, 1, 0}};
  EXPECT_EQ(fold_changes(changes), rows);
}

TEST(Allotment, AnyCycleIsSharedAsTheOracleSays) {
  EXPECT_TRUE(rc::check("allot is the oracle's shares, whatever arrives", [] {
    const auto grain = any_grain();
    const Changes changes = any_changes(grain);
    RC_LOG() << rc::toString(changes);
    const Rows rows = fold_changes(changes);
    for (const auto quantity : telling_quantities(changes, grain))
      RC_ASSERT(allotted(allot(rows, quantity)) == expected(changes, quantity));
  }));
}

TEST(Allotment, WhatIsOrderedIsSharedOutToTheLast) {
  EXPECT_TRUE(rc::check("a supply goes out whole, nobody gets more than accepted", [] {
    const auto grain = any_grain();
    const Changes changes = any_changes(grain);
    const Lot lot = any_lot(grain);
    const Sums all = sums(changes);
    const Rows rows = fold_changes(changes);
    auto quantities = telling_quantities(changes, grain);
    quantities.push_back(supply_for(all.firm, all.tolerance, lot).quantity);
    RC_ASSERT(quantities.back() ==
              oracle::quantity(all.firm, all.tolerance, lot.case_size, lot.minimum));
    const auto last = last_versions(changes);
    for (const auto quantity : quantities) {
      std::int64_t given = 0;
      std::size_t asking = 0;
      for (const Share& share : allot(rows, quantity)) {
        given += share.allotted;
        ++asking;
        RC_ASSERT(share.allotted >= 0 && share.allotted <= share.firm + share.tolerance);
        RC_ASSERT(share.firm == last.at(share.member).firm);
        RC_ASSERT(share.tolerance == last.at(share.member).tolerance);
        if (quantity >= all.firm) RC_ASSERT(share.allotted >= share.firm);
        if (quantity <= all.firm) RC_ASSERT(share.allotted <= share.firm);
      }
      RC_ASSERT(given == std::min(quantity, all.firm + all.tolerance));
      RC_ASSERT(asking == static_cast<std::size_t>(
                              std::count_if(last.begin(), last.end(), [](const auto& entry) {
                                return entry.second.firm + entry.second.tolerance > 0;
                              })));
    }
  }));
}

TEST(Allotment, ALedgerIsSortedAndAddsUp) {
  EXPECT_TRUE(rc::check("what a ledger promises", [] {
    const Changes changes = any_changes(any_grain());
    std::map<std::string, Sums> asked;
    const Rows rows = fold_changes(changes);
    for (const LedgerRow& row : rows) {
      RC_ASSERT(row.firm >= 0 && row.tolerance >= 0 && row.firm + row.tolerance > 0);
      asked[row.member].firm += row.firm;
      asked[row.member].tolerance += row.tolerance;
      Instant date = Instant::min();
      for (const LineChange& change : changes)
        if (change.member == row.member && change.version <= row.version)
          date = std::max(date, change.at);
      RC_ASSERT(row.at == date);
    }
    for (const auto& [member, last] : last_versions(changes)) {
      RC_ASSERT(asked[member].firm == last.firm);
      RC_ASSERT(asked[member].tolerance == last.tolerance);
    }
    RC_ASSERT(std::adjacent_find(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
                return std::tie(a.at, a.member, a.version) >= std::tie(b.at, b.member, b.version);
              }) == rows.end());
  }));
}

TEST(Allotment, TheOrderOfTheChangesDoesNotMatter) {
  EXPECT_TRUE(rc::check("shuffled and repeated calls give the same", [] {
    const auto grain = any_grain();
    const Changes changes = any_changes(grain);
    const Rows rows = fold_changes(changes);
    const auto quantity = any(0, 40) * grain;
    RC_ASSERT(fold_changes(changes) == rows);
    RC_ASSERT(fold_changes(shuffled(changes, any(0, 1'000'000))) == rows);
    RC_ASSERT(fold_changes({changes.rbegin(), changes.rend()}) == rows);
    RC_ASSERT(allot(rows, quantity) == allot(rows, quantity));
    RC_ASSERT(expected({changes.rbegin(), changes.rend()}, quantity) ==
              expected(changes, quantity));
  }));
}

TEST(Allotment, ACycleOfHundredsIsSharedAsTheOracleSays) {
  std::mt19937_64 random(4);
  const auto below = [&](std::uint64_t end) { return static_cast<std::int64_t>(random() % end); };
  for (const auto& [grain, lot] : std::vector<std::pair<std::int64_t, Lot>>{
           {50, {0, 0}}, {50, {25'000, 500'000}}, {1350, {5400, 0}}, {1000, {6000, 100'000}}}) {
    Changes changes;
    for (int member = 0; member < 300; ++member) {
      const int versions = static_cast<int>(1 + below(4));
      for (int version = 1; version <= versions; ++version)
        changes.push_back({"member" + std::to_string(member), version,
                           at(static_cast<int>(below(600))),
                           below(static_cast<std::uint64_t>(100'000 / grain)) * grain,
                           below(static_cast<std::uint64_t>(20'000 / grain)) * grain});
    }
    changes = shuffled(std::move(changes), 5);
    const Sums all = sums(changes);
    const auto ordered = supply_for(all.firm, all.tolerance, lot).quantity;
    EXPECT_GT(ordered, 0);
    EXPECT_EQ(ordered, oracle::quantity(all.firm, all.tolerance, lot.case_size, lot.minimum));
    const Rows rows = fold_changes(changes);
    for (const auto arrived : {ordered, ordered / 2 / 50 * 50, all.firm + all.tolerance / 2})
      EXPECT_EQ(allotted(allot(rows, arrived)), expected(changes, arrived)) << arrived;
  }
}

}  // namespace
}  // namespace halle::orders
