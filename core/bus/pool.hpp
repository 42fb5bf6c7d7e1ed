#pragma once
// A bounded pool of worker threads. Workers keep what they own (database sessions) in thread-local
// storage.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace halle::bus {

class WorkerPool {
 public:
  WorkerPool(std::size_t workers, std::size_t queue_limit);
  /// Finishes what is queued, then joins.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Queues a task; false if the queue is full or the pool stops. Any thread.
  bool post(std::function<void()> task);
  /// Runs what is queued and ends the workers. Later posts are refused.
  void stop();

 private:
  void work();

  const std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace halle::bus
