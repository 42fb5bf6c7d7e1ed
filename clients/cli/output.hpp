#pragma once
// What the command line prints: tables for people, JSON for scripts.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/time/clock.hpp"

namespace halle::cli {

using Json = nlohmann::ordered_json;

// For people a key becomes its heading, a code its words (`unit`: `piece` → `pièce`), a key
// that ends in `_cents` an amount in euros, and an instant the time in the organisation's zone.

/// From now on local_time() is of this IANA zone; before, of the machine's. Empty: no change.
void use_zone(const std::string& zone);
/// `2026-12-04 20:00`.
std::string local_time(Instant instant);

/// Prints an array of objects, as JSON or as a table of these keys with aligned columns.
void print_list(const Json& list, const std::vector<std::string>& keys, bool json);
/// Prints one object, as JSON or one line per key; of a list of objects only how many there are.
void print_object(const Json& object, bool json);
/// Writes `text` to stdout.
void print(const std::string& text);

}  // namespace halle::cli
