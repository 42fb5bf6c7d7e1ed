#include "core/supervisor/data/data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <vector>

#include "core/base/text/text.hpp"
#include "core/supervisor/database/postgres.hpp"

namespace halle::supervisor {
namespace fs = std::filesystem;

namespace {
constexpr const char* lock_file = "supervisor.pid";
constexpr std::size_t longest_socket_path = 107;  // sun_path, without its end
// A new cluster takes 40 MB and writes its log ahead; one that is there needs room to go on.
constexpr std::uint64_t room_for_new = std::uint64_t{192} << 20;
constexpr std::uint64_t room_to_go_on = std::uint64_t{16} << 20;

Error refused(const char* reason, const std::string& detail) {
  return {Code::failed_precondition, reason, detail};
}

bool is_taken_everywhere(char c) {
  const std::string_view others = "/._-+@~=";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         others.find(c) != std::string_view::npos;
}

/// The folder and all above it, from the root on, as they are written.
std::vector<std::string> way_to(const std::string& path) {
  std::vector<std::string> way;
  fs::path so_far;
  for (const auto& part : fs::path(path)) way.push_back((so_far /= part).string());
  return way;
}

/// The folders above may be writable by root only; otherwise another user could replace the folder.
Status check_above(const std::string& data, const RunAs& user) {
  std::error_code ignored;
  const auto parent = fs::path(data).parent_path().string();
  auto above = way_to(parent);
  for (auto& real : way_to(fs::weakly_canonical(parent, ignored))) above.push_back(real);
  for (const auto& folder : above) {
    struct stat about {};
    if (::stat(folder.c_str(), &about) != 0) continue;  // it will be ours
    if (!S_ISDIR(about.st_mode)) return refused("halle.not_a_folder", folder);
    const bool sticky = (about.st_mode & S_ISVTX) != 0;
    const bool by_group = (about.st_mode & S_IWGRP) != 0 && about.st_gid == user.gid;
    const bool by_all = (about.st_mode & S_IWOTH) != 0;
    if (about.st_uid == user.uid || ((by_group || by_all) && !sticky))
      return refused("halle.folder_unsafe", folder);
  }
  return Done{};
}

/// The services' user passes through those above that are there; those that are not, we make.
Status check_way(const std::string& data, const RunAs& user) {
  const auto above = way_to(fs::path(data).parent_path());
  return run_as(user, [&]() -> Status {
    for (const auto& folder : above)
      if (::access(folder.c_str(), X_OK) != 0 && errno != ENOENT)
        return refused("halle.folder_closed", folder);
    return Done{};
  });
}

Status check_room(const std::string& data) {
  for (fs::path folder = data; !folder.empty(); folder = folder.parent_path()) {
    struct statvfs disk {};
    if (::statvfs(folder.c_str(), &disk) != 0) {
      if (folder == folder.parent_path()) break;
      continue;
    }
    const bool fresh = !fs::exists(fs::symlink_status(data + "/postgres"));
    if (std::uint64_t{disk.f_bavail} * disk.f_frsize < (fresh ? room_for_new : room_to_go_on))
      return refused("halle.disk_full", folder.string());
    break;
  }
  return Done{};
}

Result<Descriptor> take_lock(const Folder& run, const RunAs& user) {
  // A former version's supervisor holds the file itself, ours is known by the record.
  HALLE_TRY(fd, run.append(lock_file, ours(user, 0600)));
  struct flock record {};
  record.l_type = F_WRLCK;
  record.l_whence = SEEK_SET;
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0 || ::fcntl(fd.get(), F_SETLK, &record) != 0)
    return refused("halle.already_running", fs::path(run.path()).parent_path());
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(fd.get(), 0) != 0 || ::write(fd.get(), pid.data(), pid.size()) < 0)
    return refused(errno == ENOSPC ? "halle.disk_full" : "halle.data_folder_unusable", run.path());
  return fd;
}

/// For a terminal.
std::string printable(std::string line) {
  for (auto& c : line)
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = '?';
  line.resize(std::min<std::size_t>(line.size(), 500));
  return line;
}
}  // namespace

