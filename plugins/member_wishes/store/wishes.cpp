#include "plugins/member_wishes/store/wishes.hpp"

#include "core/base/text/text.hpp"
#include "core/sdk/documents/file.hpp"
#include "core/sdk/documents/picture.hpp"
#include "core/sdk/keys.hpp"
#include "core/sdk/time.hpp"
#include "plugins/member_wishes/domain/name.hpp"

namespace halle::member_wishes::store {
namespace {
/// A wish and one of its answers.
struct WishRow {
  Uuid id;
  std::string name;
  std::string about;
  std::string photo;
  Instant since{};
  int wanting = 0;                     // members who have it
  bool mine = false;                   // the caller does
  std::optional<v1::Verdict> verdict;  // with why and at: NULL if it has no answer
  std::optional<std::string> why;
  std::optional<std::string> until;  // YYYY-MM-DD, with VERDICT_TRIED only
  std::optional<Instant> at;
  int answers = 0;
  Instant moved{};
};
HALLE_ROW(WishRow, id, name, about, photo, since, wanting, mine, verdict, why, until, at, answers,
          moved)

/// The wishes of `chosen` (id, place) as rows, one for each of the last twenty answers.
/// $1 organisation, $2 caller.
const std::string of_chosen = R"(
    SELECT w.id, w.name, w.about, CASE WHEN w.as_sent THEN '' ELSE w.photo END AS photo, w.since,
           (SELECT count(*) FROM member_wishes.wanting k
             WHERE k.org_id = $1 AND k.wish_id = w.id) AS wanting,
           EXISTS (SELECT 1 FROM member_wishes.wanting k
                    WHERE k.org_id = $1 AND k.wish_id = w.id AND k.member_number = $2) AS mine,
           a.verdict, a.why, a.until, a.at, w.answers, w.moved
      FROM chosen c
      JOIN member_wishes.wish w ON w.org_id = $1 AND w.id = c.id
      LEFT JOIN member_wishes.answer a
        ON a.org_id = $1 AND a.wish_id = w.id AND a.number > w.answers - 20
     ORDER BY c.place, w.id, a.number DESC)";

v1::ListWishesReply read(const std::vector<WishRow>& rows) {
  v1::ListWishesReply reply;
  v1::Wish* wish = nullptr;
  Uuid last;
  for (const auto& row : rows) {
    if (wish == nullptr || row.id != last) {
      last = row.id;
      wish = reply.add_wishes();
      wish->set_id(row.id.text());
      wish->set_name(row.name);
      wish->set_about(row.about);
      wish->set_photo(row.photo);
      sdk::set_timestamp(*wish->mutable_since(), row.since);
      wish->set_wanting(row.wanting);
      wish->set_mine(row.mine);
      wish->set_said(row.answers);
    }
    if (!row.verdict) continue;
    auto* answer = wish->add_answers();
    answer->set_verdict(*row.verdict);
    answer->set_why(*row.why);
    answer->set_until(row.until.value_or(""));
    sdk::set_timestamp(*answer->mutable_at(), *row.at);
  }
  return reply;
}
}  // namespace

Error unknown_wish(const std::string& id) {
  return not_found("wish", "member_wishes.wish_unknown", id);
}

Result<v1::ListWishesReply> list(sdk::Call& call, const std::string& after, int limit) {
  static const std::string select_page = R"(
      WITH chosen AS MATERIALIZED (
        SELECT id, row_number() OVER (ORDER BY moved DESC, id DESC) AS place
          FROM member_wishes.wish
         WHERE org_id = $1 AND (moved, id) < (
           coalesce($4::timestamptz, 'infinity'),
           coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
         ORDER BY moved DESC, id DESC LIMIT $5::int))" +
                                         of_chosen;
  // The place of the last one shown, which may have moved or gone meanwhile: INSTANT/UUID.
  const auto slash = after.find('/');
  const auto moved = parse_instant(after.substr(0, slash));
  const auto id = Uuid::parse(slash == std::string::npos ? "" : after.substr(slash + 1));
  if (!after.empty() && !(moved && id)) return bad_field("after", "member_wishes.bad_after", after);
  HALLE_TRY(rows, call.query<WishRow>(select_page, call.organisation(), call.subject(), id, moved,
                                      limit + 1));
  auto reply = read(rows);
  if (reply.wishes_size() <= limit) return reply;
  reply.mutable_wishes()->RemoveLast();
  const auto& last = *reply.wishes().rbegin();
  for (const auto& row : rows)
    if (row.id.text() == last.id()) reply.set_next(format_instant(row.moved) + "/" + last.id());
  return reply;
}

