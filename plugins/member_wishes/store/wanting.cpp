#include "plugins/member_wishes/store/wanting.hpp"

#include "core/sdk/documents/file.hpp"
#include "plugins/member_wishes/store/names.hpp"
#include "plugins/member_wishes/store/wishes.hpp"

namespace halle::member_wishes::store {

Result<std::int64_t> count_alone(sdk::Call& call, const std::string& member) {
  call.lock("member_wishes", call.organisation().text() + member);
  return call.get<std::int64_t>(R"(
      SELECT count(*) FROM member_wishes.wanting k
        JOIN member_wishes.wish w ON w.org_id = $1 AND w.id = k.wish_id AND w.answers = 0
       WHERE k.org_id = $1 AND k.member_number = $2 AND NOT EXISTS (
         SELECT 1 FROM member_wishes.wanting o
          WHERE o.org_id = $1 AND o.wish_id = w.id AND o.member_number <> $2))",
                                call.organisation(), member);
}

Result<std::vector<std::string>> wanted_by(sdk::Call& call, const std::string& id) {
  return call.query<std::string>(
      "SELECT member_number FROM member_wishes.wanting "
      "WHERE org_id = $1 AND wish_id = $2 ORDER BY member_number",
      call.organisation(), id);
}

Result<std::vector<UnreadAnswer>> unread_answers(sdk::Call& call, const std::string& member) {
  static const std::string select_unread = names.in(R"(
      SELECT w.name, w.verdict, a.until FROM member_wishes.wanting k
        JOIN member_wishes.wish w ON w.org_id = $1 AND w.id = k.wish_id
        JOIN member_wishes.answer a
          ON a.org_id = $1 AND a.wish_id = w.id AND a.number = w.answers
       WHERE k.org_id = $1 AND k.member_number = $2 AND k.seen < w.answers
       ORDER BY w.verdict = {listed} DESC, a.at DESC, w.id LIMIT 4)");
  return call.query<UnreadAnswer>(select_unread, call.organisation(), member);
}

Result<bool> join(sdk::Call& call, const std::string& id, const std::string& member) {
  if (!Uuid::parse(id)) return false;
  lock(call, {id});
  HALLE_TRY(found, call.find<int>(R"(
      WITH found AS (SELECT id, answers FROM member_wishes.wish WHERE org_id = $1 AND id = $2),
           joined AS (
             INSERT INTO member_wishes.wanting (org_id, wish_id, member_number, seen)
             SELECT $1, id, $3, answers FROM found ON CONFLICT DO NOTHING)
      SELECT 1 FROM found)",
                                  call.organisation(), id, member));
  return found.has_value();
}

Status leave(sdk::Call& call, const std::vector<std::string>& ids, const std::string& member) {
  lock(call, ids);
  call.queue(
      "DELETE FROM member_wishes.wanting "
      "WHERE org_id = $1 AND wish_id = ANY($2::uuid[]) AND member_number = $3",
      call.organisation(), ids, member);
  HALLE_TRY(photos, call.query<std::string>(R"(
      DELETE FROM member_wishes.wish w
       WHERE w.org_id = $1 AND w.id = ANY($2::uuid[]) AND w.answers = 0 AND NOT EXISTS (
         SELECT 1 FROM member_wishes.wanting k WHERE k.org_id = $1 AND k.wish_id = w.id)
      RETURNING w.photo)",
                                            call.organisation(), ids));
  for (const auto& photo : photos)
    if (!photo.empty()) sdk::forget_file(call, photo);
  return Done{};
}

Status leave_all(sdk::Call& call, const std::string& member) {
  HALLE_TRY(ids, call.query<std::string>("SELECT wish_id::text FROM member_wishes.wanting "
                                         "WHERE org_id = $1 AND member_number = $2",
                                         call.organisation(), member));
  if (ids.empty()) return Done{};
  return leave(call, ids, member);
}

void mark_seen(sdk::Call& call, std::string_view member, const std::vector<Seen>& seen) {
  call.queue(R"(
      UPDATE member_wishes.wanting k SET seen = least(g.answers, w.answers)
        FROM unnest($3::uuid[], $4::int[]) AS g (id, answers)
        JOIN member_wishes.wish w ON w.org_id = $1 AND w.id = g.id
       WHERE k.org_id = $1 AND k.member_number = $2 AND k.wish_id = g.id
         AND k.seen < least(g.answers, w.answers))",
             call.organisation(), member, sdk::unnest(seen, &Seen::wish, &Seen::answers));
}

}  // namespace halle::member_wishes::store
