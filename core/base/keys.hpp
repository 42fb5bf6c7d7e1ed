#pragma once
// Keys that are kept beside names, by which rows are found and told apart, and how they follow when
// fold() changes. Pure.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace halle {

/// Raised whenever fold() gives another result for some text, so that keys of before are made anew.
/// 1: until libutf8proc.
constexpr std::int64_t folding_version = 2;

struct KeyedName {
  std::string id;
  std::string name;
  std::string key;
  bool old = false;  // of a former folding
};

struct NewKey {
  std::string id;
  std::string key;
};

/// The keys that change, one after the other so that no two names have the same at any moment;
/// `names`, of all that must differ, the oldest first. `key_of` gives a name's key. Who has a key
/// keeps it; of several names that want the same, the first gets it, and the others keep the keys
/// that they have, as does a name whose key would be empty.
std::vector<NewKey> new_keys(std::vector<KeyedName> names,
                             const std::function<std::string(std::string_view)>& key_of);

}  // namespace halle
