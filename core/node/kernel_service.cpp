#include "core/node/kernel_service.hpp"

#include <algorithm>
#include <filesystem>
#include <mutex>

#include "core/bus/routing/pool.hpp"
#include "core/db/block.hpp"
#include "core/db/kernel_query.hpp"
#include "core/pictures/reader.hpp"
#include "core/sdk/service.hpp"
#include "core/sheets/reader.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"

namespace halle::embedded {
extern const std::string_view kernel_desc;
}

namespace halle::node {
namespace kv = ::halle::kernel::v1;

namespace {
/// References of KernelView that outlive the router.
struct Service {
  const std::string& node;
  const std::string& run_folder;
  const module::Environment& environment;
  const bus::Descriptors& descriptors;
  const std::vector<const module::Module*>& modules;
  const std::vector<const module::Module*>& all_modules;
  const std::map<std::string, events::Consumptions>& consumers;
  const std::vector<std::string>& all_consumers;
  const std::vector<jobs::Job>& jobs;
  const std::vector<module::Refusal>& refused;
  bus::Organisations& organisations;
  const bus::ExtensionPoints& extension_points;
};

void add_filler(kv::GetStatusReply& reply, const bus::FillerState& state) {
  auto* out = reply.add_fillers();
  out->set_socket(state.filler->extension_point);
  out->set_module(state.filler->module);
  if (!state.organisation.is_nil()) out->set_organisation(state.organisation.text());
  using State = bus::Breaker::State;
  out->set_state(state.state == State::closed ? kv::FILLER_STATE_CLOSED
                 : state.state == State::open ? kv::FILLER_STATE_OPEN
                                              : kv::FILLER_STATE_HALF_OPEN);
  out->set_failures(state.failures);
  out->set_failure(state.reason);
}

Result<kv::GetStatusReply> get_status(const Service& self) {
  auto& database = self.environment.database;
  kv::GetStatusReply reply;
  reply.set_node(self.node);
  reply.set_kernel_version(module::kernel_version);
  for (const auto* module : self.modules) {
    auto* out = reply.add_modules();
    out->set_id(module->manifest.id());
    out->set_version(module->manifest.version());
    out->set_schema(module->schema());
  }
  for (const auto& refusal : self.refused) {
    auto* out = reply.add_refused();
    out->set_id(refusal.id);
    out->set_sentence(refusal.sentence);
  }
  std::vector<std::string> ids;
  for (const auto& job : self.jobs) ids.push_back(job.id);
  HALLE_TRY(jobs,
            db::kernel_query(database,
                             "SELECT id, org_id, extract(epoch FROM started_at)::bigint, "
                             "outcome FROM halle.job WHERE id = ANY($1::text[]) ORDER BY 1, 2",
                             {db::array_literal(ids)}));
  const db::BlockView job_rows(jobs);
  for (std::size_t r = 0; r < job_rows.rows(); ++r) {
    auto* out = reply.add_jobs();
    out->set_id(std::string(job_rows.cell(r, 0)));
    out->set_organisation(std::string(job_rows.cell(r, 1)));
    out->mutable_last_run()->set_seconds(job_rows.number(r, 2));
    if (const auto outcome = job_rows.cell(r, 3); !jobs::is_under_way(outcome))
      out->set_outcome(std::string(outcome));
  }
  ids.clear();
  for (const auto& [id, consumptions] : self.consumers) ids.push_back(id);
  HALLE_TRY(enabled, self.organisations.known());
  const auto pairs = events::pairs_of(ids, *enabled);
  HALLE_TRY(consumers,
            db::kernel_query(database,
                             "SELECT c.id, c.org_id, h.position - c.position, c.failure FROM "
                             "unnest($1::uuid[], $2::text[]) AS p (org_id, id) "
                             "JOIN halle.consumer c USING (org_id, id) "
                             "JOIN halle.event_head h USING (org_id) ORDER BY 1, 2",
                             {pairs.organisations, pairs.ids}));
  const db::BlockView consumer_rows(consumers);
  for (std::size_t r = 0; r < consumer_rows.rows(); ++r) {
    auto* out = reply.add_consumers();
    out->set_id(std::string(consumer_rows.cell(r, 0)));
    out->set_organisation(std::string(consumer_rows.cell(r, 1)));
    out->set_lag(consumer_rows.number(r, 2));
    out->set_failure(std::string(consumer_rows.cell(r, 3)));
  }
  HALLE_TRY(lag, db::kernel_query(database, "SELECT count(*) FROM halle.outbox"));
  reply.set_relay_lag(db::BlockView(lag).number(0, 0));
  for (const auto& state : self.extension_points.states()) add_filler(reply, state);
  return reply;
}

Result<kv::ListAuditReply> list_audit(const Service& self, const bus::Context& context,
                                      const kv::ListAuditRequest& request) {
  HALLE_TRY(block,
            db::kernel_query(self.environment.database,
                             "SELECT extract(epoch FROM at)::bigint, method FROM halle.audit "
                             "WHERE org_id = $1 AND (principal = $2 OR "
                             "right(principal, length($2) + 5) = ' for ' || $2) "
                             "ORDER BY id DESC LIMIT 10000",
                             {context.organisation.text(), request.principal()}));
  const db::BlockView rows(block);
  kv::ListAuditReply reply;
  for (std::size_t r = 0; r < rows.rows(); ++r) {
    auto* entry = reply.add_entries();
    entry->mutable_at()->set_seconds(rows.number(r, 0));
    entry->set_method(std::string(rows.cell(r, 1)));
  }
  return reply;
}

/// The kernel's own invariants: queries that return one row for each thing that breaks them.
struct Invariant {
  std::string id;
  std::string_view sql;
};
const std::vector<Invariant>& kernel_invariants() {
  static const std::vector<Invariant> all{
      {"halle.operations_have_audit",
       "SELECT o.org_id, o.id FROM halle.operation o WHERE NOT EXISTS (SELECT 1 FROM halle.audit a "
       "WHERE a.org_id = o.org_id AND a.operation = o.id)"},
      {"halle.audit_once",
       "SELECT org_id, operation FROM halle.audit GROUP BY org_id, principal, operation "
       "HAVING count(*) > 1"},
      {"halle.event_positions_dense",
       "SELECT h.org_id, h.position FROM halle.event_head h WHERE h.position <> "
       "(SELECT count(*) FROM halle.event_log e WHERE e.org_id = h.org_id)"},
      // Of one package and key: of two others the transaction that began first may end last.
      {"halle.events_in_order",
       "SELECT org_id, position FROM (SELECT org_id, position, outbox_id, lag(outbox_id) OVER "
       "(PARTITION BY org_id, regexp_replace(type, '[.][^.]*$', ''), key ORDER BY position) AS "
       "before FROM halle.event_log) e WHERE before > outbox_id"},
      {"halle.consumers_within_log",
       "SELECT c.org_id, c.id FROM halle.consumer c LEFT JOIN halle.event_head h USING (org_id) "
       "WHERE c.position > coalesce(h.position, 0)"},
      {"halle.consumers_healthy",
       "SELECT org_id, id || ' ' || failure FROM halle.consumer WHERE failures >= 5"},
  };
  return all;
}

void add_invariant(kv::CheckReply& reply, const std::string& id, const std::string& organisation,
                   const db::BlockView& rows) {
  auto* out = reply.add_invariants();
  out->set_id(id);
  out->set_organisation(organisation);
  out->set_broken(static_cast<std::int64_t>(rows.rows()));
  if (rows.rows() == 0) return;
  std::string example;
  for (std::size_t c = 0; c < rows.columns(); ++c)
    example += (c == 0 ? "" : " ") + std::string(rows.cell(0, c));
  out->set_example(example);
}

/// Runs an invariant with a role of the database, for one organisation or, if nil, without scope.
/// It reads whole tables: joins are made by hashing, whatever the statistics say, and may take
/// their time.
Result<std::string> run_invariant(db::Database& database, const std::string& role,
                                  const Uuid& organisation, std::string_view sql) {
  HALLE_TRY(connection, database.for_this_thread());
  connection->queue("BEGIN READ ONLY");
  connection->queue("SET LOCAL ROLE " + role);
  if (!organisation.is_nil())
    connection->queue_once("SET LOCAL halle.org = '" + organisation.text() + "'");
  connection->queue("SET LOCAL enable_seqscan = on");
  connection->queue("SET LOCAL enable_nestloop = off");
  connection->queue("SET LOCAL statement_timeout = '10min'");
  const auto place = connection->queue(sql);
  connection->queue("COMMIT");
  return connection->wait(place, std::chrono::steady_clock::now() + std::chrono::minutes(10));
}

Result<kv::CheckReply> check(const Service& self, const kv::CheckRequest& request) {
  kv::CheckReply reply;
  auto& database = self.environment.database;
  if (request.kernel()) {
    for (const auto& invariant : kernel_invariants()) {
      HALLE_TRY(block, run_invariant(database, "halle_kernel", {}, invariant.sql));
      add_invariant(reply, invariant.id, "", db::BlockView(block));
    }
  }
  bus::Context list;
  list.method = "/halle.kernel.v1.Identity/ListOrganisations";
  list.principal = bus::Principal::kernel();
  HALLE_TRY(bytes, self.environment.router.call(list, {}));
  kv::ListOrganisationsReply organisations;
  organisations.ParseFromString(bytes);
  for (const auto& organisation : organisations.organisations()) {
    for (const auto* module : self.modules) {
      for (const auto& invariant : module->package.invariants()) {
        const auto id = Uuid::parse(organisation.id()).value_or(Uuid{});
        HALLE_TRY(block, run_invariant(database, module->role, id, invariant.sql()));
        add_invariant(reply, invariant.id(), organisation.code(), db::BlockView(block));
      }
    }
  }
  return reply;
}

Result<kv::GetBacklogReply> get_backlog(const Service& self, const Uuid& organisation) {
  HALLE_TRY(enabled, self.organisations.fresh());
  HALLE_TRY(pending,
            events::backlog(self.environment.database, self.all_consumers, *enabled, organisation));
  kv::GetBacklogReply reply;
  reply.set_pending(pending);
  return reply;
}

/// Modules that the organisation has enabled; all if there is none.
Result<std::vector<const module::Module*>> enabled_modules(const Service& self,
                                                           const Uuid& organisation) {
  if (organisation.is_nil()) return self.all_modules;
  HALLE_TRY(enabled, self.organisations.fresh());
  std::vector<const module::Module*> modules;
  const auto here = enabled->find(organisation);
  for (const auto* module : self.all_modules)
    if (module->manifest.essential() ||
        (here != enabled->end() && here->second.modules.contains(module->manifest.id())))
      modules.push_back(module);
  return modules;
}

/// Whether the caller holds a permission with the risk `bulk`, such as importing.
Result<bool> may_do_in_bulk(const Service& self, const bus::Context& context) {
  HALLE_TRY(modules, enabled_modules(self, context.organisation));
  for (const auto* module : modules)
    for (const auto& permission : module->manifest.permissions())
      for (const auto& risk : permission.risks())
        if (risk == "bulk" && self.environment.router.allowed(
                                  context.principal, context.organisation, permission.id()))
          return true;
  return false;
}

/// Path of a program that parses foreign files: the supervisor's copy, or the one beside this
/// program.
std::string reader(const Service& self, const char* name) {
  std::error_code unreadable;
  const auto copy = std::filesystem::path(self.run_folder) / name;
  if (std::filesystem::exists(copy, unreadable)) return copy.string();
  return (std::filesystem::read_symlink("/proc/self/exe", unreadable).parent_path() / name)
      .string();
}

/// One at a time: it may take much of a small machine.
Result<kv::ReadSheetReply> read_sheet(const Service& self, const bus::Context& context,
                                      const kv::ReadSheetRequest& request) {
  HALLE_TRY(allowed, may_do_in_bulk(self, context));
  if (!allowed) return Error{Code::permission_denied, "halle.not_allowed"};
  static std::mutex one;
  const std::unique_lock lock(one, std::try_to_lock);
  if (!lock) return Error{Code::resource_exhausted, "halle.busy"};
  HALLE_TRY(sheet, sheets::read_apart(reader(self, "halle-sheets"), request.content()));
  kv::ReadSheetReply reply;
  *reply.mutable_sheet() = std::move(sheet);
  return reply;
}

/// One at a time: it may take much of a small machine. The others wait their turn, and while they
/// do this thread is no worker.
Result<kv::RedrawPictureReply> redraw_picture(const Service& self, const bus::Context& context,
                                              const kv::RedrawPictureRequest& request) {
  constexpr std::chrono::seconds patience{15};
  static std::timed_mutex one;
  const bus::WorkerPool::Away away;
  const std::unique_lock lock(one, context.deadline);
  if (!lock) return Error{Code::resource_exhausted, "halle.busy"};
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      context.deadline - std::chrono::steady_clock::now());
  auto drawn = pictures::redraw_apart(reader(self, "halle-pictures"), request.content(),
                                      std::min<std::chrono::milliseconds>(left, patience));
  // A caller whose deadline left too little time is not told that the picture is at fault.
  if (!drawn && drawn.error().reason == "halle.picture_late" && left < patience)
    return Error{Code::resource_exhausted, "halle.busy"};
  HALLE_TRY(content, std::move(drawn));
  kv::RedrawPictureReply reply;
  reply.set_content(std::move(content));
  return reply;
}

/// The screens that the caller may open in the call's organisation.
Result<kv::GetShellReply> get_shell(const Service& self, const bus::Context& context) {
  const bool signed_in = context.principal.kind != bus::Principal::Kind::anonymous;
  const auto allowed = [&](const std::string& permission) {
    return self.environment.router.allowed(context.principal, context.organisation, permission);
  };
  HALLE_TRY(modules, enabled_modules(self, context.organisation));
  kv::GetShellReply reply;
  // What builds on others comes first: the daily work, then what it stands on.
  std::reverse(modules.begin(), modules.end());
  std::stable_sort(modules.begin(), modules.end(), [](const auto* a, const auto* b) {
    return a->manifest.menu_place() < b->manifest.menu_place();
  });
  for (const auto* module : modules) {
    kv::ShellModule shown;
    shown.set_id(module->manifest.id());
    for (const auto& screen : module->manifest.screens()) {
      if (!screen.open() &&
          (!signed_in || (!screen.permission().empty() && !allowed(screen.permission()))))
        continue;
      auto* out = shown.add_screens();
      out->set_path(screen.path());
      out->set_element(screen.element());
      out->set_menu(screen.menu());
    }
    if (shown.screens_size() > 0) *reply.add_modules() = std::move(shown);
    for (const auto& permission : module->manifest.permissions())
      if (allowed(permission.id())) reply.add_permissions(permission.id());
  }
  return reply;
}
/// A call by the kernel on behalf of another principal.
class Asking final : public sdk::Caller {
 public:
  Asking(const bus::Router& router, const bus::Context& context)
      : router_(router), context_(context) {
    context_.behind = bus::behind(context);
    context_.principal = bus::Principal::kernel();
  }
  Result<std::string> call(std::string_view method, std::string_view request) override {
    context_.method = method;
    return router_.call(context_, request);
  }

