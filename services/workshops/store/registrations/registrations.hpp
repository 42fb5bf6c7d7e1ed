#pragma once
// The table workshops.registration, with the places that it takes of workshops.session.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/workshops/v1/workshops.pb.h"
#include "services/workshops/domain/price.hpp"
#include "services/workshops/domain/waiting_list.hpp"
#include "services/workshops/store/names.hpp"

namespace halle::workshops {
HALLE_ROW(Listed, id, persons, priority, at, until)
}  // namespace halle::workshops

namespace halle::workshops::store {

/// A session as it is to registrations.
struct Gate {
  Instant starts_at{};
  std::optional<Instant> opens_at;
  std::optional<Instant> closes_at;
  std::optional<Instant> moved_at;  // day, hours or place
  int capacity = 0;
  int taken = 0;
  v1::SessionState state = v1::SESSION_STATE_UNSPECIFIED;
  bool was_published = false;
  bool any_listed = false;  // a registration waits or has an offer
  int offer_minutes = 0;
  int last_offer_minutes = 0;
  bool smaller_may_pass = false;
  int free_until_minutes = 0;
  int late_percent = 0;
  PriceKind price_kind = PriceKind::free;
  std::int64_t price_cents = 0;
  std::int64_t reduced_cents = 0;
  std::int64_t visitor_cents = 0;
  std::int64_t floor_cents = 0;
  v1::DueAt due_at = v1::DUE_AT_UNSPECIFIED;
  std::optional<membership::v1::Standing> standing;  // of the member; empty: not known here
};
HALLE_ROW(Gate, starts_at, opens_at, closes_at, moved_at, capacity, taken, state, was_published,
          any_listed, offer_minutes, last_offer_minutes, smaller_may_pass, free_until_minutes,
          late_percent, price_kind, price_cents, reduced_cents, visitor_cents, floor_cents, due_at,
          standing)
/// Within lock_session(). `member` may be empty. Empty: there is no such session.
Result<std::optional<Gate>> gate(sdk::Call& call, const Uuid& session, std::string_view member);

/// Those who wait and those with an offer. Within lock_session().
Result<std::vector<Listed>> listed(sdk::Call& call, const Uuid& session);

/// A registration as it is kept.
struct RegistrationRow {
  Uuid id;
  Uuid session_id;
  std::optional<std::string> member_number;
  std::optional<Uuid> visitor_id;
  int persons = 1;
  int priority = 0;
  v1::RegistrationState state = v1::REGISTRATION_STATE_UNSPECIFIED;
  std::optional<Instant> until;
  Instant registered_at{};
  v1::Presence presence = v1::PRESENCE_UNSPECIFIED;
  std::int64_t price_cents = 0;
  std::int64_t owed_cents = 0;
  v1::DueAt due_at = v1::DUE_AT_UNSPECIFIED;  // when the price is owed
};
HALLE_ROW(RegistrationRow, id, session_id, member_number, visitor_id, persons, priority, state,
          until, registered_at, presence, price_cents, owed_cents, due_at)

/// The member's registration at the session that is not cancelled.
Result<std::optional<RegistrationRow>> registration_of(sdk::Call& call, const Uuid& session,
                                                       const std::string& member);
/// Those of a session that are not cancelled: with a place by time, then the list in its order,
/// then unconfirmed ones.
Result<std::vector<RegistrationRow>> registrations(sdk::Call& call, const Uuid& session);
/// The registration of that id.
Result<std::optional<RegistrationRow>> registration(sdk::Call& call, const Uuid& id);

/// Writes a registration, and takes its places if it is registered. Empty if the member has one at
/// the session. Within lock_session().
Result<bool> insert_registration(sdk::Call& call, const RegistrationRow& registration);
/// Registers a group that waits, is offered its places or is unconfirmed; takes its places unless
/// an offer held them. Within lock_session().
Status place(sdk::Call& call, const RegistrationRow& registration);
/// Puts an unconfirmed registration on the list, as of now. Within lock_session().
Status put_on_list(sdk::Call& call, const Uuid& id);
/// Ends a registration, and frees its places. Within lock_session().
Status end(sdk::Call& call, const RegistrationRow& registration, Ended why);
/// Replaces persons and price of an unconfirmed registration, as if it were made now. Within
/// lock_session().
Status replace_unconfirmed(sdk::Call& call, const RegistrationRow& registration);
/// Ends all registrations of a session that is cancelled and frees their places; returns those that
/// were registered or listed. Unconfirmed ones are deleted with their visitors. Within
/// lock_session().
Result<std::vector<RegistrationRow>> end_all(sdk::Call& call, const Uuid& session);
/// Those of a session, cancelled ones too, of which something is owed.
Result<std::vector<RegistrationRow>> owing(sdk::Call& call, const Uuid& session);
/// Puts the groups to which places are offered back on the list, and frees the places; returns
/// them. Within lock_session().
Result<std::vector<RegistrationRow>> withdraw_offers(sdk::Call& call, const Uuid& session);

/// Writes what changes on the list; returns the registrations that changed. Within lock_session().
Result<std::vector<RegistrationRow>> write_advance(sdk::Call& call, const Uuid& session,
                                                   const Advance& change);

/// Locks and returns sessions on whose list something is to be done: an offer has run out, or
/// places are free for the group that is next; by beginning, `most` at most. A session that another
/// transaction holds is left out: that one moves the list itself.
Result<std::vector<Uuid>> lock_sessions_to_advance(sdk::Call& call, int most);
/// Notes as reminded, once for each beginning of a session, the registrations at sessions of
/// the next day, except those made within that day; returns them.
Result<std::vector<RegistrationRow>> remind(sdk::Call& call);
/// Sessions to come at which the member has a registration, in the order of their ids.
Result<std::vector<Uuid>> sessions_of(sdk::Call& call, const std::string& member);

}  // namespace halle::workshops::store
