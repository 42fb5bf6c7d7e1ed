#pragma once
// One session of PostgreSQL in pipeline mode: statements are queued and travel together, a Sync at
// their end; one wait brings the last result. Between two waits the server is idle, or idle in the
// transaction that BEGIN opened: it reports its statistics and keeps its time limits. Statements
// are prepared once per connection. Used by one thread at a time. A connection that failed is
// thrown away, never silently reconnected.

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

/// An end of waiting.
using Time = std::chrono::steady_clock::time_point;

/// How long a statement may take unless its transaction says otherwise, on both sides of the wire.
inline constexpr std::chrono::seconds statement_limit{10};

/// One parameter, borrowed until the call returns.
struct Param {
  enum class Kind { null, text, bytes };
  Kind kind = Kind::null;
  std::string_view data{};
};

/// Why a statement failed. `error` has the code for the caller; `constraint` names the violated
/// constraint, if it was one.
struct Failure {
  std::string sqlstate;
  std::string constraint;
  Error error;

  /// The transaction may succeed if run again from the start.
  bool retryable() const { return sqlstate == "40001" || sqlstate == "40P01"; }
};

class Connection {
 public:
  /// Connects with a libpq connection string, until then at the latest; without a time: within
  /// statement_limit, as with all that follow. (A name of a host is looked up without limit.)
  /// Error: UNAVAILABLE `halle.database_unavailable`.
  static Result<std::unique_ptr<Connection>> open(const std::string& conninfo, Time until = {});
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Queues a statement that is prepared on first use and kept. Returns its place, for wait().
  std::size_t queue(std::string_view sql, const std::vector<Param>& params = {});
  /// The same for a text that has a value in it and so hardly comes again: it is not kept prepared.
  std::size_t queue_once(const std::string& sql);
  /// Sends what is queued and waits for all of it, until half a second after that time at the most:
  /// the server is to be the first to give up. A session whose answer did not come is broken, and
  /// nobody knows whether its last transaction happened: `halle.database_unavailable`. Returns as a
  /// block (block.hpp) the result of the last statement, or of the one at that place. What is
  /// outside of BEGIN and COMMIT is one transaction. After a failure the session's transaction is
  /// rolled back and the queue empty; last_failure() tells why.
  Result<std::string> wait(std::size_t place = last_place, Time until = {});
  static constexpr std::size_t last_place = static_cast<std::size_t>(-1);
  /// Sends what is queued and ends the transaction; the next wait() reads the answers and ignores
  /// them. Waits itself only if something had to be prepared.
  void rollback(Time until = {});

  /// True if the session can no longer be used.
  bool broken() const;
  /// The same once it has been looked at; costs one system call. For a session nothing is asked of.
  bool gone();
  /// True if that is because an answer did not come in time.
  bool silent() const;
  const Failure& last_failure() const { return failure_; }

  /// The channel of a NOTIFY of another session that has arrived, each once; nothing if none has.
  std::optional<std::string> notification();
  /// Waits until a NOTIFY arrives or the time is over.
  void wait_notification(int milliseconds);

 private:
  struct Impl;
  explicit Connection(std::unique_ptr<Impl> impl);
  Error lose();

  std::unique_ptr<Impl> impl_;
  Failure failure_;
};

/// The same connection string with limits for what it says nothing of: a peer that does not answer
/// is given up after 5 s, one that is silent while nothing is asked is looked after.
std::string with_limits(const std::string& conninfo);

/// The variables by which PostgreSQL's own programs (pg_dump) reach the same database, so that no
/// secret is among their arguments. Empty if the string cannot be read.
std::map<std::string, std::string> environment_of(const std::string& conninfo);

/// Where a database is and how many sessions there are: one for each thread that asks. While it
/// does not answer, one thread at a time waits for it and the others are told at once. Threads that
/// asked end before it does, but for the one that ends it.
class Database {
 public:
  explicit Database(std::string conninfo) : conninfo_(std::move(conninfo)) {}
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  /// This thread's session, opened or replaced if need be. Borrowed; the calling thread only.
  Result<Connection*> for_this_thread(Time until = {});
  const std::string& conninfo() const { return conninfo_; }

 private:
  Result<Connection*> open(std::unique_ptr<Connection>& session, Time until);

  std::string conninfo_;
  std::atomic<bool> silent_ = false;
  std::atomic<bool> asked_ = false;  // by one thread, while it is silent
};

}  // namespace halle::db
