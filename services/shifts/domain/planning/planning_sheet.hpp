#pragma once
// Import of a planning: reads the list of shifts that repeat, as a co-operative keeps it in a
// spreadsheet, and says row by row what is wrong. Nothing is stored here. Pure.

#include <optional>
#include <set>

#include "core/base/time/day.hpp"
#include "core/sheets/columns.hpp"

namespace halle::shifts {

/// A shift that repeats, as a sheet gives it. What is optional is unset where the sheet says
/// nothing.
struct PlanningRow {
  int line = 0;
  std::string title;
  std::optional<std::string> place;
  int weekday = 0;                                  // 1 Monday to 7 Sunday
  std::string starts;                               // HH:MM
  std::string ends;                                 // HH:MM; not later than `starts`: the day after
  std::optional<int> seats;                         // 1 to 30
  std::optional<int> important;                     // of these, the first ones
  std::optional<std::set<int>> weeks;               // of the cycle; empty: every week
  std::optional<int> cycle;                         // weeks, 1 to 8
  std::optional<std::string> anchor;                // Monday that begins week 1
  std::optional<std::string> from;                  // first day
  std::optional<std::vector<std::string>> holders;  // of the first seats, each time
  // What the first seats ask for, by name.
  std::optional<std::vector<std::vector<std::string>>> skills;
};

/// A cycle of a sheet that names weeks and not how many there are, and its Monday.
constexpr int usual_cycle = 4;
constexpr const char* usual_anchor = "2000-01-03";

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
/// or `9 h`; weeks as `1, 3` or `A C`. Several holders are separated by commas, semicolons or
/// blanks; skills by commas or semicolons, one part a seat, in which `+` stands between two and
/// nothing, or `-`, asks for none. An empty cell says nothing; `-` says that there is no place, no
/// holder, no skill, and that every week has the shift. Holders, important seats, skills and weeks
/// are compared with the seats and the cycle as far as the sheet says these.
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
