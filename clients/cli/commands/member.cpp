#include "clients/cli/commands.hpp"
#include "clients/cli/words.hpp"
#include "halle/membership/v1/membership.halle.hpp"

namespace halle::cli {
namespace {
const char* standing_name(membership::v1::Standing standing) {
  switch (standing) {
    case membership::v1::STANDING_ACTIVE:
      return "active";
    case membership::v1::STANDING_SUSPENDED:
      return "suspended";
    case membership::v1::STANDING_LEFT:
      return "left";
    default:
      return "";
  }
}

Json json_of(const membership::v1::Member& member) {
  return {{"id", member.id()},
          {"number", member.number()},
          {"name", member.name()},
          {"first_name", member.first_name()},
          {"email", member.email()},
          {"telephone", member.telephone()},
          {"street", member.street()},
          {"post_code", member.post_code()},
          {"town", member.town()},
          {"joined_on", member.joined_on()},
          {"standing", standing_name(member.standing())},
          {"erased", member.erased()}};
}

Status list(const Program& program) {
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, membership::v1::MembersClient(session->read()).list({}));
  Json all = Json::array();
  for (const auto& member : reply.members()) all.push_back(json_of(member));
  print_list(all, {"number", "name", "first_name", "telephone", "town", "standing"}, program.json);
  return Done{};
}

Status show(const Program& program, const std::string& number) {
  HALLE_TRY(session, program.for_organisation());
  membership::v1::GetMemberRequest request;
  request.set_number(number);
  HALLE_TRY(member, membership::v1::MembersClient(session->read()).get(request));
  print_object(json_of(member), program.json);
  return Done{};
}

/// All data kept of a member: with --json an object of lists by title, otherwise its tables.
Status export_data(const Program& program, const std::string& number) {
  HALLE_TRY(session, program.for_organisation());
  membership::v1::ExportMemberRequest request;
  request.set_number(number);
  HALLE_TRY(reply, membership::v1::MembersClient(session->read()).export_data(request));
  Json all = Json::object();
  for (const auto& table : reply.tables()) {
    Json rows = Json::array();
    for (const auto& row : table.rows()) {
      Json out;
      for (int c = 0; c < row.cells_size(); ++c) out[table.columns(c)] = row.cells(c);
      rows.push_back(std::move(out));
    }
    // Two modules may give a table the same title.
    for (const auto& row : rows) all[table.title()].push_back(row);
    if (program.json) continue;
    print(table.title() + "\n");
    print_list(rows, {table.columns().begin(), table.columns().end()}, false);
    print("\n");
  }
  if (program.json) print(all.dump(2) + "\n");
  return Done{};
}

Status erase(const Program& program, const std::string& number) {
  HALLE_TRY(session, program.for_organisation());
  membership::v1::EraseMemberRequest request;
  request.set_number(number);
  HALLE_TRY(member, membership::v1::MembersClient(session->write()).erase(request));
  print_object(json_of(member), program.json);
  return Done{};
}
}  // namespace

void add_member_commands(CLI::App& app, Program& program) {
  auto* group = app.add_subcommand("member", words("help.member"));
  group->require_subcommand(1);
  add_command(*group, program, "list", words("help.member.list"),
              [&program] { return list(program); });
  auto number = std::make_shared<std::string>();
  const auto of_one = [&](const char* name, auto run) {
    add_command(*group, program, name, words(std::string("help.member.") + name),
                [&program, number, run] { return run(program, *number); })
        ->add_option("NUMBER", *number, words("option.member"))
        ->required();
  };
  of_one("show", &show);
  of_one("export", &export_data);
  of_one("erase", &erase);
}

}  // namespace halle::cli
