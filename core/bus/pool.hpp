#pragma once
// A bounded pool of worker threads. Workers keep what they own (database sessions) in thread-local
// storage. Tasks wait in lanes that take turns: who has many in flight waits for her own.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/ids.hpp"

namespace halle::bus {

/// The lane of what is asked in an organisation.
inline std::uint64_t lane_of(const Uuid& organisation) {
  return std::hash<std::string>{}(organisation.text());
}

class WorkerPool {
 public:
  WorkerPool(std::size_t workers, std::size_t queue_limit);
  /// Finishes what is queued, then joins.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Queues a task; false if the pool is full, if one lane has taken half of it, or if it stops.
  /// Any thread. Tasks of a lane begin in their order; `lane` is any number, an organisation's say.
  bool post(std::function<void()> task, std::uint64_t lane = 0);
  /// Runs what is queued and ends the workers. Later posts are refused.
  void stop();

 private:
  using Lane = std::deque<std::function<void()>>;

  void work();
  std::function<void()> take();

  const std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::map<std::uint64_t, Lane> lanes_;  // those that wait, none empty
  std::deque<std::uint64_t> turns_;      // each of them once
  std::size_t queued_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace halle::bus
