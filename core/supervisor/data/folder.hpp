#pragma once
// A folder that is held open. What is in it is reached by name from there and never through a link,
// so that nobody who may write elsewhere can turn what we write to another file. Errors name the
// path: `halle.data_folder_unusable`, `halle.not_a_folder` (a link or a file stands in its place),
// `halle.disk_full`.

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

/// Whose a folder or file is, and who else reads it.
struct Access {
  uid_t owner = 0;
  gid_t group = 0;
  mode_t mode = 0;
};

/// Who owns what is ours; the services' group reads it if they run as another user.
Access ours(const RunAs& user, mode_t mode);
/// What is the services' own.
Access theirs(const RunAs& user, mode_t mode);

class Folder {
 public:
  /// Opens one that is there, or makes it; its parent is there. From then on it is as `access`
  /// says.
  static Result<Folder> take(const std::string& path, const Access& access);
  /// Opens one that is there, as it is.
  static Result<Folder> open(const std::string& path);
  /// The same as take() of one in it.
  Result<Folder> take_in(const std::string& name, const Access& access) const;

  const std::string& path() const { return path_; }
  std::string path(const std::string& name) const { return path_ + "/" + name; }

  /// Opens an ordinary file of ours to write at its end, or makes one; what else has the name makes
  /// room.
  Result<Descriptor> append(const std::string& name, const Access& access) const;
  /// Puts a whole file there, in place of what has the name.
  Status write(const std::string& name, std::string_view bytes, const Access& access) const;
  /// A file of ours, from that byte on, at most 1 MiB; empty if it is not there, not ours or no
  /// ordinary file.
  std::string read(const std::string& name, off_t from = 0) const;
  /// Bytes of it; 0 if it is not there.
  off_t size(const std::string& name) const;
  /// Deletes a file or a whole folder in it, if it is there.
  void remove(const std::string& name) const;
  /// Deletes all in it but that.
  void clear(std::string_view but = {}) const;
  /// Copies an ordinary file to `name` in it, never what a link leads to.
  Status copy(const std::string& from, const std::string& name, const Access& access) const;

 private:
  Folder(std::string path, Descriptor fd) : path_(std::move(path)), fd_(std::move(fd)) {}
  Error unusable(const std::string& name, int error) const;

  std::string path_;
  Descriptor fd_;
};

}  // namespace halle::supervisor
