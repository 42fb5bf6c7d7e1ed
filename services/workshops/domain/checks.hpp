#pragma once
// What may be said of workshops and sessions. Pure.

#include <string>

#include "core/base/result.hpp"

namespace halle::workshops {

/// Persons of one registration.
constexpr int most_persons = 20;

/// A local time, YYYY-MM-DDTHH:MM, of a day that exists.
bool is_local_time(const std::string& text);

/// Whether a text of one line has at most `max` characters. Error: INVALID_ARGUMENT `reason` about
/// `field`.
Status check_line(const char* field, const std::string& text, std::size_t max, const char* reason);

/// Whether a number is in a range. Error: the same.
Status check_range(const char* field, int number, int least, int most, const char* reason);

}  // namespace halle::workshops