Result<v1::ListWishesReply> similar(sdk::Call& call, const std::vector<std::string>& words) {
  static const std::string select_similar = R"(
      WITH chosen AS MATERIALIZED (
        SELECT id, row_number() OVER (ORDER BY shared DESC, since DESC) AS place
          FROM (SELECT w.id, w.since, (SELECT count(*) FROM unnest($3::text[]) AS typed (word)
                  WHERE strpos(' ' || w.key, ' ' || typed.word) > 0) AS shared
                  FROM member_wishes.wish w WHERE w.org_id = $1) AS counted
         WHERE shared > 0 ORDER BY shared DESC, since DESC LIMIT 5))" +
                                            of_chosen;
  HALLE_TRY(rows, call.query<WishRow>(select_similar, call.organisation(), call.subject(), words));
  return read(rows);
}

Result<v1::Wish> wish(sdk::Call& call, const std::string& id) {
  static const std::string select_wish =
      "WITH chosen AS (SELECT $3::uuid AS id, 1 AS place)" + of_chosen;
  if (!Uuid::parse(id)) return unknown_wish(id);
  HALLE_TRY(rows, call.query<WishRow>(select_wish, call.organisation(), call.subject(), id));
  if (rows.empty()) return unknown_wish(id);
  return read(rows).wishes(0);
}

Result<std::int64_t> count_unanswered(sdk::Call& call) {
  return call.get<std::int64_t>(
      "SELECT count(*) FROM member_wishes.wish WHERE org_id = $1 AND answers = 0",
      call.organisation());
}

void lock(sdk::Call& call, const std::vector<std::string>& ids) {
  call.queue(
      "SELECT 1 FROM member_wishes.wish WHERE org_id = $1 AND id = ANY($2::uuid[]) "
      "ORDER BY id FOR UPDATE",
      call.organisation(), ids);
}

Result<int> fold_anew(sdk::Call& call) {
  return sdk::fold_anew(call, "member_wishes.wish", "key", key_of);
}

Result<bool> insert(sdk::Call& call, const Uuid& id, const v1::SuggestRequest& request,
                    const std::string& photo) {
  HALLE_CHECK(fold_anew(call));
  HALLE_TRY(inserted,
            call.find<int>("INSERT INTO member_wishes.wish (org_id, id, name, key, about, photo, "
                           "since, moved, key_version) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8) "
                           "ON CONFLICT (org_id, key) DO NOTHING RETURNING 1",
                           call.organisation(), id, trim(request.name()), key_of(request.name()),
                           trim(request.about()), photo, call.now(), folding_version));
  return inserted.has_value();
}

Result<std::optional<int>> answer(sdk::Call& call, const v1::GiveAnswerRequest& request) {
  lock(call, {request.wish()});
  const auto until =
      request.until().empty() ? std::nullopt : std::optional<std::string>(request.until());
  return call.find<int>(R"(
      WITH answered AS (
        UPDATE member_wishes.wish SET answers = answers + 1, verdict = $3, moved = $6
         WHERE org_id = $1 AND id = $2 RETURNING answers)
      INSERT INTO member_wishes.answer (org_id, wish_id, number, verdict, why, until, at)
      SELECT $1, $2, answers, $3, $4, $5::date, $6 FROM answered RETURNING number)",
                        call.organisation(), request.wish(), request.verdict(), trim(request.why()),
                        until, call.now());
}

Result<bool> remove(sdk::Call& call, const std::string& id) {
  HALLE_TRY(photo, call.find<std::string>("DELETE FROM member_wishes.wish "
                                          "WHERE org_id = $1 AND id = $2 RETURNING photo",
                                          call.organisation(), id));
  if (!photo) return false;
  if (!photo->empty()) sdk::forget_file(call, *photo);
  return true;
}

Result<bool> is_shown(sdk::Call& call, const std::string& photo) {
  return call.get<bool>(
      "SELECT EXISTS (SELECT 1 FROM member_wishes.wish "
      "WHERE org_id = $1 AND photo = $2 AND NOT as_sent)",
      call.organisation(), photo);
}

Result<std::vector<PhotoAsSent>> photos_as_sent(sdk::Call& call, int limit) {
  return call.query<PhotoAsSent>(
      "SELECT id AS wish, photo AS key FROM member_wishes.wish "
      "WHERE org_id = $1 AND as_sent AND photo <> '' "
      "ORDER BY id LIMIT $2::int",
      call.organisation(), limit);
}

Result<bool> replace_photo(sdk::Call& call, const PhotoAsSent& photo, std::string_view drawn) {
  lock(call, {photo.wish.text()});
  HALLE_TRY(found, call.find<int>("UPDATE member_wishes.wish SET photo = '', as_sent = false "
                                  "WHERE org_id = $1 AND id = $2 AND photo = $3 AND as_sent "
                                  "RETURNING 1",
                                  call.organisation(), photo.wish, photo.key));
  if (!found) return false;
  sdk::forget_file(call, photo.key);
  if (drawn.empty()) return true;
  HALLE_TRY(key, sdk::keep_file(call, sdk::picture_drawn, drawn));
  call.queue("UPDATE member_wishes.wish SET photo = $3 WHERE org_id = $1 AND id = $2",
             call.organisation(), photo.wish, key);
  return true;
}

}  // namespace halle::member_wishes::store
