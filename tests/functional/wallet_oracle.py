"""What migration 004 must do to a file of tokens, written down apart from the program.

The rule: a token with transaction_type "melted" and status "unspent" gets status "spent" and
spent_at = the run's time; nothing else in it changes, and no other token does.
"""

import json
from collections import Counter


def parsed(line):
    """An item as ordered pairs, its numbers as they are spelled."""
    return json.loads(line, object_pairs_hook=list, parse_int=str, parse_float=str)


def field(pairs, name):
    return next((value for key, value in pairs if key == name), None)


def is_selected(line):
    item = parsed(line)
    return field(item, "transaction_type") == "melted" and field(item, "status") == "unspent"


def is_compact(line):
    return json.dumps(json.loads(line), ensure_ascii=False,
                      separators=(",", ":")).encode() == line


def migrated(line, run_time_ms):
    """The selected item as it must be afterwards, as ordered pairs."""
    new = {"status": "spent", "spent_at": [("$date", [("$numberLong", str(run_time_ms))])]}
    item = [(name, new.pop(name, value)) for name, value in parsed(line)]
    return item + list(new.items())


class WalletOracle:
    """Holds exports of a collection against the tokens that went in."""

    def __init__(self, before):
        self.before = before
        self.lines = before.splitlines()
        self.selected = [is_selected(line) for line in self.lines]
        self.selected_count = sum(self.selected)

    def faults_after_up(self, export, started_ms, ended_ms):
        """Every way in which `export` is not what a whole run leaves; empty when it is.

        started_ms and ended_ms: the run's time must lie between them.
        """
        lines = export.splitlines()
        if len(lines) != len(self.lines):
            return [f"{len(lines)} items instead of {len(self.lines)}"]
        faults = []
        times = Counter()
        for before, after, selected in zip(self.lines, lines, self.selected):
            if not selected:
                if before != after:
                    faults.append(f"nobody asked to change {before!r} to {after!r}")
                continue
            fault, time_ms = self.fault_of_changed(before, after)
            times[time_ms] += 1
            if fault:
                faults.append(fault)
        if len(times) > 1:
            faults.append(f"more than one run time: {times}")
        for time_ms in times:
            if time_ms is not None and not started_ms <= time_ms <= ended_ms:
                faults.append(f"run time {time_ms} is not from {started_ms} to {ended_ms}")
        return faults[:5]

    @staticmethod
    def fault_of_changed(before, after):
        try:
            time_ms = int(field(field(field(parsed(after), "spent_at"), "$date"), "$numberLong"))
        except (TypeError, ValueError):
            return f"is not migrated: {after!r}", None
        if parsed(after) != migrated(before, time_ms):
            return f"{before!r} became {after!r}", time_ms
        if is_compact(before) and not is_compact(after):
            return f"was respelled: {after!r}", time_ms
        return None, time_ms
