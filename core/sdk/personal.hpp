#pragma once
// What a module declares about persons in its personal.textproto (halle.module.v1.PersonalData),
// exported and forgotten. For modules that use the kernel's protos.

#include <string>

#include "core/sdk/call.hpp"
#include "halle/type/v1/sheet.pb.h"

namespace halle::sdk {

/// Adds the tables that `module`, the caller's own id, declares about the person whom the
/// organisation knows by the number `subject`; none for a table without a row. Runs in the call's
/// transaction.
template <class Reply>
Status add_personal(Call& call, const std::string& module, const std::string& subject,
                    Reply& reply) {
  HALLE_TRY(cells, call.query("SELECT title, heading, cell FROM " + module + ".halle_personal($1)",
                              subject));
  type::v1::Table* table = nullptr;
  for (std::size_t r = 0; r < cells.size(); ++r) {
    const std::string title = cells[r].text(0);
    const std::string heading = cells[r].text(1);
    if (table == nullptr || table->title() != title) {
      table = reply.add_tables();
      table->set_title(title);
    }
    if (table->rows_size() == 0 || heading == table->columns(0)) table->add_rows();
    if (table->rows_size() == 1) table->add_columns(heading);
    table->mutable_rows(table->rows_size() - 1)->add_cells(cells[r].text(2));
  }
  return Done{};
}

/// Clears and deletes in the call's transaction what `module`, the caller's own id, declares as
/// forgotten with that person.
inline void forget_personal(Call& call, const std::string& module, const std::string& subject) {
  call.queue("SELECT " + module + ".halle_forget($1)", subject);
}

}  // namespace halle::sdk
