#include "tests/support/probe.hpp"

#include <google/protobuf/descriptor.pb.h>

#include <array>

#include "core/sdk/module.hpp"
#include "halle/module/v1/package.pb.h"

namespace halle::embedded {
extern const halle_slice orders;
}

namespace halle::test {
namespace {
constexpr int most = 3;

struct Told final : sdk::Service {
  explicit Told(int number) : n(number) {
    for (const auto* method : {"Adjust", "MayOrder"})
      names.push_back("/halle.probe" + std::to_string(n) + ".v1.Probe/" + method);
  }
  std::vector<std::string_view> methods() const override { return {names.begin(), names.end()}; }
  Result<std::string> dispatch(std::size_t method, sdk::Call& /*call*/,
                               std::string_view request) override {
    const Probe& told = probe(n);
    if (method == 0)
      return sdk::handle_typed<orders::v1::AdjustRequest>(
          request, [&](const auto& asked) -> Result<orders::v1::AdjustReply> {
            return told.adjust ? told.adjust(asked) : orders::v1::AdjustReply{};
          });
    return sdk::handle_typed<orders::v1::MayOrderRequest>(
        request, [&](const auto& asked) -> Result<orders::v1::MayOrderReply> {
          return told.may_order ? told.may_order(asked) : orders::v1::MayOrderReply{};
        });
  }

  const int n;
  std::vector<std::string> names;
};

std::string manifest(int n) {
  const std::string id = "probe" + std::to_string(n);
  std::string text = "id: \"" + id + "\" version: \"0." + std::to_string(n) +
                     "\" host { from: 1 to: 1 } needs: \"orders\" provides: \"halle." + id +
                     ".v1.Probe\"";
  for (const std::string method : {"Adjust", "MayOrder"})
    text += " fills { socket: \"/halle.orders.v1.Pricing/" + method + "\" method: \"/halle." + id +
            ".v1.Probe/" + method + "\" }";
  return text;
}

/// A package with the descriptors of orders and a service with two methods of the kernel's.
std::string package(int n) {
  ::halle::module::v1::Package package;
  package.ParseFromArray(embedded::orders.data, static_cast<int>(embedded::orders.size));
  package.clear_migrations();
  package.clear_invariants();
  package.set_manifest(manifest(n));
  google::protobuf::FileDescriptorSet set;
  set.ParseFromString(package.descriptors());
  auto* file = set.add_file();
  const std::string id = "probe" + std::to_string(n);
  file->set_name("halle/" + id + ".proto");
  file->set_package("halle." + id + ".v1");
  file->set_syntax("proto3");
  file->add_dependency("halle/orders/v1/orders.proto");
  auto* service = file->add_service();
  service->set_name("Probe");
  for (const std::string name : {"Adjust", "MayOrder"}) {
    auto* method = service->add_method();
    method->set_name(name);
    method->set_input_type(".halle.orders.v1." + name + "Request");
    method->set_output_type(".halle.orders.v1." + name + "Reply");
    auto* options = method->mutable_options();
    options->set_idempotency_level(google::protobuf::MethodOptions::NO_SIDE_EFFECTS);
    options->mutable_unknown_fields()->AddLengthDelimited(50801, "\x28\x01");  // access: kernel
    options->mutable_unknown_fields()->AddVarint(50804, 1);                    // bulk_request
  }
  package.set_descriptors(set.SerializeAsString());
  return package.SerializeAsString();
}

template <int n>
std::int32_t entry(const halle_host* host, halle_module* out) {
  static const std::string bytes = package(n);
  sdk::Services services;
  services.push_back(std::make_unique<Told>(n));
  return sdk::fill_module(host, out, {bytes.data(), bytes.size()}, std::move(services));
}
}  // namespace

Probe& probe(int n) {
  static std::array<Probe, most + 1> all;
  return all.at(static_cast<std::size_t>(n));
}

std::vector<halle_module_entry> probes(int count) {
  std::vector<halle_module_entry> all{&entry<1>, &entry<2>, &entry<3>};
  all.resize(static_cast<std::size_t>(count));
  return all;
}

}  // namespace halle::test
