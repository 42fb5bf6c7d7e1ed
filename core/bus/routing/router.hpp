#pragma once
// The router maps full method names to handlers and runs the stages that every call passes:
// deadline, limits, identity, access, operation id. It is built before the node starts and
// read-only afterwards. call() runs on the caller's thread; thread-safe.
//
// Why nodes that call each other cannot deadlock. The depth of a call is its number of hops; a call
// that a handler makes is one deeper than the handler's own, and Limits::hops is the maximum. Calls
// of the greatest depth wait for no node, so they end. By induction, suppose that all calls deeper
// than d end. A call of depth d that waits for another node
// - waits in a queue behind calls of depth d only (a Gate for each target node and depth), each of
//   which waits for a deeper call and so ends;
// - waits there for a worker: running tasks either end or go away (WorkerPool::Away), and its depth
//   has places of its own, taken by calls of that depth only, which end;
// - then runs, at depth d + 1, and ends.
// Then its thread returns to a worker's place, and tasks in these places wait for no other call. So
// calls of depth d end too. Lookups that every call needs before it begins (identity,
// organisations) have Context::first: they bypass the gate, and their handlers make no calls.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/time/clock.hpp"
#include "core/bus/context.hpp"
#include "core/bus/routing/gate.hpp"
#include "core/bus/routing/methods.hpp"

