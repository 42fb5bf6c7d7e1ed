#pragma once
// Events: the relay moves settled rows of the outbox to the log; consumers are delivered the log
// in order, each event as a call whose transaction also moves the consumer's position, so that the
// effect happens exactly once. A delivery that fails is tried again later and holds up that
// consumer of that organisation only.

#include <map>
#include <string>

#include "core/base/time/clock.hpp"
#include "core/bus/organisations.hpp"
#include "core/bus/routing/router.hpp"
#include "core/db/connection.hpp"

namespace halle::events {

/// What a module consumes: event type to method.
using Consumptions = std::map<std::string, std::string>;

/// Moves what is settled. Returns how many events moved; 0 too if another relay is at work.
Result<std::int64_t> relay(db::Database& database);

/// Delivers what waits for the consumers (module id to consumptions) where they are enabled; one
/// that is new somewhere begins with the first event. Those that are far behind come after the
/// others and take a small share of the time. `clock`: of the pauses after a failure; empty: the
/// database's. Returns how many events were taken or passed over.
Result<std::int64_t> deliver(db::Database& database, const bus::Router& router,
                             const std::map<std::string, Consumptions>& consumers,
                             const bus::OrganisationStates& enabled, const Clock& clock);

/// How often an event has yet to reach one of `consumers` that is enabled: of one organisation, or
/// of all if nil.
Result<std::int64_t> backlog(db::Database& database, const std::vector<std::string>& consumers,
                             const bus::OrganisationStates& enabled, const Uuid& organisation);

/// Consumers where they are enabled, as two arrays of PostgreSQL of the same length: organisations
/// and ids.
struct Pairs {
  std::string organisations;
  std::string ids;
};
Pairs pairs_of(const std::vector<std::string>& consumers, const bus::OrganisationStates& enabled);

}  // namespace halle::events
