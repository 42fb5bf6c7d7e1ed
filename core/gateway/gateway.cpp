#include "core/gateway/gateway.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/write.hpp>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "core/base/address.hpp"
#include "core/base/text/text.hpp"
#include "core/gateway/calls.hpp"
#include "core/gateway/documents.hpp"
#include "core/gateway/http/files.hpp"
#include "core/gateway/http/reader.hpp"
#include "core/net/wire.hpp"

namespace halle::gateway {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using std::chrono::steady_clock;
using tcp = asio::ip::tcp;

namespace {
constexpr std::chrono::seconds linger_time{2};
constexpr std::size_t linger_bytes = 64 << 10;
constexpr std::size_t waste_bytes = 16 << 10;
constexpr std::chrono::seconds between_notes{10};

constexpr const char* policy = "content-security-policy";
/// The reply while the database is unavailable.
constexpr const char* any_answer = "/halle.kernel.v1.Identity/ListOrganisations";
constexpr std::chrono::seconds health_kept{1};

bool fresh(steady_clock::time_point known) {
  return steady_clock::now() - known < health_kept;
}

const Error busy_now{Code::resource_exhausted, "halle.busy"};
const Error broken{Code::internal, "halle.handler_failed"};

/// Said with every reply.
constexpr std::pair<const char*, const char*> safety[] = {
    {"x-content-type-options", "nosniff"},
    {"referrer-policy", "same-origin"},
    {"cross-origin-opener-policy", "same-origin"},
    {"cross-origin-resource-policy", "same-origin"},
    {"permissions-policy", "camera=(), geolocation=(), microphone=()"},
};
}  // namespace

struct Gateway::Impl {
  class Connection;
  /// Connections and bytes of one client address.
  struct Client {
    int connections = 0;
    std::size_t bodies = 0;  // bytes
  };

  Impl(const Options& given, const bus::Router& given_router, const bus::Descriptors& descriptors,
       net::Pools given_pools, bus::Streams& given_streams)
      : options(given),
        router(given_router),
        pools(given_pools),
        streams(given_streams),
        calls(given_router, descriptors, given_streams),
        documents(given_router, descriptors),
        files(given.web, given.scripts),
        acceptor(io),
        retry(io),
        health_timer(io) {}

  Status listen();
  void accept();
  void welcome(tcp::socket socket);
  void run();
  void count(int by);
  void stop_connections(bool all);
  void note_failure(const char* what);
  void answer_health(const std::shared_ptr<Connection>& connection);
  void ask_database();
  void on_health(bool answers);
  void forget_client(const std::string& address);

  Options options;
  std::set<std::string> proxies;
  const bus::Router& router;
  net::Pools pools;
  bus::Streams& streams;
  Calls calls;
  Documents documents;
  Files files;
  Site site;
  // Of the thread that runs `io`; connections that end with it still count themselves out:
  int connections = 0;
  std::map<std::string, Client> clients;  // by address; those that have something
  std::map<Connection*, std::weak_ptr<Connection>> open;
  std::size_t bodies = 0;  // bytes
  // bytes that are read and discarded, shared by all connections
  std::array<char, waste_bytes> waste;
  bool stopping = false;
  bool closed = false;
  asio::io_context io{1};
  // Answers come from other threads: it runs on while nothing else waits.
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  tcp::acceptor acceptor;
  asio::steady_timer retry;
  // Of the thread that runs `io`:
  asio::steady_timer health_timer;
  std::vector<std::shared_ptr<Connection>> ask_health;  // wait for the answer
  bool health_asked = false;                            // and not answered
  bool healthy = false;
  steady_clock::time_point health_known;
  // Calls at work and replies being written, of any thread:
  std::mutex mutex;
  std::condition_variable changed;
  int under_way = 0;
  bool all_closed = false;
  steady_clock::time_point noted;  // a failure
  int not_noted = 0;
  std::thread thread;
};

/// One client's connection: its requests one after the other. Everything runs on the io thread but
/// the calls.
class Gateway::Impl::Connection : public std::enable_shared_from_this<Connection> {
 public:
  /// `address`: the key by which the client is counted. `proxy`: the peer is a trusted proxy.
  Connection(Impl& gateway, tcp::socket socket, std::string address, bool proxy)
      : gateway_(gateway),
        stream_(std::move(socket)),
        address_(std::move(address)),
        proxy_(proxy),
        reader_(gateway.options.limits.read) {
    ++gateway_.connections;
    ++gateway_.clients[address_].connections;
  }
  ~Connection() {
    forget_body();
    gateway_.open.erase(this);
    --gateway_.connections;
    --gateway_.clients[address_].connections;
    gateway_.forget_client(address_);
  }

