"""`python -m client`: read the command line and open the window."""

import os
import sys

from client.arguments import parse_arguments
from client.gui.application import run

if __name__ == "__main__":
    sys.exit(run(parse_arguments(sys.argv[1:], os.environ)))
