"""One dossier at a ward's one-stop unit, from receipt to result.

python examples/one_stop.py
"""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from egovkit import vietnam as vn
from egovkit.deadlines import CountingRule
from egovkit.dossiers import Actor, Procedure, Workflow
from egovkit.errors import RefusedError
from egovkit.outcome import Channel
from egovkit.storage import Store
from egovkit.vietnam.workflows import Decision, OneStop, Papers

FILE = Path(__file__).with_name("workflows") / "one_stop_118.toml"
TZ = ZoneInfo("Asia/Ho_Chi_Minh")
CLERK, OFFICER = Actor("q-01", ["counter"]), Actor("cb-02", ["officer"])
HEAD, CITIZEN = Actor("ld-01", ["head"]), Actor("c-77", ["citizen"], assurance=2)
BIRTH = Procedure("1.001193", "Đăng ký khai sinh", "Hộ tịch", "5 ngày làm việc")


def main() -> None:
    """Let a dossier live, and print what happens to it."""
    workflow: Workflow[OneStop] = Workflow.from_toml(
        FILE.read_text("utf-8"),
        states=OneStop,
        payloads=vn.workflows.PAYLOADS,
    )
    calendar = vn.calendar.calendar(years=range(2026, 2028))
    rule = CountingRule.VN_ONE_STOP
    ask = workflow.action("request_supplement", Papers)
    resolve = workflow.action("resolve", Decision)

    dossier = workflow.start(
        "H53.12.3-260302-0001", at=at(2, 8), by=CITIZEN, procedure=BIRTH,
        channel=Channel.ONLINE, unit="Phường Ninh Thạnh",
    )  # fmt: skip
    dossier = workflow.fire(dossier, "accept", at=at(2, 9), by=CLERK)
    due = dossier.deadline(workflow, calendar, rule=rule)
    print(f"received, due on {due.due_day}")

    dossier = workflow.fire(
        dossier, "hand_over", at=at(2, 9), by=CLERK, promise=due.promise()
    )
    papers = Papers(("giấy chứng sinh",), "chưa nộp")
    dossier = workflow.fire(dossier, ask, papers, at=at(4, 10), by=OFFICER)
    try:
        workflow.fire(dossier, resolve, Decision("12/GKS"), at=at(4, 11), by=OFFICER)
    except RefusedError as refused:
        for refusal in refused.refusals:
            print(f"refused: {refusal} | {refusal.vi}")

    dossier = workflow.fire(dossier, "supplement", at=at(6, 20), by=CITIZEN)
    due = dossier.deadline(workflow, calendar, rule=rule)
    print(f"supplemented, due on {due.due_day} now")
    print(due.explain())

    dossier = workflow.fire(
        dossier, resolve, Decision("12/GKS"), at=at(10, 15), by=HEAD
    )
    dossier = workflow.fire(dossier, "return_result", at=at(11, 8), by=CLERK)
    with Store.open("sqlite://", workflows=[workflow]) as store:
        store.add(dossier)
        print(store.load(dossier.number, workflow).dossier == dossier)
    row = dossier.outcome(workflow, calendar, rule=rule, as_of=at(31, 17))
    print(f"{row.status} on {row.resolved_at:%Y-%m-%d}, due on {row.due_at:%Y-%m-%d}")


def at(day: int, hour: int) -> datetime:
    """Return an hour of a day of March 2026."""
    return datetime(2026, 3, day, hour, tzinfo=TZ)


if __name__ == "__main__":
    main()
