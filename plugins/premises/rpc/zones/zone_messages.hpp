#pragma once
// Zones and their rules as messages.

#include <map>

#include "halle/premises/v1/premises.pb.h"
#include "plugins/premises/domain/acting.hpp"
#include "plugins/premises/store/rules.hpp"
#include "plugins/premises/store/zones.hpp"

namespace halle::premises {

/// A zone with the rules that hold for it, as the caller may see them at `now`.
v1::Zone message_of(const Zone& zone, const ZoneTree& zones,
                    const std::map<Uuid, store::WrittenRules>& rules, const Caller& caller,
                    Instant now);

/// Rules as they are stored. Errors: `premises.bad_rule`, `premises.bad_hours`,
/// `premises.too_many_hours`, `premises.priority_overlaps`, `premises.association_unknown`, with
/// the field.
Result<store::WrittenRules> rules_of(const v1::Rules& rules, const Caller& caller);

}  // namespace halle::premises
