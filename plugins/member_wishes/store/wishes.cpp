#include "plugins/member_wishes/store/wishes.hpp"

#include "core/base/text.hpp"
#include "core/sdk/file.hpp"
#include "core/sdk/keys.hpp"
#include "core/sdk/picture.hpp"
#include "core/sdk/time.hpp"
#include "plugins/member_wishes/domain/name.hpp"

namespace halle::member_wishes::store {
namespace {
/// The wishes of `chosen` (id, place) as rows, one for each answer. $1 organisation, $2 caller.
const std::string of_chosen = R"(
    SELECT w.id, w.name, w.about, CASE WHEN w.as_sent THEN '' ELSE w.photo END, w.since,
           (SELECT count(*) FROM member_wishes.wanting k WHERE k.org_id = $1 AND k.wish_id = w.id),
           EXISTS (SELECT 1 FROM member_wishes.wanting k
                    WHERE k.org_id = $1 AND k.wish_id = w.id AND k.member_number = $2),
           a.verdict, a.why, a.until, a.at, w.answers, w.moved
      FROM chosen c
      JOIN member_wishes.wish w ON w.org_id = $1 AND w.id = c.id
      LEFT JOIN member_wishes.answer a
        ON a.org_id = $1 AND a.wish_id = w.id AND a.number > w.answers - 20
     ORDER BY c.place, w.id, a.number DESC)";

v1::ListWishesReply read(const sdk::Rows& rows) {
  v1::ListWishesReply reply;
  v1::Wish* wish = nullptr;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    if (wish == nullptr || wish->id() != row.view(0)) {
      wish = reply.add_wishes();
      wish->set_id(row.text(0));
      wish->set_name(row.text(1));
      wish->set_about(row.text(2));
      wish->set_photo(row.text(3));
      sdk::set_timestamp(*wish->mutable_since(), row.instant(4));
      wish->set_wanting(static_cast<int>(row.number(5)));
      wish->set_mine(row.truth(6));
      wish->set_said(static_cast<int>(row.number(11)));
    }
    if (row.is_null(7)) continue;
    auto* answer = wish->add_answers();
    answer->set_verdict(static_cast<v1::Verdict>(row.number(7)));
    answer->set_why(row.text(8));
    answer->set_until(row.text(9));
    sdk::set_timestamp(*answer->mutable_at(), row.instant(10));
  }
  return reply;
}
}  // namespace

Error unknown_wish(const std::string& id) {
  Error error = bad_field("wish", "member_wishes.wish_unknown", id);
  error.code = Code::not_found;
  return error;
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
  HALLE_TRY(rows,
            call.query(select_page, call.organisation(), call.subject(), id, moved, limit + 1));
  auto reply = read(rows);
  if (reply.wishes_size() <= limit) return reply;
  reply.mutable_wishes()->RemoveLast();
  const auto& last = *reply.wishes().rbegin();
  for (std::size_t r = 0; r < rows.size(); ++r)
    if (rows[r].view(0) == last.id())
      reply.set_next(format_instant(rows[r].instant(12)) + "/" + last.id());
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
  HALLE_TRY(rows, call.query(select_similar, call.organisation(), call.subject(), words));
  return read(rows);
}

Result<v1::Wish> wish(sdk::Call& call, const std::string& id) {
  static const std::string select_wish =
      "WITH chosen AS (SELECT $3::uuid AS id, 1 AS place)" + of_chosen;
  if (!Uuid::parse(id)) return unknown_wish(id);
  HALLE_TRY(rows, call.query(select_wish, call.organisation(), call.subject(), id));
  if (rows.empty()) return unknown_wish(id);
  return read(rows).wishes(0);
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
  HALLE_TRY(rows,
            call.query("INSERT INTO member_wishes.wish (org_id, id, name, key, about, photo, "
                       "since, moved, key_version) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8) "
                       "ON CONFLICT (org_id, key) DO NOTHING RETURNING 1",
                       call.organisation(), id, trim(request.name()), key_of(request.name()),
                       trim(request.about()), photo, call.now(), folding_version));
  return !rows.empty();
}

