#include <chrono>
#include <thread>

#include "plugins/notify_email/rpc/delivery/batch.hpp"
#include "plugins/notify_email/rpc/delivery/mail_server.hpp"
#include "plugins/notify_email/rpc/services.hpp"

namespace halle::notify_email {
namespace {
using std::chrono::steady_clock;

constexpr int letters_of_a_batch = 25;
// A run hands over for no longer, so that a node that stops does not wait for long.
constexpr std::chrono::seconds run_time{4};
// The database may be away for a moment when a letter has been accepted.
constexpr int report_attempts = 5;
constexpr std::chrono::seconds report_pause{1};

v1::LetterReport report_of(const std::string& id, v1::Outcome outcome, const std::string& words,
                           const std::string& address) {
  v1::LetterReport report;
  report.set_id(id);
  report.set_outcome(outcome);
  report.set_failure(words);
  if (!address.empty()) report.set_address(address_key(address));
  return report;
}

v1::Outcome outcome_of(Handed::How how) {
  switch (how) {
    case Handed::How::accepted:
      return v1::OUTCOME_SENT;
    case Handed::How::refused:
      return v1::OUTCOME_REFUSED;
    case Handed::How::failed:
    case Handed::How::declined:
    case Handed::How::unanswered:
      return v1::OUTCOME_FAILED;
    default:
      return v1::OUTCOME_NOT_TRIED;
  }
}

/// A run of the job in one association.
class Run {
 public:
  Run(sdk::Call& call, const Server& server, const Kinds& kinds)
      : call_(call), server_(server), kinds_(kinds), mail_(server) {}

  Result<v1::DeliverReply> go() {
    v1::ClaimRequest claim;
    claim.set_limit(letters_of_a_batch);
    for (const auto& kind : kinds_.all().kinds())
      if (kind.urgent()) claim.add_urgent_kinds(kind.id());
    const auto end = steady_clock::now() + run_time;
    do {
      HALLE_TRY(claimed, v1::DeliveryClient(call_).claim(claim));
      if (claimed.letters().empty()) break;
      HALLE_TRY(batch, prepare(call_, server_, kinds_, claimed));
      HALLE_CHECK(report(batch.settled, ""));
      until_ = steady_clock::now() + run_time;  // however long the modules took to compose
      HALLE_CHECK(hand_all(batch.letters));
    } while (steady_clock::now() < end && failure_.empty());
    return reply_;
  }

 private:
  Status hand_all(const std::vector<ReadyLetter>& letters) {
    std::vector<v1::LetterReport> not_tried;
    for (const auto& letter : letters) {
      if (failure_.empty() && steady_clock::now() < until_) {
        HALLE_CHECK(hand(letter));
        continue;
      }
      for (const auto& id : letter.ids)
        not_tried.push_back(report_of(id, v1::OUTCOME_NOT_TRIED, failure_, ""));
    }
    return report(not_tried, failure_);
  }

  /// Hands one letter over and records at once what became of it: between the two a crash would
  /// make it go twice, with the same Message-ID.
  Status hand(const ReadyLetter& letter) {
    const auto handed = mail_.hand(letter.message_id, letter.address, letter.message);
    const bool ends_run =
        handed.how == Handed::How::unreachable || handed.how == Handed::How::unanswered;
    if (ends_run) failure_ = handed.words;
    const auto outcome = outcome_of(handed.how);
    if (outcome == v1::OUTCOME_SENT)
      reply_.set_sent(reply_.sent() + 1);
    else
      reply_.set_failed(reply_.failed() + 1);
    std::vector<v1::LetterReport> reports;
    for (const auto& id : letter.ids)
      reports.push_back(
          report_of(id, outcome, handed.words, reports.empty() ? letter.address : ""));
    return report(reports, handed.how == Handed::How::declined ? handed.words : failure_);
  }

  /// `failure`: of the server itself.
  Status report(const std::vector<v1::LetterReport>& reports, const std::string& failure) {
    if (reports.empty()) return Done{};
    v1::ReportRequest request;
    for (const auto& one : reports) *request.add_reports() = one;
    request.set_server_failure(failure);
    for (int attempt = 1;; ++attempt) {
      const auto done = v1::DeliveryClient(call_).report(request);
      if (done) return Done{};
      if (attempt == report_attempts || done.error().code != Code::unavailable) return done.error();
      std::this_thread::sleep_for(report_pause);
    }
  }

  sdk::Call& call_;
  const Server& server_;
  const Kinds& kinds_;
  MailServer mail_;
  steady_clock::time_point until_;
  std::string failure_;  // of the server; nothing more is tried in this run
  v1::DeliverReply reply_;
};
}  // namespace

Result<v1::DeliverReply> Delivery::deliver(sdk::Call& call, const v1::DeliverRequest& /*request*/) {
  HALLE_TRY(configuration, call.configuration());
  const Server server = read_server(configuration);
  if (!server.usable()) return v1::DeliverReply{};
  HALLE_TRY(kinds, Kinds::ask(call));
  return Run(call, server, kinds).go();
}

}  // namespace halle::notify_email
