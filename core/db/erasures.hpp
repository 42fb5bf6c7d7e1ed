#pragma once
// The persons that were forgotten (halle.kernel.v1.SubjectForgotten), as stored in the kernel's
// table halle.erasure, and how to forget them again in a database restored from an older dump.

#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/base/time/clock.hpp"

namespace halle::db {

struct Erasure {
  Uuid organisation;
  Uuid key;             // id of the person
  std::string subject;  // the number by which the organisation knew the person
  Instant at;
};

/// The query that psql runs, with the role halle_kernel, to print all erasures as lines "at
/// organisation key subject"; `at` is RFC 3339, UTC.
extern const std::string_view erasures_query;

/// Forgets again all persons of `erasures` that this database does not record as forgotten, each in
/// one transaction: as owner of halle.org, `halle_forget_again(uuid, text, timestamptz)` of each
/// module schema that has it (arguments: key, subject, instant), then `halle_forget(text)` of each.
/// If a halle_forget_again returns false (the number now belongs to another person), nothing is
/// changed for this one. Then the event is emitted again. Returns the number of persons that this
/// database still knew. Errors: `halle.migration_failed` (detail: the schema),
/// `halle.database_unavailable`.
Result<int> forget_again(const std::string& admin_conninfo, const std::vector<Erasure>& erasures);

}  // namespace halle::db
