#pragma once
// A session that is locked while its registrations change, with its places and its list.

#include "services/workshops/store/registrations/registrations.hpp"

namespace halle::workshops {

struct HeldSession {
  Uuid id;
  store::Gate gate;
  Places places;
  std::vector<Listed> list;
  bool moved = false;  // hold() has changed the list
};

/// Locks the session until the transaction ends, and moves its list to where it is to be now.
/// `member`: whose standing is asked for too, and cannot change until then. Error NOT_FOUND
/// `workshops.session_unknown`, also for a draft that the caller may not see.
Result<HeldSession> hold(sdk::Call& call, const Uuid& id, const std::string& member = {});

/// Ends offers that have run out and offers what is free; tells the persons and emits the changes.
/// Returns whether anything has changed.
Result<bool> advance_list(sdk::Call& call, HeldSession& held);

/// Ends a registration, then moves the list. An unconfirmed one is deleted with its visitor.
Status end_registration(sdk::Call& call, HeldSession& held,
                        const store::RegistrationRow& registration, store::Ended why);

/// Why nothing can be changed at this session any more; empty if it can.
std::string closed_reason(const store::Gate& gate, Instant now);

/// Emits that a registration was made, or that its state is another now.
void emit_changed(sdk::Call& call, const store::RegistrationRow& registration);

/// The registration that a request names by the member's number or, without one, by its id; not one
/// of another session, nor one that is cancelled.
Result<std::optional<store::RegistrationRow>> named_registration(sdk::Call& call,
                                                                 const Uuid& session,
                                                                 const std::string& member,
                                                                 const std::string& registration);

/// A registration as a message, without the visitor.
v1::Registration message_of(const store::RegistrationRow& row);

}  // namespace halle::workshops
