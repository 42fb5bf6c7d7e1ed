#include "clients/cli/commands.hpp"
#include "clients/cli/words.hpp"
#include "halle/hub/v1/hub.halle.hpp"

namespace halle::cli {
namespace {
Status create(const Program& program, const hub::v1::CreateOrganisationRequest& request) {
  HALLE_TRY(session, Session::open(program.place));
  HALLE_TRY(made, hub::v1::OrganisationsClient(session->write()).create(request));
  print_object({{"id", made.id()}, {"code", made.code()}, {"name", made.name()}}, program.json);
  return Done{};
}

Status list(const Program& program) {
  HALLE_TRY(session, Session::open(program.place));
  HALLE_TRY(reply, hub::v1::OrganisationsClient(session->read()).list({}));
  Json all = Json::array();
  for (const auto& organisation : reply.organisations())
    all.push_back({{"id", organisation.id()},
                   {"code", organisation.code()},
                   {"name", organisation.name()},
                   {"time_zone", organisation.time_zone()}});
  print_list(all, {"code", "name", "id"}, program.json);
  return Done{};
}
}  // namespace

void add_organisation_commands(CLI::App& app, Program& program) {
  auto* group = app.add_subcommand("org", words("help.org"));
  group->require_subcommand(1);
  auto code = std::make_shared<std::string>();
  auto name = std::make_shared<std::string>();
  auto modules = std::make_shared<std::vector<std::string>>();
  auto* create_command = add_command(
      *group, program, "create", words("help.org.create"), [&program, code, name, modules] {
        hub::v1::CreateOrganisationRequest request;
        request.set_code(*code);
        request.set_name(*name);
        request.mutable_modules()->Assign(modules->begin(), modules->end());
        return create(program, request);
      });
  create_command->add_option("--module", *modules, words("option.org_modules"));
  create_command->add_option("ID", *code, words("option.org_code"))->required();
  create_command->add_option("--name", *name, words("option.org_name"))->required();
  add_command(*group, program, "list", words("help.org.list"),
              [&program] { return list(program); });
}

}  // namespace halle::cli
