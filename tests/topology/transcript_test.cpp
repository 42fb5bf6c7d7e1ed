// The same week in every topology, word for word: whatever runs where, and from which file, the
// answers are the same.
#include <gtest/gtest.h>

#include <random>
#include <regex>
#include <set>

#include "halle/disco_soupe/v1/disco_soupe.halle.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "halle/hub/v1/partnerships.halle.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"
#include "halle/member_wishes/v1/member_wishes.halle.hpp"
#include "halle/premises/v1/premises.halle.hpp"
#include "halle/price_solidarity/v1/price_solidarity.halle.hpp"
#include "halle/shifts/v1/shifts.halle.hpp"
#include "halle/workshops/v1/workshops.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/pictures.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;

/// What was asked and answered, with ids that are made anew each time replaced by their order of
/// appearance.
class Transcript {
 public:
  void add(const std::string& who, std::string_view method, std::string_view request,
           const Result<std::string>& reply) {
    std::string line = who + " " + std::string(method) + " " + std::string(request) + " -> ";
    if (reply) {
      line += reply.value();
    } else {
      line += reply.error().reason + " " + reply.error().detail;
      for (const auto& field : reply.error().fields)
        line += " " + field.field + "=" + field.value + " " + field.reason;
    }
    lines_.push_back(settled(line));
  }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::string settled(const std::string& line) {
    static const std::regex made(
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{16,64}");
    std::string out;
    auto from = line.cbegin();
    for (std::sregex_iterator it(line.begin(), line.end(), made), end; it != end; ++it) {
      out.append(from, line.cbegin() + it->position());
      out += "#" + std::to_string(seen_.emplace(it->str(), seen_.size()).first->second);
      from = line.cbegin() + it->position() + it->length();
    }
    return out.append(from, line.cend());
  }

  std::vector<std::string> lines_;
  std::map<std::string, std::size_t> seen_;
};

/// Writes down what a caller asks and is answered.
class Recorder final : public sdk::Caller {
 public:
  Recorder(test::Caller caller, std::string who, Transcript& transcript, std::int64_t& operations)
      : caller_(std::move(caller)),
        who_(std::move(who)),
        transcript_(transcript),
        operations_(operations) {}
  Result<std::string> call(std::string_view method, std::string_view request) override {
    caller_.next_operation(make_uuid_v7(++operations_));
    auto reply = caller_.call(method, request);
    transcript_.add(who_, method, request, reply);
    return reply;
  }

