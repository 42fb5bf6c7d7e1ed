#pragma once
// What an installation runs: the composition it was given, what is installed beside it, and what a
// crash has moved since; with copies of the files for those who run them.

#include <set>
#include <string>

#include "core/base/result.hpp"
#include "core/supervisor/data/data_folder.hpp"
#include "halle/module/v1/manifest.pb.h"

namespace halle::supervisor {

class Composer {
 public:
  /// `given`: text of the composition. `modules`: folder of its files. All outlive the composer.
  Composer(const DataFolder& folder, const std::string& given, const std::string& modules)
      : folder_(folder), given_(given), modules_(modules) {}

  /// From now on: what was given and what is installed, without those; null: nothing installed. In
  /// run/composition.textproto, the files in run/modules/. Errors `halle.composition_refused` and
  /// those of Folder.
  Status compose(const std::set<std::string>* without);
  /// Gives a module of that node a node of its own; returns the name of it.
  Result<std::string> move_apart(const std::string& module, const std::string& node);

  const ::halle::module::v1::Composition& composition() const { return composition_; }
  /// The ids of what is installed and runs.
  const std::set<std::string>& installed() const { return installed_; }
  /// Whether a module has that node for itself, or could not have one.
  bool is_alone(const std::string& node) const;
  bool is_there(const std::string& module, const std::string& node) const;
  /// Whether it has a file of its own: it is not in the program.
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
