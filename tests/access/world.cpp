#include "tests/access/world.hpp"

#include "core/base/text/text.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "halle/hub/v1/partnerships.halle.hpp"
#include "halle/member_wishes/v1/member_wishes.halle.hpp"
#include "halle/premises/v1/premises.halle.hpp"
#include "halle/price_solidarity/v1/price_solidarity.halle.hpp"
#include "halle/shifts/v1/shifts.halle.hpp"
#include "halle/workshops/v1/visitors.halle.hpp"
#include "halle/workshops/v1/workshops.halle.hpp"
#include "plugins/notify_email/domain/unsubscribe.hpp"
#include "tests/support/pictures.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
constexpr const char* password = "carottes et poireaux";

std::string add(Names& names, const std::string& name, std::string value) {
  return names[name] = std::move(value);
}
}  // namespace

/// Shifts on Mondays, the 23rd of November 2026 the first; `member` has a seat on the 7th of
/// December, the one before her on the 14th and would have hers for it.
void World::fill_shifts(sdk::Caller& staff, Names& names) {
  namespace sv = shifts::v1;
  sv::PlanningClient planning(staff);
  sv::SetTemplateRequest monday;
  auto& repeats = *monday.mutable_template_();
  repeats.set_title("Épicerie");
  repeats.set_weekday(1);
  repeats.set_starts("14:00");
  repeats.set_ends("17:00");
  repeats.set_valid_from("2026-11-23");
  for (int number = 1; number <= 4; ++number) repeats.add_seats()->set_number(number);
  repeats.mutable_seats(0)->set_important(true);  // of the 30th everybody is asked
  names["template"] = must(planning.set_template(monday)).template_().id();
  sv::BookRequest book;
  book.mutable_key()->set_template_(names["template"]);
  book.mutable_key()->set_day("2026-12-07");
  book.set_member(names["member"]);
  must(sv::BookingsClient(staff).book(book));
  sv::SeekRequest seek;
  *seek.add_in_return() = book.key();
  book.mutable_key()->set_day("2026-12-14");
  book.set_member(std::to_string(std::stoi(names["member"]) - 1));
  must(sv::BookingsClient(staff).book(book));
  *seek.mutable_key() = book.key();
  seek.set_member(book.member());
  must(sv::BookingsClient(staff).seek(seek));
  must(sv::BookingsClient(staff).ask({}));
  sv::AddClosureRequest closed;
  closed.set_from("2026-12-28");
  closed.set_until("2026-12-28");
  closed.set_reason("Inventaire");
  names["closure"] = must(planning.add_closure(closed)).closures(0).id();
  sv::HoursClient hours(staff);
  sv::DeclareWorkRequest declare;
  declare.set_member(names["member"]);
  declare.set_day("2026-11-23");
  declare.set_minutes(60);
  declare.set_what("Affiches");
  names["work"] = must(hours.declare_work(declare)).id();
  sv::SetLeaveRequest leave;
  leave.mutable_leave()->set_member(names["member"]);
  leave.mutable_leave()->set_from("2027-02-01");
  names["leave"] = must(hours.set_leave(leave)).id();
}

/// A link to choose a password, one that unsubscribes, and a message that waits for approval.
void World::fill_letters(const Uuid& organisation, Names& names) {
  names["password_link"] = random_hex(32);
  installation.sql(
      "INSERT INTO hub.password_link (id, token_hash, asked_org, account_id, login, address, "
      "asked_at, expires_at) VALUES ('" +
      make_uuid_v7(1).text() + "', sha256('" + names["password_link"] + "'), '" +
      organisation.text() + "', '" + names["account"] + "', '', '', now(), '2100-01-01')");
  const notify_email::Unsubscribing what{names["member"], "*"};
  names["unsubscribe"] = notify_email::unsubscribe_key(
      what, installation.secret("notify_email", organisation, notify_email::signed_text(what)));
  names["message"] = make_uuid_v7(1).text();
  installation.sql(
      "INSERT INTO notify_email.message (org_id, id, subject, text, audiences, recipients, state, "
      "written_by, written_at) VALUES ('" +
      organisation.text() + "', '" + names["message"] +
      "', 'Bonjour', 'Bonjour', '{}', 0, 1, 'account:0', now())");
}

