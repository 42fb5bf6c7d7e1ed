#pragma once
// What the fuzzing targets share. Each target is one file with one LLVMFuzzerTestOneInput:
// libFuzzer drives it in tests/fuzz, replay.cpp in tests/run.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace halle::fuzzing {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Takes the text up to the next `separator` off the front.
inline std::string_view take(std::string_view& text, char separator) {
  const auto part = text.substr(0, text.find(separator));
  text.remove_prefix(part.size() < text.size() ? part.size() + 1 : part.size());
  return part;
}

[[noreturn]] inline void broken(const char* what, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
  std::abort();
}

}  // namespace halle::fuzzing

#define MUST(condition) \
  ((condition) ? static_cast<void>(0) : ::halle::fuzzing::broken(#condition, __FILE__, __LINE__))
