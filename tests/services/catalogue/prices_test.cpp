#include <gtest/gtest.h>

#include "services/catalogue/domain/price.hpp"
#include "services/catalogue/domain/vat.hpp"

namespace halle::catalogue {
namespace {

TEST(PricePerNetUnit, IsComputedFromTheContent) {
  EXPECT_EQ(price_per_net_unit(Unit::piece, 640, 180), 3556);  // 180 g for 6.40: 35.56 a kilogram
  EXPECT_EQ(price_per_net_unit(Unit::piece, 290, 330), 879);
  EXPECT_EQ(price_per_net_unit(Unit::piece, 290, 0), 0);
  EXPECT_EQ(price_per_net_unit(Unit::kilogram, 260, 0), 260);
  EXPECT_EQ(price_per_net_unit(Unit::litre, 115, 0), 115);
}

TEST(Vat, ClassesHaveRatesByDay) {
  for (const auto& [rate, name] : {std::pair{0, "zero"},
                                   {210, "super_reduced"},
                                   {550, "reduced"},
                                   {1000, "intermediate"},
                                   {2000, "standard"}}) {
    EXPECT_EQ(vat_class_of(rate, "2026-11-24"), name);
    EXPECT_EQ(vat_rate_of(name, "2026-11-24"), rate);
  }
  EXPECT_EQ(vat_class_of(1960, "2026-11-24"), "");
  EXPECT_EQ(vat_rate_of("standard", "2013-12-31"), std::nullopt) << "19.6 % then: not ours to say";
  EXPECT_EQ(vat_rate_of("luxury", "2026-11-24"), std::nullopt);
}

}  // namespace
}  // namespace halle::catalogue
