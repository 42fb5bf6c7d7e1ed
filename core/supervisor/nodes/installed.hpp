#pragma once
// Modules that `halle module install` brought into an installation, beside those of its
// composition: modules/ID-DIGEST.so in the data folder, and modules/installed.textproto, which
// names each with its digest. A module that is installed again takes the place of the one before,
// whose file stays until `forget_others`.

#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "halle/module/v1/manifest.pb.h"

namespace halle::supervisor {

/// Where they lie.
std::string installed_folder(const std::string& data);
/// Their files; none if nothing was ever installed. Error `halle.composition_refused` if the list
/// cannot be read.
Result<::halle::module::v1::Composition> read_installed(const std::string& data);
/// Takes in a copy of `file`; returns what had that id before. Error `halle.data_folder_unusable`.
Result<std::optional<::halle::module::v1::ModuleFile>> add_installed(const std::string& data,
                                                                     const std::string& id,
                                                                     const std::string& file);
/// Undoes add_installed, with what it returned.
Status put_back(const std::string& data, const std::string& id,
                const std::optional<::halle::module::v1::ModuleFile>& before);
/// Deletes files of that id that the list does not name.
void forget_others(const std::string& data, const std::string& id);
/// False if there is none of that id. What it keeps in the database stays.
Result<bool> remove_installed(const std::string& data, const std::string& id);

}  // namespace halle::supervisor
