#include "core/gateway/gateway.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "core/base/text.hpp"
#include "core/gateway/calls.hpp"
#include "core/gateway/documents.hpp"
#include "core/gateway/files.hpp"
#include "core/net/wire.hpp"

namespace halle::gateway {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

namespace {
constexpr std::chrono::seconds linger_time{2};
constexpr std::size_t linger_bytes = 64 << 10;
constexpr std::size_t read_bytes = 4096;

constexpr const char* policy = "content-security-policy";
const Error busy_now{Code::resource_exhausted, "halle.busy"};

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

  Impl(const Options& given, const bus::Router& given_router, const bus::Descriptors& descriptors,
       net::Pools given_pools, bus::Watches& given_watches)
      : options(given),
        router(given_router),
        pools(given_pools),
        watches(given_watches),
        calls(given_router, descriptors, given_watches),
        documents(given_router, descriptors),
        files(given.web, given.scripts),
        acceptor(io),
        retry(io) {}

  Status listen();
  void accept();
  void count(int by);
  void stop_connections(bool all);

  Options options;
  const bus::Router& router;
  net::Pools pools;
  bus::Watches& watches;
  Calls calls;
  Documents documents;
  Files files;
  Site site;
  // Of the thread that runs `io`; connections that end with it still count themselves out:
  int connections = 0;
  std::map<std::string, int> by_address;
  std::map<Connection*, std::weak_ptr<Connection>> open;
  std::size_t bodies = 0;  // bytes
  bool stopping = false;
  bool closed = false;
  asio::io_context io{1};
  // Answers come from other threads: it runs on while nothing else waits.
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  tcp::acceptor acceptor;
  asio::steady_timer retry;
  // Calls at work and replies being written, of any thread:
  std::mutex mutex;
  std::condition_variable changed;
  int under_way = 0;
  bool all_closed = false;
  std::thread thread;
};

/// One client's connection: its requests one after the other. Everything runs on the io thread but
/// the calls.
class Gateway::Impl::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Impl& gateway, tcp::socket socket, std::string address)
      : gateway_(gateway), stream_(std::move(socket)), address_(std::move(address)) {
    ++gateway_.connections;
    ++gateway_.by_address[address_];
  }
  ~Connection() {
    forget_body();
    gateway_.open.erase(this);
    --gateway_.connections;
    if (--gateway_.by_address[address_] == 0) gateway_.by_address.erase(address_);
  }

  /// Reads a request, of which the first byte may be there.
  void read() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(gateway_.options.limits.header_bytes));
    parser_->body_limit(boost::none);
    stream_.expires_after(gateway_.options.limits.header_time);
    http::async_read_header(stream_, buffer_, *parser_,
                            [self = this->shared_from_this()](
                                beast::error_code error, std::size_t) { self->on_header(error); });
  }

  /// Closes it if no request is being answered.
  void stop() {
    if (!busy_) close();
  }

  void close() {
    if (watch_ != nullptr) gateway_.watches.close(std::exchange(watch_, nullptr));
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
    stream_.close();
  }

 private:
  /// A call at work. Counts until the last thread has let go of it and of its connection.
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
  };

  void on_header(const beast::error_code& error) {
    if (error == http::error::end_of_stream || error == beast::error::timeout ||
        error == asio::error::operation_aborted || error == asio::error::connection_reset)
      return close();
    if (error) return refuse_bytes(error == http::error::header_limit ? 431 : 400);
    busy_ = true;
    const auto& head = parser_->get();
    const auto encoding = head.find(http::field::transfer_encoding);
    const bool chunked = encoding != head.end();
    // Also what the parser lets pass: a list of lengths, chunks before HTTP/1.1, no path.
    if (head.count(http::field::host) != 1 || head.count(http::field::content_length) > 1 ||
        head[http::field::content_length].find(',') != std::string_view::npos ||
        head.count(http::field::transfer_encoding) > 1 || !head.target().starts_with('/') ||
        (chunked && (head.version() < 11 || head.count(http::field::content_length) > 0 ||
                     lower_ascii(std::string(encoding->value())) != "chunked")))
      return refuse_bytes(400);
    take_head();
    if (request_.verb != "POST") return prepare_body(0);
    if (const auto foreign = gateway_.calls.refuse_foreign(request_, gateway_.site)) {
      keep_alive_ = false;
      return send(*foreign);
    }
    prepare_body(gateway_.calls.body_limit(request_.path));
  }

  void take_head() {
    const auto& head = parser_->get();
    request_ = {};
    request_.verb = std::string(head.method_string());
    const std::string target(head.target());
    const auto question = std::min(target.find('?'), target.size());
    request_.path = target.substr(0, question);
    request_.query = target.substr(std::min(question + 1, target.size()));
    for (const auto& field : head)
      request_.headers.emplace_back(lower_ascii(std::string(field.name_string())),
                                    std::string(field.value()));
    request_.address = address_;
    if (gateway_.options.behind_proxy) take_forwarded();
    keep_alive_ = head.keep_alive();
  }

  /// The proxy's own word is the last entry of the last line: all before may be the client's.
  void take_forwarded() {
    for (const auto& [name, value] : request_.headers) {
      if (name != "x-forwarded-for") continue;
      const std::string last = trim(split(value, ',').back());
      beast::error_code unreadable;
      (void)asio::ip::make_address(last, unreadable);
      request_.address = unreadable ? address_ : last;
    }
  }

  /// Refuses a body that is too long, or too much beside the others, before it is sent.
  void prepare_body(std::size_t limit) {
    parser_->body_limit(limit);
    const auto announced = parser_->content_length();
    if (announced && *announced > limit) return on_body(http::error::body_limit);
    const std::size_t size = announced ? static_cast<std::size_t>(*announced)
                                       : (parser_->chunked() ? limit : std::size_t{0});
    if (gateway_.bodies + size > gateway_.options.limits.bodies) {
      keep_alive_ = false;
      return send(
          gateway_.calls.refuse(request_, {Code::resource_exhausted, "halle.busy", request_.path}));
    }
    body_size_ = size;
    gateway_.bodies += size;
    if (lower_ascii(std::string(parser_->get()[http::field::expect])) == "100-continue")
      return go_on();
    read_body();
  }

  void forget_body() {
    request_.body = {};
    gateway_.bodies -= body_size_;
    body_size_ = 0;
  }

  /// A client that asks before it sends a long body.
  void go_on() {
    static constexpr std::string_view yes = "HTTP/1.1 100 Continue\r\n\r\n";
    stream_.expires_after(gateway_.options.limits.write_time);
    asio::async_write(stream_, asio::buffer(yes),
                      [self = this->shared_from_this()](beast::error_code error, std::size_t) {
                        if (error) return self->close();
                        self->read_body();
                      });
  }

  void read_body() {
    stream_.expires_after(gateway_.options.limits.body_time);
    http::async_read(stream_, buffer_, *parser_,
                     [self = this->shared_from_this()](beast::error_code error, std::size_t) {
                       self->on_body(error);
                     });
  }

  void on_body(const beast::error_code& error) {
    if (error == http::error::body_limit) {
      keep_alive_ = false;
      return send(gateway_.calls.refuse(
          request_, {Code::resource_exhausted, "halle.request_too_large", request_.path}));
    }
    if (error == beast::error::timeout) return close();
    if (error) return refuse_bytes(400);
    request_.body = std::move(parser_->get().body());
    http10_ = parser_->get().version() < 11;
    if (request_.path == "/health") return send({200, {{"content-type", "text/plain"}}, "ok\n"});
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
        [this] { return gateway_.calls.refuse(request_, busy_now); });
  }

  /// A document, made by a method of that name.
  void give(const std::string& method) {
    let_answer(
        method,
        [](const Connection& caller, auto answer) {
          const Impl& gateway = caller.gateway_;
          gateway.documents.start(caller.request_, gateway.options.behind_proxy, std::move(answer));
        },
        [this] { return Documents::refuse(request_, busy_now.code); });
  }

  /// What is asked in one organisation waits in one lane, and so do its documents; what names none
  /// waits in one together.
  std::uint64_t lane() const {
    if (const auto organisation = Uuid::parse(request_.header(net::organisation_key)))
      return bus::lane_of(*organisation);
    constexpr std::string_view documents = "/a/";
    const std::string_view path = request_.path;
    if (!path.starts_with(documents)) return 0;
    const auto code = path.substr(documents.size());
    return std::hash<std::string_view>{}(code.substr(0, code.find_first_of("/?")));
  }

  /// Has `start` run on a worker of the method's pool, or says what `busy` does.
  template <class Start, class Busy>
  void let_answer(const std::string& method, Start start, Busy busy) {
    if (gateway_.closed) return close();
    stream_.expires_never();  // the call has its own deadline
    const auto work = std::make_shared<Work>(this->shared_from_this());
    const auto answer = [work](Reply reply) {
      asio::post(work->connection->gateway_.io, [work, reply = std::move(reply)]() mutable {
        work->connection->send(std::move(reply));
      });
    };
    auto& pool = gateway_.pools.of(gateway_.router, method);
    const bool posted =
        pool.post([work, start, answer] { start(*work->connection, answer); }, lane());
    if (!posted) answer(busy());
  }

  void open_stream() {
    if (gateway_.closed) return close();
    stream_.expires_never();
    const auto work = std::make_shared<Work>(this->shared_from_this());
    const auto open = [work] {
      auto watch = work->connection->gateway_.calls.open(work->connection->request_);
      asio::post(work->connection->gateway_.io, [work, watch = std::move(watch)]() mutable {
        work->connection->on_stream(std::move(watch));
      });
    };
    const bool posted = gateway_.pools.interactive.post(open, lane());
    if (posted) return;
    keep_alive_ = false;
    send(gateway_.calls.refuse(request_, {Code::resource_exhausted, "halle.busy"}));
  }

  void on_stream(Result<std::shared_ptr<bus::Watches::Watch>> opened) {
    // One that is not there for this organisation is answered like a call that nobody knows.
    if (!opened && opened.error().reason == "halle.no_such_method") return call();
    keep_alive_ = false;
    if (http10_) {
      if (opened) gateway_.watches.close(opened.value());
      return refuse_bytes(505);
    }
    if (!opened) return send(gateway_.calls.refuse(request_, opened.error()));
    watch_ = std::move(opened).value();
    forget_body();
    beast::error_code ignored;
    stream_.socket().set_option(asio::socket_base::keep_alive(true), ignored);
    // Nothing is expected any more but the end: then nobody looks at the stream.
    stream_.async_read_some(
        buffer_.prepare(read_bytes),
        [self = this->shared_from_this()](beast::error_code, std::size_t) { self->close(); });
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
    if (watch_ == nullptr) return close();
    const auto work = std::make_shared<Work>(this->shared_from_this());
    gateway_.watches.next(watch_, [work](const Result<std::string>& message) {
      const Connection& caller = *work->connection;
      const Calls& calls = caller.gateway_.calls;
      std::string part = message ? calls.part(caller.request_, message.value())
                                 : calls.last_part(caller.request_, message.error());
      asio::post(caller.gateway_.io, [work, part = std::move(part), last = !message]() mutable {
        work->connection->send_part(std::move(part), last);
      });
    });
  }

  void send_part(std::string part, bool last) {
    if (last) watch_.reset();
    part_ = std::move(part);
    write_part([this](auto written) {
      asio::async_write(stream_, http::make_chunk(asio::buffer(part_)), std::move(written));
    });
  }

  template <class Write>
  void write_part(Write write) {
    stream_.expires_after(gateway_.options.limits.write_time);
    gateway_.count(1);
    write([self = this->shared_from_this()](beast::error_code error, std::size_t) {
      self->gateway_.count(-1);
      if (error) return self->close();
      if (self->watch_ != nullptr) return self->next_part();
      self->end_stream();
    });
  }

  void end_stream() {
    stream_.expires_after(gateway_.options.limits.write_time);
    asio::async_write(
        stream_, http::make_chunk_last(),
        [self = this->shared_from_this()](beast::error_code, std::size_t) { self->close(); });
  }

  /// What cannot be read as HTTP gets no more than a number.
  void refuse_bytes(unsigned status) {
    keep_alive_ = false;
    send({static_cast<int>(status), {}, {}});
  }

  void send(Reply reply) {
    reply_ = {};
    reply_.version(11);
    reply_.result(static_cast<unsigned>(reply.status));
    add_headers(reply_, reply);
    if (gateway_.stopping) keep_alive_ = false;
    reply_.keep_alive(keep_alive_);
    const bool head_only = request_.verb == "HEAD";
    reply_.body() = std::move(reply.body);
    if (reply.status != 304) reply_.prepare_payload();
    serializer_.emplace(reply_);
    if (head_only || reply.status == 304) serializer_->split(true);
    stream_.expires_after(gateway_.options.limits.write_time);
    gateway_.count(1);
    const auto sent = [self = this->shared_from_this()](beast::error_code error, std::size_t) {
      self->gateway_.count(-1);
      self->on_sent(error);
    };
    if (head_only || reply.status == 304)
      http::async_write_header(stream_, *serializer_, sent);
    else
      http::async_write(stream_, *serializer_, sent);
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
    if (error) return close();
    if (keep_alive_) return next();
    // What the client still sends is read and forgotten: closing at once would destroy the answer
    // on its way.
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.expires_after(linger_time);
    forget(linger_bytes);
  }

  /// Waits for another request.
  void next() {
    if (gateway_.stopping) return close();
    busy_ = false;
    if (buffer_.size() > 0) return read();
    stream_.expires_after(gateway_.options.limits.idle_time);
    stream_.async_read_some(
        buffer_.prepare(read_bytes),
        [self = this->shared_from_this()](beast::error_code error, std::size_t got) {
          if (error) return self->close();
          self->buffer_.commit(got);
          self->read();
        });
  }

  void forget(std::size_t left) {
    buffer_.clear();
    stream_.async_read_some(
        buffer_.prepare(read_bytes),
        [self = this->shared_from_this(), left](beast::error_code error, std::size_t got) {
          if (error || got >= left) return self->close();
          self->forget(left - got);
        });
  }

  Impl& gateway_;
  beast::tcp_stream stream_;
  std::string address_;
  beast::flat_buffer buffer_;
  std::size_t body_size_ = 0;  // counted among all bodies
  std::optional<http::request_parser<http::string_body>> parser_;
  Request request_;
  http::response<http::string_body> reply_;
  std::optional<http::response_serializer<http::string_body>> serializer_;
  bool keep_alive_ = false;
  bool busy_ = false;
  bool http10_ = false;
  // Of a stream:
  std::shared_ptr<bus::Watches::Watch> watch_;
  http::response<http::empty_body> stream_head_;
  std::optional<http::response_serializer<http::empty_body>> stream_serializer_;
  std::string part_;
};

