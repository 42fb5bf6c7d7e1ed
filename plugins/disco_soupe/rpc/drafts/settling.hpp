#pragma once
// Bringing the parts of a disco soupe, for which other modules answer, to what they are to be:
// asked for while the draft is open, freed once it is undone. Everything is asked with ids that
// derive from the draft's, so that asking again never doubles anything.

#include "core/sdk/call.hpp"
#include "halle/disco_soupe/v1/disco_soupe.pb.h"

namespace halle::disco_soupe {

/// What becomes of parts that were refused.
enum class Refused { stay, asked_again };

/// Asks for or frees the parts that are open and notes the answers; whether there was anything new.
/// Outside of a transaction; opens one for the answers. Errors are those of the draft, never of a
/// part.
Result<bool> bring_forward(sdk::Call& call, const Uuid& id, Refused refused);
/// The same; returns the draft.
Result<v1::Draft> settle(sdk::Call& call, const Uuid& id, Refused refused);

}  // namespace halle::disco_soupe
