#pragma once
// The context of a call. It is the same for every carrier: gRPC, HTTP, events, jobs, calls between
// modules.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"

namespace halle::bus {

/// The instant at which a call is given up.
using Deadline = std::chrono::steady_clock::time_point;

/// A role that the caller holds in one organisation. `subject` is the number by which the
/// organisation knows the person; empty if there is none.
struct Grant {
  Uuid organisation;
  std::string role;
  std::string subject;
};

/// The identity of the caller. Kind `cause` is a job or an event: no person is behind it, and it
/// holds no permission.
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

/// Set when the call delivers an event: the consumer's position is moved in the call's transaction.
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
  std::string token;  // bearer token as received; the identity stage resolves it
  Deadline deadline;
  int hops = 0;
  Delivery delivery;
  // The principal on whose behalf a module or the kernel calls: an account, the operator, an
  // anonymous caller or a cause. Null if the caller acts for itself.
  std::shared_ptr<const Principal> behind;
  // A lookup that other calls wait for before they begin (identity, organisations). It bypasses the
  // gate for calls to other nodes.
  bool first = false;
  // Cached state of the organisation. Null until the router's stages have passed, and if nothing is
  // cached.
  std::shared_ptr<const OrganisationState> state;
};

/// The principal on whose behalf the calls that this call makes are made.
inline std::shared_ptr<const Principal> behind(const Context& context) {
  return context.behind ? context.behind : std::make_shared<const Principal>(context.principal);
}

/// The caller as audit and operation records store it: the principal's id; for a module
/// `module:<id> for <id of the principal on whose behalf it calls>`.
inline std::string actor(const Context& context) {
  if (context.principal.kind != Principal::Kind::module) return context.principal.id;
  return "module:" + context.principal.id + " for " +
         (context.behind ? context.behind->id : "nobody");
}

}  // namespace halle::bus
