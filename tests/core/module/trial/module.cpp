// A native module that misbehaves when asked to, for those who are to contain it. Built twice more:
// one that crashes as it is loaded, one that crashes as its process ends.
#include "core/sdk/module.hpp"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "trial/v1/trial.halle.hpp"

namespace {
using halle::Result;
using trial::v1::DoReply;
using trial::v1::DoRequest;

#ifdef TRIAL_CRASHES_AT_LOAD
const int loaded = ::raise(SIGSEGV);
#endif
#ifdef TRIAL_ENDS_AT_LOAD
struct AtLoad {
  AtLoad() { ::_exit(3); }  // nobody writes who is to blame
} const at_load;
#endif
#ifdef TRIAL_CRASHES_AT_STOP
struct AtStop {
  ~AtStop() { ::raise(SIGSEGV); }
} const at_stop;
#endif

volatile int bottom = 1 << 30;
int overflow(int depth) {  // NOLINT(misc-no-recursion)
  volatile char room[4096];
  room[0] = static_cast<char>(depth);
  return depth < bottom ? overflow(depth + 1) + room[0] : 0;
}

Result<DoReply> count(halle::sdk::Call& call) {
  HALLE_TRY(lines, call.get<std::int64_t>("SELECT count(*) FROM trial.line"));
  DoReply reply;
  reply.set_lines(lines);
  return reply;
}

class Trial final : public trial::v1::TrialService {
 public:
  Result<DoReply> keep(halle::sdk::Call& call, const DoRequest& request) override {
    call.queue("INSERT INTO trial.line (org_id, text) VALUES ($1, $2)", call.organisation(),
               request.with());
    return count(call);
  }

  Result<DoReply> misbehave(halle::sdk::Call& call, const DoRequest& request) override {
    const std::string& what = request.what();
    if (what == "call") {
      HALLE_TRY(bytes, call.call(request.with(), request.request()));
      DoReply reply;
      reply.set_reply(bytes);
      return reply;
    }
    // What it did before it failed must be gone.
    if (what != "count")
      call.queue("INSERT INTO trial.line (org_id, text) VALUES ($1, $2)", call.organisation(),
                 what);
    if (what == "crash") ::raise(SIGSEGV);
    if (what == "abort") std::abort();
    if (what == "throw") throw 7;      // NOLINT(hicpp-exception-baseclass)
    if (what == "exit") std::exit(0);  // NOLINT(concurrency-mt-unsafe)
    if (what == "overflow") overflow(0);
    for (volatile bool on = what == "loop"; on;) {
    }
    DoReply reply;
    if (what == "garbage") reply.set_text("\xff\xfe");
    if (what == "huge") reply.set_text(std::string(17 << 20, 'x'));
    if (!reply.text().empty()) return reply;
    if (what == "role") HALLE_CHECK(call.execute("RESET ROLE"));
    if (what == "organisation")
      HALLE_CHECK(call.execute("SET LOCAL halle.org = '" + request.with() + "'"));
    if (what == "config")
      HALLE_CHECK(call.execute("SELECT set_config('halle.org', $1, true)", request.with()));
    if (what == "commit") HALLE_CHECK(call.execute("COMMIT"));
    return count(call);
  }
};

halle::sdk::Services services() {
  halle::sdk::Services all;
  all.push_back(std::make_unique<Trial>());
  return all;
}
}  // namespace

HALLE_MODULE(trial, services)
