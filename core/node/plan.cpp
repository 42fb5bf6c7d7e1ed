// What a composition would run and change, for `halle plan`.

#include "core/base/text/text.hpp"
#include "core/bus/extension_points.hpp"
#include "core/db/connection.hpp"
#include "core/node/node.hpp"
#include "core/node/resolve.hpp"

namespace halle::node {
namespace {
/// The statements of a migration that give rights, each on one line.
std::vector<std::string> grants_in(std::string_view sql) {
  std::vector<std::string> found;
  std::string statement;
  for (const auto& line : split(std::string(sql), '\n')) {
    if (statement.empty() && !line.starts_with("GRANT ")) continue;
    statement += (statement.empty() ? "" : " ") + trim(line);
    if (!statement.ends_with(";")) continue;
    found.push_back(statement);
    statement.clear();
  }
  return found;
}

std::string rule_text(const bus::Access& access) {
  using Rule = bus::Access::Rule;
  switch (access.rule) {
    case Rule::permission:
      return access.permission;
    case Rule::signed_in:
      return "anyone signed in";
    case Rule::anybody:
      return "anybody";
    case Rule::operator_:
      return "the operator";
    case Rule::module:
      return "modules that list it";
    case Rule::kernel:
      break;
  }
  return "the kernel";
}

std::string plan_of(const module::Module& module, const std::string& node) {
  const auto& manifest = module.manifest;
  std::string out = "module " + manifest.id() + " " + manifest.version() + " on " + node +
                    (module.file.empty() ? "" : ", from " + module.file);
  for (const auto& id : manifest.needs()) out += ", needs " + id;
  out += "\n";
  for (const auto& permission : manifest.permissions()) {
    out += "  permission " + permission.id() + ":";
    for (const auto& role : permission.roles()) out += " " + role;
    out += "\n";
  }
  for (const auto& service : manifest.provides()) out += "  provides " + service + "\n";
  for (const auto& filling : manifest.fills())
    out += "  fills " + filling.socket() + ", place " + std::to_string(filling.place()) + "\n";
  for (const auto& call : manifest.calls()) {
    out += "  calls " + call.method();
    for (const auto& right : call.with())
      out += (&right == &*call.with().begin() ? " with " : ", ") + right;
    out += call.optional() ? ", if there is that module\n" : "\n";
  }
  for (const auto& event : manifest.consumes()) out += "  consumes " + event.event() + "\n";
  for (const auto& job : manifest.jobs())
    out += "  job " + job.id() + " every " + std::to_string(job.every_seconds()) + " s\n";
  out += "  schema " + manifest.id() + "\n  grant " + module.role + " TO " + db::app_role +
         "; halle_module TO " + module.role + ";\n";
  std::string statements;
  for (const auto& migration : module.package.migrations()) {
    for (const auto& grant : grants_in(migration.sql())) out += "  grant " + grant.substr(6) + "\n";
    statements +=
        "  migration " + std::to_string(migration.number()) + " " + migration.name() + "\n";
    for (const auto& line : split(migration.sql(), '\n'))
      if (!line.empty()) statements += "    | " + line + "\n";
  }
  return out + statements;
}

/// Warnings about compositions that work, but not as the operator may expect.
std::string warnings(const module::Resolved& resolved,
                     const ::halle::module::v1::Composition& composition) {
  std::string out;
  for (const auto& filler : module::fillers_of(resolved.modules)) {
    for (const auto& owner : resolved.modules) {
      for (const auto& method : owner->provides) {
        if (method.name != filler.extension_point) continue;
        const std::string& there = *node_of(composition, owner->manifest.id());
        const std::string& here = *node_of(composition, filler.module);
        if (here != there)
          out += "warning " + filler.module + " fills " + filler.extension_point + " of node " +
                 there + " from node " + here + ": each call crosses nodes\n";
      }
    }
  }
  return out;
}
}  // namespace

Result<std::string> plan(const std::vector<halle_module_entry>& entries,
                         const ::halle::module::v1::Composition& composition,
                         const std::string& modules_folder) {
  bus::Descriptors descriptors;
  HALLE_TRY(resolved, resolve(entries, composition, modules_folder, descriptors));
  HALLE_CHECK(bus::check_fillers(descriptors, module::fillers_of(resolved.modules)));
  std::string out;
  for (const auto& node : composition.nodes())
    out += "node " + node.name() + (node.listens() ? " (listens)" : "") + "\n";
  for (const auto& module : resolved.modules)
    out += plan_of(*module, *node_of(composition, module->manifest.id()));
  for (const auto& refusal : resolved.refused)
    out += "refused " + refusal.id + ": " + refusal.sentence + "\n";
  out += warnings(resolved, composition);
  for (const auto& method : descriptors.rules())
    out += "method " + method.name + " for " + rule_text(method.access) +
           (method.mutates ? "" : ", changes nothing") + "\n";
  return out;
}

}  // namespace halle::node
