#pragma once
// Crash attribution: records which module each thread works for, so that a crash or an endless loop
// is attributed to a module. As the process dies it writes the module's id to an unnamed file
// (memfd) that the supervisor passed to it and reads afterwards.

#include <chrono>
#include <string>

#include "core/base/result.hpp"

namespace halle::module {

/// Installs the signal handlers and the thread that looks for stuck calls. From then on, when the
/// process dies (signal, abort, exit) while a thread works for a module, that module's id is
/// written to the descriptor `file`, which must stay open. When a thread works longer than allowed,
/// its module is recorded and the process ends at once, because a thread cannot be stopped; time
/// during which the whole process was stopped (SIGSTOP) does not count. Call once per process.
/// Error `halle.command_failed`.
Status record_crashes(int file);

/// Reads what a process wrote to that file as it died: "orders crashed" or "orders stuck"; empty if
/// nothing. The content comes from the process itself: the caller checks that such a module exists.
std::string read_crash_record(int file);

/// RAII: attributes this thread to module `id` until the destructor runs. Nestable. `id` must
/// outlive the object; null means the kernel, with no time limit. `give_up`: when the call counts
/// as stuck. Makes no system call.
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
