// halle-sheets: parses the foreign sheet at stdin in a process of its own and writes to stdout one
// byte, 0 and a serialised halle.type.v1.SheetImport, or 1 and a halle.type.v1.Error.

#include <sys/resource.h>

#include <iostream>
#include <iterator>

#include "core/sdk/call.hpp"
#include "core/sheets/messages.hpp"

int main() {
  const rlimit seconds{30, 30};
#ifndef __SANITIZE_ADDRESS__
  const rlimit memory{1UL << 30, 1UL << 30};
  setrlimit(RLIMIT_AS, &memory);
#endif
  setrlimit(RLIMIT_CPU, &seconds);
  const auto answer = [](char kind, const std::string& bytes) {
    std::cout << kind << bytes << std::flush;
    return 0;
  };
  std::string bytes;
  char buffer[65536];
  while (std::cin.read(buffer, sizeof buffer) || std::cin.gcount() > 0) {
    bytes.append(buffer, static_cast<std::size_t>(std::cin.gcount()));
    if (bytes.size() > halle::sheets::max_bytes) break;
  }
  const auto sheet = halle::sheets::read_csv(bytes);
  if (!sheet) return answer(1, halle::sdk::error_bytes(sheet.error()));
  return answer(0, halle::sheets::message_of(sheet.value()).SerializeAsString());
}
