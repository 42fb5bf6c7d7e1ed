#pragma once
// A node's cache of organisations: zone, code, name, enabled modules, and whether the operator may
// act for them. Thread-safe.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/base/time/clock.hpp"
#include "core/bus/context.hpp"

namespace halle::bus {

struct UuidHash {
  std::size_t operator()(const Uuid& id) const {
    std::size_t random = 0;  // where a version 7 UUID has its random bits
    std::memcpy(&random, id.bytes.data() + 8, sizeof random);
    return random;
  }
};

/// Cached state of one organisation.
struct OrganisationState {
  std::unordered_set<std::string> modules;  // ids of the enabled modules
  bool operator_acts = false;               // the operator may act for the organisation
  std::string code{};                       // short name used in commands
  std::string name{};
  std::string zone{};  // IANA time zone
};
using OrganisationStates = std::unordered_map<Uuid, OrganisationState, UuidHash>;

/// Caches the answer of `ask` for `lifetime`. When it has expired, one caller asks again and the
/// others continue with the old answer. Before a module is reported as not enabled the answer is
/// always refreshed (all waiting callers share one question), so that a module is usable on every
/// node as soon as it is enabled. While `ask` fails, modules known as enabled stay enabled.
class Organisations {
 public:
  using Known = std::shared_ptr<const OrganisationStates>;
  using State = std::shared_ptr<const OrganisationState>;
  /// Fetches the state of all organisations; returns by the deadline.
  using Ask = std::function<Result<OrganisationStates>(Deadline)>;

  Organisations(Ask ask, std::chrono::milliseconds lifetime, Clock clock)
      : ask_(std::move(ask)), lifetime_(lifetime), clock_(std::move(clock)) {}

  /// The organisation's state if the module is enabled there, null otherwise. Error: that of `ask`,
  /// if no answer came by the deadline.
  Result<State> with(const Uuid& organisation, const std::string& module, Deadline deadline);
  Result<bool> has(const Uuid& organisation, const std::string& module);
  /// Whether the operator may act for the organisation.
  Result<bool> operator_acts(const Uuid& organisation, Deadline deadline);
  /// The cached state, without asking; null if there is none.
  State look(const Uuid& organisation) const;
  /// The cached state, however old; asked for if there is none. Null: there is no such
  /// organisation, or no answer came by the deadline.
  State look(const Uuid& organisation, Deadline deadline);
  /// The cached state of all organisations. Error: no answer has come yet.
  Result<Known> known();
  /// The state of all organisations, from a question asked after this call began. Error: no answer
  /// by the deadline.
  Result<Known> fresh(Deadline deadline);
  Result<Known> fresh() { return fresh(std::chrono::steady_clock::now() + patience); }
  /// Invalidates the cache: the next lookup asks again.
  void drop() { ++drops_; }

 private:
  static constexpr std::chrono::seconds patience{10};  // for callers without a deadline

  template <class Holds>
  Result<State> find(const Uuid& organisation, Deadline deadline, Holds state_holds);
  bool young() const;

  Ask ask_;
  std::chrono::milliseconds lifetime_;
  Clock clock_;
  std::atomic<Known> known_{};
  std::atomic<Instant> at_{Instant{}};
  std::atomic<std::int64_t> drops_ = 0;
  std::atomic<std::int64_t> drops_seen_ = 0;  // value of drops_ before the last question
  std::atomic<bool> asking_ = false;
  std::mutex mutex_;  // guards what follows: the question under way
  std::condition_variable answered_;
  std::int64_t started_ = 0;  // questions begun and ended
  std::int64_t ended_ = 0;
  Status last_ = Done{};  // result of the last question
};

}  // namespace halle::bus