  /// Waits for the first request.
  void start() {
    deadline_ = steady_clock::now() + gateway_.options.limits.header_time;
    handle(reader_.state());
  }

  /// Closes it if no request is being answered.
  void stop() {
    if (!busy_) close();
  }

  void close() {
    if (stream_handle_ != nullptr) gateway_.streams.close(std::exchange(stream_handle_, nullptr));
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
    stream_.close();
  }

  void say_health(bool healthy) {
    send({healthy ? 200 : 503,
          {{"content-type", "text/plain"}, {"cache-control", "no-store"}},
          healthy ? "ok\n" : "the database does not answer\n"});
  }

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

  void handle(Reader::State state) {
    const auto& limits = gateway_.options.limits;
    switch (state) {
      case Reader::State::head:
        return read_some();
      case Reader::State::head_complete:
        return on_head();
      case Reader::State::body:
        if (!count_body()) return refuse_large(busy_now);
        // A slow client is allowed, one below the minimum rate is not.
        deadline_ = body_began_ + limits.body_time +
                    std::chrono::milliseconds(1000 * reader_.body_bytes() / limits.body_rate);
        return read_some();
      case Reader::State::complete:
        if (!count_body()) return refuse_large(busy_now);
        return on_request();
      case Reader::State::malformed:
      case Reader::State::framing_too_long:
        return refuse_bytes(400);
      case Reader::State::head_too_long:
        return refuse_bytes(431);
      case Reader::State::body_too_long:
        break;
    }
    refuse_large({Code::resource_exhausted, "halle.request_too_large"});
  }

  void refuse_large(const Error& error) {
    keep_alive_ = false;
    send(gateway_.calls.refuse(request_, error));
  }

  void read_some() {
    stream_.expires_at(deadline_);
    const auto room = reader_.room();
    stream_.async_read_some(asio::buffer(room.data(), room.size()),
                            guarded([](Connection& self, beast::error_code error, std::size_t got) {
                              self.on_bytes(error, got);
                            }));
  }

  void on_bytes(const beast::error_code& error, std::size_t got) {
    // The peer closed its side in the middle of a request.
    if (error == asio::error::eof && reader_.began()) return refuse_bytes(400);
    if (error) return close();
    if (!reader_.began()) deadline_ = steady_clock::now() + gateway_.options.limits.header_time;
    handle(reader_.came(got));
  }

  void on_head() {
    busy_ = true;
    request_ = reader_.take_head();
    request_.address = address_;
    if (proxy_) take_forwarded();
    keep_alive_ = reader_.keep_alive();
    if (request_.verb != "POST") return read_body(0);
    if (const auto foreign = gateway_.calls.refuse_foreign(request_, gateway_.site)) {
      keep_alive_ = false;
      return send(*foreign);
    }
    if (reader_.announced().value_or(Calls::unknown_body + 1) > Calls::unknown_body) return admit();
    ask_for_body(Calls::unknown_body);
  }

  /// A large body is not read before the caller is identified and may call the method.
  void admit() {
    if (gateway_.closed) return close();
    stream_.expires_never();
    const auto work = std::make_shared<Work>(this->shared_from_this());
    const auto admitted = [work](Result<std::size_t> limit) {
      answer_once(work, [limit = std::move(limit)](Connection& self) { self.on_admitted(limit); });
    };
    const auto ask = [work, admitted] {
      admitted(work->connection->gateway_.calls.admit(work->connection->request_));
    };
    const auto failed = [admitted] { admitted(broken); };
    if (!gateway_.pools.interactive.post(guarded_task(work, ask, failed),
                                         lane(gateway_.pools.interactive)))
      admitted(busy_now);
  }

  void on_admitted(const Result<std::size_t>& limit) {
    if (limit) return ask_for_body(limit.value());
    keep_alive_ = false;
    send(gateway_.calls.refuse(request_, limit.error()));
  }

  /// The proxy's own entry is the last one of the last line: all others may come from the client.
  void take_forwarded() {
    for (const auto& [name, value] : request_.headers) {
      if (name != "x-forwarded-for") continue;
      const std::string client = client_key(trim(split(value, ',').back()));
      request_.address = client.empty() ? address_ : client;
    }
  }

