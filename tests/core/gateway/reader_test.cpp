// Requests as bytes: what is one, what is refused, and the limit of everything a peer can make
// long.
#include "core/gateway/http/reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace halle::gateway {
namespace {
using State = Reader::State;

constexpr std::size_t body_limit = 1 << 20;
const std::string start = "POST /t.S/M HTTP/1.1\r\nHost: x\r\n";
const std::string in_chunks = start + "Transfer-Encoding: chunked\r\n\r\n";

/// What a reader makes of bytes that come in pieces of so many: the bodies of the requests, and the
/// state in the end. `sent` counts what it took before it refused.
struct Outcome {
  std::vector<std::string> bodies;
  State state = State::head;
  std::size_t sent = 0;
};

Outcome read(const std::string& bytes, std::size_t piece = 4096, const ReadLimits& limits = {}) {
  Reader reader(limits);
  Outcome out;
  out.state = reader.state();
  for (std::size_t at = 0; at < bytes.size();) {
    const auto room = reader.room();
    if (room.empty()) break;
    const std::size_t size = std::min({piece, room.size(), bytes.size() - at});
    std::memcpy(room.data(), bytes.data() + at, size);
    at += size;
    out.state = reader.came(size);
    while (out.state == State::head_complete || out.state == State::complete) {
      if (out.state == State::head_complete) {
        (void)reader.take_head();
        out.state = reader.read_body(body_limit);
      } else {
        out.bodies.push_back(reader.take_body());
        out.state = reader.next();
      }
    }
    out.sent = at;
    if (out.state != State::head && out.state != State::body) break;
  }
  return out;
}

std::string sized(const std::string& body) {
  return start + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

TEST(Reader, ReadsRequestsOneAfterTheOtherHoweverTheyCome) {
  const std::string large(200'000, 'x');
  const std::string all = sized("{}") + in_chunks +
                          "3;name=\"a b\"\r\nabc\r\n1\r\nd\r\n0\r\nx: y\r\n\r\n" + sized(large) +
                          in_chunks + "0\r\n\r\n" + start + "\r\n" + sized("last");
  for (const std::size_t piece : {1, 2, 3, 7, 1000, 4096, 100'000}) {
    const auto out = read(all, piece);
    EXPECT_EQ(out.state, State::head) << piece;
    EXPECT_EQ(out.bodies, (std::vector<std::string>{"{}", "abcd", large, "", "", "last"})) << piece;
  }
}

TEST(Reader, KnowsAHead) {
  Reader reader({});
  const std::string bytes =
      "PUT /a/b?c=d HTTP/1.0\r\nHost: x\r\nX-Forwarded-FOR:  1.2.3.4 \r\n\r\n";
  std::memcpy(reader.room().data(), bytes.data(), bytes.size());
  ASSERT_EQ(reader.came(bytes.size()), State::head_complete);
  const auto request = reader.take_head();
  EXPECT_EQ(request.verb, "PUT");
  EXPECT_EQ(request.path, "/a/b");
  EXPECT_EQ(request.query, "c=d");
  EXPECT_EQ(request.header("x-forwarded-for"), "1.2.3.4");
  EXPECT_TRUE(reader.http10());
  EXPECT_FALSE(reader.keep_alive());
  EXPECT_EQ(reader.announced(), 0U);
}

/// What never ends is refused after little more than its limit.
TEST(Reader, WhatNeverEndsHasALimit) {
  const auto endless = [](const std::string& begin, const std::string& part) {
    std::string bytes = begin;
    while (bytes.size() < 400'000) bytes += part;
    return bytes;
  };
  const auto refused = [](const std::string& bytes, State how, const char* what) {
    for (const std::size_t piece : {100, 4096, 100'000}) {
      const auto out = read(bytes, piece);
      EXPECT_EQ(out.state, how) << what << " in pieces of " << piece;
      EXPECT_LE(out.sent, 64'000U) << what;
    }
  };
  refused(endless(in_chunks + "0\r\n", "x: " + std::string(80, 'y') + "\r\n"),
          State::framing_too_long, "trailers");
  refused(endless(in_chunks + "0\r\nx: ", "yyyyyyyyyy"), State::framing_too_long, "a trailer");
  refused(endless(in_chunks + "1;", "x=yyyyyyyyyy;"), State::framing_too_long,
          "an extension of a chunk");
  refused(endless(in_chunks, "1;" + std::string(500, 'x') + "\r\ny\r\n"), State::framing_too_long,
          "extensions of many chunks");
  refused(endless(in_chunks, "1\r\ny\r\n"), State::framing_too_long, "chunks of one byte");
  refused(endless(start, "x: " + std::string(80, 'y') + "\r\n"), State::head_too_long, "fields");
  std::string long_head = start;
  for (int i = 0; i < 20; ++i) long_head += "x: " + std::string(480, 'y') + "\r\n";
  refused(long_head + "\r\n", State::head_too_long, "a head of 10 kB");
  refused(endless(start, "a:\r\n"), State::head_too_long, "empty fields");
  refused(endless(start + "x: ", "yyyyyyyyyy"), State::head_too_long, "a field");
  refused(endless("POST /", "xxxxxxxxxx"), State::head_too_long, "a path");
}

TEST(Reader, ABodyHasTheLimitItIsGiven) {
  EXPECT_EQ(read(sized(std::string(body_limit, 'x'))).bodies.size(), 1U);
  EXPECT_EQ(read(sized(std::string(body_limit + 1, 'x'))).state, State::body_too_long);
  EXPECT_EQ(read(in_chunks + "100000\r\n" + std::string(body_limit, 'x') + "\r\n1\r\nx").state,
            State::body_too_long);
  EXPECT_EQ(read(in_chunks + "ffffffffffffffff\r\n").state, State::body_too_long);
  // What frames the body grows with it.
  std::string parts = in_chunks;
  for (int i = 0; i < 1000; ++i) parts += "200\r\n" + std::string(512, 'x') + "\r\n";
  EXPECT_EQ(read(parts + "0\r\n\r\n").bodies.size(), 1U);
}

TEST(Reader, WhatTwoProgramsMayReadDifferentlyIsRefused) {
  const std::string json = "\r\n\r\n{}";
  for (const std::string& bytes : {
           start + "Content-Length:\r\n 2" + json,
           start + "Content-Length:\r\n\t2" + json,
           start + "X: a\r\n b\r\nContent-Length: 2" + json,
           start + "Content-Length: 2\r\nContent-Length: 2" + json,
           start + "Content-Length: 2, 2" + json,
           start + "Content-Length: +2" + json,
           start + "Content-Length: 0x2" + json,
           start + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           start + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
           start + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
           start + "Transfer-Encoding: identity" + json,
           start + "Host: y\r\nContent-Length: 2" + json,
           start + "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
           start + "Idempotency-Key: a\r\nidempotency-key: b\r\n\r\n",
           start + "X : a\r\n\r\n",
           std::string("POST /t.S/M HTTP/1.1\r\nContent-Length: 2") + json,
           std::string("POST t HTTP/1.1\r\nHost: x\r\n\r\n"),
           std::string(
               "POST /t HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
           std::string("POST /t HTTP/1.1\nHost: x\n\n\r\n\r\n"),
           std::string("POST /t HTTP/2.0\r\nHost: x\r\n\r\n"),
           in_chunks + "-1\r\n\r\n",
           in_chunks + "1\r\nxy\r\n0\r\n\r\n",
           in_chunks + "2\r\nxy0\r\n\r\n",
       })
    for (const std::size_t piece : {1, 3, 4096}) {
      const auto out = read(bytes, piece);
      EXPECT_EQ(out.state, State::malformed) << bytes;
      EXPECT_TRUE(out.bodies.empty()) << bytes;
    }
}

}  // namespace
}  // namespace halle::gateway
