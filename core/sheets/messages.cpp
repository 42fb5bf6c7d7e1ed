#include "core/sheets/messages.hpp"

namespace halle::sheets {

Sheet sheet_of(const type::v1::SheetImport& message) {
  Sheet sheet;
  sheet.header.assign(message.header().begin(), message.header().end());
  for (const auto& row : message.rows())
    sheet.rows.push_back({row.line(), {row.cells().begin(), row.cells().end()}});
  return sheet;
}

Renamed renamed_of(const type::v1::SheetImport& message) {
  return {message.renamed().begin(), message.renamed().end()};
}

type::v1::SheetImport message_of(const Sheet& sheet) {
  type::v1::SheetImport message;
  for (const auto& heading : sheet.header) message.add_header(heading);
  for (const auto& row : sheet.rows) {
    auto* out = message.add_rows();
    out->set_line(row.line);
    for (const auto& cell : row.cells) out->add_cells(cell);
  }
  return message;
}

void add_rejects(const std::vector<RejectedRow>& rejects, type::v1::SheetReport& report) {
  for (const auto& reject : rejects) {
    auto* row = report.add_rejected();
    row->set_line(reject.line);
    for (const auto& violation : reject.violations) {
      auto* cell = row->add_cells();
      cell->set_column(violation.field);
      cell->set_reason(violation.reason);
      cell->set_value(violation.value);
    }
  }
}

void count(std::string_view verdict, type::v1::SheetReport& report) {
  if (verdict == "created") report.set_created(report.created() + 1);
  if (verdict == "updated") report.set_updated(report.updated() + 1);
  if (verdict == "unchanged") report.set_unchanged(report.unchanged() + 1);
}

}  // namespace halle::sheets
