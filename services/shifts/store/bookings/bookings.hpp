#pragma once
// The table shifts.booking: who has a seat of a shift, and who had one.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "services/shifts/store/planning/occurrences.hpp"

namespace halle::shifts::store {

/// The reasons for which a member cannot take a seat, and the seat if there is none.
struct Taken {
  bool known = false;  // the shift
  bool begun = false;
  bool cancelled = false;
  bool full_up = false;
  bool seat_taken = false;  // the seat that was asked for
  bool already = false;     // the member has a seat of this shift
  bool elsewhere = false;   // the member has a shift at the same time
  bool inactive = false;    // the member
  bool unskilled = false;   // seats are free, but the member cannot take any of them
  bool alone = false;       // a beginner where nobody else is
  bool nothing_owed = false;
  std::optional<int> seat;
  std::optional<std::string> missing_skills;  // names
  bool member_known = false;
};
HALLE_ROW(Taken, known, begun, cancelled, full_up, seat_taken, already, elsewhere, inactive,
          unskilled, alone, nothing_owed, seat, missing_skills, member_known)
/// Books a free seat for a member unless anything stands against it: the one of that number, or one
/// that suits the member if `seat` is 0. `in_return`: the member gives another seat for it. Within
/// lock_shift() and lock_members().
Result<Taken> book_seat(sdk::Call& call, const Key& key, const std::string& member, int seat,
                        bool in_return);

/// The member whose seat another took over, and the shift.
struct TakenOver {
  Uuid member_id;
  std::string member_number;
  std::string title;
  Instant starts_at{};
};
HALLE_ROW(TakenOver, member_id, member_number, title, starts_at)
/// Frees a seat whose holder looks for a stand-in and that suits `member`: the one of that number,
/// or any if `seat` is 0. Empty if there is none. Within lock_shift() and lock_members().
Result<std::optional<TakenOver>> free_sought_seat(sdk::Call& call, const Key& key,
                                                  const std::string& member, int seat);

/// Gives a member's seat back. Returns whether that was too late; empty if the member has none.
Result<std::optional<bool>> give_back(sdk::Call& call, const Key& key, const std::string& member);

/// Frees all seats of a shift that is called off. Returns the numbers of the members who had them,
/// in order.
Result<std::vector<std::string>> free_all(sdk::Call& call, const Key& key);
/// The members whose seats the last calling off took, by number.
Result<std::vector<std::string>> lost_seats(sdk::Call& call, const Key& key);
/// Gives those seats back to the members who may still have them, who are reminded anew. Returns
/// their numbers, in order. Within lock_shift() and lock_members() of those of lost_seats().
Result<std::vector<std::string>> restore_seats(sdk::Call& call, const Key& key);

/// The members who have a seat of a shift, by number.
Result<std::vector<std::string>> holders_of(sdk::Call& call, const Key& key);
/// A member who cannot keep a seat of a shift.
struct Troubled {
  std::string member_number;
  bool seat_gone = false;  // otherwise the member has another shift at that time
};
HALLE_ROW(Troubled, member_number, seat_gone)
/// By number, the members with a seat of the shift who could not keep it if it had these seats and
/// were from `starts` until `ends`.
Result<std::vector<Troubled>> troubled_by(sdk::Call& call, const Key& key,
                                          const std::vector<ShiftSeat>& seats, Instant starts,
                                          Instant ends);

/// A member to be reminded of a shift.
struct Reminded {
  Uuid member_id;
  std::string number;
  Uuid template_id;
  std::string day;
  std::string title;
  std::string place;
  Instant starts_at{};
};
HALLE_ROW(Reminded, member_id, number, template_id, day, title, place, starts_at)
/// Notes as reminded, once for each booking, the members with a seat of a shift of the next two
/// days that they took earlier than that.
Result<std::vector<Reminded>> remind(sdk::Call& call);

/// Queues: the shift was moved and begins at `starts`; members with a seat who were reminded of its
/// former time are reminded anew, unless it begins in the next two days.
void remind_anew(sdk::Call& call, const Key& key, Instant starts);

}  // namespace halle::shifts::store
