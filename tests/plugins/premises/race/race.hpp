#pragma once
// A race for the zones of a house, and a serial oracle that says what may be booked.

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/plugins/premises/house.hpp"

namespace halle::test {

using Moment = std::chrono::steady_clock::time_point;

/// A request to book and what became of it. Times in minutes after the first day begins.
struct Tried {
  int zone = 0;
  int from = 0;
  int until = 0;
  int association = 0;
  Moment asked;
  Moment answered;
  std::string id;                       // of the booking; empty if it was refused
  std::string reason;                   // of the refusal
  std::optional<Instant> answer_until;  // of a request that waits for an answer
  std::optional<Moment> gone;           // when it certainly held nothing any more
};

/// Why no serial order of what was committed explains a refusal; empty if one does.
std::string unexplained(const Tried& refused, const std::vector<Tried>& all);

/// Takes what is free, for the associations that may have it.
class Oracle {
 public:
  /// Why it refuses; empty if it does not.
  std::string book(const Tried& one);
  void release(const Tried& one);
  std::size_t size() const { return booked_.size(); }

 private:
  std::map<std::string, Tried> booked_;
  std::map<int, int> used_;
};

/// Zone 0 is made of 1 and 2, zone 2 of 3 and 4; 5 and 6 stand alone. 0 to 3 have a share, each has
/// times of its own for setting up and clearing away, 5 asks first, and of 6 parts come and go.
class Race {
 public:
  Race(const std::string& composition, int clients, int requests);
  void run();
  House& house() { return house_; }
  const std::vector<Tried>& tried() const { return tried_; }

 private:
  Caller patient(const std::string& token);
  void client(int number);
  void book(sdk::Caller& caller, Tried& one);
  void cancel(sdk::Caller& caller, Tried& one);
  void answer_requests();
  void change_zones();
  void answer(sdk::Caller& manager, const std::string& id, bool accept);
  /// With the bookings that are tried, so that as much happens on a slow machine as on a fast one.
  void pass_time();
  void advance(std::chrono::minutes passed);
  /// What still waits for an answer, after the last client.
  void let_run_out();
  void note_gone(const std::string& id);

  House house_;
  int requests_;
  std::vector<std::string> zones_;
  std::vector<std::string> tokens_;
  std::string manager_;
  std::atomic<int> racing_ = 0;
  std::atomic<int> tries_ = 0;
  std::mutex mutex_;
  std::vector<Tried> tried_;
  std::map<std::string, Moment> gone_;    // cancelled or refused bookings
  std::map<Instant, Moment> clock_read_;  // since when the clock shows at least that
};

}  // namespace halle::test
