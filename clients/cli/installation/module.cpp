// halle module list, enable, disable, purge: what an association has of the installation's modules.

#include <filesystem>

#include "clients/cli/commands.hpp"
#include "clients/cli/words.hpp"
#include "core/base/file.hpp"
#include "core/base/ids.hpp"
#include "core/base/time/clock.hpp"
#include "core/sdk/time.hpp"
#include "halle/hub/v1/hub.halle.hpp"

namespace halle::cli {
namespace {
using hub::v1::ModulesClient;

template <class Texts>
Json array_of(const Texts& texts) {
  Json all = Json::array();
  for (const auto& text : texts) all.push_back(text);
  return all;
}

Json json_of(const hub::v1::Module& module) {
  const auto& what = module.description();
  Json rights = Json::array();
  for (const auto& permission : what.permissions())
    rights.push_back({{"id", permission.id()},
                      {"text", permission.text()},
                      {"roles", array_of(permission.roles())},
                      {"risks", array_of(permission.risks())}});
  return {{"id", what.id()},
          {"title", what.title()},
          {"enabled", module.enabled()},
          {"enabled_at",
           module.has_enabled_at()
               ? Json(format_instant(sdk::instant_of(module.enabled_at())).substr(0, 19) + "Z")
               : Json()},
          {"essential", what.essential()},
          {"about", what.about()},
          {"keeps", what.keeps()},
          {"needs", array_of(what.needs())},
          {"needed_by", array_of(module.needed_by())},
          {"position", what.position()},
          {"head", what.head()},
          {"permissions", rights}};
}

Status list(const Program& program, bool only_enabled) {
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, ModulesClient(session->read()).list({}));
  Json all = Json::array();
  for (const auto& module : reply.modules()) {
    if (only_enabled && !module.enabled()) continue;
    Json out = json_of(module);
    // Past events still to be gone through, for people.
    const auto left = module.description().head() - module.description().position();
    if (!program.json) out["catching_up"] = module.enabled() && left > 0 ? Json(left) : Json();
    all.push_back(std::move(out));
  }
  print_list(all, {"id", "title", "enabled", "enabled_at", "catching_up"}, program.json);
  return Done{};
}

Status enable(const Program& program, const std::string& id) {
  hub::v1::EnableModuleRequest request;
  request.set_module(id);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, ModulesClient(session->write()).enable(request));
  print_object({{"id", id}, {"enabled", true}, {"changed", reply.changed()}}, program.json);
  return Done{};
}

Status disable(const Program& program, const std::string& id) {
  hub::v1::DisableModuleRequest request;
  request.set_module(id);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, ModulesClient(session->write()).disable(request));
  print_object({{"id", id}, {"enabled", false}, {"changed", reply.changed()}}, program.json);
  return Done{};
}

struct PurgeOptions {
  std::string id;
  std::string file;
};

/// Nothing goes before the file that has it all is on the disk, and nothing but what it has.
Status purge(const Program& program, const PurgeOptions& options) {
  HALLE_TRY(session, program.for_organisation());
  ModulesClient client(session->read());
  HALLE_TRY(known, client.list({}));
  for (const auto& module : known.modules())
    if (module.description().id() == options.id && module.enabled())
      return Error{Code::failed_precondition, "hub.module_enabled", module.description().title()};
  const std::string path =
      std::filesystem::absolute(options.file.empty()
                                    ? options.id + "-" +
                                          format_instant(system_clock()()).substr(0, 19) + ".jsonl"
                                    : options.file)
          .string();
  hub::v1::ExportModuleRequest part;
  part.set_module(options.id);
  HALLE_TRY(first, client.export_rows(part));
  Sha256 hash;
  std::int64_t rows = 0;
  if (first.rows() > 0) {
    if (std::filesystem::exists(std::filesystem::symlink_status(path)))
      return bad_field("--export", "halle.file_unwritable", path);
    NewFile file(path, 0600);
    for (auto next = first; next.rows() > 0;) {
      HALLE_CHECK(file.write(next.lines()));
      hash.add(next.lines());
      rows += next.rows();
      part.set_skip(rows);
      HALLE_TRY(after, client.export_rows(part));
      next = std::move(after);
    }
    HALLE_CHECK(file.keep());
  }
  hub::v1::PurgeModuleRequest request;
  request.set_module(options.id);
  request.set_sha256(hash.hex());
  HALLE_TRY(gone, ModulesClient(session->write()).purge(request));
  print_object({{"id", options.id},
                {"rows", gone.rows()},
                {"export", rows > 0 ? Json(path) : Json()},
                {"sha256", rows > 0 ? Json(request.sha256()) : Json()}},
               program.json);
  return Done{};
}
}  // namespace

void add_module_commands(CLI::App& app, Program& program) {
  auto* group = app.add_subcommand("module", words("help.module"));
  group->require_subcommand(1);
  auto only_enabled = std::make_shared<bool>(false);
  add_command(*group, program, "list", words("help.module.list"), [&program, only_enabled] {
    return list(program, *only_enabled);
  })->add_flag("--enabled", *only_enabled, words("option.only_enabled"));
  const auto add = [&](const std::string& name, const std::string& description, auto action) {
    auto id = std::make_shared<std::string>();
    add_command(*group, program, name, description,
                [&program, id, action] { return action(program, *id); })
        ->add_option("ID", *id, words("option.module"))
        ->required();
  };
  add("enable", words("help.module.enable"), &enable);
  add("disable", words("help.module.disable"), &disable);
  auto purging = std::make_shared<PurgeOptions>();
  auto* command = add_command(*group, program, "purge", words("help.module.purge"),
                              [&program, purging] { return purge(program, *purging); });
  command->add_option("ID", purging->id, words("option.module"))->required();
  command->add_option("--export", purging->file, words("option.export"));
  add_author_commands(*group, program);
}

}  // namespace halle::cli
