#pragma once
// A sheet of members written into the tables membership.member, standing and period.

#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "services/membership/domain/import.hpp"

namespace halle::membership::store {

/// A row of the sheet, with the ids that its member and its membership get if they are new.
struct ImportRow : MemberRow {
  Uuid id;
  Uuid period;
};

/// What a row of the sheet does to the register.
struct Imported {
  std::string number;
  std::string id;       // of the member
  std::string verdict;  // created, updated, unchanged
};
HALLE_ROW(Imported, number, id, verdict)

/// Numbers of those of these members who are erased.
Result<std::vector<std::string>> erased_of(sdk::Call& call,
                                           const std::vector<std::string>& numbers);
/// Writes the rows, of which no two have the same number. What a row leaves empty keeps what is
/// known; the end of a membership is taken of a member who has none here yet. Without `write` only
/// says what would change. One for each row. The register is locked.
Result<std::vector<Imported>> import_members(sdk::Call& call, const std::vector<ImportRow>& rows,
                                             bool write);

}  // namespace halle::membership::store
