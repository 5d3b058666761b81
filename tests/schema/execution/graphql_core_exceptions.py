"""graphql-core's own execution tests that do not apply to the engine, by name, and why.

All of them look at when the standard executor does something on the way, not at what it answers.
"""

_AT_ONCE = "the engine takes a list in whole before it looks at its items"
_TIMING = (
    "which of two errors is known first: the engine cancels what a lost object still waits for"
    " a turn of the event loop sooner, before the slower error is there"
)
_DRAINED = "counts the calls of an iterator after it has failed; the engine does not ask it again"

_LISTS = "test_lists.py::describe_execute_handles_abrupt_completion_in_synchronous_iterables::"
_ASYNC_LISTS = "test_lists.py::describe_execute_accepts_async_iterables_as_list_value::"
_NON_NULL = (
    "test_nonnull.py::describe_execute_handles_non_nullable_types"
    "::describe_handles_multiple_errors_for_a_single_response_position::"
)

DO_NOT_APPLY = {
    f"{_LISTS}drains_the_iterator_when_next_throws": _DRAINED,
    f"{_LISTS}handles_iterator_errors_with_later_pending_awaitables": _DRAINED,
    f"{_LISTS}handles_sync_errors_with_later_pending_awaitables": _AT_ONCE,
    f"{_ASYNC_LISTS}handles_mixture_of_sync_and_async_errors_in_async_iterables": _AT_ONCE,
    f"{_ASYNC_LISTS}calls_aclose_when_non_null_list_item_errors": _AT_ONCE,
    f"{_NON_NULL}slower_nullable_after_non_nullable_root_field": _TIMING,
    f"{_NON_NULL}slower_nullable_after_non_nullable_nested_field": _TIMING,
}
