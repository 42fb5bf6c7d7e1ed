#pragma once
// What a calendar of a zone says. Pure.

#include <string>

#include "core/base/ids.hpp"

namespace halle::premises {

/// What an entry says: the purpose if the reader may know it, else that the time is taken.
/// `association`: name of the one that has booked, added where the reader sees all.
std::string entry_title(bool may_know, bool sees_all, bool asked, const std::string& association,
                        const std::string& title, bool english);

}  // namespace halle::premises
