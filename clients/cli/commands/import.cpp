// halle import: reads a file through the child program halle-sheets (foreign files are never parsed
// in a node) and hands its rows to the module.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <optional>

#include "clients/cli/commands.hpp"
#include "clients/cli/words.hpp"
#include "core/base/file.hpp"
#include "core/base/text/text.hpp"
#include "core/sheets/messages.hpp"
#include "core/sheets/reader.hpp"
#include "halle/catalogue/v1/catalogue.halle.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "halle/shifts/v1/shifts.halle.hpp"

namespace halle::cli {
namespace {
struct ImportOptions {
  std::string file;
  std::string rejects;
  std::string map;
  bool dry_run = false;
};

Result<type::v1::SheetImport> read_sheet(const Program& program, const std::string& file) {
  const int opened = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (opened < 0) return bad_field("file", "sheet.no_file", file);
  struct stat kind {};
  if (::fstat(opened, &kind) == 0 && S_ISDIR(kind.st_mode)) {
    ::close(opened);
    return bad_field("file", "sheet.is_folder", file);
  }
  auto sheet = sheets::read_apart(program.sibling("halle-sheets"), opened);
  ::close(opened);
  return sheet;
}

Status add_renames(const std::string& map, type::v1::SheetImport& sheet) {
  if (map.empty()) return Done{};
  for (const auto& pair : split(map, ',')) {
    const auto at = pair.find('=');
    if (at == std::string::npos) return bad_field("--map", "sheet.unknown_mapping", pair);
    const auto [_, added] =
        sheet.mutable_renamed()->insert({trim(pair.substr(0, at)), trim(pair.substr(at + 1))});
    if (!added) return bad_field("--map", "sheet.mapping_twice", pair);
  }
  return Done{};
}

/// What is wrong with a row, in words, each cell by its column.
std::string complaint(const type::v1::RejectedRow& row, bool in_french) {
  std::string out;
  for (const auto& cell : row.cells()) {
    const std::string key = "column." + cell.column();
    const std::string column = words(key, in_french);
    if (!out.empty()) out += in_french ? " ; " : "; ";
    out += column == key ? cell.column() : column;
    if (!cell.value().empty())
      out += in_french ? " « " + cell.value() + " »" : " “" + cell.value() + "”";
    out += colon(in_french) + words(cell.reason(), in_french);
  }
  return out;
}

/// Whether two names are one file.
bool are_same(const std::string& one, const std::string& other) {
  std::error_code none;
  return std::filesystem::equivalent(one, other, none);
}

/// In French whatever the language: the file goes back to the volunteer who keeps the sheet.
Status write_rejects(NewFile& file, const type::v1::SheetImport& sheet,
                     const type::v1::SheetReport& report) {
  sheets::Sheet rejected;
  rejected.header.assign(sheet.header().begin(), sheet.header().end());
  // A file of rejects that is tried again has the column already: it gets new complaints.
  constexpr const char* heading = "À corriger";
  if (!rejected.header.empty() && rejected.header.back() == heading) rejected.header.pop_back();
  const std::size_t width = rejected.header.size();
  rejected.header.push_back(heading);
  for (const auto& reject : report.rejected()) {
    for (const auto& row : sheet.rows()) {
      if (row.line() != reject.line()) continue;
      sheets::Row out{row.line(), {row.cells().begin(), row.cells().end()}};
      // Cells beyond the header stay, behind the complaint, so that nothing is lost.
      const std::vector<std::string> beyond(
          out.cells.begin() + std::min<std::ptrdiff_t>(sheet.header_size(), std::ssize(out.cells)),
          out.cells.end());
      out.cells.resize(width);
      out.cells.push_back(complaint(reject, true));
      out.cells.insert(out.cells.end(), beyond.begin(), beyond.end());
      rejected.rows.push_back(std::move(out));
    }
  }
  HALLE_CHECK(file.write(sheets::write_csv(rejected, ';')));
  return file.keep();
}

void tell_rejects(const type::v1::SheetReport& report) {
  for (const auto& row : report.rejected())
    std::cerr << words("import.line") << " " << row.line() << colon() << complaint(row, french())
              << "\n";
}

/// `rejects`: where the rows that were not taken go, if anywhere.
Status report_import(const Program& program, std::optional<NewFile>& rejects,
                     const type::v1::SheetImport& sheet, const type::v1::SheetReport& report) {
  Json rejected = Json::array();
  for (const auto& row : report.rejected()) {
    Json cells = Json::array();
    for (const auto& cell : row.cells())
      cells.push_back(
          {{"column", cell.column()}, {"reason", cell.reason()}, {"value", cell.value()}});
    rejected.push_back({{"line", row.line()}, {"cells", cells}});
  }
  Json ignored = Json::array();
  for (const auto& heading : report.ignored()) ignored.push_back(heading);
  print_object({{"created", report.created()},
                {"updated", report.updated()},
                {"unchanged", report.unchanged()},
                {"applied", report.applied()},
                {"ignored", ignored},
                {"rejected", rejected}},
               program.json);
  if (rejects) {
    auto written = write_rejects(*rejects, sheet, report);
    // The good rows are in: the others must not be lost.
    if (!written) tell_rejects(report);
    return written;
  }
  if (report.rejected().empty()) return Done{};
  tell_rejects(report);
  return Error{Code::invalid_argument, "sheet.rows_rejected"};
}

template <class Reply, class Request>
Status import(const Program& program, const ImportOptions& options,
              Result<Reply> (*send)(sdk::Caller&, const Request&)) {
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(sheet, read_sheet(program, options.file));
  HALLE_CHECK(add_renames(options.map, sheet));
  std::optional<NewFile> rejects;
  if (!options.rejects.empty()) {
    if (are_same(options.rejects, options.file))
      return bad_field("--partial", "sheet.rejects_into_sheet", options.rejects);
    rejects.emplace(options.rejects);
    HALLE_CHECK(rejects->opened());
  }
  sheet.set_dry_run(options.dry_run);
  sheet.set_partial(rejects.has_value());
  Request request;
  *request.mutable_sheet() = sheet;
  HALLE_TRY(reply, send(session->write(), request));
  return report_import(program, rejects, sheet, reply.report());
}

Result<membership::v1::ImportMembersReply> send_members(
    sdk::Caller& caller, const membership::v1::ImportMembersRequest& request) {
  return membership::v1::MembersClient(caller).import(request);
}

Result<catalogue::v1::ImportProductsReply> send_products(
    sdk::Caller& caller, const catalogue::v1::ImportProductsRequest& request) {
  return catalogue::v1::ProductsClient(caller).import(request);
}

Result<shifts::v1::ImportPlanningReply> send_planning(
    sdk::Caller& caller, const shifts::v1::ImportPlanningRequest& request) {
  return shifts::v1::PlanningClient(caller).import(request);
}
}  // namespace

void add_import_commands(CLI::App& app, Program& program) {
  auto* group = app.add_subcommand("import", words("help.import"));
  group->require_subcommand(1);
  const auto add = [&](const std::string& name, const std::string& description, auto send) {
    auto options = std::make_shared<ImportOptions>();
    auto* command = add_command(*group, program, name, description, [&program, options, send] {
      return import(program, *options, send);
    });
    command->add_option("FILE", options->file, words("option.sheet"))->required();
    command->add_flag("--dry-run", options->dry_run, words("option.dry_run"));
    command->add_option("--partial", options->rejects, words("option.partial"));
    command->add_option("--map", options->map, words("option.map"));
  };
  add("members", words("help.import.members"), &send_members);
  add("products", words("help.import.products"), &send_products);
  add("shifts", words("help.import.shifts"), &send_planning);
}

}  // namespace halle::cli
