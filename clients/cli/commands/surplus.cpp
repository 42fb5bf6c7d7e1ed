// halle surplus: surplus, and disco soupes made of it.

#include <algorithm>
#include <array>

#include "clients/cli/commands.hpp"
#include "clients/cli/units.hpp"
#include "clients/cli/words.hpp"
#include "halle/disco_soupe/v1/disco_soupe.halle.hpp"

namespace halle::cli {
namespace {
namespace dv = disco_soupe::v1;

struct SurplusOptions {
  std::string product;
  std::string kilograms;
  std::string until;
  std::string id;  // of a lot or a disco soupe
  std::string reason;
  int days = 0;
  int members = 0;
  std::string starts;  // of a proposal, as `propose` prints it; the first one if empty
  std::string place;   // its name
  std::array<std::string, 3> became;
};

Json kg(std::int64_t grams) {
  return quantity_json(grams);
}

const char* state_name(dv::DraftState state) {
  constexpr std::array names{"proposed", "draft", "ready", "undone", "recorded"};
  return names.at(static_cast<std::size_t>(state));
}

const char* state_name(dv::PartState state) {
  constexpr std::array names{"",       "waiting", "asked",   "done",
                             "failed", "skipped", "freeing", "freed"};
  return names.at(static_cast<std::size_t>(state));
}

Json json_of(const dv::Draft& draft) {
  std::string uses;
  for (const auto& use : draft.uses())
    uses += (uses.empty() ? "" : ", ") + use.product() + " " + kg(use.grams()).dump();
  return {{"id", draft.id()},
          {"starts", draft.local_start()},
          {"ends", draft.local_end()},
          {"place", draft.place_name()},
          {"state", state_name(draft.state())},
          {"kg", kg(draft.grams())},
          {"persons", draft.persons()},
          {"helpers", draft.helpers()},
          {"uses", uses}};
}

/// The draft with its parts, and last its id.
void print_draft(const dv::Draft& draft, bool json) {
  Json object = json_of(draft);
  for (const auto& part : draft.parts()) {
    const char* key = part.kind() == dv::PART_KIND_SESSION ? "session"
                      : part.kind() == dv::PART_KIND_PLACE ? "room"
                                                           : "seats";
    const std::string state = state_name(part.state());
    object[key] = json ? state : words("part." + state);
    if (!part.reason().empty()) object[std::string(key) + "_reason"] = words(part.reason());
  }
  if (json) return print_object(object, true);
  object.erase("id");
  print_object(object, false);
  print(draft.id() + "\n");
}

Status add(const Program& program, const SurplusOptions& options) {
  HALLE_TRY(grams, read_quantity("--kg", options.kilograms));
  dv::TellRequest request;
  request.set_product(options.product);
  request.set_grams(grams);
  request.set_last_day(options.until);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(lot, dv::SurplusClient(session->write()).tell(request));
  if (program.json)
    print_object({{"id", lot.id()}, {"product", lot.product()}, {"kg", kg(lot.grams())}}, true);
  else
    print(lot.product() + "\n" + lot.id() + "\n");
  return Done{};
}

Status list(const Program& program, const SurplusOptions& /*options*/) {
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(lots, dv::SurplusClient(session->read()).list({}));
  Json all = Json::array();
  for (const auto& lot : lots.lots())
    all.push_back({{"id", lot.id()},
                   {"product", lot.product()},
                   {"kg", kg(lot.grams())},
                   {"used", kg(lot.used_grams())},
                   {"until", lot.last_day()},
                   {"grower", lot.grower()}});
  print_list(all, {"id", "product", "kg", "used", "until", "grower"}, program.json);
  return Done{};
}

Status withdraw(const Program& program, const SurplusOptions& options) {
  dv::WithdrawRequest request;
  request.set_lot(options.id);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(withdrawn, dv::SurplusClient(session->write()).withdraw(request));
  return Done{};
}

Result<dv::ProposeReply> proposals(Session& session, const SurplusOptions& options) {
  dv::ProposeRequest request;
  request.set_days(options.days);
  request.set_free_members(options.members);
  return dv::DraftsClient(session.read()).propose(request);
}

Status propose(const Program& program, const SurplusOptions& options) {
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, proposals(*session, options));
  Json all = Json::array();
  for (const auto& draft : reply.drafts()) {
    Json one = json_of(draft);
    one.erase("id");
    one.erase("state");
    one["members"] = draft.free_members();
    all.push_back(one);
  }
  print_list(all, {"starts", "ends", "place", "kg", "persons", "helpers", "members", "uses"},
             program.json);
  if (!program.json)
    for (const auto& reason : reply.missing()) print(words(reason) + "\n");
  return Done{};
}

/// An error if a part was refused: exit status 0 says that all was done or may still be answered.
Status check_parts(const dv::Draft& draft) {
  for (const auto& part : draft.parts())
    if (part.state() == dv::PART_STATE_FAILED)
      return Error{Code::failed_precondition, "surplus.part_failed"};
  return Done{};
}

/// Proposals change with each lot that is told: one is named by what was read of it, not by where
/// it stood.
Status make(const Program& program, const SurplusOptions& options) {
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, proposals(*session, options));
  const auto found =
      std::find_if(reply.drafts().begin(), reply.drafts().end(), [&](const auto& one) {
        return (options.starts.empty() || one.local_start() == options.starts) &&
               (options.place.empty() || one.place_name() == options.place);
      });
  if (found == reply.drafts().end())
    return bad_field("--starts", "surplus.no_such_proposal", options.starts);
  const auto& proposed = *found;
  dv::MakeRequest request;
  request.set_place(proposed.place());
  *request.mutable_starts() = proposed.starts();
  *request.mutable_uses() = proposed.uses();
  request.set_helpers(proposed.helpers());
  *request.mutable_ends() = proposed.ends();
  *request.mutable_beside() = proposed.beside();
  HALLE_TRY(draft, dv::DraftsClient(session->write()).make(request));
  print_draft(draft, program.json);
  return check_parts(draft);
}

