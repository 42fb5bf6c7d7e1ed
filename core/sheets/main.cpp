// halle-sheets: parses the foreign sheet at stdin in a process of its own (core/apart) and answers
// a serialised halle.type.v1.SheetImport.

#include "core/apart/apart.hpp"
#include "core/sheets/messages.hpp"
#include "core/sheets/sheet.hpp"

namespace {
halle::Result<std::string> read(const std::string& bytes) {
  HALLE_TRY(sheet, halle::sheets::read_csv(bytes));
  return halle::sheets::message_of(sheet).SerializeAsString();
}
}  // namespace

int main() {
  halle::sheets::load_encodings();
  halle::apart::confine({1UL << 30, std::chrono::seconds(30)});
  return halle::apart::answer(read(halle::apart::read_input(halle::sheets::max_bytes)));
}
