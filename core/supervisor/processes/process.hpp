#pragma once
// Child processes: started with another user's rights where needed, and signalled when their parent
// dies. Start them from the main thread only: the death signal is tied to the thread that forked.

#include <sys/types.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace halle::supervisor {

/// The ordinary user that the database and the nodes run as.
struct RunAs {
  bool change = false;  // false: keep the caller's user
  uid_t uid = 0;
  gid_t gid = 0;
  std::string name;
  std::string home;
};

/// The user that services run as: the caller, or, if that is root, the user `halle`, else
/// `postgres`. Error `halle.no_ordinary_user`.
Result<RunAs> choose_user();

/// The same user, without a change of rights.
RunAs as_caller(RunAs user);

struct Command {
  std::vector<std::string> arguments;              // the program first, an absolute path
  std::map<std::string, std::string> environment;  // added to a minimal one
  // Descriptors are borrowed until the child is started.
  int output = -1;             // receives stdout; -1: inherited
  int errors = -1;             // receives stderr; -1: inherited
  std::vector<int> keep_open;  // become descriptors 3, 4 … of the child, which has no others
  int death_signal = 15;       // sent to it when the parent dies
};

/// Starts a child and returns its process id. Its umask keeps what it creates private to its user.
/// It has no descriptors but those of the command.
Result<pid_t> spawn(const Command& command, const RunAs& user);
/// Starts a child and waits for it. Error `halle.command_failed`, detail the program's name.
Status run(const Command& command, const RunAs& user);

/// A function that runs in a child process, without another program.
struct Work {
  pid_t pid = -1;
  int answer = -1;  // descriptor for answer_of(); the caller closes it
};
/// Starts `work` in a child with the user's rights: for functions that may block, or that read and
/// write in the user's folders. The child shares no descriptor state or signal handling with the
/// parent.
Result<Work> begin_work(const RunAs& user, const std::function<Status()>& work);
/// The result of `work` after the child has ended with `status` (of waitpid()): the error's code,
/// reason and detail, without fields. Error `halle.command_failed` if it ended otherwise.
Status answer_of(const Work& work, int status);
/// Runs `work` and waits for its result.
Status run_as(const RunAs& user, const std::function<Status()>& work);

}  // namespace halle::supervisor
