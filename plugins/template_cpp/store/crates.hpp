#pragma once
// The table template_cpp.crate: how many crates a member has at home.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/sdk/call.hpp"

namespace template_cpp::store {

/// A row of a statement: the columns are listed once, under the names they have in the result.
struct Holder {
  std::string member_number;
  std::int32_t crates = 0;
};
HALLE_ROW(Holder, member_number, crates)

/// Members with crates, those with most first: all, or only the one with that number.
halle::Result<std::vector<Holder>> holders(halle::sdk::Call& call, bool all,
                                           std::string_view number);
/// What a member has; empty if nothing.
halle::Result<std::optional<std::int32_t>> crates_of(halle::sdk::Call& call,
                                                     const std::string& number);
/// Notes 0 to 99 crates. Returns whether that changed anything.
halle::Result<bool> set_crates(halle::sdk::Call& call, const std::string& number,
                               std::int32_t crates);

}  // namespace template_cpp::store
