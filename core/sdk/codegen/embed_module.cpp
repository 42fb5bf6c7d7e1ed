// embed_module OUT ID MANIFEST DESCRIPTORS [NNNN_name.sql …]: writes the C++ file that holds what
// a module carries: manifest, descriptors, migrations (files under migrations/) and invariants
// (files under checks/; the file's name is the invariant's).
//
// embed_files OUT SYMBOL FILE…: writes `const std::map<std::string, std::string_view> SYMBOL()`.
// Both programs are this source; the name it is started by decides.

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

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

/// The bytes as an array, with a name for it.
void write_bytes(std::ostream& out, const std::string& name, const std::string& bytes) {
  out << "constexpr unsigned char " << name << "[] = {";
  for (std::size_t i = 0; i < bytes.size(); ++i)
    out << (i % 24 == 0 ? "\n" : "") << static_cast<int>(static_cast<unsigned char>(bytes[i]))
        << ',';
  out << "0};\n";
}

std::string slice(const std::string& name) {
  return "{reinterpret_cast<const char*>(" + name + "), sizeof(" + name + ") - 1}";
}

std::string quoted(const std::string& text) {
  return "{\"" + text + "\", " + std::to_string(text.size()) + "}";
}

int embed_module(const std::vector<std::string>& args) {
  std::ofstream out(args[0], std::ios::binary);
  const std::string& id = args[1];
  out << "#include \"core/sdk/module.hpp\"\nnamespace {\n";
  write_bytes(out, "manifest", read(args[2]));
  write_bytes(out, "descriptors", read(args[3]));
  std::ostringstream migrations;
  std::ostringstream checks;
  int migration_count = 0;
  int check_count = 0;
  for (std::size_t i = 4; i < args.size(); ++i) {
    const fs::path path(args[i]);
    const std::string name = "file" + std::to_string(i);
    write_bytes(out, name, read(path));
    const std::string stem = path.stem().string();
    if (path.parent_path().filename() == "checks") {
      checks << "    {" << quoted(id + "." + stem) << ", " << slice(name) << "},\n";
      ++check_count;
    } else {
      migrations << "    {" << std::stoi(stem.substr(0, 4)) << ", " << quoted(stem.substr(5))
                 << ", " << slice(name) << "},\n";
      ++migration_count;
    }
  }
  out << "const halle_migration migrations[] = {\n" << migrations.str() << "    {}};\n";
  out << "const halle_invariant invariants[] = {\n" << checks.str() << "    {}};\n}\n";
  out << "namespace halle::embedded {\nextern const ::halle::sdk::Embedded " << id
      << ";\nconst ::halle::sdk::Embedded " << id << "{" << slice("manifest") << ", "
      << slice("descriptors") << ", migrations, " << migration_count << ", invariants, "
      << check_count << "};\n}\n";
  return out.flush() ? 0 : 1;
}

int embed_files(const std::vector<std::string>& args) {
  std::ofstream out(args[0], std::ios::binary);
  out << "#include <map>\n#include <string>\n#include <string_view>\nnamespace {\n";
  std::ostringstream entries;
  for (std::size_t i = 2; i < args.size(); ++i) {
    const std::string name = "file" + std::to_string(i);
    write_bytes(out, name, read(args[i]));
    const fs::path path(args[i]);
    const fs::path folder = path.parent_path().filename() == "locale"
                                ? path.parent_path().parent_path().filename()
                                : path.parent_path().filename();
    entries << "      {\"" << (folder / path.filename()).string() << "\", std::string_view"
            << slice(name) << "},\n";
  }
  out << "}\nnamespace halle::embedded {\nconst std::map<std::string, std::string_view>& "
      << args[1] << "() {\n  static const std::map<std::string, std::string_view> files{\n"
      << entries.str() << "  };\n  return files;\n}\n}\n";
  return out.flush() ? 0 : 1;
}
}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv + 1, argv + argc);
  const bool module = fs::path(argv[0]).filename() == "embed_module";
  if (args.size() < (module ? 4u : 2u)) return 2;
  return module ? embed_module(args) : embed_files(args);
}