/// A zone that the host has asked for on the 10th of December, one that is free, and a calendar.
void World::fill_premises(sdk::Caller& staff, Names& names) {
  namespace pv = premises::v1;
  pv::ZonesClient zones(staff);
  pv::AddZoneRequest zone;
  zone.set_name("Boutique");
  names["zone"] = must(zones.add(zone)).id();
  zone.set_name("Cuisine");
  names["room"] = must(zones.add(zone)).id();
  pv::BookRequest book;
  book.set_zone(names["zone"]);
  book.set_from("2026-12-10T10:00");
  book.set_until("2026-12-10T12:00");
  book.set_title("Inventaire");
  names["booking"] = must(pv::BookingsClient(staff).book(book)).id();
  installation.sql("UPDATE premises.booking SET state = 1, answer_until = starts_at WHERE id = '" +
                   names["booking"] + "'");
  pv::OpenFeedRequest feed;
  feed.set_zone(names["zone"]);
  const auto path = must(pv::FeedsClient(staff).open(feed)).path();
  names["feed_key"] = path.substr(path.rfind('/') + 1);
  names["feed"] = must(pv::FeedsClient(staff).list({})).feeds(0).id();
}

/// Sessions of a workshop: `date` in December with places, `full`, at which `member` is offered
/// one, `tonight`, at which `member` owes for the place `owed` and another member has paid for
/// `overpaid`, which was given back, and a visitor with an unconfirmed registration and a link.
void World::fill_workshops(sdk::Caller& staff, int first, Names& names) {
  namespace wv = workshops::v1;
  wv::SetSettingsRequest settings;
  settings.mutable_settings()->set_offer_minutes(1440);
  settings.mutable_settings()->set_public_page(true);
  must(wv::WorkshopsClient(staff).set_settings(settings));
  wv::SetWorkshopRequest workshop;
  workshop.mutable_workshop()->set_title("Pain");
  names["workshop"] = must(wv::WorkshopsClient(staff).set(workshop)).id();
  const auto add = [&](const std::string& day, int capacity, std::int64_t cents = 0) {
    wv::AddSessionRequest request;
    request.mutable_details()->set_workshop(names["workshop"]);
    request.mutable_details()->set_starts(day + "T20:00");
    request.mutable_details()->set_ends(day + "T22:00");
    request.mutable_details()->set_capacity(capacity);
    request.mutable_details()->set_audience(wv::AUDIENCE_ANYBODY);
    if (cents > 0) {
      request.mutable_details()->mutable_price()->set_kind(wv::PRICE_KIND_FIXED);
      request.mutable_details()->mutable_price()->set_cents(cents);
    }
    request.set_publish(true);
    return must(wv::SessionsClient(staff).add(request)).id();
  };
  names["date"] = add("2026-12-11", 10);
  names["full"] = add("2026-12-12", 1);
  names["tonight"] = add("2026-11-24", 10, 500);
  wv::RegistrationsClient registrations(staff);
  wv::RegisterRequest come;
  come.set_session(names["full"]);
  for (const int number : {first + 4, first + 2}) {
    come.set_member(std::to_string(number));
    must(registrations.register_(come));
  }
  wv::CancelRequest leave;
  leave.set_session(names["full"]);
  leave.set_member(std::to_string(first + 4));
  must(registrations.cancel(leave));
  come.set_session(names["tonight"]);
  names["owed"] = must(registrations.register_(come)).id();
  come.set_member(std::to_string(first + 4));
  names["overpaid"] = must(registrations.register_(come)).id();
  wv::PayRequest pay;
  pay.set_registration(names["overpaid"]);
  pay.set_cents(500);
  pay.set_means(membership::v1::MEANS_CASH);
  must(registrations.pay(pay));
  leave.set_session(names["tonight"]);
  must(registrations.cancel(leave));
  wv::AddVisitorRequest visitor;
  visitor.set_session(names["date"]);
  visitor.mutable_visitor()->set_name("Somebody");
  visitor.mutable_visitor()->set_email("somebody@example.org");
  names["registration"] = must(wv::VisitorsClient(staff).add(visitor)).id();
  installation.sql("UPDATE workshops.session SET taken = 0 WHERE id = '" + names["date"] + "'");
  installation.sql("UPDATE workshops.registration SET state = 5 WHERE id = '" +
                   names["registration"] + "'");
  names["visitor_key"] = random_hex(32);
  installation.sql("UPDATE workshops.visitor v SET key_hash = sha256('" + names["visitor_key"] +
                   "') FROM workshops.registration r WHERE r.visitor_id = v.id AND r.id = '" +
                   names["registration"] + "'");
}

