#pragma once
// A module of tests, `holder`, that holds zones of premises for things of its own, as shifts or
// workshops would. Its service `halle.holder.v1.Holder` passes Take, Free, Get and ListFree on to
// `halle.premises.v1.Holds`, for any person who is signed in.

#include "core/abi/halle_module.h"

namespace halle::test {

halle_module_entry holder();

/// A composition with hub and holder in a node, and premises, if wanted, in another.
extern const char* const holder_and_premises;
extern const char* const holder_alone;

}  // namespace halle::test
