#pragma once
// An installation for tests: a private PostgreSQL in a temporary folder, migrated, and the nodes
// of a composition inside the test's process. Everything is gone at the end.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/time/clock.hpp"
#include "core/module/host.hpp"
#include "core/net/client.hpp"
#include "core/node/node.hpp"
#include "core/node/static_modules.hpp"
#include "core/sdk/service.hpp"
#include "core/testing/clock.hpp"
#include "core/testing/server.hpp"

namespace halle::test {

using harness::ManualClock;

/// One server for all tests of a program.
harness::Server& server();

/// Sends calls as somebody, for one organisation.
class Caller final : public sdk::Caller {
 public:
  Caller(const net::Client& client, std::string token, Uuid organisation)
      : client_(client), token_(std::move(token)), organisation_(organisation) {}
  Result<std::string> call(std::string_view method, std::string_view request) override;
  /// The operation id of the next call; otherwise each call has a new one.
  void next_operation(const Uuid& id) { next_ = id; }
  /// Repeats a call with the same id as long as the answer is not definite, so long at most.
  void be_patient(std::chrono::milliseconds limit) { patience_ = limit; }

 private:
  const net::Client& client_;
  std::string token_;
  Uuid organisation_;
  Uuid next_;
  std::chrono::milliseconds patience_{0};
};

/// The nodes of a composition on a database of their own.
class Installation {
 public:
  /// `composition`: one of deploy/compositions, or its text. With so many probes
  /// (tests/support/probe.hpp) in the first node. `modules`: what the nodes carry.
  explicit Installation(const std::string& composition, Clock clock = system_clock(),
                        int probe_count = 0,
                        std::vector<halle_module_entry> modules = node::static_modules());
  ~Installation();

  /// A caller with the operator's rights.
  Caller as_operator(const Uuid& organisation = {}) const;
  Caller as(const std::string& token, const Uuid& organisation) const;
  /// Creates an association.
  Uuid create_organisation(const std::string& code);
  /// An account with one role; returns its token.
  std::string create_account(const Uuid& organisation, const std::string& role,
                             const std::string& subject = "");
  /// Waits until every consumer has caught up.
  void settle();
  /// Runs the invariants of the kernel and of all modules; what is broken, one line each.
  std::vector<std::string> broken_invariants();
  /// Rows of a query with administrator rights, cells joined by '|'.
  std::vector<std::string> sql(const std::string& query) const;
  /// The gRPC socket of the node that listens.
  const std::string& address() const { return address_; }
  /// What call.secret(label) of that module gives in that association.
  std::string secret(const std::string& module, const Uuid& organisation,
                     const std::string& label) const {
    return module::derived_secret(key_, module, organisation, label);
  }
  /// HOST:PORT of the gateway.
  const std::string& site() const { return site_; }
  const net::Client& client() const { return *client_; }
  const std::string& database() const { return database_; }
  /// Stops and starts the nodes.
  void restart();
  /// Writes a module's configuration (Call::configuration), and restarts the nodes.
  void configure(const std::string& module, const std::string& text);

 private:
  void start();

  std::string composition_;
  std::vector<halle_module_entry> modules_;
  Clock clock_;
  std::string database_;
  std::string run_folder_;
  const std::string key_ = random_hex(32);
  std::string address_;
  std::string site_;
  std::vector<std::unique_ptr<node::Node>> nodes_;
  std::unique_ptr<net::Client> client_;
};

/// A number from the environment, by which tests/faults makes tests longer.
int setting(const char* name, int usual);

/// Asks again and again until it holds; false after `limit`.
bool eventually(std::chrono::milliseconds limit, const std::function<bool()>& holds);

inline constexpr const char* one_box = "one_box";
inline constexpr const char* two_nodes = "two_nodes";

}  // namespace halle::test
