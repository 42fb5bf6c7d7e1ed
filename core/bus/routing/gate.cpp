#include "core/bus/routing/gate.hpp"

namespace halle::bus {

bool Gate::enter(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  if (inside_ < most_inside_) {
    ++inside_;
    return true;
  }
  if (waiting_.size() >= most_waiting_) return false;
  Waiter self;
  waiting_.push_back(&self);
  self.wake.wait_until(lock, deadline, [&] { return self.let_in; });
  if (!self.let_in) waiting_.remove(&self);
  return self.let_in;
}

void Gate::leave() {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) {
    --inside_;
    return;
  }
  Waiter& next = *waiting_.front();
  waiting_.pop_front();
  next.let_in = true;
  next.wake.notify_one();
}

}  // namespace halle::bus
