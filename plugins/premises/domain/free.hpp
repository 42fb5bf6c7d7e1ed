#pragma once
// When a zone is free for a booking. Pure.

#include <vector>

#include "plugins/premises/domain/rules.hpp"

namespace halle::premises {

/// What decides whether an association may book a zone.
struct Surroundings {
  std::vector<Rules> rules;  // of the zone and of all that it is made of, around the range
  Limits limits;             // of the zone itself
  std::vector<Span> taken;   // times for which the zone or a part of it is held
  Uuid association;          // without an end of its partnership
  Instant now{};
};

/// The times of the range in which each booking of that length keeps the rules (broken_rules()) and
/// meets nothing that is taken, by beginning. Those too short for a booking are left out.
std::vector<Span> free_spans(const Span& range, std::chrono::minutes length,
                             const Surroundings& around);

}  // namespace halle::premises
