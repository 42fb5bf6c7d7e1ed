#pragma once
// The table hub.password_link: links to choose a new password, and the requests for them, which are
// limited. Each request adds a row, whatever is known of the login.

#include <optional>
#include <string>

#include "core/sdk/call.hpp"

namespace halle::hub::store {

/// Requests for a link within the last hour.
struct PasswordRequests {
  std::int64_t of_login = 0;  // of the account, whichever of its logins was used
  std::int64_t from_address = 0;
  // Of the call's organisation, those for which there was an account that might get a letter:
  // requests with other logins do not keep its members from theirs.
  std::int64_t letters_of_organisation = 0;
};
HALLE_ROW(PasswordRequests, of_login, from_address, letters_of_organisation)

/// A link to make, and the request for it.
struct NewPasswordLink {
  Uuid id;
  std::string token;
  std::optional<Uuid> account;  // empty: the link leads nowhere
  std::string login_key;        // as login_key() returns it
  std::string address;          // of the network
  Instant expires{};
};

/// What a link that works shows.
struct PasswordLink {
  std::string organisation_name;  // of the organisation in which the link was asked for
  std::string organisation_code;
  std::string email;  // of the account
};
HALLE_ROW(PasswordLink, organisation_name, organisation_code, email)

/// Queues: requests for links are handled one at a time until the transaction ends.
void lock_password_requests(sdk::Call& call);
Result<PasswordRequests> password_requests(sdk::Call& call, const std::string& login_key,
                                           const std::string& address);
/// Queues: adds the link, and deletes those of more than a day ago. The same statements whether it
/// has an account or not.
void add_password_link(sdk::Call& call, const NewPasswordLink& link);

/// The link behind the token; empty if it does not work.
Result<std::optional<PasswordLink>> password_link(sdk::Call& call, const std::string& token);
/// The account whose password the link changes; empty if the link does not work. Locks the links of
/// the account first, so that of two calls that use one of them at once the second finds it ended.
/// The caller goes on with end_sessions(), which ends them.
Result<std::optional<Uuid>> use_password_link(sdk::Call& call, const std::string& token);
/// Queues: the links that were asked for the account no longer work.
void end_password_links(sdk::Call& call, const Uuid& account);

}  // namespace halle::hub::store
