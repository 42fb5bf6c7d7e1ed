#pragma once
// Which modules each organisation has enabled and whether it lets the operator act for it, as a
// node knows it. Any thread.

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

#include "core/base/clock.hpp"
#include "core/base/ids.hpp"
#include "core/base/result.hpp"

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
};
using EnabledByOrganisation = std::unordered_map<Uuid, OrganisationState, UuidHash>;

/// Keeps what `ask` answered up to `lifetime`. A lookup takes no lock; one that finds nothing asks
/// before it says so, together with all others that wait, so that what was just enabled is there on
/// every node at once. What is known to be enabled stays so while nobody answers.
class EnabledModules {
 public:
  using Known = std::shared_ptr<const EnabledByOrganisation>;
  using Ask = std::function<Result<EnabledByOrganisation>()>;

  EnabledModules(Ask ask, std::chrono::milliseconds lifetime, Clock clock)
      : ask_(std::move(ask)), lifetime_(lifetime), clock_(std::move(clock)) {}

  Result<bool> has(const Uuid& organisation, const std::string& module);
  /// Whether it lets the operator act for it.
  Result<bool> operator_acts(const Uuid& organisation);
  /// The same as far as it is known, without asking anybody.
  bool is_known_to_let_operator_act(const Uuid& organisation) const;
  /// All that is known. Error: nobody has answered yet.
  Result<Known> known();
  /// All as it is now: asked after this call began. Error: nobody answers.
  Result<Known> fresh();
  /// What is known may be wrong: asks at the next lookup.
  void drop() { dropped_ = true; }

 private:
  template <class Holds>
  Result<bool> holds(const Uuid& organisation, Holds state_holds);
  bool young() const;

  Ask ask_;
  std::chrono::milliseconds lifetime_;
  Clock clock_;
  std::atomic<Known> known_{};
  std::atomic<Instant> at_{Instant{}};
  std::atomic<bool> dropped_ = false;
  std::mutex mutex_;  // of the rest: who asks
  std::condition_variable answered_;
  std::int64_t started_ = 0;  // questions
  std::int64_t ended_ = 0;
  Status last_ = halle::Done{};  // how the last one ended
};

}  // namespace halle::bus
