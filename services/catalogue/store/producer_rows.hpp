#pragma once
// Producers as rows of catalogue.producer.

#include <optional>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/catalogue/v1/catalogue.pb.h"

namespace halle::catalogue::store {

/// By name, with the names of their products: all, or only those that are published.
Result<std::vector<v1::Producer>> producers(sdk::Call& call, bool only_published);
/// Writes all but name and products. False if there is no such producer.
Result<bool> set_producer(sdk::Call& call, const Uuid& id, const v1::Producer& producer);

}  // namespace halle::catalogue::store
