#pragma once
// Periodic work: a module's job is a call without request, once per organisation and period, under
// a lease, so that it never runs twice at a time. One that was missed (the machine slept) runs at
// the next round.

#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/bus/organisations.hpp"
#include "core/bus/router.hpp"
#include "core/db/connection.hpp"

namespace halle::jobs {

struct Job {
  std::string id;      // "orders.close_due"
  std::string module;  // runs where it is enabled
  std::string method;  // full name
  std::chrono::seconds every{60};
};

/// Frees the leases of these jobs: at the start of the one node that runs them.
Status free_leases(db::Database& database, const std::vector<Job>& jobs);

/// Forgets operation records older than 30 days, some thousands at a time; their ids could be used
/// again from then on. Returns how many went.
Result<std::int64_t> forget_operations(db::Database& database, const Clock& clock);

/// Runs the jobs that are due where their modules are enabled. Returns how many ran.
Result<int> run_due(db::Database& database, const bus::Router& router, const std::vector<Job>& jobs,
                    const bus::OrganisationStates& enabled, const Clock& clock);

}  // namespace halle::jobs
