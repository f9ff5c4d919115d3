// The one compiled copy of Asio, its TLS and Beast; see BOOST_ASIO_SEPARATE_COMPILATION in cmake/Dependencies.cmake.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
