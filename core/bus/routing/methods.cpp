#include "core/bus/routing/methods.hpp"

#include <google/protobuf/arena.h>
#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <set>

#include "core/base/ids.hpp"

namespace halle::bus {
namespace pb = google::protobuf;

namespace {
constexpr std::size_t largest_reply = 16 << 20;

/// A method's options, parsed with this pool's own definition of MethodOptions.
class Options {
 public:
  Options(const pb::DescriptorPool& pool, pb::DynamicMessageFactory& factory,
          const pb::MethodDescriptor& method)
      : pool_(pool) {
    const auto* type = pool.FindMessageTypeByName("google.protobuf.MethodOptions");
    if (type == nullptr) return;
    message_.reset(factory.GetPrototype(type)->New());
    message_->ParseFromString(method.options().SerializeAsString());
  }

  const pb::FieldDescriptor* find(const std::string& name) const {
    if (!message_) return nullptr;
    const auto* field = pool_.FindExtensionByName("halle.option.v1." + name);
    return field != nullptr && message_->GetReflection()->HasField(*message_, field) ? field
                                                                                     : nullptr;
  }
  const pb::Message& message() const { return *message_; }

 private:
  const pb::DescriptorPool& pool_;
  std::unique_ptr<pb::Message> message_;
};

/// Whether the reply of a filter can be merged into its request: its fields are fields of the
/// request too.
bool extends(const pb::Descriptor& reply, const pb::Descriptor& request) {
  for (int f = 0; f < reply.field_count(); ++f) {
    const auto* given = reply.field(f);
    const auto* taken = request.FindFieldByNumber(given->number());
    if (taken == nullptr || taken->name() != given->name() || taken->type() != given->type() ||
        taken->label() != given->label() || taken->message_type() != given->message_type() ||
        taken->enum_type() != given->enum_type())
      return false;
  }
  return true;
}

Status read_extension(const Options& options, const pb::FieldDescriptor& field,
                      const pb::MethodDescriptor& method, MethodRules& rules) {
  const auto& extension = options.message().GetReflection()->GetMessage(options.message(), &field);
  const auto* type = extension.GetDescriptor();
  const auto& reflection = *extension.GetReflection();
  rules.extension.kind =
      static_cast<ExtensionKind>(reflection.GetEnumValue(extension, type->FindFieldByName("kind")));
  rules.extension.deadline = std::chrono::milliseconds(
      reflection.GetInt32(extension, type->FindFieldByName("deadline_milliseconds")));
  const int on_failure = reflection.GetEnumValue(extension, type->FindFieldByName("on_failure"));
  rules.extension.skip = on_failure == 2;
  const auto refused = [&](const std::string& why) {
    return Error{Code::failed_precondition, "halle.module_refused",
                 "extension point " + rules.name + " " + why};
  };
  if (rules.extension.kind < ExtensionKind::filter ||
      rules.extension.kind > ExtensionKind::provider)
    return refused("does not say of what kind it is");
  if (rules.extension.deadline.count() <= 0)
    return refused("does not say how long a filler may take");
  if (on_failure != 1 && on_failure != 2)
    return refused("does not say what becomes of a call when a filler fails");
  using Rule = Access::Rule;
  if ((rules.access.rule != Rule::kernel && rules.access.rule != Rule::module) || rules.mutates ||
      method.server_streaming())
    return refused("must be the kernel's or modules' to call and change nothing");
  if (rules.extension.kind == ExtensionKind::filter &&
      !extends(*method.output_type(), *method.input_type()))
    return refused("is a filter whose replies are no part of its requests");
  return Done{};
}

/// Whether a path of the gateway names its organisation.
bool is_path_of_organisation(const std::string& path) {
  return path.starts_with('/') && path.find("/{organisation}") != std::string::npos;
}

Result<MethodRules> rules_of(const Options& options, const pb::MethodDescriptor& method) {
  MethodRules rules;
  rules.name = "/" + method.service()->full_name() + "/" + method.name();
  rules.mutates = method.options().idempotency_level() != pb::MethodOptions::NO_SIDE_EFFECTS;
  const Error missing{Code::failed_precondition, "halle.access_missing", rules.name};
  const auto* access_field = options.find("access");
  if (access_field == nullptr) return missing;
  const auto& access =
      options.message().GetReflection()->GetMessage(options.message(), access_field);
  const auto* rule = access.GetReflection()->GetOneofFieldDescriptor(
      access, access.GetDescriptor()->FindOneofByName("rule"));
  if (rule == nullptr) return missing;
  if (rule->name() == "permission") {
    rules.access = {Access::Rule::permission, access.GetReflection()->GetString(access, rule)};
  } else if (!access.GetReflection()->GetBool(access, rule)) {
    return missing;
  } else if (rule->name() == "signed_in") {
    rules.access.rule = Access::Rule::signed_in;
  } else if (rule->name() == "public") {
    rules.access.rule = Access::Rule::anybody;
  } else if (rule->name() == "operator") {
    rules.access.rule = Access::Rule::operator_;
  } else if (rule->name() == "module") {
    rules.access.rule = Access::Rule::module;
  }
  if (const auto* pool = options.find("pool"))
    rules.pool =
        static_cast<Pool>(options.message().GetReflection()->GetEnumValue(options.message(), pool));
  if (const auto* session = options.find("session"))
    rules.session = static_cast<Session>(
        options.message().GetReflection()->GetEnumValue(options.message(), session));
  if (const auto* watches = options.find("watches"))
    rules.watches = "/" + method.service()->full_name() + "/" +
                    options.message().GetReflection()->GetString(options.message(), watches);
  const auto flag = [&](const char* name) {
    const auto* field = options.find(name);
    return field != nullptr && options.message().GetReflection()->GetBool(options.message(), field);
  };
  if (const auto* document = options.find("document")) {
    rules.document = options.message().GetReflection()->GetString(options.message(), document);
    if (rules.mutates ||
        (rules.access.rule != Access::Rule::anybody &&
         rules.access.rule != Access::Rule::permission) ||
        method.input_type()->full_name() != "halle.type.v1.DocumentRequest" ||
        method.output_type()->full_name() != "halle.type.v1.Document" ||
        !is_path_of_organisation(rules.document))
      return Error{Code::failed_precondition, "halle.document_refused", rules.name};
  }
  if (const auto* form = options.find("form")) {
    rules.form = options.message().GetReflection()->GetString(options.message(), form);
    if (rules.access.rule != Access::Rule::anybody || method.server_streaming() ||
        method.input_type()->full_name() != "halle.type.v1.FormRequest" ||
        method.output_type()->full_name() != "halle.type.v1.Document" ||
        !is_path_of_organisation(rules.form))
      return Error{Code::failed_precondition, "halle.form_refused", rules.name};
  }
  if (const auto* extension = options.find("socket"))
    HALLE_CHECK(read_extension(options, *extension, method, rules));
  rules.secret_reply = flag("secret_reply");
  rules.bulk_request = flag("bulk_request");
  return rules;
}
}  // namespace

Descriptors::Descriptors()
    : pool_(std::make_unique<pb::DescriptorPool>()),
      factory_(std::make_unique<pb::DynamicMessageFactory>(pool_.get())) {}
Descriptors::~Descriptors() = default;

Result<std::vector<MethodRules>> Descriptors::add(std::string_view descriptor_set,
                                                  const std::vector<std::string>& services,
                                                  const std::string& owner) {
  pb::FileDescriptorSet set;
  if (!set.ParseFromArray(descriptor_set.data(), static_cast<int>(descriptor_set.size())))
    return Error{Code::failed_precondition, "halle.descriptors_unreadable"};
  std::set<std::string> differing;
  for (const auto& file : set.file()) {
    const std::string digest = sha256(file.SerializeAsString());
    if (const auto known = content_.find(file.name()); known != content_.end()) {
      if (known->second != digest) differing.insert(file.name());
      continue;
    }
    if (pool_->BuildFile(file) == nullptr)
      return Error{Code::failed_precondition, "halle.descriptors_unreadable", file.name()};
    files_.push_back(file.name());
    content_[file.name()] = digest;
  }
  std::vector<MethodRules> all;
  for (const auto& name : services) {
    const auto* service = pool_->FindServiceByName(name);
    if (service == nullptr) return Error{Code::failed_precondition, "halle.no_such_service", name};
    if (differing.contains(service->file()->name()))
      return Error{Code::failed_precondition, "halle.proto_file_taken", service->file()->name()};
    for (int m = 0; m < service->method_count(); ++m) {
      const auto& method = *service->method(m);
      HALLE_TRY(rules, rules_of(Options(*pool_, *factory_, method), method));
      rules.owner = owner;
      all.push_back(std::move(rules));
    }
  }
  rules_.insert(rules_.end(), all.begin(), all.end());
  return all;
}

void Descriptors::forget(const std::string& method) {
  std::erase_if(rules_, [&](const MethodRules& rules) { return rules.name == method; });
}

bool Descriptors::is_reply(std::string_view name, std::string_view bytes) const {
  const auto* known = method(name);
  if (known == nullptr || bytes.size() > largest_reply) return false;
  pb::Arena arena;
  return factory_->GetPrototype(known->output_type())
      ->New(&arena)
      ->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

const pb::MethodDescriptor* Descriptors::method(std::string_view name) const {
  std::string dotted(name.substr(name.starts_with('/') ? 1 : 0));
  std::replace(dotted.begin(), dotted.end(), '/', '.');
  return pool_->FindMethodByName(dotted);
}

std::string Descriptors::serialised() const {
  pb::FileDescriptorSet set;
  for (const auto& name : files_) {
    auto* file = set.add_file();
    pool_->FindFileByName(name)->CopyTo(file);
    pool_->FindFileByName(name)->CopyJsonNameTo(file);
  }
  return set.SerializeAsString();
}

}  // namespace halle::bus
