#pragma once
// Choices and coefficients as rows.

#include <optional>
#include <string>

#include "core/sdk/call.hpp"
#include "halle/price_solidarity/v1/price_solidarity.pb.h"

namespace halle::price_solidarity::store {

/// Start of a statement: the common table expression `now_pair` with the coefficients of now, no
/// row if there are none. Parameters: $1 organisation, $2 now.
inline const std::string with_pair = R"(
    WITH now_pair AS MATERIALIZED (
      SELECT more, solidarity FROM price_solidarity.coefficient
       WHERE org_id = $1 AND since <= $2 ORDER BY since DESC LIMIT 1))";

/// A member's choice.
Result<v1::Choice> choice(sdk::Call& call, const std::string& member);
/// Joins to the transaction that a member pays what `bracket` says.
void set_choice(sdk::Call& call, const std::string& member, v1::Bracket bracket);

}  // namespace halle::price_solidarity::store
