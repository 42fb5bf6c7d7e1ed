#pragma once
// The host of native modules: gives them the table of host functions and runs their methods inside
// their frame.

#include <chrono>
#include <functional>
#include <thread>

#include "core/abi/halle_module.h"
#include "core/base/time/clock.hpp"
#include "core/bus/routing/router.hpp"
#include "core/db/connection.hpp"
#include "core/module/loading/module.hpp"

namespace halle::module {

/// What modules need to run in this node.
struct Environment {
  db::Database& database;
  bus::Router& router;
  const bus::Descriptors& descriptors;
  Clock clock;
  /// Waits between two attempts of a call that met another one.
  std::function<void(std::chrono::milliseconds)> pause = [](std::chrono::milliseconds time) {
    std::this_thread::sleep_for(time);
  };
};

/// What modules call; see core/abi/halle_module.h.
const halle_host& host_table();

/// A handler that runs a method of a loaded module. A module with a file of its own is not taken at
/// its word: a reply that is none is refused before anything is committed (`halle.reply_refused`).
/// One that met another in the database (40001, 40P01) is tried again after a growing pause, as
/// long as its deadline allows. `environment` and `module` outlive it.
bus::Handler native_handler(const Environment& environment, const Module& module,
                            const bus::MethodRules& rules);

}  // namespace halle::module
