#pragma once
// Words of the public pages, in French and in English. Pure.

#include <string>

#include "services/workshops/domain/price.hpp"

namespace halle::workshops {

/// `samedi 14 mars 2026, 18 h` of a local time YYYY-MM-DDTHH:MM; in English `Saturday 14 March
/// 2026, 18:00`.
std::string time_words(const std::string& local, bool english);

/// The same of a beginning and an end: `samedi 14 mars 2026, 18 h – 20 h`; the day of the end only
/// if it is another.
std::string span_words(const std::string& from, const std::string& until, bool english);

/// How many places are free, or that there is a waiting list.
std::string places_words(int free, bool english);

/// What a visitor pays for one person.
std::string price_words(const Price& price, bool english);

/// Why a registration was refused: the sentence for a reason of the module; a general one for a
/// reason that no visitor meets.
std::string refusal_words(const std::string& reason, bool english);

}  // namespace halle::workshops
