#include "core/gateway/http/reader.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/assert.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <stdexcept>
#include <string_view>

#include "core/base/text/text.hpp"

// Beast's assertions about a peer's bytes must not end the process: they end the request.
void boost::assertion_failed(const char* expression, const char*, const char*, long) {
  throw std::logic_error(expression);
}
void boost::assertion_failed_msg(const char* expression, const char*, const char*, const char*,
                                 long) {
  throw std::logic_error(expression);
}

namespace halle::gateway {
namespace beast = boost::beast;
namespace http = beast::http;

namespace {
constexpr std::size_t head_room = 4096;
/// The least that is missing of a body in chunks: "0\r\n\r\n". Beast asserts to get it at once.
constexpr std::size_t last_chunk_bytes = 5;
constexpr std::size_t kept_when_idle = 4096;  // of the buffer, between requests

/// Fields that mean nothing when they come twice.
constexpr std::array single_fields{
    "host",         "content-length", "transfer-encoding",  "authorization",
    "content-type", "origin",         "halle-organisation", "idempotency-key",
    "expect",       "sec-fetch-site", "grpc-timeout",       "connect-timeout-ms"};

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return static_cast<unsigned>(c - '0') < 10; });
}

/// Beast's grammar; what it finds is kept here, within limits.
class Parser final : public http::basic_parser<true> {
 public:
  Parser(std::size_t head_bytes, std::size_t fields) : fields_(fields) {
    header_limit(static_cast<std::uint32_t>(head_bytes));
    body_limit(boost::none);  // limited here, once the caller is known
  }

  Request request;
  std::string body;
  std::size_t limit = 0;  // of the body
  bool http10 = false;

 private:
  void on_request_impl(http::verb, beast::string_view verb, beast::string_view target, int version,
                       beast::error_code& error) override {
    if (!target.starts_with('/')) error = http::error::bad_target;
    const std::string_view whole(target.data(), target.size());
    const auto question = std::min(whole.find('?'), whole.size());
    request.verb = std::string(verb);
    request.path = whole.substr(0, question);
    request.query = whole.substr(std::min(question + 1, whole.size()));
    http10 = version < 11;
  }
  void on_response_impl(int, beast::string_view, int, beast::error_code&) override {}

  void on_field_impl(http::field, beast::string_view name, beast::string_view value,
                     beast::error_code& error) override {
    if (is_header_done()) return;  // a trailer
    if (request.headers.size() >= fields_)
      error = http::error::header_limit;
    else
      request.headers.emplace_back(lower_ascii(std::string(name)), std::string(value));
  }

  /// Also refuses what the grammar accepts but an intermediary might read differently.
  void on_header_impl(beast::error_code& error) override {
    const auto count = [&](std::string_view name) {
      return std::count_if(request.headers.begin(), request.headers.end(),
                           [&](const auto& header) { return header.first == name; });
    };
    const bool doubled = std::any_of(single_fields.begin(), single_fields.end(),
                                     [&](const char* name) { return count(name) > 1; });
    const bool sized = count("content-length") > 0;
    const bool encoded = count("transfer-encoding") > 0;
    if (doubled || count("host") != 1) error = http::error::bad_field;
    if (sized && !is_number(request.header("content-length")))
      error = http::error::bad_content_length;
    if (encoded && (http10 || sized ||
                    lower_ascii(std::string(request.header("transfer-encoding"))) != "chunked"))
      error = http::error::bad_transfer_encoding;
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length,
                         beast::error_code& error) override {
    if (length && *length > limit) error = http::error::body_limit;
  }
  std::size_t on_body_impl(beast::string_view bytes, beast::error_code&) override {
    body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t size, beast::string_view,
                            beast::error_code& error) override {
    if (size > limit - std::min(limit, body.size())) error = http::error::body_limit;
  }
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view bytes,
                                 beast::error_code& error) override {
    return on_body_impl(bytes, error);
  }
  void on_finish_impl(beast::error_code&) override {}

  std::size_t fields_;
};

/// Whether a line of a head goes on in the next one: what it says then depends on the reader.
bool is_folded(std::string_view head) {
  return head.find("\n ") != std::string_view::npos || head.find("\n\t") != std::string_view::npos;
}

