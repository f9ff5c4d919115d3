#!/bin/sh
# Writes the configuration of one node: render.sh > /etc/mysql/mariadb.conf.d/70-galera.cnf
# Variables: ADDRESS (this node's), MEMBERS (all nodes with the port of group communication, by commas), NODE (its name),
# DONORS (names of the nodes that may give others all their data, by commas: not the first, if it can be helped),
# and, where it is not the one node of its machine, PORT=3306 (PORT+1, +2, +3 are Galera's; otherwise 4567, 4568, 4444)
# and FOLDER (data, socket and pid in it).
set -eu
: "${ADDRESS:?this node}" "${MEMBERS:?all nodes}" "${NODE:?its name}"
: "${PORT:=}" "${FOLDER:=}" "${DONORS:=}"
here=$(cd "$(dirname "$0")" && pwd)
provider=/usr/lib/galera/libgalera_smm.so
group=4567 ist=4568 sst=4444 own=
if [ -n "$PORT" ]; then group=$((PORT + 1)) ist=$((PORT + 2)) sst=$((PORT + 3)); fi
if [ -n "$FOLDER" ]; then
  own="datadir = $FOLDER/data
socket = $FOLDER/socket
tmpdir = $FOLDER"
fi
sed -e "s|@ADDRESS@|$ADDRESS|g" -e "s|@MEMBERS@|$MEMBERS|" -e "s|@NODE@|$NODE|g" -e "s|@DONORS@|$DONORS|" -e "s|@PORT@|${PORT:-3306}|" \
  -e "s|@GROUP@|$group|g" -e "s|@IST@|$ist|" -e "s|@SST@|$sst|" -e "s|@PROVIDER@|$provider|" "$here/node.cnf.in"
printf '%s\n' "$own"
