#include "services/shifts/rpc/hours/pack_messages.hpp"

#include <google/protobuf/unknown_field_set.h>

namespace halle::shifts {
namespace {
using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

Values read(const Pack& pack, const std::string& message) {
  UnknownFieldSet fields;
  fields.ParseFromString(message);
  Values values;
  for (const auto& parameter : pack.parameters) {
    // A field that is 0 is not written, unless it is optional.
    if (parameter.kind != Parameter::Kind::optional_number) values.set(parameter, 0);
    for (int i = 0; i < fields.field_count(); ++i)
      if (const auto& field = fields.field(i);
          field.number() == parameter.field && field.type() == UnknownField::TYPE_VARINT)
        values.set(parameter, static_cast<std::int32_t>(field.varint()));
  }
  return values;
}
}  // namespace

Asked asked_by(const google::protobuf::MessageLite& request) {
  UnknownFieldSet fields;
  fields.ParseFromString(request.SerializeAsString());
  for (const auto* pack : packs())
    for (int i = 0; i < fields.field_count(); ++i)
      if (const auto& field = fields.field(i); field.number() == pack->asked_field &&
                                               field.type() == UnknownField::TYPE_LENGTH_DELIMITED)
        return {pack, read(*pack, field.length_delimited())};
  return {};
}

void set_parameters(const Rule& rule, v1::Rule& out) {
  UnknownFieldSet parameters;
  for (const auto& parameter : rule.pack->parameters)
    if (const auto value = rule.values.find(parameter))
      parameters.AddVarint(parameter.field, static_cast<std::uint64_t>(*value));
  UnknownFieldSet fields;
  std::string bytes;
  parameters.SerializeToString(&bytes);
  fields.AddLengthDelimited(rule.pack->stated_field, bytes);
  fields.SerializeToString(&bytes);
  out.MergeFromString(bytes);
}

}  // namespace halle::shifts
