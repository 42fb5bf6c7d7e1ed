#pragma once
// Rules of the packs, by name.

#include <gtest/gtest.h>

#include "services/shifts/domain/hours/pack.hpp"

namespace halle::shifts {

/// A rule with the pack's usual values in place of those that are not given.
inline Rule rule_of(Day from, const char* name, const Values::Map& given = {},
                    bool per_household = false) {
  const auto* pack = find_pack(name);
  if (pack == nullptr) throw std::invalid_argument(name);
  Rule rule{from, pack, usual_values(*pack), per_household};
  for (const auto& parameter : pack->parameters)
    if (const auto value = Values(given).find(parameter)) rule.values.set(parameter, *value);
  return rule;
}

}  // namespace halle::shifts
