#pragma once
// Internet messages as Python's `email` reads them (read_messages.py).

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace halle::test {

/// One object for each file; see read_messages.py.
std::vector<nlohmann::json> read_messages(const std::vector<std::string>& files);

}  // namespace halle::test
