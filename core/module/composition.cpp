#include "core/module/composition.hpp"

#include <google/protobuf/text_format.h>

#include <set>

namespace halle::module {

Result<::halle::module::v1::Composition> parse_composition(std::string_view text) {
  const auto refused = [](const std::string& sentence) {
    return Error{Code::invalid_argument, "halle.composition_refused", sentence};
  };
  ::halle::module::v1::Composition composition;
  if (!google::protobuf::TextFormat::ParseFromString(std::string(text), &composition))
    return refused("the composition cannot be read");
  std::set<std::string> nodes;
  std::set<std::string> modules;
  int listening = 0;
  for (const auto& node : composition.nodes()) {
    if (node.name().empty() || !nodes.insert(node.name()).second)
      return refused("every node needs a name of its own");
    for (const auto& module : node.modules())
      if (!modules.insert(module).second) return refused("module " + module + " is named twice");
    listening += node.listens() ? 1 : 0;
  }
  if (listening != 1) return refused("exactly one node listens");
  return composition;
}

}  // namespace halle::module