  /// Sends "100 Continue" to a client that waits for it before it sends a long body.
  void ask_for_body(std::size_t limit) {
    static constexpr std::string_view yes = "HTTP/1.1 100 Continue\r\n\r\n";
    if (reader_.announced().value_or(0) > limit ||
        lower_ascii(std::string(request_.header("expect"))) != "100-continue")
      return read_body(limit);
    stream_.expires_after(gateway_.options.limits.write_time);
    asio::async_write(stream_, asio::buffer(yes),
                      guarded([limit](Connection& self, beast::error_code error, std::size_t) {
                        if (error) return self.close();
                        self.read_body(limit);
                      }));
  }

  void read_body(std::size_t limit) {
    body_began_ = steady_clock::now();
    handle(reader_.read_body(limit));
  }

  /// Counts received bytes of the body. False if that exceeds the limit of this client or of all
  /// clients.
  bool count_body() {
    const std::size_t came = reader_.body_bytes() - body_size_;
    if (came == 0) return true;
    auto& client = gateway_.clients[request_.address];
    client.bodies += came;
    gateway_.bodies += came;
    body_size_ += came;
    const auto& limits = gateway_.options.limits;
    return gateway_.bodies <= limits.bodies && client.bodies <= limits.bodies_per_address;
  }

  void forget_body() {
    request_.body = {};
    if (body_size_ == 0) return;
    gateway_.bodies -= body_size_;
    gateway_.clients[request_.address].bodies -= body_size_;
    gateway_.forget_client(request_.address);
    body_size_ = 0;
  }

  void on_request() {
    request_.body = reader_.take_body();
    if (request_.path == "/health" && request_.verb != "POST") {
      stream_.expires_never();
      return gateway_.answer_health(this->shared_from_this());
    }
    if (const auto* method = gateway_.documents.method_of(request_)) return give(*method);
    if (request_.verb != "POST") return send(gateway_.files.answer(request_));
    if (gateway_.calls.streams(request_.path)) return open_stream();
    call();
  }

  void call() {
    let_answer(
        request_.path,
        [](const Connection& caller, auto answer) {
          caller.gateway_.calls.start(caller.request_, std::move(answer));
        },
        [](const Connection& caller, const Error& error) {
          return caller.gateway_.calls.refuse(caller.request_, error);
        });
  }

  /// A document, made by a method of that name.
  void give(const std::string& method) {
    let_answer(
        method,
        [](const Connection& caller, auto answer) {
          const Impl& gateway = caller.gateway_;
          gateway.documents.start(caller.request_, !gateway.proxies.empty(), std::move(answer));
        },
        [](const Connection& caller, const Error& error) {
          return Documents::refuse(caller.request_, error.code);
        });
  }

  /// The lane of a request: one for each organisation, documents included. Anonymous calls share
  /// one lane, whatever organisation they name; in the hashing pool they have one for each address.
  std::uint64_t lane(const bus::WorkerPool& pool) const {
    const bool anonymous =
        request_.header(net::authorization_key).empty() && session_token(request_).empty();
    if (&pool == &gateway_.pools.hashing && anonymous)
      return std::hash<std::string>{}(request_.address);
    if (request_.verb == "POST" && anonymous) return 0;
    if (const auto organisation = Uuid::parse(request_.header(net::organisation_key)))
      return bus::lane_of(*organisation);
    constexpr std::string_view documents = "/a/";
    const std::string_view path = request_.path;
    if (!path.starts_with(documents)) return 0;
    const auto code = path.substr(documents.size());
    return std::hash<std::string_view>{}(code.substr(0, code.find_first_of("/?")));
  }

  /// Runs `start` on a worker of the method's pool; if the pool is full, answers with `refuse`.
  template <class Start, class Refuse>
  void let_answer(const std::string& method, Start start, Refuse refuse) {
    if (gateway_.closed) return close();
    stream_.expires_never();  // the call has its own deadline
    const auto work = std::make_shared<Work>(this->shared_from_this());
    const auto answer = [work](Reply reply) {
      answer_once(work, [reply = std::move(reply)](Connection& self) mutable {
        self.send(std::move(reply));
      });
    };
    const auto task = [work, start, answer] { start(*work->connection, answer); };
    const auto failed = [work, refuse, answer] { answer(refuse(*work->connection, broken)); };
    auto& pool = gateway_.pools.of(gateway_.router, method);
    if (!pool.post(guarded_task(work, task, failed), lane(pool))) answer(refuse(*this, busy_now));
  }

