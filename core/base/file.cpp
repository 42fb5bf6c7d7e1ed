#include "core/base/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "core/base/ids.hpp"

namespace halle {

NewFile::NewFile(std::string path, mode_t mode) : path_(std::move(path)) {
  struct stat there {};
  if (::lstat(path_.c_str(), &there) == 0 && !S_ISREG(there.st_mode) && !S_ISLNK(there.st_mode)) {
    error_ = S_ISDIR(there.st_mode) ? EISDIR : EINVAL;
    return;
  }
  beside_ = path_ + "." + random_hex(6) + ".new";
  fd_ = ::open(beside_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
  if (fd_ < 0) error_ = errno;
}

NewFile::~NewFile() {
  if (fd_ < 0) return;
  ::close(fd_);
  ::unlink(beside_.c_str());
}

Error NewFile::failed(int error) const {
  const bool full = error == ENOSPC || error == EDQUOT;
  return {Code::failed_precondition, full ? "halle.disk_full" : "halle.file_unwritable", path_};
}

Status NewFile::opened() const {
  if (fd_ < 0) return failed(error_);
  return Done{};
}

Status NewFile::write(std::string_view bytes) {
  HALLE_CHECK(opened());
  while (!bytes.empty()) {
    const auto written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return failed(written < 0 ? errno : ENOSPC);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return Done{};
}

Status NewFile::keep() {
  HALLE_CHECK(opened());
  if (::fsync(fd_) != 0 || ::rename(beside_.c_str(), path_.c_str()) != 0) return failed(errno);
  ::close(fd_);
  fd_ = -1;
  // The name too: the folder it stands in.
  const auto slash = path_.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path_.substr(0, slash + 1);
  if (const int parent = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); parent >= 0) {
    ::fsync(parent);
    ::close(parent);
  }
  return Done{};
}

Status write_file(const std::string& path, std::string_view bytes, mode_t mode) {
  NewFile file(path, mode);
  HALLE_CHECK(file.write(bytes));
  return file.keep();
}

}  // namespace halle
