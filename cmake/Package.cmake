# `cmake --install` and the .deb: `cpack --config build/release/CPackConfig.cmake`, or deploy/debian/build for all of it.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON) # the tests are no part of it
set(package_files ${CMAKE_BINARY_DIR}/package)
file(MAKE_DIRECTORY ${package_files})
string(TIMESTAMP package_date "%a, %d %b %Y %H:%M:%S +0000" UTC)
set(package_contact "Demand Response Portal <drp@localhost>")
file(WRITE ${package_files}/changelog
     "drp (${PROJECT_VERSION}) stable; urgency=medium\n\n  * See NEWS.md.gz.\n\n -- ${package_contact}  ${package_date}\n")
# The manual page and the completions are made from the commands of the binary itself.
add_custom_command(
  OUTPUT ${package_files}/drp.1.gz ${package_files}/drp.bash
  COMMAND drp document man | gzip -9n > ${package_files}/drp.1.gz
  COMMAND drp document bash > ${package_files}/drp.bash
  COMMAND gzip -9nc ${CMAKE_SOURCE_DIR}/CHANGELOG.md > ${package_files}/NEWS.md.gz
  COMMAND gzip -9nc ${package_files}/changelog > ${package_files}/changelog.gz
  DEPENDS drp ${CMAKE_SOURCE_DIR}/CHANGELOG.md
  VERBATIM)
add_custom_target(package_files DEPENDS ${package_files}/drp.1.gz ${package_files}/drp.bash)

install(TARGETS drp RUNTIME DESTINATION bin)
install(FILES ${package_files}/drp.1.gz DESTINATION share/man/man1)
install(FILES ${package_files}/drp.bash DESTINATION share/bash-completion/completions RENAME drp)
install(FILES ${package_files}/changelog.gz ${package_files}/NEWS.md.gz DESTINATION share/doc/drp)
install(FILES deploy/debian/lintian-overrides DESTINATION share/lintian/overrides RENAME drp)
install(FILES deploy/debian/copyright docs/operator.md docs/configuration.md DESTINATION share/doc/drp)
install(DIRECTORY deploy/nginx deploy/prometheus deploy/grafana DESTINATION share/doc/drp/examples USE_SOURCE_PERMISSIONS)
install(FILES deploy/systemd/drp.service deploy/systemd/drp-backup.service deploy/systemd/drp-backup.timer
        DESTINATION /lib/systemd/system)
install(FILES deploy/systemd/drp.env DESTINATION /etc/drp PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_NAME drp)
set(CPACK_PACKAGE_CONTACT ${package_contact})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "portal for demand response programmes of power distributors")
set(CPACK_PACKAGE_DESCRIPTION "Shows every participant of a programme its interval meter data against a
prediction of what it would have used, what it saved and how much it took
part; runs response events, settles them, and imports what meters deliver.
One server with its pages, its interface for programs and its tools.")
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, tzdata, ca-certificates, init-system-helpers (>= 1.54~)")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "nginx-light | nginx")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "mariadb-server (>= 1:10.11), redis-server, prometheus")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_STRIP_FILES ON)
foreach(script preinst postinst prerm postrm conffiles)
  if(EXISTS ${CMAKE_SOURCE_DIR}/deploy/debian/${script})
    list(APPEND CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/deploy/debian/${script})
  endif()
endforeach()
include(CPack)
