#pragma once
// The tables catalogue.product and catalogue.product_version as they are read.

#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/catalogue/v1/catalogue.pb.h"

namespace halle::catalogue::store {

/// The newest version of every product, by producer and code. With `producer_keys` only those of
/// these producers (keys as sheets::heading_key makes them).
Result<std::vector<v1::Product>> products(sdk::Call& call,
                                          const std::vector<std::string>& producer_keys);
/// All versions of one product, newest first; none if there is no such code.
Result<std::vector<v1::Product>> versions(sdk::Call& call, const std::string& code);

}  // namespace halle::catalogue::store
