#include "core/sheets/reader.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/sdk/call.hpp"

namespace halle::sheets {

Result<type::v1::SheetImport> read_apart(const std::string& program, int file) {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return Error{Code::resource_exhausted, "halle.command_failed"};
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::dup2(file, 0);
    ::dup2(ends[1], 1);
    ::close_range(3, ~0U, 0);
    ::execl(program.c_str(), "halle-sheets", nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  std::string bytes;
  char buffer[65536];
  for (ssize_t got = 0; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    bytes.append(buffer, static_cast<std::size_t>(got));
  ::close(ends[0]);
  int status = 0;
  if (pid > 0) ::waitpid(pid, &status, 0);
  if (pid < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0 || bytes.empty())
    return Error{Code::internal, "halle.command_failed", program};
  if (bytes[0] != 0)
    return sdk::error_from_bytes(static_cast<int>(Code::invalid_argument),
                                 std::string_view(bytes).substr(1));
  type::v1::SheetImport sheet;
  if (!sheet.ParseFromArray(bytes.data() + 1, static_cast<int>(bytes.size() - 1)))
    return Error{Code::internal, "halle.reply_unreadable"};
  return sheet;
}

Result<type::v1::SheetImport> read_apart(const std::string& program, const std::string& content) {
  const int file = ::memfd_create("sheet", MFD_CLOEXEC);
  const bool written =
      file >= 0 &&
      ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
      ::lseek(file, 0, SEEK_SET) == 0;
  auto sheet =
      written
          ? read_apart(program, file)
          : Result<type::v1::SheetImport>(Error{Code::resource_exhausted, "halle.command_failed"});
  if (file >= 0) ::close(file);
  return sheet;
}

}  // namespace halle::sheets
