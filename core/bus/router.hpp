#pragma once
// The router maps full method names to handlers and runs the stages every call passes: deadline,
// limits, identity, access, operation id. Built before the node starts and then only read; call()
// runs on the caller's thread, from any thread.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/base/clock.hpp"
#include "core/bus/context.hpp"
#include "core/bus/methods.hpp"

namespace halle::bus {

/// Answers a call whose stages have passed.
using Handler =
    std::function<Result<std::string>(const Context&, const MethodRules&, std::string_view)>;

/// Takes the answer of a call; called once, on any thread.
using Done = std::function<void(Result<std::string>)>;
/// Passes a call on to another node and returns at once.
using Forward = std::function<void(const Context&, std::string_view request, Done done)>;

struct Limits {
  std::size_t request_bytes = 1 << 20;
  std::size_t bulk_request_bytes = 24 << 20;
  int hops = 8;
  int waiting_on_one_target = 2;  // threads that call() may hold for answers of one other node
  std::chrono::milliseconds default_deadline{10'000};
  std::chrono::milliseconds longest_deadline{120'000};
};

/// Tells who a token stands for. Errors: UNAUTHENTICATED `halle.token_invalid`, or why it cannot
/// be known now.
using Identify = std::function<Result<Principal>(std::string_view token)>;

/// Whether an organisation has enabled a module. Error: why it cannot be known now.
using Enabled = std::function<Result<bool>(const Uuid& organisation, const std::string& module)>;

/// Whether an organisation lets the operator act for it; asks another module only if it may.
using OperatorActs = std::function<Result<bool>(const Uuid& organisation, bool may_ask)>;

class Router {
 public:
  explicit Router(Limits limits = {}) : limits_(limits) {}

  /// Registers a method. Refuses a name that is taken.
  Status add(const MethodRules& rules, Handler handler);
  /// Registers a method that the node `target` has.
  Status add_remote(const MethodRules& rules, const std::string& target, Forward forward);
  /// Registers a stream, which the carriers serve through Watches: as a call it is UNIMPLEMENTED
  /// `halle.only_as_stream`.
  Status add_stream(const MethodRules& rules);
  /// A right and the roles that hold it.
  void add_permission(const std::string& permission, std::vector<std::string> roles);
  void set_identify(Identify identify) { identify_ = std::move(identify); }
  /// Without it every module is enabled everywhere.
  void set_enabled(Enabled enabled) { enabled_ = std::move(enabled); }

  /// Without it the operator acts for every organisation.
  void set_operator_acts(OperatorActs acts) { operator_acts_ = std::move(acts); }

  /// The rules of a method, null if unknown.
  const MethodRules* find(std::string_view method) const;
  /// Whether a method is there for an organisation; one of a module that it has not enabled is as
  /// unknown as any: UNIMPLEMENTED `halle.no_such_method`. May ask another module.
  Status exists(const std::string& method, const Uuid& organisation) const;
  /// Who calls, if they may call the method: the stages that need no request, for carriers before
  /// they read or decode one. A stream is judged like the read that it watches.
  Result<Principal> admit(Context context) const;
  /// Passes the stages and the handler. `context.deadline` at its epoch means the default. Waits
  /// for another node's answer, but for few at a time, so that nodes that call each other never
  /// hold all of each other's workers: RESOURCE_EXHAUSTED `halle.busy`.
  Result<std::string> call(Context context, std::string_view request) const;
  /// The same for a carrier: a call that another node answers holds no thread meanwhile.
  void start(Context context, std::string_view request, const Done& done) const;
  /// Whether the principal holds a permission in an organisation. The operator at the machine's
  /// own console holds all, where the organisation lets her; the audit shows it. Asks nobody.
  bool allowed(const Principal& principal, const Uuid& organisation,
               std::string_view permission) const;

 private:
  struct Entry {
    MethodRules rules;
    Handler handler;
    Forward forward;
    std::shared_ptr<std::atomic<int>> waiting;  // of the target
  };
  Result<const Entry*> pass_stages(Context& context, std::string_view request) const;
  Result<const Entry*> find(const std::string& method, const Uuid& organisation) const;
  Status check_access(const Context& context, const MethodRules& rules) const;

  Limits limits_;
  std::unordered_map<std::string, Entry> methods_;
  std::unordered_map<std::string, std::vector<std::string>> roles_by_permission_;
  std::unordered_map<std::string, std::shared_ptr<std::atomic<int>>> waiting_by_target_;
  Identify identify_;
  Enabled enabled_;
  OperatorActs operator_acts_;
};

/// Keeps what `resolve` answered for a token up to `lifetime`, so that a token is verified once
/// per node and chain of calls; asks for one token once at a time, however many callers it has.
/// Failures are not kept. Any thread.
class Identities {
 public:
  Identities(Identify resolve, std::chrono::milliseconds lifetime, Clock clock)
      : ask_(std::move(resolve)), lifetime_(lifetime), clock_(std::move(clock)) {}

  Result<Principal> resolve(std::string_view token);
  /// Forgets all that was answered, also to questions under way: sessions ended or roles changed.
  void drop();

 private:
  struct Entry {
    Principal principal;
    Instant at;
    bool known = false;
    bool asked = false;  // by one caller, for whom the others wait
  };

  Identify ask_;
  std::chrono::milliseconds lifetime_;
  Clock clock_;
  std::mutex mutex_;
  std::condition_variable answered_;
  std::unordered_map<std::string, Entry> entries_;
  std::int64_t drops_ = 0;
};

}  // namespace halle::bus
