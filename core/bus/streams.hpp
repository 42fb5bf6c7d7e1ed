#pragma once
// Streams: a read that is run again when what it shows may have changed. A stream holds no worker
// while it waits; its reader asks for each reply when it has passed on the one before.

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

/// How often a stream looks.
struct Pace {
  std::chrono::milliseconds least{1'000};  // between two looks
  std::chrono::milliseconds most{20'000};  // then the reply is sent even if it is the same
  std::size_t streams = 500;               // of a node
  int at_once = 4;                         // looks under way
};

class Streams {
 public:
  /// One stream.
  struct Stream;

  /// Router and pool outlive it; the pool runs what it was given. Its end waits for looks under
  /// way, whichever node answers them.
  Streams(const Router& router, WorkerPool& pool, Pace pace = {});
  ~Streams();
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;

  /// A stream of the replies of the method `read`, each asked anew as `context` says: a session
  /// that ends, ends its streams. RESOURCE_EXHAUSTED `halle.busy` if there are too many.
  Result<std::shared_ptr<Stream>> open(Context context, std::string request,
                                       const std::string& read);
  /// Calls `done` once, from any thread: with the first reply, later with the next that differs or
  /// with the same one after `Pace::most`, or with the error that ends the stream. One at a time.
  void next(const std::shared_ptr<Stream>& stream, Completion done);
  /// Ends a stream; a `done` that waits is let go without being called.
  void close(const std::shared_ptr<Stream>& stream);

  /// Something of a proto package changed in an organisation.
  void changed(std::string_view package, const Uuid& organisation);
  /// Anything may have changed: other nodes, sessions, roles.
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
  int looking_ = 0;  // also at what was closed meanwhile
  bool stopping_ = false;
  std::thread thread_;
};

/// `halle.orders.v1` of `/halle.orders.v1.Orders/SetLines`.
std::string_view package_of(std::string_view method);

}  // namespace halle::bus
