#pragma once
// The host of native modules: gives them the table of host functions and runs their methods inside
// their frame.

#include "core/abi/halle_module.h"
#include "core/base/clock.hpp"
#include "core/bus/router.hpp"
#include "core/db/connection.hpp"
#include "core/module/module.hpp"

namespace halle::module {

/// What modules need to run in this node.
struct Environment {
  db::Database& database;
  bus::Router& router;
  const bus::Descriptors& descriptors;
  Clock clock;
};

/// What modules call; see core/abi/halle_module.h.
const halle_host& host_table();

/// A handler that runs a method of a loaded module. A module with a file of its own is not taken at
/// its word: a reply that is none is refused before anything is committed (`halle.reply_refused`).
/// `environment` and `module` outlive it.
bus::Handler native_handler(const Environment& environment, const Module& module,
                            const bus::MethodRules& rules);

}  // namespace halle::module
