#pragma once
// Shifts as rows.

#include "core/sdk/call.hpp"
#include "halle/shifts/v1/shifts.pb.h"

namespace halle::shifts::store {

/// A shift's key as parameters.
struct Key {
  Uuid template_id;
  std::string day;

  /// As causes of the ledger name it.
  std::string text() const { return template_id.text() + "/" + day; }
};
/// Of lines of an id, a blank and a name.
std::vector<v1::Skill> skills_of(const std::string& lines);

/// Error NOT_FOUND `shifts.shift_unknown`.
Result<Key> key_of(const v1::ShiftKey& key);
Error unknown_shift(const v1::ShiftKey& key);
Error unknown_shift(const Key& key);

/// How much of a shift the caller may know.
struct Viewer {
  std::string subject;
  bool all = false;
};
Viewer viewer_of(const sdk::Call& call);

/// Shifts that begin on these days, or the one of `key`; by beginning.
Result<std::vector<v1::Shift>> shifts(sdk::Call& call, const std::string& zone,
                                      const std::string& from, const std::string& until,
                                      const Viewer& viewer);
/// Those of these keys, by beginning.
Result<std::vector<v1::Shift>> shifts(sdk::Call& call, const std::string& zone,
                                      const std::vector<Key>& keys, const Viewer& viewer);
/// Error NOT_FOUND `shifts.shift_unknown`.
Result<v1::Shift> shift(sdk::Call& call, const std::string& zone, const Key& key,
                        const Viewer& viewer);

/// A shift with a seat that a member could have.
struct Open {
  Key key;
  Instant starts;
  Instant ends;
  std::string day;  // where the association is
  int minutes = 0;  // that it counts for
};
/// Those to come, until the end of a day, by beginning; as far as seats and skills say.
Result<std::vector<Open>> open_to(sdk::Call& call, const std::string& zone,
                                  const std::string& until, const std::string& member);

/// Joins to the transaction that nobody else changes the shift or its seats until its end. A member
/// is locked after the shift.
void lock_shift(sdk::Call& call, const Key& key);

/// Whether a shift can be changed.
struct State {
  bool begun = false;
  bool cancelled = false;
};
/// Error NOT_FOUND `shifts.shift_unknown`.
Result<State> state(sdk::Call& call, const Key& key);

}  // namespace halle::shifts::store
