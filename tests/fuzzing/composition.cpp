// Any text as a composition; what is accepted keeps the promises of parse_composition.
#include <google/protobuf/stubs/logging.h>

#include <set>

#include "core/module/loading/composition.hpp"
#include "tests/fuzzing/fuzzing.hpp"

namespace halle::module {
namespace {
void check(std::string_view text) {
  const auto parsed = parse_composition(text);
  if (!parsed) {
    MUST(parsed.error().reason == "halle.composition_refused" && !parsed.error().detail.empty());
    return;
  }
  std::set<std::string> nodes;
  std::set<std::string> modules;
  int listening = 0;
  for (const auto& node : parsed.value().nodes()) {
    MUST(!node.name().empty() && nodes.insert(node.name()).second);
    for (const auto& module : node.modules()) MUST(modules.insert(module).second);
    listening += node.listens();
  }
  MUST(listening == 1);
}
}  // namespace
}  // namespace halle::module

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto silent = google::protobuf::SetLogHandler(nullptr);
  (void)silent;
  halle::module::check(halle::fuzzing::text_of(data, size));
  return 0;
}
