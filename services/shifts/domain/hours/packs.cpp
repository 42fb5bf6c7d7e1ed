// The rule packs: each is registered by its one line here.

#include <algorithm>

#include "services/shifts/domain/hours/pack.hpp"

#define HALLE_RULE_PACKS(PACK) \
  PACK(monthly_hours)          \
  PACK(gestion_compte)         \
  PACK(la_louve)               \
  PACK(obeesdoo)               \
  PACK(tapir)

namespace halle::shifts {

#define HALLE_DECLARED(name) const Pack& name();
HALLE_RULE_PACKS(HALLE_DECLARED)
#undef HALLE_DECLARED

const std::vector<const Pack*>& packs() {
#define HALLE_LISTED(name) &name(),
  static const std::vector<const Pack*> all{HALLE_RULE_PACKS(HALLE_LISTED)};
#undef HALLE_LISTED
  return all;
}

const Pack* find_pack(std::string_view name) {
  const auto found = std::find_if(packs().begin(), packs().end(),
                                  [&](const Pack* pack) { return name == pack->name; });
  return found == packs().end() ? nullptr : *found;
}

std::vector<std::string> packs_with(bool Pack::*property) {
  std::vector<std::string> names;
  for (const auto* pack : packs())
    if (pack->*property) names.emplace_back(pack->name);
  return names;
}

Values usual_values(const Pack& pack) {
  Values values;
  for (const auto& parameter : pack.parameters)
    if (parameter.usual) values.set(parameter, *parameter.usual);
  return values;
}

}  // namespace halle::shifts
