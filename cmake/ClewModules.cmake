# One library for each module in clew/MODULES; what a file is follows from its name:
#   x_test.cpp -> <module>_test (GoogleTest), x_bench.cpp -> <module>_bench, x_fuzz.cpp -> fuzz_<module>_<x>,
#   main.cpp -> the program `clew`, all else -> the library clew_<module>.
# CLEW_JUDGES_OF_<module> names a library that only these three link to, and that no user gets: a slow twin, made-up data.
# Tests are labelled with their module: `ctest -L hunt`; replays of fuzz targets also with `fuzz`, and what starts threads
# with `threads`: nothing else is built and run for the thread sanitizer, which has nothing to see in one thread.
set(CLEW_THREADED_MODULES hunt desk)  # tools/check_rules.py: no other module starts any

# What nearly every file includes, for the builds that parse it once (CLEW_PRECOMPILE).
set(CLEW_PRECOMPILED
  <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory> <optional> <set> <span> <string>
  <string_view> <unordered_map> <utility> <variant> <vector> <fmt/format.h>)

function(clew_precompile target kind)  # the headers; the first target of a kind makes them, and all others take them
  if(NOT CLEW_PRECOMPILE)
    return()
  endif()
  get_property(owner GLOBAL PROPERTY CLEW_PRECOMPILED_BY_${kind})
  if(owner)
    target_precompile_headers(${target} REUSE_FROM ${owner})
  else()
    target_precompile_headers(${target} PRIVATE ${ARGN})
    set_property(GLOBAL PROPERTY CLEW_PRECOMPILED_BY_${kind} ${target})
  endif()
endfunction()

# The sanitizers watch the program. Its tests, which are long, compile in half the time so; addresses are watched in them too.
# To be linked last: later options win. Without optimisation g++ invents no warnings under the sanitizers either; those of the
# rest are errors in the release.
add_library(clew_test_flags INTERFACE)
if(CLEW_SANITIZE)
  target_compile_options(clew_test_flags INTERFACE -O0 -fno-sanitize=undefined -Werror)
endif()

# Of files that are compiled together, a local name may be one without linkage in another, and g++ takes a file that is included
# for a header, whose classes should hold nothing without linkage. To be linked last, too.
add_library(clew_together_flags INTERFACE)
target_compile_options(clew_together_flags INTERFACE -Wno-shadow -Wshadow=local -Wno-subobject-linkage)

function(clew_add_modules path)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${path}")
  file(STRINGS "${path}" lines REGEX "^[a-z]")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE "#.*$" "" line "${line}")
    string(REPLACE ":" ";" fields "${line}")
    list(GET fields 0 name)
    string(STRIP "${name}" name)
    set(uses "")
    list(LENGTH fields count)
    if(count GREATER 1)
      list(GET fields 1 uses)
      separate_arguments(uses UNIX_COMMAND "${uses}")
    endif()
    clew_add_module("${name}" "${uses}")
  endforeach()
endfunction()

function(clew_add_module name uses)
  set(folder "${CMAKE_SOURCE_DIR}/clew/${name}")
  file(GLOB sources CONFIGURE_DEPENDS "${folder}/*.cpp" "${folder}/detail/*.cpp" "${folder}/formats/*.cpp"
    "${folder}/explanations/*.cpp" "${folder}/behaviours/*.cpp")
  file(GLOB headers CONFIGURE_DEPENDS "${folder}/*.h" "${folder}/detail/*.h" "${folder}/formats/*.h"
    "${folder}/explanations/*.h" "${folder}/behaviours/*.h")
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  set(benches ${sources})
  list(FILTER benches INCLUDE REGEX "_bench\\.cpp$")
  set(fuzzers ${sources})
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cpp$")
  set(mains ${sources})
  list(FILTER mains INCLUDE REGEX "/main\\.cpp$")
  set(all ${sources} ${headers})
  list(FILTER sources EXCLUDE REGEX "(_test|_bench|_fuzz|/main)\\.cpp$")
  if(NOT all)
    return()  # a module appears with its first line of code
  endif()

  clew_add_library("${name}" "${uses}" "${sources}" "${headers}")
  if(mains AND NOT CLEW_FUZZ)
    add_executable(clew ${mains})
    target_link_libraries(clew PRIVATE clew_${name})
  endif()
  if(tests AND CLEW_TESTS)
    clew_add_tests(${name} ${tests})
  endif()
  if(benches AND CLEW_BENCH)
    add_executable(${name}_bench ${benches})
    target_link_libraries(${name}_bench PRIVATE
      clew_${name} ${CLEW_JUDGES_OF_${name}} benchmark::benchmark benchmark::benchmark_main)
  endif()
  if(CLEW_FUZZ OR CLEW_TESTS)
    foreach(fuzzer IN LISTS fuzzers)
      clew_add_fuzzer(${name} "${fuzzer}")
    endforeach()
  endif()
endfunction()

