#pragma once
// A program that a test starts and looks at: what it says, whether it ends. It is killed, with what
// it started, if it has not ended before the test does.

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace halle::test {

class Program {
 public:
  explicit Program(const std::vector<std::string>& arguments);
  /// A child of the test that does this and ends with what it returns.
  explicit Program(const std::function<int()>& work);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  pid_t pid() const { return pid_; }
  /// All that it wrote so far, to either output.
  std::string said() const;
  /// Whether it says that within the limit.
  bool says(const std::string& text, std::chrono::milliseconds limit) const;
  /// Its exit status if it ends within the limit; 128 + signal if it was killed.
  std::optional<int> ends(std::chrono::milliseconds limit);

 private:
  int said_ = -1;
  pid_t pid_ = -1;
  std::optional<int> status_;
};

/// The command `halle`, in English.
std::vector<std::string> halle_command(const std::vector<std::string>& arguments);

/// Processes below `parent` with that program name.
std::vector<pid_t> processes_below(pid_t parent, const std::string& program);

/// A folder that everybody may enter, gone with all that is in it at the end.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// A small disk, as long as it is there.
class SmallDisk {
 public:
  SmallDisk(const std::string& path, const std::string& size);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  /// False where a test may not mount one.
  bool mounted() const { return mounted_; }

 private:
  std::string path_;
  bool mounted_;
};

void write_text(const std::string& path, const std::string& text);
std::string read_text(const std::string& path);

}  // namespace halle::test
