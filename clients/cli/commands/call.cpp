// halle call SERVICE/METHOD JSON: any method, through the descriptors the node gives.

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/util/json_util.h>

#include "clients/cli/commands.hpp"
#include "clients/cli/words.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"

namespace halle::cli {
namespace pb = google::protobuf;

namespace {
Status call(const Program& program, std::string method, const std::string& json) {
  HALLE_TRY(session, Session::open(program.place));
  if (const auto chosen = session->choose_organisation();
      !chosen && !program.place.organisation.empty())
    return chosen.error();
  HALLE_TRY(described, kernel::v1::KernelClient(session->read()).describe({}));
  pb::FileDescriptorSet set;
  set.ParseFromString(described.file_descriptor_set());
  pb::DescriptorPool pool;
  for (const auto& file : set.file()) pool.BuildFile(file);
  if (method.starts_with('/')) method.erase(0, 1);
  std::string dotted = method;
  if (const auto slash = dotted.rfind('/'); slash != std::string::npos) dotted[slash] = '.';
  const auto* found = pool.FindMethodByName(dotted);
  if (found == nullptr) return Error{Code::not_found, "halle.no_such_method", method};
  pb::DynamicMessageFactory factory(&pool);
  const std::unique_ptr<pb::Message> request(factory.GetPrototype(found->input_type())->New());
  if (const auto parsed = pb::util::JsonStringToMessage(json, request.get()); !parsed.ok())
    return bad_field("JSON", "halle.request_unreadable", std::string(parsed.message()));
  const bool reads = found->options().idempotency_level() == pb::MethodOptions::NO_SIDE_EFFECTS;
  auto& caller = reads ? session->read() : session->write();
  HALLE_TRY(bytes, caller.call("/" + method, request->SerializeAsString()));
  const std::unique_ptr<pb::Message> reply(factory.GetPrototype(found->output_type())->New());
  reply->ParseFromString(bytes);
  pb::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string out;
  (void)pb::util::MessageToJsonString(*reply, &out, options);
  print(out);
  return Done{};
}
}  // namespace

void add_call_command(CLI::App& app, Program& program) {
  auto method = std::make_shared<std::string>();
  auto json = std::make_shared<std::string>("{}");
  auto* command = add_command(app, program, "call", words("help.call"),
                              [&program, method, json] { return call(program, *method, *json); });
  command->add_option("METHOD", *method, words("option.method"))->required();
  command->add_option("JSON", *json, words("option.request"))->capture_default_str();
}

}  // namespace halle::cli
