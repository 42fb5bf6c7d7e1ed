#pragma once
// Modules before they run: what each says of itself, verified rung by rung before any of its code
// runs, and loaded from its file if it has one of its own.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/abi/halle_module.h"
#include "core/bus/extension_points.hpp"
#include "core/db/migrator.hpp"
#include "halle/module/v1/manifest.pb.h"
#include "halle/module/v1/package.pb.h"
#include "halle/module/v1/personal.pb.h"

namespace halle::module {

/// The version of the kernel that manifests state their range of.
inline constexpr int kernel_version = 1;

/// A verified module. Lives as long as the process.
struct Module {
  ::halle::module::v1::Manifest manifest;
  ::halle::module::v1::Package package;
  ::halle::module::v1::PersonalData personal;
  std::string digest;                      // SHA-256 of the package's bytes
  std::string file;                        // its own, a path; empty: part of the program
  std::string role;                        // its data role in the database
  std::vector<bus::MethodRules> provides;  // the methods of its services, streams too
  halle_module table{};                    // once loaded

  int schema() const;  // number of its last migration, 0 if none
};

/// A module that may not run, and why, in a sentence for an operator.
struct Refusal {
  std::string id;
  std::string sentence;
  Refusal(std::string of, std::string why) : id(std::move(of)), sentence(std::move(why)) {}
};

struct Resolved {
  std::vector<std::unique_ptr<Module>> modules;  // in the order of their requirements
  std::vector<Refusal> refused;
};

/// Whether a module may have this id, which is also a schema's name: small letters, digits and `_`,
/// no name of the kernel's or of PostgreSQL's.
bool is_module_id(std::string_view id);

/// A module of the program, verified as far as it can be alone: what it provides is not known yet.
/// Error `halle.module_refused`.
Result<std::unique_ptr<Module>> open_module(halle_module_entry entry);

/// Verifies that it has a handler for each method it provides, and for no other. Error
/// `halle.module_refused`.
Status check_methods(const Module& module);

/// Finds the modules that a composition names, among `entries`, those of the program, or in
/// `folder` if it names a file, and verifies them: nothing of a file runs. Adds what they say of
/// their methods to `descriptors`, which holds the kernel's. One that is refused takes those that
/// need it along. Errors: `halle.module_refused` if an essential one is refused,
/// `halle.composition_refused`.
Result<Resolved> resolve(const std::vector<halle_module_entry>& entries,
                         const ::halle::module::v1::Composition& composition,
                         const std::string& folder, bus::Descriptors& descriptors);

/// Its schema: migrations, and the functions that follow from what it declares about persons.
Result<db::Schema> schema_of(const Module& module);

/// The fillers of sockets among these modules.
std::vector<bus::Filler> fillers_of(const std::vector<std::unique_ptr<Module>>& modules);

/// Runs the module's entry, loading its file if it has one. Error `halle.module_refused`.
Status load(Module& module);

}  // namespace halle::module
