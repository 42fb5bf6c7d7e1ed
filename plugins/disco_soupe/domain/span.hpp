#pragma once
// Times from an instant until another, which is not included. Pure.

#include <vector>

#include "core/base/time/clock.hpp"

namespace halle::disco_soupe {

struct Span {
  Instant from{};
  Instant until{};

  auto operator<=>(const Span&) const = default;
};

inline bool overlap(const Span& a, const Span& b) {
  return a.from < b.until && b.from < a.until;
}

/// The times that lie in a span of both lists, each of which has no two that overlap; by
/// beginning.
std::vector<Span> common(const std::vector<Span>& some, const std::vector<Span>& others);

}  // namespace halle::disco_soupe
