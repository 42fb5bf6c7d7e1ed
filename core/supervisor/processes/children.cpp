#include "core/supervisor/processes/children.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <exception>
#include <fstream>

namespace halle::supervisor {
namespace asio = boost::asio;

namespace {
std::string name_of(pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/comm");
  std::string name;
  std::getline(in, name);
  return name;
}
}  // namespace

Error refused(std::string reason, std::string detail) {
  return {Code::failed_precondition, std::move(reason), std::move(detail)};
}

Children::Children() : signals_(io_, SIGTERM, SIGINT, SIGCHLD), timer_(io_) {
  signals_.add(SIGUSR1);
  // What a killed database leaves behind comes to us.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  watch();
}

Children::~Children() {
  for (const pid_t pid : running_) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
}

Status Children::run(Task<Status> task) {
  Status done = Done{};
  std::exception_ptr thrown;
  const auto body = [&]() -> Task<void> { done = co_await std::move(task); };
  asio::co_spawn(io_, body(), [&](std::exception_ptr error) {
    thrown = std::move(error);
    io_.stop();
  });
  io_.run();
  if (thrown) std::rethrow_exception(thrown);
  return done;
}

void Children::watch() {
  signals_.async_wait([this](const boost::system::error_code& error, int signal) {
    if (error) return;
    if (signal == SIGUSR1)
      reload_asked_ = true;
    else if (signal != SIGCHLD)
      stop_asked_ = true;
    reap();
    tell();
    watch();
  });
}

void Children::reap() {
  int status = 0;
  for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;)
    if (running_.erase(pid) > 0) ended_[pid] = status;
}

void Children::tell() {
  told_ = true;
  timer_.cancel();
}

Result<pid_t> Children::start(const Command& command, const RunAs& user) {
  HALLE_TRY(pid, spawn(command, user));
  running_.insert(pid);
  ended_.erase(pid);
  return pid;
}

int Children::status_of(pid_t pid) const {
  const auto found = ended_.find(pid);
  return found == ended_.end() ? -1 : found->second;
}

Task<void> Children::news(Steady::time_point until) {
  if (!told_) {
    timer_.expires_at(std::min(until, Steady::now() + std::chrono::hours(1)));
    boost::system::error_code ignored;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  told_ = false;
}

Task<Status> Children::finish(pid_t pid, Steady::time_point until, pid_t needed) {
  const auto goes_on = [&] {
    return runs(pid) && !stop_asked_ && (needed < 0 || runs(needed)) && Steady::now() < until;
  };
  while (goes_on()) co_await news(until);
  if (runs(pid)) {
    const bool alone = needed >= 0 && !runs(needed);  // it says itself why
    ::kill(pid, SIGKILL);
    while (runs(pid)) co_await news(Steady::now() + std::chrono::seconds(1));
    if (alone) co_return refused("halle.command_failed");
    co_return refused(stop_asked_ ? "halle.stopped" : "halle.too_late");
  }
  const int status = status_of(pid);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) co_return Done{};
  co_return refused("halle.command_failed");
}

Task<Status> Children::finish(Command command, RunAs user, Steady::time_point until) {
  const auto pid = start(command, user);
  if (!pid) co_return pid.error();
  auto done = co_await finish(pid.value(), until, -1);
  if (!done && done.error().detail.empty()) done.error().detail = command.arguments[0];
  co_return done;
}

Task<Status> Children::finish(RunAs user, std::function<Status()> work, Steady::time_point until,
                              pid_t needed) {
  const auto begun = begin_work(user, work);
  if (!begun) co_return begun.error();
  const Descriptor answer(begun.value().answer);
  running_.insert(begun.value().pid);
  ended_.erase(begun.value().pid);
  const auto done = co_await finish(begun.value().pid, until, needed);
  if (!done && done.error().reason != "halle.command_failed") co_return done;
  co_return answer_of(begun.value(), status_of(begun.value().pid));
}

Task<void> Children::ask(std::vector<pid_t> pids, int signal, Steady::time_point until) {
  for (const pid_t pid : pids)
    if (runs(pid)) ::kill(pid, signal);
  for (const pid_t pid : pids)
    while (runs(pid) && Steady::now() < until) co_await news(until);
}

Task<void> Children::stop(std::vector<pid_t> pids, int signal, std::chrono::milliseconds limit) {
  co_await ask(pids, signal, Steady::now() + limit);
  co_await ask(pids, SIGKILL, Steady::time_point::max());
}

void Children::on_readable(Descriptor fd, std::function<bool(int fd)> read) {
  const int number = fd.get();
  auto stream = std::make_shared<asio::posix::stream_descriptor>(io_, fd.release());
  stream->async_wait(
      asio::posix::stream_descriptor::wait_read,
      [this, stream, number, read = std::move(read)](const boost::system::error_code& error) {
        if (error) return;
        const bool more = read(number);
        tell();
        if (more) on_readable(Descriptor(stream->release()), read);
      });
}

void Children::kill_orphans(const std::string& program) const {
  const std::string self = std::to_string(::getpid());
  std::ifstream in("/proc/" + self + "/task/" + self + "/children");
  for (pid_t pid = 0; in >> pid;)
    if (!runs(pid) && name_of(pid) == program) ::kill(pid, SIGKILL);
}

}  // namespace halle::supervisor
