#pragma once
// The table shifts.work: work outside of shifts.

#include "core/sdk/call.hpp"
#include "halle/shifts/v1/shifts.pb.h"

namespace halle::shifts::store {

/// Writes work that waits for a decision. The member is known here.
Result<v1::Work> declare_work(sdk::Call& call, const std::string& member, Day day, int minutes,
                              const std::string& what);

/// Work that waits for a decision, of all members; the latest first, at most 200.
Result<std::vector<v1::Work>> waiting_works(sdk::Call& call);
/// The work of one member; the latest first, at most 200.
Result<std::vector<v1::Work>> works_of(sdk::Call& call, const std::string& member);

/// Decides on work; empty if there is none of that id.
Result<std::optional<v1::Work>> decide_work(sdk::Call& call, const Uuid& id, v1::WorkState state);

}  // namespace halle::shifts::store
