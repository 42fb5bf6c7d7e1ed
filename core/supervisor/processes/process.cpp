#include "core/supervisor/processes/process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <filesystem>

namespace halle::supervisor {
namespace {
constexpr std::size_t longest_answer = 4000;  // fits into a pipe

/// Runs in the child. Exits with 126 if the parent is gone already or the user cannot be changed.
void take_rights(const RunAs& user, pid_t parent, int death_signal) {
  if (user.change && (setgroups(0, nullptr) != 0 || setgid(user.gid) != 0 || setuid(user.uid) != 0))
    _exit(126);
  prctl(PR_SET_PDEATHSIG, death_signal);
  if (getppid() != parent) _exit(126);
  setsid();
  umask(077);
}

/// Runs in the child, between fork and exec: only calls that are safe there.
[[noreturn]] void become(const Command& command, const RunAs& user, pid_t parent,
                         const std::vector<char*>& arguments, const std::vector<char*>& environment,
                         int program, std::vector<int>& kept) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  take_rights(user, parent, command.death_signal);
  // Out of the way of the numbers that they get.
  const int first_free = 3 + static_cast<int>(kept.size());
  program = fcntl(program, F_DUPFD_CLOEXEC, first_free);
  const int output = command.output < 0 ? 1 : fcntl(command.output, F_DUPFD_CLOEXEC, first_free);
  const int errors = command.errors < 0 ? 2 : fcntl(command.errors, F_DUPFD_CLOEXEC, first_free);
  for (auto& fd : kept) fd = fcntl(fd, F_DUPFD_CLOEXEC, first_free);
  if (output != 1) dup2(output, 1);
  if (errors != 2) dup2(errors, 2);
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(null, 0);
  for (int number = 3; const int fd : kept) dup2(fd, number++);
  close_range(static_cast<unsigned>(first_free), ~0U, CLOSE_RANGE_CLOEXEC);
  if (chdir("/") != 0) _exit(126);
  fexecve(program, arguments.data(), environment.data());
  _exit(127);
}

bool succeeded(int status) {
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}
}  // namespace

Result<RunAs> choose_user() {
  if (geteuid() != 0) {
    const passwd* me = getpwuid(geteuid());
    return RunAs{false, geteuid(), getegid(), me == nullptr ? "" : me->pw_name,
                 me == nullptr ? "/" : me->pw_dir};
  }
  for (const auto* name : {"halle", "postgres"})
    if (const passwd* user = getpwnam(name))
      return RunAs{true, user->pw_uid, user->pw_gid, user->pw_name, user->pw_dir};
  return Error{Code::failed_precondition, "halle.no_ordinary_user"};
}

RunAs as_caller(RunAs user) {
  user.change = false;
  return user;
}

Result<pid_t> spawn(const Command& command, const RunAs& user) {
  std::vector<std::string> variables{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=" + user.home,
                                     "USER=" + user.name};
  for (const auto& [name, value] : command.environment) variables.push_back(name + "=" + value);
  std::vector<std::string> arguments = command.arguments;
  std::vector<char*> argv;
  std::vector<char*> envp;
  for (auto& argument : arguments) argv.push_back(argument.data());
  for (auto& variable : variables) envp.push_back(variable.data());
  argv.push_back(nullptr);
  envp.push_back(nullptr);
  std::vector<int> kept = command.keep_open;
  // Opened while we may: the user need not reach the folder the program lies in.
  const int program = open(argv[0], O_RDONLY | O_CLOEXEC);
  if (program < 0) return Error{Code::not_found, "halle.command_failed", arguments[0]};
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) become(command, user, parent, argv, envp, program, kept);
  close(program);
  if (pid < 0) return Error{Code::resource_exhausted, "halle.command_failed", std::strerror(errno)};
  return pid;
}

Status run(const Command& command, const RunAs& user) {
  HALLE_TRY(pid, spawn(command, user));
  if (succeeded(wait_for(pid))) return Done{};
  return Error{Code::failed_precondition, "halle.command_failed", command.arguments[0]};
}

Result<Work> begin_work(const RunAs& user, const std::function<Status()>& work) {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) return Error{Code::resource_exhausted, "halle.command_failed"};
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) {
    for (const int number : {SIGTERM, SIGINT, SIGCHLD, SIGUSR1, SIGHUP}) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    take_rights(user, parent, SIGKILL);
    const auto done = work();
    std::string answer = "0";
    if (!done)
      answer = std::to_string(static_cast<int>(done.error().code)) + " " + done.error().reason +
               " " + done.error().detail;
    answer.resize(std::min(answer.size(), longest_answer));
    _exit(::write(ends[1], answer.data(), answer.size()) < 0 ? 1 : 0);
  }
  close(ends[1]);
  if (pid < 0) {
    close(ends[0]);
    return Error{Code::resource_exhausted, "halle.command_failed", std::strerror(errno)};
  }
  return Work{pid, ends[0]};
}

Status answer_of(const Work& work, int status) {
  std::string answer(longest_answer, '\0');
  const auto got = succeeded(status) ? ::read(work.answer, answer.data(), answer.size()) : -1;
  answer.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  if (answer == "0") return Done{};
  const auto reason = answer.find(' ');
  const auto detail = answer.find(' ', reason + 1);
  if (reason == std::string::npos || detail == std::string::npos)
    return Error{Code::failed_precondition, "halle.command_failed"};
  return Error{static_cast<Code>(std::stoi(answer)), answer.substr(reason + 1, detail - reason - 1),
               answer.substr(detail + 1)};
}

Status run_as(const RunAs& user, const std::function<Status()>& work) {
  HALLE_TRY(begun, begin_work(user, work));
  auto done = answer_of(begun, wait_for(begun.pid));
  close(begun.answer);
  return done;
}

}  // namespace halle::supervisor
