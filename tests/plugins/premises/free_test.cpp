// When a zone is free, against the rules that decide about each booking.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "plugins/premises/domain/free.hpp"

namespace halle::premises {
namespace {
using std::chrono::minutes;

constexpr minutes step{30};
const Instant start = parse_instant("2026-12-01T00:00:00Z").value();

int any(int from, int until) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, until));
}

Span any_span(int longest) {
  const auto from = start + any(-4, 96) * step;
  return {from, from + any(1, longest) * step};
}

Uuid association(int number) {
  Uuid made;
  made.bytes[0] = static_cast<std::uint8_t>(number);
  return made;
}

Surroundings any_surroundings() {
  Surroundings around;
  around.now = start + any(-40, 20) * step;
  around.association = association(0);
  around.limits.setup_minutes = any(0, 3) * 30;
  around.limits.clearing_minutes = any(0, 3) * 30;
  for (int count = any(0, 3); count > 0; --count) {
    Rules rule;
    rule.limits.lead_hours = any(0, 2) * any(0, 12);
    rule.limits.horizon_days = any(0, 3);
    rule.limits.shortest_minutes = any(0, 3) * 30;
    rule.limits.longest_minutes = any(0, 2) * any(60, 400);
    rule.has_opening = any(0, 3) > 0;
    for (int hours = any(0, 6); hours > 0; --hours) rule.open.push_back(any_span(20));
    for (int kept = any(0, 3); kept > 0; --kept)
      rule.priority.push_back({any_span(6), association(any(0, 2)), any(0, 3)});
    around.rules.push_back(rule);
  }
  around.rules.emplace_back();
  for (int count = any(0, 4); count > 0; --count) around.taken.push_back(any_span(8));
  return around;
}

RC_GTEST_PROP(FreeSpans, HoldExactlyTheBookingsThatTheRulesAllow, ()) {
  for (int round = 0; round < 10; ++round) {
    const auto around = any_surroundings();
    const Span range{start, start + 96 * step};
    const minutes length = any(1, 10) * step;
    const auto spans = free_spans(range, length, around);
    for (auto from = start; from + length <= range.until; from += step) {
      const Span span{from, from + length};
      const Span with_preparation = held(span, around.limits);
      bool possible =
          broken_rules({span, with_preparation, around.now, around.association, {}}, around.rules)
              .empty();
      for (const auto& taken : around.taken)
        possible = possible && !overlap(taken, with_preparation);
      bool offered = false;
      for (const auto& free : spans)
        offered = offered || (free.from <= span.from && span.until <= free.until);
      RC_ASSERT(offered == possible);
    }
  }
}

}  // namespace
}  // namespace halle::premises
