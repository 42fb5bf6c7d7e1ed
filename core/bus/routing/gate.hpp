#pragma once
// Lets so many threads through at a time; the others wait for their turn, first come first served.

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>

namespace halle::bus {

class Gate {
 public:
  /// At most `inside` at a time, and `waiting` for their turn.
  Gate(std::size_t inside, std::size_t waiting) : most_inside_(inside), most_waiting_(waiting) {}

  /// Waits for its turn until `deadline`; false: it did not come, or too many wait. Who was let in
  /// leaves. Any thread.
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
