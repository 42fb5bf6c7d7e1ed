#pragma once

#include <vector>

#include "core/sdk/call.hpp"
#include "halle/kernel/v1/kernel.pb.h"
#include "services/hub/domain/needs.hpp"

namespace halle::hub {

/// The modules of the installation; not inside a transaction.
Result<kernel::v1::DescribeModulesReply> all_modules(sdk::Call& call);
/// The same as domain/needs sees them.
std::vector<Need> needs_of(const kernel::v1::DescribeModulesReply& described);
/// Ids of those whose permissions name the role `partner`.
std::vector<std::string> for_partners(const kernel::v1::DescribeModulesReply& described);
/// Error: `hub.module_unknown`.
Status check_known(const std::vector<Need>& modules, const std::string& id);

}  // namespace halle::hub
