#include "plugins/notify_email/rpc/delivery/batch.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/text/email.hpp"
#include "core/base/text/text.hpp"
#include "core/sdk/time.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "plugins/notify_email/domain/letters/letter.hpp"
#include "plugins/notify_email/domain/letters/mime.hpp"
#include "plugins/notify_email/domain/unsubscribe.hpp"
#include "plugins/notify_email/rpc/delivery/values.hpp"

namespace halle::notify_email {
namespace {
using Contacts = std::map<std::string, membership::v1::Contact>;

constexpr const char* daily_kind = "notify_email.daily";
constexpr const char* preferences_screen = "/mes-lettres";

Result<Contacts> ask_contacts(sdk::Call& call, const v1::ClaimReply& claimed) {
  std::set<std::string> numbers;
  for (const auto& letter : claimed.letters())
    if (!letter.subject().empty()) numbers.insert(letter.subject());
  Contacts contacts;
  if (numbers.empty()) return contacts;
  membership::v1::ListContactsRequest request;
  for (const auto& number : numbers) request.add_numbers(number);
  HALLE_TRY(reply, membership::v1::MembersClient(call).list_contacts(request));
  for (auto& contact : *reply.mutable_contacts()) contacts[contact.number()] = std::move(contact);
  return contacts;
}

/// A letter on its way to be ready.
struct Draft {
  const v1::ClaimedLetter* letter = nullptr;
  const kernel::v1::NoticeKind* kind = nullptr;
  const membership::v1::Contact* contact = nullptr;  // null: no member
  const kernel::v1::ComposedNotice* composed = nullptr;
  std::string language;
  std::string address;
};

class Preparation {
 public:
  Preparation(sdk::Call& call, const Server& server, const Kinds& kinds,
              const v1::ClaimReply& claimed, Contacts contacts)
      : call_(call),
        server_(server),
        claimed_(claimed),
        kinds_(kinds),
        contacts_(std::move(contacts)) {
    for (const auto& reader : claimed.readers()) readers_[reader.subject()] = &reader;
    for (const auto& own : claimed.templates()) templates_[{own.kind(), own.language()}] = &own;
    blocked_.insert(claimed.blocked().begin(), claimed.blocked().end());
  }

  Result<Batch> run() {
    std::vector<Draft> drafts;
    for (const auto& letter : claimed_.letters())
      if (auto draft = begin(letter)) drafts.push_back(*draft);
    HALLE_CHECK(compose_all(drafts));
    std::map<std::string, std::vector<Draft>> daily;  // by member
    for (auto& draft : drafts) {
      if (!address(draft)) continue;
      if (draft.letter->daily())
        daily[draft.letter->subject()].push_back(draft);
      else
        HALLE_CHECK(finish({draft}));
    }
    for (const auto& [member, of_member] : daily) HALLE_CHECK(finish(of_member));
    return std::move(batch_);
  }

 private:
  v1::LetterReport& settle(const v1::ClaimedLetter& letter, v1::Outcome outcome, const char* why) {
    auto& report = batch_.settled.emplace_back();
    report.set_id(letter.id());
    report.set_outcome(outcome);
    report.set_failure(why);
    return report;
  }

  /// Puts a letter off until then, unless it would be of no use any more.
  bool put_off(const v1::ClaimedLetter& letter, v1::Outcome outcome,
               const google::protobuf::Timestamp& next_at) {
    if (sdk::instant_of(next_at) >= sdk::instant_of(letter.until())) return false;
    *settle(letter, outcome, "").mutable_next_at() = next_at;
    return true;
  }

  std::string language(const std::string& member) const {
    const auto reader = readers_.find(member);
    return known_language(reader == readers_.end() ? "" : reader->second->language());
  }

  v1::Choice choice(const std::string& member, const kernel::v1::NoticeKind& kind) const {
    const auto reader = readers_.find(member);
    if (kind.necessary() || reader == readers_.end()) return v1::CHOICE_AT_ONCE;
    for (const auto& topic : reader->second->topics())
      if (topic.topic() == kind.topic()) return topic.choice();
    return v1::CHOICE_AT_ONCE;
  }

