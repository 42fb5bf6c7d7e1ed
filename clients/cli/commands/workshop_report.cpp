// halle workshop report: what took place, for funders.

#include "clients/cli/commands.hpp"
#include "clients/cli/commands/orders/cycle_sheets.hpp"
#include "clients/cli/words.hpp"
#include "halle/workshops/v1/workshops.halle.hpp"

namespace halle::cli {
namespace {
namespace wv = workshops::v1;

struct ReportOptions {
  std::string from;
  std::string until;
  bool csv = false;
};

const std::vector<std::string> figure_keys{"registered", "came", "first_timers", "person_minutes"};

void add(const wv::Figures& figures, Json& out) {
  out["registered"] = figures.registered();
  out["came"] = figures.came();
  out["first_timers"] = figures.first_timers();
  out["person_minutes"] = figures.person_minutes();
}

Json sessions_of(const wv::Report& report) {
  Json all = Json::array();
  for (const auto& one : report.sessions()) {
    Json row{{"day", one.day()},
             {"title", one.title()},
             {"theme", one.theme()},
             {"minutes", one.minutes()}};
    add(one.figures(), row);
    row["session"] = one.session();
    all.push_back(row);
  }
  return all;
}

Json themes_of(const wv::Report& report) {
  Json all = Json::array();
  for (const auto& one : report.themes()) {
    Json row{{"theme", one.theme()}, {"sessions", one.figures().sessions()}};
    add(one.figures(), row);
    all.push_back(row);
  }
  return all;
}

Json towns_of(const wv::Report& report) {
  Json all = Json::array();
  for (const auto& one : report.towns())
    all.push_back({{"town", one.post_code()}, {"came", one.came()}});
  return all;
}

std::vector<std::string> with_figures(std::vector<std::string> keys) {
  keys.insert(keys.end(), figure_keys.begin(), figure_keys.end());
  return keys;
}

/// The sheet has a row for each session.
std::string csv_of(const wv::Report& report) {
  ExportSheet sheet{with_figures({"day", "title", "theme", "minutes"}), {}};
  for (const auto& one : sessions_of(report)) {
    auto& row = sheet.rows.emplace_back();
    for (const auto& column : sheet.columns) row.push_back(one.at(column));
  }
  return sheet_csv(sheet);
}

Status report(const Program& program, const ReportOptions& options) {
  wv::GetReportRequest request;
  request.set_from(options.from);
  request.set_until(options.until);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(found, wv::ReportsClient(session->read()).get(request));
  Json out{
      {"from", found.from()}, {"until", found.until()}, {"sessions", found.total().sessions()}};
  add(found.total(), out);
  if (program.json) {
    out["by_theme"] = themes_of(found);
    out["by_town"] = towns_of(found);
    out["by_session"] = sessions_of(found);
    print_object(out, true);
  } else if (options.csv) {
    print(csv_of(found));
  } else {
    print_object(out, false);
    print_list(themes_of(found), with_figures({"theme", "sessions"}), false);
    print_list(towns_of(found), {"town", "came"}, false);
    print_list(sessions_of(found), with_figures({"day", "title", "minutes"}), false);
  }
  return Done{};
}
}  // namespace

void add_workshop_report(CLI::App& group, Program& program) {
  auto options = std::make_shared<ReportOptions>();
  auto* command = add_command(group, program, "report", words("help.workshop.report"),
                              [&program, options] { return report(program, *options); });
  command->add_option("--from", options->from, words("option.from"))->required();
  command->add_option("--until", options->until, words("option.until"))->required();
  command->add_flag("--csv", options->csv, words("option.report_csv"));
}

}  // namespace halle::cli