bool is_end(Reader::State state) {
  return state != Reader::State::head && state != Reader::State::body;
}
}  // namespace

struct Reader::Impl {
  explicit Impl(const ReadLimits& given)
      : limits(given), buffer(room_bytes + given.framing_bytes + given.head_bytes) {
    parser.emplace(limits.head_bytes, limits.fields);
  }

  State read() {
    while (!is_end(state) && buffer.size() >= least()) {
      const std::string_view there(static_cast<const char*>(buffer.data().data()), buffer.size());
      const std::size_t body_before = parser->body.size();
      const bool in_head = state == State::head;
      beast::error_code error;
      const std::size_t used = parser->put(buffer.data(), error);
      const bool waits = error == http::error::need_more;
      const std::size_t left = waits ? there.size() - used : 0;  // of this request
      if (in_head) {
        head_bytes += used;
        if (head_bytes + left > limits.head_bytes) return end(State::head_too_long);
        if (is_folded(there.substr(0, used))) return end(State::malformed);
      } else {
        framing_bytes += used - (parser->body.size() - body_before);
        if (left > limits.framing_bytes ||
            framing_bytes + left > limits.framing_bytes + parser->body.size() / 8)
          return end(State::framing_too_long);
      }
      buffer.consume(used);
      if (waits) return state;
      if (error == http::error::header_limit) return end(State::head_too_long);
      if (error == http::error::body_limit) return end(State::body_too_long);
      if (error) return end(State::malformed);
      if (in_head && parser->is_header_done())
        state = State::head_complete;
      else if (parser->is_done())
        state = State::complete;
    }
    return state;
  }

  std::size_t least() const {
    return state == State::body && parser->chunked() ? last_chunk_bytes : 1;
  }

  State end(State how) {
    state = how;
    buffer.clear();
    buffer.shrink_to_fit();
    return state;
  }

  const ReadLimits limits;
  beast::flat_buffer buffer;
  std::optional<Parser> parser;
  State state = State::head;
  std::size_t head_bytes = 0;
  std::size_t framing_bytes = 0;
};

Reader::Reader(const ReadLimits& limits) : impl_(std::make_unique<Impl>(limits)) {}
Reader::~Reader() = default;

std::span<char> Reader::room() {
  const std::size_t wanted = impl_->state == State::body ? room_bytes : head_room;
  auto& buffer = impl_->buffer;
  const auto room = buffer.prepare(std::min(wanted, buffer.max_size() - buffer.size()));
  return {static_cast<char*>(room.data()), room.size()};
}

Reader::State Reader::came(std::size_t bytes) {
  impl_->buffer.commit(bytes);
  return impl_->read();
}

Reader::State Reader::state() const {
  return impl_->state;
}

bool Reader::began() const {
  return impl_->head_bytes > 0 || impl_->buffer.size() > 0;
}

Request Reader::take_head() {
  return std::move(impl_->parser->request);
}

bool Reader::keep_alive() const {
  return impl_->parser->keep_alive();
}

bool Reader::http10() const {
  return impl_->parser->http10;
}

bool Reader::chunked() const {
  return impl_->parser->chunked();
}

std::optional<std::uint64_t> Reader::announced() const {
  if (chunked()) return std::nullopt;
  return impl_->parser->content_length().value_or(0);
}

Reader::State Reader::read_body(std::size_t limit) {
  impl_->parser->limit = limit;
  if (announced().value_or(0) > limit) return impl_->end(State::body_too_long);
  impl_->state = impl_->parser->is_done() ? State::complete : State::body;
  return impl_->read();
}

std::size_t Reader::body_bytes() const {
  return impl_->parser->body.size();
}

std::string Reader::take_body() {
  return std::move(impl_->parser->body);
}

Reader::State Reader::next() {
  impl_->parser.emplace(impl_->limits.head_bytes, impl_->limits.fields);
  impl_->head_bytes = 0;
  impl_->framing_bytes = 0;
  impl_->state = State::head;
  if (impl_->buffer.size() == 0 && impl_->buffer.capacity() > kept_when_idle) {
    impl_->buffer.clear();
    impl_->buffer.shrink_to_fit();
  }
  return impl_->read();
}

}  // namespace halle::gateway
