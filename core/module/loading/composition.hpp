#pragma once
// Compositions: which modules run in which nodes.

#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "halle/module/v1/manifest.pb.h"

namespace halle::module {

/// Reads a composition (textproto) and checks it: names, one listening node, no module twice.
/// Error `halle.composition_refused`, detail one sentence.
Result<::halle::module::v1::Composition> parse_composition(std::string_view text);

}  // namespace halle::module
