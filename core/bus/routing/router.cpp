#include "core/bus/routing/router.hpp"

#include <algorithm>
#include <future>

#include "core/bus/routing/pool.hpp"

namespace halle::bus {
namespace {
constexpr std::size_t most_identities = 10'000;
}  // namespace

Status Router::add(const MethodRules& rules, Handler handler) {
  if (!methods_.emplace(rules.name, Entry{rules, std::move(handler), {}, nullptr}).second)
    return Error{Code::already_exists, "halle.method_taken", rules.name};
  return Done{};
}

Status Router::add_remote(const MethodRules& rules, const std::string& target, Forward forward) {
  auto& gates = gates_by_target_[target];
  while (gates.size() <= static_cast<std::size_t>(limits_.hops))
    gates.push_back(
        std::make_unique<Gate>(limits_.waiting_on_one_target, limits_.waiting_for_their_turn));
  if (!methods_.emplace(rules.name, Entry{rules, {}, std::move(forward), &gates}).second)
    return Error{Code::already_exists, "halle.method_taken", rules.name};
  return Done{};
}

Status Router::add_stream(const MethodRules& rules) {
  if (!methods_.emplace(rules.name, Entry{rules, {}, {}, nullptr}).second)
    return Error{Code::already_exists, "halle.method_taken", rules.name};
  return Done{};
}

void Router::add_permission(const std::string& permission, std::vector<std::string> roles) {
  roles_by_permission_[permission] = std::move(roles);
}

void Router::add_module(const std::string& module, const std::vector<ModuleCall>& calls) {
  auto& by_method = calls_by_module_[module];
  for (const auto& call : calls) by_method[call.method].insert(call.with.begin(), call.with.end());
}

const MethodRules* Router::find(std::string_view method) const {
  const auto found = methods_.find(std::string(method));
  return found == methods_.end() ? nullptr : &found->second.rules;
}

Result<const Router::Entry*> Router::entry_of(const std::string& method) const {
  const auto found = methods_.find(method);
  if (found == methods_.end()) return Error{Code::unimplemented, "halle.no_such_method", method};
  return &found->second;
}

/// The organisation's state; UNIMPLEMENTED if it has not enabled the method's module.
Result<std::shared_ptr<const OrganisationState>> Router::state(const MethodRules& rules,
                                                               const Uuid& organisation,
                                                               Deadline deadline) const {
  if (organisation.is_nil() || !organisations_.with) return OrganisationLookups::State{};
  if (rules.module.empty()) return organisations_.look(organisation, deadline);
  HALLE_TRY(known, organisations_.with(organisation, rules.module, deadline));
  if (!known) return Error{Code::unimplemented, "halle.no_such_method", rules.name};
  return known;
}

Status Router::exists(const std::string& method, const Uuid& organisation) const {
  HALLE_TRY(entry, entry_of(method));
  HALLE_CHECK(state(entry->rules, organisation,
                    std::chrono::steady_clock::now() + limits_.default_deadline));
  return Done{};
}

const Router::Calls::mapped_type* Router::listed(const std::string& module,
                                                 const std::string& method) const {
  const auto calls = calls_by_module_.find(module);
  if (calls == calls_by_module_.end()) return nullptr;
  const auto call = calls->second.find(method);
  return call == calls->second.end() ? nullptr : &call->second;
}

bool Router::allowed(const Principal& principal, const Uuid& organisation,
                     std::string_view permission) const {
  if (principal.kind == Principal::Kind::kernel) return true;
  const auto roles = roles_by_permission_.find(std::string(permission));
  if (roles == roles_by_permission_.end()) return false;
  if (principal.kind == Principal::Kind::operator_)
    return !organisations_.is_known_to_let_operator_act ||
           organisations_.is_known_to_let_operator_act(organisation);
  return std::any_of(principal.grants.begin(), principal.grants.end(), [&](const Grant& grant) {
    return grant.organisation == organisation &&
           std::find(roles->second.begin(), roles->second.end(), grant.role) != roles->second.end();
  });
}

bool Router::allowed(const Context& context, std::string_view permission) const {
  if (context.principal.kind != Principal::Kind::module)
    return allowed(context.principal, context.organisation, permission);
  const auto* with = listed(context.principal.id, context.method);
  if (with != nullptr && with->contains(permission)) return true;
  return context.behind && allowed(*context.behind, context.organisation, permission);
}

/// A module may call its own methods and those its manifest lists. Where a permission is required,
/// the manifest gives it or the principal behind the call holds it.
Status Router::check_module(const Context& context, const MethodRules& rules) const {
  using Rule = Access::Rule;
  const auto& module = context.principal.id;
  if (!rules.owner.empty() && rules.owner == module) return Done{};
  const auto rule = rules.access.rule;
  if (rule == Rule::kernel || rule == Rule::operator_ || listed(module, rules.name) == nullptr)
    return Error{Code::permission_denied, "halle.call_not_listed", module + " " + rules.name};
  if (rule != Rule::permission) return Done{};
  if (context.organisation.is_nil()) return bad_field("organisation", "halle.organisation_missing");
  return allowed(context, rules.access.permission)
             ? Status(Done{})
             : Error{Code::permission_denied, "halle.not_allowed"};
}

Status Router::check_access(const Context& context, const MethodRules& rules) const {
  using Kind = Principal::Kind;
  const Kind kind = context.principal.kind;
  if (kind == Kind::module) return check_module(context, rules);
  const Error refused = kind == Kind::anonymous
                            ? Error{Code::unauthenticated, "halle.sign_in_first"}
                            : Error{Code::permission_denied, "halle.not_allowed"};
  switch (rules.access.rule) {
    case Access::Rule::anybody:
      return Done{};
    case Access::Rule::signed_in:
      return kind != Kind::anonymous ? Status(Done{}) : refused;
    case Access::Rule::operator_:
      return kind == Kind::operator_ || kind == Kind::kernel ? Status(Done{}) : refused;
    case Access::Rule::kernel:
    case Access::Rule::module:
      return kind == Kind::kernel ? Status(Done{}) : refused;
    case Access::Rule::permission:
      break;
  }
  if (kind == Kind::anonymous) return refused;
  if (context.organisation.is_nil()) return bad_field("organisation", "halle.organisation_missing");
  if (kind == Kind::operator_ && organisations_.operator_acts) {
    HALLE_TRY(acts, organisations_.operator_acts(context.organisation, context.deadline));
    if (!acts) return Error{Code::permission_denied, "halle.operator_not_let"};
  }
  return allowed(context.principal, context.organisation, rules.access.permission) ? Status(Done{})
                                                                                   : refused;
}

void Router::limit_deadline(Context& context) const {
  const auto now = std::chrono::steady_clock::now();
  if (context.deadline == Deadline{}) context.deadline = now + limits_.default_deadline;
  context.deadline = std::min(context.deadline, now + limits_.longest_deadline);
}

Result<const Router::Entry*> Router::pass_stages(Context& context, std::string_view request) const {
  using std::chrono::steady_clock;
  HALLE_TRY(entry, entry_of(context.method));
  const MethodRules& rules = entry->rules;
  limit_deadline(context);
  if (context.deadline <= steady_clock::now())
    return Error{Code::deadline_exceeded, "halle.too_late"};
  HALLE_TRY(known, state(rules, context.organisation, context.deadline));
  context.state = std::move(known);
  if (!rules.watches.empty())
    return Error{Code::unimplemented, "halle.only_as_stream", context.method};
  if (request.size() > (rules.bulk_request ? limits_.bulk_request_bytes : limits_.request_bytes))
    return Error{Code::resource_exhausted, "halle.request_too_large"};
  if (++context.hops > limits_.hops) return Error{Code::failed_precondition, "halle.too_many_hops"};
  HALLE_CHECK(identify(context));
  HALLE_CHECK(check_access(context, rules));
  if (rules.mutates && context.operation_id.is_nil() && context.delivery.consumer.empty())
    return Error{Code::invalid_argument, "halle.operation_id_missing"};
  if (!rules.mutates) context.operation_id = {};
  return entry;
}

Status Router::identify(Context& context) const {
  if (context.token.empty()) return Done{};
  if (!identify_) return Error{Code::unauthenticated, "halle.token_invalid"};
  HALLE_TRY(principal, identify_(context.token, context.deadline));
  context.principal = std::move(principal);
  context.token.clear();
  return Done{};
}

Result<Principal> Router::admit(Context context) const {
  HALLE_TRY(entry, entry_of(context.method));
  if (!entry->rules.watches.empty()) {
    context.method = entry->rules.watches;
    return admit(std::move(context));
  }
  limit_deadline(context);
  HALLE_TRY(known, state(entry->rules, context.organisation, context.deadline));
  context.state = std::move(known);
  HALLE_CHECK(identify(context));
  HALLE_CHECK(check_access(context, entry->rules));
  return std::move(context.principal);
}

/// Catches what a handler throws: only its call fails.
Result<std::string> Router::handle(const Entry& entry, const Context& context,
                                   std::string_view request) {
  try {
    return entry.handler(context, entry.rules, request);
  } catch (const std::exception& thrown) {
    return Error{Code::internal, "halle.handler_failed", thrown.what()};
  } catch (...) {
    return Error{Code::internal, "halle.handler_failed"};
  }
}

Result<std::string> Router::call(Context context, std::string_view request) const {
  HALLE_TRY(entry, pass_stages(context, request));
  if (entry->handler) return handle(*entry, context, request);
  const WorkerPool::Away away;
  struct Turn {
    Gate* gate;
    ~Turn() {
      if (gate != nullptr) gate->leave();
    }
  } turn{nullptr};
  if (!context.first) {
    Gate& gate = *entry->gates->at(static_cast<std::size_t>(context.hops));
    if (!gate.enter(context.deadline))
      return Error{Code::resource_exhausted, "halle.busy", context.method};
    turn.gate = &gate;
  }
  // Shared: the woken thread may have ended before set_value() returns.
  const auto answer = std::make_shared<std::promise<Result<std::string>>>();
  entry->forward(context, request,
                 [answer](Result<std::string> reply) { answer->set_value(std::move(reply)); });
  return answer->get_future().get();
}

void Router::start(Context context, std::string_view request, const Completion& done) const {
  const auto entry = pass_stages(context, request);
  if (!entry)
    done(entry.error());
  else if (entry.value()->handler)
    done(handle(*entry.value(), context, request));
  else
    entry.value()->forward(context, request, done);
}

/// The answer to another caller's question; an error of code DEADLINE_EXCEEDED may be this one's.
Result<Principal> Identities::wait(std::unique_lock<std::mutex>& lock, const Question& question,
                                   Deadline deadline) {
  lock.unlock();
  {
    const WorkerPool::Away away;
    lock.lock();
    answered_.wait_until(lock, deadline, [&] { return question.answer != nullptr; });
    lock.unlock();
  }
  lock.lock();
  if (!question.answer) return Error{Code::deadline_exceeded, "halle.too_late"};
  return *question.answer;
}

Result<Principal> Identities::resolve(std::string_view token, Deadline deadline) {
  const std::string key = sha256(token);
  const auto question = std::make_shared<Question>();
  std::unique_lock lock(mutex_);
  while (true) {
    auto& entry = entries_[key];
    // What is later than now was answered before the clock was set back.
    const auto age = clock_() - entry.at;
    if (entry.known && age >= age.zero() && age < lifetime_) return entry.principal;
    if (!entry.asked || entry.asked->drops != drops_) {
      entry.asked = question;
      break;
    }
    const auto asked = entry.asked;
    auto principal = wait(lock, *asked, deadline);
    // A question that ended because its caller ran out of time is no answer for the others.
    if (principal || principal.error().code != Code::deadline_exceeded ||
        std::chrono::steady_clock::now() >= deadline)
      return principal;
  }
  question->drops = drops_;
  lock.unlock();
  const Instant now = clock_();
  auto principal = ask_(token, deadline);
  lock.lock();
  question->answer = std::make_unique<Result<Principal>>(principal);
  const auto entry = entries_.find(key);
  if (entry != entries_.end() && entry->second.asked == question) {
    if (principal && question->drops == drops_)
      entry->second = {principal.value(), now, true, nullptr};
    else
      entries_.erase(entry);
  }
  if (entries_.size() > most_identities)
    std::erase_if(entries_, [](const auto& item) { return !item.second.asked; });
  answered_.notify_all();
  return principal;
}

void Identities::drop() {
  const std::lock_guard lock(mutex_);
  ++drops_;
  std::erase_if(entries_, [](const auto& item) { return !item.second.asked; });
}

}  // namespace halle::bus
