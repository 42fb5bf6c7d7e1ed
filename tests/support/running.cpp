#include "tests/support/running.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <pqxx/pqxx>
#include <sstream>
#include <stdexcept>

#include "core/base/text/text.hpp"
#include "core/module/loading/composition.hpp"
#include "tests/support/program.hpp"

namespace halle::test {
namespace fs = std::filesystem;

namespace {
/// Starts a program whose stdout is the returned descriptor.
pid_t spawn(const std::vector<std::string>& arguments, int& output) {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::dup2(ends[1], 1);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  output = ends[0];
  return pid;
}

/// A descriptor that keeps a free port from every other program, but for one that listens at it by
/// its number: without it another takes the port between a stop and the next start.
int reserve_port(std::string& address) {
  const int held = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof here;
  auto* name = reinterpret_cast<sockaddr*>(&here);
  if (held < 0 || ::setsockopt(held, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
      ::bind(held, name, size) != 0 || ::getsockname(held, name, &size) != 0)
    throw std::runtime_error("no port");
  address = "127.0.0.1:" + std::to_string(ntohs(here.sin_port));
  return held;
}

std::string first_line(const fs::path& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}
}  // namespace

Running::Running(const std::string& composition, const std::string& database,
                 const std::function<void(const std::string&)>& prepare)
    : composition_(composition), database_(database) {
  char name[] = "/tmp/halle-running-XXXXXX";
  data_ = std::string(::mkdtemp(name)) + "/data";
  ::chmod(fs::path(data_).parent_path().c_str(), 0755);
  if (prepare) prepare(data_);
  port_ = reserve_port(site_);
  start();
}

Running::~Running() {
  if (pid_ > 0) stop();
  ::close(port_);
  if (std::getenv("HALLE_KEEP") != nullptr) return;  // to look into the logs
  std::error_code ignored;
  fs::remove_all(fs::path(data_).parent_path(), ignored);
}

void Running::start() {
  const auto started = std::chrono::steady_clock::now();
  int output = -1;
  std::vector<std::string> arguments{
      HALLE_BINARY_DIR "/bin/halle",
      "up",
      "--empty",
      "--data",
      data_,
      "--listen",
      site_,
      "--composition",
      composition_.starts_with('/')
          ? composition_
          : HALLE_SOURCE_DIR "/deploy/compositions/" + composition_ + ".textproto"};
  if (!database_.empty()) arguments.insert(arguments.end(), {"--database", database_});
  pid_ = spawn(arguments, output);
  std::string line;
  for (char c = 0; ::read(output, &c, 1) == 1 && c != '\n';) line += c;
  ::close(output);
  ready_seconds_ =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  if (!line.starts_with("ready ")) throw std::runtime_error("halle up did not get ready: " + line);
  if (line != "ready " + site_) throw std::runtime_error("halle up listens elsewhere: " + line);
}

void Running::stop() {
  ::kill(pid_, SIGTERM);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
}

void Running::kill() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

std::string Running::address() const {
  std::ifstream in(data_ + "/run/composition.textproto");
  std::ostringstream text;
  text << in.rdbuf();
  const auto composition = module::parse_composition(text.str()).value();
  for (const auto& node : composition.nodes())
    if (node.listens()) return "unix:" + data_ + "/run/sockets/" + node.name() + ".sock";
  return {};
}

std::string Running::token() const {
  return first_line(data_ + "/run/operator.token");
}

std::vector<pid_t> Running::processes(const std::string& program) const {
  return processes_below(pid_, program);
}

long Running::pss(pid_t process) {
  std::ifstream in("/proc/" + std::to_string(process) + "/smaps_rollup");
  for (std::string word; in >> word;) {
    if (word != "Pss:") continue;
    long kilobytes = 0;
    in >> kilobytes;
    return kilobytes;
  }
  return 0;
}

int Running::halle(const std::vector<std::string>& arguments, std::string* output) const {
  std::vector<std::string> all{HALLE_BINARY_DIR "/bin/halle", "--data", data_};
  all.insert(all.end(), arguments.begin(), arguments.end());
  int from = -1;
  const pid_t pid = spawn(all, from);
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(from, buffer, sizeof buffer)) > 0;)
    if (output != nullptr) output->append(buffer, static_cast<std::size_t>(got));
  ::close(from);
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::vector<std::string> Running::sql(const std::string& query) const {
  pqxx::connection admin(admin_conninfo());
  pqxx::nontransaction tx(admin);
  std::vector<std::string> lines;
  for (const auto& row : tx.exec(query)) {
    std::string line;
    for (const auto& cell : row) line += (cell.num() == 0 ? "" : "|") + std::string(cell.c_str());
    lines.push_back(line);
  }
  return lines;
}

Uuid Running::create_organisation(const std::string& code) const {
  if (halle({"org", "create", code, "--name", code}) != 0) throw std::runtime_error("org create");
  return Uuid::parse(sql("SELECT id FROM hub.organisation WHERE code = '" + code + "'").at(0))
      .value();
}

std::string Running::admin_conninfo() const {
  return "host=" + data_ + "/run/sockets user=halle_admin dbname=postgres";
}

std::string Running::app_conninfo() const {
  return "host=" + data_ + "/run/sockets user=halle_app dbname=postgres";
}

}  // namespace halle::test
