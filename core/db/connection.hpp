#pragma once
// One PostgreSQL session in pipeline mode: statements are queued and sent together with a Sync at
// the end; wait() returns the result of the last one. Between two waits the session is idle, or
// idle in the transaction that BEGIN opened, so that the server reports its statistics and applies
// its time limits. Statements are prepared once per connection. Used by one thread at a time. A
// failed connection is discarded, never silently reconnected.

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace halle::db {

/// Until when to wait.
using Time = std::chrono::steady_clock::time_point;

/// Time limit of a statement unless its transaction sets another; applied on both sides of the
/// wire.
inline constexpr std::chrono::seconds statement_limit{10};

/// One parameter, borrowed until the call returns.
struct Param {
  enum class Kind { null, text, bytes };
  Kind kind = Kind::null;
  std::string_view data{};
};

/// Why a statement failed. `error` has the code for the caller; `constraint` is the violated
/// constraint, if any.
struct Failure {
  std::string sqlstate;
  std::string constraint;
  Error error;

  /// Whether the transaction may succeed if it is run again from the start.
  bool retryable() const { return sqlstate == "40001" || sqlstate == "40P01"; }
};

class Connection {
 public:
  /// Connects with a libpq connection string, by `until` at the latest; the default is within
  /// statement_limit, also in the functions below. (Resolving a host name has no limit.) Error:
  /// UNAVAILABLE `halle.database_unavailable`.
  static Result<std::unique_ptr<Connection>> open(const std::string& conninfo, Time until = {});
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Queues a statement that is prepared on first use and kept prepared. Returns its place, for
  /// wait().
  std::size_t queue(std::string_view sql, const std::vector<Param>& params = {});
  /// The same for SQL text that contains a value and so is unlikely to be repeated: it is not kept
  /// prepared.
  std::size_t queue_once(const std::string& sql);
  /// Sends the queue and waits for all results, until half a second after `until` at most: the
  /// server should be the first to give up. If no answer comes, the session is broken and the
  /// outcome of its last transaction is unknown: `halle.database_unavailable`. Returns the result
  /// of the last statement, or of the one at `place`, as a block (block.hpp). Statements outside
  /// BEGIN and COMMIT form one transaction. After a failure the transaction is rolled back and the
  /// queue is empty; last_failure() has the reason.
  Result<std::string> wait(std::size_t place = last_place, Time until = {});
  static constexpr std::size_t last_place = static_cast<std::size_t>(-1);
  /// Sends the queue and rolls the transaction back; the next wait() reads the answers and ignores
  /// them. Waits only if a statement had to be prepared.
  void rollback(Time until = {});

  /// True if the session cannot be used any more.
  bool broken() const;
  /// The same, after checking the connection (one system call); for a session without statements
  /// under way.
  bool gone();
  /// True if it is broken because an answer did not come in time.
  bool silent() const;
  const Failure& last_failure() const { return failure_; }

  /// The channel of a received NOTIFY of another session, each once; empty if there is none.
  std::optional<std::string> notification();
  /// Waits until a NOTIFY arrives or the time has passed.
  void wait_notification(int milliseconds);

 private:
  struct Impl;
  explicit Connection(std::unique_ptr<Impl> impl);
  Error lose();

  std::unique_ptr<Impl> impl_;
  Failure failure_;
};

/// The same connection string with time-outs where it sets none: a connection attempt is given up
/// after 5 s, and TCP keepalives detect a peer that is gone.
std::string with_limits(const std::string& conninfo);

/// The environment variables by which PostgreSQL's own programs (pg_dump) reach the same database,
/// so that no secret appears in their arguments. Empty if the string cannot be parsed.
std::map<std::string, std::string> environment_of(const std::string& conninfo);

/// A database and its sessions, one for each thread that uses it. While it does not answer, one
/// thread at a time waits for it and the others fail at once. All threads that used it must end
/// before it is destroyed, except the one that destroys it.
class Database {
 public:
  explicit Database(std::string conninfo) : conninfo_(std::move(conninfo)) {}
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  /// This thread's session, opened or replaced if necessary. Borrowed; for the calling thread only.
  Result<Connection*> for_this_thread(Time until = {});
  const std::string& conninfo() const { return conninfo_; }

 private:
  Result<Connection*> open(std::unique_ptr<Connection>& session, Time until);

  std::string conninfo_;
  std::atomic<bool> silent_ = false;
  std::atomic<bool> asked_ = false;  // one thread is waiting for it while it is silent
};

}  // namespace halle::db
