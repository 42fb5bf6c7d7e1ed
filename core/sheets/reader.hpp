#pragma once
// Runs halle-sheets (core/apart).

#include <string>

#include "core/base/result.hpp"
#include "halle/type/v1/sheet.pb.h"

namespace halle::sheets {

/// The sheet in an open file, read by `program` (path of halle-sheets). Blocks, up to its 30 s of
/// CPU and a minute. Errors: INVALID_ARGUMENT with what is wrong with the file;
/// `halle.command_failed`.
Result<type::v1::SheetImport> read_apart(const std::string& program, int file);

/// The same of bytes.
Result<type::v1::SheetImport> read_apart(const std::string& program, const std::string& content);

}  // namespace halle::sheets
