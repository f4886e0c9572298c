"""How far a job of the courier is, for the script of the page that shows it. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from db.jobs import Job


def progress(job: Job, states: Mapping[str, str]) -> dict[str, object]:
    """Return every stage so far; `states` are the words for how the whole job is."""
    stages = [
        {"name": one.name, "state": one.state, "words": one.words, "facts": {k: str(v) for k, v in one.facts.items()}}
        for one in job.stages
    ]
    return {"state": job.state, "words": states[job.state], "result": job.result, "stages": stages}
