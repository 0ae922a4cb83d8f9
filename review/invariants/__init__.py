"""What must be true of the whole database at any time, whatever happened: killed processes, rivals, restores.

Each check is a function without arguments that gives the rows of which its sentence does not hold, in words. They
only read, and ask the rules that the services ask. What a change of figures or of the calendar makes untrue later
(a lower number of enterprises, a moved working day) is no fault of the data and is left out.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from . import answers, days, judging, kept, places, receipts, steps

Check = Callable[[], Iterable[str]]

DATABASE: tuple[Check, ...] = (
    steps.every_nominee_has_its_case,
    steps.each_step_begins_where_the_one_before_ended,
    steps.each_stage_is_where_its_steps_led,
    steps.each_step_is_one_of_the_table,
    steps.each_step_is_on_record,
    steps.each_list_holds_who_was_moved_by_it,
    places.locked_and_counted_follow_the_stage,
    places.no_unit_is_over_its_hard_quota,
    places.nobody_is_put_forward_twice,
    judging.one_judgement_a_member_and_case,
    judging.no_judgement_after_the_round,
    judging.each_judgement_is_the_one_on_record,
    days.publicities_last_their_days,
    days.nobody_was_handed_in_during_publicity,
    days.notices_last_their_days,
    answers.only_authorities_that_are_to_be_asked_are_asked,
    answers.each_answer_is_the_last_word_of_its_thread,
    answers.each_objection_has_its_receipt,
    receipts.each_hand_in_has_its_receipt,
    receipts.each_receipt_is_as_it_was_given_out,
    kept.the_audit_trail_stands,
)
FILES: tuple[Check, ...] = (kept.every_file_is_there,)


@dataclass(frozen=True)
class Broken:
    """An invariant that does not hold, by its function's name in words, and of which rows."""

    invariant: str
    rows: tuple[str, ...]


def broken(*, files: bool = False) -> Iterator[Broken]:
    """What does not hold; `files`: also whether the files that rows name are there."""
    for check in DATABASE + (FILES if files else ()):
        rows = tuple(check())
        if rows:
            yield Broken(check.__name__.replace("_", " "), rows)
