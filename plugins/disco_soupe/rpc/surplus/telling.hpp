#pragma once
// Telling surplus: by the association or on a grower's page.

#include <optional>
#include <string>

#include "plugins/disco_soupe/store/lots.hpp"

namespace halle::disco_soupe {

/// Adds a lot after checking it. Errors: Surplus.Tell; a link has 30 lots at most, and 60 a day,
/// and leaves the last 50 of the association to itself.
Result<store::LotRow> tell(sdk::Call& call, store::NewLot lot);

/// Whether the text is a name or product of 1 to 80 characters. Error: `reason`, with the field.
Status check_name(const char* field, const std::string& text, const char* reason);

}  // namespace halle::disco_soupe
