# cmake -DOUT=FILE.c -DHEADER=NAME.h "-DPARTS=name=a.js,b.js;other=c.css" -P embed.cmake
# Writes each part, the files one after the other, as an array of bytes and its size. Remarks that point to source maps are
# left out: nothing may be loaded from elsewhere.
set(text "#include \"${HEADER}\"\n")
foreach(part IN LISTS PARTS)
  string(REGEX MATCH "^([a-z_]+)=(.*)$" _ "${part}")
  set(name ${CMAKE_MATCH_1})
  string(REPLACE "," ";" files "${CMAKE_MATCH_2}")
  set(hex "")
  foreach(file IN LISTS files)
    file(READ ${file} own HEX)
    # "//# sourceMappingURL=" up to the end of the file
    string(REGEX REPLACE "2f2f2320736f757263654d617070696e6755524c3d([0-9a-f][0-9a-f])*$" "" own "${own}")
    string(APPEND hex "${own}0a")
  endforeach()
  string(LENGTH "${hex}" digits)
  math(EXPR size "${digits} / 2")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(REPEAT "0x..," 24 line)
  string(REGEX REPLACE "(${line})" "\\1\n" bytes "${bytes}")
  string(APPEND text "const unsigned char ${name}[${size}] = {\n${bytes}};\nconst size_t ${name}_size = ${size};\n")
endforeach()
file(WRITE ${OUT} "${text}")
