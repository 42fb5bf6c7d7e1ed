#pragma once
// The host of native modules: reads and verifies what a module says of itself, gives it the table
// of host functions and runs its methods inside their frame.

#include <memory>
#include <string>
#include <vector>

#include "core/abi/halle_module.h"
#include "core/base/clock.hpp"
#include "core/bus/router.hpp"
#include "core/db/connection.hpp"
#include "halle/module/v1/manifest.pb.h"

namespace halle::module {

/// The version of the kernel that manifests state their range of.
inline constexpr int kernel_version = 1;

struct Invariant {
  std::string id;
  std::string_view sql;
};

/// A verified module. Lives as long as the process.
struct Module {
  ::halle::module::v1::Manifest manifest;
  halle_module table{};
  std::string role;  // its data role in the database

  int schema() const;  // number of its last migration, 0 if none
  std::vector<Invariant> invariants() const;
};

/// Opens a native module by its entry and verifies it. Each refusal has a reason an operator
/// understands: `halle.module_refused`, detail one sentence.
Result<std::unique_ptr<Module>> open_module(halle_module_entry entry);

/// Modules in the order of their requirements. Refuses a missing one and a circle.
Result<std::vector<const Module*>> by_requirement(const std::vector<const Module*>& modules);

/// What modules need to run in this node.
struct Environment {
  db::Database& database;
  bus::Router& router;
  Clock clock;
};

/// A handler that runs method number `index` of the module. `environment` and `module` outlive it.
bus::Handler native_handler(const Environment& environment, const Module& module,
                            std::size_t index);

}  // namespace halle::module
