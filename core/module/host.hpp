#pragma once
// The host of native modules: provides the table of host functions and runs a module's methods
// inside their frame.

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <thread>

#include "core/abi/halle_module.h"
#include "core/base/time/clock.hpp"
#include "core/bus/routing/router.hpp"
#include "core/db/connection.hpp"
#include "core/module/loading/module.hpp"

namespace halle::module {

/// What native modules need in order to run in this node. All references outlive the handlers.
struct Environment {
  db::Database& database;
  bus::Router& router;
  const bus::Descriptors& descriptors;
  Clock clock;
  /// Waits before a call is repeated after a serialisation failure or deadlock.
  std::function<void(std::chrono::milliseconds)> pause = [](std::chrono::milliseconds time) {
    std::this_thread::sleep_for(time);
  };
  /// Key of the secrets that modules derive; empty: they cannot.
  std::string key{};
  /// Texts that root has written for modules, by module id.
  std::map<std::string, std::string, std::less<>> configuration{};
};

/// The secret of a module, an organisation and a label: 64 hexadecimal digits that only the holder
/// of the key can compute.
std::string derived_secret(const std::string& key, const std::string& module,
                           const Uuid& organisation, std::string_view label);

/// The functions that modules may call; see core/abi/halle_module.h.
const halle_host& host_table();

/// Returns a handler that runs a method of a loaded module. The output of a module with a file of
/// its own is checked: a reply that is not valid is refused before the commit
/// (`halle.reply_refused`). A call that fails with 40001 or 40P01 (serialisation failure, deadlock)
/// is run again after a growing pause, until its deadline. `environment` and `module` must outlive
/// the handler.
bus::Handler native_handler(const Environment& environment, const Module& module,
                            const bus::MethodRules& rules);

}  // namespace halle::module
