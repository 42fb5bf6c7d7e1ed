// embed_module OUT ID MANIFEST DESCRIPTORS [FILE …]: writes the C++ file that holds what a module
// carries (halle.module.v1.Package), in the section of its object file that the host reads:
// manifest, what it keeps about persons (personal.textproto), descriptors, migrations
// (migrations/NNNN_name.sql), invariants (checks/name.sql), screens (ui/screens.js) and texts of
// letters (locale/letters/LANGUAGE.txt).

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "core/abi/halle_module.h"
#include "halle/module/v1/package.pb.h"

namespace {
namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    std::cerr << path << ": cannot read\n";
    std::exit(1);
  }
  return {std::istreambuf_iterator<char>(in), {}};
}

halle::module::v1::Package package(const std::vector<std::string>& args) {
  halle::module::v1::Package package;
  package.set_abi(HALLE_ABI_VERSION);
  package.set_manifest(read(args[2]));
  package.set_descriptors(read(args[3]));
  for (std::size_t i = 4; i < args.size(); ++i) {
    const fs::path path(args[i]);
    const std::string stem = path.stem().string();
    if (path.parent_path().filename() == "checks") {
      auto* invariant = package.add_invariants();
      invariant->set_id(args[1] + "." + stem);
      invariant->set_sql(read(path));
      continue;
    }
    if (path.extension() == ".js") {
      package.set_screens(read(path));
      continue;
    }
    if (path.parent_path().filename() == "letters") {
      auto* letters = package.add_letters();
      letters->set_language(stem);
      letters->set_lines(read(path));
      continue;
    }
    if (path.filename() == "personal.textproto") {
      package.set_personal(read(path));
      continue;
    }
    auto* migration = package.add_migrations();
    migration->set_number(std::stoi(stem.substr(0, 4)));
    migration->set_name(stem.substr(5));
    migration->set_sql(read(path));
  }
  return package;
}
}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv + 1, argv + argc);
  if (args.size() < 4) return 2;
  const std::string bytes = package(args).SerializeAsString();
  std::ofstream out(args[0], std::ios::binary);
  out << "#include \"core/abi/halle_module.h\"\n"
         "extern \"C\" __attribute__((section(\".halle.module\"), used))\n"
         "const unsigned char halle_package_"
      << args[1] << "[] = {";
  for (std::size_t i = 0; i < bytes.size(); ++i)
    out << (i % 24 == 0 ? "\n" : "") << static_cast<int>(static_cast<unsigned char>(bytes[i]))
        << ',';
  out << "};\nnamespace halle::embedded {\nextern const halle_slice " << args[1]
      << ";\nconst halle_slice " << args[1] << "{reinterpret_cast<const char*>(halle_package_"
      << args[1] << "), sizeof(halle_package_" << args[1] << ")};\n}\n";
  return out.flush() ? 0 : 1;
}
