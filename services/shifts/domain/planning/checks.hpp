#pragma once
// What several requests say alike.

#include <set>
#include <string>

#include "core/base/result.hpp"

namespace halle::shifts {

/// Errors: `shifts.bad_title`, `shifts.bad_place`.
Status check_names(const std::string& title, const std::string& place);
/// A number of 1 to 30 that is not in `seen` yet, where it is put. Error `shifts.bad_seats`.
Status check_seat(int number, std::set<int>& seen);
/// Plain text of at most `most` signs in `field`. Error `shifts.bad_text`.
Status check_text(const char* field, const std::string& text, std::size_t most, bool may_be_empty);

}  // namespace halle::shifts
