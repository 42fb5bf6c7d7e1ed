#include "clients/cli/commands.hpp"
#include "clients/cli/commands/orders/cycle_sheets.hpp"
#include "clients/cli/words.hpp"
#include "core/sdk/time.hpp"
#include "halle/orders/v1/orders.halle.hpp"

namespace halle::cli {
namespace {
using orders::v1::CyclesClient;

Json json_of(const orders::v1::Cycle& cycle) {
  const auto instant = [](const google::protobuf::Timestamp& at) {
    return format_instant(sdk::instant_of(at)).substr(0, 19) + "Z";
  };
  return {{"id", cycle.id()},
          {"name", cycle.name()},
          {"state", cycle.state() == orders::v1::CYCLE_STATE_OPEN ? "open" : "closed"},
          {"closes_at", instant(cycle.closes_at())},
          {"pickup", cycle.pickup()},
          {"closed_at", cycle.has_closed_at() ? Json(instant(cycle.closed_at())) : Json()},
          {"offers", cycle.offers()}};
}

Json json_of(const orders::v1::GetCycleReply& reply) {
  Json out = json_of(reply.cycle());
  const auto numbers = [](const auto& members) {
    Json all = Json::array();
    for (const auto& number : members) all.push_back(number);
    return all;
  };
  out["confirmed"] = numbers(reply.confirmed());
  out["unconfirmed"] = numbers(reply.unconfirmed());
  out["suspended"] = numbers(reply.suspended());
  out["total_cents"] = reply.total_cents();
  return out;
}

struct OpenOptions {
  std::string name, closes, pickup;
  std::vector<std::string> producers;
};

Status open(const Program& program, const OpenOptions& options) {
  orders::v1::OpenCycleRequest request;
  request.set_name(options.name);
  request.set_closes(options.closes);
  request.set_pickup(options.pickup);
  for (const auto& producer : options.producers) request.add_producers(producer);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(cycle, CyclesClient(session->write()).open(request));
  if (program.json) {
    print_object(json_of(cycle), true);
    return Done{};
  }
  print(cycle.name() + ", " + std::to_string(cycle.offers()) + " " + words("cycle.products") +
        "\n" + cycle.id() + "\n");
  return Done{};
}

Status list(const Program& program) {
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, CyclesClient(session->read()).list({}));
  Json all = Json::array();
  for (const auto& cycle : reply.cycles()) all.push_back(json_of(cycle));
  print_list(all, {"id", "name", "state", "closes_at", "pickup", "offers"}, program.json);
  return Done{};
}

Status show(const Program& program, const std::string& id) {
  orders::v1::GetCycleRequest request;
  request.set_cycle(id);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, CyclesClient(session->read()).get(request));
  print_object(json_of(reply), program.json);
  return Done{};
}

Status close(const Program& program, const std::string& id) {
  orders::v1::CloseCycleRequest request;
  request.set_cycle(id);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, CyclesClient(session->write()).close(request));
  Json out = json_of(reply.result());
  out["was_closed"] = reply.was_closed();
  print_object(out, program.json);
  return Done{};
}

struct ExportOptions {
  std::string id, what;
  std::string format = "csv";
};

Status export_sheet(const Program& program, const ExportOptions& options) {
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(sheet, cycle_sheet(*session, options.id, options.what));
  if (program.json)
    print(sheet_json(sheet).dump(2) + "\n");
  else
    print(sheet_csv(sheet));
  return Done{};
}
}  // namespace

void add_cycle_commands(CLI::App& app, Program& program) {
  auto* group = app.add_subcommand("cycle", words("help.cycle"));
  group->require_subcommand(1);
  auto opening = std::make_shared<OpenOptions>();
  auto* open_command = add_command(*group, program, "open", words("help.cycle.open"),
                                   [&program, opening] { return open(program, *opening); });
  open_command->add_option("--name", opening->name, words("option.cycle_name"))->required();
  open_command->add_option("--closes", opening->closes, words("option.closes"))->required();
  open_command->add_option("--pickup", opening->pickup, words("option.pickup"))->required();
  open_command->add_option("--producer", opening->producers, words("option.producers"));
  add_command(*group, program, "list", words("help.cycle.list"),
              [&program] { return list(program); });
  const auto add = [&](const std::string& name, const std::string& description, auto action) {
    auto id = std::make_shared<std::string>();
    add_command(*group, program, name, description,
                [&program, id, action] { return action(program, *id); })
        ->add_option("ID", *id, words("option.cycle"))
        ->required();
  };
  add("show", words("help.cycle.show"), &show);
  add("close", words("help.cycle.close"), &close);
  auto exporting = std::make_shared<ExportOptions>();
  auto* export_command =
      add_command(*group, program, "export", words("help.cycle.export"),
                  [&program, exporting] { return export_sheet(program, *exporting); });
  export_command->add_option("ID", exporting->id, words("option.cycle"))->required();
  export_command->add_option("--what", exporting->what, words("option.what"))
      ->required()
      ->type_name(words("help.label.TEXT"))
      ->check(CLI::IsMember({"supplier-orders", "allotments", "pick-list", "balances"}));
  export_command->add_option("--format", exporting->format, words("option.format"))
      ->type_name(words("help.label.TEXT"))
      ->check(CLI::IsMember({"csv"}))
      ->capture_default_str();
}

}  // namespace halle::cli
