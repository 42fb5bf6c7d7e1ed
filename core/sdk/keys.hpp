#pragma once
// Keys computed from names by fold() and stored in a column beside `key_version` (smallint, default
// 1): recomputes the keys of rows with an older folding.

#include <functional>
#include <string>

#include "core/base/keys.hpp"
#include "core/sdk/call.hpp"

namespace halle {
HALLE_ROW(KeyedName, id, name, key, old)
}

namespace halle::sdk {

/// Recomputes the keys of the organisation's rows that have an older folding. Returns the number of
/// rows examined; 0, with nothing locked, if there is none. `table` (schema.name) has the columns
/// org_id, id, name, `column` and key_version; ids are in order of age. A row whose new key another
/// row already has keeps its old key: nothing is merged. Writers insert with `folding_version`.
inline Result<int> fold_anew(Call& call, const std::string& table, const std::string& column,
                             const std::function<std::string(std::string_view)>& key_of) {
  HALLE_TRY(old, call.find<int>(
                     "SELECT 1 FROM " + table + " WHERE org_id = $1 AND key_version < $2 LIMIT 1",
                     call.organisation(), folding_version));
  if (!old) return 0;
  HALLE_TRY(names,
            call.query<KeyedName>("SELECT id::text AS id, name, " + column +
                                      " AS key, key_version < $2 AS old FROM " + table +
                                      " WHERE org_id = $1 ORDER BY " + table + ".id FOR UPDATE",
                                  call.organisation(), folding_version));
  const int looked_at = static_cast<int>(names.size());
  for (const auto& change : new_keys(std::move(names), key_of))
    call.queue("UPDATE " + table + " SET " + column + " = $3 WHERE org_id = $1 AND id = $2",
               call.organisation(), change.id, change.key);
  call.queue("UPDATE " + table + " SET key_version = $2 WHERE org_id = $1 AND key_version < $2",
             call.organisation(), folding_version);
  return looked_at;
}

}  // namespace halle::sdk
