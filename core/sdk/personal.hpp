#pragma once
// Export and erasure of personal data, as a module declares it in its personal.textproto
// (halle.module.v1.PersonalData). For modules that use the kernel's protos.

#include <optional>
#include <string>

#include "core/sdk/call.hpp"
#include "halle/type/v1/sheet.pb.h"

namespace halle::sdk {

struct PersonalCell {
  std::string title;
  std::string heading;
  std::optional<std::string> cell;
};
HALLE_ROW(PersonalCell, title, heading, cell)

/// Adds to the reply the tables that `module` (the caller's own id) declares about the person with
/// the number `subject`; a table without rows is left out. Runs in the call's transaction.
template <class Reply>
Status add_personal(Call& call, const std::string& module, const std::string& subject,
                    Reply& reply) {
  HALLE_TRY(cells,
            call.query<PersonalCell>(
                "SELECT title, heading, cell FROM " + module + ".halle_personal($1)", subject));
  type::v1::Table* table = nullptr;
  for (const auto& [title, heading, cell] : cells) {
    if (table == nullptr || table->title() != title) {
      table = reply.add_tables();
      table->set_title(title);
    }
    if (table->rows_size() == 0 || heading == table->columns(0)) table->add_rows();
    if (table->rows_size() == 1) table->add_columns(heading);
    table->mutable_rows(table->rows_size() - 1)->add_cells(cell.value_or(""));
  }
  return Done{};
}

/// Queues, in the call's transaction, the erasure that `module` (the caller's own id) declares for
/// that person.
inline void forget_personal(Call& call, const std::string& module, const std::string& subject) {
  call.queue("SELECT " + module + ".halle_forget($1)", subject);
}

}  // namespace halle::sdk