  /// A letter that is due now and wanted; the others are settled.
  std::optional<Draft> begin(const v1::ClaimedLetter& letter) {
    Draft draft{&letter, kinds_.find(letter.kind()), nullptr,
                nullptr, language(letter.subject()), {}};
    const Instant until = sdk::instant_of(letter.until());
    const auto drop = [&](const char* why) {
      settle(letter, v1::OUTCOME_DROPPED, why);
      return std::optional<Draft>{};
    };
    if (until <= call_.now()) return drop("notify_email.too_late");
    if (draft.kind == nullptr) return drop("notify_email.kind_unknown");
    const bool waits = !draft.kind->urgent() && !letter.daily();
    if (letter.subject().empty()) {
      if (waits && is_put_off_by_quiet(letter)) return std::nullopt;
      return draft;
    }
    const auto contact = contacts_.find(letter.subject());
    if (contact == contacts_.end() || !contact->second.active())
      return drop("notify_email.no_member");
    draft.contact = &contact->second;
    const auto wish = choice(letter.subject(), *draft.kind);
    if (wish == v1::CHOICE_NEVER) return drop("notify_email.unwanted");
    const bool daily = waits && wish == v1::CHOICE_DAILY &&
                       put_off(letter, v1::OUTCOME_DAILY, claimed_.next_daily());
    if (daily || (waits && is_put_off_by_quiet(letter))) return std::nullopt;
    return draft;
  }

  bool is_put_off_by_quiet(const v1::ClaimedLetter& letter) {
    return claimed_.quiet() && put_off(letter, v1::OUTCOME_QUIET, claimed_.quiet_ends());
  }

  /// Asks the modules for the contents; what they do not compose is settled and left out.
  Status compose_all(std::vector<Draft>& drafts) {
    if (drafts.empty()) return Done{};
    kernel::v1::ComposeNoticesRequest request;
    for (std::size_t i = 0; i < drafts.size(); ++i) {
      auto* notice = request.add_notices();
      notice->set_index(static_cast<int>(i));
      notice->set_kind(drafts[i].letter->kind());
      notice->set_subject(drafts[i].letter->subject());
      notice->set_about(drafts[i].letter->about());
    }
    HALLE_TRY(answers, kernel::v1::NoticesClient(call_).compose(request));
    for (auto& answer : answers) {
      for (auto& notice : *answer.reply.mutable_notices()) {
        const auto index = static_cast<std::size_t>(notice.index());
        // Each module speaks for its own kinds.
        if (index < drafts.size() && drafts[index].letter->kind().starts_with(answer.module + "."))
          composed_[index] = std::move(notice);
      }
    }
    std::vector<kernel::v1::ComposedNotice> all;
    std::vector<Draft> kept;
    for (std::size_t i = 0; i < drafts.size(); ++i) {
      const auto found = composed_.find(i);
      if (found == composed_.end()) {
        settle(*drafts[i].letter, v1::OUTCOME_FAILED, "notify_email.not_composed");
      } else if (found->second.obsolete()) {
        settle(*drafts[i].letter, v1::OUTCOME_DROPPED, "notify_email.obsolete");
      } else {
        drafts[i].composed = &found->second;
        kept.push_back(drafts[i]);
        all.push_back(found->second);
      }
    }
    drafts = std::move(kept);
    HALLE_TRY(times, LocalTimes::ask(call_, all));
    times_ = std::move(times);
    call_.rollback();
    return Done{};
  }

  /// Finds the address; false: there is none that takes letters.
  bool address(Draft& draft) {
    const auto& given = draft.contact != nullptr ? draft.contact->email() : draft.composed->email();
    const auto normal = normal_email(trim(given));
    if (!normal) {
      settle(*draft.letter, v1::OUTCOME_DROPPED, "notify_email.no_address");
      return false;
    }
    draft.address = *normal;
    if (!blocked_.contains(hex(address_key(draft.address)))) return true;
    settle(*draft.letter, v1::OUTCOME_REFUSED, "notify_email.blocked");
    return false;
  }

