#pragma once
// Server streams. A stream has no handler: it repeats a unary read when the data it shows may have
// changed, and sends the reply if it differs from the last one. It occupies no worker while it
// waits. The reader asks for each reply after it has passed on the one before (back-pressure).

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>

#include "core/bus/routing/pool.hpp"
#include "core/bus/routing/router.hpp"

namespace halle::bus {

/// Limits on how often streams repeat their read.
struct Pace {
  std::chrono::milliseconds least{1'000};  // between two runs of the read of one stream
  std::chrono::milliseconds most{20'000};  // after this the reply is sent even if it is the same
  std::size_t streams = 500;               // open streams of this node
  int at_once = 4;                         // reads under way at the same time
};

class Streams {
 public:
  /// One open stream.
  struct Stream;

  /// Router and pool must outlive this object; the pool must still run what was posted to it. The
  /// destructor waits for reads under way, also those that other nodes answer.
  Streams(const Router& router, WorkerPool& pool, Pace pace = {});
  ~Streams();
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;

  /// Opens a stream of the replies of the method `read`. Each run is a call with `context` of its
  /// own, so that the stream ends when its session ends. Error: RESOURCE_EXHAUSTED `halle.busy` if
  /// Pace::streams are open.
  Result<std::shared_ptr<Stream>> open(Context context, std::string request,
                                       const std::string& read);
  /// Asks for the next reply. Calls `done` once, from any thread: at first with the first reply,
  /// later with the next that differs, with the same one after Pace::most, or with the error that
  /// ends the stream. At most one request per stream at a time.
  void next(const std::shared_ptr<Stream>& stream, Completion done);
  /// Ends a stream. A pending `done` is dropped without being called.
  void close(const std::shared_ptr<Stream>& stream);

  /// Reports that a call changed data of a proto package in an organisation: its streams run again.
  void changed(std::string_view package, const Uuid& organisation);
  /// Reports that anything may have changed (other nodes, sessions, roles): all streams run again.
  void look_again();
  /// Ends all streams with UNAVAILABLE `halle.stopping`.
  void stop();

 private:
  using Moment = std::chrono::steady_clock::time_point;
  void work();
  void run(const std::shared_ptr<Stream>& stream);
  void take(const std::shared_ptr<Stream>& stream, Result<std::string> reply);
  void note(Stream& stream) const;
  void end(const std::shared_ptr<Stream>& stream, const Error& why);

  const Router& router_;
  WorkerPool& pool_;
  const Pace pace_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::set<std::shared_ptr<Stream>> streams_;
  int looking_ = 0;  // reads under way, also of streams closed meanwhile
  bool stopping_ = false;
  std::thread thread_;
};

/// `halle.orders.v1` of `/halle.orders.v1.Orders/SetLines`.
std::string_view package_of(std::string_view method);

}  // namespace halle::bus
