#include "core/supervisor/postgres.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "core/db/connection.hpp"

namespace halle::supervisor {
namespace fs = std::filesystem;

Result<Postgres> Postgres::find(const std::string& data, const RunAs& user) {
  for (int version = 20; version >= 15; --version) {
    const std::string programs = "/usr/lib/postgresql/" + std::to_string(version) + "/bin";
    if (fs::exists(programs + "/postgres")) return Postgres(programs, data, user);
  }
  return Error{Code::failed_precondition, "halle.postgres_missing"};
}

Status Postgres::prepare() const {
  const std::string cluster = data_ + "/postgres";
  if (fs::exists(cluster + "/PG_VERSION")) return Done{};
  // Made beside and moved, so that an interrupted start leaves nothing half made.
  const std::string fresh = cluster + ".new";
  std::error_code ignored;
  fs::remove_all(fresh, ignored);
  HALLE_CHECK(
      run({{program("initdb"), "-D", fresh, "-U", "halle_admin", "--auth=peer", "-E", "UTF8",
            "--locale=C.UTF-8", "--data-checksums", "--no-instructions", "--no-sync"},
           {},
           data_ + "/log/initdb.log"},
          user_));
  {
    std::ofstream hba(fresh + "/pg_hba.conf");
    hba << "local all all peer map=halle\n";
    std::ofstream ident(fresh + "/pg_ident.conf");
    for (const auto& who : {user_.name, std::string("root")})
      ident << "halle " << who << " halle_admin\nhalle " << who << " halle_app\n";
    std::ofstream conf(fresh + "/postgresql.auto.conf");
    conf << "listen_addresses = ''\n"
            "unix_socket_permissions = 0700\n"
            "shared_buffers = 64MB\n"
            "timezone = 'UTC'\n"
            "log_timezone = 'UTC'\n"
            "jit = off\n"
            "wal_compression = on\n"
            "max_wal_size = 512MB\n"
            "restart_after_crash = on\n";
  }
  fs::rename(fresh, cluster);
  ::sync();
  return Done{};
}

Result<pid_t> Postgres::start() const {
  const std::string cluster = data_ + "/postgres";
  // A node takes about ten; installations made when fewer nodes were the most have it too.
  return spawn(
      {{program("postgres"), "-D", cluster, "-k", data_ + "/run", "-c", "max_connections=100"},
       {},
       data_ + "/log/postgres.log",
       -1,
       2},
      user_);
}

Status Postgres::wait_ready(pid_t pid) const {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (std::chrono::steady_clock::now() < until) {
    if (db::Connection::open(admin_conninfo())) return Done{};
    if (::kill(pid, 0) != 0) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return Error{Code::unavailable, "halle.database_unavailable",
               "see " + data_ + "/log/postgres.log"};
}

std::string Postgres::admin_conninfo() const {
  return "host=" + data_ + "/run user=halle_admin dbname=postgres connect_timeout=5";
}

std::string Postgres::app_conninfo() const {
  return "host=" + data_ + "/run user=halle_app dbname=postgres connect_timeout=5";
}

}  // namespace halle::supervisor
