#pragma once
// An HTTP request and reply, independent of the transport.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halle::gateway {

using Headers = std::vector<std::pair<std::string, std::string>>;  // names in lower case

struct Request {
  std::string verb;  // "POST"
  std::string path;  // without query
  std::string query;
  Headers headers;
  std::string body;
  std::string address;  // of the client, without port

  /// The value of the first header of that name; empty if there is none.
  std::string_view header(std::string_view name) const {
    for (const auto& [known, value] : headers)
      if (known == name) return value;
    return {};
  }
};

struct Reply {
  int status = 200;
  Headers headers;
  std::string body;
  std::string_view kept{};  // instead of a body: borrowed bytes that outlive the reply
};

}  // namespace halle::gateway
