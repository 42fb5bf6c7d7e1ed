// halle shift, halle hours: who comes when, and what the time given comes to.

#include <map>

#include "clients/cli/commands.hpp"
#include "clients/cli/commands/rule_parameters.hpp"
#include "clients/cli/words.hpp"
#include "core/base/text/decimal.hpp"
#include "core/sdk/time.hpp"
#include "halle/shifts/v1/shifts.halle.hpp"

namespace halle::cli {
namespace {
namespace sv = shifts::v1;

struct ShiftOptions {
  std::string from;
  std::string until;
  std::string shift;
  std::string member;
  std::string presence = "present";
  int seat = 0;
};

/// `TEMPLATE/DAY`, as `shift list` says it.
sv::ShiftKey key_of(const std::string& text) {
  const auto slash = text.find('/');
  sv::ShiftKey key;
  key.set_template_(text.substr(0, slash));
  if (slash != std::string::npos) key.set_day(text.substr(slash + 1));
  return key;
}

Json json_of(const sv::Shift& shift) {
  Json seats = Json::array();
  Json members = Json::array();
  int free = 0;
  for (const auto& seat : shift.seats()) {
    if (seat.free()) ++free;
    if (!seat.holder().empty()) members.push_back(seat.holder());
    seats.push_back({{"number", seat.number()},
                     {"important", seat.important()},
                     {"member", seat.free() ? Json() : Json(seat.holder())},
                     {"fixed", seat.fixed()}});
  }
  return {{"id", shift.key().template_() + "/" + shift.key().day()},
          {"title", shift.title()},
          {"place", shift.place()},
          {"starts", shift.local_start()},
          {"ends", shift.local_end()},
          {"minutes", shift.minutes()},
          {"state", shift.state() == sv::SHIFT_STATE_CANCELLED ? "cancelled" : "planned"},
          {"free", free},
          {"members", members},
          {"marked", shift.marked()},
          {"seats", seats}};
}

Status list(const Program& program, const ShiftOptions& options) {
  sv::ListShiftsRequest request;
  request.set_from(options.from);
  request.set_until(options.until);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, sv::PlanningClient(session->read()).list_shifts(request));
  Json all = Json::array();
  for (const auto& shift : reply.shifts()) all.push_back(json_of(shift));
  print_list(all, {"id", "title", "starts", "ends", "free", "members"}, program.json);
  return Done{};
}

Status book(const Program& program, const ShiftOptions& options) {
  sv::BookRequest request;
  *request.mutable_key() = key_of(options.shift);
  request.set_member(options.member);
  request.set_seat(options.seat);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, sv::BookingsClient(session->write()).book(request));
  print_object({{"shift", options.shift}, {"member", options.member}, {"seat", reply.seat()}},
               program.json);
  return Done{};
}

Status cancel(const Program& program, const ShiftOptions& options) {
  sv::CancelRequest request;
  *request.mutable_key() = key_of(options.shift);
  request.set_member(options.member);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, sv::BookingsClient(session->write()).cancel(request));
  print_object({{"shift", options.shift}, {"member", options.member}, {"late", reply.late()}},
               program.json);
  return Done{};
}

Status attend(const Program& program, const ShiftOptions& options) {
  sv::MarkRequest request;
  *request.mutable_key() = key_of(options.shift);
  auto& mark = *request.add_marks();
  mark.set_member(options.member);
  mark.set_presence(options.presence == "present"   ? sv::PRESENCE_PRESENT
                    : options.presence == "absent"  ? sv::PRESENCE_ABSENT
                    : options.presence == "excused" ? sv::PRESENCE_EXCUSED
                                                    : sv::PRESENCE_UNSPECIFIED);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, sv::AttendancesClient(session->write()).mark(request));
  int minutes = 0;
  for (const auto& row : reply.rows())
    if (row.member() == options.member) minutes = row.minutes();
  print_object({{"shift", options.shift},
                {"member", options.member},
                {"presence", options.presence},
                {"minutes", minutes}},
               program.json);
  return Done{};
}

