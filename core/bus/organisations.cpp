#include "core/bus/organisations.hpp"

#include "core/bus/routing/pool.hpp"

namespace halle::bus {

/// Whether the cached state can be used: neither expired nor dropped, or expired and being
/// refreshed. A time in the future was recorded before the clock was set back.
bool Organisations::young() const {
  const auto age = clock_() - at_.load();
  return drops_ == drops_seen_ && ((age >= age.zero() && age < lifetime_) || asking_);
}

template <class Holds>
Result<Organisations::State> Organisations::find(const Uuid& organisation, Deadline deadline,
                                                 Holds state_holds) {
  const auto in = [&](const Known& known) -> State {
    if (!known) return nullptr;
    const auto found = known->find(organisation);
    if (found == known->end() || !state_holds(found->second)) return nullptr;
    return {known, &found->second};
  };
  const State before = in(known_.load());
  if (before && young()) return before;
  const auto now = fresh(deadline);
  if (now) return in(now.value());
  if (before) return before;
  return now.error();
}

Result<Organisations::State> Organisations::with(const Uuid& organisation,
                                                 const std::string& module, Deadline deadline) {
  return find(organisation, deadline,
              [&](const OrganisationState& state) { return state.modules.contains(module); });
}

Result<bool> Organisations::has(const Uuid& organisation, const std::string& module) {
  HALLE_TRY(state, with(organisation, module, std::chrono::steady_clock::now() + patience));
  return state != nullptr;
}

Result<bool> Organisations::operator_acts(const Uuid& organisation, Deadline deadline) {
  HALLE_TRY(state, find(organisation, deadline,
                        [](const OrganisationState& known) { return known.operator_acts; }));
  return state != nullptr;
}

Organisations::State Organisations::look(const Uuid& organisation) const {
  const Known known = known_.load();
  if (!known) return nullptr;
  const auto found = known->find(organisation);
  return found == known->end() ? nullptr : State(known, &found->second);
}

Organisations::State Organisations::look(const Uuid& organisation, Deadline deadline) {
  auto state = look(organisation);
  if (state || !fresh(deadline)) return state;
  return look(organisation);
}

Result<Organisations::Known> Organisations::known() {
  Known before = known_.load();
  if (before && young()) return before;
  auto now = fresh();
  return now || !before ? now : Result<Known>(before);
}

Result<Organisations::Known> Organisations::fresh(Deadline deadline) {
  std::unique_lock lock(mutex_);
  // one under way may have read the state before this call
  const std::int64_t wanted = started_ + 1;
  // A question that ended because its caller ran out of time is no answer for the others.
  const auto answered = [&] {
    return ended_ >= wanted && (last_ || last_.error().code != Code::deadline_exceeded);
  };
  while (!answered()) {
    if (std::chrono::steady_clock::now() >= deadline)
      return Error{Code::deadline_exceeded, "halle.too_late"};
    if (started_ > ended_) {
      lock.unlock();
      {
        const WorkerPool::Away away;
        lock.lock();
        answered_.wait_until(lock, deadline, [&] { return answered() || started_ == ended_; });
        lock.unlock();
      }
      lock.lock();
      continue;
    }
    ++started_;
    asking_ = true;
    const std::int64_t drops = drops_;
    lock.unlock();
    const Instant now = clock_();
    auto answer = ask_(deadline);
    lock.lock();
    // also without an answer, so that not every lookup waits for a provider that does not answer
    at_ = now;
    if (answer || answer.error().code != Code::deadline_exceeded) drops_seen_ = drops;
    last_ = Done{};
    if (answer)
      known_ = std::make_shared<const OrganisationStates>(std::move(answer).value());
    else
      last_ = answer.error();
    asking_ = false;
    ++ended_;
    answered_.notify_all();
    if (!last_) return last_.error();
  }
  if (!last_) return last_.error();
  return known_.load();
}

}  // namespace halle::bus
