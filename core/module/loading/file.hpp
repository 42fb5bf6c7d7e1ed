#pragma once
// The file (.so) of a native module: its package, read before any of its code runs, and its entry
// function.

#include <string>

#include "core/abi/halle_module.h"
#include "core/base/result.hpp"

namespace halle::module {

/// Reads the section `.halle.module` of a file. Refuses, with `halle.module_refused` and one
/// sentence: a missing file, one writable by others than its owner, one owned by neither root nor
/// this user, one whose SHA-256 differs from `sha256` (hexadecimal; empty: any), and a file that is
/// no module for this machine.
Result<std::string> read_package(const std::string& path, const std::string& sha256);

/// Loads the file for the lifetime of the process and returns its entry function. Runs its
/// constructors.
Result<halle_module_entry> load_entry(const std::string& path);

}  // namespace halle::module
