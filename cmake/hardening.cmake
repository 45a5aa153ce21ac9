# What a compiler and a linker can put between a fault of the program and whoever would use it; docs/SECURITY.md says what
# it costs. Not with sanitizers, which watch the same places better, and not in debug builds, which are not handed out.
# Level 3 of _FORTIFY_SOURCE, measured, costs the kernel a call for each copy of a few bytes, and would know the sizes of
# hardly more pieces: most memory comes from arenas.
include(CheckCCompilerFlag)

if(NOT LT_SANITIZE)
  set(LT_RELEASED "$<OR:$<CONFIG:Release>,$<CONFIG:RelWithDebInfo>>")
  target_compile_options(lt_flags INTERFACE -Wformat-security -fPIE
    $<${LT_RELEASED}:-U_FORTIFY_SOURCE> $<${LT_RELEASED}:-D_FORTIFY_SOURCE=2>)
  foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection=full)
    string(MAKE_C_IDENTIFIER "LT_HAS${flag}" known)
    check_c_compiler_flag(${flag} ${known})
    if(${known})
      target_compile_options(lt_flags INTERFACE $<${LT_RELEASED}:${flag}>)
    endif()
  endforeach()
  target_link_options(lt_flags INTERFACE -pie $<${LT_RELEASED}:LINKER:-z,relro,-z,now,-z,noexecstack>)
endif()
