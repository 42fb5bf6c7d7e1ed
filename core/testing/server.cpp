#include "core/testing/server.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "core/db/migrator.hpp"
#include "core/supervisor/database/postgres.hpp"

namespace halle::harness {
namespace fs = std::filesystem;

namespace {
std::string with_database(std::string conninfo, const std::string& database) {
  const std::string from = "dbname=postgres";
  return conninfo.replace(conninfo.find(from), from.size(), "dbname=" + database);
}
}  // namespace

Result<Server*> Server::get() {
  static Server server;
  static const Status started = server.start();
  if (!started) return started.error();
  return &server;
}

Status Server::start() {
  if (sodium_init() < 0) return Error{Code::internal, "halle.no_randomness"};
  std::string name = fs::temp_directory_path() / "halle-test-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr)
    return Error{Code::failed_precondition, "halle.data_folder_unusable", name};
  folder_ = name;
  HALLE_TRY(user, supervisor::choose_user());
  for (const auto* part : {"", "/run", "/run/sockets"}) {
    fs::create_directories(folder_ + part);
    if (user.change && ::chown((folder_ + part).c_str(), user.uid, user.gid) != 0)
      return Error{Code::failed_precondition, "halle.data_folder_unusable", folder_ + part};
  }
  HALLE_TRY(found, supervisor::Postgres::find(folder_, user));
  postgres_ = std::make_unique<supervisor::Postgres>(std::move(found));
  const int log =
      ::open((folder_ + "/postgres.log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const auto pid = [&]() -> Result<pid_t> {
    HALLE_CHECK(postgres_->prepare(log));
    return postgres_->start(log);
  }();
  ::close(log);
  if (!pid) return pid.error();
  pid_ = pid.value();
  return postgres_->wait_ready(pid_);
}

Server::~Server() {
  if (pid_ > 0) {
    ::kill(pid_, SIGINT);
    ::waitpid(pid_, nullptr, 0);
  }
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

std::string Server::admin() const {
  return postgres_->admin_conninfo();
}
std::string Server::admin(const std::string& database) const {
  return with_database(postgres_->admin_conninfo(), database);
}
std::string Server::app(const std::string& database) const {
  return with_database(postgres_->app_conninfo(), database);
}

Status Server::create_database(const std::string& database) const {
  return db::create_database(admin(), database);
}

}  // namespace halle::harness
