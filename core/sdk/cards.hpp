#pragma once
// Cards of the home page: short messages of a module to the caller.

#include <algorithm>
#include <string_view>

#include "core/sdk/time.hpp"
#include "halle/kernel/v1/kernel.pb.h"

namespace halle::sdk {

/// Value of kernel.v1.Card.importance; cards of higher importance come first.
enum class Importance { good_to_know = 0, worth_a_look = 1, to_be_done = 2, came_to_see = 3 };

/// Adds a card to the reply. `words`: key of its sentence in the module's locale; `path`: path of
/// the screen that it opens.
inline kernel::v1::Card& add_card(kernel::v1::ListCardsReply& reply, const char* words,
                                  const char* path, Importance importance) {
  auto& card = *reply.add_cards();
  card.set_words(words);
  card.set_path(path);
  card.set_importance(static_cast<int>(importance));
  return card;
}

/// Adds a value that the sentence contains under `name`.
inline kernel::v1::CardValue& add_value(kernel::v1::Card& card, const char* name) {
  auto& value = *card.add_values();
  value.set_name(name);
  return value;
}

/// Whether the person who opens the home page holds the permission.
inline bool holds(const kernel::v1::ListCardsRequest& request, std::string_view permission) {
  const auto& held = request.permissions();
  return std::find(held.begin(), held.end(), permission) != held.end();
}

}  // namespace halle::sdk
