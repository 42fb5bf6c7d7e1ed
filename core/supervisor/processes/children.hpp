#pragma once
// The supervisor's event loop and its child processes. One thread, one coroutine at a time: it
// waits for news (a child has ended, a signal has come, a pipe can be read) or for a time, then
// looks what is new. Nothing else waits, so that signals are served from the first moment on.

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

/// An error of what cannot go on.
Error refused(std::string reason, std::string detail = {});

class Children {
 public:
  /// From now on SIGTERM and SIGINT ask to stop, SIGUSR1 to look again at what is installed.
  Children();
  /// Kills what is left and waits for it.
  ~Children();
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;

  /// Runs the loop until `task` has ended; returns what it returned.
  Status run(Task<Status> task);

  bool stop_asked() const { return stop_asked_; }
  void ask_to_stop() { stop_asked_ = true; }
  /// True once for each time that it was asked.
  bool take_reload() { return std::exchange(reload_asked_, false); }

  /// Starts a child that is ours to wait for.
  Result<pid_t> start(const Command& command, const RunAs& user);
  bool runs(pid_t pid) const { return running_.contains(pid); }
  /// The status with which a child of ours ended, as of waitpid(); known until the next start of
  /// one with that id.
  int status_of(pid_t pid) const;

  /// Until something is new, or that time.
  Task<void> news(Steady::time_point until);
  /// Starts a program, waits for its end and returns whether it was a good one. Errors:
  /// `halle.command_failed` (detail: its name), `halle.stopped` (we were asked to stop),
  /// `halle.too_late`; it is killed then.
  Task<Status> finish(Command command, RunAs user, Steady::time_point until);
  /// The same for what blocks (begin_work), with its own error; and it is killed when the child
  /// `needed` ends, if there is one: `halle.command_failed`.
  Task<Status> finish(RunAs user, std::function<Status()> work, Steady::time_point until,
                      pid_t needed = -1);
  /// Asks children to end with a signal and waits for them until then.
  Task<void> ask(std::vector<pid_t> pids, int signal, Steady::time_point until);
  /// Asks children to end with a signal, kills those that have not by then, and waits for all.
  Task<void> stop(std::vector<pid_t> pids, int signal, std::chrono::milliseconds limit);

  /// Calls `read` whenever the descriptor can be read, until it returns false; it is closed then.
  void on_readable(Descriptor fd, std::function<bool(int fd)> read);

  /// Kills processes that were left behind by a child that has ended, if their program has that
  /// name.
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
