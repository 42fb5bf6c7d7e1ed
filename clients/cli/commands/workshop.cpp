// halle workshop: sessions, registrations and the waiting list.

#include "clients/cli/commands.hpp"
#include "clients/cli/words.hpp"
#include "core/base/text/text.hpp"
#include "core/base/time/day.hpp"
#include "core/sdk/time.hpp"
#include "halle/workshops/v1/workshops.halle.hpp"

namespace halle::cli {
namespace {
namespace wv = workshops::v1;

constexpr int days_shown = 400;

struct WorkshopOptions {
  std::string title;
  std::string starts;
  std::string ends;
  std::string place;
  int capacity = 0;
  std::int64_t price_cents = 0;
  bool for_anybody = false;
  std::string zone;
  int helpers = 0;
  std::string from;
  std::string until;
  std::string session;
  std::string member;
  int persons = 1;
  int priority = 0;
  bool reduced = false;
  std::optional<std::int64_t> contribution_cents;
};

const char* state_name(wv::SessionState state) {
  switch (state) {
    case wv::SESSION_STATE_DRAFT:
      return "draft";
    case wv::SESSION_STATE_CANCELLED:
      return "cancelled";
    default:
      return "published";
  }
}

const char* state_name(wv::RegistrationState state) {
  switch (state) {
    case wv::REGISTRATION_STATE_REGISTERED:
      return "registered";
    case wv::REGISTRATION_STATE_WAITING:
      return "waiting";
    case wv::REGISTRATION_STATE_OFFERED:
      return "offered";
    case wv::REGISTRATION_STATE_UNCONFIRMED:
      return "unconfirmed";
    default:
      return "cancelled";
  }
}

Json json_of(const wv::Session& session) {
  const auto& details = session.details();
  return {{"id", session.id()},
          {"title", session.title()},
          {"starts", details.starts()},
          {"ends", details.ends()},
          {"place", details.place()},
          {"zone", details.zone()},
          {"helpers", details.helpers().count()},
          {"state", state_name(session.state())},
          {"capacity", details.capacity()},
          {"taken", session.taken()},
          {"waiting", session.waiting()},
          {"price_cents", details.price().cents()}};
}

Json json_of(const wv::Registration& registration) {
  const auto instant = [](const google::protobuf::Timestamp& at) {
    return format_instant(sdk::instant_of(at)).substr(0, 19) + "Z";
  };
  return {{"id", registration.id()},
          {"session", registration.session()},
          {"member", registration.member()},
          {"name", registration.visitor().name()},
          {"persons", registration.persons()},
          {"state", state_name(registration.state())},
          {"price_cents", registration.price_cents()},
          {"until", registration.has_until() ? Json(instant(registration.until())) : Json()},
          {"present", registration.presence() == wv::PRESENCE_UNSPECIFIED
                          ? Json()
                          : Json(registration.presence() == wv::PRESENCE_PRESENT)}};
}

/// The id of the workshop of that title; it is added if there is none.
Result<std::string> workshop_of(Session& session, const std::string& title) {
  HALLE_TRY(all, wv::WorkshopsClient(session.read()).list({}));
  for (const auto& one : all.workshops())
    if (fold(one.title()) == fold(title)) return one.id();
  wv::SetWorkshopRequest request;
  request.mutable_workshop()->set_title(title);
  HALLE_TRY(added, wv::WorkshopsClient(session.write()).set(request));
  return added.id();
}

Status create(const Program& program, const WorkshopOptions& options) {
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(workshop, workshop_of(*session, options.title));
  wv::AddSessionRequest request;
  auto& details = *request.mutable_details();
  details.set_workshop(workshop);
  details.set_starts(options.starts);
  details.set_ends(options.ends);
  details.set_place(options.place);
  details.set_capacity(options.capacity);
  if (options.price_cents != 0) {
    details.mutable_price()->set_kind(wv::PRICE_KIND_FIXED);
    details.mutable_price()->set_cents(options.price_cents);
  }
  if (options.for_anybody) details.set_audience(wv::AUDIENCE_ANYBODY);
  details.set_zone(options.zone);
  if (options.helpers != 0) details.mutable_helpers()->set_count(options.helpers);
  request.set_publish(true);
  HALLE_TRY(added, wv::SessionsClient(session->write()).add(request));
  if (program.json)
    print_object(json_of(added), true);
  else
    print(added.title() + ", " + added.details().starts() + "\n" + added.id() + "\n");
  return Done{};
}

Status list(const Program& program, const WorkshopOptions& /*options*/) {
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, wv::WorkshopsClient(session->read()).list({}));
  Json all = Json::array();
  for (const auto& one : reply.workshops())
    all.push_back({{"id", one.id()}, {"title", one.title()}, {"theme", one.theme()}});
  print_list(all, {"id", "title", "theme"}, program.json);
  return Done{};
}

/// Until when sessions are listed: as many days after the first as may be asked for.
std::string last_day(const std::string& from) {
  const auto first = read_day(from).value_or(
      std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  return day_text(first + std::chrono::days(days_shown - 1));
}

Status sessions(const Program& program, const WorkshopOptions& options) {
  wv::ListSessionsRequest request;
  request.set_from(options.from);
  request.set_until(options.until.empty() ? last_day(options.from) : options.until);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, wv::SessionsClient(session->read()).list(request));
  Json all = Json::array();
  for (const auto& one : reply.sessions()) all.push_back(json_of(one));
  print_list(all, {"id", "title", "starts", "state", "capacity", "taken", "waiting"}, program.json);
  return Done{};
}

Result<Json> registrations_of(Session& session, const std::string& id, bool waiting_only) {
  wv::ListRegistrationsRequest request;
  request.set_session(id);
  HALLE_TRY(reply, wv::RegistrationsClient(session.read()).list(request));
  Json all = Json::array();
  for (const auto& one : reply.registrations())
    if (!waiting_only || one.state() == wv::REGISTRATION_STATE_WAITING ||
        one.state() == wv::REGISTRATION_STATE_OFFERED)
      all.push_back(json_of(one));
  return all;
}

Status show(const Program& program, const WorkshopOptions& options) {
  wv::GetSessionRequest request;
  request.set_session(options.session);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(shown, wv::SessionsClient(session->read()).get(request));
  HALLE_TRY(registrations, registrations_of(*session, options.session, false));
  Json out = json_of(shown);
  if (program.json) {
    out["registrations"] = registrations;
    print_object(out, true);
    return Done{};
  }
  print_object(out, false);
  print_list(registrations, {"member", "name", "persons", "state", "until", "present"}, false);
  return Done{};
}

Status waiting(const Program& program, const WorkshopOptions& options) {
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(registrations, registrations_of(*session, options.session, true));
  print_list(registrations, {"member", "name", "persons", "state", "until"}, program.json);
  return Done{};
}

Status register_member(const Program& program, const WorkshopOptions& options) {
  wv::RegisterRequest request;
  request.set_session(options.session);
  request.set_member(options.member);
  request.set_persons(options.persons);
  request.set_priority(options.priority);
  request.set_reduced(options.reduced);
  if (options.contribution_cents) request.set_contribution_cents(*options.contribution_cents);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(made, wv::RegistrationsClient(session->write()).register_(request));
  print_object(json_of(made), program.json);
  return Done{};
}

Status accept(const Program& program, const WorkshopOptions& options) {
  wv::AcceptRequest request;
  request.set_session(options.session);
  request.set_member(options.member);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(accepted, wv::RegistrationsClient(session->write()).accept(request));
  print_object(json_of(accepted), program.json);
  return Done{};
}

Status cancel(const Program& program, const WorkshopOptions& options) {
  wv::CancelRequest request;
  request.set_session(options.session);
  request.set_member(options.member);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(cancelled, wv::RegistrationsClient(session->write()).cancel(request));
  print_object(json_of(cancelled), program.json);
  return Done{};
}

Status attend(const Program& program, const WorkshopOptions& options) {
  wv::MarkRequest request;
  request.set_session(options.session);
  auto& mark = *request.add_marks();
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  mark.set_id(
      make_uuid_v7(std::chrono::duration_cast<std::chrono::milliseconds>(now).count()).text());
  mark.set_member(options.member);
  mark.set_presence(wv::PRESENCE_PRESENT);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, wv::RegistrationsClient(session->write()).mark(request));
  if (const auto& refused = reply.marked(0).refused(); !refused.empty())
    return Error{Code::failed_precondition, refused, {}, {{"member", refused, options.member}}};
  HALLE_TRY(registrations, registrations_of(*session, options.session, false));
  for (const auto& one : registrations)
    if (one.at("member") == options.member) print_object(one, program.json);
  return Done{};
}
}  // namespace

