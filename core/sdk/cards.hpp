#pragma once
// Cards of the home page.

#include <algorithm>
#include <string_view>

#include "core/sdk/time.hpp"
#include "halle/kernel/v1/kernel.pb.h"

namespace halle::sdk {

/// kernel.v1.Card.importance: the more important comes first.
enum class Importance { good_to_know = 0, worth_a_look = 1, to_be_done = 2, came_to_see = 3 };

/// A new card of the reply. `words`: the key of its sentence in the module's locale; `path`: the
/// page that it opens.
inline kernel::v1::Card& add_card(kernel::v1::ListCardsReply& reply, const char* words,
                                  const char* path, Importance importance) {
  auto& card = *reply.add_cards();
  card.set_words(words);
  card.set_path(path);
  card.set_importance(static_cast<int>(importance));
  return card;
}

/// A new value that the sentence names.
inline kernel::v1::CardValue& add_value(kernel::v1::Card& card, const char* name) {
  auto& value = *card.add_values();
  value.set_name(name);
  return value;
}

/// Whether whoever looks at the home page holds the permission.
inline bool holds(const kernel::v1::ListCardsRequest& request, std::string_view permission) {
  const auto& held = request.permissions();
  return std::find(held.begin(), held.end(), permission) != held.end();
}

}  // namespace halle::sdk
