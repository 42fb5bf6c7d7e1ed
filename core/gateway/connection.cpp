#include "core/gateway/connection.hpp"

#include <boost/asio/write.hpp>

#include "core/base/address.hpp"
#include "core/base/text/text.hpp"
#include "core/gateway/http/form.hpp"

namespace halle::gateway {
Gateway::Impl::Connection::Connection(Impl& gateway, tcp::socket socket, std::string address,
                                      bool proxy)
    : gateway_(gateway),
      stream_(std::move(socket)),
      address_(std::move(address)),
      proxy_(proxy),
      reader_(gateway.options.limits.read) {
  ++gateway_.connections;
  ++gateway_.clients[address_].connections;
}

Gateway::Impl::Connection::~Connection() {
  forget_body();
  gateway_.open.erase(this);
  --gateway_.connections;
  --gateway_.clients[address_].connections;
  gateway_.forget_client(address_);
}

void Gateway::Impl::Connection::start() {
  deadline_ = steady_clock::now() + gateway_.options.limits.header_time;
  handle(reader_.state());
}

void Gateway::Impl::Connection::stop() {
  if (!busy_) close();
}

void Gateway::Impl::Connection::close() {
  if (stream_handle_ != nullptr) gateway_.streams.close(std::exchange(stream_handle_, nullptr));
  beast::error_code ignored;
  stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
  stream_.close();
}

void Gateway::Impl::Connection::say_health(bool healthy) {
  send({healthy ? 200 : 503,
        {{"content-type", "text/plain"}, {"cache-control", "no-store"}},
        healthy ? "ok\n" : "the database does not answer\n"});
}

void Gateway::Impl::Connection::handle(Reader::State state) {
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

void Gateway::Impl::Connection::refuse_large(const Error& error) {
  keep_alive_ = false;
  send(gateway_.documents.posts_form(request_) ? Documents::refuse(request_, error)
                                               : gateway_.calls.refuse(request_, error));
}

void Gateway::Impl::Connection::read_some() {
  stream_.expires_at(deadline_);
  const auto room = reader_.room();
  stream_.async_read_some(asio::buffer(room.data(), room.size()),
                          guarded([](Connection& self, beast::error_code error, std::size_t got) {
                            self.on_bytes(error, got);
                          }));
}

void Gateway::Impl::Connection::on_bytes(const beast::error_code& error, std::size_t got) {
  // The peer closed its side in the middle of a request.
  if (error == asio::error::eof && reader_.began()) return refuse_bytes(400);
  if (error) return close();
  if (!reader_.began()) deadline_ = steady_clock::now() + gateway_.options.limits.header_time;
  handle(reader_.came(got));
}

void Gateway::Impl::Connection::on_head() {
  busy_ = true;
  request_ = reader_.take_head();
  request_.address = address_;
  if (proxy_) take_forwarded();
  keep_alive_ = reader_.keep_alive();
  if (request_.verb != "POST") return read_body(0);
  const bool form = gateway_.documents.posts_form(request_);
  if (const auto foreign = form ? Documents::refuse_form(request_, gateway_.site)
                                : gateway_.calls.refuse_foreign(request_, gateway_.site)) {
    keep_alive_ = false;
    return send(*foreign);
  }
  if (form) return ask_for_body(largest_form);
  if (reader_.announced().value_or(Calls::unknown_body + 1) > Calls::unknown_body) return admit();
  ask_for_body(Calls::unknown_body);
}

void Gateway::Impl::Connection::admit() {
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

void Gateway::Impl::Connection::on_admitted(const Result<std::size_t>& limit) {
  if (limit) return ask_for_body(limit.value());
  keep_alive_ = false;
  send(gateway_.calls.refuse(request_, limit.error()));
}

void Gateway::Impl::Connection::take_forwarded() {
  for (const auto& [name, value] : request_.headers) {
    if (name != "x-forwarded-for") continue;
    const std::string client = client_key(trim(split(value, ',').back()));
    request_.address = client.empty() ? address_ : client;
  }
}

void Gateway::Impl::Connection::ask_for_body(std::size_t limit) {
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

void Gateway::Impl::Connection::read_body(std::size_t limit) {
  body_began_ = steady_clock::now();
  handle(reader_.read_body(limit));
}

bool Gateway::Impl::Connection::count_body() {
  const std::size_t came = reader_.body_bytes() - body_size_;
  if (came == 0) return true;
  auto& client = gateway_.clients[request_.address];
  client.bodies += came;
  gateway_.bodies += came;
  body_size_ += came;
  const auto& limits = gateway_.options.limits;
  return gateway_.bodies <= limits.bodies && client.bodies <= limits.bodies_per_address;
}

void Gateway::Impl::Connection::forget_body() {
  request_.body = {};
  if (body_size_ == 0) return;
  gateway_.bodies -= body_size_;
  gateway_.clients[request_.address].bodies -= body_size_;
  gateway_.forget_client(request_.address);
  body_size_ = 0;
}

void Gateway::Impl::Connection::on_request() {
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

void Gateway::Impl::Connection::refuse_bytes(unsigned status) {
  busy_ = true;
  keep_alive_ = false;
  send({static_cast<int>(status), {}, {}});
}

void Gateway::Impl::Connection::next() {
  if (gateway_.stopping) return close();
  busy_ = false;
  request_ = {};
  const auto state = reader_.next();
  const auto& limits = gateway_.options.limits;
  deadline_ = steady_clock::now() + (reader_.began() ? limits.header_time : limits.idle_time);
  handle(state);
}

void Gateway::Impl::Connection::forget(std::size_t left) {
  stream_.async_read_some(
      asio::buffer(gateway_.waste),
      guarded([left](Connection& self, beast::error_code error, std::size_t got) {
        if (error || got >= left) return self.close();
        self.forget(left - got);
      }));
}

}  // namespace halle::gateway
