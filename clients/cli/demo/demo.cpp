// The demonstration: La Coopérette with all that it uses, and what it shows of itself and of its
// growers to anybody; a shop of fair trade and a re-use shop that use less of Halle. Made from
// deploy/demo, which this program carries.

#include <map>
#include <tuple>

#include "clients/cli/commands.hpp"
#include "clients/cli/demo/demo_disco_soupe.hpp"
#include "clients/cli/demo/demo_members.hpp"
#include "clients/cli/demo/demo_premises.hpp"
#include "clients/cli/demo/demo_shifts.hpp"
#include "clients/cli/demo/demo_workshops.hpp"
#include "clients/cli/words.hpp"
#include "core/base/ids.hpp"
#include "core/base/text/decimal.hpp"
#include "core/base/text/text.hpp"
#include "core/base/time/day.hpp"
#include "core/sheets/messages.hpp"
#include "halle/catalogue/v1/catalogue.halle.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "halle/member_wishes/v1/member_wishes.halle.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "halle/orders/v1/orders.halle.hpp"

namespace halle::embedded {
const std::map<std::string, std::string_view>& demo_files();
}

namespace halle::cli {
namespace {
Result<sheets::Sheet> demo_sheet(const std::string& name) {
  return sheets::read_csv(embedded::demo_files().at("demo/" + name));
}

template <class Request>
Result<Request> import_request(const std::string& file) {
  HALLE_TRY(sheet, demo_sheet(file));
  Request request;
  *request.mutable_sheet() = sheets::message_of(sheet);
  return request;
}

/// "samedi 5 décembre"
std::string day_name(std::chrono::sys_days day) {
  constexpr const char* months[] = {"janvier",   "février", "mars",     "avril",
                                    "mai",       "juin",    "juillet",  "août",
                                    "septembre", "octobre", "novembre", "décembre"};
  const std::chrono::year_month_day date{day};
  return "samedi " + std::to_string(static_cast<unsigned>(date.day())) + " " +
         months[static_cast<unsigned>(date.month()) - 1];
}

/// A cycle that closes on the evening before `saturday`, with the orders of `orders.csv` that have
/// `number` in their first column.
Result<std::string> week(sdk::Caller& caller, std::chrono::sys_days saturday,
                         const std::string& number) {
  orders::v1::OpenCycleRequest open;
  open.set_name("Panier du " + day_name(saturday));
  open.set_closes(day_text(saturday - std::chrono::days(1)) + "T20:00");
  open.set_pickup(day_text(saturday));
  HALLE_TRY(cycle, orders::v1::CyclesClient(caller).open(open));
  HALLE_TRY(sheet, demo_sheet("orders.csv"));
  std::map<int, orders::v1::SetLinesRequest> by_member;
  std::map<int, bool> confirmed;
  for (const auto& row : sheet.rows) {
    if (row.cells[0] != number) continue;
    const int member = std::stoi(row.cells[1]);
    auto& request = by_member[member];
    request.set_cycle(cycle.id());
    request.set_member(row.cells[1]);
    auto* line = request.add_lines();
    line->set_product(row.cells[2]);
    line->set_quantity(parse_decimal(row.cells[3], 3).value_or(0));
    line->set_tolerance(parse_decimal(row.cells[4], 3).value_or(0));
    confirmed[member] = row.cells[5] == "oui";
  }
  orders::v1::OrdersClient client(caller);
  for (const auto& [member, request] : by_member) {
    HALLE_TRY(set, client.set_lines(request));
    if (!confirmed[member]) continue;
    orders::v1::ConfirmOrderRequest confirm;
    confirm.set_cycle(cycle.id());
    confirm.set_member(request.member());
    HALLE_TRY(done, client.confirm(confirm));
  }
  return cycle.id();
}

type::v1::Place place_of(const std::string& post_code, const std::string& town,
                         const std::string& latitude, const std::string& longitude) {
  type::v1::Place place;
  place.set_post_code(post_code);
  place.set_town(town);
  const auto millionths = [](const std::string& text) {
    return static_cast<std::int32_t>(parse_decimal(text, 6).value_or(0));
  };
  place.mutable_point()->set_latitude(millionths(latitude));
  place.mutable_point()->set_longitude(millionths(longitude));
  return place;
}

/// What anybody may read of the association.
Status show_page(sdk::Caller& caller) {
  hub::v1::SetPageRequest request;
  auto& page = *request.mutable_page();
  page.set_what(
      "La Coopérette est l'épicerie de ses membres : 35 m² de produits bio et locaux, choisis et "
      "tenus "
      "ensemble.\n\nChacun commande pour la semaine et donne un peu de son temps. Il n'y a pas de "
      "patron "
      "et pas d'actionnaire : ce que nous gagnons sert l'association.");
  *page.mutable_place() = place_of("45000", "Orléans", "47.9029", "1.9093");
  page.mutable_place()->set_street("3 rue de la Halle-aux-Herbes");
  for (const auto& [day, opens, closes] :
       {std::tuple<int, const char*, const char*>{3, "17:00", "19:00"}, {6, "10:00", "12:30"}}) {
    auto* time = page.add_opening_times();
    time->set_day(day);
    time->set_opens(opens);
    time->set_closes(closes);
  }
  page.set_opening("Fermé la dernière semaine de décembre.");
  page.set_joining(
      "Passez un samedi matin : un membre vous montre l'épicerie et répond à vos questions.\n\n"
      "L'adhésion est de 10 à 30 € par an, selon vos moyens, et de deux heures de coup de main par "
      "mois.");
  page.set_email("bonjour.cooperette@example.org");
  page.set_published(true);
  HALLE_TRY(set, hub::v1::OrganisationsClient(caller).set_page(request));
  return Done{};
}

/// What anybody may read of some of its growers.
Status show_growers(sdk::Caller& caller) {
  catalogue::v1::ProducersClient client(caller);
  HALLE_TRY(known, client.list({}));
  HALLE_TRY(sheet, demo_sheet("growers.csv"));
  for (const auto& row : sheet.rows) {
    for (const auto& producer : known.producers()) {
      if (producer.name() != row.cells[0]) continue;
      catalogue::v1::SetProducerRequest request;
      auto& out = *request.mutable_producer();
      out.set_id(producer.id());
      out.set_description(row.cells[1]);
      out.set_website(row.cells[2]);
      *out.mutable_place() = place_of(row.cells[3], row.cells[4], row.cells[5], row.cells[6]);
      out.set_published(true);
      HALLE_TRY(set, client.set(request));
    }
  }
  return Done{};
}

/// Wishes of members and what was said of them; a row without a name says more of the wish above.
Status make_wishes(sdk::Caller& caller, std::chrono::sys_days end_of_trial) {
  namespace wv = member_wishes::v1;
  const std::map<std::string, wv::Verdict> verdicts{{"recherche", wv::VERDICT_LOOKING},
                                                    {"essai", wv::VERDICT_TRIED},
                                                    {"pas maintenant", wv::VERDICT_NOT_NOW},
                                                    {"au catalogue", wv::VERDICT_LISTED}};
  HALLE_TRY(sheet, demo_sheet("wishes.csv"));
  std::string wish;
  for (const auto& row : sheet.rows) {
    if (!row.cells[0].empty()) {
      wv::SuggestRequest suggest;
      const auto members = split(row.cells[3], ' ');
      suggest.set_member(members[0]);
      suggest.set_name(row.cells[0]);
      suggest.set_about(row.cells[1]);
      if (!row.cells[2].empty())
        suggest.set_photo(std::string(embedded::demo_files().at("demo/" + row.cells[2])));
      HALLE_TRY(made, wv::WishesClient(caller).suggest(suggest));
      wish = made.id();
      for (std::size_t i = 1; i < members.size(); ++i) {
        wv::JoinRequest join;
        join.set_wish(wish);
        join.set_member(members[i]);
        HALLE_TRY(joined, wv::WishesClient(caller).join(join));
      }
    }
    if (row.cells[4].empty()) continue;
    wv::GiveAnswerRequest answer;
    answer.set_wish(wish);
    answer.set_verdict(verdicts.at(row.cells[4]));
    answer.set_why(row.cells[5]);
    if (answer.verdict() == wv::VERDICT_TRIED) answer.set_until(day_text(end_of_trial));
    HALLE_TRY(given, wv::AnswersClient(caller).give(answer));
  }
  return Done{};
}

/// An account of a member, whose password is printed and kept nowhere.
struct Opened {
  std::string account;
  std::string password;
};

Result<Opened> open_account(sdk::Caller& caller, const std::string& number,
                            const std::string& email) {
  hub::v1::AccountsClient accounts(caller);
  hub::v1::InviteRequest invite;
  invite.set_number(number);
  invite.set_email(email);
  HALLE_TRY(invited, accounts.invite(invite));
  hub::v1::AcceptInvitationRequest accept;
  accept.set_token(invited.token());
  accept.set_password(demo_password());
  HALLE_TRY(opened, accounts.accept_invitation(accept));
  return Opened{invited.account(), accept.password()};
}

Status grant(sdk::Caller& caller, const std::string& account, const std::string& role,
             const std::string& number = "") {
  hub::v1::GrantRoleRequest request;
  request.set_account(account);
  request.set_role(role);
  request.set_subject(number);
  HALLE_TRY(granted, hub::v1::AccountsClient(caller).grant_role(request));
  return Done{};
}

std::string sign_in_text(const std::string& who, const std::string& number,
                         const std::string& password) {
  return "  " + who + colon() + words("demo.number") + " " + number + ", " +
         words("demo.password") + " " + password;
}

struct SignIn {
  const char* number;
  const char* email;
  const char* role;  // beside member; may be empty
  const char* words;
};

/// Accounts of three members. Returns what to print.
Result<std::string> open_accounts(sdk::Caller& caller) {
  std::string printed = words("demo.sign_ins") + "\n";
  for (const auto& [number, email, role, what] :
       {SignIn{"7", "normand.elisa@example.org", "", "demo.member"},
        SignIn{"12", "jerome.lacroix@example.org", "coordinator", "demo.coordinator"},
        SignIn{"1", "c.jacob@example.org", "administrator", "demo.administrator"}}) {
    HALLE_TRY(opened, open_account(caller, number, email));
    if (*role != '\0') HALLE_CHECK(grant(caller, opened.account, role));
    printed += sign_in_text(words(what), number, opened.password) + "\n";
  }
  return printed;
}

/// An association in law and for VAT, from a day on.
Status set_status(sdk::Caller& caller, const std::string& from, const std::string& form,
                  hub::v1::VatRegime vat) {
  hub::v1::SetLegalStatusRequest request;
  request.mutable_status()->set_from(from);
  request.mutable_status()->set_legal_form(form);
  request.mutable_status()->set_vat(vat);
  HALLE_TRY(set, hub::v1::OrganisationsClient(caller).set_legal_status(request));
  return Done{};
}

constexpr const char* of_1901 = "Association loi 1901";

/// Makes an association; commands concern it from now on.
Result<std::unique_ptr<Session>> found_association(Program& program, const std::string& code,
                                                   const std::string& name,
                                                   const std::vector<std::string>& modules) {
  {
    HALLE_TRY(session, Session::open(program.place));
    hub::v1::CreateOrganisationRequest create;
    create.set_code(code);
    create.set_name(name);
    create.mutable_modules()->Assign(modules.begin(), modules.end());
    HALLE_TRY(made, hub::v1::OrganisationsClient(session->write()).create(create));
  }
  program.place.organisation = code;
  return program.for_organisation();
}

Status import_members(sdk::Caller& caller, const std::string& file) {
  HALLE_TRY(members, import_request<membership::v1::ImportMembersRequest>(file));
  HALLE_TRY(joined, membership::v1::MembersClient(caller).import(members));
  return Done{};
}

Status import_products(sdk::Caller& caller, const std::string& file) {
  HALLE_TRY(products, import_request<catalogue::v1::ImportProductsRequest>(file));
  HALLE_TRY(known, catalogue::v1::ProductsClient(caller).import(products));
  return Done{};
}

/// From now on the association's own administrators act for it; the operator may not.
Status send_operator_away(sdk::Caller& caller) {
  HALLE_TRY(away, hub::v1::OrganisationsClient(caller).let_operator({}));
  return Done{};
}

/// La Coopérette, which uses all. Returns the account of its member 15 and what to print.
Result<std::pair<Opened, std::string>> load_cooperette(Program& program,
                                                       std::chrono::sys_days today,
                                                       std::chrono::sys_days saturday) {
  HALLE_TRY(session, found_association(program, "cooperette", "La Coopérette", {}));
  auto& caller = session->write();
  HALLE_CHECK(set_status(caller, "2018-03-01", of_1901, hub::v1::VAT_REGIME_BASE_EXEMPTION));
  HALLE_CHECK(load_demo_members(caller, today));
  HALLE_CHECK(import_products(caller, "products.csv"));
  HALLE_CHECK(show_page(caller));
  HALLE_CHECK(show_growers(caller));
  HALLE_TRY(placed, week(caller, saturday, "1"));
  orders::v1::CloseCycleRequest close;
  close.set_cycle(placed);
  HALLE_TRY(closed, orders::v1::CyclesClient(caller).close(close));
  HALLE_TRY(open, week(caller, saturday + std::chrono::days(7), "2"));
  HALLE_CHECK(make_wishes(caller, saturday + std::chrono::days(42)));
  HALLE_CHECK(load_demo_shifts(caller, today));
  HALLE_TRY(printed, open_accounts(caller));
  HALLE_TRY(shared, open_account(caller, "15", ""));
  return std::pair{shared, printed};
}

/// A shop of fair trade. Its administrator is member 15 of La Coopérette too, with one account.
Result<std::string> load_artisans(Program& program, std::chrono::sys_days saturday,
                                  const Opened& shared) {
  HALLE_TRY(session, found_association(program, "artisans", "Artisans du monde",
                                       {"membership", "catalogue", "orders"}));
  auto& caller = session->write();
  HALLE_CHECK(set_status(caller, "1998-06-15", of_1901, hub::v1::VAT_REGIME_LIABLE));
  HALLE_CHECK(import_members(caller, "artisans_members.csv"));
  HALLE_CHECK(import_products(caller, "artisans_products.csv"));
  orders::v1::OpenCycleRequest open;
  open.set_name("Commande du " + day_name(saturday));
  open.set_closes(day_text(saturday - std::chrono::days(2)) + "T18:00");
  open.set_pickup(day_text(saturday));
  HALLE_TRY(cycle, orders::v1::CyclesClient(caller).open(open));
  HALLE_CHECK(grant(caller, shared.account, "member", "2"));
  HALLE_CHECK(grant(caller, shared.account, "administrator"));
  HALLE_CHECK(send_operator_away(caller));
  return sign_in_text("Artisans du monde", "2", shared.password) + " (" + words("demo.shared") +
         ")\n";
}

/// A re-use shop that only keeps its members.
Result<std::string> load_ressourcerie(Program& program) {
  HALLE_TRY(session, found_association(program, "ressourcerie", "La Ressourcerie", {"membership"}));
  auto& caller = session->write();
  HALLE_CHECK(set_status(caller, "2017-05-06", of_1901, hub::v1::VAT_REGIME_NOT_LIABLE));
  HALLE_CHECK(import_members(caller, "ressourcerie_members.csv"));
  HALLE_TRY(opened, open_account(caller, "3", ""));
  HALLE_CHECK(grant(caller, opened.account, "administrator"));
  HALLE_CHECK(send_operator_away(caller));
  return sign_in_text("La Ressourcerie", "3", opened.password) + "\n";
}

Status load_demo(Program& program) {
  {
    HALLE_TRY(session, Session::open(program.place));
    HALLE_TRY(known, hub::v1::OrganisationsClient(session->read()).list({}));
    if (known.organisations_size() > 0) return Done{};
  }
  const auto today = std::chrono::floor<std::chrono::days>(system_clock()());
  auto saturday = today + std::chrono::days(2);
  while (std::chrono::weekday(saturday) != std::chrono::Saturday) saturday += std::chrono::days(1);
  HALLE_TRY(cooperette, load_cooperette(program, today, saturday));
  HALLE_TRY(artisans, load_artisans(program, saturday + std::chrono::days(14), cooperette.first));
  HALLE_TRY(ressourcerie, load_ressourcerie(program));
  for (const auto load : {&load_demo_premises, &load_demo_workshops, &load_demo_disco_soupe})
    HALLE_CHECK(load(program, "cooperette", today));
  print(cooperette.second + artisans + ressourcerie);
  return Done{};
}
}  // namespace

void add_demo_command(CLI::App& app, Program& program) {
  add_command(app, program, "demo", words("help.demo"), [&program] {
    return load_demo(program);
  })->group("");
}

}  // namespace halle::cli
