#include "core/supervisor/installed.hpp"

#include <google/protobuf/text_format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>

#include "core/base/ids.hpp"

namespace halle::supervisor {
namespace fs = std::filesystem;
using ::halle::module::v1::Composition;
using ::halle::module::v1::ModuleFile;

namespace {
std::string list_file(const std::string& data) {
  return installed_folder(data) + "/installed.textproto";
}

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The old file or the new one, never half of one.
Status write(const std::string& path, const std::string& bytes) {
  const std::string beside = path + ".new";
  std::error_code error;
  if ((std::ofstream(beside, std::ios::binary) << bytes).flush() &&
      ::chmod(beside.c_str(), 0644) == 0)
    fs::rename(beside, path, error);
  else
    error = std::make_error_code(std::errc::io_error);
  if (error) return Error{Code::failed_precondition, "halle.data_folder_unusable", path};
  return Done{};
}

Status write_list(const std::string& data, const Composition& installed) {
  std::string text;
  google::protobuf::TextFormat::PrintToString(installed, &text);
  return write(list_file(data), text);
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
  if (!google::protobuf::TextFormat::ParseFromString(read(list_file(data)), &installed))
    return Error{Code::failed_precondition, "halle.composition_refused", list_file(data)};
  return installed;
}

Result<std::optional<ModuleFile>> add_installed(const std::string& data, const std::string& id,
                                                const std::string& file) {
  HALLE_TRY(installed, read_installed(data));
  std::error_code ignored;
  fs::create_directories(installed_folder(data), ignored);
  const std::string bytes = read(file);
  const std::string digest = hex(sha256(bytes));
  // Each build has a name of its own: until the list names the new one, the old one is whole.
  const std::string name = id + "-" + digest.substr(0, 12) + ".so";
  HALLE_CHECK(write(installed_folder(data) + "/" + name, bytes));
  const auto before = forget(installed, id);
  auto* added = installed.add_files();
  added->set_id(id);
  added->set_file(name);
  added->set_sha256(digest);
  HALLE_CHECK(write_list(data, installed));
  return before;
}

Status put_back(const std::string& data, const std::string& id,
                const std::optional<ModuleFile>& before) {
  HALLE_TRY(installed, read_installed(data));
  forget(installed, id);
  if (before) *installed.add_files() = *before;
  HALLE_CHECK(write_list(data, installed));
  forget_others(data, id);
  return Done{};
}

void forget_others(const std::string& data, const std::string& id) {
  const auto installed = read_installed(data);
  if (!installed) return;
  std::set<std::string> named;
  for (const auto& file : installed.value().files()) named.insert(file.file());
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(installed_folder(data), ignored)) {
    const std::string name = entry.path().filename().string();
    const auto dash = name.rfind('-');
    if (entry.path().extension() == ".so" && name.substr(0, dash) == id && !named.contains(name))
      fs::remove(entry.path(), ignored);
  }
}

Result<bool> remove_installed(const std::string& data, const std::string& id) {
  HALLE_TRY(installed, read_installed(data));
  if (!forget(installed, id)) return false;
  HALLE_CHECK(write_list(data, installed));
  forget_others(data, id);
  return true;
}

}  // namespace halle::supervisor
