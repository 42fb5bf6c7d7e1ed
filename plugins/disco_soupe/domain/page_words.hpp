#pragma once
// Words of a grower's page, in French and in English. Pure.

#include <cstdint>
#include <string>

namespace halle::disco_soupe {

/// `12,5 kg`; in English `12.5 kg`.
std::string kilograms(std::int64_t grams, bool english);
/// `samedi 14 mars` of a day YYYY-MM-DD; in English `Saturday 14 March`.
std::string day_words(const std::string& day, bool english);
/// `9 h` or `13 h 30` of a time HH:MM; in English the time as it is.
std::string hour_words(const std::string& time, bool english);
/// Why something was refused: the sentence for a reason of the module; a general one for a reason
/// that no grower meets.
std::string refusal_words(const std::string& reason, bool english);

}  // namespace halle::disco_soupe
