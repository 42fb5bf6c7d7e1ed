#include "core/supervisor/database/postgres.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "core/db/connection.hpp"

namespace halle::supervisor {
namespace fs = std::filesystem;

namespace {
std::string folder_of(const std::string& version) {
  return "/usr/lib/postgresql/" + version + "/bin";
}

bool is_installed(const std::string& version) {
  return fs::exists(folder_of(version) + "/postgres");
}

/// Version of the cluster's files; empty if there is none. The file belongs to the services' user,
/// so its content is checked.
std::string version_of(const std::string& cluster) {
  const int fd =
      ::open((cluster + "/PG_VERSION").c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return {};
  std::array<char, 8> text{};
  struct stat about {};
  const bool file = ::fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
  const auto got = file ? ::read(fd, text.data(), text.size()) : -1;
  ::close(fd);
  std::string version(text.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  version.resize(std::min(version.find('\n'), version.size()));
  const bool number = std::all_of(version.begin(), version.end(),
                                  [](unsigned char c) { return std::isdigit(c) != 0; });
  return number && !version.empty() ? version : "?";
}
}  // namespace

std::string sockets_folder(const std::string& data) {
  return data + "/run/sockets";
}

Result<Postgres> Postgres::find(const std::string& data, const RunAs& user) {
  if (const std::string made_by = version_of(data + "/postgres"); !made_by.empty()) {
    if (is_installed(made_by)) return Postgres(folder_of(made_by), data, user);
    return Error{Code::failed_precondition, "halle.postgres_version_missing",
                 "postgresql-" + made_by};
  }
  for (int version = 20; version >= 15; --version)
    if (is_installed(std::to_string(version)))
      return Postgres(folder_of(std::to_string(version)), data, user);
  return Error{Code::failed_precondition, "halle.postgres_missing", "postgresql"};
}

bool Postgres::prepared() const {
  return !version_of(data_ + "/postgres").empty();
}

Command Postgres::initdb(const std::string& folder, int log) const {
  return {{program("initdb"), "-D", folder, "-U", "halle_admin", "--auth=peer", "-E", "UTF8",
           "--locale=C.UTF-8", "--data-checksums", "--no-instructions", "--no-sync"},
          {},
          log,
          log,
          {}};
}

Status Postgres::configure(const std::string& folder) const {
  std::ofstream hba(folder + "/pg_hba.conf");
  hba << "local all all peer map=halle\n";
  std::ofstream ident(folder + "/pg_ident.conf");
  for (const auto& who : {user_.name, std::string("root")})
    ident << "halle " << who << " halle_admin\nhalle " << who << " halle_app\n";
  std::ofstream conf(folder + "/postgresql.auto.conf");
  conf << "listen_addresses = ''\n"
          "unix_socket_permissions = 0700\n"
          "shared_buffers = 64MB\n"
          "timezone = 'UTC'\n"
          "log_timezone = 'UTC'\n"
          "jit = off\n"
          "wal_compression = on\n"
          "max_wal_size = 512MB\n"
          "restart_after_crash = on\n";
  if (!hba.flush() || !ident.flush() || !conf.flush())
    return Error{Code::failed_precondition, "halle.data_folder_unusable", folder};
  ::sync();
  return Done{};
}

Command Postgres::server(int log) const {
  // For installations of any age. A node takes about ten connections. After a crash the files are
  // flushed by the file system as a whole: one by one they take seconds.
  return {{program("postgres"), "-D", data_ + "/postgres", "-k", sockets_folder(data_), "-c",
           "max_connections=100", "-c", "recovery_init_sync_method=syncfs"},
          {},
          log,
          log,
          {},
          SIGINT};
}

Status Postgres::prepare(int log) const {
  if (prepared()) return Done{};
  // Made beside and moved, so that an interrupted start leaves nothing half made.
  const std::string fresh = data_ + "/postgres.new";
  std::error_code ignored;
  fs::remove_all(fresh, ignored);
  if (::mkdir(fresh.c_str(), 0700) != 0 ||
      (user_.change && ::chown(fresh.c_str(), user_.uid, user_.gid) != 0))
    return Error{Code::failed_precondition, "halle.data_folder_unusable", fresh};
  HALLE_CHECK(run(initdb(fresh, log), user_));
  HALLE_CHECK(run_as(user_, [&] { return configure(fresh); }));
  fs::rename(fresh, data_ + "/postgres");
  return Done{};
}

Result<pid_t> Postgres::start(int log) const {
  return spawn(server(log), user_);
}

Status Postgres::wait_ready(pid_t pid) const {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (std::chrono::steady_clock::now() < until) {
    if (db::Connection::open(admin_conninfo())) return Done{};
    if (::waitpid(pid, nullptr, WNOHANG) != 0) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return Error{Code::unavailable, "halle.database_unavailable", data_};
}

std::string Postgres::admin_conninfo() const {
  return "host=" + sockets_folder(data_) + " user=halle_admin dbname=postgres connect_timeout=5";
}

std::string Postgres::app_conninfo() const {
  return "host=" + sockets_folder(data_) + " user=halle_app dbname=postgres connect_timeout=5";
}

}  // namespace halle::supervisor
