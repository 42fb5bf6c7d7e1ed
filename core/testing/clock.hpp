#pragma once
// A clock that stands still until it is set.

#include <atomic>
#include <memory>
#include <string>

#include "core/base/time/clock.hpp"

namespace halle::harness {

/// Any thread.
class ManualClock {
 public:
  /// `instant` has the form of format_instant().
  explicit ManualClock(const std::string& instant)
      : now_(std::make_shared<std::atomic<std::int64_t>>(count(instant))) {}
  Clock clock() const {
    return [now = now_] { return Instant{std::chrono::microseconds(now->load())}; };
  }
  void advance(std::chrono::microseconds by) { *now_ += by.count(); }
  void set(const std::string& instant) { *now_ = count(instant); }

 private:
  static std::int64_t count(const std::string& instant) {
    return parse_instant(instant).value().time_since_epoch().count();
  }
  std::shared_ptr<std::atomic<std::int64_t>> now_;
};

}  // namespace halle::harness