 private:
  const bus::Router& router_;
  bus::Context context_;
};

/// The cards of all modules for the caller.
Result<kv::GetCardsReply> get_cards(const Service& self, const bus::Context& context) {
  constexpr int most_of_a_module = 10;
  kv::ListCardsRequest request;
  for (const auto& grant : context.principal.grants)
    if (grant.organisation == context.organisation && !grant.subject.empty())
      request.set_subject(grant.subject);
  for (const auto* module : self.all_modules)
    for (const auto& permission : module->manifest.permissions())
      if (self.environment.router.allowed(context.principal, context.organisation, permission.id()))
        request.add_permissions(permission.id());
  Asking asking(self.environment.router, context);
  HALLE_TRY(answers, kv::CardsClient(asking).list(request));
  std::vector<kv::Card> cards;
  for (const auto& answer : answers) {
    const int count = std::min(answer.reply.cards_size(), most_of_a_module);
    cards.insert(cards.end(), answer.reply.cards().begin(), answer.reply.cards().begin() + count);
  }
  std::stable_sort(cards.begin(), cards.end(), [](const kv::Card& a, const kv::Card& b) {
    return a.importance() > b.importance();
  });
  kv::GetCardsReply reply;
  for (auto& card : cards) *reply.add_cards() = std::move(card);
  return reply;
}

/// The handler that answers with `function(context, request)`.
template <class Request, class Function>
bus::Handler typed(Function function) {
  return [function](const bus::Context& context, const bus::MethodRules&, std::string_view bytes) {
    return sdk::handle_typed<Request>(
        bytes, [&](const Request& request) { return function(context, request); });
  };
}
}  // namespace

