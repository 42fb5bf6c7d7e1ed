#pragma once
// Keys made of names by fold(), kept in a table's column beside `key_version` (smallint, default
// 1): rows of a former folding get their keys anew.

#include <functional>
#include <string>

#include "core/base/keys.hpp"
#include "core/sdk/call.hpp"

namespace halle::sdk {

/// Makes the keys of the organisation's rows anew that are of a former folding, and returns how
/// many rows were looked at; 0, with nothing locked, if there is none. `table` (schema.name) has
/// the columns org_id, id, name, `column` and key_version; the ids tell the age. Rows that would
/// have another's key keep their own: nothing is merged. Writers insert with `folding_version`.
inline Result<int> fold_anew(Call& call, const std::string& table, const std::string& column,
                             const std::function<std::string(std::string_view)>& key_of) {
  HALLE_TRY(old,
            call.query("SELECT 1 FROM " + table + " WHERE org_id = $1 AND key_version < $2 LIMIT 1",
                       call.organisation(), folding_version));
  if (old.empty()) return 0;
  HALLE_TRY(rows, call.query("SELECT id, name, " + column + ", key_version < $2 FROM " + table +
                                 " WHERE org_id = $1 ORDER BY id FOR UPDATE",
                             call.organisation(), folding_version));
  std::vector<KeyedName> names;
  for (std::size_t r = 0; r < rows.size(); ++r)
    names.push_back({rows[r].text(0), rows[r].text(1), rows[r].text(2), rows[r].truth(3)});
  const int looked_at = static_cast<int>(names.size());
  for (const auto& change : new_keys(std::move(names), key_of))
    call.queue("UPDATE " + table + " SET " + column + " = $3 WHERE org_id = $1 AND id = $2",
               call.organisation(), change.id, change.key);
  call.queue("UPDATE " + table + " SET key_version = $2 WHERE org_id = $1 AND key_version < $2",
             call.organisation(), folding_version);
  return looked_at;
}

}  // namespace halle::sdk
