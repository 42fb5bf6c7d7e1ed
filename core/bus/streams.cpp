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

struct Streams::Stream {
  Context context;
  std::string request;
  std::string package;
  std::optional<std::string> last;  // last reply sent
  Moment looked{}, sent{}, due{};
  bool running = false;
  bool changed = false;  // since its last read began
  bool closed = false;
  Completion waiting;
};

std::string_view package_of(std::string_view method) {
  const auto service = method.substr(0, method.rfind('/'));
  return service.empty() ? service : service.substr(1, service.rfind('.') - 1);
}

Streams::Streams(const Router& router, WorkerPool& pool, Pace pace)
    : router_(router), pool_(pool), pace_(pace), thread_([this] { work(); }) {}

Streams::~Streams() {
  stop();
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return looking_ == 0; });
}

Result<std::shared_ptr<Streams::Stream>> Streams::open(Context context, std::string request,
                                                       const std::string& read) {
  auto stream = std::make_shared<Stream>();
  context.method = read;
  context.deadline = {};  // a deadline for each read, not for the stream
  stream->context = std::move(context);
  stream->request = std::move(request);
  stream->package = package_of(read);
  const std::lock_guard lock(mutex_);
  if (stopping_) return stopped;
  if (streams_.size() >= pace_.streams) return Error{Code::resource_exhausted, "halle.busy"};
  streams_.insert(stream);
  return stream;
}

void Streams::next(const std::shared_ptr<Stream>& stream, Completion done) {
  {
    const std::lock_guard lock(mutex_);
    if (!stream->closed) {
      stream->waiting = std::move(done);
      stream->due = stream->last ? stream->sent + pace_.most : steady_clock::now();
      note(*stream);
      wake_.notify_all();
      return;
    }
  }
  done(stopped);
}

void Streams::close(const std::shared_ptr<Stream>& stream) {
  Completion forgotten;  // destroyed after the lock is released
  const std::lock_guard lock(mutex_);
  stream->closed = true;
  forgotten.swap(stream->waiting);
  streams_.erase(stream);
}

/// Runs a changed stream as soon as Pace::least allows.
void Streams::note(Stream& stream) const {
  if (stream.changed) stream.due = std::min(stream.due, stream.looked + pace_.least);
}

void Streams::changed(std::string_view package, const Uuid& organisation) {
  const std::lock_guard lock(mutex_);
  for (const auto& stream : streams_) {
    if (stream->package != package || stream->context.organisation != organisation) continue;
    stream->changed = true;
    note(*stream);
    wake_.notify_all();
  }
}

void Streams::look_again() {
  const std::lock_guard lock(mutex_);
  for (const auto& stream : streams_) {
    stream->changed = true;
    note(*stream);
  }
  wake_.notify_all();
}

void Streams::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const Moment now = steady_clock::now();
    Moment soonest = now + pace_.most;
    for (const auto& stream : streams_) {
      if (!stream->waiting || stream->running) continue;
      if (stream->due <= now) {
        if (looking_ >= pace_.at_once) continue;  // the end of a read wakes this thread
        stream->running =
            pool_.post([this, stream] { run(stream); }, lane_of(stream->context.organisation));
        if (stream->running) ++looking_;
        stream->due = now + full_pool_pause;
      }
      if (!stream->running) soonest = std::min(soonest, stream->due);
    }
    wake_.wait_until(lock, soonest);
  }
}

void Streams::run(const std::shared_ptr<Stream>& stream) {
  {
    const std::lock_guard lock(mutex_);
    stream->changed = false;
    stream->looked = steady_clock::now();
  }
  router_.start(stream->context, stream->request, [this, stream](Result<std::string> reply) {
    take(stream, std::move(reply));
    const std::lock_guard lock(mutex_);
    --looking_;
    wake_.notify_all();
  });
}

void Streams::take(const std::shared_ptr<Stream>& stream, Result<std::string> reply) {
  if (!reply) return end(stream, reply.error());
  Completion done;
  {
    const std::lock_guard lock(mutex_);
    stream->running = false;
    if (!stream->waiting) return;
    const Moment now = steady_clock::now();
    if (stream->last == reply.value() && now < stream->sent + pace_.most) {
      stream->due = stream->sent + pace_.most;
      note(*stream);
      wake_.notify_all();
      return;
    }
    stream->last = reply.value();
    stream->sent = now;
    done.swap(stream->waiting);
  }
  done(std::move(reply));
}

void Streams::end(const std::shared_ptr<Stream>& stream, const Error& why) {
  Completion done;
  {
    const std::lock_guard lock(mutex_);
    stream->closed = true;
    stream->running = false;
    streams_.erase(stream);
    done.swap(stream->waiting);
  }
  if (done) done(why);
}

void Streams::stop() {
  std::vector<std::shared_ptr<Stream>> open;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    open.assign(streams_.begin(), streams_.end());
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  for (const auto& stream : open) end(stream, stopped);
}

}  // namespace halle::bus
