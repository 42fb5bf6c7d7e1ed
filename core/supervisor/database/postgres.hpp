#pragma once
// The embedded PostgreSQL: a private cluster in the data folder, unix socket only, peer
// authentication, checksums, durable. Its administrator is the role `halle_admin`, usable by the
// services' user and root.

#include <string>

#include "core/supervisor/processes/process.hpp"

namespace halle::supervisor {

/// Folder of the unix sockets of the database and of the nodes, owned by the services' user.
std::string sockets_folder(const std::string& data);

class Postgres {
 public:
  /// Finds PostgreSQL's programs: those of the version that created the cluster, or the newest if
  /// there is none. `data` is the installation's data folder; the cluster is in data/postgres, its
  /// unix socket in sockets_folder(). Errors: `halle.postgres_missing` if no server is installed,
  /// `halle.postgres_version_missing` if that version is not; detail: the package.
  static Result<Postgres> find(const std::string& data, const RunAs& user);

  /// Whether the cluster exists.
  bool prepared() const;
  /// The command that creates the cluster in an empty folder of the services' user; `log` receives
  /// its output.
  Command initdb(const std::string& folder, int log) const;
  /// Writes its settings; runs with the rights of the services' user.
  Status configure(const std::string& folder) const;
  /// The command that runs the server; it gets SIGINT (clean stop) when the supervisor dies.
  Command server(int log) const;

  // For tests, which may block:
  /// Creates the cluster if there is none, in a folder that the caller may write.
  Status prepare(int log) const;
  Result<pid_t> start(int log) const;
  /// Waits until it accepts connections. Error `halle.database_unavailable`, at once if it has
  /// ended.
  Status wait_ready(pid_t pid) const;

  std::string admin_conninfo() const;
  std::string app_conninfo() const;
  /// Path of a PostgreSQL program, such as pg_dump.
  std::string program(const std::string& name) const { return programs_ + "/" + name; }

 private:
  Postgres(std::string programs, std::string data, RunAs user)
      : programs_(std::move(programs)), data_(std::move(data)), user_(std::move(user)) {}

  std::string programs_;
  std::string data_;
  RunAs user_;
};

}  // namespace halle::supervisor
