#include "clients/cli/commands.hpp"
#include "clients/cli/units.hpp"
#include "clients/cli/words.hpp"
#include "core/sdk/time.hpp"
#include "halle/orders/v1/orders.halle.hpp"

namespace halle::cli {
namespace {
using orders::v1::OrdersClient;

struct OrderOptions {
  std::string cycle;
  std::string member;
  std::string product;
  std::string quantity;
  std::string tolerance = "0";
};

std::string state_name(orders::v1::OrderState state) {
  switch (state) {
    case orders::v1::ORDER_STATE_UNCONFIRMED:
      return "unconfirmed";
    case orders::v1::ORDER_STATE_CONFIRMED:
      return "confirmed";
    case orders::v1::ORDER_STATE_CANCELLED:
      return "cancelled";
    default:
      return "none";
  }
}

void print_state(const Program& program, const OrderOptions& options, Json state,
                 const google::protobuf::Timestamp* held_until) {
  Json out{{"cycle", options.cycle}, {"member", options.member}, {"state", std::move(state)}};
  if (held_until != nullptr)
    out["held_until"] = format_instant(sdk::instant_of(*held_until)).substr(0, 19) + "Z";
  print_object(out, program.json);
}

Status set(const Program& program, const OrderOptions& options) {
  orders::v1::SetLinesRequest request;
  request.set_cycle(options.cycle);
  request.set_member(options.member);
  auto* line = request.add_lines();
  line->set_product(options.product);
  HALLE_TRY(quantity, read_quantity("quantity", options.quantity));
  HALLE_TRY(tolerance, read_quantity("tolerance", options.tolerance));
  line->set_quantity(quantity);
  line->set_tolerance(tolerance);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, OrdersClient(session->write()).set_lines(request));
  print_state(program, options, state_name(reply.state()),
              reply.has_held_until() ? &reply.held_until() : nullptr);
  return Done{};
}

template <class Request, class Send>
Status change(const Program& program, const OrderOptions& options, Send send) {
  Request request;
  request.set_cycle(options.cycle);
  request.set_member(options.member);
  HALLE_TRY(session, program.for_organisation());
  OrdersClient client(session->write());
  HALLE_TRY(reply, send(client, request));
  print_state(program, options, state_name(reply.state()), nullptr);
  return Done{};
}

Json json_of(const orders::v1::OrderLine& line) {
  return {{"code", line.code()},
          {"name", line.name()},
          {"producer", line.producer()},
          {"unit", unit_code(line.unit())},
          {"quantity", quantity_json(line.quantity())},
          {"tolerance", quantity_json(line.tolerance())},
          {"allotted", line.has_allotted() ? quantity_json(line.allotted()) : Json()},
          {"unit_price_cents", line.price_cents()},
          {"total_cents", line.total_cents()}};
}

Status show(const Program& program, const OrderOptions& options) {
  orders::v1::GetOrderRequest request;
  request.set_cycle(options.cycle);
  request.set_member(options.member);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(order, OrdersClient(session->read()).get(request));
  Json lines = Json::array();
  for (const auto& line : order.lines()) lines.push_back(json_of(line));
  if (program.json) {
    print_object({{"cycle", order.cycle()},
                  {"member", order.member()},
                  {"state", state_name(order.state())},
                  {"lines", lines},
                  {"total_cents", order.total_cents()}},
                 true);
    return Done{};
  }
  print_list(lines, {"code", "name", "quantity", "tolerance", "allotted", "unit", "total_cents"},
             false);
  print(words("state." + state_name(order.state())) + ", " + euros(order.total_cents()) + "\n");
  return Done{};
}
}  // namespace

void add_order_commands(CLI::App& app, Program& program) {
  auto* group = app.add_subcommand("order", words("help.order"));
  group->require_subcommand(1);
  const auto add = [&](const std::string& name, const std::string& description, auto action) {
    auto options = std::make_shared<OrderOptions>();
    auto* command = add_command(*group, program, name, description,
                                [&program, options, action] { return action(program, *options); });
    command->add_option("--cycle", options->cycle, words("option.cycle"))->required();
    command->add_option("--member", options->member, words("option.member"))->required();
    return std::pair(command, options);
  };
  auto [set_command, options] = add("set", words("help.order.set"), &set);
  set_command->add_option("--product", options->product, words("option.product"))->required();
  set_command->add_option("--quantity", options->quantity, words("option.quantity"))->required();
  set_command->add_option("--tolerance", options->tolerance, words("option.tolerance"))
      ->capture_default_str();
  add("confirm", words("help.order.confirm"), [](const Program& p, const OrderOptions& o) {
    return change<orders::v1::ConfirmOrderRequest>(
        p, o, [](OrdersClient& client, const auto& request) { return client.confirm(request); });
  });
  add("cancel", words("help.order.cancel"), [](const Program& p, const OrderOptions& o) {
    return change<orders::v1::CancelOrderRequest>(
        p, o, [](OrdersClient& client, const auto& request) { return client.cancel(request); });
  });
  add("show", words("help.order.show"), &show);
}

}  // namespace halle::cli