Status check_data_path(const std::string& data, std::size_t longest_socket, const RunAs& user) {
  if (!std::all_of(data.begin(), data.end(), is_taken_everywhere))
    return refused("halle.data_path_refused", data);
  if (sockets_folder(data).size() + 1 + longest_socket > longest_socket_path)
    return refused("halle.data_path_too_long", data);
  if (user.change) {
    HALLE_CHECK(check_above(data, user));
    HALLE_CHECK(check_way(data, user));
  }
  return check_room(data);
}

Result<DataFolder> DataFolder::take(const std::string& data, const RunAs& user) {
  const bool had_cluster = fs::exists(fs::symlink_status(data + "/postgres"));
  const bool had_run = fs::exists(fs::symlink_status(data + "/run"));
  std::error_code error;
  const auto above = fs::path(data).parent_path();
  const mode_t before = ::umask(user.change ? 022 : 077);
  fs::create_directories(above, error);
  ::umask(before);
  if (error) return refused("halle.data_folder_unusable", above);
  const Access entered = ours(user, 0700);
  HALLE_TRY(folder, Folder::take(data, entered));
  HALLE_TRY(run, folder.take_in("run", entered));
  HALLE_TRY(lock, take_lock(run, user));
  run.clear(lock_file);
  HALLE_TRY(log, folder.take_in("log", entered));
  HALLE_TRY(modules, folder.take_in("modules", entered));
  if (fs::is_symlink(fs::symlink_status(data + "/postgres")))
    return refused("halle.not_a_folder", data + "/postgres");
  HALLE_TRY(dumps, folder.take_in("dumps", theirs(user, 0700)));
  HALLE_TRY(sockets, run.take_in("sockets", theirs(user, 0700)));
  return DataFolder(user, std::move(folder), std::move(run), std::move(log), std::move(modules),
                    std::move(sockets), std::move(lock), had_cluster, had_run);
}

Result<Descriptor> DataFolder::open_log(const std::string& name) const {
  return log_.append(name, ours(user_, 0600));
}

void DataFolder::trim_logs(off_t most) const {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(log_.path(), ignored)) {
    const std::string name = entry.path().filename();
    if (!name.ends_with(".log") || log_.size(name) <= most) continue;
    const auto fd = log_.append(name, readable());
    if (!fd) continue;
    // Its writers keep it open: the same file, from its beginning. Full disk or not, it stays
    // small.
    (void)log_.copy(entry.path(), name + ".1", readable());
    if (::ftruncate(fd.value().get(), 0) != 0) continue;
  }
}

std::string DataFolder::last_reason(const std::string& log, off_t since) const {
  const auto lines = split(trim(log_.read(log, since)), '\n');
  return lines.back().starts_with("halle.") ? printable(lines.back()) : std::string{};
}

std::string DataFolder::last_fatal(const std::string& log, off_t since) const {
  const auto lines = split(trim(log_.read(log, since)), '\n');
  for (const auto* word : {" PANIC:  ", " FATAL:  ", " ERROR:  ", "initdb: error: "})
    for (auto line = lines.rbegin(); line != lines.rend(); ++line)
      if (const auto at = line->find(word); at != std::string::npos)
        return printable(line->substr(at + std::string_view(word).size()));
  return {};
}

Result<pid_t> find_supervisor(const std::string& data) {
  const std::string file = data + "/run/" + lock_file;
  const Descriptor fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (fd.get() < 0 && errno == EACCES)
    return Error{Code::permission_denied, "halle.not_allowed", file};
  struct flock record {};
  record.l_type = F_WRLCK;
  record.l_whence = SEEK_SET;
  if (fd.get() < 0 || ::fcntl(fd.get(), F_GETLK, &record) != 0 || record.l_type == F_UNLCK)
    return Error{Code::unavailable, "halle.not_running", data};
  if (record.l_pid <= 0) return refused("halle.running_elsewhere", data);
  return record.l_pid;
}

}  // namespace halle::supervisor
