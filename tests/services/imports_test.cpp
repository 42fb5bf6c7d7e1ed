// A sheet of members, of products or of the planning that is imported again changes nothing,
// whatever the order of its columns and whichever of them it lacks; and what no sheet says stays.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <random>

#include "tests/services/shifts/planning.hpp"

namespace halle::test {
namespace {
using Cells = std::vector<std::string>;

/// A sheet whose first `required` columns must be there.
struct Known {
  Cells header;
  std::size_t required = 0;
  std::vector<Cells> rows;
};

class Imports : public Shifts {
 protected:
  std::mt19937 random{22};

  static type::v1::SheetImport sheet_of(const Known& known, const std::vector<std::size_t>& order) {
    type::v1::SheetImport sheet;
    for (const auto at : order) sheet.add_header(known.header[at]);
    int line = 1;
    for (const auto& cells : known.rows) {
      auto& row = *sheet.add_rows();
      row.set_line(++line);
      for (const auto at : order) row.add_cells(cells[at]);
    }
    return sheet;
  }
  static std::string headings(const type::v1::SheetImport& sheet) {
    std::string all;
    for (const auto& heading : sheet.header()) all += heading + " ";
    return all;
  }
  /// Imports all of it, then again in many orders, also with columns left out.
  void again_and_again(
      const Known& known, const std::string& state,
      const std::function<type::v1::SheetReport(const type::v1::SheetImport&)>& import) {
    std::vector<std::size_t> all(known.header.size());
    std::iota(all.begin(), all.end(), 0);
    const auto first = import(sheet_of(known, all));
    ASSERT_TRUE(first.applied()) << first.rejected(0).cells(0).column();
    const auto kept = installation.sql(state);
    std::vector<std::vector<std::size_t>> orders;
    for (std::size_t n = 0; n < all.size(); ++n) {
      std::rotate(all.begin(), all.begin() + 1, all.end());
      orders.push_back(all);
      std::shuffle(all.begin(), all.end(), random);
      orders.push_back(all);
    }
    for (auto& order : std::vector(orders)) {
      std::erase_if(order,
                    [&](std::size_t at) { return at >= known.required && random() % 2 == 0; });
      orders.push_back(order);
    }
    for (const auto& order : orders) {
      const auto sheet = sheet_of(known, order);
      const auto report = import(sheet);
      ASSERT_TRUE(report.applied()) << headings(sheet);
      ASSERT_EQ(report.created() + report.updated(), 0) << headings(sheet);
      ASSERT_EQ(report.unchanged(), static_cast<int>(known.rows.size()));
      ASSERT_EQ(installation.sql(state), kept) << headings(sheet);
    }
  }
};

TEST_F(Imports, OfMembersChangeNothingWhenTheyComeAgain) {
  const Known known{{"number", "name", "first_name", "email", "telephone", "street", "post_code",
                     "town", "joined_on"},
                    2,
                    {{"31", "Durand", "Zoé", "zoe@example.org", "06 11 22 33 44", "1 rue Haute",
                      "45000", "Orléans", "2019-05-04"},
                     {"32", "Lœuillet", "", "", "", "", "45800", "", "03/02/2020"},
                     {"33", "D’Artagnan", "Jean-Pierre", "", "02 38 00 00 00", "", "", "", ""}}};
  again_and_again(known,
                  "SELECT number, name, first_name, email, telephone, street, post_code, town, "
                  "joined_on FROM membership.member ORDER BY length(number), number",
                  [&](const type::v1::SheetImport& sheet) {
                    membership::v1::ImportMembersRequest request;
                    *request.mutable_sheet() = sheet;
                    return must(membership::v1::MembersClient(staff).import(request)).report();
                  });
}

TEST_F(Imports, OfProductsChangeNothingWhenTheyComeAgain) {
  const Known known{
      {"code", "name", "producer", "unit", "price_incl_vat", "vat_rate", "net_quantity",
       "cost_excl_vat", "case_size", "minimum", "available", "labels", "origin",
       "months_in_season"},
      6,
      {{"POM", "Pommes", "Verger", "kg", "2,60", "5,5", "", "2,00", "5", "10", "", "AB, Demeter",
        "Loiret", "septembre à mars"},
       {"MIEL", "Miel", "Rucher", "pièce", "8", "5,5", "500 g", "", "1", "", "12", "", "", ""},
       {"HUILE", "Huile", "Moulin", "l", "12,50", "20", "1", "", "", "", "3,5", "", "Berry", ""}}};
  again_and_again(known,
                  "SELECT p.code, v.* FROM catalogue.product p JOIN catalogue.product_version v ON "
                  "v.product_id = p.id ORDER BY p.code, v.version",
                  [&](const type::v1::SheetImport& sheet) {
                    catalogue::v1::ImportProductsRequest request;
                    *request.mutable_sheet() = sheet;
                    return must(catalogue::v1::ProductsClient(staff).import(request)).report();
                  });
}

class Plannings : public Imports {
 protected:
  static constexpr const char* state =
      "SELECT t.title, t.place, t.weekday, t.starts, t.ends, t.anchor, t.cycle, t.weeks, "
      "t.valid_from, t.valid_until, t.worth, t.recurrence, s.number, s.important, s.holder, "
      "s.skills FROM shifts.template t JOIN shifts.template_seat s ON s.template_id = t.id ORDER "
      "BY t.title, s.number";

