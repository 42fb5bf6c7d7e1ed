#pragma once
// The context of a call, the same for every carrier: gRPC, events, jobs, calls between modules.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"

namespace halle::bus {

/// Until when a call may take.
using Deadline = std::chrono::steady_clock::time_point;

/// A role in an organisation; `subject`: whom the role is about, as the organisation
/// numbers its people; may be empty.
struct Grant {
  Uuid organisation;
  std::string role;
  std::string subject;
};

/// Who calls. `cause`: a job or an event, behind which there is nobody and which holds no right.
struct Principal {
  enum class Kind { anonymous, account, operator_, kernel, module, cause };
  Kind kind = Kind::anonymous;
  // Stable: "account:<uuid>", "operator", "kernel", a module's id, "job:<id>", "event:<type>".
  std::string id = "anonymous";
  std::vector<Grant> grants{};

  static Principal kernel() { return {Kind::kernel, "kernel", {}}; }
  static Principal operator_account() { return {Kind::operator_, "operator", {}}; }
  static Principal module(std::string id) { return {Kind::module, std::move(id), {}}; }
  static Principal job(const std::string& id) { return {Kind::cause, "job:" + id, {}}; }
  static Principal event(const std::string& type) { return {Kind::cause, "event:" + type, {}}; }
};

/// Set when the call delivers an event: the consumer's position moves in the call's transaction.
struct Delivery {
  std::string consumer;
  std::int64_t position = 0;
};

struct OrganisationState;

struct Context {
  std::string method;  // "/package.Service/Method"
  Uuid organisation;   // nil if none
  Uuid operation_id;   // nil if none
  Principal principal;
  std::string token;  // as received, until the identity stage has resolved it
  Deadline deadline;
  int hops = 0;
  Delivery delivery;
  // On whose behalf a module or the kernel calls: the account, the operator, nobody in particular
  // (anonymous) or the cause. Null: on nobody's but the principal's own.
  std::shared_ptr<const Principal> behind;
  // A question that calls wait for before they begin; it does not wait for its turn among them.
  bool first = false;
  // What this node knows of the organisation; null until the stages have passed, and if it knows
  // nothing.
  std::shared_ptr<const OrganisationState> state;
};

/// On whose behalf the calls are that this one makes.
inline std::shared_ptr<const Principal> behind(const Context& context) {
  return context.behind ? context.behind : std::make_shared<const Principal>(context.principal);
}

/// Who calls, as audit and operation records have it: the principal, and for a module also on
/// whose behalf.
inline std::string actor(const Context& context) {
  if (context.principal.kind != Principal::Kind::module) return context.principal.id;
  return "module:" + context.principal.id + " for " +
         (context.behind ? context.behind->id : "nobody");
}

}  // namespace halle::bus
