// replay MUTATIONS SEEDS: gives every file of a folder, and mutations of them that are the same at
// every run, to the target it is linked with. What breaks it is kept beside, as `broken-<target>`.
#include <sanitizer/common_interface_defs.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzzing/fuzzing.hpp"

namespace {
std::string current;
std::string kept_in;

void keep_current() {
  if (std::FILE* file = std::fopen(kept_in.c_str(), "wb")) {
    std::fwrite(current.data(), 1, current.size(), file);
    std::fclose(file);
    std::fprintf(stderr, "The input is in %s\n", kept_in.c_str());
  }
}

void on_abort(int) {
  keep_current();
  std::_Exit(1);
}

void give(std::string input) {
  current = std::move(input);
  // A copy of the exact size: reading past the end is seen.
  const std::vector<std::uint8_t> bytes(current.begin(), current.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

class Mutator {
 public:
  explicit Mutator(const std::vector<std::string>& seeds) : seeds_(seeds) {}

  std::string next() {
    std::string out = seed();
    for (auto steps = below(6) + 1; steps > 0; --steps) step(out);
    return out;
  }

 private:
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }
  const std::string& seed() { return seeds_[below(seeds_.size())]; }

  void step(std::string& out) {
    static const std::vector<std::string> pieces = {"\n",
                                                    "\r\n",
                                                    ";",
                                                    ",",
                                                    "\t",
                                                    "\"",
                                                    "\"\"",
                                                    " ",
                                                    "-",
                                                    "0",
                                                    "9",
                                                    "=",
                                                    "\xC2\xA0",
                                                    "\xC3",
                                                    "\xE2\x80\xAF",
                                                    "\xEF\xBB\xBF",
                                                    "\xFF\xFE",
                                                    "\xED\xA0\x80",
                                                    "\xF4\x90\x80\x80",
                                                    "\xC2\x85",
                                                    std::string(1, '\0'),
                                                    "\x7F",
                                                    "9223372036854775807",
                                                    "00000000000000000000"};
    const std::size_t at = below(out.size() + 1);
    switch (below(6)) {
      case 0:
        if (at < out.size()) out[at] = static_cast<char>(random_());
        return;
      case 1:
        if (at < out.size()) out[at] = static_cast<char>(out[at] ^ (1 << below(8)));
        return;
      case 2:
        out.erase(at, below(8) + 1);
        return;
      case 3:
        out.insert(at, pieces[below(pieces.size())]);
        return;
      case 4:
        out.insert(at, out.substr(below(out.size() + 1), below(16)));
        return;
      default: {
        const std::string& other = seed();
        out = out.substr(0, at) + other.substr(below(other.size()));
      }
    }
  }

  const std::vector<std::string>& seeds_;
  std::mt19937_64 random_{1};
};

std::vector<std::string> read_all(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> out;
  for (const auto& path : paths) {
    std::ifstream in(path, std::ios::binary);
    out.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return out;
}
}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto seeds = read_all(argv[2]);
  if (seeds.empty()) return 2;
  kept_in = "broken-" + std::filesystem::path(argv[2]).filename().string();
  std::signal(SIGABRT, on_abort);
  __sanitizer_set_death_callback(keep_current);
  for (const auto& seed : seeds) give(seed);
  Mutator mutator(seeds);
  for (long left = std::atol(argv[1]); left > 0; --left) give(mutator.next());
}