/// Members, products, an open and a closed cycle, a price to choose, links, shifts; numbers from
/// `first`.
Names World::fill(const Uuid& organisation, int first) {
  auto staff = installation.as_operator(organisation);
  Shop shop(staff);
  const std::string prefix = std::to_string(first / 100);
  Names names;
  membership::v1::ImportMembersRequest members;
  members.mutable_sheet()->add_header("number");
  members.mutable_sheet()->add_header("name");
  members.mutable_sheet()->add_header("email");
  for (int number = first + 1; number <= first + 6; ++number) {
    auto* row = members.mutable_sheet()->add_rows();
    row->set_line(number - first + 1);
    row->add_cells(std::to_string(number));
    row->add_cells("Member " + std::to_string(number));
    row->add_cells("member" + std::to_string(number) + "@example.org");
  }
  must(membership::v1::MembersClient(staff).import(members));
  add(names, "gone", std::to_string(first + 6));
  shop.set_standing(names["gone"], membership::v1::STANDING_LEFT);
  membership::v1::DuesClient dues(staff);
  membership::v1::SetGridRequest grid;
  grid.mutable_grid()->set_from("2026-01-01");
  grid.mutable_grid()->set_rule(membership::v1::PERIOD_RULE_ONE_YEAR);
  auto& bracket = *grid.mutable_grid()->add_brackets();
  bracket.set_name("Juste");
  bracket.set_cents(2000);
  must(dues.set_grid(grid));
  membership::v1::RenewRequest renew;
  renew.set_member(std::to_string(first + 4));
  renew.set_bracket("Juste");
  names["period"] = must(dues.renew(renew)).id();
  membership::v1::SetSettingsRequest settings;
  settings.mutable_settings()->set_applications(true);
  must(membership::v1::MembersClient(staff).set_settings(settings));
  membership::v1::ApplicationsClient applications(staff);
  membership::v1::ApplyRequest apply;
  apply.mutable_person()->set_name("Somebody");
  apply.mutable_person()->set_email("somebody@example.org");
  apply.set_bracket("Juste");
  must(applications.apply(apply));
  names["application"] = must(applications.list({})).applications(0).id();
  add(names, "friend", std::to_string(first + 5));
  membership::v1::SkillsClient skills(staff);
  membership::v1::SetSkillRequest skill;
  skill.mutable_skill()->set_name("Caisse " + prefix);
  names["skill"] = must(skills.set(skill)).skills(0).id();
  membership::v1::GrantSkillRequest grant;
  grant.set_number(std::to_string(first + 2));
  grant.set_skill(names["skill"]);
  must(skills.grant(grant));
  membership::v1::MandatesClient mandates(staff);
  membership::v1::SetCommissionRequest commission;
  commission.mutable_commission()->set_name("Comptes " + prefix);
  names["commission"] = must(mandates.set_commission(commission)).commissions(0).id();
  membership::v1::SetMandateRequest mandate;
  auto& one = *mandate.mutable_mandate();
  one.set_commission(names["commission"]);
  one.set_title("Trésorerie");
  one.set_member(std::to_string(first + 2));
  one.set_from("2026-01-01");
  one.set_until("2031-12-31");
  names["mandate"] = must(mandates.set(mandate)).commissions(0).mandates(0).id();
  const std::string product = add(names, "product", "CAROTTE" + prefix);
  const std::string producer = add(names, "producer", "Potager " + prefix);
  shop.import_products("code;nom;producteur;unité;prix ttc;tva\n" + product + ";Carotte;" +
                       producer + ";kg;2,60;5,5\n");
  names["producer_id"] =
      installation.sql("SELECT id FROM catalogue.producer WHERE name = '" + producer + "'").at(0);
  price_solidarity::v1::SetCoefficientsRequest pair;
  pair.mutable_coefficients()->set_more(1100);
  pair.mutable_coefficients()->set_solidarity(800);
  must(price_solidarity::v1::CoefficientsClient(staff).set(pair));
  names["somebody"] = "Member " + prefix;  // each member's name begins like that
  const std::string member = add(names, "member", std::to_string(first + 2));
  price_solidarity::v1::SetChoiceRequest choice;
  choice.set_member(member);
  choice.set_bracket(price_solidarity::v1::BRACKET_MORE);
  must(price_solidarity::v1::ChoicesClient(staff).set(choice));
  member_wishes::v1::SuggestRequest suggest;
  suggest.set_member(member);
  suggest.set_name("Miel " + prefix);
  suggest.set_photo(make_png(8, 6, first / 100));
  const auto wish = must(member_wishes::v1::WishesClient(staff).suggest(suggest));
  names["wish"] = wish.id();
  names["photo"] = wish.photo();
  for (const std::string name : {"closed", "cycle"}) {
    const auto cycle = add(names, name, shop.open_cycle("2026-12-20T20:00"));
    for (int number = first + 1; number <= first + 4; ++number)
      must(shop.set(cycle, std::to_string(number), {{product, 2000}}));
    must(shop.confirm(cycle, member));
    if (name == "closed") must(shop.close(cycle));
  }
  orders::v1::IssueDeliveryLinkRequest link;
  link.set_cycle(names["closed"]);
  link.set_producer(producer);
  names["link"] = must(orders::v1::DeliveriesClient(staff).issue_link(link)).token();
  hub::v1::AccountsClient accounts(staff);
  hub::v1::InviteRequest invite;
  invite.set_number(std::to_string(first + 5));
  names["invitation"] = must(accounts.invite(invite)).token();
  names["session"] = installation.create_account(organisation, "member", member);
  names["account"] =
      installation.sql("SELECT account_id FROM hub.role_grant WHERE subject = '" + member + "'")
          .at(0);
  hub::v1::SetPasswordRequest set;
  set.set_account(names["account"]);
  set.set_password(password);
  must(accounts.set_password(set));
  hub::v1::IssueTokenRequest again;  // a new password ends sessions
  again.set_account(names["account"]);
  names["session"] = must(accounts.issue_token(again)).token();
  fill_shifts(staff, names);
  fill_premises(staff, names);
  fill_workshops(staff, first, names);
  fill_disco_soupe(staff, names);
  auto herself = installation.as(names["session"], organisation);
  const auto path = must(shifts::v1::CalendarsClient(herself).open({})).path();
  names["calendar"] = path.substr(path.rfind('/') + 1);
  const auto dates = must(workshops::v1::CalendarsClient(herself).open({})).path();
  names["dates"] = dates.substr(dates.rfind('/') + 1);
  fill_letters(organisation, names);
  return names;
}

