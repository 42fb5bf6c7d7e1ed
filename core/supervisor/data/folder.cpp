#include "core/supervisor/data/folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <vector>

namespace halle::supervisor {
namespace {
constexpr std::size_t longest_read = std::size_t{1} << 20;

/// Whether it is an ordinary file that only we could have made.
bool is_ours(int fd) {
  struct stat about {};
  return fd >= 0 && ::fstat(fd, &about) == 0 && S_ISREG(about.st_mode) &&
         about.st_uid == ::geteuid() && about.st_nlink == 1;
}

bool give(int fd, const Access& access) {
  struct stat about {};
  if (::fstat(fd, &about) != 0) return false;
  const bool same = about.st_uid == access.owner && about.st_gid == access.group;
  return (same || ::fchown(fd, access.owner, access.group) == 0) &&
         ((about.st_mode & 07777) == access.mode || ::fchmod(fd, access.mode) == 0);
}

Error unusable_path(const std::string& path, int error) {
  const char* reason = "halle.data_folder_unusable";
  if (error == ELOOP || error == ENOTDIR) reason = "halle.not_a_folder";
  if (error == ENOSPC || error == EDQUOT) reason = "halle.disk_full";
  return {Code::failed_precondition, reason, path};
}
}  // namespace

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

Access ours(const RunAs& user, mode_t mode) {
  const mode_t group = user.change ? (mode & 0500) >> 3 : 0;
  return {::geteuid(), user.change ? user.gid : ::getegid(), mode | group};
}

Access theirs(const RunAs& user, mode_t mode) {
  return user.change ? Access{user.uid, user.gid, mode} : ours(user, mode);
}

Error Folder::unusable(const std::string& name, int error) const {
  return unusable_path(path(name), error);
}

Result<Folder> Folder::take(const std::string& path, const Access& access) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return unusable_path(path, errno);
  Descriptor fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (fd.get() < 0 || !give(fd.get(), access)) return unusable_path(path, errno);
  return Folder(path, std::move(fd));
}

Result<Folder> Folder::open(const std::string& path) {
  Descriptor fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (fd.get() < 0) return unusable_path(path, errno);
  return Folder(path, std::move(fd));
}

Result<Folder> Folder::take_in(const std::string& name, const Access& access) const {
  if (::mkdirat(fd_.get(), name.c_str(), 0700) != 0 && errno != EEXIST)
    return unusable(name, errno);
  Descriptor fd(::openat(fd_.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (fd.get() < 0 || !give(fd.get(), access)) return unusable(name, errno);
  return Folder(path(name), std::move(fd));
}

Result<Descriptor> Folder::append(const std::string& name, const Access& access) const {
  constexpr int flags = O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  Descriptor fd(::openat(fd_.get(), name.c_str(), flags, 0600));
  if (!is_ours(fd.get())) {
    remove(name);
    fd = Descriptor(::openat(fd_.get(), name.c_str(), flags | O_EXCL, 0600));
  }
  if (fd.get() < 0 || !give(fd.get(), access)) return unusable(name, errno);
  return fd;
}

Status Folder::write(const std::string& name, std::string_view bytes, const Access& access) const {
  const std::string beside = name + ".new";
  remove(beside);
  const Descriptor fd(::openat(fd_.get(), beside.c_str(),
                               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (fd.get() < 0) return unusable(name, errno);
  while (!bytes.empty()) {
    const auto written = ::write(fd.get(), bytes.data(), bytes.size());
    if (written <= 0) return unusable(name, written < 0 ? errno : ENOSPC);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (!give(fd.get(), access)) return unusable(name, errno);
  if (::renameat(fd_.get(), beside.c_str(), fd_.get(), name.c_str()) == 0) return Done{};
  remove(name);  // a folder
  if (::renameat(fd_.get(), beside.c_str(), fd_.get(), name.c_str()) == 0) return Done{};
  return unusable(name, errno);
}

std::string Folder::read(const std::string& name, off_t from) const {
  const Descriptor fd(
      ::openat(fd_.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!is_ours(fd.get())) return {};
  std::string text(longest_read, '\0');
  const auto got = ::pread(fd.get(), text.data(), text.size(), from);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  return text;
}

off_t Folder::size(const std::string& name) const {
  struct stat about {};
  return ::fstatat(fd_.get(), name.c_str(), &about, AT_SYMLINK_NOFOLLOW) == 0 ? about.st_size : 0;
}

void Folder::remove(const std::string& name) const {
  if (::unlinkat(fd_.get(), name.c_str(), 0) == 0 || errno != EISDIR) return;
  // Follows no links (libstdc++ opens each folder from the one above). Reached by descriptor,
  // because another folder may have replaced the one at our path.
  std::error_code ignored;
  std::filesystem::remove_all("/proc/self/fd/" + std::to_string(fd_.get()) + "/" + name, ignored);
}

void Folder::clear(std::string_view but) const {
  std::vector<std::string> names;
  const int own = ::openat(fd_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* open = own < 0 ? nullptr : ::fdopendir(own);
  while (const dirent* entry = open == nullptr ? nullptr : ::readdir(open))
    names.emplace_back(static_cast<const char*>(entry->d_name));
  if (open != nullptr) ::closedir(open);
  for (const auto& name : names)
    if (name != "." && name != ".." && name != but) remove(name);
}

Status Folder::copy(const std::string& from, const std::string& name, const Access& access) const {
  struct stat about {};
  const Descriptor source(::open(from.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (source.get() < 0 || ::fstat(source.get(), &about) != 0 || !S_ISREG(about.st_mode))
    return unusable_path(from, errno);
  remove(name);
  const Descriptor target(::openat(fd_.get(), name.c_str(),
                                   O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (target.get() < 0) return unusable(name, errno);
  for (off_t left = about.st_size; left > 0;) {
    const auto sent =
        ::sendfile(target.get(), source.get(), nullptr, static_cast<std::size_t>(left));
    if (sent <= 0) return unusable(name, sent < 0 ? errno : EIO);
    left -= sent;
  }
  if (!give(target.get(), access)) return unusable(name, errno);
  return Done{};
}

}  // namespace halle::supervisor
