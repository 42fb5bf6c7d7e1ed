#pragma once
// A mail server of Debian's for tests (mail_server.py), and the letters that it took.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/program.hpp"

namespace halle::test {

class TestMailServer {
 public:
  /// `options`: as mail_server.py takes them.
  explicit TestMailServer(const std::vector<std::string>& options = {});

  /// smtp://127.0.0.1:PORT
  const std::string& url() const { return url_; }
  static std::string site() { return "https://coop.example.org"; }
  /// What the module is configured with to use it.
  std::string configuration(const std::string& more = "") const;
  /// The letters it has taken, in order; see read_messages.py.
  std::vector<nlohmann::json> letters() const;
  /// How many it has taken.
  int taken() const;

 private:
  Folder folder_;
  Program program_;
  std::string url_;
};

}  // namespace halle::test
