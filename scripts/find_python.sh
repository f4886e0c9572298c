# Sets $python to a Python 3.11 or newer with TLS and SQLite; ends with a plain sentence when there is none.
# The one that .venv was made with comes first; a name on the path can be a stub, so each is run.

found=
for python in "$(readlink -f "$root/.venv/bin/python" 2>/dev/null)" python3.13 python3.12 python3.11 python3; do
    if "$python" -IS -c 'import sys, _ssl, _sqlite3; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        found=yes
        break
    fi
done

if [ -z "$found" ]; then
    {
        echo 'Postroom needs Python 3.11 or newer, and there is none on this machine.'
        if [ ! -e /usr/bin/apt-get ]; then
            echo 'Install it from your system, or from https://www.python.org/downloads/, and start again.'
        elif [ "$(id -u)" = 0 ]; then
            echo 'Install it with:  apt-get update && apt-get install python3 python3-venv'
        else
            echo 'Install it with:  sudo apt-get update && sudo apt-get install python3 python3-venv'
        fi
    } >&2
    exit 1
fi

# Only this folder's modules count, whatever the person's shell has set.
unset PYTHONHOME PYTHONSTARTUP
PYTHONPATH=$root
export PYTHONPATH