World::World(std::vector<halle_module_entry> modules, const std::string& composition)
    : installation(composition, clock.clock(), 0, std::move(modules)) {
  const Uuid coop = installation.create_organisation("coop");
  const Uuid other = installation.create_organisation("other");
  const Uuid guest = installation.create_organisation("guest");
  const Uuid bare = installation.create_organisation("bare");
  const Uuid shut = installation.create_organisation("shut");
  const auto account = [&](const std::string& subject) {
    return installation
        .sql("SELECT account_id FROM hub.role_grant WHERE subject = '" + subject + "'")
        .at(0);
  };
  // Its token ends before the others' do.
  const std::string short_lived = installation.create_account(coop, "coordinator");
  installation.sql("UPDATE hub.session SET expires_at = created_at + interval '1 hour'");
  clock.advance(std::chrono::hours(2));

  own = fill(coop, 100);
  foreign = fill(other, 200);
  // It shows nothing of itself.
  auto its_staff = installation.as_operator(other);
  must(membership::v1::MembersClient(its_staff).set_settings({}));
  installation.sql(
      "UPDATE workshops.setting SET public_page = false WHERE org_id = (SELECT id FROM "
      "hub.organisation WHERE code = 'other')");
  nobody = {{"cycle", "01999999-0000-7000-8000-000000000001"},
            {"closed", "01999999-0000-7000-8000-000000000002"},
            {"producer_id", "01999999-0000-7000-8000-000000000003"},
            {"account", "01999999-0000-7000-8000-000000000004"},
            {"wish", "01999999-0000-7000-8000-000000000005"},
            {"photo", std::string(own["photo"].size(), '9')},
            {"template", "01999999-0000-7000-8000-000000000006"},
            {"closure", "01999999-0000-7000-8000-000000000007"},
            {"work", "01999999-0000-7000-8000-000000000008"},
            {"leave", "01999999-0000-7000-8000-000000000009"},
            {"skill", "01999999-0000-7000-8000-00000000000a"},
            {"commission", "01999999-0000-7000-8000-00000000000b"},
            {"mandate", "01999999-0000-7000-8000-00000000000c"},
            {"application", "01999999-0000-7000-8000-00000000000d"},
            {"zone", "01999999-0000-7000-8000-00000000000e"},
            {"room", "01999999-0000-7000-8000-00000000000f"},
            {"booking", "01999999-0000-7000-8000-000000000010"},
            {"feed", "01999999-0000-7000-8000-000000000011"},
            {"feed_key", std::string(own["feed_key"].size(), '9')},
            {"workshop", "01999999-0000-7000-8000-000000000012"},
            {"date", "01999999-0000-7000-8000-000000000013"},
            {"full", "01999999-0000-7000-8000-000000000014"},
            {"tonight", "01999999-0000-7000-8000-000000000015"},
            {"registration", "01999999-0000-7000-8000-000000000016"},
            {"owed", "01999999-0000-7000-8000-000000000017"},
            {"overpaid", "01999999-0000-7000-8000-000000000018"},
            {"visitor_key", std::string(own["visitor_key"].size(), '9')},
            {"lot", "01999999-0000-7000-8000-000000000018"},
            {"draft", "01999999-0000-7000-8000-000000000019"},
            {"cooked", "01999999-0000-7000-8000-00000000001a"},
            {"kitchen", "01999999-0000-7000-8000-00000000001b"},
            {"grower", "01999999-0000-7000-8000-00000000001c"},
            {"grower_key", std::string(own["grower_key"].size(), '9')},
            {"dates", std::string(own["dates"].size(), '9')},
            {"friend", "905"},
            {"calendar", std::string(own["calendar"].size(), '9')},
            {"member", "902"},
            {"product", "CAROTTE9"},
            {"producer", "Potager 9"},
            {"link", std::string(own["link"].size(), '9')},
            {"invitation", std::string(own["invitation"].size(), '9')},
            {"message", "01999999-0000-7000-8000-00000000000e"},
            {"password_link", std::string(own["password_link"].size(), '9')},
            {"unsubscribe", std::string(own["unsubscribe"].size(), '9')},
            {"session", std::string(own["session"].size(), '9')}};

  people = {
      {"anonymous", "", coop}, {"expired", short_lived, coop}, {"forged", random_hex(32), coop}};
  people.push_back({"member", installation.create_account(coop, "member", "101"), coop, "101"});
  for (const auto* role : {"volunteer", "coordinator", "treasurer", "administrator"})
    people.push_back({role, installation.create_account(coop, role), coop});
  const std::string administrator = people.back().token;
  people.push_back({"operator", "the-operator", coop});
  people.push_back({"suspended", installation.create_account(coop, "member", "103"), coop, "103"});
  auto staff = installation.as_operator(coop);
  Shop(staff).set_standing("103", membership::v1::STANDING_SUSPENDED);
  // All of the other association, and a member of this one.
  people.push_back({"partner", installation.create_account(coop, "member", "104"), coop, "104"});
  auto others = installation.as_operator(other);
  for (const auto* role : {"volunteer", "coordinator", "treasurer", "administrator"}) {
    hub::v1::GrantRoleRequest grant;
    grant.set_account(account("104"));
    grant.set_role(role);
    must(hub::v1::AccountsClient(others).grant_role(grant));
  }
  // All of an association that this one lets into its premises.
  hub::v1::LetPartnerRequest let_guest;
  let_guest.set_partner("guest");
  must(hub::v1::PartnershipsClient(staff).let(let_guest));
  people.push_back({"guest", installation.create_account(guest, "administrator"), coop});
  people.push_back({"stranger", installation.create_account(other, "administrator"), coop});
  people.push_back({"nowhere", administrator, {}});
  people.push_back({"kept_out", "the-operator", shut});
  (void)installation.create_account(shut, "administrator");  // otherwise nobody could
  auto keeper = installation.as_operator(bare);
  hub::v1::ModulesClient enabled(keeper);
  for (bool changed = true; changed;) {
    changed = false;
    const auto listed = must(enabled.list({}));
    for (const auto& module : listed.modules()) {
      if (!module.enabled() || module.description().essential() || !module.needed_by().empty())
        continue;
      hub::v1::DisableModuleRequest disable;
      disable.set_module(module.description().id());
      changed = must(enabled.disable(disable)).changed() || changed;
    }
  }
  // Everybody has the same password.
  installation.sql(
      "INSERT INTO hub.credential (account_id, hash, changed_at) SELECT a.id, (SELECT hash FROM "
      "hub.credential LIMIT 1), now() FROM hub.account a ON CONFLICT DO NOTHING");
  hub::v1::LetOperatorRequest let;
  let.set_acts(false);
  auto keeper_of_shut = installation.as_operator(shut);
  must(hub::v1::OrganisationsClient(keeper_of_shut).let_operator(let));
  people.push_back({"bare", installation.create_account(bare, "administrator"), bare});
  installation.sql(
      "INSERT INTO shifts.setting SELECT id, 8, 48, false, 4, true FROM hub.organisation WHERE "
      "code = 'coop'");
  installation.sql(
      "INSERT INTO hub.page SELECT id, 'Une épicerie', '', '', '', NULL, NULL, '{}', '', '', '', "
      "'', code <> 'other', now() FROM hub.organisation");
  installation.sql("UPDATE catalogue.producer SET published = true");
  own["login"] = own["member"];
  own["password"] = password;
  installation.settle();
  refuse_foreign_rows();
}