 private:
  test::Caller caller_;
  std::string who_;
  Transcript& transcript_;
  std::int64_t& operations_;
};

constexpr const char* catalogue_csv =
    "code;nom;producteur;unité;prix ttc;prix d'achat ht;tva;colis;minimum;disponible\n"
    "CAROTTE;Carotte;Potager;kg;2,60;2,00;5,5;;;\n"
    "LENTILLE;Lentilles;Moulin;pièce;3,00;;5,5;3;;\n"
    "FARINE;Farine;Moulin;kg;1,20;;5,5;5;10;\n"
    "OEUF;Œufs;Ferme;pièce;2,50;;5,5;;20;\n"
    "MIEL;Miel;Rucher;pièce;8,00;;5,5;;;3\n"
    "CIRE;Cire;Rucher;pièce;4,00;;20;;;10\n";
constexpr int members = 20;

/// What everybody may see at some moment.
void look_around(sdk::Caller& caller, const std::string& cycle) {
  Shop shop(caller);
  orders::v1::CyclesClient cycles(caller);
  orders::v1::GetSheetRequest sheet;
  sheet.set_cycle(cycle);
  (void)cycles.get_supplier_orders(sheet);
  orders::v1::GetCycleRequest one;
  one.set_cycle(cycle);
  (void)cycles.get(one);
  (void)cycles.list({});
  (void)cycles.get_progress({});
  (void)shop.page(cycle, "", 200);
  (void)membership::v1::MembersClient(caller).list({});
  (void)catalogue::v1::ProductsClient(caller).list({});
  (void)hub::v1::AccountsClient(caller).who_am_i({});
  (void)kernel::v1::ShellClient(caller).get({});
  shifts::v1::ListShiftsRequest days;
  days.set_from("2026-11-20");
  (void)shifts::v1::PlanningClient(caller).list_shifts(days);
  (void)shifts::v1::HoursClient(caller).list_month({});
  shifts::v1::GetStatementRequest statement;
  statement.set_member("1");
  (void)shifts::v1::HoursClient(caller).get_statement(statement);
  (void)member_wishes::v1::WishesClient(caller).list({});
  (void)premises::v1::ZonesClient(caller).list({});
  premises::v1::GetWeekRequest week;
  week.set_day("2026-12-01");
  (void)premises::v1::BookingsClient(caller).get_week(week);
  workshops::v1::ListSessionsRequest sessions;
  sessions.set_from("2026-11-20");
  (void)workshops::v1::SessionsClient(caller).list(sessions);
  (void)disco_soupe::v1::SurplusClient(caller).list({});
  (void)disco_soupe::v1::DraftsClient(caller).list({});
}

/// Everybody wishes for something of her own and for the same, everybody would answer.
void wish(const std::vector<sdk::Caller*>& callers, ManualClock& clock) {
  using namespace member_wishes::v1;  // NOLINT(google-build-using-namespace)
  std::vector<std::string> wishes;
  for (std::size_t i = 0; i < callers.size(); ++i) {
    clock.advance(1s);  // what is of one instant has no order
    WishesClient client(*callers[i]);
    SuggestRequest suggest;
    suggest.set_name("Souhait " + std::to_string(i));
    suggest.set_photo(make_jpeg(8, 6, static_cast<int>(i)));
    if (const auto made = client.suggest(suggest)) wishes.push_back(made.value().id());
    clock.advance(1s);
    suggest.set_name("Miel de châtaignier");
    suggest.set_member("7");
    (void)client.suggest(suggest);
    clock.advance(1s);
    FindSimilarRequest similar;
    similar.set_name("miel");
    (void)client.find_similar(similar);
    JoinRequest join;
    if (!wishes.empty()) join.set_wish(wishes.front());
    (void)client.join(join);
    join.set_member("8");
    (void)client.join(join);
    GiveAnswerRequest answer;
    answer.set_wish(join.wish());
    answer.set_verdict(VERDICT_TRIED);
    answer.set_why("Vingt pots.");
    answer.set_until("2026-12-31");
    (void)AnswersClient(*callers[i]).give(answer);
    ListWantingRequest wanting;
    wanting.set_wish(join.wish());
    (void)AnswersClient(*callers[i]).list_wanting(wanting);
  }
}

/// All book a whole and its part, at times that overlap, and would add zones and let others in.
void occupy(const std::vector<sdk::Caller*>& callers, ManualClock& clock) {
  using namespace premises::v1;  // NOLINT(google-build-using-namespace)
  std::vector<std::string> zones;
  for (const auto* name : {"Local", "Boutique"}) {
    AddZoneRequest add;
    add.set_name(name);
    if (!zones.empty()) add.set_whole(zones.front());
    add.mutable_rules()->set_clearing_minutes(30);
    zones.push_back(must(ZonesClient(*callers.front()).add(add)).id());
  }
  for (std::size_t i = 0; i < callers.size(); ++i) {
    clock.advance(1s);
    AddZoneRequest add;
    add.set_name("Salle");
    (void)ZonesClient(*callers[i]).add(add);
    BookRequest book;
    book.set_zone(zones[i % 2]);
    book.set_from("2026-12-0" + std::to_string(1 + i / 2) + "T10:00");
    book.set_until("2026-12-0" + std::to_string(1 + i / 2) + "T12:00");
    book.set_title("Objet " + std::to_string(i));
    const auto booked = BookingsClient(*callers[i]).book(book);
    (void)BookingsClient(*callers[i]).book(book);
    CancelBookingRequest cancel;
    if (booked && i % 3 == 2) cancel.set_booking(booked.value().id());
    (void)BookingsClient(*callers[i]).cancel(cancel);
    hub::v1::LetPartnerRequest let;
    let.set_partner("other");
    (void)hub::v1::PartnershipsClient(*callers[i]).let(let);
  }
}

/// All register at a session with one place, give it back and are offered it, and would plan
/// another.
void learn(const std::vector<sdk::Caller*>& callers, ManualClock& clock) {
  using namespace workshops::v1;  // NOLINT(google-build-using-namespace)
  SetWorkshopRequest workshop;
  workshop.mutable_workshop()->set_title("Pain au levain");
  AddSessionRequest add;
  auto& details = *add.mutable_details();
  details.set_workshop(must(WorkshopsClient(*callers.front()).set(workshop)).id());
  details.set_starts("2026-12-11T18:00");
  details.set_ends("2026-12-11T20:00");
  details.set_capacity(1);
  add.set_publish(true);
  const auto session = must(SessionsClient(*callers.front()).add(add)).id();
  for (std::size_t i = 0; i < callers.size(); ++i) {
    clock.advance(1s);
    RegistrationsClient registrations(*callers[i]);
    for (const auto* number : {"1", "7", "8"}) {
      clock.advance(1s);
      RegisterRequest come;
      come.set_session(session);
      come.set_member(number);
      (void)registrations.register_(come);
      CancelRequest leave;
      leave.set_session(session);
      leave.set_member(number);
      if (i % 2 == 1) (void)registrations.cancel(leave);
      AcceptRequest accept;
      accept.set_session(session);
      accept.set_member(number);
      (void)registrations.accept(accept);
    }
    ListRegistrationsRequest list;
    list.set_session(session);
    (void)registrations.list(list);
    details.set_starts("2026-12-1" + std::to_string(2 + i) + "T18:00");
    details.set_ends("2026-12-1" + std::to_string(2 + i) + "T20:00");
    (void)SessionsClient(*callers[i]).add(add);
  }
}

/// All tell surplus, ask what could be cooked, make some of it, each on a day of its own, and undo
/// it.
void cook(const std::vector<sdk::Caller*>& callers, ManualClock& clock) {
  using namespace disco_soupe::v1;  // NOLINT(google-build-using-namespace)
  SetSettingsRequest settings;
  *settings.mutable_settings() = must(SettingsClient(*callers.front()).get({}));
  auto& place = *settings.mutable_settings()->add_places();
  place.set_name("Cuisine");
  place.set_persons(40);
  must(SettingsClient(*callers.front()).set(settings));
  int at = 0;
  for (auto* caller : callers) {
    clock.advance(1s);
    TellRequest tell;
    tell.set_product("Poireaux");
    tell.set_grams(9000);
    tell.set_last_day("2026-12-20");
    (void)SurplusClient(*caller).tell(tell);
    DraftsClient drafts(*caller);
    ProposeRequest propose;
    propose.set_free_members(3);
    const auto proposed = drafts.propose(propose);
    MakeRequest make;
    if (proposed && proposed.value().drafts_size() > at) {
      const auto& chosen = proposed.value().drafts(at++);
      make.set_place(chosen.place());
      *make.mutable_starts() = chosen.starts();
      *make.mutable_uses() = chosen.uses();
      make.set_helpers(chosen.helpers());
      *make.mutable_ends() = chosen.ends();
      *make.mutable_beside() = chosen.beside();
    }
    const auto made = drafts.make(make);
    UndoRequest undo;
    if (made) undo.set_draft(made.value().id());
    (void)drafts.undo(undo);
  }
}

/// An association with or without solidarity prices.
Uuid create(const Installation& installation, bool solidarity) {
  auto caller = installation.as_operator();
  hub::v1::CreateOrganisationRequest request;
  request.set_code("coop");
  request.set_name("coop");
  for (const auto* module : {"membership", "catalogue", "orders", "shifts", "member_wishes",
                             "premises", "workshops", "disco_soupe"})
    request.add_modules(module);
  if (solidarity) request.add_modules("price_solidarity");
  return Uuid::parse(must(hub::v1::OrganisationsClient(caller).create(request)).id()).value();
}

/// Every third member gives, every fourth takes.
void choose_prices(sdk::Caller& caller) {
  using namespace price_solidarity::v1;  // NOLINT(google-build-using-namespace)
  SetCoefficientsRequest coefficients;
  coefficients.mutable_coefficients()->set_more(1100);
  coefficients.mutable_coefficients()->set_solidarity(850);
  (void)CoefficientsClient(caller).set(coefficients);
  for (int number = 1; number <= members; ++number) {
    SetChoiceRequest choice;
    choice.set_member(std::to_string(number));
    choice.set_bracket(number % 3 == 0   ? BRACKET_MORE
                       : number % 4 == 0 ? BRACKET_SOLIDARITY
                                         : BRACKET_UNSPECIFIED);
    (void)ChoicesClient(caller).set(choice);
  }
}

/// A shift each day since three days ago, three seats, and two hours a month. Returns the template.
std::string plan_shifts(sdk::Caller& caller) {
  shifts::v1::SetRuleRequest rule;
  rule.set_from("2026-10");
  rule.mutable_monthly_hours()->set_due_minutes(120);
  (void)shifts::v1::HoursClient(caller).set_rule(rule);
  std::string last;
  for (int weekday = 1; weekday <= 7; ++weekday) {
    shifts::v1::SetTemplateRequest request;
    auto& out = *request.mutable_template_();
    out.set_title("Épicerie");
    out.set_weekday(weekday);
    out.set_starts("11:00");
    out.set_ends("13:00");
    out.set_valid_from("2026-11-21");
    for (int number = 1; number <= 3; ++number) out.add_seats()->set_number(number);
    out.mutable_seats(0)->set_holder(std::to_string(weekday));
    const auto made = shifts::v1::PlanningClient(caller).set_template(request);
    if (made) last = made.value().template_().id();
  }
  return last;
}

/// Takes a seat on a Sunday, gives one back or says that somebody was there. The Sunday to come is
/// too far for a job that runs meanwhile to ask members about what was given back.
void act_on_shift(sdk::Caller& caller, const std::string& of, const std::string& number, int what) {
  shifts::v1::ShiftKey key;
  key.set_template_(of);
  key.set_day(what % 2 == 0 ? "2026-11-22" : "2026-12-13");
  if (what < 4) {
    shifts::v1::BookRequest request;
    *request.mutable_key() = key;
    request.set_member(number);
    (void)shifts::v1::BookingsClient(caller).book(request);
  } else if (what < 6) {
    shifts::v1::CancelRequest request;
    *request.mutable_key() = key;
    request.set_member(number);
    (void)shifts::v1::BookingsClient(caller).cancel(request);
  } else {
    shifts::v1::MarkRequest request;
    *request.mutable_key() = key;
    auto& mark = *request.add_marks();
    mark.set_member(number);
    mark.set_presence(shifts::v1::PRESENCE_PRESENT);
    (void)shifts::v1::AttendancesClient(caller).mark(request);
  }
}

std::vector<std::string> week(const std::string& composition, bool solidarity) {
  ManualClock clock("2026-11-24T10:00:00Z");
  Installation installation(composition, clock.clock());
  Transcript transcript;
  std::int64_t operations = 0;
  const Uuid coop = create(installation, solidarity);
  const Uuid other = installation.create_organisation("other");
  Recorder staff(installation.as_operator(coop), "staff", transcript, operations);
  Recorder member(installation.as(installation.create_account(coop, "member", "1"), coop), "member",
                  transcript, operations);
  Recorder coordinator(installation.as(installation.create_account(coop, "coordinator"), coop),
                       "coordinator", transcript, operations);
  Recorder stranger(installation.as(installation.create_account(other, "administrator"), coop),
                    "stranger", transcript, operations);
  Recorder nobody(installation.as("", coop), "nobody", transcript, operations);
  Shop shop(staff);
  shop.add_members(members);
  (void)shop.import_products(catalogue_csv);
  const std::string cycle = shop.open_cycle("2026-12-04T20:00");
  installation.settle();
  choose_prices(staff);
  wish({&staff, &member, &coordinator, &stranger, &nobody}, clock);
  occupy({&staff, &coordinator, &stranger, &member, &nobody}, clock);
  learn({&staff, &coordinator, &stranger, &member, &nobody}, clock);
  cook({&staff, &coordinator, &stranger, &member, &nobody}, clock);
  const std::string sundays = plan_shifts(staff);

  std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): the same week each time
  const auto below = [&](unsigned limit) { return static_cast<int>(random() % limit); };
  const std::vector<std::string> products{"CAROTTE", "LENTILLE", "FARINE", "OEUF",
                                          "MIEL",    "CIRE",     "NAVET"};
  for (int i = 0; i < 150; ++i) {
    const std::string number = std::to_string(1 + below(members + 1));
    std::vector<sdk::Caller*> callers{&staff, &staff, &staff, &staff, &member, &stranger, &nobody};
    Shop as(*callers[static_cast<std::size_t>(below(7))]);
    switch (below(8)) {
      case 0:
        (void)as.confirm(cycle, number);
        break;
      case 1:
        (void)as.cancel(cycle, number);
        break;
      case 2:
        (void)as.order(cycle, number);
        break;
      default:
        (void)as.set(cycle, number,
                     {{products[static_cast<std::size_t>(below(7))], 250 * below(20), 0},
                      {products[static_cast<std::size_t>(below(7))], 1000 * below(4), 1000}});
        (void)as.confirm(cycle, number);
    }
    if (i % 3 == 0)
      act_on_shift(*callers[static_cast<std::size_t>(below(7))], sundays, number, below(8));
    clock.advance(60s);
    if (i % 50 != 25) continue;
    shop.set_standing(std::to_string(2 + below(5)), membership::v1::STANDING_SUSPENDED);
    installation.settle();
  }
  act_on_shift(staff, sundays, "1", 6);
  for (auto* caller : {&staff, &member, &coordinator, &stranger, &nobody})
    look_around(*caller, cycle);
  (void)shop.close(cycle);
  installation.settle();
  for (auto* caller : {&staff, &member, &coordinator, &stranger, &nobody})
    look_around(*caller, cycle);
  (void)shop.balances();
  for (int i = 1; i <= members; ++i) (void)shop.order(cycle, std::to_string(i));
  EXPECT_EQ(installation.broken_invariants(), std::vector<std::string>{}) << composition;
  return transcript.lines();
}

