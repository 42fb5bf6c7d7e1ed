#include "services/catalogue/domain/import.hpp"

#include <utility>

#include "core/base/text/text.hpp"

namespace halle::catalogue {

const std::vector<sheets::Column>& product_columns() {
  static const std::vector<sheets::Column> columns = [] {
    std::vector<sheets::Column> all;
    for (const auto& column : sheet_columns)
      all.push_back(
          {std::string(column.key), split(column.headings, '|'), !column.missing.empty()});
    return all;
  }();
  return columns;
}

Result<ParsedProducts> parse_products(const sheets::Sheet& sheet, const sheets::Renamed& renamed) {
  HALLE_TRY(mapping, sheets::map_columns(sheet.header, product_columns(), renamed));
  ParsedProducts parsed;
  std::set<std::string> codes;
  for (const auto& row : sheet.rows) {
    ProductReader reader(row, mapping, codes);
    reader.read_all();
    sheets::check_width(row, sheet, reader.violations);
    if (reader.violations.empty())
      parsed.rows.push_back(std::move(reader.product));
    else
      parsed.rejects.push_back({row.line, std::move(reader.violations)});
  }
  parsed.ignored = std::move(mapping.ignored);
  for (std::size_t i = 0; i < mapping.index_by_column.size(); ++i)
    if (mapping.index_by_column[i] >= 0) parsed.present.insert(product_columns()[i].key);
  return parsed;
}

}  // namespace halle::catalogue
