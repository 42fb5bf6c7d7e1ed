#include "core/bus/streams.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace halle::bus {
namespace {
using std::chrono::hours;
using std::chrono::milliseconds;

constexpr const char* read = "/coop.v1.Cycles/Get";
const Uuid here = make_uuid_v7(1);
const Uuid elsewhere = make_uuid_v7(2);

class StreamsTest : public testing::Test {
 protected:
  Router router;
  WorkerPool pool{2, 10};
  std::mutex mutex;
  Result<std::string> answer = std::string("first");
  std::condition_variable looked;
  int looks = 0;

  void SetUp() override {
    const MethodRules rules{read, {Access::Rule::anybody, ""}, Pool::interactive, false};
    ASSERT_TRUE(router.add(rules, [this](const Context&, const MethodRules&, std::string_view) {
      const std::lock_guard lock(mutex);
      ++looks;
      looked.notify_all();
      return answer;
    }));
  }
  void answer_with(Result<std::string> next) {
    const std::lock_guard lock(mutex);
    answer = std::move(next);
  }
  void wait_for_look(int number) {
    std::unique_lock lock(mutex);
    looked.wait(lock, [&] { return looks >= number; });
  }
  static Context context() {
    Context context;
    context.organisation = here;
    return context;
  }
  static std::shared_ptr<Streams::Stream> open(Streams& streams) {
    return streams.open(context(), "", read).value();
  }
  static std::future<Result<std::string>> next(Streams& streams,
                                               const std::shared_ptr<Streams::Stream>& stream) {
    auto promise = std::make_shared<std::promise<Result<std::string>>>();
    streams.next(stream, [promise](Result<std::string> reply) { promise->set_value(reply); });
    return promise->get_future();
  }
  void end(Streams& streams) {
    streams.stop();
    pool.stop();
  }
};

TEST_F(StreamsTest, SendsTheReplyAndThenWhatDiffers) {
  Streams streams(router, pool, {milliseconds(1), hours(1), 10});
  const auto stream = open(streams);
  EXPECT_EQ(next(streams, stream).get().value(), "first");
  auto second = next(streams, stream);
  streams.changed("coop.v1", here);
  wait_for_look(2);  // the same: nothing is said
  streams.changed("coop.v1", elsewhere);
  streams.changed("other.v1", here);
  answer_with(std::string("second"));
  streams.changed("coop.v1", here);
  EXPECT_EQ(second.get().value(), "second");
  EXPECT_EQ(looks, 3) << "what changes elsewhere costs nothing";
  streams.changed("coop.v1", here);  // while nobody waits
  answer_with(std::string("third"));
  EXPECT_EQ(next(streams, stream).get().value(), "third");
  end(streams);
}

TEST_F(StreamsTest, SaysTheSameAgainBeforeSilenceIsTooLong) {
  Streams streams(router, pool, {milliseconds(1), milliseconds(5), 10});
  const auto stream = open(streams);
  EXPECT_EQ(next(streams, stream).get().value(), "first");
  EXPECT_EQ(next(streams, stream).get().value(), "first");
  end(streams);
}

TEST_F(StreamsTest, LooksNoMoreOftenThanItsPace) {
  Streams streams(router, pool, {hours(1), hours(2), 10});
  const auto stream = open(streams);
  EXPECT_EQ(next(streams, stream).get().value(), "first");
  auto second = next(streams, stream);
  streams.changed("coop.v1", here);
  // Another one looks at once: when it has its reply, whatever else was due has been given to the
  // pool too, which ends only when it has run that.
  const auto other = open(streams);
  EXPECT_EQ(next(streams, other).get().value(), "first");
  end(streams);
  const auto reply = second.get();
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().reason, "halle.stopping");
  EXPECT_EQ(looks, 2) << "the first of each";
}

TEST_F(StreamsTest, AnErrorEndsIt) {
  Streams streams(router, pool, {milliseconds(1), hours(1), 1});
  const auto stream = open(streams);
  EXPECT_EQ(streams.open(context(), "", read).error().reason, "halle.busy");
  EXPECT_TRUE(next(streams, stream).get());
  auto second = next(streams, stream);
  answer_with(Error{Code::unauthenticated, "halle.token_invalid"});
  streams.look_again();
  EXPECT_EQ(second.get().error().reason, "halle.token_invalid");
  EXPECT_EQ(next(streams, stream).get().error().reason, "halle.stopping");
  EXPECT_TRUE(streams.open(context(), "", read)) << "its place is free";
  end(streams);
}

TEST_F(StreamsTest, WhoeverWaitsIsLetGoWhenItCloses) {
  Streams streams(router, pool, {milliseconds(1), hours(1), 10});
  const auto stream = open(streams);
  EXPECT_TRUE(next(streams, stream).get());
  const auto held = std::make_shared<int>(0);
  streams.next(stream, [held](const Result<std::string>&) { FAIL() << "nobody listens"; });
  streams.close(stream);
  EXPECT_EQ(held.use_count(), 1);
  end(streams);
}

TEST_F(StreamsTest, ItsEndWaitsForAnAnswerFromAnotherNode) {
  constexpr const char* remote = "/coop.v1.Remote/Get";
  std::promise<Completion> asked;
  const MethodRules rules{remote, {Access::Rule::anybody, ""}, Pool::interactive, false};
  ASSERT_TRUE(
      router.add_remote(rules, "elsewhere", [&](const Context&, std::string_view, Completion done) {
        asked.set_value(std::move(done));
      }));
  auto streams = std::make_unique<Streams>(router, pool);
  const auto stream = streams->open(context(), "", remote).value();
  auto reply = next(*streams, stream);
  const Completion late = asked.get_future().get();
  streams->stop();
  EXPECT_EQ(reply.get().error().reason, "halle.stopping");
  auto ended = std::async(std::launch::async, [&] { streams.reset(); });
  EXPECT_EQ(ended.wait_for(milliseconds(20)), std::future_status::timeout);
  late(std::string("too late"));
  ended.get();
}

TEST(PackageOf, IsThatOfTheService) {
  EXPECT_EQ(package_of("/halle.orders.v1.Orders/SetLines"), "halle.orders.v1");
  EXPECT_EQ(package_of(""), "");
}

}  // namespace
}  // namespace halle::bus
