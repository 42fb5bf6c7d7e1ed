#pragma once
// The tables workshops.session and workshops.leader.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/workshops/v1/workshops.pb.h"
#include "services/workshops/domain/price.hpp"

namespace halle::workshops::store {

/// A session with its workshop, the number of those who wait and the caller's own registration.
struct SessionRow {
  Uuid id;
  Uuid workshop_id;
  std::string title;
  std::string theme;
  Instant starts_at{};
  Instant ends_at{};
  std::string local_start;
  std::string local_end;
  std::optional<Instant> opens_at;
  std::optional<Instant> closes_at;
  std::optional<std::string> local_opens;
  std::optional<std::string> local_closes;
  std::string place;
  std::string led_by;
  std::vector<std::string> leaders;
  int capacity = 0;
  int minimum = 0;
  v1::Audience audience = v1::AUDIENCE_UNSPECIFIED;
  PriceKind price_kind = PriceKind::free;
  std::int64_t price_cents = 0;
  std::int64_t reduced_cents = 0;
  std::int64_t visitor_cents = 0;
  std::int64_t floor_cents = 0;
  v1::DueAt due_at = v1::DUE_AT_UNSPECIFIED;
  v1::SessionState state = v1::SESSION_STATE_UNSPECIFIED;
  bool was_published = false;
  std::string reason;
  int taken = 0;
  int sequence = 0;  // how often it has changed
  std::optional<Uuid> zone_id;
  std::string zone_name;
  bool zone_held = false;  // by this session, now
  int helpers = 0;
  std::string helpers_task;
  std::vector<std::string> helpers_skills;  // ids
  bool helpers_planned = false;
  int waiting = 0;       // persons
  Instant offers_end{};  // from then on nothing is offered
  std::optional<Uuid> own_id;
  std::optional<int> own_persons;
  std::optional<v1::RegistrationState> own_state;
  std::optional<Instant> own_until;
  std::optional<Instant> own_at;
  std::optional<std::int64_t> own_price_cents;
};
HALLE_ROW(SessionRow, id, workshop_id, title, theme, starts_at, ends_at, local_start, local_end,
          opens_at, closes_at, local_opens, local_closes, place, led_by, leaders, capacity, minimum,
          audience, price_kind, price_cents, reduced_cents, visitor_cents, floor_cents, due_at,
          state, was_published, reason, taken, sequence, zone_id, zone_name, zone_held, helpers,
          helpers_task, helpers_skills, helpers_planned, waiting, offers_end, own_id, own_persons,
          own_state, own_until, own_at, own_price_cents)

/// NOT_FOUND `workshops.session_unknown`.
Error unknown_session(const std::string& id);
/// Error: unknown_session().
Result<Uuid> session_id(const std::string& text);

/// Sessions that begin on these days, by beginning; those that were never published only if
/// `unpublished`.
Result<std::vector<SessionRow>> sessions(sdk::Call& call, const std::string& from,
                                         const std::string& until, bool unpublished);
/// Those of these ids, by beginning.
Result<std::vector<SessionRow>> sessions(sdk::Call& call, const std::vector<Uuid>& ids);
/// Error: unknown_session().
Result<SessionRow> session(sdk::Call& call, const Uuid& id);
/// Sessions to come that are published and for anybody, by beginning, `most` at most.
Result<std::vector<SessionRow>> public_sessions(sdk::Call& call, int most);

/// Queues: no other transaction changes this session, its registrations or its waiting list until
/// this one ends.
void lock_session(sdk::Call& call, const Uuid& id);

/// Local times as instants, in their order; empty for an empty text.
struct Moment {
  std::optional<Instant> at;
  bool exists = true;  // false for an hour that a clock change skips
};
HALLE_ROW(Moment, at, exists)
Result<std::vector<Moment>> moments(sdk::Call& call, const std::vector<std::string>& local);

/// Helpers that a session asks for.
struct Helpers {
  int count = 0;
  std::string task;
  std::vector<std::string> skills;  // ids
};

/// What is written of a session.
struct SessionValues {
  Uuid id;
  Uuid workshop_id;
  std::string title;  // of the workshop
  Instant starts_at{};
  Instant ends_at{};
  std::optional<Instant> opens_at;
  std::optional<Instant> closes_at;
  std::string place;
  std::string led_by;
  std::vector<std::string> leaders;
  int capacity = 0;
  int minimum = 0;
  v1::Audience audience = v1::AUDIENCE_UNSPECIFIED;
  Price price;
  v1::DueAt due_at = v1::DUE_AT_UNSPECIFIED;
  std::optional<Uuid> zone_id;
  std::string zone_name;  // empty: as it was for the same zone
  Helpers helpers;
};
/// Adds a session in that state, with its leaders, who are known here.
Status insert_session(sdk::Call& call, const SessionValues& session, v1::SessionState state);
/// Replaces what is said of it, but the workshop. Within lock_session(). No offer ends later than
/// `offers_end`.
Status update_session(sdk::Call& call, const SessionValues& session, Instant offers_end);
/// Queues: the zone that it takes as it is published has this name.
void set_zone_name(sdk::Call& call, const Uuid& id, const std::string& name);
/// Within lock_session(). end_all() ends the registrations of a session that is cancelled.
Status set_state(sdk::Call& call, const Uuid& id, v1::SessionState state,
                 const std::string& reason);

/// Notes whether shifts has the seats of its helpers.
Status set_helpers_planned(sdk::Call& call, const Uuid& id, bool planned);

/// Whether the member leads the session.
Result<bool> leads(sdk::Call& call, const Uuid& id, std::string_view member);

}  // namespace halle::workshops::store
