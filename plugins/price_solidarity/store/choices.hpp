#pragma once
// The tables price_solidarity.choice (what a member pays, if it is not the price shown) and
// price_solidarity.coefficient (what that is, since when). Coefficients are thousandths of the
// price shown.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/price_solidarity/v1/price_solidarity.pb.h"

namespace halle::price_solidarity::store {

struct Coefficients {
  int more = 0;
  int solidarity = 0;
  Instant since{};
};
HALLE_ROW(Coefficients, more, solidarity, since)

/// What a member chose and the coefficients of now; each may be missing.
struct Choice {
  std::optional<v1::Bracket> bracket;
  std::optional<int> more;
  std::optional<int> solidarity;
};
HALLE_ROW(Choice, bracket, more, solidarity)

/// What a member who chose something pays now.
struct Terms {
  std::string member_number;
  v1::Bracket bracket = v1::BRACKET_UNSPECIFIED;
  int more = 0;
  int solidarity = 0;
};
HALLE_ROW(Terms, member_number, bracket, more, solidarity)

/// The last twenty, the latest first.
Result<std::vector<Coefficients>> list_coefficients(sdk::Call& call);
/// Queues: these are the coefficients from now on.
void set_coefficients(sdk::Call& call, const v1::Pair& pair);

Result<Choice> choice(sdk::Call& call, const std::string& member);
/// Of those of these members who chose something; none before coefficients were set.
Result<std::vector<Terms>> terms_of(sdk::Call& call, const std::vector<std::string>& members);
/// Queues: the member pays what the bracket says, the price shown if it is BRACKET_UNSPECIFIED.
void set_choice(sdk::Call& call, const std::string& member, v1::Bracket bracket);

}  // namespace halle::price_solidarity::store
