#pragma once
// Times from an instant until another, which is not included. Pure.

#include <algorithm>
#include <vector>

#include "core/base/time/clock.hpp"

namespace halle::premises {

struct Span {
  Instant from{};
  Instant until{};

  auto operator<=>(const Span&) const = default;
};

inline bool overlap(const Span& a, const Span& b) {
  return a.from < b.until && b.from < a.until;
}

/// Whether every instant of `wanted` lies in one of the spans.
inline bool covers(std::vector<Span> spans, const Span& wanted) {
  std::sort(spans.begin(), spans.end());
  Instant reached = wanted.from;
  for (const auto& span : spans)
    if (span.from <= reached) reached = std::max(reached, span.until);
  return reached >= wanted.until;
}

inline std::int64_t minutes_of(const Span& span) {
  return std::chrono::floor<std::chrono::minutes>(span.until - span.from).count();
}

}  // namespace halle::premises
