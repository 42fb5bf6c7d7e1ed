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
/// Error NOT_FOUND `shifts.shift_unknown`.
Result<v1::Shift> shift(sdk::Call& call, const std::string& zone, const Key& key,
                        const Viewer& viewer);

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
