#include "core/module/loading/module.hpp"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/base/ids.hpp"
#include "core/module/host.hpp"
#include "core/module/loading/file.hpp"
#include "core/module/loading/permissions.hpp"
#include "core/module/notices.hpp"
#include "core/module/personal.hpp"

namespace halle::module {

bool is_module_id(std::string_view id) {
  // "shell": the path of the screens' own modules.
  if (id == "halle" || id == "shell" || id == "public" || id == "information_schema" ||
      id.starts_with("pg_"))
    return false;
  return !id.empty() && id.size() <= 40 && id[0] >= 'a' && id[0] <= 'z' &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

namespace {
/// Collects the parse errors of a manifest.
class Complaints final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (text.empty())
      text = "line " + std::to_string(line + 1) + ", column " + std::to_string(column + 1) + ": " +
             message;
  }
  std::string text;
};

Error refused(const std::string& sentence) {
  return {Code::failed_precondition, "halle.module_refused", sentence};
}

/// The checks that need nothing but the package.
Result<std::unique_ptr<Module>> verify(std::string_view package) {
  auto module = std::make_unique<Module>();
  module->digest = sha256(package);
  if (!module->package.ParseFromArray(package.data(), static_cast<int>(package.size())))
    return refused("its package cannot be read");
  if (module->package.abi() != HALLE_ABI_VERSION)
    return refused("it was built for version " + std::to_string(module->package.abi()) +
                   " of the entry of modules, this is " + std::to_string(HALLE_ABI_VERSION));
  google::protobuf::TextFormat::Parser parser;
  Complaints complaints;
  parser.RecordErrorsTo(&complaints);
  auto& manifest = module->manifest;
  if (!parser.ParseFromString(module->package.manifest(), &manifest))
    return refused("its manifest cannot be read: " + complaints.text);
  if (!is_module_id(manifest.id()))
    return refused("its id must be small letters, digits and _, and no reserved name: " +
                   manifest.id());
  if (manifest.host().to() == 0)
    return refused("its manifest does not say up to which version of Halle it works");
  if (manifest.host().from() > kernel_version || manifest.host().to() < kernel_version)
    return refused("it is made for versions " + std::to_string(manifest.host().from()) + " to " +
                   std::to_string(manifest.host().to()) + " of Halle, this is " +
                   std::to_string(kernel_version));
  if (!parser.ParseFromString(module->package.personal(), &module->personal))
    return refused("what it declares about persons cannot be read: " + complaints.text);
  HALLE_CHECK(personal_functions(manifest.id(), module->personal));
  int number = 0;
  for (const auto& migration : module->package.migrations())
    if (migration.number() != ++number)
      return refused("its migration " + std::to_string(number) + " is missing");
  HALLE_CHECK(check_permissions(manifest));
  HALLE_CHECK(check_notices(manifest, module->package));
  module->role = manifest.id() + "_rw";
  return module;
}

Status run_entry(Module& module, halle_module_entry entry) {
  module.table.size = sizeof(halle_module);
  module.table.version = HALLE_ABI_VERSION;
  if (entry(&host_table(), &module.table) != 0 || module.table.invoke == nullptr)
    return refused("its entry refuses this version of Halle");
  return Done{};
}

}  // namespace

Status check_methods(const Module& module) {
  std::set<std::string> promised;
  for (const auto& method : module.provides)
    if (method.watches.empty() && method.extension.kind == bus::ExtensionKind::none)
      promised.insert(method.name);
  std::set<std::string> there;
  for (std::size_t i = 0; i < module.table.method_count; ++i)
    there.emplace(module.table.methods[i].data, module.table.methods[i].size);
  for (const auto& name : promised)
    if (!there.contains(name)) return refused("it has no handler for its method " + name);
  for (const auto& name : there)
    if (!promised.contains(name))
      return refused("it has a handler for " + name + ", a method it does not provide");
  return Done{};
}

Result<std::unique_ptr<Module>> open_module(halle_module_entry entry) {
  Module probe;
  HALLE_CHECK(run_entry(probe, entry));
  HALLE_TRY(module, verify({probe.table.package.data, probe.table.package.size}));
  module->table = probe.table;
  return module;
}

