#pragma once
// What the cards of the home page show: reads sessions and registrations.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::workshops::store {

/// A session on a card.
struct CardSession {
  std::string title;
  Instant starts_at{};
  std::optional<Instant> until;  // of an offer
  int persons = 0;               // of whom the card tells
  Uuid id;
};
HALLE_ROW(CardSession, title, starts_at, until, persons, id)

/// Places that the member is offered, the offer that ends first first.
Result<std::vector<CardSession>> offers_to(sdk::Call& call, const std::string& member);
/// The next session at which the member has a place.
Result<std::optional<CardSession>> next_session(sdk::Call& call, const std::string& member);
/// Sessions of the next seven days with fewer persons than their minimum, and how many fewer; by
/// beginning.
Result<std::vector<CardSession>> short_sessions(sdk::Call& call);
/// Sessions to come with visitors whom no letter reaches and whose answer is awaited, and how many
/// visitors: unconfirmed ones who were sent no link, and those without an e-mail to whom places are
/// offered; by beginning.
Result<std::vector<CardSession>> sessions_to_call(sdk::Call& call);

}  // namespace halle::workshops::store
