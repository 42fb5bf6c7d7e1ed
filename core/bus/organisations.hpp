#pragma once
// What a node knows of each organisation: its zone, code and name, which modules it has enabled and
// whether it lets the operator act for it. Any thread.

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
    std::size_t random = 0;  // where a version 7 has its random bits
    std::memcpy(&random, id.bytes.data() + 8, sizeof random);
    return random;
  }
};

/// What a node knows of an organisation.
struct OrganisationState {
  std::unordered_set<std::string> modules;  // enabled
  bool operator_acts = false;               // it lets the operator act for it
  std::string code{};                       // short name used in commands
  std::string name{};
  std::string zone{};  // IANA time zone
};
using OrganisationStates = std::unordered_map<Uuid, OrganisationState, UuidHash>;

/// Keeps what `ask` answered up to `lifetime`; then one caller asks anew, and the others go on with
/// what was known. What is not known to be enabled is asked for before it is said, together by all
/// who wait, so that what was just enabled is there on every node at once. What is known to be
/// enabled stays so while nobody answers.
class Organisations {
 public:
  using Known = std::shared_ptr<const OrganisationStates>;
  using State = std::shared_ptr<const OrganisationState>;
  /// Answers by the deadline.
  using Ask = std::function<Result<OrganisationStates>(Deadline)>;

  Organisations(Ask ask, std::chrono::milliseconds lifetime, Clock clock)
      : ask_(std::move(ask)), lifetime_(lifetime), clock_(std::move(clock)) {}

  /// The organisation if it has enabled the module, null otherwise. Error: nobody answers by then.
  Result<State> with(const Uuid& organisation, const std::string& module, Deadline deadline);
  Result<bool> has(const Uuid& organisation, const std::string& module);
  /// Whether it lets the operator act for it.
  Result<bool> operator_acts(const Uuid& organisation, Deadline deadline);
  /// What is known of it, without asking anybody; null: nothing.
  State look(const Uuid& organisation) const;
  /// All that is known. Error: nobody has answered yet.
  Result<Known> known();
  /// All as it is now: asked after this call began. Error: nobody answers by then.
  Result<Known> fresh(Deadline deadline);
  Result<Known> fresh() { return fresh(std::chrono::steady_clock::now() + patience); }
  /// What is known may be wrong: asks at the next lookup.
  void drop() { ++drops_; }

 private:
  static constexpr std::chrono::seconds patience{10};  // of those who have no deadline

  template <class Holds>
  Result<State> find(const Uuid& organisation, Deadline deadline, Holds state_holds);
  bool young() const;

  Ask ask_;
  std::chrono::milliseconds lifetime_;
  Clock clock_;
  std::atomic<Known> known_{};
  std::atomic<Instant> at_{Instant{}};
  std::atomic<std::int64_t> drops_ = 0;
  std::atomic<std::int64_t> drops_seen_ = 0;  // before the last question
  std::atomic<bool> asking_ = false;
  std::mutex mutex_;  // of the rest: who asks
  std::condition_variable answered_;
  std::int64_t started_ = 0;  // questions
  std::int64_t ended_ = 0;
  Status last_ = Done{};  // how the last one ended
};

}  // namespace halle::bus