namespace halle::bus {

/// Runs a call whose stages have passed and returns the reply's bytes.
using Handler =
    std::function<Result<std::string>(const Context&, const MethodRules&, std::string_view)>;

/// Receives the reply of a call. Called once, from any thread.
using Completion = std::function<void(Result<std::string>)>;
/// Forwards a call to another node and returns at once.
using Forward = std::function<void(const Context&, std::string_view request, Completion done)>;

struct Limits {
  std::size_t request_bytes = 1 << 20;
  std::size_t bulk_request_bytes = 24 << 20;
  int hops = 8;
  // Calls of one depth that wait for replies of one other node: half of the interactive workers.
  std::size_t waiting_on_one_target = 3;
  std::size_t waiting_for_their_turn = 32;  // calls queued at the gate, in addition
  std::chrono::milliseconds default_deadline{10'000};
  std::chrono::milliseconds longest_deadline{120'000};
};

/// Resolves a token to a principal. Errors: UNAUTHENTICATED `halle.token_invalid`, or the reason
/// why it cannot be resolved by the deadline.
using Identify = std::function<Result<Principal>(std::string_view token, Deadline)>;

/// Lookups of the router about organisations. Errors: why there is no answer by the deadline.
struct OrganisationLookups {
  using State = std::shared_ptr<const OrganisationState>;
  /// The organisation's state if the module is enabled there, null otherwise.
  std::function<Result<State>(const Uuid&, const std::string& module, Deadline)> with;
  /// The state as it was cached; asked for if the organisation is not known yet. Null: it is not
  /// known, or no answer came by the deadline.
  std::function<State(const Uuid&, Deadline)> look;
  /// Whether the operator may act for the organisation.
  std::function<Result<bool>(const Uuid&, Deadline)> operator_acts;
  /// The same from the cache, without asking.
  std::function<bool(const Uuid&)> is_known_to_let_operator_act;
};

/// A method of another module that a module may call (Manifest.calls), and the permissions that
/// such a call holds in addition to those of the principal behind it.
struct ModuleCall {
  std::string method;
  std::vector<std::string> with;
};

class Router {
 public:
  explicit Router(Limits limits = {}) : limits_(limits) {}

  /// Registers a method. Refuses a name that is already registered.
  Status add(const MethodRules& rules, Handler handler);
  /// Registers a method that the node `target` serves.
  Status add_remote(const MethodRules& rules, const std::string& target, Forward forward);
  /// Registers a stream, which carriers serve through Streams. As a unary call it is UNIMPLEMENTED
  /// `halle.only_as_stream`.
  Status add_stream(const MethodRules& rules);
  /// Registers a permission and the roles that hold it.
  void add_permission(const std::string& permission, std::vector<std::string> roles);
  /// Registers the methods of others that a module may call. Other calls are refused with
  /// PERMISSION_DENIED `halle.call_not_listed`.
  void add_module(const std::string& module, const std::vector<ModuleCall>& calls);
  void set_identify(Identify identify) { identify_ = std::move(identify); }
  /// Without this every module is enabled everywhere, no organisation's state is known, and the
  /// operator may act for all.
  void set_organisations(OrganisationLookups lookups) { organisations_ = std::move(lookups); }

  /// The rules of a method, null if unknown.
  const MethodRules* find(std::string_view method) const;
  /// Whether a method exists for an organisation. A method of a module that is not enabled there is
  /// UNIMPLEMENTED `halle.no_such_method`, like an unknown name. May call another module.
  Status exists(const std::string& method, const Uuid& organisation) const;
  /// Runs the stages that need no request, so that carriers can refuse before they read or decode
  /// the body. Returns the caller's principal. A stream is checked like the read that it repeats.
  Result<Principal> admit(Context context) const;
  /// Runs the stages and the handler. `context.deadline` at its epoch means the default deadline.
  /// If another node serves the method, waits for its reply until the deadline; few calls wait for
  /// one node at a time, the others queue. Error RESOURCE_EXHAUSTED `halle.busy` if the turn does
  /// not come by the deadline, or at once if the queue is full.
  Result<std::string> call(Context context, std::string_view request) const;
  /// The same, asynchronously: a call that another node serves occupies no thread while it waits.
  void start(Context context, std::string_view request, const Completion& done) const;
  /// Whether the principal holds a permission in an organisation. The operator at the machine's
  /// console holds all of them where the organisation lets the operator act; the audit records it.
  /// Uses cached state only.
  bool allowed(const Principal& principal, const Uuid& organisation,
               std::string_view permission) const;
  /// The same for a call. A call made by a module holds the permissions of the principal behind it
  /// and those that the module's manifest lists for this method.
  bool allowed(const Context& context, std::string_view permission) const;

 private:
  struct Entry {
    MethodRules rules;
    Handler handler;
    Forward forward;
    std::vector<std::unique_ptr<Gate>>* gates = nullptr;  // gates of the target node, by depth
  };
  /// Methods a module may call, each with the permissions that the call holds in addition.
  using Calls = std::unordered_map<std::string, std::set<std::string, std::less<>>>;

  void limit_deadline(Context& context) const;
  Status identify(Context& context) const;
  Result<const Entry*> pass_stages(Context& context, std::string_view request) const;
  Result<const Entry*> entry_of(const std::string& method) const;
  Result<std::shared_ptr<const OrganisationState>> state(const MethodRules& rules,
                                                         const Uuid& organisation,
                                                         Deadline deadline) const;
  Status check_access(const Context& context, const MethodRules& rules) const;
  Status check_module(const Context& context, const MethodRules& rules) const;
  const Calls::mapped_type* listed(const std::string& module, const std::string& method) const;
  static Result<std::string> handle(const Entry& entry, const Context& context,
                                    std::string_view request);

  Limits limits_;
  std::unordered_map<std::string, Entry> methods_;
  std::unordered_map<std::string, std::vector<std::string>> roles_by_permission_;
  std::unordered_map<std::string, std::vector<std::unique_ptr<Gate>>> gates_by_target_;
  std::unordered_map<std::string, Calls> calls_by_module_;
  Identify identify_;
  OrganisationLookups organisations_;
};

/// Caches the principal of each token for `lifetime`, so that a token is verified once per node and
/// chain of calls. One question per token is under way at a time; all callers that need it wait,
/// each until its own deadline. Errors are not cached. Thread-safe.
class Identities {
 public:
  Identities(Identify resolve, std::chrono::milliseconds lifetime, Clock clock)
      : ask_(std::move(resolve)), lifetime_(lifetime), clock_(std::move(clock)) {}

  Result<Principal> resolve(std::string_view token, Deadline deadline);
  /// Clears the cache and discards the answers of questions under way, after sessions ended or
  /// roles changed.
  void drop();

 private:
  /// A question under way: one caller asks, the others wait for its answer.
  struct Question {
    std::int64_t drops = 0;  // value of drops_ when it began
    std::unique_ptr<Result<Principal>> answer;
  };
  struct Entry {
    Principal principal;
    Instant at;
    bool known = false;
    std::shared_ptr<Question> asked;
  };
  Result<Principal> wait(std::unique_lock<std::mutex>& lock, const Question& question,
                         Deadline deadline);

  Identify ask_;
  std::chrono::milliseconds lifetime_;
  Clock clock_;
  std::mutex mutex_;
  std::condition_variable answered_;
  std::unordered_map<std::string, Entry> entries_;
  std::int64_t drops_ = 0;
};

}  // namespace halle::bus
