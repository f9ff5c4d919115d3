#!/bin/sh
# Writes the configuration of nginx for a portal.
#   render.sh site   > /etc/nginx/conf.d/drp.conf          inside an nginx that is there
#   render.sh whole  > run/nginx.conf                      with everything around it: nginx -c "$PWD/run/nginx.conf"
# Variables, with what they are without being set:
#   UPSTREAMS=127.0.0.1:8080     addresses of the instances, by blanks
#   SERVER_NAME=_                names of the portal
#   HTTP_LISTEN=80 HTTPS_LISTEN=443
#   PUBLIC_PORT=                 the port that people see, where it is not that of HTTPS_LISTEN
#   RUN=/var/lib/nginx/drp       folder of the cache and the logs
#   REQUESTS=100r/s CONNECTIONS=200   what one address may do; a burst of 400 requests is let through
#   CERTIFICATE=, CERTIFICATE_KEY=   PEM; without them a self-signed one is made in $RUN
set -eu

kind=${1:-site}
case $kind in site | whole) ;; *) sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2 ;; esac

here=$(cd "$(dirname "$0")" && pwd)
: "${UPSTREAMS:=127.0.0.1:8080}" "${SERVER_NAME:=_}" "${HTTP_LISTEN:=80}" "${HTTPS_LISTEN:=443}" "${RUN:=/var/lib/nginx/drp}"
: "${REQUESTS:=100r/s}" "${CONNECTIONS:=200}" "${CERTIFICATE:=}" "${CERTIFICATE_KEY:=}"
mkdir -p "$RUN/cache"

if [ -z "$CERTIFICATE" ]; then
  CERTIFICATE=$RUN/tls.crt CERTIFICATE_KEY=$RUN/tls.key
  if [ ! -e "$CERTIFICATE" ]; then
    name=localhost
    [ "$SERVER_NAME" = _ ] || name=${SERVER_NAME%% *}
    (umask 077 && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 825 -subj "/CN=$name" \
      -addext "subjectAltName=DNS:$name,DNS:localhost,IP:127.0.0.1" -keyout "$CERTIFICATE_KEY" -out "$CERTIFICATE" 2>/dev/null)
  fi
elif [ -z "$CERTIFICATE_KEY" ]; then
  echo "render.sh: CERTIFICATE needs CERTIFICATE_KEY" >&2
  exit 2
fi

servers=
for address in $UPSTREAMS; do servers="$servers server $address max_fails=1 fail_timeout=2s;"; done
port=${PUBLIC_PORT:-${HTTPS_LISTEN##*:}}
suffix=
[ "$port" = 443 ] || suffix=:$port

site() {
  sed -e "s|@UPSTREAMS@|${servers# }|" -e "s|@SERVER_NAME@|$SERVER_NAME|" -e "s|@RUN@|$RUN|g" \
    -e "s|@HTTP_LISTEN@|$HTTP_LISTEN|" -e "s|@HTTPS_LISTEN@|$HTTPS_LISTEN|" -e "s|@HTTPS_SUFFIX@|$suffix|" \
    -e "s|@REQUESTS@|$REQUESTS|" -e "s|@CONNECTIONS@|$CONNECTIONS|" \
    -e "s|@CERTIFICATE@|$CERTIFICATE|" -e "s|@CERTIFICATE_KEY@|$CERTIFICATE_KEY|" "$here/drp.conf.in"
}

if [ "$kind" = site ]; then site; exit; fi
cat <<WHOLE
worker_processes auto;
pid $RUN/nginx.pid;
error_log $RUN/error.log warn;
events { worker_connections 8192; }
http {
    access_log off;                  # the site says what is logged
    default_type application/octet-stream;
    sendfile on;
    tcp_nopush on;
    keepalive_timeout 65s;
    client_body_temp_path $RUN/body;
    proxy_temp_path $RUN/proxy;
    fastcgi_temp_path $RUN/fastcgi;
    uwsgi_temp_path $RUN/uwsgi;
    scgi_temp_path $RUN/scgi;
$(site)
}
WHOLE
