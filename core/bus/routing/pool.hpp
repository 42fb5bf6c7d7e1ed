#pragma once
// A bounded pool of worker threads. Workers keep what they own (database sessions) in thread-local
// storage. Tasks wait in lanes that take turns: who has many in flight waits for her own.

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

/// The lane of what is asked in an organisation.
inline std::uint64_t lane_of(const Uuid& organisation) {
  return std::hash<std::string>{}(organisation.text());
}

class WorkerPool {
 public:
  /// At most `workers` tasks are at work at a time; those that are away (below) are not. Besides
  /// the workers at most `most_away` tasks of one depth are begun.
  WorkerPool(std::size_t workers, std::size_t queue_limit, std::size_t most_away = 48);
  /// Finishes what is queued, then joins.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Queues a task; false if the pool is full, if one lane has taken half of it, or if it stops.
  /// Any thread. Tasks of a lane begin in their order; `lane` is any number, an organisation's say.
  /// `depth`: how many calls wait for this one, one inside the other; tasks of another depth never
  /// keep it from beginning, but for those at work.
  bool post(std::function<void()> task, std::uint64_t lane = 0, int depth = 0);
  /// Runs what is queued and ends the workers. Later posts are refused.
  void stop();

  /// While it lives, its thread waits for another node and counts as no worker: another thread of
  /// the pool works in its place. Its end waits for a place. Nothing on threads of no pool. Hold no
  /// lock that a task may take.
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
  const std::size_t most_begun_;  // of one depth
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable place_;     // one of those at work has ended or left
  std::map<Turn, Lane> lanes_;        // those that wait, none empty
  std::deque<Turn> turns_;            // each of them once
  std::map<int, std::size_t> begun_;  // by depth, also those away
  std::size_t queued_ = 0;
  std::size_t at_work_ = 0;
  std::size_t coming_back_ = 0;
  std::size_t idle_ = 0;
  bool stopping_ = false;
  std::list<std::thread> threads_;
  std::list<std::thread> ended_;  // to be joined
};

}  // namespace halle::bus
