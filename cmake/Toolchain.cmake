# How we compile: ccache, the fastest linker there is, sanitizers on request.
option(DRP_TESTS "build the tests" OFF)
option(DRP_FUZZ "build the libFuzzer targets (clang)" OFF)
option(DRP_BENCH "build the benchmarks" OFF)
set(DRP_SANITIZE "" CACHE STRING "sanitizers, e.g. address,undefined or thread")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()

if(DRP_SANITIZE)
  add_compile_options(-fsanitize=${DRP_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${DRP_SANITIZE})
  if(DRP_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
  if(DRP_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-tsan) # Asio's fences, which TSan does not follow
  endif()
endif()
