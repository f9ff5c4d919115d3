# drp_room(name SOURCES a.cpp … LINKS drp_core … SYSTEM fmt::fmt …)
# One library for one folder of src/. LINKS names the floors below it: nothing else is on its include path in the
# linker's sense, so a forbidden call does not link and review has one place to look.
set(DRP_WARNINGS -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
    -Wno-missing-field-initializers) # designated initialisers leave members at their defaults on purpose

# GCC 12, optimising fully, sees overlaps in std::string concatenation that are none (its bug 105651).
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND DRP_WARNINGS -Wno-restrict)
endif()

# GCC sees the value of an empty std::optional as used uninitialized (its bug 80635): at -O3, and wherever a sanitizer
# adds to the code. ASan and UBSan look at what really happens.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND DRP_WARNINGS -Wno-maybe-uninitialized)
endif()

# Under a sanitizer, optimising costs as much time as compiling: only the rooms that the tests keep busy are optimised.
set(DRP_BUSY_ROOMS core analytics formats sql storage cache)

function(drp_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;LINKS;SYSTEM" ${ARGN})
  add_library(drp_${name} STATIC ${ROOM_SOURCES})
  target_include_directories(drp_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_compile_options(drp_${name} PRIVATE ${DRP_WARNINGS})
  if(DRP_SANITIZE AND name IN_LIST DRP_BUSY_ROOMS)
    target_compile_options(drp_${name} PRIVATE -O1)
  endif()
  target_link_libraries(drp_${name} PUBLIC ${ROOM_LINKS} ${ROOM_SYSTEM})
endfunction()

# drp_test(name SOURCES … LINKS …): one GoogleTest binary that mirrors a folder of src/; each case is a CTest test.
function(drp_test name)
  cmake_parse_arguments(T "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name}_test ${T_SOURCES})
  target_compile_options(${name}_test PRIVATE ${DRP_WARNINGS})
  target_compile_definitions(${name}_test PRIVATE DRP_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                                                  DRP_SHARED_DATA="${CMAKE_SOURCE_DIR}/../shared/data")
  target_link_libraries(${name}_test PRIVATE ${T_LINKS} GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name}_test --gtest_brief=0)
  set_tests_properties(${name} PROPERTIES TIMEOUT 600)
endfunction()
