#pragma once
// The table workshops.mark: attendance as it was marked.

#include <set>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/workshops/v1/workshops.pb.h"

namespace halle::workshops::store {

struct NewMark {
  Uuid id;
  Uuid registration;
  v1::Presence presence = v1::PRESENCE_UNSPECIFIED;
  Instant at{};
};
/// Which of these marks were recorded before.
Result<std::set<Uuid>> known_marks(sdk::Call& call, const std::vector<std::string>& ids);
/// Records a mark of a registration that has a place, unless it is known; the registration's
/// presence, which is returned, is that of its latest mark. Within lock_session().
Result<v1::Presence> record(sdk::Call& call, const NewMark& mark);

}  // namespace halle::workshops::store
