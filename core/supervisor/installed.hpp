#pragma once
// Modules that `halle module install` brought into an installation, beside those of its
// composition: modules/ID.so in the data folder, and modules/installed.textproto, which names each
// with its digest. A module that is installed again replaces the one before.

#include <string>

#include "core/base/result.hpp"
#include "halle/module/v1/manifest.pb.h"

namespace halle::supervisor {

/// Where they lie.
std::string installed_folder(const std::string& data);
/// Their files; none if nothing was ever installed. Error `halle.composition_refused` if the list
/// cannot be read.
Result<::halle::module::v1::Composition> read_installed(const std::string& data);
/// Takes in a copy of `file`. Error `halle.data_folder_unusable`.
Status add_installed(const std::string& data, const std::string& id, const std::string& file);
/// False if there is none of that id. What it keeps in the database stays.
Result<bool> remove_installed(const std::string& data, const std::string& id);

}  // namespace halle::supervisor