/// The words of an entry's rule, with what stands in them.
std::string rule_words(const sv::Entry& entry) {
  std::string text = words(entry.rule());
  for (const auto& part : entry.parameters())
    if (const auto at = text.find("{" + part.name() + "}"); at != std::string::npos)
      text.replace(at, part.name().size() + 2, part.value());
  if (!entry.person().empty()) text += " (n° " + entry.person() + ")";
  return entry.cause_kind() == "reversal" ? words("hours.reversal") + colon() + text : text;
}

Json json_of(const sv::Entry& entry) {
  return {{"id", entry.id()},
          {"at", format_instant(sdk::instant_of(entry.at()))},
          {"minutes", entry.minutes()},
          {"rule", entry.rule()},
          {"pack", entry.pack()},
          {"pack_version", entry.pack_version()},
          {"cause_kind", entry.cause_kind()},
          {"cause", entry.cause()},
          {"person", entry.person()},
          {"recorded_at", format_instant(sdk::instant_of(entry.recorded_at()))},
          {"balance_minutes", entry.balance_minutes()}};
}

const char* duty_name(sv::DutyState state) {
  switch (state) {
    case sv::DUTY_STATE_LATE:
      return "late";
    case sv::DUTY_STATE_ALERT:
      return "alert";
    case sv::DUTY_STATE_UNSUBSCRIBED:
      return "unsubscribed";
    default:
      return "on_track";
  }
}

Status show(const Program& program, const std::string& number, const std::string& as_of) {
  sv::GetStatementRequest request;
  request.set_member(number);
  request.set_as_of(as_of);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(statement, sv::HoursClient(session->read()).get_statement(request));
  Json entries = Json::array();
  for (const auto& entry : statement.entries()) entries.push_back(json_of(entry));
  Json out{{"member", statement.member()},
           {"day", statement.day()},
           {"balance_minutes", statement.balance_minutes()},
           {"duty", duty_name(statement.state())},
           {"owed_minutes", statement.owed_minutes()},
           {"done_minutes", statement.done_minutes()},
           {"booked_minutes", statement.booked_minutes()},
           {"missing_minutes", statement.missing_minutes()}};
  if (statement.household_size() > 0)
    out["household"] =
        std::vector<std::string>(statement.household().begin(), statement.household().end());
  if (program.json) {
    out["entries"] = entries;
    print_object(out, true);
    return Done{};
  }
  Json lines = Json::array();
  for (const auto& entry : statement.entries())
    lines.push_back({{"at", local_time(sdk::instant_of(entry.at())).substr(0, 10)},
                     {"minutes", entry.minutes()},
                     {"balance_minutes", entry.balance_minutes()},
                     {"what", rule_words(entry)}});
  print_list(lines, {"at", "minutes", "balance_minutes", "what"}, false);
  print_object(out, false);
  return Done{};
}
struct Trial {
  std::string pack;
  std::string from;
  std::optional<int> due;
  std::optional<int> cap;
  std::vector<std::string> set;  // name=value
};

/// `name=value` of --set.
Result<std::map<std::string, int>> read_set(const std::vector<std::string>& set) {
  std::map<std::string, int> given;
  for (const auto& one : set) {
    const auto at = one.find('=');
    const auto value =
        at == std::string::npos ? std::nullopt : parse_decimal(one.substr(at + 1), 0);
    if (!value) return bad_field("--set", "halle.bad_parameter", one);
    given[one.substr(0, at)] = static_cast<int>(*value);
  }
  return given;
}

/// The rule to try; what is not said is as in the shops that the pack comes from.
Result<sv::SimulateRequest> request_of(const Trial& trial) {
  HALLE_TRY(given, read_set(trial.set));
  sv::SimulateRequest request;
  request.set_from(trial.from);
  // --due and --cap are short for parameters that not every pack has.
  const std::map<std::string, std::pair<const char*, std::optional<int>>> options{
      {"due_minutes", {"--due", trial.due}},
      {"surplus_cap_minutes", {"--cap", trial.cap}},
      {"kept_minutes", {"--cap", trial.cap}}};
  const auto& pack = *shifts::find_pack(trial.pack);
  auto values = shifts::usual_values(pack);
  for (const auto& parameter : pack.parameters) {
    if (const auto set = given.extract(parameter.name))
      values.set(parameter, parameter.kind == shifts::Parameter::Kind::yes_or_no ? set.mapped() != 0
                                                                                 : set.mapped());
    const auto option = options.find(parameter.name);
    if (option != options.end() && option->second.second)
      values.set(parameter, *option->second.second);
    if (!values.find(parameter) && parameter.kind == shifts::Parameter::Kind::number)
      return bad_field(option == options.end() ? "--set" : option->second.first,
                       "halle.bad_parameter");
  }
  set_parameters(pack, values, request);
  request.set_per_household(given["per_household"] != 0);
  given.erase("per_household");
  if (!given.empty()) return bad_field("--set", "halle.bad_parameter", given.begin()->first);
  return request;
}

