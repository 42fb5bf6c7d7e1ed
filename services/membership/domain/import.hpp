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

namespace halle::membership {

/// A member as a sheet gives them. Everything but `number` and `name` may be empty.
struct MemberRow {
  int line = 0;
  std::string number;  // as given, leading zeros included
  std::string name;
  std::string first_name;
  std::string email;      // domain in lower case
  std::string telephone;  // E.164
  std::string street;     // on one line: line breaks have become `, `
  std::string post_code;  // five digits
  std::string town;
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
/// `membership.number_twice`, `membership.name_missing`, `membership.bad_name`,
/// `membership.bad_first_name`, `membership.bad_email`, `membership.bad_telephone`,
/// `membership.bad_street`, `membership.bad_post_code`, `membership.bad_town`,
/// `membership.bad_date`, `membership.bad_until` (a date before the member joined, or none),
/// `sheet.too_many_cells`.
Result<ParsedMembers> parse_members(const sheets::Sheet& sheet, const sheets::Renamed& renamed,
                                    const std::string& today);

/// E.164: `+33`, or the code of an overseas department, and nine digits for a French number,
/// written at home or from abroad, or after a spreadsheet took its first 0 away; `+` and 8 to 15
/// digits for others; empty if it is neither.
std::optional<std::string> normal_telephone(std::string_view text);

/// Five digits of a French department, with the leading 0 that a spreadsheet may have taken away.
std::optional<std::string> normal_post_code(std::string_view text);

/// `YYYY-MM-DD` for a day from 1900 to `latest`, written so or as day, month and year; a time after
/// it is ignored. Years of two digits, after slashes only: 20xx, or 19xx if that is after `latest`.
std::optional<std::string> normal_day(std::string_view text, std::string_view latest);

}  // namespace halle::membership
