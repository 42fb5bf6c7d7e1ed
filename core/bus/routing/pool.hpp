#pragma once
// A bounded pool of worker threads. Workers keep their resources (database sessions) in
// thread-local storage.
//
// Fair queueing: tasks wait in lanes, one FIFO for each lane, and the lanes are served in turn
// (round-robin). A caller with many tasks in its lane delays only its own.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "core/base/ids.hpp"

namespace halle::bus {

/// The lane of an organisation's calls.
inline std::uint64_t lane_of(const Uuid& organisation) {
  return std::hash<std::string>{}(organisation.text());
}

class WorkerPool {
 public:
  /// At most `workers` tasks run at a time, not counting those that are away (Away). At most
  /// `workers` + `most_away` tasks of one depth are begun and not ended. `queue_limit` tasks wait
  /// at most.
  WorkerPool(std::size_t workers, std::size_t queue_limit, std::size_t most_away = 48);
  /// Runs the queued tasks, then joins the threads.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Queues a task. Returns false if the pool is full, if this lane holds half of the queue, or if
  /// the pool is stopping. Thread-safe. Tasks of one lane begin in the order they were posted;
  /// `lane` is any number. `depth` is the number of calls that wait for this one, nested
  /// (Context::hops); tasks of one depth do not keep tasks of another from beginning, except while
  /// they occupy workers.
  bool post(std::function<void()> task, std::uint64_t lane = 0, int depth = 0);
  /// Runs the queued tasks and ends the workers. Later posts are refused.
  void stop();

  /// RAII: this thread waits for another node and does not count as a worker; another thread of the
  /// pool takes its place. The destructor waits until a place is free. No effect on threads outside
  /// the pool. Do not hold a lock that a task may take.
  class Away {
   public:
    Away();
    ~Away();
    Away(const Away&) = delete;
    Away& operator=(const Away&) = delete;

   private:
    WorkerPool* pool_;
  };

 private:
  using Turn = std::pair<int, std::uint64_t>;  // depth and lane
  using Lane = std::deque<std::function<void()>>;

  void work(std::list<std::thread>::iterator self);
  std::deque<Turn>::iterator next_turn();
  std::pair<std::function<void()>, int> take(std::deque<Turn>::iterator turn);
  void call_another();
  void hire();

  const std::size_t workers_;
  const std::size_t limit_;
  const std::size_t most_begun_;  // limit of begun_ for one depth
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable place_;     // signalled when a running task ends or goes away
  std::map<Turn, Lane> lanes_;        // waiting tasks; no lane is empty
  std::deque<Turn> turns_;            // the key of each lane once, in the order they are served
  std::map<int, std::size_t> begun_;  // begun and not ended tasks by depth, including those away
  std::size_t queued_ = 0;
  std::size_t at_work_ = 0;
  std::size_t coming_back_ = 0;
  std::size_t idle_ = 0;
  bool stopping_ = false;
  std::list<std::thread> threads_;
  std::list<std::thread> ended_;  // threads that ended, to be joined
};

}  // namespace halle::bus
