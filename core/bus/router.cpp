#include "core/bus/router.hpp"

#include <algorithm>
#include <future>

namespace halle::bus {
namespace {
constexpr std::size_t most_identities = 10'000;
}  // namespace

Status Router::add(const MethodRules& rules, Handler handler) {
  if (!methods_.emplace(rules.name, Entry{rules, std::move(handler), {}, {}}).second)
    return Error{Code::already_exists, "halle.method_taken", rules.name};
  return halle::Done{};
}

Status Router::add_remote(const MethodRules& rules, const std::string& target, Forward forward) {
  auto& waiting = waiting_by_target_[target];
  if (!waiting) waiting = std::make_shared<std::atomic<int>>(0);
  if (!methods_.emplace(rules.name, Entry{rules, {}, std::move(forward), waiting}).second)
    return Error{Code::already_exists, "halle.method_taken", rules.name};
  return halle::Done{};
}

Status Router::add_stream(const MethodRules& rules) {
  if (!methods_.emplace(rules.name, Entry{rules, {}, {}, {}}).second)
    return Error{Code::already_exists, "halle.method_taken", rules.name};
  return halle::Done{};
}

void Router::add_permission(const std::string& permission, std::vector<std::string> roles) {
  roles_by_permission_[permission] = std::move(roles);
}

const MethodRules* Router::find(std::string_view method) const {
  const auto found = methods_.find(std::string(method));
  return found == methods_.end() ? nullptr : &found->second.rules;
}

Result<const Router::Entry*> Router::find(const std::string& method,
                                          const Uuid& organisation) const {
  const Error unknown{Code::unimplemented, "halle.no_such_method", method};
  const auto found = methods_.find(method);
  if (found == methods_.end()) return unknown;
  const auto& module = found->second.rules.module;
  if (!module.empty() && !organisation.is_nil() && enabled_) {
    HALLE_TRY(enabled, enabled_(organisation, module));
    if (!enabled) return unknown;
  }
  return &found->second;
}

Status Router::exists(const std::string& method, const Uuid& organisation) const {
  HALLE_CHECK(find(method, organisation));
  return halle::Done{};
}

bool Router::allowed(const Principal& principal, const Uuid& organisation,
                     std::string_view permission) const {
  if (principal.kind == Principal::Kind::kernel) return true;
  const auto roles = roles_by_permission_.find(std::string(permission));
  if (roles == roles_by_permission_.end()) return false;
  if (principal.kind == Principal::Kind::operator_) {
    if (!operator_acts_) return true;
    const auto acts = operator_acts_(organisation, false);
    return acts && acts.value();
  }
  return std::any_of(principal.grants.begin(), principal.grants.end(), [&](const Grant& grant) {
    return grant.organisation == organisation &&
           std::find(roles->second.begin(), roles->second.end(), grant.role) != roles->second.end();
  });
}

Status Router::check_access(const Context& context, const MethodRules& rules) const {
  using Kind = Principal::Kind;
  const Kind kind = context.principal.kind;
  const Error refused = kind == Kind::anonymous
                            ? Error{Code::unauthenticated, "halle.sign_in_first"}
                            : Error{Code::permission_denied, "halle.not_allowed"};
  switch (rules.access.rule) {
    case Access::Rule::anybody:
      return halle::Done{};
    case Access::Rule::signed_in:
      return kind != Kind::anonymous ? Status(halle::Done{}) : refused;
    case Access::Rule::operator_:
      return kind == Kind::operator_ || kind == Kind::kernel ? Status(halle::Done{}) : refused;
    case Access::Rule::kernel:
      return kind == Kind::kernel ? Status(halle::Done{}) : refused;
    case Access::Rule::permission:
      break;
  }
  if (kind == Kind::anonymous) return refused;
  if (context.organisation.is_nil()) return bad_field("organisation", "halle.organisation_missing");
  if (kind == Kind::operator_ && operator_acts_) {
    HALLE_TRY(acts, operator_acts_(context.organisation, true));
    if (!acts) return Error{Code::permission_denied, "halle.operator_not_let"};
  }
  return allowed(context.principal, context.organisation, rules.access.permission)
             ? Status(halle::Done{})
             : refused;
}

Result<const Router::Entry*> Router::pass_stages(Context& context, std::string_view request) const {
  using std::chrono::steady_clock;
  HALLE_TRY(entry, find(context.method, context.organisation));
  const MethodRules& rules = entry->rules;
  if (!rules.watches.empty())
    return Error{Code::unimplemented, "halle.only_as_stream", context.method};
  const auto now = steady_clock::now();
  if (context.deadline == steady_clock::time_point{})
    context.deadline = now + limits_.default_deadline;
  context.deadline = std::min(context.deadline, now + limits_.longest_deadline);
  if (context.deadline <= now) return Error{Code::deadline_exceeded, "halle.too_late"};
  if (request.size() > (rules.bulk_request ? limits_.bulk_request_bytes : limits_.request_bytes))
    return Error{Code::resource_exhausted, "halle.request_too_large"};
  if (++context.hops > limits_.hops) return Error{Code::failed_precondition, "halle.too_many_hops"};
  if (!context.token.empty()) {
    if (!identify_) return Error{Code::unauthenticated, "halle.token_invalid"};
    HALLE_TRY(principal, identify_(context.token));
    context.principal = std::move(principal);
    context.token.clear();
  }
  HALLE_CHECK(check_access(context, rules));
  if (rules.mutates && context.operation_id.is_nil() && context.delivery.consumer.empty())
    return Error{Code::invalid_argument, "halle.operation_id_missing"};
  if (!rules.mutates) context.operation_id = {};
  return entry;
}

Result<Principal> Router::admit(Context context) const {
  HALLE_TRY(entry, find(context.method, context.organisation));
  if (!entry->rules.watches.empty()) {
    context.method = entry->rules.watches;
    return admit(std::move(context));
  }
  if (!context.token.empty()) {
    if (!identify_) return Error{Code::unauthenticated, "halle.token_invalid"};
    HALLE_TRY(principal, identify_(context.token));
    context.principal = std::move(principal);
  }
  HALLE_CHECK(check_access(context, entry->rules));
  return std::move(context.principal);
}

Result<std::string> Router::call(Context context, std::string_view request) const {
  HALLE_TRY(entry, pass_stages(context, request));
  if (entry->handler) return entry->handler(context, entry->rules, request);
  struct Slot {
    std::atomic<int>& waiting;
    const int now = ++waiting;
    ~Slot() { --waiting; }
  } const slot{*entry->waiting};
  if (slot.now > limits_.waiting_on_one_target)
    return Error{Code::resource_exhausted, "halle.busy", context.method};
  // Shared: whoever is woken may be gone before set_value() has returned.
  const auto answer = std::make_shared<std::promise<Result<std::string>>>();
  entry->forward(context, request,
                 [answer](Result<std::string> reply) { answer->set_value(std::move(reply)); });
  return answer->get_future().get();
}

void Router::start(Context context, std::string_view request, const Done& done) const {
  const auto entry = pass_stages(context, request);
  if (!entry)
    done(entry.error());
  else if (entry.value()->handler)
    done(entry.value()->handler(context, entry.value()->rules, request));
  else
    entry.value()->forward(context, request, done);
}

Result<Principal> Identities::resolve(std::string_view token) {
  const std::string key = sha256(token);
  std::unique_lock lock(mutex_);
  while (true) {
    auto& entry = entries_[key];
    if (entry.known && clock_() - entry.at < lifetime_) return entry.principal;
    if (!entry.asked) {
      entry.asked = true;
      break;
    }
    answered_.wait(lock);
  }
  const std::int64_t drops = drops_;
  lock.unlock();
  const Instant now = clock_();
  auto principal = ask_(token);
  lock.lock();
  if (principal && drops == drops_)
    entries_[key] = {principal.value(), now, true, false};
  else
    entries_.erase(key);
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
