#pragma once
// Keys stored beside names, by which rows are found and kept unique, and their update when fold()
// changes. Pure functions.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace halle {

/// Increased whenever fold() changes its result for some text, so that stored keys are recomputed.
/// 1: before libutf8proc.
constexpr std::int64_t folding_version = 2;

struct KeyedName {
  std::string id;
  std::string name;
  std::string key;
  bool old = false;  // the key was made by an earlier version of fold()
};

struct NewKey {
  std::string id;
  std::string key;
};

/// The keys to change, in an order in which no two names have the same key at any moment. `names`
/// are all that must be unique, oldest first. `key_of` computes a name's key. An up-to-date key is
/// kept. If several names need the same key, the first gets it and the others keep their old ones,
/// as does a name whose key would be empty.
std::vector<NewKey> new_keys(std::vector<KeyedName> names,
                             const std::function<std::string(std::string_view)>& key_of);

}  // namespace halle
