#pragma once
// Runs halle-sheets (core/apart).

#include <string>

#include "core/base/result.hpp"
#include "halle/type/v1/sheet.pb.h"

namespace halle::sheets {

/// Reads the sheet in an open file with `program`, the path of halle-sheets. Blocks, for 30 s of
/// CPU time and one minute at most. Errors: INVALID_ARGUMENT with what is wrong with the file;
/// `halle.command_failed`.
Result<type::v1::SheetImport> read_apart(const std::string& program, int file);

/// The same for bytes in memory.
Result<type::v1::SheetImport> read_apart(const std::string& program, const std::string& content);

}  // namespace halle::sheets
