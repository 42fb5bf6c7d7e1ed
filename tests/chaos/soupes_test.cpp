// Kills while a disco soupe is asked of premises, shifts and workshops, and while it is undone:
// what was kept is asked for once. HALLE_SOUPE_KILLS makes it longer (tests/faults).
#include <gtest/gtest.h>
#include <signal.h>

#include <random>
#include <thread>

#include "halle/disco_soupe/v1/disco_soupe.halle.hpp"
#include "halle/premises/v1/premises.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/running.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;
namespace dv = disco_soupe::v1;
namespace mv = membership::v1;
using Lines = std::vector<std::string>;

constexpr int members = 12;  // with both skills

class Hall {
 public:
  Hall() {
    caller.be_patient(60s);
    Shop(caller).add_members(members);
    premises::v1::AddZoneRequest zone;
    zone.set_name("Cuisine");
    dv::SettingsClient settings(caller);
    dv::SetSettingsRequest request;
    *request.mutable_settings() = must(settings.get({}));
    request.mutable_settings()->set_hygiene_skill(skill("Hygiène"));
    request.mutable_settings()->set_cooking_skill(skill("Cuisine"));
    auto& place = *request.mutable_settings()->add_places();
    place.set_name("Cuisine");
    place.set_zone(must(premises::v1::ZonesClient(caller).add(zone)).id());
    place.set_persons(60);
    must(settings.set(request));
  }
  /// The best proposal, for surplus that it uses whole.
  dv::MakeRequest proposed() {
    dv::TellRequest told;
    told.set_product("Poireaux");
    told.set_grams(4000);
    told.set_last_day(day_after(format_instant(system_clock()()).substr(0, 10), 12));
    must(dv::SurplusClient(caller).tell(told));
    dv::ProposeReply reply;
    // shifts learns of members and their skills by events.
    EXPECT_TRUE(eventually(60s, [&] {
      reply = must(dv::DraftsClient(caller).propose({}));
      return reply.drafts_size() > 0;
    }));
    const auto& best = reply.drafts(0);
    dv::MakeRequest make;
    make.set_place(best.place());
    *make.mutable_starts() = best.starts();
    *make.mutable_ends() = best.ends();
    *make.mutable_uses() = best.uses();
    *make.mutable_beside() = best.beside();
    make.set_helpers(best.helpers());
    return make;
  }
  /// Does it while the nodes are killed once; a caller repeats what was not answered.
  void killed_once_during(const std::function<void(sdk::Caller&)>& act) {
    std::thread acting([&] {
      net::Client own{running.address()};
      Caller repeats{own, running.token(), coop};
      repeats.be_patient(60s);
      act(repeats);
    });
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 60'000));
    for (const auto node : running.processes("halle-node")) ::kill(node, SIGKILL);
    acting.join();
  }
  std::string state_of(const std::string& draft) {
    dv::GetDraftRequest request;
    request.set_draft(draft);
    const auto now = must(dv::DraftsClient(caller).get(request));
    std::string state = dv::DraftState_Name(now.state());
    for (const auto& part : now.parts()) state += " " + dv::PartState_Name(part.state());
    return state;
  }
  /// Rows that count: of drafts that are not undone, places that are held, shifts and sessions that
  /// take place, kilograms in use.
  Lines there() const {
    return running.sql(
        "SELECT (SELECT count(*) FROM disco_soupe.draft WHERE undone_at IS NULL), "
        "(SELECT count(*) FROM premises.booking WHERE state IN (1, 2)), "
        "(SELECT count(*) FROM shifts.extra e JOIN shifts.occurrence o USING (org_id, template_id, "
        "day) WHERE o.state = 1), "
        "(SELECT count(*) FROM workshops.session WHERE state = 2), "
        "(SELECT sum(used_grams / 1000)::int FROM disco_soupe.lot)");
  }

  Running running;
  Uuid coop = running.create_organisation("coop");
  net::Client client{running.address()};
  Caller caller{client, running.token(), coop};
  std::mt19937 random{24};

 private:
  std::string skill(const std::string& name) {
    mv::SkillsClient skills(caller);
    mv::SetSkillRequest add;
    add.mutable_skill()->set_name(name);
    std::string id;
    const auto all = must(skills.set(add));
    for (const auto& one : all.skills())
      if (one.name() == name) id = one.id();
    for (int number = 1; number <= members; ++number) {
      mv::GrantSkillRequest grant;
      grant.set_number(std::to_string(number));
      grant.set_skill(id);
      must(skills.grant(grant));
    }
    return id;
  }
};

TEST(Soupes, AreAskedForOnceAndFreedWholeAfterAKill) {
  const int kills = setting("HALLE_SOUPE_KILLS", 4);
  Hall hall;
  const int shifts_of_one = 1;  // all helpers that need the same skills are in one
  for (int kill = 0; kill < kills; ++kill) {
    const auto wanted = hall.proposed();
    std::string made;
    hall.killed_once_during(
        [&](auto& caller) { made = must(dv::DraftsClient(caller).make(wanted)).id(); });
    EXPECT_TRUE(eventually(90s, [&] {
      return hall.state_of(made) ==
             "DRAFT_STATE_READY PART_STATE_DONE PART_STATE_DONE "
             "PART_STATE_DONE";
    })) << hall.state_of(made);
    EXPECT_EQ(hall.there(), Lines{"1|1|" + std::to_string(shifts_of_one) + "|1|4"});
    dv::UndoRequest undo;
    undo.set_draft(made);
    hall.killed_once_during([&](auto& caller) { must(dv::DraftsClient(caller).undo(undo)); });
    EXPECT_TRUE(eventually(90s, [&] {
      return hall.state_of(made) ==
             "DRAFT_STATE_UNDONE PART_STATE_FREED PART_STATE_FREED "
             "PART_STATE_FREED";
    })) << hall.state_of(made);
    EXPECT_EQ(hall.there(), Lines{"0|0|0|0|0"});
    hall.running.sql("UPDATE disco_soupe.lot SET withdrawn_at = now()");
  }
  std::string report;
  EXPECT_EQ(hall.running.halle({"check"}, &report), 0) << report;
}

}  // namespace
}  // namespace halle::test
