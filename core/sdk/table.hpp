#pragma once
// Tables that people take away. For modules that use the kernel's protos.

#include <initializer_list>

#include "core/sdk/call.hpp"
#include "halle/type/v1/sheet.pb.h"

namespace halle::sdk {

/// The rows, whose columns these are, as a table; none if there is no row.
template <class Reply>
void add_table(Reply& reply, const char* title, std::initializer_list<const char*> columns,
               const Rows& rows) {
  if (rows.empty()) return;
  type::v1::Table& table = *reply.add_tables();
  table.set_title(title);
  for (const char* column : columns) table.add_columns(column);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto& row = *table.add_rows();
    for (std::size_t c = 0; c < columns.size(); ++c) row.add_cells(rows[r].text(c));
  }
}

}  // namespace halle::sdk