const std::vector<std::string>& in_one_box(bool solidarity) {
  static const auto without = week(one_box, false);
  static const auto with = week(one_box, true);
  return solidarity ? with : without;
}

TEST(Transcript, TellsOfAWholeWeek) {
  std::set<std::string> refusals;
  int confirmed = 0;
  for (const auto& line : in_one_box(true)) {
    if (line.find("Orders/Confirm") != std::string::npos &&
        line.find("-> orders.") == std::string::npos)
      ++confirmed;
    const auto at = line.find("-> orders.");
    if (at != std::string::npos) refusals.insert(line.substr(at, line.find(' ', at + 3) - at));
  }
  EXPECT_GT(confirmed, 30);
  EXPECT_GT(refusals.size(), 2u);
  const auto said = [&](const std::string& method, const std::string& answer) {
    return std::any_of(in_one_box(true).begin(), in_one_box(true).end(), [&](const auto& line) {
      return line.find(method) != std::string::npos && line.find(answer) != std::string::npos;
    });
  };
  EXPECT_TRUE(said("staff /halle.shifts.v1.Bookings/Book", "shifts.begun"));
  EXPECT_TRUE(said("staff /halle.shifts.v1.Attendances/Mark", "Épicerie"));
  EXPECT_TRUE(said("member /halle.shifts.v1.Hours/GetStatement", "shifts.rule_attended"));
}

