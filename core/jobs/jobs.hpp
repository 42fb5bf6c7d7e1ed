#pragma once
// Periodic work: a module's job is a call without request, once per organisation and period, under
// a lease, so that it never runs twice at a time, on however many hosts. One that was missed (the
// machine slept) runs at the next round; so does one whose last run lies in the future, since the
// clock was set back.

#include <string>
#include <vector>

#include "core/base/time/clock.hpp"
#include "core/bus/organisations.hpp"
#include "core/bus/routing/router.hpp"
#include "core/db/connection.hpp"

namespace halle::jobs {

struct Job {
  std::string id;      // "orders.close_due"
  std::string module;  // runs where it is enabled
  std::string method;  // full name
  std::chrono::seconds every{60};
};

/// What runs jobs. One thread.
struct Runner {
  db::Database& database;
  const bus::Router& router;
  std::string holder;  // of its leases: another runner has another name
  Clock clock;         // of periods and leases; empty: the database's, which all hosts share
};

/// Frees the leases of this runner that a run before left behind.
Status free_leases(const Runner& runner);

/// Forgets operation records older than 30 days, some thousands at a time; their ids could be used
/// again from then on. Returns how many went.
Result<std::int64_t> forget_operations(const Runner& runner);

/// Runs the jobs that are due where their modules are enabled, each under a lease taken when its
/// run begins. Returns how many ran.
Result<int> run_due(const Runner& runner, const std::vector<Job>& jobs,
                    const bus::OrganisationStates& organisations);

/// Whether an outcome is that of a run under way, or of one that never came to an end.
bool is_under_way(std::string_view outcome);

}  // namespace halle::jobs
