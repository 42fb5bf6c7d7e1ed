// What premises decides without a database: wholes and parts, rules, for whom a caller acts.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "plugins/premises/domain/acting.hpp"
#include "plugins/premises/domain/calendar.hpp"
#include "plugins/premises/domain/rules.hpp"
#include "plugins/premises/domain/zones.hpp"

namespace halle::premises {
namespace {
using Lines = std::vector<std::string>;
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

/// Zone 1 is made of 2 and 3, zone 3 of 4 and 5; zone 6 stands alone.
ZoneTree house(const std::set<int>& with_rules = {}) {
  std::vector<Zone> zones;
  const std::vector<int> wholes{0, 1, 1, 3, 3, 0};
  for (int number = 1; number <= 6; ++number) {
    const int whole = wholes[static_cast<std::size_t>(number - 1)];
    zones.push_back({id(number), std::to_string(number),
                     whole == 0 ? std::nullopt : std::optional(id(whole)),
                     with_rules.contains(number)});
  }
  return ZoneTree(zones);
}

TEST(Zones, AWholeHoldsAllItsParts) {
  const auto zones = house();
  EXPECT_EQ(zones.leaves(id(1)), (std::vector{id(2), id(4), id(5)}));
  EXPECT_EQ(zones.leaves(id(3)), (std::vector{id(4), id(5)}));
  EXPECT_EQ(zones.leaves(id(6)), std::vector{id(6)});
  EXPECT_EQ(zones.with_wholes(id(5)), (std::vector{id(5), id(3), id(1)}));
  EXPECT_TRUE(zones.has_parts(id(3)));
  EXPECT_FALSE(zones.has_parts(id(2)));
  EXPECT_EQ(zones.find(id(7)), nullptr);
}

TEST(Zones, APartHasTheRulesOfItsWhole) {
  const auto zones = house({1, 4});
  EXPECT_EQ(zones.rules_of(id(5)), id(1));
  EXPECT_EQ(zones.rules_of(id(4)), id(4));
  EXPECT_EQ(zones.rules_of(id(6)), std::nullopt);
  EXPECT_EQ(zones.rules_for(id(5)), std::vector{id(1)});
  EXPECT_EQ(zones.rules_for(id(1)), (std::vector{id(1), id(4)}))
      << "the whole keeps the rules of its parts";
}

/// Zones 1 to n, each part of an earlier one or of none.
rc::Gen<std::vector<int>> any_wholes() {
  return rc::gen::exec([] {
    const int count = *rc::gen::inRange(1, 13);
    std::vector<int> wholes;
    for (int number = 1; number <= count; ++number) wholes.push_back(*rc::gen::inRange(0, number));
    return wholes;
  });
}

RC_GTEST_PROP(Zones, TwoShareALeafOnlyIfOneIsPartOfTheOther, ()) {
  const auto wholes = *any_wholes();
  std::vector<Zone> listed;
  for (std::size_t i = 0; i < wholes.size(); ++i)
    listed.push_back({id(static_cast<int>(i) + 1), "",
                      wholes[i] == 0 ? std::nullopt : std::optional(id(wholes[i])), false});
  // The order in which they come says nothing.
  if (*rc::gen::arbitrary<bool>()) std::reverse(listed.begin(), listed.end());
  const ZoneTree zones(listed);
  RC_ASSERT(zones.in_order().size() == listed.size());
  for (const auto& a : listed) {
    const auto leaves_of_a = zones.leaves(a.id);
    RC_ASSERT(!leaves_of_a.empty());
    RC_ASSERT(std::is_sorted(leaves_of_a.begin(), leaves_of_a.end()));
    for (const auto& b : listed) {
      const auto leaves_of_b = zones.leaves(b.id);
      std::vector<Uuid> shared;
      std::set_intersection(leaves_of_a.begin(), leaves_of_a.end(), leaves_of_b.begin(),
                            leaves_of_b.end(), std::back_inserter(shared));
      const auto above_a = zones.with_wholes(a.id);
      const auto above_b = zones.with_wholes(b.id);
      const bool related = std::count(above_a.begin(), above_a.end(), b.id) > 0 ||
                           std::count(above_b.begin(), above_b.end(), a.id) > 0;
      RC_ASSERT(shared.empty() == !related);
    }
  }
}

TEST(Spans, EndWhereTheNextBegins) {
  const Span a{at("2026-12-01T09:00"), at("2026-12-01T10:00")};
  const Span b{at("2026-12-01T10:00"), at("2026-12-01T11:00")};
  EXPECT_FALSE(overlap(a, b));
  EXPECT_TRUE(overlap(a, {a.from + minutes(59), b.until}));
  EXPECT_TRUE(covers({b, a}, {a.from, b.until})) << "two that touch";
  EXPECT_FALSE(covers({a}, {a.from, b.until}));
  EXPECT_FALSE(covers({a, {b.from + minutes(1), b.until}}, {a.from, b.until}));
  EXPECT_FALSE(covers({}, a));
}

Lines broken(const Claim& claim, const std::vector<Rules>& rules) {
  Lines reasons;
  for (const auto& one : broken_rules(claim, rules)) reasons.push_back(one.reason.substr(8));
  return reasons;
}

TEST(Rules, EachReasonIsToldOnce) {
  const Instant now = at("2026-12-01T08:00");
  const auto claim = [&](hours ahead, minutes length) {
    const Span span{now + ahead, now + ahead + length};
    return Claim{span, span, now, id(1), {}};
  };
  Rules rules;
  rules.limits = {48, 30, 60, 240, 0, 0, 0, 0};
  EXPECT_EQ(broken(claim(hours(48), minutes(60)), {rules}), Lines{});
  EXPECT_EQ(broken(claim(hours(47), minutes(60)), {rules}), Lines{".too_soon"});
  EXPECT_EQ(broken(claim(hours(721), minutes(59)), {rules, rules}),
            (Lines{".too_short", ".too_far"}));
  EXPECT_EQ(broken(claim(hours(720), minutes(240)), {rules}), Lines{});
  EXPECT_EQ(broken(claim(hours(720), minutes(241)), {rules}), Lines{".too_long"});
  EXPECT_EQ(broken(claim(hours(-1), minutes(120)), {rules}), Lines{".past"});
  EXPECT_EQ(broken(claim(hours(1), hours(14 * 24)), {Rules{}}), Lines{});
  EXPECT_EQ(broken(claim(hours(1), hours(14 * 24) + minutes(1)), {Rules{}}), Lines{".too_long"});
  EXPECT_EQ(broken(claim(hours(366 * 24 + 1), minutes(60)), {Rules{}}), Lines{".too_far"});
}

TEST(Rules, OpeningHoursHoldTheWholeBooking) {
  const Instant now = at("2026-12-01T08:00");
  const Span span{at("2026-12-05T09:00"), at("2026-12-05T12:00")};
  const Claim claim{span, span, now, id(1), {}};
  Rules rules;
  rules.has_opening = true;
  EXPECT_EQ(broken(claim, {rules}), Lines{".closed_then"}) << "not open that day";
  rules.open = {{at("2026-12-05T09:00"), at("2026-12-05T12:00")}};
  EXPECT_EQ(broken(claim, {rules}), Lines{});
  rules.open[0].until -= minutes(1);
  EXPECT_EQ(broken(claim, {rules}), Lines{".closed_then"});
}

TEST(Rules, PriorityEndsSomeDaysBefore) {
  const Span span{at("2026-12-05T11:00"), at("2026-12-05T14:00")};
  Claim claim{span, span, at("2026-11-30T12:00"), id(1), {}};
  Rules rules;
  rules.priority = {{{at("2026-12-05T09:00"), at("2026-12-05T12:00")}, id(2), 3}};
  EXPECT_EQ(broken(claim, {rules}), Lines{".priority_hours"});
  claim.now = at("2026-12-02T09:00");
  EXPECT_EQ(broken(claim, {rules}), Lines{}) << "three days before it begins, to the minute";
  claim.now -= minutes(1);
  EXPECT_EQ(broken(claim, {rules}), Lines{".priority_hours"});
  claim.association = id(2);
  EXPECT_EQ(broken(claim, {rules}), Lines{}) << "it is theirs";
  claim.association = id(1);
  claim.span.from = claim.held.from = at("2026-12-05T12:00");
  EXPECT_EQ(broken(claim, {rules}), Lines{}) << "begins when it ends";
  claim.held.from -= minutes(1);
  EXPECT_EQ(broken(claim, {rules}), Lines{".priority_hours"}) << "setting up lies in it";
}

TEST(Rules, TheSameHoursKeptForTwoContradict) {
  const Kept one{{2, "09:00", "12:00"}, id(1)};
  EXPECT_TRUE(contradict({one, {{2, "11:59", "24:00"}, id(2)}}));
  EXPECT_FALSE(contradict({one, {{2, "12:00", "24:00"}, id(2)}}));
  EXPECT_FALSE(contradict({one, {{3, "09:00", "12:00"}, id(2)}}));
  EXPECT_FALSE(contradict({one, {{2, "09:00", "12:00"}, id(1)}})) << "twice for the same";
}

TEST(Rules, APartnerIsNotThereAfterItsTime) {
  const Span span{at("2026-12-05T11:00"), at("2026-12-05T14:00")};
  Claim claim{span, span, at("2026-12-01T00:00"), id(1), at("2026-12-05T14:00")};
  EXPECT_EQ(broken(claim, {Rules{}}), Lines{});
  claim.partner_until = at("2026-12-05T13:59");
  EXPECT_EQ(broken(claim, {Rules{}}), Lines{".after_partnership"});
}

TEST(Rules, NumbersAndHoursHaveLimits) {
  EXPECT_TRUE(check_limits({}));
  EXPECT_EQ(check_limits({0, 0, 0, 0, -1, 0, 0, 0}).error().fields.at(0).field, "setup_minutes");
  EXPECT_EQ(check_limits({0, 367, 0, 0, 0, 0, 0, 0}).error().fields.at(0).field, "horizon_days");
  EXPECT_EQ(check_limits({0, 0, 60, 30, 0, 0, 0, 0}).error().fields.at(0).field, "longest_minutes");
  EXPECT_EQ(check_limits({48, 2, 0, 0, 0, 0, 0, 0}).error().fields.at(0).field, "horizon_days");
  EXPECT_TRUE(check_limits({47, 2, 0, 0, 0, 0, 0, 0}));
  EXPECT_TRUE(is_hours({1, "09:00", "24:00"}));
  for (const auto& wrong :
       {Hours{0, "09:00", "10:00"}, Hours{8, "09:00", "10:00"}, Hours{1, "10:00", "10:00"},
        Hours{1, "9:00", "10:00"}, Hours{1, "09:60", "10:00"}, Hours{1, "23:00", "24:01"},
        Hours{1, "24:00", "24:00"}, Hours{1, "", ""}})
    EXPECT_FALSE(is_hours(wrong)) << wrong.weekday << wrong.from << wrong.until;
  EXPECT_TRUE(is_local_time("2026-02-28T23:59"));
  for (const auto* wrong : {"2026-02-29T10:00", "2026-02-28T24:00", "2026-02-28 10:00", "", "T"})
    EXPECT_FALSE(is_local_time(wrong)) << wrong;
}

TEST(Rules, TheShortestTimeToAnswerHolds) {
  std::vector<Rules> rules(3);
  EXPECT_EQ(answer_hours(rules), 0);
  rules[0].limits.answer_hours = 72;
  rules[2].limits.answer_hours = 24;
  EXPECT_EQ(answer_hours(rules), 24);
  const Span span{at("2026-12-05T11:00"), at("2026-12-05T14:00")};
  EXPECT_EQ(held(span, {0, 0, 0, 0, 15, 30, 0, 0}),
            (Span{at("2026-12-05T10:45"), at("2026-12-05T14:30")}));
}

TEST(Acting, TheAssociationIsKnownOrNamed) {
  const Association host{id(1), "coop", "La Coopérette", {}};
  const Association reuse{id(2), "reuse", "La Ressourcerie", {}};
  const Association trade{id(3), "trade", "Artisans du monde", {}};
  const auto chosen = [](const Caller& caller, const std::string& code) {
    const auto one = choose(caller, code);
    return one ? one.value().code : one.error().reason;
  };
  Caller caller{host, false, false, false, {reuse}, {}, {}};
  EXPECT_EQ(chosen(caller, ""), "reuse");
  EXPECT_EQ(chosen(caller, "reuse"), "reuse");
  EXPECT_EQ(chosen(caller, "coop"), "premises.association_unknown");
  EXPECT_EQ(chosen(caller, "trade"), "premises.association_unknown");
  EXPECT_TRUE(caller.sees(reuse.id));
  EXPECT_FALSE(caller.sees(host.id));
  caller.acts_for.push_back(trade);
  EXPECT_EQ(chosen(caller, ""), "premises.which_association");
  caller.acts_for.clear();
  EXPECT_EQ(chosen(caller, ""), "halle.not_allowed") << "for none";
  caller.books_for_host = true;
  caller.sees_host = true;
  caller.partners = {reuse, trade};
  caller.current = {trade.id};
  EXPECT_EQ(chosen(caller, ""), "coop");
  EXPECT_EQ(chosen(caller, "trade"), "premises.association_unknown");
  caller.manages = true;
  EXPECT_EQ(chosen(caller, "trade"), "trade");
  EXPECT_EQ(chosen(caller, "reuse"), "reuse") << "for a time of its partnership";
  EXPECT_EQ(caller.find(reuse.id)->name, "La Ressourcerie");
}

TEST(Acting, WhoIsOfNeitherKnowsNoOther) {
  const Association host{id(1), "coop", "La Coopérette", {}};
  const Association reuse{id(2), "reuse", "La Ressourcerie", {}};
  const Association trade{id(3), "trade", "Artisans du monde", at("2026-12-05T00:00")};
  const Caller caller{host, false, false, false, {reuse}, {reuse, trade}, {reuse.id}};
  EXPECT_EQ(caller.find(trade.id), nullptr) << "not for the caller to see";
  EXPECT_EQ(caller.known(trade.id)->code, "trade");
  EXPECT_EQ(caller.find(reuse.id)->code, "reuse");
  EXPECT_TRUE(caller.has_time(host.id, at("2030-01-01T00:00")));
  EXPECT_TRUE(caller.has_time(trade.id, at("2026-12-04T23:59")));
  EXPECT_FALSE(caller.has_time(trade.id, at("2026-12-05T00:00")));
  EXPECT_FALSE(caller.has_time(id(4), at("2026-01-01T00:00")));
}

TEST(Calendars, SayWhatTheReaderMayKnow) {
  EXPECT_EQ(entry_title(false, false, true, "La Ressourcerie", "Atelier", false), "Occupé");
  EXPECT_EQ(entry_title(false, false, false, "La Ressourcerie", "Atelier", true), "Taken");
  EXPECT_EQ(entry_title(true, false, false, "La Ressourcerie", "Atelier", false), "Atelier");
  EXPECT_EQ(entry_title(true, false, false, "La Ressourcerie", "", false), "La Ressourcerie");
  EXPECT_EQ(entry_title(true, true, true, "La Ressourcerie", "Atelier", false),
            "La Ressourcerie : Atelier (demandé)");
}

}  // namespace
}  // namespace halle::premises
