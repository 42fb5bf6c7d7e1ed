#pragma once
// Conversion of sheets from and to proto messages, for the import methods of modules.

#include <string>
#include <vector>

#include "core/sheets/columns.hpp"
#include "core/sheets/sheet.hpp"
#include "halle/type/v1/sheet.pb.h"

namespace halle::sheets {

Sheet sheet_of(const type::v1::SheetImport& message);
Renamed renamed_of(const type::v1::SheetImport& message);
type::v1::SheetImport message_of(const Sheet& sheet);
/// Adds the rejected rows to a report.
void add_rejects(const std::vector<RejectedRow>& rejects, type::v1::SheetReport& report);
/// Adds a row to the counts of the report; `verdict` is `created`, `updated` or `unchanged`.
void count(std::string_view verdict, type::v1::SheetReport& report);

}  // namespace halle::sheets
