#pragma once
// Jobs: periodic calls. A job is a method with an empty request that is called once per
// organisation and period under a lease, so that it never runs twice at the same time, whatever the
// number of hosts. A missed run (the machine slept) is made up at the next round; so is a job whose
// last run lies in the future because the clock was set back.

#include <functional>
#include <string>
#include <vector>

#include "core/base/time/clock.hpp"
#include "core/bus/organisations.hpp"
#include "core/bus/routing/router.hpp"
#include "core/db/connection.hpp"

namespace halle::jobs {

struct Job {
  std::string id;      // "orders.close_due"
  std::string module;  // runs in organisations where this module is enabled
  std::string method;  // full name
  std::chrono::seconds every{60};
  bool waits = false;  // may wait for others: its runner runs nothing else
};

/// What the functions below need. Used by one thread.
struct Runner {
  db::Database& database;
  const bus::Router& router;
  std::string holder;  // name under which leases are taken; unique for each runner
  Clock clock;         // clock of periods and leases; empty: the database's, which all hosts share
  std::function<bool()> stopped = [] { return false; };  // no run begins from then on
};

/// Releases the leases that a former run of this runner left behind.
Status free_leases(const Runner& runner);

/// Deletes operation records older than 30 days, some thousands at a time; afterwards their ids can
/// be used again. Returns the number deleted.
Result<std::int64_t> forget_operations(const Runner& runner);

/// Runs the due jobs in organisations where their modules are enabled, each under a lease taken
/// when its run begins. Returns the number of runs.
Result<int> run_due(const Runner& runner, const std::vector<Job>& jobs,
                    const bus::OrganisationStates& organisations);

/// Whether a recorded outcome means that the run is still under way or never ended.
bool is_under_way(std::string_view outcome);

}  // namespace halle::jobs
