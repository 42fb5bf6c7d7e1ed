#pragma once
// Import of a planning: reads the list of shifts that repeat, as a co-operative keeps it in a
// spreadsheet, and says row by row what is wrong. Nothing is stored here. Pure.

#include <set>

#include "core/sheets/columns.hpp"
#include "services/shifts/domain/days.hpp"

namespace halle::shifts {

/// A shift that repeats, as a sheet gives it.
struct PlanningRow {
  int line = 0;
  std::string title;
  std::string place;
  int weekday = 0;                   // 1 Monday to 7 Sunday
  std::string starts;                // HH:MM
  std::string ends;                  // HH:MM; not later than `starts`: the day after
  int seats = 0;                     // 1 to 30
  int important = 0;                 // of these, the first ones
  std::set<int> weeks;               // of the cycle; empty: every week
  int cycle = 1;                     // weeks
  std::string anchor;                // Monday that begins week 1; empty if every week
  std::string from;                  // first day; may be empty
  std::vector<std::string> holders;  // of the first seats, each time
  // What the first seats ask for, by name; empty: nothing was said.
  std::vector<std::vector<std::string>> skills;
};

struct ParsedPlanning {
  std::vector<PlanningRow> rows;
  std::vector<sheets::RejectedRow> rejects;
  std::vector<std::string> ignored;  // headings of the file that were not used
};

/// The columns that a sheet of a planning may have.
const std::vector<sheets::Column>& planning_columns();

/// Reads every row of the sheet; each is either in `rows` or, with all that is wrong in it, in
/// `rejects`. A second row of the same title, weekday and beginning is rejected. The errors are
/// those of sheets::map_columns; wrong rows are no error.
///
/// Weekdays are written out in French or English, shortened or as 1 to 7; hours like `9:30`, `9h30`
/// or `9 h`; weeks as `1, 3` or `A C`, of a cycle of four unless the sheet says how many; without a
/// Monday of its own a cycle begins with the week of 2000-01-03, as weeks that alternate do.
/// Several holders are separated by commas, semicolons or blanks; skills by commas or semicolons,
/// one part a seat, in which `+` stands between two and nothing, or `-`, asks for none.
///
/// Reasons of the rejects: those of a template, `shifts.bad_holder`, `shifts.bad_skills`,
/// `shifts.row_twice`,
/// `sheet.too_many_cells`.
Result<ParsedPlanning> parse_planning(const sheets::Sheet& sheet, const sheets::Renamed& renamed);

/// `HH:MM` of what people write; empty if it is no time of day.
std::optional<std::string> normal_time(std::string_view text);
/// 1 Monday to 7 Sunday.
std::optional<int> normal_weekday(std::string_view text);

}  // namespace halle::shifts
