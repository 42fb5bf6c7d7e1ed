#pragma once
// The table membership.application: who asks to become a member, until it is answered.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"
#include "services/membership/domain/person.hpp"

namespace halle::membership::store {

/// What an applicant sends.
struct Sent {
  Person person;
  std::string bracket;
  std::string message;
  std::optional<sdk::Value> address;  // SHA-256 of the association and where it came from, if known
};

/// Puts what is sent in the place of what the same e-mail sent from the same address before. Says
/// whether there was such an application. Applications are locked (`membership.apply`).
Result<bool> correct_application(sdk::Call& call, const Sent& sent);
/// Queues: another application.
void add_application(sdk::Call& call, const Uuid& id, const Sent& sent);

/// How many applications wait for an answer.
struct Waiting {
  std::int64_t in_all = 0;
  std::int64_t from_address = 0;
};
HALLE_ROW(Waiting, in_all, from_address)
/// In all, and from that address.
Result<Waiting> waiting(sdk::Call& call, const std::optional<sdk::Value>& address);
Result<std::int64_t> count_applications(sdk::Call& call);

/// The oldest first, each with the numbers of members who have that e-mail or name.
Result<std::vector<v1::Application>> applications(sdk::Call& call);

/// Deletes an application and returns who sent it; empty if there is none with that id.
Result<std::optional<v1::Person>> take_application(sdk::Call& call, const Uuid& id);
/// Deletes those of more than 180 days ago. Says whether there was any.
Result<bool> drop_old_applications(sdk::Call& call);

}  // namespace halle::membership::store
