#pragma once
// The threads that run a node's jobs.

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/jobs/jobs.hpp"

namespace halle::jobs {

/// Runs what is due, once a second, and forgets old operation records. One thread for all jobs, and
/// one for each that waits for others.
class Threads {
 public:
  /// Starts the threads. `node`: its name, unique on this host. The references outlive this object.
  Threads(db::Database& database, const bus::Router& router, bus::Organisations& organisations,
          Clock clock, const std::string& node, const std::vector<Job>& jobs);
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
  /// Waits for the runs that are under way.
  ~Threads();
  /// No run begins from now on.
  void stop();

 private:
  void run(const std::string& name, const std::vector<Job>& jobs, bool forgets);

  db::Database& database_;
  const bus::Router& router_;
  bus::Organisations& organisations_;
  const Clock clock_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::condition_variable stopped_;
  std::vector<std::thread> threads_;
};

}  // namespace halle::jobs
