#include "core/bus/streams.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace halle::bus {
namespace {
using std::chrono::steady_clock;
constexpr std::chrono::milliseconds full_pool_pause{100};
const Error stopped{Code::unavailable, "halle.stopping"};
}  // namespace

struct Watches::Watch {
  Context context;
  std::string request;
  std::string package;
  std::optional<std::string> last;  // reply
  Moment looked{}, sent{}, due{};
  bool running = false;
  bool changed = false;  // since it looked
  bool closed = false;
  Done waiting;
};

std::string_view package_of(std::string_view method) {
  const auto service = method.substr(0, method.rfind('/'));
  return service.empty() ? service : service.substr(1, service.rfind('.') - 1);
}

Watches::Watches(const Router& router, WorkerPool& pool, Pace pace)
    : router_(router), pool_(pool), pace_(pace), thread_([this] { work(); }) {}

Watches::~Watches() {
  stop();
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return looking_ == 0; });
}

Result<std::shared_ptr<Watches::Watch>> Watches::open(Context context, std::string request,
                                                      const std::string& read) {
  auto watch = std::make_shared<Watch>();
  context.method = read;
  context.deadline = {};  // of each look, not of the stream
  watch->context = std::move(context);
  watch->request = std::move(request);
  watch->package = package_of(read);
  const std::lock_guard lock(mutex_);
  if (stopping_) return stopped;
  if (watches_.size() >= pace_.streams) return Error{Code::resource_exhausted, "halle.busy"};
  watches_.insert(watch);
  return watch;
}

void Watches::next(const std::shared_ptr<Watch>& watch, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (!watch->closed) {
      watch->waiting = std::move(done);
      watch->due = watch->last ? watch->sent + pace_.most : steady_clock::now();
      note(*watch);
      wake_.notify_all();
      return;
    }
  }
  done(stopped);
}

void Watches::close(const std::shared_ptr<Watch>& watch) {
  Done forgotten;  // let go outside of the lock
  const std::lock_guard lock(mutex_);
  watch->closed = true;
  forgotten.swap(watch->waiting);
  watches_.erase(watch);
}

/// Looks sooner if something changed.
void Watches::note(Watch& watch) const {
  if (watch.changed) watch.due = std::min(watch.due, watch.looked + pace_.least);
}

void Watches::changed(std::string_view package, const Uuid& organisation) {
  const std::lock_guard lock(mutex_);
  for (const auto& watch : watches_) {
    if (watch->package != package || watch->context.organisation != organisation) continue;
    watch->changed = true;
    note(*watch);
    wake_.notify_all();
  }
}

void Watches::look_again() {
  const std::lock_guard lock(mutex_);
  for (const auto& watch : watches_) {
    watch->changed = true;
    note(*watch);
  }
  wake_.notify_all();
}

void Watches::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const Moment now = steady_clock::now();
    Moment soonest = now + pace_.most;
    for (const auto& watch : watches_) {
      if (!watch->waiting || watch->running) continue;
      if (watch->due <= now) {
        if (looking_ >= pace_.at_once) continue;  // the end of a look wakes us
        watch->running =
            pool_.post([this, watch] { run(watch); }, lane_of(watch->context.organisation));
        if (watch->running) ++looking_;
        watch->due = now + full_pool_pause;
      }
      if (!watch->running) soonest = std::min(soonest, watch->due);
    }
    wake_.wait_until(lock, soonest);
  }
}

void Watches::run(const std::shared_ptr<Watch>& watch) {
  {
    const std::lock_guard lock(mutex_);
    watch->changed = false;
    watch->looked = steady_clock::now();
  }
  router_.start(watch->context, watch->request, [this, watch](Result<std::string> reply) {
    take(watch, std::move(reply));
    const std::lock_guard lock(mutex_);
    --looking_;
    wake_.notify_all();
  });
}

void Watches::take(const std::shared_ptr<Watch>& watch, Result<std::string> reply) {
  if (!reply) return end(watch, reply.error());
  Done done;
  {
    const std::lock_guard lock(mutex_);
    watch->running = false;
    if (!watch->waiting) return;
    const Moment now = steady_clock::now();
    if (watch->last == reply.value() && now < watch->sent + pace_.most) {
      watch->due = watch->sent + pace_.most;
      note(*watch);
      wake_.notify_all();
      return;
    }
    watch->last = reply.value();
    watch->sent = now;
    done.swap(watch->waiting);
  }
  done(std::move(reply));
}

void Watches::end(const std::shared_ptr<Watch>& watch, const Error& why) {
  Done done;
  {
    const std::lock_guard lock(mutex_);
    watch->closed = true;
    watch->running = false;
    watches_.erase(watch);
    done.swap(watch->waiting);
  }
  if (done) done(why);
}

void Watches::stop() {
  std::vector<std::shared_ptr<Watch>> open;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    open.assign(watches_.begin(), watches_.end());
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  for (const auto& watch : open) end(watch, stopped);
}

}  // namespace halle::bus
