"""`midclt call system.version|system.info`: only that this is a TrueNAS."""

import json
import sys

from ..model import load, root


def main(arguments: list[str]) -> int:
    """Answer the few calls that the mock knows."""
    model = load(root())
    version = f"TrueNAS-{model['version']}"
    answers = {
        "system.version": version,
        "system.info": {"version": version, "hostname": model["hostname"]},
        "system.host_id": model["machine_id"],
    }
    if arguments[:1] != ["call"] or len(arguments) < 2 or arguments[1] not in answers:
        sys.stderr.write("Method does not exist\n")
        return 1
    answer = answers[arguments[1]]
    print(answer if isinstance(answer, str) else json.dumps(answer))
    return 0