void World::refuse_foreign_rows() {
  installation.sql(R"(
      CREATE FUNCTION public.own_rows() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF current_user LIKE '%\_owner' THEN
          RETURN NULL;  -- a function of the module's own that goes past the wall
        END IF;
        IF (TG_OP <> 'INSERT' AND OLD.org_id <> current_setting('halle.org')::uuid)
           OR (TG_OP <> 'DELETE' AND NEW.org_id <> current_setting('halle.org')::uuid) THEN
          RAISE EXCEPTION 'test.foreign_row' USING ERRCODE = 'HL901';
        END IF;
        RETURN NULL;
      END $$)");
  for (const auto& table : tables("org_id"))
    installation.sql("CREATE TRIGGER own_rows AFTER INSERT OR UPDATE OR DELETE ON " + table +
                     " FOR EACH ROW EXECUTE FUNCTION public.own_rows()");
}

std::vector<std::string> World::tables(const std::string& column) const {
  return installation.sql(
      "SELECT c.oid::regclass FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace IN (SELECT "
      "DISTINCT module::regnamespace FROM halle.migration WHERE module <> 'halle') AND ('" +
      column +
      "' = '' OR EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND "
      "a.attname = '" +
      column + "' AND NOT a.attisdropped)) ORDER BY 1");
}

void World::undo_commits() {
  installation.sql(R"(
      CREATE FUNCTION public.undo() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'test.reached_commit' USING ERRCODE = 'HL900'; END $$)");
  installation.sql(
      "CREATE CONSTRAINT TRIGGER undo AFTER INSERT ON halle.operation DEFERRABLE INITIALLY "
      "DEFERRED FOR EACH ROW EXECUTE FUNCTION public.undo()");
}

void World::keep_commits() {
  installation.sql("DROP TRIGGER undo ON halle.operation");
  installation.sql("DROP FUNCTION public.undo()");
}

std::map<std::string, std::string> World::rows() const {
  std::string query;
  for (const auto& table : tables())
    query += (query.empty() ? "" : " UNION ALL ") + std::string("SELECT '") + table +
             "', count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM " + table + " t";
  std::map<std::string, std::string> digests;
  for (const auto& row : installation.sql(query)) {
    const auto bar = row.find('|');
    digests[row.substr(0, bar)] = row.substr(bar + 1);
  }
  return digests;
}

}  // namespace halle::test
