#pragma once
// A folder held open by descriptor. Its contents are reached by name from there and never through a
// symbolic link, so that a user with write access elsewhere cannot redirect what the supervisor
// writes. Errors name the path: `halle.data_folder_unusable`, `halle.not_a_folder` (a link or a
// file is in its place), `halle.disk_full`.

#include <sys/types.h>

#include <string>
#include <string_view>
#include <utility>

#include "core/base/result.hpp"
#include "core/supervisor/processes/process.hpp"

namespace halle::supervisor {

/// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

/// Owner, group and mode of a folder or file.
struct Access {
  uid_t owner = 0;
  gid_t group = 0;
  mode_t mode = 0;
};

/// Access for what the supervisor owns; the services' group may read it if the services run as
/// another user.
Access ours(const RunAs& user, mode_t mode);
/// Access for what the services' user owns.
Access theirs(const RunAs& user, mode_t mode);

class Folder {
 public:
  /// Opens an existing folder or creates it (its parent exists), and sets its access.
  static Result<Folder> take(const std::string& path, const Access& access);
  /// Opens an existing folder without changing it.
  static Result<Folder> open(const std::string& path);
  /// take() of a folder inside this one.
  Result<Folder> take_in(const std::string& name, const Access& access) const;

  const std::string& path() const { return path_; }
  std::string path(const std::string& name) const { return path_ + "/" + name; }

  /// Opens a regular file owned by this user for appending, or creates it; anything else of that
  /// name is removed.
  Result<Descriptor> append(const std::string& name, const Access& access) const;
  /// Atomically replaces what has this name by a file.
  Status write(const std::string& name, std::string_view bytes, const Access& access) const;
  /// Reads a file owned by this user from offset `from`, 1 MiB at most; empty if it is missing,
  /// owned by another user or not a regular file.
  std::string read(const std::string& name, off_t from = 0) const;
  /// Its size in bytes; 0 if it is missing.
  off_t size(const std::string& name) const;
  /// Deletes a file or a folder with its contents, if it exists.
  void remove(const std::string& name) const;
  /// Deletes the contents except `but`.
  void clear(std::string_view but = {}) const;
  /// Copies a regular file to `name` in this folder; symbolic links are refused.
  Status copy(const std::string& from, const std::string& name, const Access& access) const;

 private:
  Folder(std::string path, Descriptor fd) : path_(std::move(path)), fd_(std::move(fd)) {}
  Error unusable(const std::string& name, int error) const;

  std::string path_;
  Descriptor fd_;
};

}  // namespace halle::supervisor
