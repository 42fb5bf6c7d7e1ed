#include "core/bus/routing/pool.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace halle::bus {
namespace {
thread_local WorkerPool* pool_of_this_thread = nullptr;
thread_local bool is_away = false;
}  // namespace

WorkerPool::WorkerPool(std::size_t workers, std::size_t queue_limit, std::size_t most_away)
    : workers_(workers), limit_(queue_limit), most_begun_(workers + most_away) {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < workers; ++i) hire();
}

WorkerPool::~WorkerPool() {
  stop();
}

bool WorkerPool::post(std::function<void()> task, std::uint64_t lane, int depth) {
  const std::lock_guard lock(mutex_);
  if (stopping_ || queued_ >= limit_) return false;
  const Turn turn{depth, lane};
  const auto waiting = lanes_.find(turn);
  if (waiting != lanes_.end() && waiting->second.size() >= (limit_ + 1) / 2) return false;
  if (waiting == lanes_.end()) turns_.push_back(turn);
  lanes_[turn].push_back(std::move(task));
  ++queued_;
  call_another();
  return true;
}

void WorkerPool::stop() {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  wake_.notify_all();
  while (!threads_.empty()) place_.wait(lock);
  for (auto& thread : std::exchange(ended_, {})) thread.join();
}

/// Makes sure that a thread takes the next task if one may begin; the lock is held.
void WorkerPool::call_another() {
  if (next_turn() == turns_.end()) return;
  if (idle_ > 0)
    wake_.notify_one();
  else
    hire();
}

void WorkerPool::hire() {
  for (auto& thread : ended_) thread.join();
  ended_.clear();
  const auto self = threads_.emplace(threads_.end());
  *self = std::thread([this, self] { work(self); });
}

std::deque<WorkerPool::Turn>::iterator WorkerPool::next_turn() {
  if (at_work_ + coming_back_ >= workers_) return turns_.end();
  return std::find_if(turns_.begin(), turns_.end(), [this](const Turn& turn) {
    const auto begun = begun_.find(turn.first);
    return begun == begun_.end() || begun->second < most_begun_;
  });
}

std::pair<std::function<void()>, int> WorkerPool::take(std::deque<Turn>::iterator turn) {
  const Turn taken = *turn;
  const auto lane = lanes_.find(taken);
  turns_.erase(turn);
  auto task = std::move(lane->second.front());
  lane->second.pop_front();
  --queued_;
  if (lane->second.empty())
    lanes_.erase(lane);
  else
    turns_.push_back(taken);
  return {std::move(task), taken.first};
}

void WorkerPool::work(std::list<std::thread>::iterator self) {
  pool_of_this_thread = this;
  std::unique_lock lock(mutex_);
  while (true) {
    auto turn = next_turn();
    if (turn == turns_.end()) {
      if (stopping_ && queued_ == 0) break;
      if (idle_ >= workers_) break;  // as many wait already
      ++idle_;
      wake_.wait(lock);
      --idle_;
      continue;
    }
    auto [task, depth] = take(turn);
    ++begun_[depth];
    ++at_work_;
    call_another();
    lock.unlock();
    // Catches what a task throws: the carrier reports it, and other tasks go on.
    try {
      task();
    } catch (const std::exception& thrown) {
      spdlog::error("a task failed: {}", thrown.what());
    } catch (...) {
      spdlog::error("a task failed");
    }
    task = nullptr;
    lock.lock();
    --begun_[depth];
    --at_work_;
    place_.notify_all();
  }
  // The next one may have to end too.
  if (stopping_) wake_.notify_all();
  ended_.splice(ended_.end(), threads_, self);
  place_.notify_all();
}

WorkerPool::Away::Away() : pool_(is_away ? nullptr : pool_of_this_thread) {
  if (pool_ == nullptr) return;
  is_away = true;
  const std::lock_guard lock(pool_->mutex_);
  --pool_->at_work_;
  pool_->place_.notify_all();
  pool_->call_another();
}

WorkerPool::Away::~Away() {
  if (pool_ == nullptr) return;
  is_away = false;
  std::unique_lock lock(pool_->mutex_);
  ++pool_->coming_back_;
  pool_->place_.wait(lock, [this] { return pool_->at_work_ < pool_->workers_; });
  --pool_->coming_back_;
  ++pool_->at_work_;
}

}  // namespace halle::bus
