#include "tests/support/program.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "core/base/text/text.hpp"
#include "tests/support/installation.hpp"

namespace halle::test {
namespace fs = std::filesystem;

namespace {
pid_t parent_of(pid_t process) {
  const std::string stat = read_text("/proc/" + std::to_string(process) + "/stat");
  const auto end = stat.rfind(')');
  return end == std::string::npos ? -1 : std::stoi(split(stat.substr(end + 2), ' ').at(1));
}
}  // namespace

Program::Program(const std::vector<std::string>& arguments)
    : Program([&] {
        std::vector<char*> argv;
        for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
        argv.push_back(nullptr);
        ::execv(argv[0], argv.data());
        return 127;
      }) {}

Program::Program(const std::function<int()>& work)
    : said_(::memfd_create("said", MFD_CLOEXEC)), pid_(::fork()) {
  if (pid_ != 0) return;
  ::dup2(said_, 1);
  ::dup2(said_, 2);
  ::_exit(work());
}

Program::~Program() {
  if (!status_) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(said_);
}

std::string Program::said() const {
  std::string text;
  char buffer[4096];
  for (ssize_t got = 0;
       (got = ::pread(said_, buffer, sizeof buffer, static_cast<off_t>(text.size()))) > 0;)
    text.append(buffer, static_cast<std::size_t>(got));
  return text;
}

bool Program::says(const std::string& text, std::chrono::milliseconds limit) const {
  return eventually(limit, [&] { return said().find(text) != std::string::npos; });
}

std::optional<int> Program::ends(std::chrono::milliseconds limit) {
  int status = 0;
  if (!status_ && eventually(limit, [&] { return ::waitpid(pid_, &status, WNOHANG) == pid_; }))
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return status_;
}

std::vector<std::string> halle_command(const std::vector<std::string>& arguments) {
  std::vector<std::string> all{"/usr/bin/env", "LC_ALL=en", HALLE_BINARY_DIR "/bin/halle"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return all;
}

std::vector<pid_t> processes_below(pid_t parent, const std::string& program) {
  std::vector<pid_t> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const pid_t process = std::stoi(name);
    if (parent_of(process) == parent && read_text(entry.path() / "comm") == program + "\n")
      found.push_back(process);
  }
  return found;
}

Folder::Folder() {
  char name[] = "/tmp/halle-folder-XXXXXX";
  path_ = ::mkdtemp(name);
  ::chmod(path_.c_str(), 0755);
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

SmallDisk::SmallDisk(const std::string& path, const std::string& size) : path_(path) {
  fs::create_directories(path);
  mounted_ = ::mount("tmpfs", path.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
  ::chmod(path.c_str(), 0755);
}

SmallDisk::~SmallDisk() {
  if (mounted_) ::umount2(path_.c_str(), MNT_DETACH);
}

void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace halle::test
