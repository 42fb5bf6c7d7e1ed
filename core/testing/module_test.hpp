#pragma once
// The test harness of a module. Its real code runs on a real PostgreSQL: migrations, row-level
// security, transactions and rules of access as in an installation. All around it is a stand-in
// that the test tells what to do: the clock, who calls, what other modules answer. Events it emits
// are caught, events of others delivered.
//
//   class CratesTest : public halle::harness::ModuleTest {
//    protected:
//     CratesTest() : ModuleTest(halle_module_entry_crates) {}
//   };
//   TEST_F(CratesTest, …) { auto caller = as("volunteer"); v1::CratesClient(caller).lend(…); }
//
// Each test has a database of its own. Without a server of PostgreSQL (Debian: postgresql-15) they
// are skipped, and say so. One thread.

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/abi/halle_module.h"
#include "core/base/ids.hpp"
#include "core/sdk/service.hpp"
#include "core/testing/clock.hpp"
#include "core/testing/must.hpp"

namespace halle::harness {

class ModuleTest;

/// Somebody who calls the module, for one association.
class Caller final : public sdk::Caller {
 public:
  Result<std::string> call(std::string_view method, std::string_view request) override;

 private:
  friend class ModuleTest;
  Caller(ModuleTest& test, Uuid organisation, std::string role, std::string subject)
      : test_(test),
        organisation_(organisation),
        role_(std::move(role)),
        subject_(std::move(subject)) {}

  ModuleTest& test_;
  Uuid organisation_;
  std::string role_;
  std::string subject_;
};

class ModuleTest : public ::testing::Test {
 protected:
  /// `entry`: what HALLE_MODULE(id, …) makes, halle_module_entry_<id>.
  explicit ModuleTest(halle_module_entry entry);
  ~ModuleTest() override;
  void SetUp() override;

  /// Two associations, in the zone Europe/Paris.
  static Uuid here();
  static Uuid elsewhere();

  /// A person with a role (those of the manifest's permissions) in an association, and the number
  /// that it knows her by.
  Caller as(const std::string& role, const std::string& subject = "", Uuid organisation = here());
  /// Somebody who has not signed in.
  Caller as_nobody(Uuid organisation = here());
  /// The kernel, which calls fillers of sockets, jobs and takers of events.
  Caller as_kernel(Uuid organisation = here());

  /// What a method of another module answers from now on. Until then it is UNIMPLEMENTED
  /// `halle.no_stand_in`; its name is in the error.
  template <class Request, class Reply>
  void answer(const std::string& method, std::function<Result<Reply>(const Request&)> handler) {
    answer_bytes(method, [handler = std::move(handler)](std::string_view bytes) {
      return sdk::handle_typed<Request>(bytes, handler);
    });
  }

  /// Gives the module an event that it consumes, as the kernel does: its effects and its place in
  /// the events are one transaction. Returns what its handler said.
  template <class Event>
  Status deliver(const Event& event, Uuid organisation = here()) {
    return deliver_bytes(Event().GetTypeName(), event.SerializeAsString(), organisation);
  }

  /// The events of that kind that the module has emitted, all associations', in their order. What
  /// was undone is not among them.
  template <class Event>
  std::vector<Event> emitted() const {
    std::vector<Event> events;
    for (const auto& bytes : emitted_bytes(Event().GetTypeName()))
      events.emplace_back().ParseFromString(bytes);
    return events;
  }

  /// Rows of a query, past row-level security, cells joined by '|'.
  std::vector<std::string> rows(const std::string& query) const;
  /// What breaks the module's invariants (checks/), one line each.
  std::vector<std::string> broken_invariants() const;

  /// Stands at 2026-03-07 09:00 UTC, a Saturday, until told.
  ManualClock clock{"2026-03-07T09:00:00.000000Z"};

 private:
  friend class Caller;
  struct Impl;
  void answer_bytes(const std::string& method,
                    std::function<Result<std::string>(std::string_view)> handler);
  Status deliver_bytes(const std::string& type, const std::string& payload, Uuid organisation);
  std::vector<std::string> emitted_bytes(const std::string& type) const;

  halle_module_entry entry_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace halle::harness
