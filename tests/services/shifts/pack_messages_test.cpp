// What the packs declare of their parameters against the messages of shifts.proto: the code that
// reads and writes those has field numbers alone.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "services/shifts/domain/hours/pack.hpp"

namespace halle::shifts {
namespace {
namespace pb = google::protobuf;

using Kind = Parameter::Kind;
using Fields = std::set<std::tuple<int, std::string, Kind>>;

Kind kind_of(const pb::FieldDescriptor& field) {
  if (field.type() == pb::FieldDescriptor::TYPE_BOOL) return Kind::yes_or_no;
  EXPECT_EQ(field.type(), pb::FieldDescriptor::TYPE_INT32) << field.full_name();
  return field.has_optional_keyword() ? Kind::optional_number : Kind::number;
}

Fields declared(const Pack& pack) {
  Fields all;
  for (const auto& one : pack.parameters) all.insert({one.field, one.name, one.kind});
  EXPECT_EQ(all.size(), pack.parameters.size()) << pack.name;
  return all;
}

Fields fields_of(const pb::Descriptor& message) {
  Fields all;
  for (int i = 0; i < message.field_count(); ++i)
    all.insert({message.field(i)->number(), message.field(i)->name(), kind_of(*message.field(i))});
  return all;
}

TEST(PackMessages, HaveThePacksAndTheirParametersAndNoOthers) {
  pb::FileDescriptorSet set;
  std::ifstream in(HALLE_BINARY_DIR "/gen/proto_shifts.desc", std::ios::binary);
  ASSERT_TRUE(set.ParseFromIstream(&in));
  pb::DescriptorPool pool;
  for (const auto& file : set.file()) ASSERT_NE(pool.BuildFile(file), nullptr) << file.name();
  for (const auto* name : {"SetRuleRequest", "SimulateRequest", "Rule"}) {
    const auto* message = pool.FindMessageTypeByName(std::string("halle.shifts.v1.") + name);
    ASSERT_NE(message, nullptr) << name;
    const auto* parameters = message->FindOneofByName("parameters");
    ASSERT_NE(parameters, nullptr) << name;
    EXPECT_EQ(static_cast<std::size_t>(parameters->field_count()), packs().size()) << name;
    for (int i = 0; i < parameters->field_count(); ++i) {
      const auto& field = *parameters->field(i);
      const auto* pack = find_pack(field.name());
      ASSERT_NE(pack, nullptr) << field.full_name();
      EXPECT_EQ(field.number(),
                name == std::string("Rule") ? pack->stated_field : pack->asked_field)
          << field.full_name();
      EXPECT_EQ(fields_of(*field.message_type()), declared(*pack)) << field.full_name();
    }
  }
}

TEST(PackMessages, UsualValuesAreWithinTheirRanges) {
  for (const auto* pack : packs())
    for (const auto& one : pack->parameters) {
      EXPECT_LE(one.range.least, one.usual.value_or(one.range.least)) << one.name;
      EXPECT_GE(one.range.most, one.usual.value_or(one.range.most)) << one.name;
    }
}

}  // namespace
}  // namespace halle::shifts
