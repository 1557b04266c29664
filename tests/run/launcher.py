"""Starts the command in processes of its own without importing it anew each time: one line of JSON, one process.

Reads {"argv", "cwd", "env", "limit"} from stdin; writes the process id, and when it has ended its exit status.
"""

import json
import os
import resource
import signal
import sys
import warnings

warnings.simplefilter("ignore")

import langchain_openai  # noqa: F401

from colloquist.cli import main


def be_the_command(argv, cwd, env, limit):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    os.chdir(cwd)
    os.environ.update(env)
    for number, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644), number)
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    sys.argv = ["colloquist", *argv]
    main()


for line in sys.stdin:
    child = os.fork()
    if not child:
        try:
            be_the_command(**json.loads(line))
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
        except BaseException:
            import traceback

            traceback.print_exc()
            code = 70
        else:
            code = 0
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