void add_workshop_commands(CLI::App& app, Program& program) {
  auto* group = app.add_subcommand("workshop", words("help.workshop"));
  group->require_subcommand(1);
  const auto add = [&](const std::string& name, auto action) {
    auto options = std::make_shared<WorkshopOptions>();
    auto* command = add_command(*group, program, name, words("help.workshop." + name),
                                [&program, options, action] { return action(program, *options); });
    return std::pair(command, options);
  };
  const auto add_for_session = [&](const std::string& name, auto action) {
    auto [command, options] = add(name, action);
    command->add_option("SESSION", options->session, words("option.session"))->required();
    return std::pair(command, options);
  };
  const auto add_for_member = [&](const std::string& name, auto action) {
    auto [command, options] = add_for_session(name, action);
    command->add_option("--member", options->member, words("option.member"))->required();
    return std::pair(command, options);
  };
  auto [create_command, created] = add("create", &create);
  create_command->add_option("--title", created->title, words("option.workshop_title"))->required();
  create_command->add_option("--starts", created->starts, words("option.time_from"))->required();
  create_command->add_option("--ends", created->ends, words("option.time_until"))->required();
  create_command->add_option("--capacity", created->capacity, words("option.capacity"))->required();
  create_command->add_option("--price", created->price_cents, words("option.price"));
  create_command->add_option("--place", created->place, words("option.place"));
  create_command->add_option("--zone", created->zone, words("option.session_zone"));
  create_command->add_option("--helpers", created->helpers, words("option.helpers"));
  create_command->add_flag("--for-anybody", created->for_anybody, words("option.for_anybody"));
  add("list", &list);
  auto [sessions_command, days] = add("sessions", &sessions);
  sessions_command->add_option("--from", days->from, words("option.from"));
  sessions_command->add_option("--until", days->until, words("option.until"));
  add_for_session("show", &show);
  add_for_session("waiting", &waiting);
  auto [register_command, group_of] = add_for_member("register", &register_member);
  register_command->add_option("--persons", group_of->persons, words("option.persons"))
      ->capture_default_str();
  register_command->add_option("--priority", group_of->priority, words("option.priority"));
  register_command->add_flag("--reduced", group_of->reduced, words("option.reduced"));
  register_command->add_option("--contribution", group_of->contribution_cents,
                               words("option.contribution"));
  add_for_member("accept", &accept);
  add_for_member("cancel", &cancel);
  add_for_member("attend", &attend);
  add_workshop_report(*group, program);
}

}  // namespace halle::cli
