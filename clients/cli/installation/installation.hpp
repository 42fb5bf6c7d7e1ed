#pragma once
// What commands that start an installation, or look at one that is started, share.

#include <unistd.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/commands.hpp"
#include "core/supervisor/data/data_folder.hpp"
#include "core/supervisor/supervisor.hpp"

namespace halle::cli {

/// The composition that `halle up` takes unless told.
std::string_view usual_composition();
/// How `halle up` starts it on `data` and at `listen`, with the demonstration if the folder is new.
supervisor::Options usual_installation(const Program& program, const std::string& data,
                                       const std::string& listen);

/// What the supervisor noted of modules that failed: at, reason, module, node, detail of each.
Json read_notices(const Program& program);

/// What `halle-node plan` says of a composition whose files are in `modules`, line by line. Error:
/// what it refuses.
Result<std::vector<std::string>> plan_lines(const Program& program, const std::string& composition,
                                            const std::string& modules);

/// A folder of our own, gone with all that is in it at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() : path_(std::filesystem::temp_directory_path() / "halle-XXXXXX") {
    if (::mkdtemp(path_.data()) == nullptr) path_.clear();
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  /// Empty if it could not be made.
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace halle::cli
