#include "tests/plugins/premises/holder.hpp"

#include <google/protobuf/descriptor.pb.h>

#include "core/sdk/module.hpp"
#include "halle/module/v1/package.pb.h"

namespace halle::embedded {
extern const halle_slice premises;
}

namespace halle::test {
namespace {
struct Method {
  const char* name;
  const char* request;
  const char* reply;
  bool reads;
};
constexpr Method passed_on[] = {{"Take", "TakeRequest", "Hold", false},
                                {"Free", "FreeRequest", "FreeReply", false},
                                {"Get", "GetHoldRequest", "Hold", true},
                                {"ListFree", "ListFreeRequest", "ListFreeReply", true}};

struct Holder final : sdk::Service {
  Holder() {
    for (const auto& method : passed_on)
      names.push_back("/halle.holder.v1.Holder/" + std::string(method.name));
  }
  std::vector<std::string_view> methods() const override { return {names.begin(), names.end()}; }
  Result<std::string> dispatch(std::size_t method, sdk::Call& call,
                               std::string_view request) override {
    return call.call("/halle.premises.v1.Holds/" + std::string(passed_on[method].name), request);
  }
  std::vector<std::string> names;
};

std::string manifest() {
  std::string text =
      "id: 'holder' version: '1.0.0' host { from: 1 to: 1 } provides: 'halle.holder.v1.Holder'";
  for (const auto& method : passed_on)
    text += std::string(" calls { method: '/halle.premises.v1.Holds/") + method.name +
            "' optional: true }";
  return text;
}

std::string package() {
  ::halle::module::v1::Package package;
  package.ParseFromArray(embedded::premises.data, static_cast<int>(embedded::premises.size));
  package.clear_migrations();
  package.clear_invariants();
  package.clear_personal();
  package.set_manifest(manifest());
  google::protobuf::FileDescriptorSet set;
  set.ParseFromString(package.descriptors());
  auto* file = set.add_file();
  file->set_name("halle/holder.proto");
  file->set_package("halle.holder.v1");
  file->set_syntax("proto3");
  file->add_dependency("halle/premises/v1/premises.proto");
  auto* service = file->add_service();
  service->set_name("Holder");
  for (const auto& passed : passed_on) {
    auto* method = service->add_method();
    method->set_name(passed.name);
    method->set_input_type(std::string(".halle.premises.v1.") + passed.request);
    method->set_output_type(std::string(".halle.premises.v1.") + passed.reply);
    auto* options = method->mutable_options();
    if (passed.reads)
      options->set_idempotency_level(google::protobuf::MethodOptions::NO_SIDE_EFFECTS);
    options->mutable_unknown_fields()->AddLengthDelimited(50801, "\x10\x01");  // access: signed_in
  }
  package.set_descriptors(set.SerializeAsString());
  return package.SerializeAsString();
}

std::int32_t entry(const halle_host* host, halle_module* out) {
  static const std::string bytes = package();
  sdk::Services services;
  services.push_back(std::make_unique<Holder>());
  return sdk::fill_module(host, out, {bytes.data(), bytes.size()}, std::move(services));
}
}  // namespace

halle_module_entry holder() {
  return &entry;
}

const char* const holder_and_premises =
    "nodes { name: 'hall' listens: true modules: 'hub' modules: 'holder' }"
    "nodes { name: 'premises' modules: 'premises' }";
const char* const holder_alone =
    "nodes { name: 'hall' listens: true modules: 'hub' modules: 'holder' }";

}  // namespace halle::test
