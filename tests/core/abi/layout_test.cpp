// The C entry as it was published: what a module was built against stays where it was. A field may
// be added at the end of a struct; then, at a release, add its line to layout.txt.
#include <gtest/gtest.h>

#include <cstddef>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "core/abi/halle_module.h"

namespace halle::test {
namespace {
struct Field {
  std::string name;
  std::size_t offset;
  std::size_t size;
};

#define FIELD(type, field) \
  { #type "." #field, offsetof(type, field), sizeof(type::field) }

std::vector<Field> fields() {
  return {FIELD(halle_slice, data),
          FIELD(halle_slice, size),
          FIELD(halle_param, kind),
          FIELD(halle_param, data),
          FIELD(halle_call_info, size),
          FIELD(halle_call_info, version),
          FIELD(halle_call_info, method),
          FIELD(halle_call_info, organisation),
          FIELD(halle_call_info, operation_id),
          FIELD(halle_call_info, principal),
          FIELD(halle_call_info, subject),
          FIELD(halle_call_info, module),
          FIELD(halle_call_info, zone),
          FIELD(halle_call_info, code),
          FIELD(halle_call_info, name),
          FIELD(halle_host, size),
          FIELD(halle_host, version),
          FIELD(halle_host, log),
          FIELD(halle_host, now),
          FIELD(halle_host, allowed),
          FIELD(halle_host, query),
          FIELD(halle_host, rollback),
          FIELD(halle_host, emit),
          FIELD(halle_host, call),
          FIELD(halle_host, named_columns),
          FIELD(halle_host, secret),
          FIELD(halle_host, configuration),
          FIELD(halle_module, size),
          FIELD(halle_module, version),
          FIELD(halle_module, package),
          FIELD(halle_module, methods),
          FIELD(halle_module, method_count),
          FIELD(halle_module, invoke),
          FIELD(halle_module, state)};
}

TEST(Layout, KeepsWhatWasPublished) {
  std::map<std::string, std::string> now;
  for (const auto& field : fields())
    now[field.name] = std::to_string(field.offset) + " " + std::to_string(field.size);
  std::ifstream in(HALLE_SOURCE_DIR "/tests/core/abi/layout.txt");
  ASSERT_TRUE(in);
  std::size_t lines = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream parts(line);
    std::string name;
    std::string offset;
    std::string size;
    parts >> name >> offset >> size;
    EXPECT_EQ(now[name], offset + " " + size) << name;
    ++lines;
  }
  EXPECT_EQ(lines, fields().size()) << "a new field has no line in layout.txt";
  EXPECT_EQ(HALLE_ABI_VERSION, 1);
}

TEST(Layout, HasNoFieldThatIsNotLookedAt) {
  // The last field of each struct ends it, but for padding.
  std::map<std::string, std::size_t> end;
  for (const auto& field : fields())
    end[field.name.substr(0, field.name.find('.'))] = field.offset + field.size;
  EXPECT_EQ(end["halle_slice"], sizeof(halle_slice));
  EXPECT_EQ(end["halle_param"], sizeof(halle_param));
  EXPECT_EQ(end["halle_call_info"], sizeof(halle_call_info));
  EXPECT_EQ(end["halle_host"], sizeof(halle_host));
  EXPECT_EQ(end["halle_module"], sizeof(halle_module));
}

}  // namespace
}  // namespace halle::test
