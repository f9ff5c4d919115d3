/// What handlers are made of.
///
/// Each I/O thread runs one io_context of its own, and a connection never leaves its thread: two pieces of code of the
/// same connection never run at once, so a handler needs no lock for what belongs to its request.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace drp::http {

namespace net = boost::asio;

/// The executor of an I/O thread. Naming the type saves Asio the type-erased one on every step.
using Executor = net::io_context::executor_type;

/// A coroutine on an I/O thread. It must not block: blocking work goes through run_on(), see worker_pool.hpp.
template <class T>
using Task = net::awaitable<T, Executor>;

inline constexpr net::use_awaitable_t<Executor> use_task{};

}  // namespace drp::http