  std::string url_of(const std::string& path) const {
    if (path.empty()) return {};
    return server_.site + (path.starts_with('/') ? "" : "/") + path;
  }

  Notice notice_of(const Draft& draft) const {
    const auto& words = kinds_.words(draft.language);
    const auto& composed = *draft.composed;
    const auto* usual = kinds_.text(draft.letter->kind(), draft.language);
    Notice notice;
    if (usual != nullptr)
      notice = {usual->subject(), usual->text(), usual->row(), usual->button(), {}, {}, {}};
    if (const auto own = templates_.find({draft.letter->kind(), draft.language});
        own != templates_.end()) {
      if (!own->second->subject().empty()) notice.subject = own->second->subject();
      if (!own->second->text().empty()) notice.text = own->second->text();
    }
    notice.values = shown(composed.values(), times_, words);
    notice.values["association"] = call_.organisation_name();
    notice.values["first_name"] =
        draft.contact != nullptr ? draft.contact->first_name() : composed.name();
    for (const auto& row : composed.rows())
      notice.rows.push_back(shown(row.values(), times_, words));
    notice.url = url_of(composed.path());
    return notice;
  }

  /// The address at which the reader of these letters ends them; empty if they are necessary.
  Result<std::string> unsubscribe_url(const std::vector<Draft>& drafts) const {
    const auto& first = drafts.front();
    if (first.contact == nullptr) return std::string{};
    if (drafts.size() == 1 && first.kind->necessary()) return std::string{};
    const Unsubscribing what{first.contact->number(),
                             drafts.size() == 1 ? first.kind->topic() : "*"};
    HALLE_TRY(signature, call_.secret(signed_text(what)));
    return server_.site + "/a/" + call_.organisation_code() + "/courrier/" +
           unsubscribe_key(what, signature);
  }

  /// Writes one message of these letters of one recipient.
  Status finish(const std::vector<Draft>& drafts) {
    const auto& first = drafts.front();
    HALLE_TRY(unsubscribe, unsubscribe_url(drafts));
    std::vector<Notice> notices;
    ReadyLetter ready;
    for (const auto& draft : drafts) {
      notices.push_back(notice_of(draft));
      ready.ids.push_back(draft.letter->id());
    }
    const auto* daily = kinds_.text(daily_kind, first.language);
    const bool member = first.contact != nullptr;
    const std::string name = member ? first.contact->first_name() : first.composed->name();
    const Frame frame{kinds_.words(first.language),
                      name,
                      call_.organisation_name(),
                      claimed_.settings().footer(),
                      member ? server_.site + preferences_screen : std::string{},
                      unsubscribe,
                      daily == nullptr ? std::string{} : daily->subject()};
    const Content content = compose(notices, frame);
    ready.message_id = first.letter->id();
    ready.address = first.address;
    const auto& from_name = claimed_.settings().from_name();
    ready.message =
        message({from_name.empty() ? call_.organisation_name() : from_name, server_.from,
                 member ? trim(name + " " + first.contact->name()) : name, ready.address,
                 claimed_.settings().reply_to(), ready.message_id, unsubscribe, call_.now()},
                content.subject, content.text, content.html);
    batch_.letters.push_back(std::move(ready));
    return Done{};
  }

  sdk::Call& call_;
  const Server& server_;
  const v1::ClaimReply& claimed_;
  const Kinds& kinds_;
  const Contacts contacts_;
  std::map<std::string, const v1::ReaderChoice*> readers_;
  std::map<std::pair<std::string, std::string>, const v1::Template*> templates_;
  std::set<std::string> blocked_;
  std::map<std::size_t, kernel::v1::ComposedNotice> composed_;
  LocalTimes times_;
  Batch batch_;
};
}  // namespace

Result<Batch> prepare(sdk::Call& call, const Server& server, const Kinds& kinds,
                      const v1::ClaimReply& claimed) {
  HALLE_TRY(contacts, ask_contacts(call, claimed));
  return Preparation(call, server, kinds, claimed, std::move(contacts)).run();
}

std::string address_key(const std::string& address) {
  return sha256(lower_ascii(address));
}

}  // namespace halle::notify_email