namespace {
/// The program's own modules by id.
Result<std::map<std::string, std::unique_ptr<Module>>> own_modules(
    const std::vector<halle_module_entry>& entries) {
  std::map<std::string, std::unique_ptr<Module>> own;
  for (const auto entry : entries) {
    HALLE_TRY(module, open_module(entry));
    const std::string id = module->manifest.id();
    own[id] = std::move(module);
  }
  return own;
}

/// A refusal that is reported when all modules are known.
struct Candidate {
  std::string id;
  std::unique_ptr<Module> module;  // null: refused
  std::string sentence;
  bool essential = false;
};

Candidate from_file(const std::string& folder, const ::halle::module::v1::ModuleFile& file) {
  Candidate candidate{file.id(), nullptr, {}, false};
  const auto package = read_package(folder + "/" + file.file(), file.sha256());
  if (!package) {
    candidate.sentence = package.error().detail;
    return candidate;
  }
  auto module = verify(package.value());
  if (!module) {
    candidate.sentence = module.error().detail;
  } else if (module.value()->manifest.id() != file.id()) {
    candidate.sentence = "its file holds module " + module.value()->manifest.id();
  } else {
    candidate.module = std::move(module).value();
    candidate.module->file = folder + "/" + file.file();
  }
  return candidate;
}

std::vector<bus::Filler> fillers_of(const Module& module) {
  const auto& manifest = module.manifest;
  std::vector<bus::Filler> fillers;
  for (const auto& filling : manifest.fills())
    fillers.push_back(
        {filling.socket(), filling.method(), manifest.id(), manifest.version(), filling.place()});
  return fillers;
}

/// A method that the manifest lists must be callable by modules and exist, unless it is optional; a
/// permission listed with it must be one of its module's.
Status check_calls(const Module& module, const std::vector<std::unique_ptr<Module>>& placed,
                   const bus::Descriptors& descriptors) {
  using Rule = bus::Access::Rule;
  const auto& needs = module.manifest.needs();
  for (const auto& call : module.manifest.calls()) {
    const auto& rules = descriptors.rules();
    const auto method =
        std::find_if(rules.begin(), rules.end(),
                     [&](const bus::MethodRules& known) { return known.name == call.method(); });
    if (call.optional() && method == rules.end()) continue;
    if (method == rules.end() || !method->watches.empty())
      return refused("it calls " + call.method() + ", which does not exist");
    if (method->owner == module.manifest.id())
      return refused("it lists " + call.method() + ", which is its own, among its calls");
    if (method->access.rule == Rule::kernel || method->access.rule == Rule::operator_)
      return refused("it calls " + call.method() + ", which is not for modules to call");
    const auto owner = std::find_if(placed.begin(), placed.end(), [&](const auto& other) {
      return other->manifest.id() == method->owner;
    });
    if (owner != placed.end() && !(*owner)->manifest.essential() && !call.optional() &&
        std::find(needs.begin(), needs.end(), method->owner) == needs.end())
      return refused("it calls " + call.method() + " without needing module " + method->owner);
    for (const auto& right : call.with())
      if (owner == placed.end() ||
          std::none_of((*owner)->manifest.permissions().begin(),
                       (*owner)->manifest.permissions().end(),
                       [&](const auto& known) { return known.id() == right; }))
        return refused("it calls " + call.method() + " with " + right +
                       ", which is no right of the module that has it");
  }
  return Done{};
}

/// The checks that depend on the other modules: the services it provides and their methods, and the
/// extension points it fills.
Status fit(Module& module, const std::vector<std::unique_ptr<Module>>& placed,
           std::map<std::string, std::string>& provider_of, bus::Descriptors& descriptors) {
  const std::vector<std::string> services(module.manifest.provides().begin(),
                                          module.manifest.provides().end());
  for (const auto& service : services)
    if (const auto taken = provider_of.find(service); taken != provider_of.end())
      return refused("its service " + service + " is that of " + taken->second);
  auto rules = descriptors.add(module.package.descriptors(), services, module.manifest.id());
  if (!rules) {
    const auto& why = rules.error();
    return refused(why.reason == "halle.access_missing"
                       ? "its method " + why.detail + " does not say who may call it"
                   : why.reason == "halle.proto_file_taken"
                       ? "its proto file " + why.detail + " is another module's, with other content"
                   : why.reason == "halle.no_such_service"
                       ? "it provides the service " + why.detail + ", which its protos do not have"
                       : "its protos cannot be used: " + why.reason + " " + why.detail);
  }
  module.provides = std::move(rules).value();
  HALLE_CHECK(check_calls(module, placed, descriptors));
  std::set<std::string> filled;
  for (const auto& filler : fillers_of(module)) {
    if (!filled.insert(filler.extension_point).second)
      return refused("it fills " + filler.extension_point + " twice");
    if (provider_of.contains(filler.extension_point))
      return refused("it fills " + filler.extension_point + ", which takes one and is that of " +
                     provider_of[filler.extension_point]);
    if (std::none_of(module.provides.begin(), module.provides.end(),
                     [&](const bus::MethodRules& own) { return own.name == filler.method; }))
      return refused("it fills " + filler.extension_point + " with " + filler.method +
                     ", which is no method of its own");
    if (const auto fits = bus::check_filler(descriptors, filler); !fits)
      return refused(fits.error().detail);
  }
  for (const auto& known : descriptors.rules())
    if (known.extension.kind == bus::ExtensionKind::provider && filled.contains(known.name))
      provider_of[known.name] = "module " + module.manifest.id();
  if (!module.manifest.essential())
    for (auto& method : module.provides) method.module = module.manifest.id();
  for (const auto& service : services) provider_of[service] = "module " + module.manifest.id();
  return module.file.empty() ? check_methods(module) : Status(Done{});
}
}  // namespace

