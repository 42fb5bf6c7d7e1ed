// What disco_soupe decides without a database: drafts from surplus, free places and members.
#include <gtest/gtest.h>

#include <functional>

#include "plugins/disco_soupe/domain/proposal.hpp"

namespace halle::disco_soupe {
namespace {
using std::chrono::hours;
using std::chrono::minutes;

Uuid id(int number) {
  Uuid made;
  made.bytes[15] = static_cast<std::uint8_t>(number);
  return made;
}

Instant at(const std::string& text) {
  return parse_instant(text + ":00Z").value();
}

const Instant morning = at("2026-12-01T08:00");
constexpr auto day = hours(24);

std::vector<Able> cooks(int count) {
  std::vector<Able> all;
  for (int i = 0; i < count; ++i) all.push_back({true, true, {}});
  return all;
}

TEST(Proposal, UsesTheLotThatEndsFirst) {
  const std::vector<Lot> lots{{id(1), 30'000, morning + 5 * day}, {id(2), 10'000, morning + day}};
  const auto drafts =
      propose(morning, lots, {{id(9), 100, {morning, morning + hours(8)}}}, cooks(3), {}, {});
  ASSERT_EQ(drafts.size(), 1U);
  EXPECT_EQ(drafts[0].span, (Span{morning, morning + hours(4)}));
  EXPECT_EQ(drafts[0].grams, 30'000) << "three helpers, two hours, five kilograms each";
  EXPECT_EQ(drafts[0].uses, (std::vector<Use>{{id(2), 10'000}, {id(1), 20'000}}));
  EXPECT_EQ(drafts[0].limit, Limit::helpers);
  EXPECT_EQ(drafts[0].helpers, 3);
  EXPECT_EQ(drafts[0].persons, 75);
  EXPECT_EQ(drafts[0].free, (Team{3, 3, 3, 3}));
}

TEST(Proposal, ComesBeforeTheLastDayOfWhatWouldBeLost) {
  // The leeks are good until the evening; tomorrow's window is longer, but saves less.
  const std::vector<Lot> lots{{id(1), 8000, morning + hours(12)}, {id(2), 4000, morning + 5 * day}};
  const std::vector<Window> windows{{id(8), 50, {morning + day, morning + day + hours(10)}},
                                    {id(9), 50, {morning + hours(2), morning + hours(6)}}};
  const auto drafts = propose(morning, lots, windows, cooks(4), {}, {});
  ASSERT_EQ(drafts.size(), 2U);
  EXPECT_EQ(drafts[0].place, id(9));
  EXPECT_EQ(drafts[0].grams, 12'000);
  EXPECT_EQ(drafts[0].limit, Limit::surplus);
  EXPECT_EQ(drafts[1].grams, 4000);
}

TEST(Proposal, NeedsTwoMembersWithEachSkillWhoAreFree) {
  const std::vector<Lot> lots{{id(1), 8000, morning + day}};
  const std::vector<Window> windows{{id(9), 50, {morning, morning + hours(6)}}};
  std::vector<Able> able{{true, false, {}}, {true, true, {}}, {false, true, {}}};
  auto drafts = propose(morning, lots, windows, able, {}, {});
  ASSERT_EQ(drafts.size(), 1U);
  EXPECT_EQ(drafts[0].helpers, 3) << "fewer could not have both skills twice";
  // One is busy for the first half hour: it begins when all three are free.
  able[2].busy = {{morning, morning + minutes(20)}};
  drafts = propose(morning, lots, windows, able, {}, {});
  ASSERT_EQ(drafts.size(), 1U);
  EXPECT_EQ(drafts[0].span.from, morning + minutes(30));
  able[2].busy = {{morning, morning + hours(3)}};
  EXPECT_TRUE(propose(morning, lots, windows, able, {}, {}).empty());
}

TEST(Proposal, IsNeverWhereAnotherDiscoSoupeIs) {
  const std::vector<Lot> lots{{id(1), 40'000, morning + day}};
  const std::vector<Window> windows{{id(9), 50, {morning, morning + hours(10)}}};
  std::vector<Taken> taken{{id(1), id(9), {morning, morning + hours(4)}, 2, 2, 2}};
  const auto next = propose(morning, lots, windows, cooks(8), {}, taken);
  ASSERT_EQ(next.size(), 1U);
  EXPECT_EQ(next[0].span.from, morning + hours(4)) << "as soon as the place is free again";
  taken[0].span.until = morning + hours(7);
  EXPECT_TRUE(propose(morning, lots, windows, cooks(8), {}, taken).empty());
  taken[0].place = id(8);
  EXPECT_EQ(propose(morning, lots, windows, cooks(8), {}, taken).at(0).span.from, morning);
}

TEST(Proposal, CountsMembersForOneDiscoSoupeAtATime) {
  const std::vector<Lot> lots{{id(1), 40'000, morning + day}};
  const std::vector<Window> windows{{id(9), 100, {morning, morning + hours(8)}}};
  const std::vector<Taken> elsewhere{{id(1), id(8), {morning, morning + hours(3)}, 2, 2, 2}};
  const auto later = propose(morning, lots, windows, cooks(3), {}, elsewhere);
  ASSERT_EQ(later.size(), 1U);
  EXPECT_EQ(later[0].span.from, morning + hours(3)) << "one of three is left until then";
  const auto enough = propose(morning, lots, windows, cooks(4), {}, elsewhere).at(0);
  EXPECT_EQ(enough.span.from, morning + hours(3)) << "all four save more";
  EXPECT_EQ(enough.free, (Team{4, 4, 4, 4}));
  const std::vector<Window> now{{id(9), 100, {morning, morning + hours(4)}}};
  EXPECT_EQ(propose(morning, lots, now, cooks(4), {}, elsewhere).at(0).free, (Team{2, 2, 2, 2}));
  EXPECT_TRUE(propose(morning, lots, now, cooks(1), {}, elsewhere).empty());
}

TEST(Proposal, NeedsSkillsOnlyWhileItLasts) {
  const std::vector<Lot> lots{{id(1), 8000, morning + 5 * day}};
  const std::vector<Window> windows{{id(9), 50, {morning, morning + hours(6)}},
                                    {id(9), 50, {morning + day, morning + day + hours(6)}}};
  std::vector<Able> able = cooks(2);
  able[0].without_hygiene = {{morning + day, morning + 3 * day}};
  auto drafts = propose(morning, lots, windows, able, {}, {});
  ASSERT_EQ(drafts.size(), 1U) << "the certificate of one has ended by tomorrow";
  EXPECT_EQ(drafts[0].span.from, morning);
  able[1].without_cooking = {{morning - day, morning + hours(1)}};
  drafts = propose(morning, lots, windows, able, {}, {});
  ASSERT_EQ(drafts.size(), 1U);
  EXPECT_EQ(drafts[0].span.from, morning + hours(1));
}

TEST(Proposal, LeavesTheLotThatEndsLast) {
  const std::vector<Use> uses{{id(1), 10}, {id(2), 20}, {id(3), 5}};
  EXPECT_EQ(left_of(uses, 0), (std::vector<Use>{{id(1), 0}, {id(2), 0}, {id(3), 0}}));
  EXPECT_EQ(left_of(uses, 12), (std::vector<Use>{{id(1), 0}, {id(2), 7}, {id(3), 5}}));
  EXPECT_EQ(left_of(uses, 35), uses);
}

TEST(Proposal, IsNoneWithoutWhatItNeeds) {
  const std::vector<Lot> lots{{id(1), 8000, morning + day}};
  const std::vector<Window> windows{{id(9), 50, {morning, morning + hours(6)}}};
  EXPECT_TRUE(propose(morning, {}, windows, cooks(3), {}, {}).empty());
  EXPECT_TRUE(propose(morning, lots, {}, cooks(3), {}, {}).empty());
  EXPECT_TRUE(propose(morning, lots, windows, cooks(1), {}, {}).empty());
  EXPECT_TRUE(propose(morning, {{id(1), 1199, morning + day}}, windows, cooks(3), {}, {}).empty())
      << "a portion for each of the two helpers, and none for a guest";
  EXPECT_EQ(propose(morning, {{id(1), 1200, morning + day}}, windows, cooks(3), {}, {}).size(), 1U);
  EXPECT_TRUE(propose(morning + hours(3), lots, windows, cooks(3), {}, {}).empty())
      << "too late today";
}

TEST(Proposal, IsCheckedWhenItComesBack) {
  const std::vector<Lot> lots{{id(1), 10'000, morning + hours(3)}, {id(2), 4000, morning + day}};
  const auto made =
      propose(morning, lots, {{id(9), 40, {morning, morning + hours(4)}}}, cooks(3), {}, {}).at(0);
  const auto is_broken = [&](const std::function<void(Draft&)>& change, int persons = 40) {
    Draft draft = made;
    change(draft);
    return !broken(draft, persons, lots, {}).empty();
  };
  EXPECT_FALSE(is_broken([](Draft&) {}));
  EXPECT_TRUE(is_broken([](Draft& draft) { draft.uses[0].grams = 20'000; }));
  EXPECT_TRUE(is_broken([](Draft& draft) { draft.uses[1].lot = draft.uses[0].lot; }));
  EXPECT_TRUE(is_broken([](Draft& draft) { draft.uses[1].lot = id(3); }));
  EXPECT_TRUE(is_broken([](Draft& draft) { draft.uses.clear(); }));
  EXPECT_TRUE(is_broken([](Draft& draft) { draft.span.from += hours(1); })) << "lot 1 is over";
  EXPECT_TRUE(is_broken([](Draft& draft) { draft.span.from -= minutes(1); })) << "not on the grid";
  EXPECT_TRUE(is_broken([](Draft& draft) { draft.helpers = 1; }));
  EXPECT_TRUE(is_broken([](Draft& draft) { draft.helpers = 9; }));
  EXPECT_TRUE(is_broken([](Draft& draft) { ++draft.persons; }));
  EXPECT_TRUE(is_broken([](Draft&) {}, 34)) << "35 portions";
}

TEST(Seats, AskForEachSkillOftenEnough) {
  const Method method;
  const auto text = [&](int helpers) {
    std::string out;
    for (const auto& seat : seats(helpers, method))
      out += std::string(seat.hygiene ? "h" : "") + (seat.cooking ? "c" : "") + " ";
    return out;
  };
  EXPECT_EQ(text(2), "hc hc ");
  EXPECT_EQ(text(3), "h hc c ");
  EXPECT_EQ(text(4), "h h c c ");
  EXPECT_EQ(text(6), "h h c c   ");
}

TEST(Spans, AreCutToWhatIsCommon) {
  const auto t = [](int hour) { return morning + hours(hour); };
  EXPECT_EQ(common({{t(0), t(4)}, {t(6), t(9)}}, {{t(3), t(7)}, {t(9), t(10)}}),
            (std::vector<Span>{{t(3), t(4)}, {t(6), t(7)}}));
}

TEST(Method, AreChecked) {
  Method method;
  EXPECT_TRUE(check_method(method));
  method.most_helpers = 3;
  ASSERT_FALSE(check_method(method)) << "four members with skills have no seats";
  EXPECT_EQ(check_method(method).error().fields.at(0).field, "most_helpers");
  method = {};
  method.cooking_minutes = 720;
  method.meal_minutes = 210;
  EXPECT_TRUE(check_method(method));
  ++method.meal_minutes;
  ASSERT_FALSE(check_method(method)) << "no shift is longer than 16 hours";
  EXPECT_EQ(check_method(method).error().fields.at(0).reason, "disco_soupe.too_long");
}

}  // namespace
}  // namespace halle::disco_soupe
