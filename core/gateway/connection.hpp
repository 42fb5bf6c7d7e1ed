#pragma once
// One client's connection: its requests one after the other. What it reads is in connection.cpp,
// what it answers in answers.cpp. Private to core/gateway.

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/span_body.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/gateway/server.hpp"

namespace halle::gateway {
namespace http = beast::http;

inline const Error busy_now{Code::resource_exhausted, "halle.busy"};
inline const Error broken{Code::internal, "halle.handler_failed"};

/// One client's connection: its requests one after the other. Everything runs on the io thread but
/// the calls.
class Gateway::Impl::Connection : public std::enable_shared_from_this<Connection> {
 public:
  /// `address`: the key by which the client is counted. `proxy`: the peer is a trusted proxy.
  Connection(Impl& gateway, tcp::socket socket, std::string address, bool proxy);
  ~Connection();
  /// Waits for the first request.
  void start();
  /// Closes it if no request is being answered.
  void stop();
  void close();
  void say_health(bool healthy);

 private:
  /// A call under way or a reply being written. It counts until the last thread has released it and
  /// its connection.
  struct Work {
    explicit Work(std::shared_ptr<Connection> caller) : connection(std::move(caller)) {
      connection->gateway_.count(1);
    }
    ~Work() {
      Impl& gateway = connection->gateway_;
      connection.reset();
      gateway.count(-1);
    }
    std::shared_ptr<Connection> connection;
    std::atomic_flag answered{};
  };

  /// Wraps a handler of this connection for the io thread: an exception closes the connection and
  /// goes no further.
  template <class Handler>
  auto guarded(Handler handler) {
    return
        [self = this->shared_from_this(), handler = std::move(handler)](auto&&... given) mutable {
          try {
            handler(*self, std::forward<decltype(given)>(given)...);
          } catch (const std::exception& error) {
            self->gateway_.note_failure(error.what());
            self->close();
          }
        };
  }

  /// Wraps a pool task for `work`: an exception ends that call only, and `failed` is called
  /// instead.
  template <class Task, class Failed>
  static auto guarded_task(std::shared_ptr<Work> work, Task task, Failed failed) {
    return [work = std::move(work), task = std::move(task), failed = std::move(failed)] {
      try {
        task();
      } catch (const std::exception& error) {
        work->connection->gateway_.note_failure(error.what());
        failed();
      }
    };
  }

  /// Runs on the io thread what answers `work`; the first answer only.
  template <class Handler>
  static void answer_once(const std::shared_ptr<Work>& work, Handler handler) {
    if (work->answered.test_and_set()) return;
    Connection& connection = *work->connection;
    asio::post(connection.gateway_.io,
               [work, handler = connection.guarded(std::move(handler))]() mutable { handler(); });
  }

  // Reading a request:
  void handle(Reader::State state);
  void refuse_large(const Error& error);
  void read_some();
  void on_bytes(const beast::error_code& error, std::size_t got);
  void on_head();
  /// A large body is not read before the caller is identified and may call the method.
  void admit();
  void on_admitted(const Result<std::size_t>& limit);
  /// The proxy's own entry is the last one of the last line: all others may come from the client.
  void take_forwarded();
  /// Sends "100 Continue" to a client that waits for it before it sends a long body.
  void ask_for_body(std::size_t limit);
  void read_body(std::size_t limit);
  /// Counts received bytes of the body. False if that exceeds the limit of this client or of all
  /// clients.
  bool count_body();
  void forget_body();
  void on_request();
  /// Waits for another request.
  void next();
  /// Reads and discards so much of what still comes, then closes.
  void forget(std::size_t left);
  /// A malformed request gets a bare status.
  void refuse_bytes(unsigned status);

  // Answering it:
  void call();
  /// A document or the answer to a form, made by a method of that name.
  void give(const std::string& method);
  /// The lane of a request: one for each organisation, documents included. Anonymous calls share
  /// one lane, whatever organisation they name; in the hashing pool they have one for each address.
  std::uint64_t lane(const bus::WorkerPool& pool) const;
  /// Runs `start` on a worker of the method's pool; if the pool is full, answers with `refuse`.
  template <class Start, class Refuse>
  void let_answer(const std::string& method, Start start, Refuse refuse);
  void open_stream();
  void on_stream(Result<std::shared_ptr<bus::Streams::Stream>> opened);
  /// Asks for the stream's next message; meanwhile nothing of it is under way.
  void next_part();
  void send_part(std::string part, bool last);
  template <class Write>
  void write_part(Write write);
  void end_stream();
  void send(Reply reply);
  template <class Message>
  static void add_headers(Message& message, const Reply& reply);
  void on_sent(const beast::error_code& error);

  Impl& gateway_;
  beast::tcp_stream stream_;
  std::string address_;
  bool proxy_;
  Reader reader_;
  steady_clock::time_point deadline_;  // of what is being read
  steady_clock::time_point body_began_;
  std::size_t body_size_ = 0;  // counted among all bodies
  Request request_;
  std::string body_;  // of the reply
  http::response<http::span_body<const char>> reply_;
  std::optional<http::response_serializer<http::span_body<const char>>> serializer_;
  bool keep_alive_ = false;
  bool busy_ = false;
  // Of a stream:
  std::shared_ptr<bus::Streams::Stream> stream_handle_;
  http::response<http::empty_body> stream_head_;
  std::optional<http::response_serializer<http::empty_body>> stream_serializer_;
  std::string part_;
};

}  // namespace halle::gateway
