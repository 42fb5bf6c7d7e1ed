#pragma once
// Unwraps results that a test expects to succeed.

#include <stdexcept>
#include <string>
#include <utility>

#include "core/base/result.hpp"

namespace halle::harness {

/// The value of a result; an error is thrown, which fails the test.
template <class T>
T must(Result<T> result) {
  if (!result) {
    std::string text = result.error().reason + " " + result.error().detail;
    for (const auto& field : result.error().fields)
      text += " " + field.field + "=" + field.value + " " + field.reason;
    throw std::runtime_error(text);
  }
  return std::move(result).value();
}

}  // namespace halle::harness
