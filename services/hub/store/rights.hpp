#pragma once
// When rights end: whose a member's number is, and what goes with a role.

#include <optional>
#include <string>

#include "core/sdk/call.hpp"

namespace halle::hub::store {

/// Joins to the transaction that nobody else changes who holds what in the call's organisation
/// until its end.
void lock_rights(sdk::Call& call);

/// The account of a member of the call's organisation, also of one who left; empty if there is
/// none.
Result<std::optional<Uuid>> account_of(sdk::Call& call, const std::string& subject);

/// Whether the number is that of a member who left the call's organisation: nobody is invited by
/// it. Error: FAILED_PRECONDITION `hub.subject_left`.
Status check_here(sdk::Call& call, const std::string& subject);

/// Whether somebody who can sign in administers the call's organisation, apart from that account.
/// Error: FAILED_PRECONDITION `hub.last_administrator`.
Status check_another_administrator(sdk::Call& call, const Uuid& account);

/// Joins to the transaction that links to the account in the call's organisation no longer work.
void end_links_to(sdk::Call& call, const Uuid& account);

/// Joins to the transaction all that follows when an account has lost a role in the call's
/// organisation: the links that it made and those to it end, its sessions too if it holds nothing
/// anywhere, and the operator may act for an organisation that nobody administers any more. Nodes
/// forget whom tokens stand for.
void follow_loss(sdk::Call& call, const Uuid& account);

/// Takes from a member who left all that the account held in the call's organisation. Again changes
/// nothing.
Status depart(sdk::Call& call, const std::string& subject);

}  // namespace halle::hub::store