TEST(Transcript, SolidarityPricesChangeWhatIsPaidAndNothingElseIsRefused) {
  const auto refused = [](const std::vector<std::string>& lines) {
    return std::count_if(lines.begin(), lines.end(), [](const std::string& line) {
      return line.find("-> orders.") != std::string::npos;
    });
  };
  const auto& without = in_one_box(false);
  const auto& with = in_one_box(true);
  EXPECT_EQ(without.size(), with.size());
  EXPECT_NE(without, with);
  EXPECT_EQ(refused(without), refused(with));
  EXPECT_NE(std::find_if(without.begin(), without.end(),
                         [](const std::string& line) {
                           return line.find("Choices/Set") != std::string::npos &&
                                  line.find("halle.no_such_method") != std::string::npos;
                         }),
            without.end());
}

class Topology : public testing::TestWithParam<std::tuple<const char*, bool>> {};

TEST_P(Topology, AnswersLikeOneBox) {
  const auto& [composition, solidarity] = GetParam();
  const auto here = week(composition, solidarity);
  const auto& there = in_one_box(solidarity);
  for (std::size_t i = 0; i < std::min(here.size(), there.size()); ++i)
    ASSERT_EQ(here[i], there[i]) << "line " << i;
  EXPECT_EQ(here.size(), there.size());
}
INSTANTIATE_TEST_SUITE_P(All, Topology,
                         testing::Combine(testing::Values("one_box", "two_nodes", "five_services",
                                                          "one_box_so"),
                                          testing::Bool()),
                         [](const auto& test) {
                           return std::string(std::get<0>(test.param)) +
                                  (std::get<1>(test.param) ? "_solidarity" : "");
                         });

}  // namespace
}  // namespace halle::test
