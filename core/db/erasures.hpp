#pragma once
// Who was forgotten (halle.kernel.v1.SubjectForgotten), as the kernel's table halle.erasure has it,
// and the same done again in a database that is from before.

#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/base/time/clock.hpp"

namespace halle::db {

struct Erasure {
  Uuid organisation;
  Uuid key;             // id of whom it is about
  std::string subject;  // the number by which the organisation knew them
  Instant at;
};

/// The query by which psql, as a role that belongs to halle_kernel, writes what is known as lines
/// "at organisation key subject"; at: RFC 3339, UTC.
extern const std::string_view erasures_query;

/// Forgets all of whom the database does not know that they were forgotten, each in a transaction
/// with all that modules keep of them: as owner of halle.org, `halle_forget_again(uuid, text,
/// timestamptz)` of each module's schema that has it (given key, subject and instant), then
/// `halle_forget(text)` of each. Nothing of that happens if one of the former returns false: the
/// subject is not whom it was. Then the event is told again. Returns how many were known here.
/// Errors: `halle.migration_failed`, detail the schema; `halle.database_unavailable`.
Result<int> forget_again(const std::string& admin_conninfo, const std::vector<Erasure>& erasures);

}  // namespace halle::db