Status Gateway::Impl::listen() {
  const auto colon = options.listen.rfind(':');
  std::string host = options.listen.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  beast::error_code error;
  const auto address = asio::ip::make_address(host, error);
  const Error in_use{Code::unavailable, "halle.address_in_use", options.listen};
  if (error || colon == std::string::npos) return in_use;
  const tcp::endpoint endpoint(
      address, static_cast<unsigned short>(std::atoi(options.listen.c_str() + colon + 1)));
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return in_use;
  site = {options.behind_proxy, acceptor.local_endpoint().port()};
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
    beast::error_code gone;
    const auto peer = socket.remote_endpoint(gone);
    const std::string address = gone ? "" : peer.address().to_string();
    const bool room =
        connections < options.limits.connections &&
        (options.behind_proxy || by_address[address] < options.limits.connections_per_address);
    if (by_address[address] == 0) by_address.erase(address);
    if (room && !gone) {
      socket.set_option(tcp::no_delay(true), gone);
      // Ends on the io thread, whoever lets go of it last.
      const std::shared_ptr<Connection> connection(
          new Connection(*this, std::move(socket), address), [this](Connection* ended) {
            asio::post(io, [owned = std::unique_ptr<Connection>(ended)] {});
          });
      open[connection.get()] = connection;
      connection->read();
    }
    accept();
  });
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
                                                net::Pools pools, bus::Watches& watches) {
  auto impl = std::make_unique<Impl>(options, router, descriptors, pools, watches);
  HALLE_CHECK(impl->listen());
  impl->accept();
  impl->thread = std::thread([raw = impl.get()] { raw->io.run(); });
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
