#pragma once
// The database of an installation: the embedded PostgreSQL, restarted when it ends, or an external
// server.

#include <optional>
#include <string>

#include "core/db/conninfo.hpp"
#include "core/supervisor/data/data_folder.hpp"
#include "core/supervisor/database/postgres.hpp"
#include "core/supervisor/processes/children.hpp"
#include "core/supervisor/supervisor.hpp"

namespace halle::supervisor {

class Database {
 public:
  /// All arguments must outlive this object.
  Database(const DataFolder& folder, Children& children, const Limits& limits)
      : folder_(folder), children_(children), limits_(limits) {}

  /// Creates the embedded cluster if there is none, starts it and waits until it accepts writes; or
  /// checks that the server at `given` does. Errors: those of Postgres::find, db::check_server and
  /// db::make_node_login, `halle.database_failed` (detail: the server's message),
  /// `halle.database_unavailable`, `halle.stopped`.
  Task<Status> start(std::string given);
  /// Restarts the embedded server if it has ended. Call at every event.
  void tend();
  /// When tend() has to be called next if there is no event.
  Steady::time_point due() const { return due_; }
  /// Stops the embedded server, cleanly if it can in time.
  Task<void> stop();

  /// Connection strings of the administrator and of nodes.
  const std::string& admin() const { return admin_; }
  const std::string& app() const { return app_; }
  std::string program(const std::string& name) const { return postgres_->program(name); }

 private:
  Task<Status> use_server(std::string given);
  Result<db::Login> node_login() const;
  Task<Status> make_cluster();
  Task<Status> wait_ready();
  Status launch();

  const DataFolder& folder_;
  Children& children_;
  const Limits& limits_;
  std::optional<Postgres> postgres_;
  std::string admin_;
  std::string app_;
  pid_t pid_ = -1;
  bool stopping_ = false;
  std::chrono::milliseconds pause_{0};
  Steady::time_point started_{};
  Steady::time_point due_ = Steady::time_point::max();
};

}  // namespace halle::supervisor
