#pragma once
// The table shifts.attendance: what was last said of members at shifts.

#include "core/sdk/call.hpp"
#include "services/shifts/store/planning/occurrences.hpp"

namespace halle::shifts::store {

/// A member who has a seat at a shift or of whom something was said, and what was said of the
/// shift, the same in each row. Without a number: nobody has a seat, nothing was said of anybody.
struct AttendanceRow {
  std::optional<std::string> number;
  std::optional<v1::Presence> presence;
  bool walk_in = false;
  std::optional<v1::Verdict> verdict;
  std::string note;
};
HALLE_ROW(AttendanceRow, number, presence, walk_in, verdict, note)
/// By number, the shorter first; no row if there is no such shift.
Result<std::vector<AttendanceRow>> attendance_of(sdk::Call& call, const Key& key);

/// What is said of a member; PRESENCE_UNSPECIFIED takes back what was said before.
struct Mark {
  std::string member;
  v1::Presence presence = v1::PRESENCE_UNSPECIFIED;
};

/// What is known before of a mark that changes something.
struct BeforeMark {
  std::string member;
  bool has_seat = false;           // at the shift
  bool was_marked = false;         // something was said
  bool marked_by_caller = true;    // by nobody else
  bool caller_has_seat = false;    // at the shift
  bool is_active = false;          // the member
  bool present_elsewhere = false;  // at the same time, if present is said
};
HALLE_ROW(BeforeMark, member, has_seat, was_marked, marked_by_caller, caller_has_seat, is_active,
          present_elsewhere)
/// Of those of the marks that change something.
Result<std::vector<BeforeMark>> before_marks(sdk::Call& call, const Key& key,
                                             const std::vector<Mark>& marks);

/// Queues: this is said of the members at the shift.
void write_marks(sdk::Call& call, const Key& key, const std::vector<Mark>& marks);
/// Queues: this is said of the shift itself.
void write_verdict(sdk::Call& call, const Key& key, v1::Verdict verdict, const std::string& note);

}  // namespace halle::shifts::store
