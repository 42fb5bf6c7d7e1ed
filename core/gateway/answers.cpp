#include <algorithm>
#include <boost/asio/write.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/write.hpp>

#include "core/gateway/connection.hpp"
#include "core/net/wire.hpp"

namespace halle::gateway {
namespace {
constexpr std::chrono::seconds linger_time{2};
constexpr std::size_t linger_bytes = 64 << 10;
constexpr const char* policy = "content-security-policy";

/// Said with every reply.
constexpr std::pair<const char*, const char*> safety[] = {
    {"x-content-type-options", "nosniff"},
    {"referrer-policy", "same-origin"},
    {"cross-origin-opener-policy", "same-origin"},
    {"cross-origin-resource-policy", "same-origin"},
    {"permissions-policy", "camera=(), geolocation=(), microphone=()"},
};
}  // namespace

void Gateway::Impl::Connection::call() {
  let_answer(
      request_.path,
      [](const Connection& caller, auto answer) {
        caller.gateway_.calls.start(caller.request_, std::move(answer));
      },
      [](const Connection& caller, const Error& error) {
        return caller.gateway_.calls.refuse(caller.request_, error);
      });
}

void Gateway::Impl::Connection::give(const std::string& method) {
  let_answer(
      method,
      [](const Connection& caller, auto answer) {
        const Impl& gateway = caller.gateway_;
        gateway.documents.start(caller.request_, !gateway.proxies.empty(), std::move(answer));
      },
      [](const Connection& caller, const Error& error) {
        return Documents::refuse(caller.request_, error);
      });
}

std::uint64_t Gateway::Impl::Connection::lane(const bus::WorkerPool& pool) const {
  const bool anonymous =
      gateway_.documents.posts_form(request_) ||
      (request_.header(net::authorization_key).empty() && session_token(request_).empty());
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

template <class Start, class Refuse>
void Gateway::Impl::Connection::let_answer(const std::string& method, Start start, Refuse refuse) {
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

void Gateway::Impl::Connection::open_stream() {
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

void Gateway::Impl::Connection::on_stream(Result<std::shared_ptr<bus::Streams::Stream>> opened) {
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

void Gateway::Impl::Connection::next_part() {
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

void Gateway::Impl::Connection::send_part(std::string part, bool last) {
  if (last) stream_handle_.reset();
  part_ = std::move(part);
  write_part([this](auto written) {
    asio::async_write(stream_, http::make_chunk(asio::buffer(part_)), std::move(written));
  });
}

template <class Write>
void Gateway::Impl::Connection::write_part(Write write) {
  stream_.expires_after(gateway_.options.limits.write_time);
  write(guarded([work = std::make_shared<Work>(this->shared_from_this())](
                    Connection& self, beast::error_code error, std::size_t) mutable {
    work.reset();
    if (error) return self.close();
    if (self.stream_handle_ != nullptr) return self.next_part();
    self.end_stream();
  }));
}

void Gateway::Impl::Connection::end_stream() {
  stream_.expires_after(gateway_.options.limits.write_time);
  asio::async_write(
      stream_, http::make_chunk_last(),
      guarded([](Connection& self, beast::error_code, std::size_t) { self.close(); }));
}

void Gateway::Impl::Connection::send(Reply reply) {
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
void Gateway::Impl::Connection::add_headers(Message& message, const Reply& reply) {
  for (const auto& [name, value] : safety) message.set(name, value);
  const auto is_policy = [](const auto& header) { return header.first == policy; };
  if (std::none_of(reply.headers.begin(), reply.headers.end(), is_policy))
    message.set(policy, "default-src 'none'; frame-ancestors 'none'");
  for (const auto& [name, value] : reply.headers) message.insert(name, value);
}

void Gateway::Impl::Connection::on_sent(const beast::error_code& error) {
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

}  // namespace halle::gateway
