#pragma once
// Child processes: started with another user's rights where needed, told to stop when their parent
// dies. Start them from the main thread only: the death signal follows the thread that forked.

#include <sys/types.h>

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

struct Command {
  std::vector<std::string> arguments;              // the program first, an absolute path
  std::map<std::string, std::string> environment;  // added to a minimal one
  std::string log;                                 // file that gets stdout and stderr; may be empty
  int keep_open = -1;                              // a descriptor the child keeps as number 3
  int death_signal = 15;                           // sent to it when we die
};

/// Starts a child and returns its process id. What it writes is for its user alone.
Result<pid_t> spawn(const Command& command, const RunAs& user);
/// Starts a child and waits for it. Error `halle.command_failed`, detail the program's name.
Status run(const Command& command, const RunAs& user);

}  // namespace halle::supervisor
