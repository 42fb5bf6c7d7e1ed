#include "core/supervisor/nodes/installed.hpp"

#include <google/protobuf/text_format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>

#include "core/base/ids.hpp"
#include "core/supervisor/data/folder.hpp"

namespace halle::supervisor {
namespace fs = std::filesystem;
using ::halle::module::v1::Composition;
using ::halle::module::v1::ModuleFile;

namespace {
constexpr const char* list_name = "installed.textproto";

/// Owned by this user, who alone decides what is installed. The data folder may not exist yet.
Result<Folder> open_folder(const std::string& data) {
  HALLE_TRY(user, choose_user());
  std::error_code error;
  fs::create_directories(data, error);
  struct stat about {};
  if (error || ::stat(data.c_str(), &about) != 0 || about.st_uid != ::geteuid())
    return Error{Code::failed_precondition, "halle.data_folder_unusable", data};
  return Folder::take(installed_folder(data), ours(user, 0700));
}

Status write_list(const Folder& folder, const Composition& installed) {
  HALLE_TRY(user, choose_user());
  std::string text;
  google::protobuf::TextFormat::PrintToString(installed, &text);
  return folder.write(list_name, text, ours(user, 0600));
}

/// Takes that id off the list; returns what had it.
std::optional<ModuleFile> forget(Composition& installed, const std::string& id) {
  auto& files = *installed.mutable_files();
  const auto known =
      std::find_if(files.begin(), files.end(), [&](const auto& file) { return file.id() == id; });
  if (known == files.end()) return std::nullopt;
  ModuleFile file = *known;
  files.erase(known);
  return file;
}
}  // namespace

std::string installed_folder(const std::string& data) {
  return data + "/modules";
}

Result<Composition> read_installed(const std::string& data) {
  Composition installed;
  const auto folder = Folder::open(installed_folder(data));
  if (folder &&
      !google::protobuf::TextFormat::ParseFromString(folder.value().read(list_name), &installed))
    return Error{Code::failed_precondition, "halle.composition_refused",
                 folder.value().path(list_name)};
  return installed;
}

Result<std::optional<ModuleFile>> add_installed(const std::string& data, const std::string& id,
                                                const std::string& file) {
  HALLE_TRY(user, choose_user());
  HALLE_TRY(installed, read_installed(data));
  HALLE_TRY(folder, open_folder(data));
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const std::string digest = hex(sha256(bytes));
  // Each build has a name of its own: until the list names the new one, the old one is whole.
  const std::string name = id + "-" + digest.substr(0, 12) + ".so";
  HALLE_CHECK(folder.write(name, bytes, ours(user, 0600)));
  const auto before = forget(installed, id);
  auto* added = installed.add_files();
  added->set_id(id);
  added->set_file(name);
  added->set_sha256(digest);
  HALLE_CHECK(write_list(folder, installed));
  return before;
}

Status put_back(const std::string& data, const std::string& id,
                const std::optional<ModuleFile>& before) {
  HALLE_TRY(installed, read_installed(data));
  HALLE_TRY(folder, open_folder(data));
  forget(installed, id);
  if (before) *installed.add_files() = *before;
  HALLE_CHECK(write_list(folder, installed));
  forget_others(data, id);
  return Done{};
}

void forget_others(const std::string& data, const std::string& id) {
  const auto installed = read_installed(data);
  const auto folder = open_folder(data);
  if (!installed || !folder) return;
  std::set<std::string> named;
  for (const auto& file : installed.value().files()) named.insert(file.file());
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(installed_folder(data), ignored)) {
    const std::string name = entry.path().filename().string();
    const auto dash = name.rfind('-');
    if (entry.path().extension() == ".so" && name.substr(0, dash) == id && !named.contains(name))
      folder.value().remove(name);
  }
}

Result<bool> remove_installed(const std::string& data, const std::string& id) {
  HALLE_TRY(installed, read_installed(data));
  if (!forget(installed, id)) return false;
  HALLE_TRY(folder, open_folder(data));
  HALLE_CHECK(write_list(folder, installed));
  forget_others(data, id);
  return true;
}

}  // namespace halle::supervisor
