#pragma once
// Modules added by `halle module install` to those of the composition: modules/ID-DIGEST.so in the
// data folder, and modules/installed.textproto, which lists each with its digest. A new version
// replaces the old one in the list; the old file stays until `forget_others`.

#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "halle/module/v1/manifest.pb.h"

namespace halle::supervisor {

/// The folder of the installed modules.
std::string installed_folder(const std::string& data);
/// The list of installed modules; empty if none was ever installed. Error
/// `halle.composition_refused` if it cannot be parsed.
Result<::halle::module::v1::Composition> read_installed(const std::string& data);
/// Copies `file` into the folder and lists it; returns the entry that had this id before. Error
/// `halle.data_folder_unusable`.
Result<std::optional<::halle::module::v1::ModuleFile>> add_installed(const std::string& data,
                                                                     const std::string& id,
                                                                     const std::string& file);
/// Undoes add_installed, with what it returned.
Status put_back(const std::string& data, const std::string& id,
                const std::optional<::halle::module::v1::ModuleFile>& before);
/// Deletes files of this id that the list does not name.
void forget_others(const std::string& data, const std::string& id);
/// Removes a module from the list; false if it is not listed. Its data in the database stays.
Result<bool> remove_installed(const std::string& data, const std::string& id);

}  // namespace halle::supervisor
