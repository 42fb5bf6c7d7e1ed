#pragma once
// The tables hub.role_grant (roles given by name), hub.entrusted (roles for a time, given by what a
// module entrusted a member with) and hub.departed (members who left): which account a member's
// number is, and when rights end.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/kernel/v1/kernel.pb.h"

namespace halle::hub::store {

/// A role of the account behind a token. The organisation, role and subject are NULL together in
/// the only row of an account that holds nothing.
struct Grant {
  Uuid account_id;
  std::optional<Uuid> org_id;
  std::optional<std::string> role;
  std::optional<std::string> subject;
};
HALLE_ROW(Grant, account_id, org_id, role, subject)

/// A role of an account. Everything but the e-mail is NULL together in the only row of an account
/// that holds nothing.
struct Belonging {
  std::optional<std::string> email;
  std::optional<Uuid> id;  // of the organisation, as are code, name and time_zone
  std::optional<std::string> code;
  std::optional<std::string> name;
  std::optional<std::string> time_zone;
  std::optional<std::string> role;
  std::optional<std::string> subject;
};
HALLE_ROW(Belonging, email, id, code, name, time_zone, role, subject)

/// What the account behind a token holds now, in every organisation; empty if there is no such
/// token, or its session has ended.
Result<std::vector<Grant>> grants_of(sdk::Call& call, const std::string& token_hash);
/// What an account holds now, ordered by the organisation's name and by role, organisations where
/// it acts for a partner only last; empty if there is no such account.
Result<std::vector<Belonging>> belongings_of(sdk::Call& call, const Uuid& account);

/// Queues: no other transaction changes who holds what in the call's organisation until this one
/// ends.
void lock_rights(sdk::Call& call);

/// The account of a member of the call's organisation, also of one who left; empty if there is
/// none.
Result<std::optional<Uuid>> account_of(sdk::Call& call, const std::string& subject);
/// The account of a member of the call's organisation who has not left.
Result<std::optional<Uuid>> member_account(sdk::Call& call, const std::string& subject);
/// The same, if the account administers the organisation.
Result<std::optional<Uuid>> administrator_account(sdk::Call& call, const std::string& subject);

/// Whether the account holds no role in the call's organisation now but `member`.
Result<bool> is_plain_member(sdk::Call& call, const Uuid& account);
/// Whether another account than that one is the member's in the call's organisation.
Result<bool> is_number_taken(sdk::Call& call, const std::string& subject, const Uuid& account);
/// Whether an account that holds nothing in the call's organisation has the e-mail of one that
/// does.
Result<bool> is_email_taken(sdk::Call& call, const Uuid& account);

/// Whether the number is not that of a member who left the call's organisation, which cannot be
/// invited. Error: FAILED_PRECONDITION `hub.subject_left`.
Status check_here(sdk::Call& call, const std::string& subject);

/// Whether the call's organisation has an administrator who can sign in.
Result<bool> is_administered(sdk::Call& call);
/// The same apart from that account. Error: FAILED_PRECONDITION `hub.last_administrator`.
Status check_another_administrator(sdk::Call& call, const Uuid& account);

/// Gives the account a role in the call's organisation; `subject`: the number, with the role
/// `member` only. False if there is no such account.
Result<bool> grant(sdk::Call& call, const Uuid& account, const std::string& role,
                   const std::string& subject);
/// Takes it back. False if the account did not have it. The caller goes on with follow_loss().
Result<bool> revoke(sdk::Call& call, const Uuid& account, const std::string& role);

/// Queues: all that follows when an account has lost a role in the call's organisation. The links
/// that it made and those to it end, its sessions too if it holds nothing anywhere, and the
/// operator may act for an organisation without administrator. Nodes drop their cached tokens.
void follow_loss(sdk::Call& call, const Uuid& account);

/// Takes from a member who left all that the account held in the call's organisation. Again changes
/// nothing. Locks rights.
Status depart(sdk::Call& call, const std::string& subject);
/// Gives the account of a member who came back the role `member` again. Again changes nothing.
/// Locks rights.
Status come_back(sdk::Call& call, const std::string& subject);
/// Queues: deletes the records of members who left the call's organisation.
void forget_departed(sdk::Call& call);

/// Queues: the members hold the role for the time of the entrustment, in place of what the same
/// entrustment gave before; nodes forget whom tokens stand for.
void entrust(sdk::Call& call, const kernel::v1::SubjectsEntrusted& entrustment);
/// Queues: what the module entrusted members of the call's organisation with ends.
void end_entrusted_by(sdk::Call& call, const std::string& module);

}  // namespace halle::hub::store
