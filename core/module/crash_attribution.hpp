#pragma once
// Which module is at work on which thread, so that a crash or an endless loop can be laid at its
// door: the process writes the module's id to a file without a name as it dies, which the
// supervisor gave it and reads.

#include <chrono>
#include <string>

#include "core/base/result.hpp"

namespace halle::module {

/// From now on, whoever crashes this process (a signal, abort, exit) while at work is written to
/// the descriptor `file`, which stays open, and so is who works longer than allowed: then the
/// process ends at once, since a thread cannot be stopped. A process that was stopped itself blames
/// nobody for that. Once per process.
Status record_crashes(int file);

/// What a process wrote into that file as it died: "orders crashed" or "orders stuck"; empty if
/// nothing. It says so itself: nobody has checked that there is such a module.
std::string read_crash_record(int file);

/// This thread works for a module until its end; they nest. `id` outlives it; null: for nobody, and
/// as long as it takes. Costs no system call.
class AtWork {
 public:
  AtWork(const char* id, std::chrono::steady_clock::time_point give_up);
  ~AtWork();
  AtWork(const AtWork&) = delete;
  AtWork& operator=(const AtWork&) = delete;

 private:
  const char* before_;
  std::int64_t give_up_before_;
};

}  // namespace halle::module