  void open_stream() {
    if (gateway_.closed) return close();
    stream_.expires_never();
    const auto work = std::make_shared<Work>(this->shared_from_this());
    const auto opened = [work](Result<std::shared_ptr<bus::Streams::Stream>> stream) {
      answer_once(work, [stream = std::move(stream)](Connection& self) mutable {
        self.on_stream(std::move(stream));
      });
    };
    const auto open = [work, opened] {
      opened(work->connection->gateway_.calls.open(work->connection->request_));
    };
    const auto failed = [opened] { opened(broken); };
    if (!gateway_.pools.interactive.post(guarded_task(work, open, failed),
                                         lane(gateway_.pools.interactive)))
      opened(busy_now);
  }

  void on_stream(Result<std::shared_ptr<bus::Streams::Stream>> opened) {
    // A stream that does not exist for this organisation is answered like an unknown method.
    if (!opened && opened.error().reason == "halle.no_such_method") return call();
    keep_alive_ = false;
    if (reader_.http10()) {
      if (opened) gateway_.streams.close(opened.value());
      return refuse_bytes(505);
    }
    if (!opened) return send(gateway_.calls.refuse(request_, opened.error()));
    stream_handle_ = std::move(opened).value();
    forget_body();
    beast::error_code ignored;
    stream_.socket().set_option(asio::socket_base::keep_alive(true), ignored);
    // Only the end of the connection can follow: from then on the stream is not read.
    stream_.async_read_some(
        asio::buffer(gateway_.waste),
        guarded([](Connection& self, beast::error_code, std::size_t) { self.close(); }));
    const Reply head = gateway_.calls.stream_head(request_);
    stream_head_.version(11);
    stream_head_.result(http::status::ok);
    add_headers(stream_head_, head);
    stream_head_.keep_alive(false);
    stream_head_.chunked(true);
    stream_serializer_.emplace(stream_head_);
    write_part([this](auto written) {
      http::async_write_header(stream_, *stream_serializer_, std::move(written));
    });
  }

  /// Asks for the stream's next message; meanwhile nothing of it is under way.
  void next_part() {
    if (stream_handle_ == nullptr) return close();
    const auto work = std::make_shared<Work>(this->shared_from_this());
    gateway_.streams.next(stream_handle_, [work](const Result<std::string>& message) {
      const auto pass_on = [&] {
        const Connection& caller = *work->connection;
        const Calls& calls = caller.gateway_.calls;
        std::string part = message ? calls.part(caller.request_, message.value())
                                   : calls.last_part(caller.request_, message.error());
        answer_once(work, [part = std::move(part), last = !message](Connection& self) mutable {
          self.send_part(std::move(part), last);
        });
      };
      const auto failed = [&] { answer_once(work, [](Connection& self) { self.close(); }); };
      guarded_task(work, pass_on, failed)();
    });
  }

  void send_part(std::string part, bool last) {
    if (last) stream_handle_.reset();
    part_ = std::move(part);
    write_part([this](auto written) {
      asio::async_write(stream_, http::make_chunk(asio::buffer(part_)), std::move(written));
    });
  }

  template <class Write>
  void write_part(Write write) {
    stream_.expires_after(gateway_.options.limits.write_time);
    write(guarded([work = std::make_shared<Work>(this->shared_from_this())](
                      Connection& self, beast::error_code error, std::size_t) mutable {
      work.reset();
      if (error) return self.close();
      if (self.stream_handle_ != nullptr) return self.next_part();
      self.end_stream();
    }));
  }

  void end_stream() {
    stream_.expires_after(gateway_.options.limits.write_time);
    asio::async_write(
        stream_, http::make_chunk_last(),
        guarded([](Connection& self, beast::error_code, std::size_t) { self.close(); }));
  }

  /// A malformed request gets a bare status.
  void refuse_bytes(unsigned status) {
    busy_ = true;
    keep_alive_ = false;
    send({static_cast<int>(status), {}, {}});
  }

