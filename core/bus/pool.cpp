#include "core/bus/pool.hpp"

namespace halle::bus {

WorkerPool::WorkerPool(std::size_t workers, std::size_t queue_limit) : limit_(queue_limit) {
  for (std::size_t i = 0; i < workers; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() {
  stop();
}

bool WorkerPool::post(std::function<void()> task, std::uint64_t lane) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || queued_ >= limit_) return false;
    const auto waiting = lanes_.find(lane);
    if (waiting != lanes_.end() && waiting->second.size() >= (limit_ + 1) / 2) return false;
    if (waiting == lanes_.end()) turns_.push_back(lane);
    lanes_[lane].push_back(std::move(task));
    ++queued_;
  }
  wake_.notify_one();
  return true;
}

void WorkerPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

std::function<void()> WorkerPool::take() {
  const auto lane = lanes_.find(turns_.front());
  turns_.pop_front();
  auto task = std::move(lane->second.front());
  lane->second.pop_front();
  --queued_;
  if (lane->second.empty())
    lanes_.erase(lane);
  else
    turns_.push_back(lane->first);
  return task;
}

void WorkerPool::work() {
  while (true) {
    std::function<void()> task;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || queued_ > 0; });
      if (queued_ == 0) return;
      task = take();
    }
    task();
  }
}

}  // namespace halle::bus
