#include "core/bus/enabled.hpp"

namespace halle::bus {

bool EnabledModules::young() const {
  return !dropped_ && clock_() - at_.load() < lifetime_;
}

template <class Holds>
Result<bool> EnabledModules::holds(const Uuid& organisation, Holds state_holds) {
  const auto in = [&](const Known& known) {
    if (!known) return false;
    const auto found = known->find(organisation);
    return found != known->end() && state_holds(found->second);
  };
  const bool before = in(known_.load());
  if (before && young()) return true;
  const auto now = fresh();
  if (now) return in(now.value());
  if (before) return true;
  return now.error();
}

Result<bool> EnabledModules::has(const Uuid& organisation, const std::string& module) {
  return holds(organisation,
               [&](const OrganisationState& state) { return state.modules.contains(module); });
}

Result<bool> EnabledModules::operator_acts(const Uuid& organisation) {
  return holds(organisation, [](const OrganisationState& state) { return state.operator_acts; });
}

bool EnabledModules::is_known_to_let_operator_act(const Uuid& organisation) const {
  const Known known = known_.load();
  if (!known) return false;
  const auto found = known->find(organisation);
  return found != known->end() && found->second.operator_acts;
}

Result<EnabledModules::Known> EnabledModules::known() {
  Known before = known_.load();
  if (before && young()) return before;
  auto now = fresh();
  return now || !before ? now : Result<Known>(before);
}

Result<EnabledModules::Known> EnabledModules::fresh() {
  std::unique_lock lock(mutex_);
  const std::int64_t wanted = started_ + 1;  // one under way may have looked before
  while (ended_ < wanted) {
    if (started_ > ended_) {
      answered_.wait(lock);
      continue;
    }
    ++started_;
    dropped_ = false;
    lock.unlock();
    const Instant now = clock_();
    auto answer = ask_();
    lock.lock();
    at_ = now;  // also without an answer: not every lookup waits for one that does not come
    last_ = Done{};
    if (answer)
      known_ = std::make_shared<const EnabledByOrganisation>(std::move(answer).value());
    else
      last_ = answer.error();
    ++ended_;
    answered_.notify_all();
  }
  if (!last_) return last_.error();
  return known_.load();
}

}  // namespace halle::bus
