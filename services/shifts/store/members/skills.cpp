#include "services/shifts/store/members/skills.hpp"

#include <algorithm>
#include <set>

#include "halle/membership/v1/membership.halle.hpp"

namespace halle::shifts::store {

Result<std::string> skill_array(const std::vector<std::string>& ids) {
  std::string out;
  for (const auto& id : std::set<std::string>(ids.begin(), ids.end())) {
    const auto parsed = Uuid::parse(id);
    if (!parsed) return bad_field("skills", "shifts.skill_unknown", id);
    out += (out.empty() ? "" : ",") + parsed->text();
  }
  return "{" + out + "}";
}

Result<std::vector<std::string>> unknown_skills(sdk::Call& call,
                                                const std::vector<std::string>& ids) {
  if (ids.empty()) return std::vector<std::string>{};
  HALLE_TRY(array, skill_array(ids));
  return call.query<std::string>(
      "SELECT n::text FROM unnest($2::uuid[]) n WHERE NOT EXISTS (SELECT 1 FROM "
      "shifts.skill k WHERE k.org_id = $1 AND k.id = n)",
      call.organisation(), array);
}

Result<std::vector<v1::Skill>> ask_skills(sdk::Call& call, const std::vector<std::string>& ids) {
  std::vector<v1::Skill> found;
  if (ids.empty()) return found;
  HALLE_TRY(all, membership::v1::SkillsClient(call).list({}));
  for (const auto& id : ids) {
    const auto one = std::find_if(all.skills().begin(), all.skills().end(),
                                  [&](const auto& skill) { return skill.id() == id; });
    if (one == all.skills().end()) return bad_field("skills", "shifts.skill_unknown", id);
    auto& skill = found.emplace_back();
    skill.set_id(one->id());
    skill.set_name(one->name());
  }
  return found;
}

void write_skills(sdk::Call& call, const std::vector<v1::Skill>& skills) {
  if (skills.empty()) return;
  std::vector<std::string> ids, names;
  for (const auto& skill : skills) {
    ids.push_back(skill.id());
    names.push_back(skill.name());
  }
  call.queue(
      "INSERT INTO shifts.skill (org_id, id, name) SELECT DISTINCT $1::uuid, g.* FROM "
      "unnest($2::uuid[], $3::text[]) g ON CONFLICT (org_id, id) DO UPDATE SET name = "
      "excluded.name",
      call.organisation(), ids, names);
}

}  // namespace halle::shifts::store
