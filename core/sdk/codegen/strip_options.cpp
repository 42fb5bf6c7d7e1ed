// strip_options IN OUT: reads a FileDescriptorSet and writes it without halle/option, the imports
// of it and the options of methods, so that the C++ generated from it needs no option code
// (extension code in two shared objects aborts at load).

#include <google/protobuf/descriptor.pb.h>

#include <fstream>
#include <iostream>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  google::protobuf::FileDescriptorSet all;
  std::ifstream in(argv[1], std::ios::binary);
  if (!all.ParseFromIstream(&in)) {
    std::cerr << argv[1] << ": not a descriptor set\n";
    return 1;
  }
  google::protobuf::FileDescriptorSet kept;
  for (const auto& file : all.file()) {
    if (file.name().rfind("halle/option/", 0) == 0 ||
        file.name() == "google/protobuf/descriptor.proto")
      continue;
    auto* copy = kept.add_file();
    *copy = file;
    copy->clear_dependency();
    copy->clear_public_dependency();
    copy->clear_weak_dependency();
    for (const auto& import : file.dependency())
      if (import.rfind("halle/option/", 0) != 0) copy->add_dependency(import);
    for (auto& service : *copy->mutable_service())
      for (auto& method : *service.mutable_method()) method.clear_options();
  }
  std::ofstream out(argv[2], std::ios::binary);
  return kept.SerializeToOstream(&out) && out.flush() ? 0 : 1;
}
