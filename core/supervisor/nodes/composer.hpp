#pragma once
// The composition that an installation runs: the one it was given, the installed modules, and the
// modules moved to nodes of their own after crashes; with copies of the files for the processes
// that read them.

#include <set>
#include <string>

#include "core/base/result.hpp"
#include "core/supervisor/data/data_folder.hpp"
#include "halle/module/v1/manifest.pb.h"

namespace halle::supervisor {

class Composer {
 public:
  /// `given`: text of the composition. `modules`: folder of its module files. All arguments must
  /// outlive the composer.
  Composer(const DataFolder& folder, const std::string& given, const std::string& modules)
      : folder_(folder), given_(given), modules_(modules) {}

  /// Composes what was given and what is installed, without the modules of `without` (null: without
  /// any installed module). Writes run/composition.textproto and copies the module files to
  /// run/modules/. Errors: `halle.composition_refused`, those of Folder.
  Status compose(const std::set<std::string>* without);
  /// Moves a module from `node` to a node of its own; returns the new node's name.
  Result<std::string> move_apart(const std::string& module, const std::string& node);

  const ::halle::module::v1::Composition& composition() const { return composition_; }
  /// Ids of the installed modules that run.
  const std::set<std::string>& installed() const { return installed_; }
  /// Whether the node runs a single module, or its module cannot be moved.
  bool is_alone(const std::string& node) const;
  bool is_there(const std::string& module, const std::string& node) const;
  /// Whether the module has a file of its own (is not linked into the program).
  bool is_foreign(const std::string& module) const;
  std::string file() const { return folder_.run().path("composition.textproto"); }

  /// Adds a line to run/notices: instant, reason, module, node, detail.
  void note(const std::string& reason, const std::string& module, const std::string& node,
            const std::string& detail = {}) const;

 private:
  void add_installed(const ::halle::module::v1::Composition& list,
                     const std::set<std::string>& without);
  Status copy_modules() const;
  Status write() const;

  const DataFolder& folder_;
  const std::string& given_;
  const std::string& modules_;
  ::halle::module::v1::Composition composition_;
  std::set<std::string> installed_;
};

}  // namespace halle::supervisor
