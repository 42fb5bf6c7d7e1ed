#include "core/module/loading/composition.hpp"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace halle::module {
namespace {
/// What the parser says, with the line; it would write it to stderr.
struct FirstComplaint final : google::protobuf::io::ErrorCollector {
  std::string text;
  void AddError(int line, int /*column*/, const std::string& message) override {
    if (text.empty()) text = "line " + std::to_string(line + 1) + ": " + message;
  }
};
}  // namespace

Result<::halle::module::v1::Composition> parse_composition(std::string_view text) {
  const auto refused = [](const std::string& sentence) {
    return Error{Code::invalid_argument, "halle.composition_refused", sentence};
  };
  ::halle::module::v1::Composition composition;
  FirstComplaint complaint;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&complaint);
  if (!parser.ParseFromString(std::string(text), &composition)) return refused(complaint.text);
  const auto is_name = [](const std::string& name) {
    // It names files.
    return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
      return std::isalnum(c) != 0 || c == '_' || c == '-';
    });
  };
  std::set<std::string> nodes;
  std::set<std::string> modules;
  int listening = 0;
  for (const auto& node : composition.nodes()) {
    if (!is_name(node.name()) || !nodes.insert(node.name()).second)
      return refused("every node needs a name of its own, of letters, digits, _ and -");
    for (const auto& module : node.modules())
      if (!modules.insert(module).second) return refused("module " + module + " is named twice");
    listening += node.listens() ? 1 : 0;
  }
  if (listening != 1) return refused("exactly one node listens");
  return composition;
}

}  // namespace halle::module
