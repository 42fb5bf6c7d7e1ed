// halle.kernel.v1.Modules: descriptions of modules, and export and deletion of a module's data of
// an organisation.

#include <algorithm>
#include <map>

#include "core/db/block.hpp"
#include "core/db/kernel_query.hpp"
#include "core/module/crash_attribution.hpp"
#include "core/node/kernel_service.hpp"
#include "core/sdk/service.hpp"
#include "halle/kernel/v1/kernel.pb.h"

namespace halle::node {
namespace kv = ::halle::kernel::v1;

namespace {
kv::ModuleDescription described(const ::halle::module::v1::Manifest& manifest) {
  kv::ModuleDescription out;
  out.set_id(manifest.id());
  out.set_title(manifest.title());
  out.set_about(manifest.about());
  out.set_keeps(manifest.keeps());
  for (const auto& permission : manifest.permissions()) {
    auto* right = out.add_permissions();
    right->set_id(permission.id());
    right->set_text(permission.text());
    *right->mutable_roles() = permission.roles();
    *right->mutable_risks() = permission.risks();
  }
  *out.mutable_needs() = manifest.needs();
  out.set_essential(manifest.essential());
  return out;
}

/// How late a job may be before it counts as missed: one more period, at least ten minutes.
std::chrono::seconds patience(std::chrono::seconds every) {
  return std::max<std::chrono::seconds>(every, std::chrono::minutes(10));
}

/// By module, the jobs of an organisation that did not run when they were due, or failed. A job
/// that never ran may be new.
Result<std::map<std::string, std::vector<kv::JobStatus>>> overdue_jobs(const KernelView& view,
                                                                       const Uuid& organisation) {
  HALLE_TRY(block,
            db::kernel_query(view.environment.database,
                             "SELECT id, extract(epoch FROM started_at)::bigint, outcome, "
                             "lease_until > coalesce(nullif($2, '')::timestamptz, "
                             "clock_timestamp()) FROM halle.job "
                             "WHERE org_id = $1 AND started_at IS NOT NULL",
                             {organisation.text(),
                              view.shared_clock ? format_instant(view.shared_clock()) : ""}));
  const db::BlockView rows(block);
  std::map<std::string, std::size_t, std::less<>> known;
  for (std::size_t r = 0; r < rows.rows(); ++r) known.emplace(rows.cell(r, 0), r);
  const auto now = std::chrono::floor<std::chrono::seconds>(view.clock());
  std::map<std::string, std::vector<kv::JobStatus>> overdue;
  for (const auto* module : view.all_modules) {
    const auto& id = module->manifest.id();
    HALLE_TRY(enabled, view.organisations.has(organisation, id));
    if (!enabled) continue;
    for (const auto& job : module->manifest.jobs()) {
      const auto found = known.find(id + "." + job.id());
      if (found == known.end()) continue;
      const std::chrono::sys_seconds ran(std::chrono::seconds(rows.number(found->second, 1)));
      const std::chrono::seconds every(job.every_seconds());
      const auto outcome = rows.cell(found->second, 2);
      const bool well =
          outcome == "ok" || (jobs::is_under_way(outcome) && rows.cell(found->second, 3) == "t");
      // A run that lies in the future was before the clock was set back.
      if (well && ran < now + patience(every) && ran + every + patience(every) > now) continue;
      auto& out = overdue[id].emplace_back();
      out.set_id(found->first);
      out.set_organisation(organisation.text());
      out.mutable_last_run()->set_seconds(ran.time_since_epoch().count());
      if (!jobs::is_under_way(outcome)) out.set_outcome(std::string(outcome));
    }
  }
  return overdue;
}

Result<kv::DescribeModulesReply> describe(const KernelView& view, const Uuid& organisation) {
  HALLE_TRY(block,
            db::kernel_query(view.environment.database,
                             "SELECT coalesce(c.id, ''), coalesce(c.position, 0), h.position "
                             "FROM halle.event_head h LEFT JOIN halle.consumer c "
                             "USING (org_id) WHERE h.org_id = $1",
                             {organisation.text()}));
  const db::BlockView rows(block);
  std::map<std::string, std::int64_t, std::less<>> positions;
  for (std::size_t r = 0; r < rows.rows(); ++r)
    positions.emplace(rows.cell(r, 0), rows.number(r, 1));
  HALLE_TRY(overdue, overdue_jobs(view, organisation));
  kv::DescribeModulesReply reply;
  for (const auto* module : view.all_modules) {
    auto& out = *reply.add_modules() = described(module->manifest);
    for (auto& job : overdue[out.id()]) *out.add_overdue() = std::move(job);
    if (module->manifest.consumes().empty() || rows.rows() == 0) continue;
    out.set_head(rows.number(0, 2));
    const auto at = positions.find(out.id());
    out.set_position(at == positions.end() ? 0 : at->second);
  }
  return reply;
}

/// A module that may be purged and has tables. Its id is the name of its schema.
Result<std::string> schema_of(const KernelView& view, const std::string& id) {
  for (const auto* module : view.all_modules)
    if (module->manifest.id() == id && !module->manifest.essential() && module->schema() > 0)
      return id;
  return bad_field("module", "halle.keeps_nothing", id);
}

constexpr std::chrono::seconds export_limit{60};

db::Time in_time() {
  return std::chrono::steady_clock::now() + export_limit;
}

/// Lines of JSON and how many rows they are.
Result<kv::ExportModuleReply> rows_after(db::Connection& connection, const std::string& schema,
                                         std::int64_t skip) {
  const std::string number = std::to_string(skip);
  connection.queue("SELECT * FROM " + schema + ".halle_rows($1)",
                   {{db::Param::Kind::text, number}});
  HALLE_TRY(block, connection.wait(db::Connection::last_place, in_time()));
  const db::BlockView rows(block);
  kv::ExportModuleReply reply;
  for (std::size_t r = 0; r < rows.rows(); ++r) {
    reply.mutable_lines()->append(rows.cell(r, 0));
    reply.mutable_lines()->push_back('\n');
  }
  reply.set_rows(static_cast<std::int64_t>(rows.rows()));
  return reply;
}

void enter(db::Connection& connection, const char* begin, const Uuid& organisation) {
  connection.queue(begin);
  connection.queue("SET LOCAL ROLE halle_kernel");
  connection.queue_once("SET LOCAL halle.org = '" + organisation.text() + "'");
  connection.queue("SET LOCAL statement_timeout = '" + std::to_string(export_limit.count()) + "s'");
}

Result<kv::ExportModuleReply> export_rows(const KernelView& view, const Uuid& organisation,
                                          const kv::ExportModuleRequest& request) {
  HALLE_TRY(schema, schema_of(view, request.module()));
  HALLE_TRY(connection, view.environment.database.for_this_thread());
  enter(*connection, "BEGIN READ ONLY", organisation);
  HALLE_TRY(reply, rows_after(*connection, schema, std::max<std::int64_t>(request.skip(), 0)));
  connection->queue("COMMIT");
  HALLE_CHECK(connection->wait());
  return reply;
}

/// One snapshot for all: what is compared with the export is what goes, and what came or changed
/// meanwhile makes it fail or stays.
Result<kv::EraseModuleReply> erase(const KernelView& view, const bus::Context& context,
                                   const kv::EraseModuleRequest& request) {
  HALLE_TRY(schema, schema_of(view, request.module()));
  const module::AtWork by_itself(nullptr, {});
  HALLE_TRY(connection, view.environment.database.for_this_thread());
  enter(*connection, "BEGIN ISOLATION LEVEL REPEATABLE READ", context.organisation);
  Sha256 hash;
  std::int64_t rows = 0;
  while (true) {
    HALLE_TRY(part, rows_after(*connection, schema, rows));
    if (part.rows() == 0) break;
    hash.add(part.lines());
    rows += part.rows();
  }
  // Nothing left: it was done before, by this call sent again.
  if (rows > 0 && hash.hex() != request.sha256()) {
    connection->rollback();
    return Error{Code::failed_precondition, "halle.export_differs", request.module()};
  }
  const std::string organisation = context.organisation.text();
  const std::string operation = context.operation_id.text();
  const std::string actor = bus::actor(context);
  connection->queue("DELETE FROM halle.consumer WHERE org_id = $1 AND id = $2",
                    {{db::Param::Kind::text, organisation}, {db::Param::Kind::text, schema}});
  connection->queue(
      "INSERT INTO halle.audit (org_id, principal, method, operation) VALUES ($1, $2, $3, $4)",
      {{db::Param::Kind::text, organisation},
       {db::Param::Kind::text, actor},
       {db::Param::Kind::text, context.method},
       {db::Param::Kind::text, operation}});
  const auto place = connection->queue("SELECT " + schema + ".halle_erase()");
  connection->queue("COMMIT");
  HALLE_TRY(block, connection->wait(place, in_time()));
  kv::EraseModuleReply reply;
  reply.set_rows(db::BlockView(block).number(0, 0));
  return reply;
}
}  // namespace

Status add_module_service(const KernelView& view) {
  using bus::Context;
  using bus::MethodRules;
  const auto add = [&](const std::string& method, bus::Handler handler) -> Status {
    for (const auto& rules : view.descriptors.rules())
      if (rules.name == "/halle.kernel.v1.Modules/" + method)
        return view.router.add(rules, std::move(handler));
    return Error{Code::internal, "halle.no_such_method", method};
  };
  HALLE_CHECK(
      add("Describe", [view](const Context& context, const MethodRules&, std::string_view bytes) {
        return sdk::handle_typed<kv::DescribeModulesRequest>(
            bytes, [&](const kv::DescribeModulesRequest&) {
              return describe(view, context.organisation);
            });
      }));
  HALLE_CHECK(
      add("ExportRows", [view](const Context& context, const MethodRules&, std::string_view bytes) {
        return sdk::handle_typed<kv::ExportModuleRequest>(
            bytes, [&](const kv::ExportModuleRequest& request) {
              return export_rows(view, context.organisation, request);
            });
      }));
  return add("Erase", [view](const Context& context, const MethodRules&, std::string_view bytes) {
    return sdk::handle_typed<kv::EraseModuleRequest>(
        bytes,
        [&](const kv::EraseModuleRequest& request) { return erase(view, context, request); });
  });
}

}  // namespace halle::node
