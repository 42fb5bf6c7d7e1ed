#pragma once
// The router maps full method names to handlers and runs the stages every call passes: deadline,
// limits, identity, access, operation id. Built before the node starts and then only read; call()
// runs on the caller's thread, from any thread.
//
// Why nodes that call each other never wait for each other in a circle. A call's depth is its
// number of hops; one that a handler makes is deeper than the handler's own, and at Limits::hops
// there is none deeper. Calls of the greatest depth wait for no node, so they end. Suppose that all
// deeper than d end. A call of depth d that waits for another node
// - waits for its turn behind calls of depth d only (a Gate for each target and depth), each of
//   which waits for a deeper one and so ends;
// - waits there for a worker: those at work either end or go away (WorkerPool::Away), and its
//   depth has places of its own, taken by calls of that depth only, which end;
// - then runs, at depth d + 1, and ends.
// Then its thread comes back to a place among those at work, which wait for nobody. So calls of
// depth d end too. What every call needs before it begins (who a token stands for, what an
// organisation is) is asked with Context::first: past the gate, and its handlers call nobody.

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

/// Answers a call whose stages have passed.
using Handler =
    std::function<Result<std::string>(const Context&, const MethodRules&, std::string_view)>;

/// Takes the answer of a call; called once, on any thread.
using Completion = std::function<void(Result<std::string>)>;
/// Passes a call on to another node and returns at once.
using Forward = std::function<void(const Context&, std::string_view request, Completion done)>;

struct Limits {
  std::size_t request_bytes = 1 << 20;
  std::size_t bulk_request_bytes = 24 << 20;
  int hops = 8;
  // Calls of one depth that wait for answers of one other node: half of the interactive workers.
  std::size_t waiting_on_one_target = 3;
  std::size_t waiting_for_their_turn = 32;  // besides
  std::chrono::milliseconds default_deadline{10'000};
  std::chrono::milliseconds longest_deadline{120'000};
};

/// Tells who a token stands for. Errors: UNAUTHENTICATED `halle.token_invalid`, or why it cannot
/// be known by the deadline.
using Identify = std::function<Result<Principal>(std::string_view token, Deadline)>;

/// What the router asks about organisations. Errors: why it cannot be known by the deadline.
struct OrganisationLookups {
  using State = std::shared_ptr<const OrganisationState>;
  /// The organisation if it has enabled the module, null otherwise.
  std::function<Result<State>(const Uuid&, const std::string& module, Deadline)> with;
  /// What is known of it, without asking anybody; may be null.
  std::function<State(const Uuid&)> look;
  /// Whether it lets the operator act for it.
  std::function<Result<bool>(const Uuid&, Deadline)> operator_acts;
  /// The same as far as it is known, without asking anybody.
  std::function<bool(const Uuid&)> is_known_to_let_operator_act;
};

/// A method of another module that a module calls, and the permissions it then has of its own,
/// whoever is behind the call.
struct ModuleCall {
  std::string method;
  std::vector<std::string> with;
};

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
  /// What a module may call besides its own methods. Others are refused: PERMISSION_DENIED
  /// `halle.call_not_listed`.
  void add_module(const std::string& module, const std::vector<ModuleCall>& calls);
  void set_identify(Identify identify) { identify_ = std::move(identify); }
  /// Without it every module is enabled everywhere, nothing is known of organisations, and the
  /// operator acts for all.
  void set_organisations(OrganisationLookups lookups) { organisations_ = std::move(lookups); }

  /// The rules of a method, null if unknown.
  const MethodRules* find(std::string_view method) const;
  /// Whether a method is there for an organisation; one of a module that it has not enabled is as
  /// unknown as any: UNIMPLEMENTED `halle.no_such_method`. May ask another module.
  Status exists(const std::string& method, const Uuid& organisation) const;
  /// Who calls, if they may call the method: the stages that need no request, for carriers before
  /// they read or decode one. A stream is judged like the read that it watches.
  Result<Principal> admit(Context context) const;
  /// Passes the stages and the handler. `context.deadline` at its epoch means the default. Waits
  /// for another node's answer, few for one node at a time and the others for their turn, until the
  /// deadline: RESOURCE_EXHAUSTED `halle.busy` then, or at once if too many wait already.
  Result<std::string> call(Context context, std::string_view request) const;
  /// The same for a carrier: a call that another node answers holds no thread meanwhile.
  void start(Context context, std::string_view request, const Completion& done) const;
  /// Whether the principal holds a permission in an organisation. The operator at the machine's
  /// own console holds all, where the organisation lets her; the audit shows it. Asks nobody.
  bool allowed(const Principal& principal, const Uuid& organisation,
               std::string_view permission) const;
  /// The same for a call: one that a module makes has what whoever is behind it holds, and what the
  /// module's list gives it for this method.
  bool allowed(const Context& context, std::string_view permission) const;

 private:
  struct Entry {
    MethodRules rules;
    Handler handler;
    Forward forward;
    std::vector<std::unique_ptr<Gate>>* gates = nullptr;  // of the target, by depth
  };
  /// Methods by name, each with the permissions that come with it.
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

/// Keeps what `resolve` answered for a token up to `lifetime`, so that a token is verified once
/// per node and chain of calls; asks for one token once at a time, however many callers it has,
/// each of whom waits until its own deadline. Failures are not kept. Any thread.
class Identities {
 public:
  Identities(Identify resolve, std::chrono::milliseconds lifetime, Clock clock)
      : ask_(std::move(resolve)), lifetime_(lifetime), clock_(std::move(clock)) {}

  Result<Principal> resolve(std::string_view token, Deadline deadline);
  /// Forgets all that was answered, also to questions under way: sessions ended or roles changed.
  void drop();

 private:
  /// One caller asks, for whom the others wait.
  struct Question {
    std::int64_t drops = 0;  // before it
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
