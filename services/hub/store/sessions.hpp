#pragma once
// The tables hub.session and hub.device (devices on which an account signed in), and
// hub.sign_in_failure, which limits guessing at passwords.

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
/// Opens a session for a program that has the token. False if there is no such account.
Result<bool> open_session_until(sdk::Call& call, const Uuid& account, const std::string& token,
                                Instant expires);

/// Ends the session that the token opened, if it is the account's; no other.
Status end_session(sdk::Call& call, const std::string& token, const std::optional<Uuid>& account);
/// Queues: all sessions of the account end, and the links that would open one; nodes forget whom
/// tokens stand for.
void end_sessions(sdk::Call& call, const Uuid& account);

/// Queues: the nodes forget whom tokens stand for.
void drop_identities(sdk::Call& call);

/// Whether another guess may be made. Error: RESOURCE_EXHAUSTED `hub.too_many_attempts`.
Status may_guess(sdk::Call& call, const v1::NoteFailureRequest& guess);
/// Adds a wrong guess, and deletes those of more than an hour ago.
Status note_failure(sdk::Call& call, const v1::NoteFailureRequest& guess);
/// Undoes the transaction, has the wrong guess noted in a transaction of its own and returns the
/// refusal: UNAUTHENTICATED `hub.sign_in_refused`.
Error refuse(sdk::Call& call, const v1::NoteFailureRequest& guess);

}  // namespace halle::hub::store
