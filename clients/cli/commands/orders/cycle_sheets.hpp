#pragma once
// The sheets of a closed cycle as tables, for `halle cycle export`.

#include <string>
#include <vector>

#include "clients/cli/output.hpp"
#include "clients/cli/session.hpp"

namespace halle::cli {

/// Columns by name; cells are numbers, texts or null.
struct ExportSheet {
  std::vector<std::string> columns;
  std::vector<std::vector<Json>> rows;
};

/// `what`: supplier-orders, allotments, pick-list or balances. Errors are those of the services.
Result<ExportSheet> cycle_sheet(Session& session, const std::string& cycle,
                                const std::string& what);

/// RFC 4180 with commas and decimal points. A text that a spreadsheet would take for a formula gets
/// an apostrophe in front.
std::string sheet_csv(const ExportSheet& sheet);
/// An array of objects.
Json sheet_json(const ExportSheet& sheet);

}  // namespace halle::cli
