#pragma once
// Reads and verifies module packages before any module code is executed. The checks run in a fixed
// order and stop at the first failure. Then loads a module from its file, if it has one.

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

/// The kernel's version; manifests state the range they work with.
inline constexpr int kernel_version = 1;

/// A verified module. Lives as long as the process.
struct Module {
  ::halle::module::v1::Manifest manifest;
  ::halle::module::v1::Package package;
  ::halle::module::v1::PersonalData personal;
  std::string digest;                      // SHA-256 of the package's bytes
  std::string file;                        // path of its own file; empty: linked into the program
  std::string role;                        // its data role in PostgreSQL
  std::vector<bus::MethodRules> provides;  // methods of its services, including streams
  halle_module table{};                    // filled by load()

  int schema() const;  // Number of its last migration, 0 if it has none.
};

/// A module that was refused, and why, in a sentence for the operator.
struct Refusal {
  std::string id;
  std::string sentence;
  Refusal(std::string of, std::string why) : id(std::move(of)), sentence(std::move(why)) {}
};

struct Resolved {
  std::vector<std::unique_ptr<Module>> modules;  // required modules before those that require them
  std::vector<Refusal> refused;
};

/// Whether `id` is a valid module id (it is also the schema's name): lower-case letters, digits and
/// `_`, not a name of the kernel's or of PostgreSQL's.
bool is_module_id(std::string_view id);

/// Opens a module that is linked into the program and verifies what can be verified without the
/// others; `provides` is still empty. Error `halle.module_refused`.
Result<std::unique_ptr<Module>> open_module(halle_module_entry entry);

/// Verifies that the module has a handler for each method it provides, and for no other. Error
/// `halle.module_refused`.
Status check_methods(const Module& module);

/// Finds and verifies the modules of a composition: among `entries` (linked into the program), or
/// in `folder` for those that name a file. No code of a file runs. Adds their methods to
/// `descriptors`, which holds the kernel's. A refused module takes along the modules that need it.
/// Errors: `halle.module_refused` if an essential module is refused, `halle.composition_refused`.
Result<Resolved> resolve(const std::vector<halle_module_entry>& entries,
                         const ::halle::module::v1::Composition& composition,
                         const std::string& folder, bus::Descriptors& descriptors);

/// The module's schema: its migrations, and the functions generated from its declaration of
/// personal data.
Result<db::Schema> schema_of(const Module& module);

/// The extension points that these modules fill.
std::vector<bus::Filler> fillers_of(const std::vector<std::unique_ptr<Module>>& modules);

/// Runs the module's entry function, after loading its file if it has one. Error
/// `halle.module_refused`.
Status load(Module& module);

}  // namespace halle::module
