#pragma once
// The tables hub.account, hub.credential (its password) and hub.invitation (links that let an
// account choose a password, one of each organisation).

#include <optional>
#include <string>

#include "core/sdk/call.hpp"

namespace halle::hub::store {

/// The account behind a login.
struct Login {
  Uuid account_id;
  std::string hash;  // of its password
  bool known_device = false;
};
HALLE_ROW(Login, account_id, hash, known_device)

/// Whom a link is for.
struct Invitation {
  std::string organisation_name;
  std::string organisation_code;
  std::string number;
  std::optional<std::string> email;  // to sign in with; empty if the account has none
};
HALLE_ROW(Invitation, organisation_name, organisation_code, number, email)

/// A link to make.
struct NewInvitation {
  Uuid account;
  std::string token;
  std::string number;                // the member's
  std::optional<std::string> email;  // that the account gets when the link is used
  Instant expires{};
  std::optional<Uuid> letter;  // that brings it
};

/// Makes an account without password. False if an account has the e-mail. Accounts are made so one
/// at a time: locks until the transaction ends.
Result<bool> add_account(sdk::Call& call, const Uuid& account, const std::string& email);
/// Queues: a new account, which holds the role `member` in the call's organisation under that
/// number. Returns the account's id.
Uuid add_member_account(sdk::Call& call, const std::string& subject);

Result<bool> account_exists(sdk::Call& call, const Uuid& account);
/// The account behind an e-mail or a member's number in the organisation of that code (the only one
/// if the code is empty); empty if there is none.
Result<std::optional<Login>> find_login(sdk::Call& call, const std::string& login,
                                        const std::string& organisation, const std::string& device);
/// By what attempts at a login are counted: the account, whichever of its logins was used, or what
/// was typed if there is none, in the organisation of that code.
std::string login_key(const std::optional<Login>& found, const std::string& organisation,
                      const std::string& login);
/// The e-mail with which the account signs in; empty if it has none.
Result<std::optional<std::string>> account_email(sdk::Call& call, const Uuid& account);
/// The hash of the account's password; empty if it has none.
Result<std::optional<std::string>> password_hash(sdk::Call& call, const Uuid& account);
/// Whether that is still the hash of the account's password, which is then locked against a change
/// until the transaction ends: hashing takes its time, and nothing is locked meanwhile.
Result<bool> is_password_still(sdk::Call& call, const Uuid& account, const std::string& hash);
/// Queues: this is the hash of the account's password from now on.
void keep_password(sdk::Call& call, const Uuid& account, const std::string& hash);

/// Whether another account of the call's organisation has the e-mail, or is invited with it.
Result<bool> is_email_taken(sdk::Call& call, const Uuid& account, const std::string& email);

/// Makes the link, in place of the one that the call's organisation made to the account before. It
/// remembers what the account, and the account that calls, hold in the organisation now.
Status invite(sdk::Call& call, const NewInvitation& invitation);
/// The link behind the token; empty if it does not work.
Result<std::optional<Invitation>> invitation(sdk::Call& call, const std::string& token);
Result<bool> invitation_works(sdk::Call& call, const std::string& token);
/// Uses the link: it is deleted, and the account that it opens is returned, a new one if the
/// invited one holds something in another organisation too. Empty if it does not work. Locks the
/// link first, so that of two calls that use it at once the second finds it gone.
Result<std::optional<Uuid>> use_invitation(sdk::Call& call, const std::string& token);
/// Queues: the links of the call's organisation to the account are deleted, and those that were
/// asked for it end.
void end_links_to(sdk::Call& call, const Uuid& account);

/// Queues: deletes password, e-mail, devices, sessions and links of an account that holds nothing
/// in any organisation; its id stays. Does nothing to another.
void forget_account(sdk::Call& call, const Uuid& account);

}  // namespace halle::hub::store
