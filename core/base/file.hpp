#pragma once
// Atomic replacement of files: a reader sees the old file or the new one, never a part of one.

#include <sys/types.h>

#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace halle {

/// A file that replaces `path` only when it is complete: written beside it under a temporary name,
/// flushed to disk, renamed. Without keep() it is deleted and `path` is unchanged. A symbolic link
/// at `path` is replaced, not followed; anything else that is no regular file is refused. Errors
/// name `path`: `halle.file_unwritable`, `halle.disk_full`. Used by one thread.
class NewFile {
 public:
  explicit NewFile(std::string path, mode_t mode = 0666);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  /// Descriptor for direct writing; -1 if the file could not be opened.
  int descriptor() const { return fd_; }
  /// The error if the file could not be opened.
  Status opened() const;
  Status write(std::string_view bytes);
  /// Flushes the file to disk and renames it to `path`. Call once.
  Status keep();

 private:
  Error failed(int error) const;

  std::string path_;
  std::string beside_;
  int fd_ = -1;
  int error_ = 0;
};

/// Writes a whole file in the same way. `mode` is subject to the umask.
Status write_file(const std::string& path, std::string_view bytes, mode_t mode = 0666);

}  // namespace halle
