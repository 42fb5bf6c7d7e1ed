#include "core/module/loading/file.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "core/base/ids.hpp"
#include "core/base/text/text.hpp"

namespace halle::module {
namespace {
constexpr std::string_view section_name = ".halle.module";
constexpr off_t largest_file = 256 << 20;

Error refused(const std::string& path, const std::string& what) {
  return {Code::failed_precondition, "halle.module_refused",
          "file " + std::filesystem::path(path).filename().string() + " " + what};
}

struct ElfEnd {
  void operator()(Elf* elf) const { elf_end(elf); }
};

Result<std::string> section_of(const std::string& path, std::string& bytes) {
  if (elf_version(EV_CURRENT) == EV_NONE) return refused(path, "cannot be read: libelf is too old");
  const std::unique_ptr<Elf, ElfEnd> elf(elf_memory(bytes.data(), bytes.size()));
  GElf_Ehdr header;
  if (!elf || elf_kind(elf.get()) != ELF_K_ELF || gelf_getehdr(elf.get(), &header) == nullptr ||
      header.e_type != ET_DYN)
    return refused(path, "is not a module");
#if defined(__x86_64__)
  constexpr int machine = EM_X86_64;
#elif defined(__aarch64__)
  constexpr int machine = EM_AARCH64;
#else
#error "name the machine"
#endif
  if (header.e_machine != machine) return refused(path, "was built for another machine");
  std::size_t names = 0;
  if (elf_getshdrstrndx(elf.get(), &names) != 0) return refused(path, "is damaged");
  for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf.get(), section)) != nullptr;) {
    GElf_Shdr about;
    if (gelf_getshdr(section, &about) == nullptr) return refused(path, "is damaged");
    const char* name = elf_strptr(elf.get(), names, about.sh_name);
    if (name == nullptr || name != section_name) continue;
    const Elf_Data* data = elf_rawdata(section, nullptr);
    if (data == nullptr || data->d_buf == nullptr) return refused(path, "is damaged");
    return std::string(static_cast<const char*>(data->d_buf), data->d_size);
  }
  return refused(path, "is a library, but not a module of Halle");
}
}  // namespace

Result<std::string> read_package(const std::string& path, const std::string& digest) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode))
    return refused(path, "is not there");
  if ((about.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return refused(path, "may be written by others than its owner");
  if (about.st_uid != 0 && about.st_uid != ::geteuid())
    return refused(path, "belongs to another user");
  if (about.st_size > largest_file) return refused(path, "is too large");
  std::ifstream in(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in || bytes.size() != static_cast<std::size_t>(about.st_size))
    return refused(path, "cannot be read");
  if (!digest.empty() && hex(sha256(bytes)) != digest)
    return refused(path, "is not the one that was installed: its digest differs");
  return section_of(path, bytes);
}

Result<halle_module_entry> load_entry(const std::string& path) {
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr) return refused(path, std::string("cannot be loaded: ") + ::dlerror());
  void* entry = ::dlsym(library, "halle_module_entry");
  if (entry == nullptr) return refused(path, "has no entry");
  return reinterpret_cast<halle_module_entry>(entry);
}

}  // namespace halle::module
