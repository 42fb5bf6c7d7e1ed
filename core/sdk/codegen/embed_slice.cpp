// embed_slice OUT NAME FILE: writes a C++ file that defines halle::embedded::NAME, the file's bytes
// as a std::string_view.

#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  std::ifstream in(argv[3], std::ios::binary);
  if (!in) {
    std::cerr << argv[3] << ": cannot read\n";
    return 1;
  }
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const std::string name = argv[2];
  std::ofstream out(argv[1], std::ios::binary);
  out << "#include <string_view>\nnamespace {\nconstexpr unsigned char bytes[] = {";
  for (std::size_t i = 0; i < bytes.size(); ++i)
    out << (i % 24 == 0 ? "\n" : "") << static_cast<int>(static_cast<unsigned char>(bytes[i]))
        << ',';
  out << "0};\n}\nnamespace halle::embedded {\nextern const std::string_view " << name
      << ";\nconst std::string_view " << name
      << "{reinterpret_cast<const char*>(bytes), sizeof bytes - 1};\n}\n";
  return out.flush() ? 0 : 1;
}
