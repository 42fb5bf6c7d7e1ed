#include "core/supervisor/nodes/composer.hpp"

#include <google/protobuf/text_format.h>
#include <unistd.h>

#include <algorithm>

#include "core/base/time/clock.hpp"
#include "core/module/loading/composition.hpp"
#include "core/supervisor/nodes/installed.hpp"

namespace halle::supervisor {

Status Composer::compose(const std::set<std::string>* without) {
  HALLE_TRY(composition, module::parse_composition(given_));
  composition_ = std::move(composition);
  installed_.clear();
  if (without != nullptr) {
    HALLE_TRY(list, read_installed(folder_.path()));
    add_installed(list, *without);
  }
  HALLE_CHECK(copy_modules());
  return write();
}

void Composer::add_installed(const ::halle::module::v1::Composition& list,
                             const std::set<std::string>& without) {
  std::set<std::string> taken;
  for (const auto& node : composition_.nodes()) {
    taken.insert(node.name());
    taken.insert(node.modules().begin(), node.modules().end());
  }
  for (const auto& file : list.files()) {
    if (without.contains(file.id())) continue;
    if (!taken.insert(file.id()).second) {
      note("halle.module_left_out", file.id(), file.id());
      continue;
    }
    installed_.insert(file.id());
    *composition_.add_files() = file;
    auto* node = composition_.add_nodes();
    node->set_name(file.id());
    node->add_modules(file.id());
  }
}

/// Only the modules that run; other files in the folder are ignored.
Status Composer::copy_modules() const {
  folder_.run().remove("modules");
  HALLE_TRY(copies, folder_.run().take_in("modules", folder_.enterable()));
  for (const auto& file : composition_.files()) {
    if (file.file().find('/') != std::string::npos)
      return Error{Code::failed_precondition, "halle.composition_refused", file.file()};
    const std::string from = installed_.contains(file.id()) ? folder_.modules().path() : modules_;
    // The loader says of one that is not there that it is not.
    const auto copied = copies.copy(from + "/" + file.file(), file.file(), folder_.readable());
    if (!copied && copied.error().reason == "halle.disk_full") return copied;
  }
  return Done{};
}

Status Composer::write() const {
  std::string text;
  google::protobuf::TextFormat::PrintToString(composition_, &text);
  return folder_.run().write("composition.textproto", text, folder_.readable());
}

Result<std::string> Composer::move_apart(const std::string& module, const std::string& node) {
  std::set<std::string> names;
  for (auto& known : *composition_.mutable_nodes()) {
    names.insert(known.name());
    if (known.name() != node) continue;
    auto& modules = *known.mutable_modules();
    modules.erase(std::remove(modules.begin(), modules.end(), module), modules.end());
  }
  std::string apart = module;
  while (names.contains(apart)) apart += "-apart";
  auto* moved = composition_.add_nodes();
  moved->set_name(apart);
  moved->add_modules(module);
  HALLE_CHECK(write());
  note("halle.module_moved", module, apart);
  return apart;
}

bool Composer::is_alone(const std::string& node) const {
  return std::none_of(
      composition_.nodes().begin(), composition_.nodes().end(), [&](const auto& known) {
        return known.name() == node && (known.listens() || known.modules_size() != 1);
      });
}

bool Composer::is_there(const std::string& module, const std::string& node) const {
  return std::any_of(
      composition_.nodes().begin(), composition_.nodes().end(), [&](const auto& known) {
        return known.name() == node && std::find(known.modules().begin(), known.modules().end(),
                                                 module) != known.modules().end();
      });
}

bool Composer::is_foreign(const std::string& module) const {
  return std::any_of(composition_.files().begin(), composition_.files().end(),
                     [&](const auto& file) { return file.id() == module; });
}

void Composer::note(const std::string& reason, const std::string& module, const std::string& node,
                    const std::string& detail) const {
  std::string line = format_instant(system_clock()()) + " " + reason + " " + module + " " + node;
  if (!detail.empty()) line += " " + detail;
  std::replace(line.begin(), line.end(), '\n', ' ');
  line += "\n";
  const auto file = folder_.run().append("notices", folder_.readable());
  if (file && ::write(file.value().get(), line.data(), line.size()) < 0) return;
}

}  // namespace halle::supervisor
