#include "core/module/crash_attribution.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace halle::module {
namespace {
constexpr std::size_t most_threads = 256;
constexpr std::chrono::seconds between_looks{1};
constexpr int late_looks = 3;  // threads of a process that was stopped are back at work by then

/// What the signal handler and the thread that looks for stuck calls see of a thread.
struct Slot {
  std::atomic<bool> taken = false;
  std::atomic<const char*> id = nullptr;
  std::atomic<std::int64_t> give_up = 0;  // steady clock, nanoseconds
};

// Global, because a signal handler has no other way to reach them.
std::array<Slot, most_threads> slots;
// Shared by threads beyond the limit; their crashes are attributed to no module
Slot without_a_slot;
std::atomic<int> record_file = -1;
std::atomic<bool> kept = false;

/// Async-signal-safe.
void write_record(const char* id, const char* how) {
  if (id == nullptr) return;
  const int file = record_file.exchange(-1);
  if (file < 0) return;
  const auto put = [file](const char* text) {
    if (::write(file, text, std::strlen(text)) < 0) return;
  };
  put(id);
  put(how);
}

/// A thread's slot, and its alternate signal stack, so that a stack overflow is handled too.
struct Place {
  Slot* slot = &without_a_slot;
  std::array<char, 16384> stack{};
  Place() {
    for (auto& candidate : slots) {
      bool free = false;
      if (!candidate.taken.compare_exchange_strong(free, true)) continue;
      slot = &candidate;
      break;
    }
    if (!kept) return;
    stack_t own{};
    own.ss_sp = stack.data();
    own.ss_size = stack.size();
    ::sigaltstack(&own, nullptr);
  }
  ~Place() {
    if (kept) {
      stack_t none{};
      none.ss_flags = SS_DISABLE;
      ::sigaltstack(&none, nullptr);
    }
    if (slot == &without_a_slot) return;
    // A thread that ends while it works for a module: the module called exit(), which destroys
    // thread-local objects first.
    write_record(slot->id, " crashed");
    slot->id = nullptr;
    slot->taken = false;
  }
};
thread_local Slot* mine = nullptr;

Slot& place() {
  static thread_local Place own;
  mine = own.slot;
  return *own.slot;
}

void on_crash(int signal) {
  if (mine != nullptr) write_record(mine->id, " crashed");
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

[[noreturn]] void end_when_stuck() {
  std::array<int, most_threads> late{};
  while (true) {
    std::this_thread::sleep_for(between_looks);
    const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
    for (std::size_t i = 0; i < most_threads; ++i) {
      const char* id = slots[i].id;
      const auto give_up = slots[i].give_up.load();
      late[i] = id != nullptr && give_up != 0 && now >= give_up ? late[i] + 1 : 0;
      if (late[i] < late_looks) continue;
      write_record(id, " stuck");
      std::_Exit(70);
    }
  }
}
}  // namespace

Status record_crashes(int file) {
  if (::fcntl(file, F_SETFD, FD_CLOEXEC) != 0)
    return Error{Code::failed_precondition, "halle.command_failed", "crash record"};
  record_file = file;
  kept = true;
  struct sigaction action {};
  action.sa_handler = &on_crash;
  action.sa_flags = SA_ONSTACK | SA_NODEFER;
  for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS})
    ::sigaction(signal, &action, nullptr);
  std::thread(&end_when_stuck).detach();
  return Done{};
}

std::string read_crash_record(int file) {
  std::array<char, 200> text{};
  const auto got = ::pread(file, text.data(), text.size(), 0);
  std::string line(text.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  line.resize(std::min(line.find('\n'), line.size()));
  return line;
}

AtWork::AtWork(const char* id, std::chrono::steady_clock::time_point give_up)
    : before_(nullptr), give_up_before_(0) {
  auto& slot = mine != nullptr ? *mine : place();
  before_ = slot.id.exchange(id, std::memory_order_relaxed);
  give_up_before_ =
      slot.give_up.exchange(give_up.time_since_epoch().count(), std::memory_order_relaxed);
}

AtWork::~AtWork() {
  mine->give_up.store(give_up_before_, std::memory_order_relaxed);
  mine->id.store(before_, std::memory_order_relaxed);
}

}  // namespace halle::module
