#pragma once
// Extension points. An extension point is a method that a module or the kernel (its owner) declares
// with the option `halle.option.v1.socket` and calls, but does not implement. Other modules
// implement it: their manifest says `fills` and names a method of their own, the filler. The router
// dispatches a call of the extension point to the fillers that are enabled in the call's
// organisation, one after the other. Four kinds:
//
// - filter: a chain. Each filler gets the request merged with the replies of the fillers before it.
// - check: every filler is asked; the owner requires that all agree.
// - collector: every filler is asked; the owner takes the union of the replies.
// - provider: exactly one filler in the whole composition, whatever is enabled.
//
// Each filler is called through the router as the kernel, on behalf of the original caller, with
// the deadline that the owner declares for every filler. Its reply is parsed before the owner gets
// it. A filler that fails five times in a row in an organisation is not called for
// 30 s; meanwhile it counts as failed (Breaker). Providers have no breaker.

#include <google/protobuf/dynamic_message.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/base/time/clock.hpp"
#include "core/bus/routing/methods.hpp"
#include "core/bus/routing/router.hpp"

namespace halle::bus {

/// A method by which a module implements an extension point.
struct Filler {
  std::string extension_point;  // full name of the owner's method
  std::string method;           // full name of the filler, a method of `module`
  std::string module;
  std::string version;
  int place = 0;  // position in the chain of a filter, lowest first; equal ones by module id
};

/// Verifies that the extension point exists and that the filler fits it: same request and reply,
/// access kernel, no side effects. Error `halle.module_refused`; the detail is one sentence.
Status check_filler(const Descriptors& descriptors, const Filler& filler);
/// Verifies each filler, and that every provider has exactly one.
Status check_fillers(const Descriptors& descriptors, const std::vector<Filler>& fillers);

/// Circuit breaker of one filler in one organisation. Closed: calls pass. Open after five failures
/// in a row: no call passes for 30 s. Then half-open: one trial call passes, and its outcome closes
/// or reopens the breaker. Not thread-safe; the owner locks.
class Breaker {
 public:
  enum class State { closed, open, half_open };
  /// Returns whether a call may be made now. After a trial call the caller reports its outcome:
  /// failed(), spared(), or by dropping the breaker if it succeeded.
  bool admit(Instant now);
  void failed(Instant now, const std::string& reason);
  /// Inconclusive outcome (the caller's deadline was too short, or the database was unavailable):
  /// ends the trial call without counting it.
  void spared() { trying_ = false; }
  State state(Instant now) const;
  int failures() const { return failures_; }
  const std::string& reason() const { return reason_; }

 private:
  int failures_ = 0;
  bool trying_ = false;
  Instant opened_;
  std::string reason_;
};

/// State of a filler. `organisation` is nil if the filler fails in none.
struct FillerState {
  const Filler* filler = nullptr;
  Uuid organisation;
  Breaker::State state = Breaker::State::closed;
  int failures = 0;
  std::string reason;
};

class ExtensionPoints {
 public:
  /// Returns whether a module is enabled in an organisation. Called from any thread.
  using Enabled = std::function<bool(const Uuid& organisation, const std::string& module)>;

  /// Registers nothing yet. `router` must outlive this object.
  ExtensionPoints(const Router& router, Clock clock, Enabled enabled)
      : router_(router), clock_(std::move(clock)), enabled_(std::move(enabled)) {}

  /// Verifies the fillers (check_fillers) and registers every extension point with the router.
  /// `descriptors` must outlive this object.
  ///
  /// The reply of a filter, check or collector is a serialised halle.type.v1.Answers, in the order
  /// of place and module id; the reply of a provider is the filler's own. In a filter each filler
  /// gets the request with the replies of earlier fillers merged in. If a filler fails, the call
  /// fails with UNAVAILABLE `halle.filler_failed` (detail: module and reason) or continues without
  /// that filler, as the owner's FailurePolicy says; if the caller's own deadline has passed, it
  /// fails with DEADLINE_EXCEEDED `halle.too_late` in any case. A provider has no breaker, and its
  /// errors are returned unchanged.
  Status open(Router& router, const Descriptors& descriptors, std::vector<Filler> fillers);

  /// Ids of the modules that fill `point` and are enabled in the organisation, in chain order.
  std::vector<std::string> fillers(std::string_view point, const Uuid& organisation) const;
  /// State of all fillers: one entry for a filler that works everywhere, otherwise one for each
  /// organisation in which it fails.
  std::vector<FillerState> states() const;

 private:
  struct Point {
    MethodRules rules;
    const google::protobuf::Message* reply = nullptr;
    std::vector<Filler> fillers;
  };
  Result<std::string> ask(const Point& point, const Context& context,
                          std::string_view request) const;
  Result<std::string> ask_one(const Point& point, const Filler& filler, const Context& context,
                              std::string_view request) const;
  Result<std::string> pass_on(const Point& point, const Filler& filler, const Context& context,
                              std::string_view request) const;

  const Router& router_;
  const Clock clock_;
  const Enabled enabled_;
  std::unique_ptr<google::protobuf::DynamicMessageFactory> factory_;
  std::map<std::string, Point, std::less<>> points_;
  mutable std::mutex mutex_;
  // Only of fillers whose last call failed. By organisation: a failure in one does not affect
  // others.
  mutable std::map<std::pair<const Filler*, Uuid>, Breaker> breakers_;
};

}  // namespace halle::bus
