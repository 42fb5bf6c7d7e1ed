#pragma once
// The supervisor's event loop and its child processes. One thread, one coroutine at a time: it
// waits for an event (a child has ended, a signal has arrived, a pipe is readable) or for a time,
// then checks what has changed. Nothing else blocks, so that signals are handled from the first
// moment on.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/supervisor/data/folder.hpp"
#include "core/supervisor/processes/process.hpp"

namespace halle::supervisor {

using Steady = std::chrono::steady_clock;
template <class T>
using Task = boost::asio::awaitable<T>;

/// A FAILED_PRECONDITION error with this reason.
Error refused(std::string reason, std::string detail = {});

class Children {
 public:
  /// Installs signal handling: SIGTERM and SIGINT ask to stop, SIGUSR1 to reload the installed
  /// modules.
  Children();
  /// Kills the remaining children and waits for them.
  ~Children();
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;

  /// Runs the loop until `task` has ended; returns its result.
  Status run(Task<Status> task);

  bool stop_asked() const { return stop_asked_; }
  void ask_to_stop() { stop_asked_ = true; }
  /// Whether a reload was asked for since the last call.
  bool take_reload() { return std::exchange(reload_asked_, false); }

  /// Starts a child process.
  Result<pid_t> start(const Command& command, const RunAs& user);
  bool runs(pid_t pid) const { return running_.contains(pid); }
  /// The waitpid() status of a child that has ended; known until a child with the same pid is
  /// started.
  int status_of(pid_t pid) const;

  /// Waits for the next event, or until that time.
  Task<void> news(Steady::time_point until);
  /// Starts a program and waits for its end; success is exit status 0. Errors:
  /// `halle.command_failed` (detail: its name); `halle.stopped` (the supervisor was asked to stop)
  /// and `halle.too_late`, after which it is killed.
  Task<Status> finish(Command command, RunAs user, Steady::time_point until);
  /// The same for a blocking function (begin_work), with its own error. It is also killed when the
  /// child `needed` ends, if given: `halle.command_failed`.
  Task<Status> finish(RunAs user, std::function<Status()> work, Steady::time_point until,
                      pid_t needed = -1);
  /// Sends a signal to children and waits for their end, until that time at most.
  Task<void> ask(std::vector<pid_t> pids, int signal, Steady::time_point until);
  /// Sends a signal to children, kills those that have not ended within `limit`, and waits for all.
  Task<void> stop(std::vector<pid_t> pids, int signal, std::chrono::milliseconds limit);

  /// Calls `read` whenever the descriptor is readable, until it returns false; then closes it.
  void on_readable(Descriptor fd, std::function<bool(int fd)> read);

  /// Kills the processes of program `program` that an ended child left behind.
  void kill_orphans(const std::string& program) const;

 private:
  Task<Status> finish(pid_t pid, Steady::time_point until, pid_t needed);
  void watch();
  void reap();
  void tell();

  boost::asio::io_context io_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer timer_;
  std::set<pid_t> running_;
  std::map<pid_t, int> ended_;
  bool told_ = false;
  bool stop_asked_ = false;
  bool reload_asked_ = false;
};

}  // namespace halle::supervisor
