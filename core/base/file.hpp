#pragma once
// Files that may exist: the old one or the new one, never half of one.

#include <sys/types.h>

#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace halle {

/// A file that takes the place of `path` only once it is whole: written beside it under a name of
/// its own, flushed to the disk, renamed. Without keep() nothing is left and `path` stays as it
/// was. A link at `path` is replaced, not followed; anything else that is no ordinary file is
/// refused. Errors name `path`: `halle.file_unwritable`, `halle.disk_full`. One thread.
class NewFile {
 public:
  explicit NewFile(std::string path, mode_t mode = 0666);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  /// For what writes by itself; -1 if it could not be opened.
  int descriptor() const { return fd_; }
  /// Whether it could be opened.
  Status opened() const;
  Status write(std::string_view bytes);
  /// Flushes it to the disk and puts it in place. Once.
  Status keep();

 private:
  Error failed(int error) const;

  std::string path_;
  std::string beside_;
  int fd_ = -1;
  int error_ = 0;
};

/// Writes a whole file in that way. `mode` is subject to the umask.
Status write_file(const std::string& path, std::string_view bytes, mode_t mode = 0666);

}  // namespace halle
