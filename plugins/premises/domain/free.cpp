#include "plugins/premises/domain/free.hpp"

namespace halle::premises {
namespace {
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using Spans = std::vector<Span>;

/// Without `cut`.
Spans without(const Spans& spans, const Span& cut) {
  Spans rest;
  for (const auto& span : spans) {
    if (!overlap(span, cut)) {
      rest.push_back(span);
      continue;
    }
    if (span.from < cut.from) rest.push_back({span.from, cut.from});
    if (cut.until < span.until) rest.push_back({cut.until, span.until});
  }
  return rest;
}

/// Spans that touch or overlap become one; by beginning.
Spans joined(Spans spans) {
  std::sort(spans.begin(), spans.end());
  Spans all;
  for (const auto& span : spans) {
    if (!all.empty() && span.from <= all.back().until)
      all.back().until = std::max(all.back().until, span.until);
    else
      all.push_back(span);
  }
  return all;
}

Spans within(const Spans& spans, const Spans& limits) {
  Spans all;
  for (const auto& span : spans)
    for (const auto& limit : limits)
      if (overlap(span, limit))
        all.push_back({std::max(span.from, limit.from), std::min(span.until, limit.until)});
  return all;
}

/// The times at which the booking would be in the way of `held`.
Span in_the_way(const Span& held, const Limits& limits) {
  return {held.from - minutes(limits.clearing_minutes), held.until + minutes(limits.setup_minutes)};
}

/// The part of the spans in which one rule allows bookings.
Spans allowed(Spans spans, const Rules& rule, minutes length, const Surroundings& around) {
  const auto& limits = rule.limits;
  const minutes longest =
      limits.longest_minutes == 0 ? longest_booking : minutes(limits.longest_minutes);
  if (length < minutes(limits.shortest_minutes) || length > longest) return {};
  const days farthest{limits.horizon_days == 0 ? farthest_days : limits.horizon_days};
  spans = within(spans, {{around.now + hours(limits.lead_hours), around.now + farthest + length}});
  if (rule.has_opening) spans = within(spans, joined(rule.open));
  for (const auto& one : rule.priority)
    if (one.association != around.association && one.span.from - around.now > days(one.days))
      spans = without(spans, in_the_way(one.span, around.limits));
  return spans;
}
}  // namespace

std::vector<Span> free_spans(const Span& range, minutes length, const Surroundings& around) {
  Spans spans = within({range}, {{around.now, Instant::max()}});
  for (const auto& rule : around.rules) spans = allowed(std::move(spans), rule, length, around);
  for (const auto& held : around.taken) spans = without(spans, in_the_way(held, around.limits));
  std::erase_if(spans, [&](const Span& span) { return span.until - span.from < length; });
  std::sort(spans.begin(), spans.end());
  return spans;
}

}  // namespace halle::premises
