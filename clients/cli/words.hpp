#pragma once
// The words for people: sentences for stable reasons, French first, from the locale files that
// each module carries.

#include <string>

#include "core/base/result.hpp"

namespace halle::cli {

/// The sentence for a reason or key; the key itself if there is none. English if LC_ALL,
/// LC_MESSAGES or LANG (the first that is set) asks for it, French otherwise.
std::string words(const std::string& key);
/// Whether French is spoken.
bool french();
/// Error, with its stable reason and the fields that are wrong, as shown on stderr.
std::string describe(const Error& error);

}  // namespace halle::cli
