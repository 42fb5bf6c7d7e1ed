#pragma once
// The Friday opening: members come as they please, whatever the answers take (open loop).

#include "tests/support/running.hpp"

namespace halle::test {

/// `members` of a fresh association come within `seconds`; each looks at the shop, puts ten
/// products into her basket, among them one of which there are too few for all, and confirms. Says
/// what they waited for, from the moment each meant to touch. False if anything was refused that
/// should not have been, or promised twice.
bool play_opening(const Running& running, int members, double seconds);

}  // namespace halle::test
