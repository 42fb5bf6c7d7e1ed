#include "core/bus/extension_points.hpp"

#include <google/protobuf/arena.h>
#include <google/protobuf/descriptor.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <tuple>

#include "halle/type/v1/answers.pb.h"

namespace halle::bus {
namespace {
using std::chrono::steady_clock;

constexpr int most_failures = 5;
constexpr std::chrono::seconds rest{30};
constexpr std::size_t most_reply_bytes = 1 << 20;
constexpr std::size_t most_bulk_reply_bytes = 24 << 20;

Error refused(const std::string& sentence) {
  return {Code::failed_precondition, "halle.module_refused", sentence};
}

const MethodRules* find(const std::vector<MethodRules>& rules, const std::string& name) {
  const auto found = std::find_if(rules.begin(), rules.end(),
                                  [&](const MethodRules& method) { return method.name == name; });
  return found == rules.end() ? nullptr : &*found;
}

}  // namespace

Status check_filler(const Descriptors& descriptors, const Filler& filler) {
  const auto& rules = descriptors.rules();
  const std::string who = "module " + filler.module + " fills " + filler.extension_point;
  const auto* point = find(rules, filler.extension_point);
  if (point == nullptr || point->extension.kind == ExtensionKind::none)
    return refused(who + ", which is no extension point of these modules");
  const auto* method = find(rules, filler.method);
  if (method == nullptr) return refused(who + " with " + filler.method + ", which does not exist");
  const auto* asked = descriptors.method(filler.extension_point);
  const auto* answers = descriptors.method(filler.method);
  if (asked->input_type() != answers->input_type() ||
      asked->output_type() != answers->output_type())
    return refused(who + " with " + filler.method + ", which has another request or reply");
  if (method->access.rule != Access::Rule::kernel || method->mutates || !method->watches.empty())
    return refused(who + " with " + filler.method +
                   ", which must be the kernel's to call and change nothing");
  if (method->extension.kind != ExtensionKind::none)
    return refused(who + " with " + filler.method + ", which is an extension point itself");
  return Done{};
}

Status check_fillers(const Descriptors& descriptors, const std::vector<Filler>& fillers) {
  for (const auto& filler : fillers) HALLE_CHECK(check_filler(descriptors, filler));
  for (const auto& point : descriptors.rules()) {
    std::vector<std::string> modules;
    for (const auto& filler : fillers)
      if (filler.extension_point == point.name) modules.push_back(filler.module);
    std::sort(modules.begin(), modules.end());
    if (const auto twice = std::adjacent_find(modules.begin(), modules.end());
        twice != modules.end() && point.extension.kind != ExtensionKind::provider)
      return refused("module " + *twice + " fills " + point.name + " twice");
    if (point.extension.kind != ExtensionKind::provider || modules.size() == 1) continue;
    if (modules.empty()) return refused("no module fills the provider " + point.name);
    return refused("modules " + modules[0] + " and " + modules[1] + " both fill the provider " +
                   point.name + ", which takes exactly one");
  }
  return Done{};
}

bool Breaker::admit(Instant now) {
  if (state(now) == State::closed) return true;
  if (trying_ || state(now) == State::open) return false;
  trying_ = true;
  return true;
}

void Breaker::failed(Instant now, const std::string& reason) {
  trying_ = false;
  reason_ = reason;
  if (++failures_ >= most_failures) opened_ = now;
}

Breaker::State Breaker::state(Instant now) const {
  if (failures_ < most_failures) return State::closed;
  // Opened in the future: the clock was set back.
  return now >= opened_ && now - opened_ < rest ? State::open : State::half_open;
}

Status ExtensionPoints::open(Router& router, const Descriptors& descriptors,
                             std::vector<Filler> fillers) {
  HALLE_CHECK(check_fillers(descriptors, fillers));
  std::sort(fillers.begin(), fillers.end(), [](const Filler& a, const Filler& b) {
    return std::tie(a.place, a.module) < std::tie(b.place, b.module);
  });
  factory_ = std::make_unique<google::protobuf::DynamicMessageFactory>(&descriptors.pool());
  for (const auto& method : descriptors.rules()) {
    if (method.extension.kind == ExtensionKind::none) continue;
    auto& point = points_[method.name];
    point.rules = method;
    point.reply = factory_->GetPrototype(descriptors.method(method.name)->output_type());
    for (const auto& filler : fillers)
      if (filler.extension_point == method.name) point.fillers.push_back(filler);
    HALLE_CHECK(router.add(
        method, [this, &point](const Context& context, const MethodRules&,
                               std::string_view request) { return ask(point, context, request); }));
  }
  return Done{};
}

std::vector<std::string> ExtensionPoints::fillers(std::string_view point,
                                                  const Uuid& organisation) const {
  std::vector<std::string> modules;
  const auto found = points_.find(point);
  if (found == points_.end()) return modules;
  for (const auto& filler : found->second.fillers)
    if (enabled_(organisation, filler.module)) modules.push_back(filler.module);
  return modules;
}

std::vector<FillerState> ExtensionPoints::states() const {
  std::vector<FillerState> all;
  const Instant now = clock_();
  const std::lock_guard lock(mutex_);
  for (const auto& [name, point] : points_) {
    for (const auto& filler : point.fillers) {
      const auto before = all.size();
      for (auto at = breakers_.lower_bound({&filler, Uuid{}});
           at != breakers_.end() && at->first.first == &filler; ++at)
        all.push_back({&filler, at->first.second, at->second.state(now), at->second.failures(),
                       at->second.reason()});
      if (all.size() == before) all.push_back({&filler, {}, Breaker::State::closed, 0, {}});
    }
  }
  return all;
}

Result<std::string> ExtensionPoints::ask(const Point& point, const Context& context,
                                         std::string_view request) const {
  if (point.rules.extension.kind == ExtensionKind::provider)
    return pass_on(point, point.fillers.front(), context, request);
  type::v1::Answers answers;
  std::string chain;  // of a filter: the request with the replies so far appended
  for (const auto& filler : point.fillers) {
    if (!enabled_(context.organisation, filler.module)) continue;
    auto reply = ask_one(point, filler, context, chain.empty() ? request : chain);
    if (!reply) {
      if (steady_clock::now() >= context.deadline)
        return Error{Code::deadline_exceeded, "halle.too_late"};
      spdlog::warn("{} of {}: {} {}", point.rules.name, filler.module, reply.error().reason,
                   reply.error().detail);
      if (point.rules.extension.skip) continue;
      return Error{Code::unavailable, "halle.filler_failed",
                   filler.module + ": " + reply.error().reason};
    }
    if (point.rules.extension.kind == ExtensionKind::filter) {
      if (chain.empty()) chain = request;
      chain += reply.value();
    }
    auto* answer = answers.add_answers();
    answer->set_module(filler.module);
    answer->set_version(filler.version);
    answer->set_reply(std::move(reply).value());
  }
  return answers.SerializeAsString();
}

Result<std::string> ExtensionPoints::ask_one(const Point& point, const Filler& filler,
                                             const Context& context,
                                             std::string_view request) const {
  const std::pair key(&filler, context.organisation);
  {
    const std::lock_guard lock(mutex_);
    const auto known = breakers_.find(key);
    if (known != breakers_.end() && !known->second.admit(clock_()))
      return Error{Code::unavailable, "halle.filler_resting"};
  }
  // A failure within a deadline shorter than the filler's own says nothing about the filler.
  const bool whole = context.deadline - steady_clock::now() >= point.rules.extension.deadline;
  auto reply = pass_on(point, filler, context, request);
  const std::lock_guard lock(mutex_);
  if (reply) {
    breakers_.erase(key);
    return reply;
  }
  const auto& error = reply.error();
  const bool spared = error.code == Code::resource_exhausted ||
                      error.reason == "halle.database_unavailable" ||
                      (error.code == Code::deadline_exceeded && !whole);
  if (!spared)
    breakers_[key].failed(clock_(), error.reason);
  else if (const auto known = breakers_.find(key); known != breakers_.end())
    known->second.spared();
  return reply;
}

Result<std::string> ExtensionPoints::pass_on(const Point& point, const Filler& filler,
                                             const Context& context,
                                             std::string_view request) const {
  Context asked = context;
  asked.method = filler.method;
  asked.behind = behind(context);
  asked.principal = Principal::kernel();
  asked.delivery = {};
  asked.deadline = std::min(context.deadline, steady_clock::now() + point.rules.extension.deadline);
  auto reply = router_.call(asked, request);
  if (!reply) return reply;
  if (steady_clock::now() > asked.deadline) return Error{Code::deadline_exceeded, "halle.too_late"};
  const std::string& bytes = reply.value();
  if (bytes.size() > (point.rules.bulk_request ? most_bulk_reply_bytes : most_reply_bytes))
    return Error{Code::internal, "halle.reply_too_large"};
  google::protobuf::Arena arena;
  if (!point.reply->New(&arena)->ParseFromString(bytes))
    return Error{Code::internal, "halle.reply_unreadable"};
  return reply;
}

}  // namespace halle::bus
