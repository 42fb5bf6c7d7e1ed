#pragma once
// Import of members: reads the list of members that a co-operative keeps in a spreadsheet, and says
// row by row what is wrong. Nothing is stored here. Thread: pure functions.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/sheets/columns.hpp"
#include "core/sheets/sheet.hpp"
#include "services/membership/domain/person.hpp"

namespace halle::membership {

/// A member as a sheet gives them. Everything but `number` and `name` may be empty.
struct MemberRow : Person {
  int line = 0;
  std::string number;        // as given, leading zeros included
  std::string joined_on;     // YYYY-MM-DD
  std::string member_until;  // YYYY-MM-DD: last day of the membership that runs, or ran
};

struct ParsedMembers {
  std::vector<MemberRow> rows;
  std::vector<sheets::RejectedRow> rejects;
  std::vector<std::string> ignored;  // headings of the file that were not used
};

/// The columns that a sheet of members may have.
const std::vector<sheets::Column>& member_columns();

/// Reads every row of the sheet; each is either in `rows` or, with all that is wrong in it, in
/// `rejects`. Two rows with the same number: the second is rejected, whatever became of the first.
/// `today` is YYYY-MM-DD: nobody joins more than a year later, and no membership lasts more than 20
/// years from then. The errors are those of sheets::map_columns; wrong rows are no error.
///
/// Reasons of the rejects: `membership.number_missing`, `membership.bad_number`,
/// `membership.number_twice`, those of person_fields, `membership.bad_date`, `membership.bad_until`
/// (a date before the member joined, or none), `sheet.too_many_cells`.
Result<ParsedMembers> parse_members(const sheets::Sheet& sheet, const sheets::Renamed& renamed,
                                    const std::string& today);

/// `YYYY-MM-DD` for a day from 1900 to `latest`, written so or as day, month and year; a time after
/// it is ignored. Years of two digits, after slashes only: 20xx, or 19xx if that is after `latest`.
std::optional<std::string> normal_day(std::string_view text, std::string_view latest);

}  // namespace halle::membership
