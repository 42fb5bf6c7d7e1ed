#pragma once
// Limits how many threads are inside at a time; the others wait in FIFO order. Thread-safe.

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>

namespace halle::bus {

class Gate {
 public:
  /// At most `inside` threads are let in at a time, and at most `waiting` wait.
  Gate(std::size_t inside, std::size_t waiting) : most_inside_(inside), most_waiting_(waiting) {}

  /// Waits until the thread is let in. False if that did not happen by `deadline`, or if too many
  /// wait already. A thread that was let in calls leave().
  bool enter(std::chrono::steady_clock::time_point deadline);
  void leave();

 private:
  struct Waiter {
    std::condition_variable wake;
    bool let_in = false;
  };

  const std::size_t most_inside_;
  const std::size_t most_waiting_;
  std::mutex mutex_;
  std::size_t inside_ = 0;
  std::list<Waiter*> waiting_;
};

}  // namespace halle::bus