Status drafts(const Program& program, const SurplusOptions& /*options*/) {
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, dv::DraftsClient(session->read()).list({}));
  Json all = Json::array();
  for (const auto& draft : reply.drafts()) all.push_back(json_of(draft));
  print_list(all, {"id", "starts", "ends", "place", "state", "kg", "persons", "helpers"},
             program.json);
  return Done{};
}

Status show(const Program& program, const SurplusOptions& options) {
  dv::GetDraftRequest request;
  request.set_draft(options.id);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(draft, dv::DraftsClient(session->read()).get(request));
  print_draft(draft, program.json);
  return Done{};
}

Status retry(const Program& program, const SurplusOptions& options) {
  dv::TryAgainRequest request;
  request.set_draft(options.id);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(draft, dv::DraftsClient(session->write()).try_again(request));
  print_draft(draft, program.json);
  return check_parts(draft);
}

Status undo(const Program& program, const SurplusOptions& options) {
  dv::UndoRequest request;
  request.set_draft(options.id);
  request.set_reason(options.reason);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(draft, dv::DraftsClient(session->write()).undo(request));
  print_draft(draft, program.json);
  return Done{};
}

Status record(const Program& program, const SurplusOptions& options) {
  HALLE_TRY(cooked, read_quantity("--cooked", options.became[0]));
  HALLE_TRY(given, read_quantity("--given", options.became[1]));
  HALLE_TRY(composted, read_quantity("--composted", options.became[2]));
  dv::RecordRequest request;
  request.set_draft(options.id);
  request.mutable_outcome()->set_cooked_grams(cooked);
  request.mutable_outcome()->set_given_grams(given);
  request.mutable_outcome()->set_composted_grams(composted);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(draft, dv::DraftsClient(session->write()).record(request));
  print_draft(draft, program.json);
  return Done{};
}
}  // namespace

void add_surplus_commands(CLI::App& app, Program& program) {
  auto* group = app.add_subcommand("surplus", words("help.surplus"));
  group->require_subcommand(1);
  const auto add_one = [&](const std::string& name, auto action) {
    auto options = std::make_shared<SurplusOptions>();
    auto* command = add_command(*group, program, name, words("help.surplus." + name),
                                [&program, options, action] { return action(program, *options); });
    return std::pair(command, options);
  };
  auto [add_it, lot] = add_one("add", &add);
  add_it->add_option("PRODUCT", lot->product, words("option.surplus_product"))->required();
  add_it->add_option("--kg", lot->kilograms, words("option.surplus_kg"))->required();
  add_it->add_option("--until", lot->until, words("option.surplus_until"))->required();
  add_one("list", &list);
  auto [withdraw_it, withdrawn] = add_one("withdraw", &withdraw);
  withdraw_it->add_option("LOT", withdrawn->id, words("option.lot"))->required();
  const auto add_proposing = [](CLI::App* command, SurplusOptions& options) {
    command->add_option("--days", options.days, words("option.surplus_days"));
    command->add_option("--members", options.members, words("option.surplus_members"));
  };
  auto [propose_it, looked] = add_one("propose", &propose);
  add_proposing(propose_it, *looked);
  auto [make_it, made] = add_one("make", &make);
  make_it->add_option("--starts", made->starts, words("option.proposal"));
  make_it->add_option("--place", made->place, words("option.proposal_place"));
  add_proposing(make_it, *made);
  add_one("drafts", &drafts);
  for (const auto& [name, action] :
       {std::pair{"show", &show}, std::pair{"retry", &retry}, std::pair{"undo", &undo}}) {
    auto [command, one] = add_one(name, action);
    command->add_option("DRAFT", one->id, words("option.draft"))->required();
    if (action == &undo) command->add_option("--reason", one->reason, words("option.why"));
  }
  auto [record_it, became] = add_one("record", &record);
  record_it->add_option("DRAFT", became->id, words("option.draft"))->required();
  record_it->add_option("--cooked", became->became[0], words("option.cooked"))->default_str("0");
  record_it->add_option("--given", became->became[1], words("option.given"))->default_str("0");
  record_it->add_option("--composted", became->became[2], words("option.composted"))
      ->default_str("0");
  for (auto& text : became->became) text = "0";
}

}  // namespace halle::cli
