#pragma once
// Sessions of accounts and what limits guessing at their passwords.

#include <optional>
#include <string>

#include "core/sdk/call.hpp"
#include "halle/hub/v1/hub.pb.h"

namespace halle::hub::store {

/// The account that calls, if an account does.
std::optional<Uuid> caller_account(const sdk::Call& call);

/// Opens a session of 30 days in the call's transaction and keeps the device as known.
Result<v1::SignInReply> open_session(sdk::Call& call, const Uuid& account,
                                     const std::string& device);

/// Joins to the transaction that all sessions of the account end, and the links that would open
/// one.
void end_sessions(sdk::Call& call, const Uuid& account);

/// Joins to the transaction that the nodes forget whom tokens stand for.
void drop_identities(sdk::Call& call);

/// Joins to the transaction that this is the account's password.
void keep_password(sdk::Call& call, const Uuid& account, const std::string& hash);

/// Whether another guess may be made. Error: RESOURCE_EXHAUSTED `hub.too_many_attempts`.
Status may_guess(sdk::Call& call, const v1::NoteFailureRequest& guess);

/// Notes a wrong guess in a transaction of its own and returns the refusal.
Error refuse(sdk::Call& call, const v1::NoteFailureRequest& guess);

}  // namespace halle::hub::store
