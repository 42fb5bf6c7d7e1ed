#include "core/apart/apart.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <iostream>

#include "core/sdk/call.hpp"

namespace halle::apart {
namespace {
using Clock = std::chrono::steady_clock;
constexpr int not_started = 127;

void limit(__rlimit_resource what, rlim_t most, rlim_t hardest) {
  const rlimit both{most, hardest};
  setrlimit(what, &both);
}
void limit(__rlimit_resource what, rlim_t most) {
  limit(what, most, most);
}

/// In the child, between fork and exec: only calls that are safe there.
[[noreturn]] void become(const char* program, int input, int output, pid_t parent) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (getppid() != parent) ::_exit(not_started);
  // Out of the way of the numbers that they get.
  input = ::fcntl(input, F_DUPFD_CLOEXEC, 3);
  output = ::fcntl(output, F_DUPFD_CLOEXEC, 3);
  const int errors = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  ::dup2(input, 0);
  ::dup2(output, 1);
  ::dup2(errors, 2);
  ::close_range(3, ~0U, 0);
  const char* const arguments[] = {program, nullptr};
  const char* const environment[] = {nullptr};
  ::execve(program, const_cast<char* const*>(arguments), const_cast<char* const*>(environment));
  ::_exit(not_started);
}

/// Whether it can be read, or has ended, in time.
bool ready(int descriptor, Clock::time_point until) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd one{descriptor, POLLIN, 0};
    const int found = ::poll(&one, 1, static_cast<int>(std::clamp<long>(left, 0, 1 << 30)));
    if (found >= 0 || errno != EINTR) return found > 0;
  }
}

struct Ended {
  bool late = false;
  int status = 0;
  std::string output;
};

/// Reads what a child writes until it has ended, or ends it.
Ended follow(pid_t pid, int output, std::size_t most, Clock::time_point until) {
  Ended ended;
  const auto read_some = [&] {
    if (!ready(output, until)) {
      ended.late = true;
      return false;
    }
    char buffer[65536];
    const auto got = ::read(output, buffer, sizeof buffer);
    if (got > 0) ended.output.append(buffer, static_cast<std::size_t>(got));
    return got > 0 && ended.output.size() <= most;
  };
  while (read_some()) {
  }
  // What has closed its output may run on.
  const int child = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (!ended.late && ended.output.size() <= most) ended.late = child < 0 || !ready(child, until);
  if (child >= 0) ::close(child);
  if (ended.late || ended.output.size() > most) ::kill(pid, SIGKILL);
  while (::waitpid(pid, &ended.status, 0) < 0 && errno == EINTR) {
  }
  return ended;
}

/// Bytes as an open file; -1 if there is no room.
int file_of(std::string_view content) {
  const int file = ::memfd_create("content", MFD_CLOEXEC);
  if (file < 0) return -1;
  const bool whole =
      ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
      ::lseek(file, 0, SEEK_SET) == 0;
  if (whole) return file;
  ::close(file);
  return -1;
}
}  // namespace

void confine(const Limits& limits) {
  const auto seconds = static_cast<rlim_t>(limits.cpu.count());
  limit(RLIMIT_CPU, seconds, seconds + 1);  // SIGXCPU, which says why, and only then SIGKILL
  limit(RLIMIT_CORE, 0);
#ifndef __SANITIZE_ADDRESS__
  limit(RLIMIT_AS, limits.memory);
  limit(RLIMIT_NOFILE, 3);  // stdin, stdout and stderr are open
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_NPROC, 0);
#endif
}

std::string read_input(std::size_t most) {
  std::string bytes;
  char buffer[65536];
  while (bytes.size() <= most) {
    const auto got = ::read(0, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    bytes.append(buffer, static_cast<std::size_t>(got));
  }
  bytes.resize(std::min(bytes.size(), most + 1));
  return bytes;
}

int answer(const Result<std::string>& read) {
  if (read)
    std::cout << '\0' << read.value() << std::flush;
  else
    std::cout << '\1' << sdk::error_bytes(read.error()) << std::flush;
  return std::cout ? 0 : 1;
}

Result<std::string> ask(const Program& program, int file) {
  const auto until = Clock::now() + program.patience;
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return Error{Code::resource_exhausted, "halle.command_failed"};
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) become(program.path.c_str(), file, ends[1], parent);
  ::close(ends[1]);
  if (pid < 0) {
    ::close(ends[0]);
    return Error{Code::resource_exhausted, "halle.command_failed"};
  }
  auto ended = follow(pid, ends[0], program.most + 1, until);
  ::close(ends[0]);
  if (ended.late || (WIFSIGNALED(ended.status) && WTERMSIG(ended.status) == SIGXCPU))
    return Error{Code::deadline_exceeded, "halle.reader_late", program.path};
  if (WIFEXITED(ended.status) && WEXITSTATUS(ended.status) == not_started)
    return Error{Code::internal, "halle.command_failed", program.path};
  // What says too much may have ended before it could be ended.
  if (!WIFEXITED(ended.status) || WEXITSTATUS(ended.status) != 0 || ended.output.empty() ||
      ended.output.size() > program.most + 1)
    return Error{Code::internal, "halle.reader_broke", program.path};
  const bool refused = ended.output[0] != 0;
  ended.output.erase(0, 1);
  if (refused) return sdk::error_from_bytes(static_cast<int>(Code::invalid_argument), ended.output);
  return std::move(ended.output);
}

Result<std::string> ask(const Program& program, std::string_view content) {
  const int file = file_of(content);
  if (file < 0) return Error{Code::resource_exhausted, "halle.command_failed"};
  auto answered = ask(program, file);
  ::close(file);
  return answered;
}

}  // namespace halle::apart
