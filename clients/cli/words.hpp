#pragma once
// The words for people: sentences for stable reasons, French first, from the locale files that
// each module carries.

#include <string>

#include "core/base/result.hpp"

namespace halle::cli {

/// Whether French is spoken: unless LC_ALL, LC_MESSAGES or LANG (the first that is set) asks for
/// English.
bool french();
/// The sentence for a reason or key; the key itself if there is none.
std::string words(const std::string& key, bool in_french = french());
/// What stands between a name and what is said of it; French has a space before it.
std::string colon(bool in_french = french());
/// Error, with its stable reason and the fields that are wrong, as shown on stderr.
std::string describe(const Error& error);

}  // namespace halle::cli