int Module::schema() const {
  return package.migrations_size() == 0 ? 0 : package.migrations().rbegin()->number();
}

Result<db::Schema> schema_of(const Module& module) {
  HALLE_TRY(functions, personal_functions(module.manifest.id(), module.personal));
  db::Schema schema{module.manifest.id(), {}, module.manifest.essential(), std::move(functions)};
  for (const auto& migration : module.package.migrations())
    schema.migrations.push_back({migration.number(), migration.name(), migration.sql()});
  return schema;
}

Result<Resolved> resolve(const std::vector<halle_module_entry>& entries,
                         const ::halle::module::v1::Composition& composition,
                         const std::string& folder, bus::Descriptors& descriptors) {
  HALLE_TRY(own, own_modules(entries));
  std::set<std::string> essential;  // the program says which are
  for (const auto& [id, module] : own)
    if (module->manifest.essential()) essential.insert(id);
  std::vector<Candidate> candidates;
  for (const auto& node : composition.nodes()) {
    for (const auto& id : node.modules()) {
      const auto file = std::find_if(composition.files().begin(), composition.files().end(),
                                     [&](const auto& known) { return known.id() == id; });
      if (file != composition.files().end())
        candidates.push_back(from_file(folder, *file));
      else if (const auto known = own.find(id); known != own.end())
        candidates.push_back({id, std::move(known->second), {}, false});
      else
        return Error{Code::failed_precondition, "halle.composition_refused",
                     "this program carries no module " + id};
    }
  }
  for (auto& candidate : candidates) {
    candidate.essential = essential.contains(candidate.id);
    if (candidate.essential || !candidate.module || !candidate.module->manifest.essential())
      continue;
    candidate.sentence = "it says that nobody can do without it, which is not for it to say";
    candidate.module.reset();
  }
  Resolved resolved;
  std::map<std::string, std::string> provider_of;
  for (const auto& method : descriptors.rules())
    provider_of[method.name.substr(1, method.name.rfind('/') - 1)] = "the kernel";
  std::set<std::string> placed;
  for (bool moved = true; moved;) {
    moved = false;
    for (auto& candidate : candidates) {
      if (!candidate.module) continue;
      const auto& needs = candidate.module->manifest.needs();
      // Essential modules come before the modules that may call them.
      const bool may_come =
          candidate.essential ||
          std::none_of(candidates.begin(), candidates.end(),
                       [](const auto& other) { return other.essential && other.module; });
      if (!may_come || !std::all_of(needs.begin(), needs.end(),
                                    [&](const std::string& id) { return placed.contains(id); }))
        continue;
      moved = true;
      if (const auto fits = fit(*candidate.module, resolved.modules, provider_of, descriptors);
          !fits) {
        candidate.sentence = fits.error().detail;
        for (const auto& method : candidate.module->provides) descriptors.forget(method.name);
        candidate.module.reset();
        continue;
      }
      placed.insert(candidate.id);
      resolved.modules.push_back(std::move(candidate.module));
    }
  }
  for (auto& candidate : candidates) {
    if (placed.contains(candidate.id)) continue;
    if (candidate.module)
      for (const auto& id : candidate.module->manifest.needs())
        if (candidate.sentence.empty() && !placed.contains(id))
          candidate.sentence = "it needs module " + id + ", which does not run";
    if (candidate.essential) return refused("module " + candidate.id + ": " + candidate.sentence);
    resolved.refused.emplace_back(candidate.id, candidate.sentence);
  }
  return resolved;
}

std::vector<bus::Filler> fillers_of(const std::vector<std::unique_ptr<Module>>& modules) {
  std::vector<bus::Filler> all;
  for (const auto& module : modules)
    for (auto& filler : fillers_of(*module)) all.push_back(std::move(filler));
  return all;
}

Status load(Module& module) {
  if (module.file.empty()) return Done{};
  HALLE_TRY(entry, load_entry(module.file));
  HALLE_CHECK(run_entry(module, entry));
  if (sha256({module.table.package.data, module.table.package.size}) != module.digest)
    return refused("what its code says of it is not what its file says");
  return check_methods(module);
}

}  // namespace halle::module
