#pragma once
// The table workshops.visitor: persons without an account, each with one registration.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "services/workshops/domain/visitors.hpp"

namespace halle::workshops::store {

/// How to reach a visitor; all empty once the visitor is forgotten.
struct VisitorRow {
  Uuid id;
  std::string name;
  std::string email;
  std::string telephone;
};
HALLE_ROW(VisitorRow, id, name, email, telephone)

/// The visitors registered at a session.
Result<std::vector<VisitorRow>> visitors(sdk::Call& call, const Uuid& session);

/// A visitor to be written. `key`: the secret of the link; empty for a person without one.
struct NewVisitor {
  Uuid id;
  VisitorInput person;
  std::string key;
};
/// Queues adding it.
void insert_visitor(sdk::Call& call, const NewVisitor& visitor);

/// What stands in the way of another registration of a visitor. `address`: the secret under which
/// the network address that sent the form is stored; empty: it is not known, and not limited.
struct Crowd {
  std::int64_t from_address = 0;  // forms within form_life
  std::int64_t unconfirmed = 0;   // registrations at the session
};
HALLE_ROW(Crowd, from_address, unconfirmed)
/// Until the transaction ends no other form of that address is counted.
Result<Crowd> crowd(sdk::Call& call, const Uuid& session, const std::string& address);
/// Queues counting a form of that address.
void insert_form(sdk::Call& call, const std::string& address);
/// The registration at the session of a visitor with that e-mail that is not cancelled.
Result<std::optional<Uuid>> registration_with_email(sdk::Call& call, const Uuid& session,
                                                    const std::string& email);
/// Notes that the visitor is sent a letter with the link; false, and nothing noted, if most_links
/// were, or one within link_pause. Within lock_session().
Result<bool> note_link(sdk::Call& call, const Uuid& visitor);
/// The registration of the visitor whose link has this secret.
Result<std::optional<Uuid>> registration_behind(sdk::Call& call, const std::string& key);

/// Deletes an unconfirmed registration with its visitor. Within lock_session().
Status delete_unconfirmed(sdk::Call& call, const Uuid& registration);
/// The same for all of a session.
Status delete_unconfirmed_at(sdk::Call& call, const Uuid& session);
/// The same for those of sessions that are over, and for those made before `until` of visitors who
/// were sent a link; returns how many.
Result<int> delete_old_unconfirmed(sdk::Call& call, Instant until);
/// Deletes forms sent before `until`; returns how many.
Result<int> delete_forms(sdk::Call& call, Instant until);
/// Clears what is known of the visitors of sessions that ended before `until`; returns how many.
Result<int> forget_visitors(sdk::Call& call, Instant until);

}  // namespace halle::workshops::store
