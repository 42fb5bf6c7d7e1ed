#pragma once
// A private PostgreSQL in a temporary folder for the tests of one program; deleted at its end.

#include <sys/types.h>

#include <memory>
#include <string>

#include "core/base/result.hpp"

namespace halle::supervisor {
class Postgres;
}

namespace halle::harness {

class Server {
 public:
  /// The server of this program, started at the first call. Errors: `halle.postgres_missing`,
  /// `halle.no_ordinary_user`, `halle.database_unavailable`.
  static Result<Server*> get();
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  const std::string& folder() const { return folder_; }
  /// Connection strings: of the administrator, of the administrator in a database, and of a node in
  /// a database.
  std::string admin() const;
  std::string admin(const std::string& database) const;
  std::string app(const std::string& database) const;
  /// Creates an empty database.
  Status create_database(const std::string& database) const;

 private:
  Server() = default;
  Status start();

  std::string folder_;
  std::unique_ptr<supervisor::Postgres> postgres_;
  pid_t pid_ = -1;
};

}  // namespace halle::harness
