# Compiler flags, in one place. STYLE: what is kept off is off because g++ 12 is wrong there.
find_program(CCACHE ccache)
if(CCACHE)
  # It keeps a file with a precompiled header only if told that the header's macros and time do not matter.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${CCACHE}")
endif()
find_program(MOLD mold)
if(MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_link_options(-fuse-ld=mold)
endif()

add_library(clew_flags INTERFACE)
separate_arguments(CLEW_OPTIMISE_LIST UNIX_COMMAND "${CLEW_OPTIMISE}")
target_compile_options(clew_flags INTERFACE
  ${CLEW_OPTIMISE_LIST} -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor
  -Wold-style-cast -Wcast-qual -Wimplicit-fallthrough -fno-omit-frame-pointer)
target_include_directories(clew_flags INTERFACE "${CMAKE_SOURCE_DIR}" "${CMAKE_BINARY_DIR}/generated")
target_compile_definitions(clew_flags INTERFACE CLEW_VERSION="${PROJECT_VERSION}")

if(CLEW_WERROR)
  target_compile_options(clew_flags INTERFACE -Werror)
endif()
if(CLEW_HARDEN)
  target_compile_options(clew_flags INTERFACE
    -D_FORTIFY_SOURCE=2 -D_GLIBCXX_ASSERTIONS -fstack-protector-strong -fstack-clash-protection -fPIE)
  target_link_options(clew_flags INTERFACE -pie -Wl,-z,relro,-z,now)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # At -O2, g++ 12 sees overlaps (its bug 105651), and from a precompiled header lengths and places beyond memory, in the
    # standard library's own strings. The everyday build has these warnings on.
    target_compile_options(clew_flags INTERFACE
      -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-maybe-uninitialized
      -Wno-free-nonheap-object)
  endif()
elseif(CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_definitions(clew_flags INTERFACE _GLIBCXX_ASSERTIONS)
endif()
if(CLEW_SANITIZE)
  target_compile_options(clew_flags INTERFACE -fsanitize=${CLEW_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(clew_flags INTERFACE -fsanitize=${CLEW_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CLEW_SANITIZE MATCHES undefined)
    # Checks at each access to a member take a quarter of the time that the compiler needs. Null pointers the address sanitizer
    # sees as well, nothing is cast to a derived class, and the fuzz targets are built with all of them.
    target_compile_options(clew_flags INTERFACE -fno-sanitize=null,alignment,object-size,vptr)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 invents these under the sanitizers.
    target_compile_options(clew_flags INTERFACE
      -Wno-maybe-uninitialized -Wno-free-nonheap-object -Wno-stringop-overflow)
  endif()
endif()
# Whether what nearly every file includes is parsed once (ClewModules.cmake): that saves a third of a build's time. The everyday
# build parses it in every file, so that a file which forgets an include does not compile there.
set(CLEW_PRECOMPILE OFF)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND (CLEW_SANITIZE OR CMAKE_BUILD_TYPE STREQUAL "Release"))
  set(CLEW_PRECOMPILE ON)
  # ccache wants to see where the precompiled header is taken in, and g++ that all who take it have the same macros: some
  # libraries bring -pthread along.
  target_compile_options(clew_flags INTERFACE -fpch-preprocess -pthread)
endif()
# Most of what the compiler does for a file it would do again for the next one: where headers are precompiled, these modules' files
# are compiled five at a time, so that names without linkage must differ in them; likewise these modules' tests.
set(CLEW_COMPILED_TOGETHER cli desk evidence inquiry intel link model report)
set(CLEW_TESTS_COMPILED_TOGETHER inquiry intel model report)
if(CLEW_FUZZ)
  # libFuzzer is led by the coverage of the code under test, so all of clew is built with its counters.
  target_compile_options(clew_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