  void send(Reply reply) {
    body_ = std::move(reply.body);
    const std::string_view bytes = reply.kept.empty() ? std::string_view(body_) : reply.kept;
    reply_ = {};
    reply_.version(11);
    reply_.result(static_cast<unsigned>(reply.status));
    add_headers(reply_, reply);
    if (gateway_.stopping) keep_alive_ = false;
    reply_.keep_alive(keep_alive_);
    const bool head_only = request_.verb == "HEAD";
    reply_.body() = {bytes.data(), bytes.size()};
    if (reply.status != 304) reply_.prepare_payload();
    serializer_.emplace(reply_);
    if (head_only || reply.status == 304) serializer_->split(true);
    stream_.expires_after(gateway_.options.limits.write_time);
    auto sent = guarded([work = std::make_shared<Work>(this->shared_from_this())](
                            Connection& self, beast::error_code error, std::size_t) mutable {
      work.reset();
      self.on_sent(error);
    });
    if (head_only || reply.status == 304)
      http::async_write_header(stream_, *serializer_, std::move(sent));
    else
      http::async_write(stream_, *serializer_, std::move(sent));
  }

  template <class Message>
  static void add_headers(Message& message, const Reply& reply) {
    for (const auto& [name, value] : safety) message.set(name, value);
    const auto is_policy = [](const auto& header) { return header.first == policy; };
    if (std::none_of(reply.headers.begin(), reply.headers.end(), is_policy))
      message.set(policy, "default-src 'none'; frame-ancestors 'none'");
    for (const auto& [name, value] : reply.headers) message.insert(name, value);
  }

  void on_sent(const beast::error_code& error) {
    forget_body();
    body_ = {};
    if (error) return close();
    if (keep_alive_) return next();
    // Reads and discards what the client still sends: closing at once would destroy the reply in
    // transit.
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.expires_after(linger_time);
    forget(linger_bytes);
  }

  /// Waits for another request.
  void next() {
    if (gateway_.stopping) return close();
    busy_ = false;
    request_ = {};
    const auto state = reader_.next();
    const auto& limits = gateway_.options.limits;
    deadline_ = steady_clock::now() + (reader_.began() ? limits.header_time : limits.idle_time);
    handle(state);
  }

