#pragma once
// The table premises.zone.

#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "plugins/premises/domain/zones.hpp"

namespace halle::premises {
HALLE_ROW(Zone, id, name, whole, has_rules)
}  // namespace halle::premises

namespace halle::premises::store {

/// NOT_FOUND `premises.zone_unknown`, with the request's field.
Error unknown_zone(const std::string& field, const std::string& id);

/// Queues: zones and rules change only in this transaction until it ends, and no booking is made
/// meanwhile.
void lock_zones(sdk::Call& call);
/// Queues: zones and rules do not change until the transaction ends.
void lock_zones_shared(sdk::Call& call);

/// The open zones, by name.
Result<ZoneTree> open_zones(sdk::Call& call);
/// The id of an open zone. Error: unknown_zone().
Result<Uuid> zone_of(const ZoneTree& zones, const std::string& field, const std::string& id);

Status insert_zone(sdk::Call& call, const Uuid& id, const std::string& name,
                   const std::optional<Uuid>& whole);
Status rename_zone(sdk::Call& call, const Uuid& id, const std::string& name);
Status close_zone(sdk::Call& call, const Uuid& id);

/// Whether one of the zones is booked, as a whole, for a time that is not over.
Result<bool> are_booked(sdk::Call& call, const std::vector<Uuid>& zones);
/// Whether a booking of the zone, or of a whole that it is part of, holds it for a time that is not
/// over.
Result<bool> is_held(sdk::Call& call, const Uuid& zone);

/// Ids as texts, for `$n::uuid[]`.
std::vector<std::string> texts_of(const std::vector<Uuid>& ids);

}  // namespace halle::premises::store
