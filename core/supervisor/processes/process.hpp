#pragma once
// Child processes: started with another user's rights where needed, told to stop when their parent
// dies. Start them from the main thread only: the death signal follows the thread that forked.

#include <sys/types.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace halle::supervisor {

/// The ordinary user that the database and the nodes run as.
struct RunAs {
  bool change = false;  // false: stay who we are
  uid_t uid = 0;
  gid_t gid = 0;
  std::string name;
  std::string home;
};

/// Who services run as: the caller, or, if that is root, the user `halle`, else `postgres`.
/// Error `halle.no_ordinary_user`.
Result<RunAs> choose_user();

/// The same user, without a change of rights.
RunAs as_caller(RunAs user);

struct Command {
  std::vector<std::string> arguments;              // the program first, an absolute path
  std::map<std::string, std::string> environment;  // added to a minimal one
  // Descriptors are borrowed until the child is started.
  int output = -1;             // gets stdout; -1: ours
  int errors = -1;             // gets stderr; -1: ours
  std::vector<int> keep_open;  // the child has them as 3, 4 …, and nothing beyond
  int death_signal = 15;       // sent to it when we die
};

/// Starts a child and returns its process id. What it writes is for its user alone. It has no other
/// descriptors than those of the command.
Result<pid_t> spawn(const Command& command, const RunAs& user);
/// Starts a child and waits for it. Error `halle.command_failed`, detail the program's name.
Status run(const Command& command, const RunAs& user);

/// What a child of ours does without another program.
struct Work {
  pid_t pid = -1;
  int answer = -1;  // for answer_of(); the caller closes it
};
/// Starts `work` in a child with the user's rights: what may block, or reads and writes in folders
/// that are the user's. It shares no descriptor's state or signal handling with us.
Result<Work> begin_work(const RunAs& user, const std::function<Status()>& work);
/// What it returned, once it has ended with that status of waitpid(): the error's code, reason and
/// detail, no fields. Error `halle.command_failed` if it ended otherwise.
Status answer_of(const Work& work, int status);
/// Does both and waits.
Status run_as(const RunAs& user, const std::function<Status()>& work);

}  // namespace halle::supervisor