  void forget(std::size_t left) {
    stream_.async_read_some(
        asio::buffer(gateway_.waste),
        guarded([left](Connection& self, beast::error_code error, std::size_t got) {
          if (error || got >= left) return self.close();
          self.forget(left - got);
        }));
  }

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

Status Gateway::Impl::listen() {
  if (!options.behind_proxy.empty()) {
    HALLE_TRY(read, parse_proxies(options.behind_proxy));
    proxies = std::move(read);
  }
  HALLE_TRY(wanted, parse_endpoint(options.listen));
  const tcp::endpoint endpoint(asio::ip::make_address(wanted.host),
                               static_cast<unsigned short>(wanted.port));
  beast::error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error == asio::error::address_in_use)
    return Error{Code::unavailable, "halle.address_in_use", options.listen};
  if (error)
    return Error{Code::failed_precondition, "halle.listen_refused",
                 options.listen + ": " + error.message()};
  site = {!proxies.empty(), acceptor.local_endpoint().port()};
  return Done{};
}

void Gateway::Impl::accept() {
  acceptor.async_accept([this](beast::error_code error, tcp::socket socket) {
    if (stopping || error == asio::error::operation_aborted) return;
    if (error) {  // out of descriptors: some will come free
      retry.expires_after(std::chrono::milliseconds(100));
      retry.async_wait([this](const beast::error_code&) { accept(); });
      return;
    }
    try {
      welcome(std::move(socket));
    } catch (const std::exception& failure) {
      note_failure(failure.what());
    }
    accept();
  });
}

/// Serves a new connection, or closes it if there are enough.
void Gateway::Impl::welcome(tcp::socket socket) {
  beast::error_code gone;
  const auto peer = socket.remote_endpoint(gone);
  if (gone) return;
  const std::string address = peer.address().to_string();
  const bool proxy = proxies.contains(plain_address(address));
  const std::string key = client_key(address).empty() ? address : client_key(address);
  const bool room = connections < options.limits.connections &&
                    (proxy || clients[key].connections < options.limits.connections_per_address);
  forget_client(key);
  if (!room) return;
  socket.set_option(tcp::no_delay(true), gone);
  // Destroyed on the io thread, whichever thread releases it last.
  const std::shared_ptr<Connection> connection(
      new Connection(*this, std::move(socket), key, proxy), [this](Connection* ended) {
        asio::post(io, [owned = std::unique_ptr<Connection>(ended)] {});
      });
  open[connection.get()] = connection;
  connection->start();
}

/// Says whether the database answers; asks it at most once a second, one question at a time.
void Gateway::Impl::answer_health(const std::shared_ptr<Connection>& connection) {
  if (router.find(any_answer) == nullptr) return connection->say_health(true);
  if (fresh(health_known)) return connection->say_health(healthy);
  if (!health_asked) ask_database();
  ask_health.push_back(connection);
  if (ask_health.size() > 1) return;
  health_timer.expires_after(options.limits.health_time);
  health_timer.async_wait([this](const beast::error_code& error) {
    if (!error) on_health(false);
  });
}

void Gateway::Impl::ask_database() {
  count(1);
  health_asked = true;
  const std::shared_ptr<void> counted(nullptr, [this](void*) { count(-1); });
  const auto answered = [this, counted](bool answers) {
    asio::post(io, [this, counted, answers] {
      health_asked = false;
      on_health(answers);
    });
  };
  const auto ask = [this, answered] {
    bus::Context context;
    context.method = any_answer;
    context.principal = bus::Principal::kernel();
    context.deadline = steady_clock::now() + options.limits.health_time;
    try {
      router.start(std::move(context), {}, [answered](const Result<std::string>& reply) {
        answered(static_cast<bool>(reply));
      });
    } catch (const std::exception& error) {
      note_failure(error.what());
      answered(false);
    }
  };
  const std::uint64_t lane = std::hash<std::string_view>{}(any_answer);
  if (!pools.interactive.post(ask, lane)) answered(false);
}

void Gateway::Impl::on_health(bool answers) {
  healthy = answers;
  health_known = steady_clock::now();
  health_timer.cancel();
  for (const auto& connection : std::exchange(ask_health, {})) {
    try {
      connection->say_health(answers);
    } catch (const std::exception& error) {
      note_failure(error.what());
      connection->close();
    }
  }
}

/// An exception of a connection ends that connection only.
void Gateway::Impl::run() {
  while (true) {
    try {
      io.run();
      return;
    } catch (const std::exception& error) {
      note_failure(error.what());
    }
  }
}

/// Logs a failure, at most one in ten seconds, because peers may cause them. Any thread.
void Gateway::Impl::note_failure(const char* what) {
  const std::lock_guard lock(mutex);
  if (steady_clock::now() - noted < between_notes) {
    ++not_noted;
    return;
  }
  noted = steady_clock::now();
  spdlog::error("gateway: a connection failed: {} ({} more since the last note)", what,
                std::exchange(not_noted, 0));
}

/// Unless it has something.
void Gateway::Impl::forget_client(const std::string& address) {
  const auto known = clients.find(address);
  if (known != clients.end() && known->second.connections == 0 && known->second.bodies == 0)
    clients.erase(known);
}

void Gateway::Impl::count(int by) {
  const std::lock_guard lock(mutex);
  under_way += by;
  changed.notify_all();
}

void Gateway::Impl::stop_connections(bool all) {
  stopping = true;
  beast::error_code ignored;
  acceptor.close(ignored);
  retry.cancel();
  for (const auto& [raw, weak] : open) {
    const auto connection = weak.lock();
    if (connection == nullptr) continue;
    if (all)
      connection->close();
    else
      connection->stop();
  }
}

Gateway::Gateway(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Result<std::unique_ptr<Gateway>> Gateway::start(const Options& options, const bus::Router& router,
                                                const bus::Descriptors& descriptors,
                                                net::Pools pools, bus::Streams& streams) {
  auto impl = std::make_unique<Impl>(options, router, descriptors, pools, streams);
  HALLE_CHECK(impl->listen());
  impl->accept();
  impl->thread = std::thread([raw = impl.get()] { raw->run(); });
  return std::unique_ptr<Gateway>(new Gateway(std::move(impl)));
}

Gateway::~Gateway() {
  asio::post(impl_->io, [impl = impl_.get()] {
    impl->stop_connections(true);
    impl->closed = true;
    const std::lock_guard lock(impl->mutex);
    impl->all_closed = true;
    impl->changed.notify_all();
  });
  {
    // Calls at work still answer here; deadlines end them.
    std::unique_lock lock(impl_->mutex);
    impl_->changed.wait(lock, [this] { return impl_->all_closed && impl_->under_way == 0; });
  }
  impl_->io.stop();
  if (impl_->thread.joinable()) impl_->thread.join();
}

int Gateway::port() const {
  return impl_->site.port;
}

void Gateway::drain(std::chrono::milliseconds grace) {
  asio::post(impl_->io, [impl = impl_.get()] { impl->stop_connections(false); });
  std::unique_lock lock(impl_->mutex);
  impl_->changed.wait_for(lock, grace, [this] { return impl_->under_way == 0; });
}

}  // namespace halle::gateway
