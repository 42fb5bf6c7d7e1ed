#pragma once
// ExtensionPoints: methods that their owner declares and calls, and that other modules answer. A
// call is passed on to those that fill the point in the call's organisation; each is an ordinary
// routed call as the kernel, on behalf of whoever called, with the deadline the owner gives every
// filler. What a filler replies is read before the owner sees it. A filler that keeps failing is
// left alone for a while.

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

/// A module's answer to a point.
struct Filler {
  std::string extension_point;  // full name
  std::string method;           // full name of the module's own method
  std::string module;
  std::string version;
  int place = 0;  // in the chain of a filter
};

/// Verifies that the point is there and that the filler answers it: same request and reply, access
/// kernel, no side effects. Error `halle.module_refused`, detail one sentence.
Status check_filler(const Descriptors& descriptors, const Filler& filler);
/// Verifies all of them, and that each provider has exactly one.
Status check_fillers(const Descriptors& descriptors, const std::vector<Filler>& fillers);

/// Lets calls through until they fail five times in a row; then none for half a minute, then one to
/// see. Not for several threads.
class Breaker {
 public:
  enum class State { closed, open, half_open };
  /// Whether a call may be made now; its outcome is told.
  bool admit(Instant now);
  void failed(Instant now, const std::string& reason);
  /// It could not be seen how the filler is.
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

/// How a filler is; `organisation` nil: it fails for none.
struct FillerState {
  const Filler* filler = nullptr;
  Uuid organisation;
  Breaker::State state = Breaker::State::closed;
  int failures = 0;
  std::string reason;
};

class ExtensionPoints {
 public:
  /// Whether a module is enabled in an organisation. Any thread.
  using Enabled = std::function<bool(const Uuid& organisation, const std::string& module)>;

  /// The router outlives it.
  ExtensionPoints(const Router& router, Clock clock, Enabled enabled)
      : router_(router), clock_(std::move(clock)), enabled_(std::move(enabled)) {}

  /// Registers every point at the router, once what check_fillers() verifies is. The descriptors
  /// outlive it.
  ///
  /// The reply of a filter, check or collector is halle.type.v1.Answers, in the order of place and
  /// module; of a provider it is the filler's. A filter's filler gets the request with the replies
  /// of those before it merged in. A call that a filler fails has UNAVAILABLE
  /// `halle.filler_failed` with module and reason in its detail, or goes on without it. A provider
  /// has no breaker, and its own errors are the answer.
  Status open(Router& router, const Descriptors& descriptors, std::vector<Filler> fillers);

  /// Ids of the modules that fill a point in an organisation, in the order of the chain.
  std::vector<std::string> fillers(std::string_view point, const Uuid& organisation) const;
  /// Each filler that works once, and one for each organisation for which it fails.
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
  // Those that failed last time; one organisation's trouble is not another's.
  mutable std::map<std::pair<const Filler*, Uuid>, Breaker> breakers_;
};

}  // namespace halle::bus
