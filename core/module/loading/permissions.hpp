#pragma once
// The permissions that a manifest declares.

#include "core/base/result.hpp"
#include "halle/module/v1/manifest.pb.h"

namespace halle::module {

/// Whether each bears its module's name, and none is for partners unless the module says so. Error:
/// `halle.module_refused`, with a sentence.
Status check_permissions(const ::halle::module::v1::Manifest& manifest);

}  // namespace halle::module
