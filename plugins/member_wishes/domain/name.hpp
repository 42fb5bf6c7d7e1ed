#pragma once
// Names of wishes, and what makes two of them alike. Pure.

#include <string>
#include <string_view>
#include <vector>

namespace halle::member_wishes {

constexpr std::size_t longest_name = 80;  // code points, as all here
constexpr std::size_t longest_prose = 500;

/// What two wishes may not both have: "Pois  chiches !" → "pois chiches". Empty if there is no
/// letter or digit in it.
std::string key_of(std::string_view name);

/// Beginnings of the words that say what it is, ten at most: without the end of a plural, without
/// short and common ones. "Des pois chiches" → {"poi", "chiche"}.
std::vector<std::string> words_of(std::string_view name);

}  // namespace halle::member_wishes
