#include "clients/cli/demo/demo_members.hpp"

#include <array>
#include <map>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time/clock.hpp"
#include "core/sheets/messages.hpp"
#include "halle/membership/v1/membership.halle.hpp"

namespace halle::embedded {
const std::map<std::string, std::string_view>& demo_files();
}

namespace halle::cli {
namespace {
namespace mv = membership::v1;
using std::chrono::days;

constexpr days forgotten{45};  // longest delay of a renewal
constexpr int last_at_till = 30;
constexpr int first_renewed = 61;  // the others' accounts show orders only

std::string day_text(std::chrono::sys_days day) {
  return format_instant(Instant{day}).substr(0, 10);
}

/// The last day of the membership of a member who joined on DD/MM/YYYY.
std::chrono::sys_days member_until(const std::string& joined, std::chrono::sys_days today) {
  const auto day = static_cast<unsigned>(std::stoi(joined.substr(0, 2)));
  const auto month = static_cast<unsigned>(std::stoi(joined.substr(3, 2)));
  const auto last_of = [&](std::chrono::year year) {
    return std::chrono::sys_days(year / std::chrono::month(month) / 1) + days(day) - days(2);
  };
  auto year = std::chrono::year(std::stoi(joined.substr(6))) + std::chrono::years(1);
  while (last_of(year) < today - forgotten) ++year;
  return last_of(year);
}

Status import(sdk::Caller& caller, std::chrono::sys_days today) {
  HALLE_TRY(sheet, sheets::read_csv(embedded::demo_files().at("demo/members.csv")));
  sheet.header.push_back("Adhésion jusqu'au");
  for (auto& row : sheet.rows) row.cells.push_back(day_text(member_until(row.cells.back(), today)));
  mv::ImportMembersRequest request;
  *request.mutable_sheet() = sheets::message_of(sheet);
  HALLE_TRY(joined, mv::MembersClient(caller).import(request));
  return Done{};
}

Status set_grid(sdk::Caller& caller, std::chrono::sys_days today) {
  mv::SetGridRequest request;
  auto& grid = *request.mutable_grid();
  grid.set_from(day_text(std::chrono::year_month_day(today).year() / 1 / 1));
  grid.set_rule(mv::PERIOD_RULE_ONE_YEAR);
  grid.set_target_cents(2000);
  for (const auto& [name, cents] :
       {std::pair{"Solidaire", 1000}, {"Juste", 2000}, {"Soutien", 3000}}) {
    auto& bracket = *grid.add_brackets();
    bracket.set_name(name);
    bracket.set_cents(cents);
  }
  HALLE_TRY(set, mv::DuesClient(caller).set_grid(request));
  return Done{};
}

/// Five of those who may renew: the first ones fill the pot for one who takes from it, one pays
/// later.
Status renew(sdk::Caller& caller) {
  struct Renewal {
    const char* bracket;
    mv::Means means;
  };
  constexpr std::array<Renewal, 5> renewals{{{"Soutien", mv::MEANS_CHEQUE},
                                             {"Juste", mv::MEANS_CASH},
                                             {"Solidaire", mv::MEANS_CASH},
                                             {"Soutien", mv::MEANS_TRANSFER},
                                             {"Juste", mv::MEANS_UNSPECIFIED}}};
  mv::DuesClient dues(caller);
  HALLE_TRY(all, dues.list({}));
  std::size_t next = 0;
  for (const auto& row : all.rows()) {
    if (next == renewals.size()) break;
    if (row.state() != mv::DUES_STATE_RENEWABLE || std::stoi(row.member()) < first_renewed)
      continue;
    mv::RenewRequest request;
    request.set_member(row.member());
    request.set_bracket(renewals[next].bracket);
    request.set_means(renewals[next].means);
    HALLE_TRY(renewed, dues.renew(request));
    ++next;
  }
  return Done{};
}
/// Many can keep the till, two of them can close the shop.
Status set_skills(sdk::Caller& caller) {
  mv::SkillsClient skills(caller);
  mv::SetSkillRequest request;
  auto& skill = *request.mutable_skill();
  skill.set_name("Caisse");
  skill.set_months(36);
  HALLE_TRY(till, skills.set(request));
  skill.set_name("Fermeture");
  skill.set_months(0);
  skill.add_needs(till.skills(0).id());
  HALLE_TRY(all, skills.set(request));
  mv::GrantSkillRequest grant;
  for (const auto& one : all.skills()) {
    grant.set_skill(one.id());
    for (int number = 1; number <= last_at_till; ++number) {
      grant.set_number(std::to_string(number));
      if (one.name() == "Fermeture" && number != 12 && number != 23) continue;
      HALLE_TRY(granted, skills.grant(grant));
    }
  }
  return Done{};
}

/// Three commissions, one without anybody; the treasurer's mandate ends soon.
Status give_mandates(sdk::Caller& caller, std::chrono::sys_days today) {
  struct Given {
    const char* title;
    const char* member;
    const char* deputy;
    int from;  // days from today
    int until;
    const char* role;
  };
  struct Looked {
    const char* name;
    const char* about;
    std::vector<Given> mandates;
  };
  const std::vector<Looked> all{
      {"Achats",
       "Choisit les produits avec les membres et parle avec les producteurs.",
       {{"Fruits et légumes", "23", "31", -200, 165, ""}}},
      {"Comptes",
       "Tient la caisse et les comptes, prépare l’assemblée.",
       {{"Trésorerie", "31", "44", -345, 20, "treasurer"}}},
      {"Ateliers", "Ateliers cuisine et disco soupes.", {}}};
  mv::MandatesClient mandates(caller);
  for (const auto& looked : all) {
    mv::SetCommissionRequest commission;
    commission.mutable_commission()->set_name(looked.name);
    commission.mutable_commission()->set_about(looked.about);
    HALLE_TRY(known, mandates.set_commission(commission));
    mv::SetMandateRequest request;
    auto& mandate = *request.mutable_mandate();
    for (const auto& one : known.commissions())
      if (one.name() == looked.name) mandate.set_commission(one.id());
    for (const auto& given : looked.mandates) {
      mandate.set_title(given.title);
      mandate.set_member(given.member);
      mandate.set_deputy(given.deputy);
      mandate.set_from(day_text(today + days(given.from)));
      mandate.set_until(day_text(today + days(given.until)));
      mandate.set_role(given.role);
      mandate.set_decided("Assemblée générale");
      HALLE_TRY(set, mandates.set(request));
    }
  }
  return Done{};
}

/// Two members share a membership, and an applicant asks on line to join.
Status share_and_apply(sdk::Caller& caller) {
  mv::MembersClient members(caller);
  mv::SetHouseholdRequest household;
  household.set_number("71");
  household.set_main("48");
  HALLE_TRY(shared, members.set_household(household));
  mv::SetSettingsRequest settings;
  settings.mutable_settings()->set_applications(true);
  HALLE_TRY(set, members.set_settings(settings));
  mv::ApplyRequest apply;
  auto& person = *apply.mutable_person();
  person.set_first_name("Lucie");
  person.set_name("Morel");
  person.set_email("lucie.morel@example.org");
  person.set_telephone("06 39 98 44 10");
  person.set_town("Olivet");
  apply.set_bracket("Juste");
  apply.set_message("Je viens de la part de Marie. Je peux aider le samedi matin.");
  HALLE_TRY(applied, mv::ApplicationsClient(caller).apply(apply));
  return Done{};
}
}  // namespace

Status load_demo_members(sdk::Caller& caller, std::chrono::sys_days today) {
  HALLE_CHECK(import(caller, today));
  HALLE_CHECK(set_grid(caller, today));
  HALLE_CHECK(set_skills(caller));
  HALLE_CHECK(give_mandates(caller, today));
  HALLE_CHECK(share_and_apply(caller));
  return renew(caller);
}

std::string demo_password() {
  constexpr const char* vegetables[] = {"carotte", "poireau", "navet",   "courge",
                                        "panais",  "radis",   "epinard", "oignon"};
  const std::string random = random_hex(8);
  std::string password;
  for (std::size_t i = 0; i < 3; ++i)
    password += std::string(vegetables[std::stoul(random.substr(i, 1), nullptr, 16) % 8]) + "-";
  return password + random.substr(3, 6);
}

}  // namespace halle::cli
