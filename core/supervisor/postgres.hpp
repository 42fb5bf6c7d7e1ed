#pragma once
// The embedded PostgreSQL: a private cluster in the data folder, unix socket only, peer
// authentication, checksums, durable. Its administrator is the role `halle_admin`, for the user
// that runs it and for root.

#include <string>

#include "core/supervisor/process.hpp"

namespace halle::supervisor {

class Postgres {
 public:
  /// `data` is the installation's data folder; the cluster is in data/postgres, its socket in
  /// data/run. Error `halle.postgres_missing` if no server is installed.
  static Result<Postgres> find(const std::string& data, const RunAs& user);

  /// Makes the cluster if there is none.
  Status prepare() const;
  /// Starts the server; it is stopped (SIGINT, clean) when we die.
  Result<pid_t> start() const;
  /// Waits until it takes connections. Error `halle.database_unavailable`.
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
