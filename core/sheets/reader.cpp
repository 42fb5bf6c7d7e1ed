#include "core/sheets/reader.hpp"

#include "core/apart/apart.hpp"

namespace halle::sheets {
namespace {
template <class Content>
Result<type::v1::SheetImport> read(const std::string& program, const Content& content) {
  constexpr std::chrono::minutes patience{1};
  constexpr std::size_t most = std::size_t{1} << 30;
  auto read = apart::ask({program, patience, most}, content);
  if (!read && read.error().code != Code::invalid_argument)
    return Error{Code::internal, "halle.command_failed", program};
  HALLE_TRY(bytes, std::move(read));
  type::v1::SheetImport sheet;
  if (!sheet.ParseFromString(bytes)) return Error{Code::internal, "halle.reply_unreadable"};
  return sheet;
}
}  // namespace

Result<type::v1::SheetImport> read_apart(const std::string& program, int file) {
  return read(program, file);
}

Result<type::v1::SheetImport> read_apart(const std::string& program, const std::string& content) {
  return read(program, content);
}

}  // namespace halle::sheets
