"""Refusals: why an action is not done, in English and Vietnamese."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from egovkit.errors import Refusal


def wrong_state(
    action: str,
    state: str,
    sources: Collection[str],
    vi: Mapping[str, str] = MappingProxyType({}),
    vi_action: str | None = None,
) -> Refusal:
    """Refuse an action that does not begin in the dossier's state.

    `vi` says what states are called in Vietnamese, `vi_action` what the action is.
    """
    begins = sorted(repr(str(source)) for source in sources)
    called = sorted(repr(vi.get(source, str(source))) for source in sources)
    return Refusal(
        "state",
        f"{action} begins in {' or '.join(begins)}, and the dossier is in {str(state)!r}",
        f"Hồ sơ đang ở trạng thái {vi.get(state, str(state))!r}; "
        f"{vi_action or action} chỉ bắt đầu từ {' hoặc '.join(called)}",
    )


def wrong_role(roles: Iterable[str], held: Iterable[str]) -> Refusal:
    """Refuse an actor who has none of the roles that may act."""
    needed, given = sorted(roles), ", ".join(sorted(held))
    en, vi = " or ".join(needed) or "nobody", " hoặc ".join(needed)
    is_vi = f"là {given}" if given else "không có vai trò nào"
    return Refusal(
        "role",
        f"only {en} may do this, and the actor {f'is {given}' if given else 'has no role'}",
        f"{f'Chỉ {vi}' if vi else 'Không ai'} được thực hiện; người thực hiện {is_vi}",
    )


def low_assurance(needed: int, held: int) -> Refusal:
    """Refuse an actor whose identity is not assured well enough."""
    return Refusal(
        "assurance",
        f"the actor's identity is assured at level {held}; level {needed} is needed",
        f"Định danh điện tử mức {held}; cần mức {needed}",
    )


def naive(at: datetime) -> Refusal:
    """Refuse a time without a zone."""
    return Refusal(
        "naive",
        f"{at} has no zone; attach the office's, e.g. at.replace(tzinfo=calendar.tz)",
        f"Thời điểm {at} thiếu múi giờ",
    )


def before_last(at: datetime, last: datetime) -> Refusal:
    """Refuse a time before the last event."""
    return Refusal(
        "order",
        f"{at} lies before the dossier's last event, {last}; correct that one if it is "
        "wrong",
        f"Thời điểm {at} trước sự kiện gần nhất, {last}",
    )


def not_between(at: datetime, seq: int) -> Refusal:
    """Refuse a new time that would put an event before or behind its neighbours."""
    return Refusal(
        "order",
        f"{at} would move event {seq} past its neighbours",
        f"Thời điểm {at} làm đảo thứ tự sự kiện {seq}",
    )


def not_correctable(seq: int, expected: str) -> Refusal:
    """Refuse a correction of an event that cannot be corrected so."""
    return Refusal(
        "state",
        f"event {seq} cannot be corrected so; expected {expected}",
        f"Không thể sửa sự kiện {seq}",
    )


def stale(expected: int, found: int) -> Refusal:
    """Refuse a command that was decided on an older version of the dossier."""
    return Refusal(
        "stale",
        f"decided at version {expected}, and the dossier is at {found}; load it again",
        f"Quyết định ở phiên bản {expected}, hồ sơ đã ở phiên bản {found}",
    )


def key_taken(key: str, action: str) -> Refusal:
    """Refuse a key under which something else was done."""
    return Refusal(
        "key",
        f"the key {key!r} was used before, for {action} with other content or by "
        "another actor",
        f"Khóa {key!r} đã dùng cho yêu cầu khác ({action})",
    )


def other_version(given: str, expected: str, *, is_older: bool) -> Refusal:
    """Refuse a dossier that another version of the workflow drives."""
    remedy = "migrate it first" if is_older else "take the workflow that it follows"
    return Refusal(
        "version",
        f"the dossier follows {given}, and this is {expected}; {remedy}",
        f"Hồ sơ theo quy trình {given}, đây là {expected}",
    )


EXTENDED: Final = Refusal(
    "extended",
    "it was extended before, and the law allows one extension (Decree 61/2018 art. "
    "19(9))",
    "Đã hẹn lại một lần; việc hẹn lại không quá một lần (NĐ 61/2018, Điều 19.9)",
)
NO_PROMISE: Final = Refusal(
    "no_promise",
    "no due date was promised that could be extended",
    "Chưa hẹn ngày trả kết quả nên không thể hẹn lại",
)


def extension_late(announced: date, due: date) -> Refusal:
    """Refuse an extension that is announced less than a day before the due day."""
    return Refusal(
        "extension_late",
        f"announced on {announced}; it must be at least a day before the promised day, "
        f"{due} (Decree 61/2018 art. 19(9))",
        f"Thông báo ngày {announced}; phải trước ngày hẹn {due} ít nhất 1 ngày (NĐ "
        "61/2018, Điều 19.9)",
    )