std::string_view kernel_descriptors() {
  return embedded::kernel_desc;
}

const std::vector<std::string>& kernel_services() {
  static const std::vector<std::string> names{
      "halle.kernel.v1.Kernel",  "halle.kernel.v1.Shell",    "halle.kernel.v1.Sheets",
      "halle.kernel.v1.Modules", "halle.kernel.v1.Identity", "halle.kernel.v1.Sockets",
      "halle.kernel.v1.Cards",   "halle.kernel.v1.Audit",    "halle.kernel.v1.Pictures",
      "halle.kernel.v1.Notices"};
  return names;
}

Status add_kernel_service(const KernelView& view) {
  const Service self{view.node,    view.run_folder,  view.environment,   view.descriptors,
                     view.modules, view.all_modules, view.consumers,     view.all_consumers,
                     view.jobs,    view.refused,     view.organisations, view.extension_points};
  const auto add = [&](const std::string& method, bus::Handler handler) -> Status {
    for (const auto& rules : view.descriptors.rules())
      if (rules.name == "/halle.kernel.v1." + method)
        return view.router.add(rules, std::move(handler));
    return Error{Code::internal, "halle.no_such_method", method};
  };
  HALLE_CHECK(add("Kernel/Describe", [self](const auto&, const auto&, std::string_view) {
    kv::DescribeReply reply;
    reply.set_file_descriptor_set(self.descriptors.serialised());
    return Result<std::string>(reply.SerializeAsString());
  }));
  HALLE_CHECK(add("Kernel/GetStatus", typed<kv::GetStatusRequest>([self](const auto&, const auto&) {
                    return get_status(self);
                  })));
  HALLE_CHECK(add("Kernel/Check", typed<kv::CheckRequest>([self](const auto&, const auto& request) {
                    return check(self, request);
                  })));
  HALLE_CHECK(add("Kernel/GetBacklog",
                  typed<kv::GetBacklogRequest>([self](const auto& context, const auto&) {
                    return get_backlog(self, context.organisation);
                  })));
  HALLE_CHECK(add("Shell/Get", typed<kv::GetShellRequest>([self](const auto& context, const auto&) {
                    return get_shell(self, context);
                  })));
  HALLE_CHECK(
      add("Shell/GetCards", typed<kv::GetCardsRequest>([self](const auto& context, const auto&) {
            return get_cards(self, context);
          })));
  HALLE_CHECK(add("Sockets/ListFillers",
                  typed<kv::ListFillersRequest>([self](const auto& context, const auto& request) {
                    kv::ListFillersReply reply;
                    for (auto& module :
                         self.extension_points.fillers(request.socket(), context.organisation))
                      reply.add_modules(std::move(module));
                    return Result<kv::ListFillersReply>(std::move(reply));
                  })));
  HALLE_CHECK(add("Sheets/Read",
                  typed<kv::ReadSheetRequest>([self](const auto& context, const auto& request) {
                    return read_sheet(self, context, request);
                  })));
  HALLE_CHECK(add("Pictures/Redraw",
                  typed<kv::RedrawPictureRequest>([self](const auto& context, const auto& request) {
                    return redraw_picture(self, context, request);
                  })));
  return add("Audit/List",
             typed<kv::ListAuditRequest>([self](const auto& context, const auto& request) {
               return list_audit(self, context, request);
             }));
}

}  // namespace halle::node
