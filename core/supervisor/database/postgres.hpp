#pragma once
// The embedded PostgreSQL: a private cluster in the data folder, unix socket only, peer
// authentication, checksums, durable. Its administrator is the role `halle_admin`, for the user
// that runs it and for root.

#include <string>

#include "core/supervisor/processes/process.hpp"

namespace halle::supervisor {

/// Where the sockets of the database and of the nodes are: the services' own.
std::string sockets_folder(const std::string& data);

class Postgres {
 public:
  /// `data` is the installation's data folder; the cluster is in data/postgres, its socket in
  /// sockets_folder(). The programs are those of the version that made the cluster, the newest ones
  /// if there is none. Errors: `halle.postgres_missing` if no server is installed,
  /// `halle.postgres_version_missing` if not that one; detail: the package.
  static Result<Postgres> find(const std::string& data, const RunAs& user);

  /// Whether there is a cluster.
  bool prepared() const;
  /// Makes the cluster in a folder of the user's that is empty; `log` gets what it says.
  Command initdb(const std::string& folder, int log) const;
  /// Writes its settings, with the rights of the caller: the user.
  Status configure(const std::string& folder) const;
  /// The server; it is stopped (SIGINT, clean) when we die.
  Command server(int log) const;

  // For tests, which may wait:
  /// Makes the cluster if there is none, in a folder that the caller may write.
  Status prepare(int log) const;
  Result<pid_t> start(int log) const;
  /// Waits until it takes connections. Error `halle.database_unavailable`, at once if it has ended.
  Status wait_ready(pid_t pid) const;

  std::string admin_conninfo() const;
  std::string app_conninfo() const;
  /// A program of PostgreSQL, such as pg_dump.
  std::string program(const std::string& name) const { return programs_ + "/" + name; }

 private:
  Postgres(std::string programs, std::string data, RunAs user)
      : programs_(std::move(programs)), data_(std::move(data)), user_(std::move(user)) {}

  std::string programs_;
  std::string data_;
  RunAs user_;
};

}  // namespace halle::supervisor
