// What a registration costs, and words of the public pages.
#include "services/workshops/domain/price.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "services/workshops/domain/page_words.hpp"

namespace halle::workshops {
namespace {

std::int64_t cents(const Price& price, const Group& group) {
  const auto result = cents_of(price, group);
  return result ? result.value() : -1;
}

TEST(Price, IsForEachPerson) {
  EXPECT_EQ(cents({}, {3, true, false, {}}), 0);
  EXPECT_EQ(cents({PriceKind::fixed, 550, 0, 0, 0}, {3, true, false, {}}), 1650);
  const Price categories{PriceKind::by_category, 500, 200, 800, 0};
  EXPECT_EQ(cents(categories, {2, true, false, {}}), 1000);
  EXPECT_EQ(cents(categories, {2, false, false, {}}), 1600);
  EXPECT_EQ(cents(categories, {2, false, true, {}}), 400);
}

TEST(Price, AContributionIsChosenAboveItsFloor) {
  const Price free{PriceKind::contribution, 500, 0, 0, 200};
  EXPECT_EQ(cents(free, {2, true, false, {}}), 1000) << "the suggestion";
  EXPECT_EQ(cents(free, {2, true, false, 400}), 400);
  EXPECT_EQ(cents(free, {2, true, false, 5000}), 5000);
  const auto below = cents_of(free, {2, true, false, 399});
  EXPECT_EQ(below.error().reason, "workshops.below_floor");
  EXPECT_EQ(below.error().fields.at(0).value, "400");
  EXPECT_EQ(cents(free, {1, true, false, -1}), -1);
}

TEST(Price, OfOddAmountsIsRefused) {
  EXPECT_TRUE(check_price({}));
  EXPECT_TRUE(check_price({PriceKind::contribution, 500, 0, 0, 500}));
  EXPECT_FALSE(check_price({PriceKind::free, 1, 0, 0, 0}));
  EXPECT_FALSE(check_price({PriceKind::fixed, -1, 0, 0, 0}));
  EXPECT_FALSE(check_price({PriceKind::fixed, most_cents + 1, 0, 0, 0}));
  EXPECT_FALSE(check_price({PriceKind::fixed, 500, 100, 0, 0}));
  EXPECT_FALSE(check_price({PriceKind::contribution, 500, 0, 0, 501}));
}

RC_GTEST_PROP(Price, WhatIsKeptIsNeverMoreThanWasOwed, ()) {
  const auto owed = *rc::gen::inRange<std::int64_t>(0, most_cents * 20);
  const auto percent = *rc::gen::inRange(0, 101);
  const auto kept = kept_cents(owed, percent);
  RC_ASSERT(kept >= 0 && kept <= owed);
  RC_ASSERT(kept * 100 <= owed * percent && (kept + 1) * 100 > owed * percent);
}

TEST(PageWords, SayWhenAndHowMuch) {
  EXPECT_EQ(time_words("2026-03-01T09:30", false), "dimanche 1er mars 2026, 9\u00a0h\u00a030");
  EXPECT_EQ(time_words("2026-12-31T18:00", false), "jeudi 31 décembre 2026, 18\u00a0h");
  EXPECT_EQ(time_words("2026-12-31T18:00", true), "Thursday 31 December 2026, 18:00");
  EXPECT_EQ(span_words("2026-12-31T18:00", "2026-12-31T20:00", true),
            "Thursday 31 December 2026, 18:00 – 20:00");
  EXPECT_EQ(span_words("2026-12-31T18:00", "2027-01-01T02:00", true),
            "Thursday 31 December 2026, 18:00 – Friday 1 January 2027, 02:00");
  EXPECT_EQ(price_words({}, false), "Gratuit");
  EXPECT_EQ(price_words({PriceKind::fixed, 550, 0, 0, 0}, false), "5,50\u00a0€ par personne");
  EXPECT_EQ(price_words({PriceKind::contribution, 500, 0, 0, 200}, true),
            "You choose: €5 suggested, at least €2");
  EXPECT_EQ(places_words(0, false), "Complet : vous pouvez rejoindre la liste d’attente");
  EXPECT_EQ(places_words(1, false), "1 place libre");
}

}  // namespace
}  // namespace halle::workshops
