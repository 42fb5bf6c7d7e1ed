#pragma once
// The table shifts.extra: shifts that modules make for things of theirs.

#include <optional>
#include <string>
#include <vector>

#include "services/shifts/store/planning/occurrences.hpp"

namespace halle::shifts::store {

/// The thing for which a module makes a shift.
struct Source {
  std::string module;
  Uuid id;
};

/// Queues: one call after the other concerns the thing.
void lock_source(sdk::Call& call, const Source& source);
/// The thing's shift; empty if it has none.
Result<std::optional<Key>> extra_of(sdk::Call& call, const Source& source);
/// The module whose shift it is; empty for one of the planning's templates.
Result<std::string> module_of(sdk::Call& call, const Key& key);

/// Makes a shift for the thing, on the day on which it begins where the association is. Within
/// lock_source().
Result<Key> make_extra(sdk::Call& call, const Source& source, const Span& span,
                       const std::string& title, const std::string& place);

/// A seat that a member has.
struct HeldNumber {
  int number = 0;
  std::string member_number;
};
HALLE_ROW(HeldNumber, number, member_number)
/// Those of a shift, by number.
Result<std::vector<HeldNumber>> held_numbers(sdk::Call& call, const Key& key);
/// The seats of these members end, as the shift that they took does not take place.
Status free_seats(sdk::Call& call, const Key& key, const std::vector<std::string>& members);

/// What is said of a shift.
struct Said {
  std::string title;
  std::string place;
  Instant starts_at{};
  Instant ends_at{};
  bool cancelled = false;
};
HALLE_ROW(Said, title, place, starts_at, ends_at, cancelled)
Result<Said> said(sdk::Call& call, const Key& key);

}  // namespace halle::shifts::store
