"""A pytest plugin: what graphql-core's tests execute without naming an executor runs on the engine."""

from importlib import import_module

from graphql.execution.executor_throwing_on_incremental import ExecutorThrowingOnIncremental
from graphql.execution.incremental import IncrementalExecutor

from schema.execution.choice import install
from schema.execution.executor import BreadthFirst


class OnTheEngine(BreadthFirst, IncrementalExecutor):
    """For `execute`."""


class SubscribedOnTheEngine(BreadthFirst, ExecutorThrowingOnIncremental):
    """For `subscribe`."""


_module = import_module("graphql.execution.execute")
_module.IncrementalExecutor = OnTheEngine  # type: ignore[attr-defined]
_module.ExecutorThrowingOnIncremental = SubscribedOnTheEngine  # type: ignore[attr-defined]

install("breadth")
