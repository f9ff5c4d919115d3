# Everything comes from Debian 12 packages (see scripts/packages.txt). Boost 1.81 is the newer of Debian's two.
set(Boost_NO_WARN_NEW_VERSIONS ON)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(Threads REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(date REQUIRED)
find_package(Eigen3 REQUIRED NO_MODULE)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(CURL REQUIRED)
find_library(ZSTD_LIBRARY zstd REQUIRED)
find_library(CRYPT_LIBRARY crypt REQUIRED)

# One compiled copy of Asio, Asio-SSL and Beast instead of one in every file.
add_library(drp_boost_http INTERFACE)
target_link_libraries(drp_boost_http INTERFACE Boost::headers Boost::url Threads::Threads OpenSSL::SSL OpenSSL::Crypto)
target_compile_definitions(drp_boost_http INTERFACE BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
                                                    BOOST_ASIO_NO_DEPRECATED)
if(DRP_TESTS)
  find_package(GTest REQUIRED)
endif()