  type::v1::SheetReport import(const type::v1::SheetImport& sheet) {
    sv::ImportPlanningRequest request;
    *request.mutable_sheet() = sheet;
    return must(planning.import(request)).report();
  }
  type::v1::SheetReport import(const Cells& header, const std::vector<Cells>& rows) {
    std::vector<std::size_t> all(header.size());
    std::iota(all.begin(), all.end(), 0);
    return import(sheet_of({header, header.size(), rows}, all));
  }
  /// What nothing but the screens can say, and what a sheet could.
  sv::Template template_of(const std::string& title) {
    const auto all = must(planning.list_templates({}));
    for (const auto& one : all.templates())
      if (one.title() == title) return one;
    return {};
  }
  std::string skill(const std::string& name) {
    membership::v1::SetSkillRequest request;
    request.mutable_skill()->set_name(name);
    const auto all = must(membership::v1::SkillsClient(staff).set(request));
    installation.settle();
    for (const auto& one : all.skills())
      if (one.name() == name) return one.id();
    return {};
  }
  /// The first Saturday of the month, with a holder, for half its length, in the hall.
  void monthly() {
    sv::SetTemplateRequest request;
    auto& out = *request.mutable_template_();
    out.set_title("Disco soupe");
    out.set_place("La halle");
    out.set_recurrence("FREQ=MONTHLY;BYDAY=1SA");
    out.set_starts("17:00");
    out.set_ends("21:00");
    out.set_valid_from("2026-03-01");
    out.set_valid_until("2026-12-31");
    out.set_worth(50);
    const auto till = skill("Caisse");
    for (int n = 1; n <= 4; ++n) {
      auto& seat = *out.add_seats();
      seat.set_number(n);
      seat.set_important(n == 2);
      if (n == 3) seat.set_holder("7");
      if (n == 4) seat.add_skills()->set_id(till);
    }
    must(planning.set_template(request));
  }
};

TEST_F(Plannings, ChangeNothingWhenTheyComeAgain) {
  skill("Caisse");
  skill("Clés");
  const Known known{
      {"title", "weekday", "starts", "ends", "place", "seats", "important", "holders", "weeks",
       "cycle_weeks", "week_one", "valid_from", "skills"},
      4,
      {{"Épicerie", "samedi", "9h30", "12h45", "La halle", "5", "3", "12, 3", "", "", "",
        "2026-03-09", "-, -, Caisse + Clés"},
       {"Ménage", "dim.", "22h", "2h", "", "2", "", "", "A C", "", "2026-01-05", "", ""},
       {"Compost", "mardi", "18:00", "19:00", "", "", "", "4", "2", "2", "", "", ""},
       {"Livraison", "jeudi", "8h", "10h", "", "3", "0", "", "", "", "", "09/03/2026", ""},
       {"Compta", "lundi", "20h", "21h", "-", "1", "1", "-", "-", "", "", "", "-"}}};
  const auto send = [&](const type::v1::SheetImport& sheet) { return import(sheet); };
  again_and_again(known, state, send);
}

TEST_F(Plannings, KeepWhatTheSheetDoesNotSay) {
  monthly();
  const auto before = installation.sql(state);
  EXPECT_EQ(import({"titre", "jour", "début", "fin"}, {{"Disco soupe", "samedi", "17h", "21h"}})
                .unchanged(),
            1);
  EXPECT_EQ(import({"titre", "jour", "début", "fin", "lieu", "places", "importantes", "titulaires",
                    "semaines", "cycle", "semaine 1", "à partir du", "savoir-faire"},
                   {{"Disco soupe", "6", "17:00", "21:00", "", "", "", "", "", "", "", "", ""}})
                .unchanged(),
            1)
      << "an empty cell says nothing";
  EXPECT_EQ(installation.sql(state), before);
  // One thing is said, all else stays.
  EXPECT_EQ(import({"titre", "jour", "début", "fin", "places"},
                   {{"Disco soupe", "6", "17:00", "21:00", "5"}})
                .updated(),
            1);
  const auto wider = template_of("Disco soupe");
  EXPECT_EQ(wider.recurrence(), "FREQ=MONTHLY;BYDAY=1SA");
  EXPECT_EQ(wider.worth(), 50);
  EXPECT_EQ(wider.valid_until(), "2026-12-31");
  ASSERT_EQ(wider.seats_size(), 5);
  EXPECT_TRUE(wider.seats(1).important());
  EXPECT_EQ(wider.seats(2).holder(), "7");
  EXPECT_EQ(wider.seats(3).skills_size(), 1);
  import({"titre", "jour", "début", "fin", "titulaires"},
         {{ "Disco soupe",
            "6",
            "17:00",
            "21:00",
            "8, 9" }});
  EXPECT_EQ(template_of("Disco soupe").seats(1).holder(), "9");
  EXPECT_EQ(template_of("Disco soupe").seats(2).holder(), "");
  EXPECT_EQ(template_of("Disco soupe").seats_size(), 5);
  import({"titre", "jour", "début", "fin", "semaines"},
         {{ "Disco soupe",
            "6",
            "17:00",
            "21:00",
            "A" }});
  EXPECT_EQ(template_of("Disco soupe").recurrence(), "");
  EXPECT_EQ(template_of("Disco soupe").cycle().length(), 4);
  // A dash says that there is none.
  import({"titre", "jour", "début", "fin", "semaines", "titulaires", "lieu", "savoir-faire"},
         {{ "Disco soupe",
            "6",
            "17:00",
            "21:00",
            "-",
            "-",
            "-",
            "-" }});
  const auto none = template_of("Disco soupe");
  EXPECT_FALSE(none.has_cycle());
  EXPECT_EQ(none.place(), "");
  for (const auto& seat : none.seats()) EXPECT_EQ(seat.holder(), "");
  EXPECT_EQ(none.seats(3).skills_size(), 0);
}

TEST_F(Plannings, NameTheCellThatDoesNotFitWhatThereIs) {
  monthly();
  const auto reason = [&](const std::string& column, const std::string& cell) {
    const auto report = import({"titre", "jour", "début", "fin", column},
                               {{"Disco soupe", "6", "17:00", "21:00", cell}});
    EXPECT_FALSE(report.applied());
    return report.rejected_size() == 1
               ? report.rejected(0).cells(0).column() + " " + report.rejected(0).cells(0).reason()
               : std::string();
  };
  EXPECT_EQ(reason("importantes", "5"), "important shifts.bad_important");
  EXPECT_EQ(reason("titulaires", "1 2 3 4 5"), "holders shifts.bad_holder");
  EXPECT_EQ(reason("semaines", "E"), "weeks shifts.bad_cycle");
}

}  // namespace
}  // namespace halle::test
