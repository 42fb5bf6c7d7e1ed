// Any bytes as what a peer sends on one connection. However they are cut, they are the same
// requests; nothing is longer than its limit.
#include <algorithm>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "core/gateway/http/reader.hpp"
#include "tests/fuzzing/fuzzing.hpp"

namespace halle::gateway {
namespace {
using State = Reader::State;
constexpr ReadLimits limits{512, 10, 64};
constexpr std::size_t body_limit = 256;

struct Read {
  std::vector<std::string> requests;
  bool refused = false;
  State waiting = State::head;
};

std::string text_of(const Request& request) {
  MUST(request.path.starts_with('/'));
  MUST(request.headers.size() <= limits.fields);
  std::size_t size = request.verb.size() + request.path.size() + request.query.size();
  std::string out = request.verb + " " + request.path + "?" + request.query;
  for (const auto& [name, value] : request.headers) {
    MUST(!name.empty() && value.find_first_of("\r\n") == std::string::npos);
    size += name.size() + value.size();
    out += "\n" + name + ":" + value;
  }
  MUST(size <= limits.head_bytes);
  return out;
}

/// `piece` says how many bytes come next.
Read read(std::string_view bytes, const std::function<std::size_t()>& piece) {
  Reader reader(limits);
  Read out;
  State state = reader.state();
  std::size_t came = 0;
  while (!bytes.empty() && !out.refused) {
    const auto room = reader.room();
    MUST(!room.empty() && room.size() <= Reader::room_bytes);
    const std::size_t size = std::min({piece(), room.size(), bytes.size()});
    std::memcpy(room.data(), bytes.data(), size);
    bytes.remove_prefix(size);
    came += size;
    state = reader.came(size);
    while (state == State::head_complete || state == State::complete) {
      if (state == State::head_complete) {
        out.requests.push_back(text_of(reader.take_head()));
        state = reader.read_body(body_limit);
      } else {
        const std::string body = reader.take_body();
        MUST(body.size() <= body_limit && body.size() <= came);
        out.requests.back() += "\n\n" + body + "\n";
        state = reader.next();
      }
    }
    MUST(reader.body_bytes() <= body_limit);
    out.refused = state != State::head && state != State::body;
  }
  out.waiting = state;
  return out;
}
}  // namespace
}  // namespace halle::gateway

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace halle::gateway;
  const auto bytes = halle::fuzzing::text_of(data, size);
  const auto whole = read(bytes, [] { return std::size_t{4096}; });
  const auto single = read(bytes, [] { return std::size_t{1}; });
  std::size_t turn = 0;
  const auto pieces = read(bytes, [&] { return 1 + (turn++ * 7 + size) % 23; });
  for (const auto& other : {single, pieces}) {
    // What is refused may be refused a few bytes later: Beast waits for the end of a line.
    MUST(other.requests == whole.requests);
    MUST(other.refused || whole.refused || other.waiting == whole.waiting);
  }
  return 0;
}
