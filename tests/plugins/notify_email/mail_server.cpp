#include "tests/plugins/notify_email/mail_server.hpp"

#include <filesystem>

#include "core/base/text/text.hpp"
#include "tests/plugins/notify_email/read_messages.hpp"

namespace halle::test {
namespace {
std::vector<std::string> command(const std::string& folder,
                                 const std::vector<std::string>& options) {
  std::vector<std::string> all{
      "/usr/bin/python3", HALLE_SOURCE_DIR "/tests/plugins/notify_email/mail_server.py", folder};
  all.insert(all.end(), options.begin(), options.end());
  return all;
}
}  // namespace

TestMailServer::TestMailServer(const std::vector<std::string>& options)
    : program_(command(folder_.path(), options)) {
  if (!program_.says("\n", std::chrono::seconds(30))) return;
  url_ = "smtp://127.0.0.1:" + trim(split(program_.said(), ' ').back());
}

std::string TestMailServer::configuration(const std::string& more) const {
  return "server = " + url_ + "\nfrom = halle@example.org\nsite = " + site() + "\n" + more;
}

std::vector<nlohmann::json> TestMailServer::letters() const {
  std::vector<std::string> files;
  for (int number = 1; number <= taken(); ++number)
    files.push_back(folder_ / (std::to_string(number) + ".eml"));
  return read_messages(files);
}

int TestMailServer::taken() const {
  int number = 0;
  while (std::filesystem::exists(folder_ / (std::to_string(number + 1) + ".eml"))) ++number;
  return number;
}

}  // namespace halle::test