Result<std::int64_t> count_alone(sdk::Call& call, const std::string& member) {
  call.queue("SELECT pg_advisory_xact_lock(hashtextextended('member_wishes ' || $1 || $2, 0))",
             call.organisation().text(), member);
  HALLE_TRY(rows, call.query(R"(
      SELECT count(*) FROM member_wishes.wanting k
        JOIN member_wishes.wish w ON w.org_id = $1 AND w.id = k.wish_id AND w.answers = 0
       WHERE k.org_id = $1 AND k.member_number = $2 AND NOT EXISTS (
         SELECT 1 FROM member_wishes.wanting o
          WHERE o.org_id = $1 AND o.wish_id = w.id AND o.member_number <> $2))",
                             call.organisation(), member));
  return rows[0].number(0);
}

Result<bool> join(sdk::Call& call, const std::string& id, const std::string& member) {
  if (!Uuid::parse(id)) return false;
  lock(call, {id});
  HALLE_TRY(rows, call.query(R"(
      WITH found AS (SELECT id, answers FROM member_wishes.wish WHERE org_id = $1 AND id = $2),
           joined AS (
             INSERT INTO member_wishes.wanting (org_id, wish_id, member_number, seen)
             SELECT $1, id, $3, answers FROM found ON CONFLICT DO NOTHING)
      SELECT 1 FROM found)",
                             call.organisation(), id, member));
  return !rows.empty();
}

Status leave(sdk::Call& call, const std::vector<std::string>& ids, const std::string& member) {
  lock(call, ids);
  call.queue(
      "DELETE FROM member_wishes.wanting "
      "WHERE org_id = $1 AND wish_id = ANY($2::uuid[]) AND member_number = $3",
      call.organisation(), ids, member);
  HALLE_TRY(gone, call.query(R"(
      DELETE FROM member_wishes.wish w
       WHERE w.org_id = $1 AND w.id = ANY($2::uuid[]) AND w.answers = 0 AND NOT EXISTS (
         SELECT 1 FROM member_wishes.wanting k WHERE k.org_id = $1 AND k.wish_id = w.id)
      RETURNING w.photo)",
                             call.organisation(), ids));
  for (std::size_t r = 0; r < gone.size(); ++r)
    if (!gone[r].view(0).empty()) sdk::forget_file(call, gone[r].text(0));
  return Done{};
}

Result<bool> is_shown(sdk::Call& call, const std::string& photo) {
  HALLE_TRY(rows, call.query("SELECT EXISTS (SELECT 1 FROM member_wishes.wish "
                             "WHERE org_id = $1 AND photo = $2 AND NOT as_sent)",
                             call.organisation(), photo));
  return rows[0].truth(0);
}

Result<std::vector<PhotoAsSent>> photos_as_sent(sdk::Call& call, int limit) {
  HALLE_TRY(rows, call.query("SELECT id, photo FROM member_wishes.wish "
                             "WHERE org_id = $1 AND as_sent AND photo <> '' "
                             "ORDER BY id LIMIT $2::int",
                             call.organisation(), limit));
  std::vector<PhotoAsSent> photos;
  for (std::size_t r = 0; r < rows.size(); ++r)
    photos.push_back({rows[r].text(0), rows[r].text(1)});
  return photos;
}

Result<bool> replace_photo(sdk::Call& call, const PhotoAsSent& photo, std::string_view drawn) {
  lock(call, {photo.wish});
  HALLE_TRY(found, call.query("UPDATE member_wishes.wish SET photo = '', as_sent = false "
                              "WHERE org_id = $1 AND id = $2 AND photo = $3 AND as_sent "
                              "RETURNING 1",
                              call.organisation(), photo.wish, photo.key));
  if (found.empty()) return false;
  sdk::forget_file(call, photo.key);
  if (drawn.empty()) return true;
  HALLE_TRY(key, sdk::keep_file(call, sdk::picture_drawn, drawn));
  call.queue("UPDATE member_wishes.wish SET photo = $3 WHERE org_id = $1 AND id = $2",
             call.organisation(), photo.wish, key);
  return true;
}

}  // namespace halle::member_wishes::store
