// What coefficients make of prices.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>

#include "plugins/price_solidarity/domain/coefficient.hpp"

namespace halle::price_solidarity {
namespace {

TEST(Coefficient, WorkedExamples) {
  EXPECT_EQ(change_of(1000, 850), -150);
  EXPECT_EQ(change_of(351, 850), -53);  // 298,35 → 298
  EXPECT_EQ(change_of(10, 950), 0);     // 9,5 → 10
  EXPECT_EQ(change_of(1000, 1050), 50);
  EXPECT_EQ(percent(850), "15");
  EXPECT_EQ(percent(1025), "2.5");
  EXPECT_EQ(percent(1000), "0");
}

TEST(Coefficient, IsExactToHalfACent) {
  EXPECT_TRUE(rc::check("the price that comes of it", [] {
    const auto base = *rc::gen::inRange<std::int64_t>(0, 10'000'000);
    const auto coefficient = *rc::gen::inRange(500, 1501);
    const auto change = change_of(base, coefficient);
    RC_ASSERT(base + change >= 0);
    RC_ASSERT(std::abs((base + change) * 1000 - base * coefficient) <= 500);
    if (coefficient >= 1000) RC_ASSERT(change >= 0);
    if (coefficient <= 1000) RC_ASSERT(change <= 0);
  }));
}

}  // namespace
}  // namespace halle::price_solidarity