# Formats that decode by themselves call what they do by the same names, and so do tables that are called as what they hold.
function(clew_compile_alone sources)
  foreach(source IN LISTS sources)
    file(STRINGS "${source}" own REGEX "^[^ ]+ (decode|sees|recognise|translate)\\(|^constexpr std::array process = " LIMIT_COUNT 1)
    if(own)
      set_source_files_properties("${source}" PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endif()
  endforeach()
endfunction()

# A module without a source to compile (headers alone, or only main.cpp) has a library too: others link to it.
function(clew_add_library name uses sources headers)
  set(target clew_${name})
  set(scope PUBLIC)
  if(sources)
    add_library(${target} STATIC ${sources})
    if(CLEW_PRECOMPILE AND name IN_LIST CLEW_COMPILED_TOGETHER)
      set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 5)
      clew_compile_alone("${sources}")
    endif()
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  set(links clew_flags Threads::Threads ${CLEW_LIBRARIES_OF_\*} ${CLEW_LIBRARIES_OF_${name}})
  foreach(use IN LISTS uses)
    if(TARGET clew_${use})
      list(APPEND links clew_${use})
    endif()
  endforeach()
  target_link_libraries(${target} ${scope} ${links})
  if(sources)
    get_target_property(together ${target} UNITY_BUILD)
    if(together)
      target_link_libraries(${target} PRIVATE clew_together_flags)
    endif()
    clew_precompile(${target} library ${CLEW_PRECOMPILED})
    if(CLEW_SANITIZE)
      target_compile_options(${target} PRIVATE -w)  # the other builds say all that there is to warn of
    endif()
  endif()
  # Every header must compile alone. x.h does so at the beginning of x.cpp (tools/check_rules.py sees to that); for the
  # others there is the target all_verify_interface_header_sets.
  list(TRANSFORM sources REPLACE "\\.cpp$" ".h" OUTPUT_VARIABLE compiled_by_their_source)
  list(REMOVE_ITEM headers ${compiled_by_their_source})
  if(headers)
    target_sources(${target} ${scope} FILE_SET HEADERS BASE_DIRS "${CMAKE_SOURCE_DIR}" FILES ${headers})
    set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  endif()
endfunction()

function(clew_add_tests name)
  set(labels ${name})
  set(together "")
  if(name IN_LIST CLEW_THREADED_MODULES)
    list(APPEND labels threads)
  elseif(CLEW_SANITIZE STREQUAL "thread")
    return()
  endif()
  add_executable(${name}_test ${ARGN})
  if(CLEW_PRECOMPILE AND name IN_LIST CLEW_TESTS_COMPILED_TOGETHER)
    set_target_properties(${name}_test PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 5)
    set(together clew_together_flags)
  endif()
  target_link_libraries(${name}_test PRIVATE
    clew_${name} ${CLEW_JUDGES_OF_${name}} ${CLEW_LIBRARIES_OF_${name}_test} GTest::gtest GTest::gtest_main clew_test_flags
    ${together})
  clew_precompile(${name}_test test ${CLEW_PRECOMPILED} <gtest/gtest.h>)
  target_compile_definitions(${name}_test PRIVATE CLEW_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_test(NAME ${name}_test COMMAND ${name}_test)
  set_tests_properties(${name}_test PROPERTIES LABELS "${labels}" TIMEOUT 600)
  if(CLEW_SANITIZE STREQUAL "thread")
    # Most of the time goes into comparing the matcher with its slow twin, in one thread.
    set_tests_properties(${name}_test PROPERTIES ENVIRONMENT "GTEST_FILTER=-Matcher/*")
  endif()
endfunction()

function(clew_add_fuzzer name source)
  get_filename_component(stem "${source}" NAME_WE)
  string(REGEX REPLACE "_fuzz$" "" stem "${stem}")
  set(target fuzz_${name}_${stem})
  if(CLEW_FUZZ)
    add_executable(${target} ${source})
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
  elseif(CLEW_SANITIZE STREQUAL "thread")
    return()  # a replay has one thread
  else()
    # With g++ the same file is an ordinary test: corpus and seeded mutations, replayed.
    if(NOT TARGET clew_replay)
      add_library(clew_replay OBJECT "${CMAKE_SOURCE_DIR}/fuzz/replay_main.cpp")
      target_link_libraries(clew_replay PRIVATE clew_flags)
    endif()
    add_executable(${target} ${source} $<TARGET_OBJECTS:clew_replay>)
    add_test(NAME ${target} COMMAND ${target} "${CMAKE_SOURCE_DIR}/fuzz/corpus/${name}_${stem}")
    set_tests_properties(${target} PROPERTIES LABELS "${name};fuzz" TIMEOUT 600)
  endif()
  target_link_libraries(${target} PRIVATE clew_${name} ${CLEW_JUDGES_OF_${name}})
  clew_precompile(${target} library ${CLEW_PRECOMPILED})
endfunction()
