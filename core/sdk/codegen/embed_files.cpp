// embed_files OUT SYMBOL FILE…: writes `const std::map<std::string, std::string_view> SYMBOL()`.

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
  return args.size() < 2 ? 2 : embed_files(args);
}