std::vector<std::string> pack_names() {
  std::vector<std::string> names;
  for (const auto* pack : shifts::packs()) names.emplace_back(pack->name);
  return names;
}

Status simulate(const Program& program, const Trial& trial) {
  HALLE_TRY(request, request_of(trial));
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, sv::HoursClient(session->read()).simulate(request));
  Json rows = Json::array();
  for (const auto& row : reply.rows())
    rows.push_back({{"member", row.member()},
                    {"balance_minutes", row.balance_minutes()},
                    {"simulated_minutes", row.simulated_minutes()},
                    {"first_late_on", row.first_late_on()}});
  Json out{{"pack", trial.pack},
           {"from", trial.from},
           {"late", reply.late()},
           {"simulated_late", reply.simulated_late()}};
  if (program.json) {
    out["members"] = rows;
  } else {
    print_list(rows, {"member", "balance_minutes", "simulated_minutes", "first_late_on"}, false);
  }
  print_object(out, program.json);
  return Done{};
}
}  // namespace

void add_shift_commands(CLI::App& app, Program& program) {
  auto* group = app.add_subcommand("shift", words("help.shift"));
  group->require_subcommand(1);
  const auto add = [&](const std::string& name, auto action) {
    auto options = std::make_shared<ShiftOptions>();
    auto* command = add_command(*group, program, name, words("help.shift." + name),
                                [&program, options, action] { return action(program, *options); });
    return std::pair(command, options);
  };
  const auto add_for_member = [&](const std::string& name, auto action) {
    auto [command, options] = add(name, action);
    command->add_option("ID", options->shift, words("option.shift"))->required();
    command->add_option("--member", options->member, words("option.member"))->required();
    return std::pair(command, options);
  };
  auto [list_command, days] = add("list", &list);
  list_command->add_option("--from", days->from, words("option.from"));
  list_command->add_option("--until", days->until, words("option.until"));
  auto [book_command, seat] = add_for_member("book", &book);
  book_command->add_option("--seat", seat->seat, words("option.seat"));
  add_for_member("cancel", &cancel);
  auto [attend_command, presence] = add_for_member("attend", &attend);
  attend_command->add_option("--presence", presence->presence, words("option.presence"))
      ->check(CLI::IsMember({"present", "absent", "excused", "unknown"}))
      ->capture_default_str();

  auto* hours = app.add_subcommand("hours", words("help.hours"));
  hours->require_subcommand(1);
  auto number = std::make_shared<std::string>();
  auto as_of = std::make_shared<std::string>();
  auto* command = add_command(*hours, program, "show", words("help.hours.show"),
                              [&program, number, as_of] { return show(program, *number, *as_of); });
  command->add_option("NUMBER", *number, words("option.member"))->required();
  command->add_option("--as-of", *as_of, words("option.as_of"));

  auto* rules = app.add_subcommand("rules", words("help.rules"));
  rules->require_subcommand(1);
  auto trial = std::make_shared<Trial>();
  auto* tries = add_command(*rules, program, "simulate", words("help.rules.simulate"),
                            [&program, trial] { return simulate(program, *trial); });
  tries->add_option("PACK", trial->pack, words("option.pack"))
      ->required()
      ->check(CLI::IsMember(pack_names()));
  tries->add_option("--from", trial->from, words("option.month"))->required();
  tries->add_option("--due", trial->due, words("option.due"));
  tries->add_option("--cap", trial->cap, words("option.cap"));
  tries->add_option("--set", trial->set, words("option.set"));
}

}  // namespace halle::cli
