#pragma once
// Events. The relay moves settled rows of the outbox to the event log. Consumers get the log in
// order: each event is a call whose transaction also moves the consumer's position, so that its
// effect happens exactly once. A delivery that fails is retried later; it delays only that consumer
// in that organisation.

#include <map>
#include <string>

#include "core/base/time/clock.hpp"
#include "core/bus/organisations.hpp"
#include "core/bus/routing/router.hpp"
#include "core/db/connection.hpp"

namespace halle::events {

/// The events a module consumes: event type to the method that handles it.
using Consumptions = std::map<std::string, std::string>;

/// Moves settled rows of the outbox to the log. Returns the number of events moved; 0 also if
/// another relay is running.
Result<std::int64_t> relay(db::Database& database);

/// Delivers pending events to the consumers (module id to consumptions) in the organisations where
/// they are enabled. A consumer that is new in an organisation begins with the first event.
/// Consumers that are far behind come after the others and get a small share of the time. `clock`
/// times the pauses after failures; empty: the database's clock. Returns the number of events
/// delivered or skipped.
Result<std::int64_t> deliver(db::Database& database, const bus::Router& router,
                             const std::map<std::string, Consumptions>& consumers,
                             const bus::OrganisationStates& enabled, const Clock& clock);

/// The number of pending deliveries (events times enabled `consumers`) in one organisation, or in
/// all if nil.
Result<std::int64_t> backlog(db::Database& database, const std::vector<std::string>& consumers,
                             const bus::OrganisationStates& enabled, const Uuid& organisation);

/// Enabled consumers as two PostgreSQL array literals of equal length: organisations and consumer
/// ids.
struct Pairs {
  std::string organisations;
  std::string ids;
};
Pairs pairs_of(const std::vector<std::string>& consumers, const bus::OrganisationStates& enabled);

}  // namespace halle::events
