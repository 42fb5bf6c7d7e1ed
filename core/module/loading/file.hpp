#pragma once
// The file of a native module: what it says of itself, read before any of its code runs, and its
// entry.

#include <string>

#include "core/abi/halle_module.h"
#include "core/base/result.hpp"

namespace halle::module {

/// Reads the section `.halle.module` of a file. Refuses, with `halle.module_refused` and one
/// sentence, what is not there, what others than its owner may write, what belongs to neither root
/// nor us, what has another digest than `sha256` (hexadecimal; empty: any) and what is no module
/// for this machine.
Result<std::string> read_package(const std::string& path, const std::string& sha256);

/// Loads the file, for the life of the process, and finds its entry. Runs its constructors.
Result<halle_module_entry> load_entry(const std::string& path);

}  // namespace halle::module
