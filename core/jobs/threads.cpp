#include "core/jobs/threads.hpp"

#include <spdlog/spdlog.h>

#include <unistd.h>

#include <array>

namespace halle::jobs {
namespace {
constexpr std::chrono::seconds period{1};
constexpr std::chrono::hours forgetting_period{1};

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}
}  // namespace

Threads::Threads(db::Database& database, const bus::Router& router,
                 bus::Organisations& organisations, Clock clock, const std::string& node,
                 const std::vector<Job>& jobs)
    : database_(database),
      router_(router),
      organisations_(organisations),
      clock_(std::move(clock)) {
  std::vector<Job> others;
  for (const auto& job : jobs) {
    if (!job.waits)
      others.push_back(job);
    else
      threads_.emplace_back([this, job, node] { run(node + "/" + job.id, {job}, false); });
  }
  threads_.emplace_back([this, others, node] { run(node, others, true); });
}

void Threads::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
}

Threads::~Threads() {
  stop();
  for (auto& thread : threads_) thread.join();
}

void Threads::run(const std::string& name, const std::vector<Job>& jobs, bool forgets) {
  const Runner runner{database_, router_, name + "@" + host_name(), clock_,
                      [this] { return stopping_.load(); }};
  bool leases_freed = jobs.empty();
  auto next_forgetting = std::chrono::steady_clock::time_point{};
  while (!stopping_) {
    if (!leases_freed) leases_freed = static_cast<bool>(free_leases(runner));
    if (const auto known = organisations_.known(); !jobs.empty() && known && leases_freed) {
      const auto ran = run_due(runner, jobs, *known.value());
      if (!ran) {
        spdlog::warn("jobs: {}", ran.error().reason);
        leases_freed = false;  // one may have been taken and not given back
      }
    }
    if (forgets && std::chrono::steady_clock::now() >= next_forgetting) {
      const auto gone = forget_operations(runner);
      if (!gone || gone.value() == 0)
        next_forgetting = std::chrono::steady_clock::now() + forgetting_period;
    }
    std::unique_lock lock(mutex_);
    stopped_.wait_for(lock, period, [this] { return stopping_.load(); });
  }
}

}  // namespace halle::jobs
