#include "core/supervisor/process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>

namespace halle::supervisor {
namespace {
/// Runs in the child, between fork and exec: only calls that are safe there.
[[noreturn]] void become(const Command& command, const RunAs& user,
                         const std::vector<char*>& arguments, const std::vector<char*>& environment,
                         int program, int log) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (user.change && (setgroups(0, nullptr) != 0 || setgid(user.gid) != 0 || setuid(user.uid) != 0))
    _exit(126);
  prctl(PR_SET_PDEATHSIG, command.death_signal);
  if (getppid() == 1) _exit(126);
  setsid();
  if (log >= 0) {
    dup2(log, 1);
    dup2(log, 2);
  }
  const int null = open("/dev/null", O_RDONLY);
  dup2(null, 0);
  // Number 3 is for keep_open: what is in its way moves up.
  if (program == 3) program = fcntl(program, F_DUPFD_CLOEXEC, 10);
  if (command.keep_open >= 0) {
    if (command.keep_open == 3)
      fcntl(3, F_SETFD, 0);
    else
      dup2(command.keep_open, 3);
  }
  for (int fd = command.keep_open >= 0 ? 4 : 3; fd < 256; ++fd)
    if (fd != program) close(fd);
  umask(077);
  if (chdir("/") != 0) _exit(126);
  fexecve(program, arguments.data(), environment.data());
  _exit(127);
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
  // Opened while we may: the user need not reach the folder the program lies in.
  const int program = open(argv[0], O_RDONLY | O_CLOEXEC);
  if (program < 0) return Error{Code::not_found, "halle.command_failed", arguments[0]};
  int log = -1;
  if (!command.log.empty())
    log = open(command.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  const pid_t pid = fork();
  if (pid == 0) become(command, user, argv, envp, program, log);
  close(program);
  if (log >= 0) close(log);
  if (pid < 0) return Error{Code::resource_exhausted, "halle.command_failed", std::strerror(errno)};
  return pid;
}

Status run(const Command& command, const RunAs& user) {
  HALLE_TRY(pid, spawn(command, user));
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return Done{};
  return Error{Code::failed_precondition, "halle.command_failed", command.arguments[0]};
}

}  // namespace halle::supervisor
