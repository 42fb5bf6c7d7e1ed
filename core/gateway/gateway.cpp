#include "core/gateway/gateway.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>

#include "core/base/address.hpp"
#include "core/gateway/connection.hpp"

namespace halle::gateway {
namespace {
constexpr std::chrono::seconds between_notes{10};
/// The reply while the database is unavailable.
constexpr const char* any_answer = "/halle.kernel.v1.Identity/ListOrganisations";
constexpr std::chrono::seconds health_kept{1};

bool fresh(steady_clock::time_point known) {
  return steady_clock::now() - known < health_kept;
}
}  // namespace

Status Gateway::Impl::listen() {
  if (!options.behind_proxy.empty()) {
    HALLE_TRY(read, parse_proxies(options.behind_proxy));
    proxies = std::move(read);
  }
  HALLE_TRY(wanted, parse_endpoint(options.listen));
  const tcp::endpoint endpoint(asio::ip::make_address(wanted.host),
                               static_cast<unsigned short>(wanted.port));
  beast::error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error == asio::error::address_in_use)
    return Error{Code::unavailable, "halle.address_in_use", options.listen};
  if (error)
    return Error{Code::failed_precondition, "halle.listen_refused",
                 options.listen + ": " + error.message()};
  site = {!proxies.empty(), acceptor.local_endpoint().port()};
  return Done{};
}

void Gateway::Impl::accept() {
  acceptor.async_accept([this](beast::error_code error, tcp::socket socket) {
    if (stopping || error == asio::error::operation_aborted) return;
    if (error) {  // out of descriptors: some will come free
      retry.expires_after(std::chrono::milliseconds(100));
      retry.async_wait([this](const beast::error_code&) { accept(); });
      return;
    }
    try {
      welcome(std::move(socket));
    } catch (const std::exception& failure) {
      note_failure(failure.what());
    }
    accept();
  });
}

/// Serves a new connection, or closes it if there are enough.
void Gateway::Impl::welcome(tcp::socket socket) {
  beast::error_code gone;
  const auto peer = socket.remote_endpoint(gone);
  if (gone) return;
  const std::string address = peer.address().to_string();
  const bool proxy = proxies.contains(plain_address(address));
  const std::string key = client_key(address).empty() ? address : client_key(address);
  const bool room = connections < options.limits.connections &&
                    (proxy || clients[key].connections < options.limits.connections_per_address);
  forget_client(key);
  if (!room) return;
  socket.set_option(tcp::no_delay(true), gone);
  // Destroyed on the io thread, whichever thread releases it last.
  const std::shared_ptr<Connection> connection(
      new Connection(*this, std::move(socket), key, proxy), [this](Connection* ended) {
        asio::post(io, [owned = std::unique_ptr<Connection>(ended)] {});
      });
  open[connection.get()] = connection;
  connection->start();
}

/// Says whether the database answers; asks it at most once a second, one question at a time.
void Gateway::Impl::answer_health(const std::shared_ptr<Connection>& connection) {
  if (router.find(any_answer) == nullptr) return connection->say_health(true);
  if (fresh(health_known)) return connection->say_health(healthy);
  if (!health_asked) ask_database();
  ask_health.push_back(connection);
  if (ask_health.size() > 1) return;
  health_timer.expires_after(options.limits.health_time);
  health_timer.async_wait([this](const beast::error_code& error) {
    if (!error) on_health(false);
  });
}

void Gateway::Impl::ask_database() {
  count(1);
  health_asked = true;
  const std::shared_ptr<void> counted(nullptr, [this](void*) { count(-1); });
  const auto answered = [this, counted](bool answers) {
    asio::post(io, [this, counted, answers] {
      health_asked = false;
      on_health(answers);
    });
  };
  const auto ask = [this, answered] {
    bus::Context context;
    context.method = any_answer;
    context.principal = bus::Principal::kernel();
    context.deadline = steady_clock::now() + options.limits.health_time;
    try {
      router.start(std::move(context), {}, [answered](const Result<std::string>& reply) {
        answered(static_cast<bool>(reply));
      });
    } catch (const std::exception& error) {
      note_failure(error.what());
      answered(false);
    }
  };
  const std::uint64_t lane = std::hash<std::string_view>{}(any_answer);
  if (!pools.interactive.post(ask, lane)) answered(false);
}

void Gateway::Impl::on_health(bool answers) {
  healthy = answers;
  health_known = steady_clock::now();
  health_timer.cancel();
  for (const auto& connection : std::exchange(ask_health, {})) {
    try {
      connection->say_health(answers);
    } catch (const std::exception& error) {
      note_failure(error.what());
      connection->close();
    }
  }
}

/// An exception of a connection ends that connection only.
void Gateway::Impl::run() {
  while (true) {
    try {
      io.run();
      return;
    } catch (const std::exception& error) {
      note_failure(error.what());
    }
  }
}

/// Logs a failure, at most one in ten seconds, because peers may cause them. Any thread.
void Gateway::Impl::note_failure(const char* what) {
  const std::lock_guard lock(mutex);
  if (steady_clock::now() - noted < between_notes) {
    ++not_noted;
    return;
  }
  noted = steady_clock::now();
  spdlog::error("gateway: a connection failed: {} ({} more since the last note)", what,
                std::exchange(not_noted, 0));
}

/// Unless it has something.
void Gateway::Impl::forget_client(const std::string& address) {
  const auto known = clients.find(address);
  if (known != clients.end() && known->second.connections == 0 && known->second.bodies == 0)
    clients.erase(known);
}

void Gateway::Impl::count(int by) {
  const std::lock_guard lock(mutex);
  under_way += by;
  changed.notify_all();
}

void Gateway::Impl::stop_connections(bool all) {
  stopping = true;
  beast::error_code ignored;
  acceptor.close(ignored);
  retry.cancel();
  for (const auto& [raw, weak] : open) {
    const auto connection = weak.lock();
    if (connection == nullptr) continue;
    if (all)
      connection->close();
    else
      connection->stop();
  }
}

Gateway::Gateway(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Result<std::unique_ptr<Gateway>> Gateway::start(const Options& options, const bus::Router& router,
                                                const bus::Descriptors& descriptors,
                                                net::Pools pools, bus::Streams& streams) {
  auto impl = std::make_unique<Impl>(options, router, descriptors, pools, streams);
  HALLE_CHECK(impl->listen());
  impl->accept();
  impl->thread = std::thread([raw = impl.get()] { raw->run(); });
  return std::unique_ptr<Gateway>(new Gateway(std::move(impl)));
}

Gateway::~Gateway() {
  asio::post(impl_->io, [impl = impl_.get()] {
    impl->stop_connections(true);
    impl->closed = true;
    const std::lock_guard lock(impl->mutex);
    impl->all_closed = true;
    impl->changed.notify_all();
  });
  {
    // Calls at work still answer here; deadlines end them.
    std::unique_lock lock(impl_->mutex);
    impl_->changed.wait(lock, [this] { return impl_->all_closed && impl_->under_way == 0; });
  }
  impl_->io.stop();
  if (impl_->thread.joinable()) impl_->thread.join();
}

int Gateway::port() const {
  return impl_->site.port;
}

void Gateway::drain(std::chrono::milliseconds grace) {
  asio::post(impl_->io, [impl = impl_.get()] { impl->stop_connections(false); });
  std::unique_lock lock(impl_->mutex);
  impl_->changed.wait_for(lock, grace, [this] { return impl_->under_way == 0; });
}

}  // namespace halle::gateway
