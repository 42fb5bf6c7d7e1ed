#pragma once
// The test harness of a module. The module's real code runs on a real PostgreSQL: migrations,
// row-level security, transactions and access rules as in an installation. Everything around it is
// a stand-in that the test controls: the clock, the caller, the answers of other modules. Events
// that it emits are recorded, events of others delivered.

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

/// A caller of the module, in one association.
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
  /// `entry`: halle_module_entry_<id>, which HALLE_MODULE(id, …) defines.
  explicit ModuleTest(halle_module_entry entry);
  ~ModuleTest() override;
  void SetUp() override;

  /// Two associations, in time zone Europe/Paris.
  static Uuid here();
  static Uuid elsewhere();

  /// A caller with a role (one of those in the manifest's permissions) in an association, and the
  /// number by which it knows that person.
  Caller as(const std::string& role, const std::string& subject = "", Uuid organisation = here());
  /// A caller who has not signed in.
  Caller as_nobody(Uuid organisation = here());
  /// Who runs the installation, with every permission.
  Caller as_operator(Uuid organisation = here());
  /// The kernel, which calls fillers of extension points, jobs and event handlers.
  Caller as_kernel(Uuid organisation = here());

  /// Sets the handler of another module's method. A method without one is UNIMPLEMENTED
  /// `halle.no_stand_in`, with its name in the error.
  template <class Request, class Reply>
  void answer(const std::string& method, std::function<Result<Reply>(const Request&)> handler) {
    answer_bytes(method, [handler = std::move(handler)](std::string_view bytes) {
      return sdk::handle_typed<Request>(bytes, handler);
    });
  }

  /// Sets the module's configuration (Call::configuration). Not while a call runs.
  void configure(const std::string& text);

  /// Delivers an event to the module, as the kernel does: its effects and the consumer's position
  /// are one transaction. Returns the handler's result.
  template <class Event>
  Status deliver(const Event& event, Uuid organisation = here()) {
    return deliver_bytes(Event().GetTypeName(), event.SerializeAsString(), organisation);
  }

  /// The events of that type that the module has emitted, in all associations, in order; without
  /// those rolled back.
  template <class Event>
  std::vector<Event> emitted() const {
    std::vector<Event> events;
    for (const auto& bytes : emitted_bytes(Event().GetTypeName()))
      events.emplace_back().ParseFromString(bytes);
    return events;
  }

  /// Rows of a query, bypassing row-level security, cells joined by '|'.
  std::vector<std::string> rows(const std::string& query) const;
  /// The violations of the module's invariants (checks/), one line each.
  std::vector<std::string> broken_invariants() const;

  /// Starts at 2026-03-07 09:00 UTC, a Saturday.
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
