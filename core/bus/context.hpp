#pragma once
// The context of a call, the same for every carrier: gRPC, events, jobs, calls between modules.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"

namespace halle::bus {

/// A role in an organisation; `subject`: whom the role is about, as the organisation
/// numbers its people; may be empty.
struct Grant {
  Uuid organisation;
  std::string role;
  std::string subject;
};

/// Who calls.
struct Principal {
  enum class Kind { anonymous, account, operator_, kernel };
  Kind kind = Kind::anonymous;
  std::string id = "anonymous";  // stable: "account:<uuid>", "operator", "kernel"
  std::vector<Grant> grants;

  static Principal kernel() { return {Kind::kernel, "kernel", {}}; }
  static Principal operator_account() { return {Kind::operator_, "operator", {}}; }
};

/// Set when the call delivers an event: the consumer's position moves in the call's transaction.
struct Delivery {
  std::string consumer;
  std::int64_t position = 0;
};

struct Context {
  std::string method;  // "/package.Service/Method"
  Uuid organisation;   // nil if none
  Uuid operation_id;   // nil if none
  Principal principal;
  std::string token;  // as received, until the identity stage has resolved it
  std::chrono::steady_clock::time_point deadline;
  int hops = 0;
  Delivery delivery;
};

}  // namespace halle::bus
